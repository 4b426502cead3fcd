"""Contec five-byte packets: worked examples, two packets that agree, the request, stored records, recognition."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, SignalLevel, Wave
from drivers.bci.device import BciDevice
from drivers.bci.protocol import BciProtocol
from drivers.contec_5byte import DRIVER, layout
from drivers.contec_5byte.device import ContecFiveByteDevice
from drivers.contec_5byte.protocol import ContecFiveByteProtocol
from drivers.contec_5byte.recognise import recognise
from drivers.contec_5byte.stored import read_file
from drivers.contec_v7.device import ContecV7Device
from drivers.contec_v7.protocol import ContecV7Protocol
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, numbers, of_type, read_all, samples

LIVE = layout.Live(
    signal=4,
    beat=False,
    dropping=False,
    search_long=False,
    pleth=46,
    bar=5,
    probe_error=False,
    searching=False,
    pr=72,
    spo2=97,
)
F5, F6 = b"\xf5\xf5", b"\xf6\xf6\xf6"


def stream_of(*lives: layout.Live) -> bytes:
    return b"".join(map(layout.encode_live, lives))


def told(stream: bytes) -> list[tuple[Parameter, float | None, Quality]]:
    readings = read_all(ContecFiveByteProtocol(), stream)
    return [(n.parameter, n.value, n.quality) for n in of_type(readings, Numeric)]


def both(spo2: float | None, pr: float | None, quality: Quality = Quality.NONE) -> list[tuple]:
    return [(Parameter.SPO2, spo2, quality), (Parameter.PR, pr, quality)]


EXAMPLES = [
    ("84 2E 05 48 61", LIVE),
    ("C5 58 4B 0F 62", LIVE._replace(signal=5, beat=True, pleth=88, bar=11, pr=143, spo2=98)),
    ("80 00 50 7F 7F", LIVE._replace(signal=0, pleth=0, bar=0, probe_error=True, pr=None, spo2=None)),
    ("83 3C 66 7F 7F", LIVE._replace(signal=3, pleth=60, bar=6, searching=True, pr=None, spo2=None)),
]


@pytest.mark.parametrize(("packet", "live"), EXAMPLES)
def test_worked_examples_decode_and_encode(packet: str, live: layout.Live) -> None:
    wire = bytes.fromhex(packet)
    assert layout.decode_live(wire) == live
    assert layout.encode_live(live) == wire


@pytest.mark.parametrize(
    ("packet", "expected", "sample"),
    [
        ("84 2E 05 48 61", both(97, 72), 46),
        ("C5 58 4B 0F 62", both(98, 143), 88),
        ("80 00 50 7F 7F", both(None, None, Quality.NO_FINGER), None),
        ("83 3C 66 7F 7F", both(None, None, Quality.SEARCHING), 60),
    ],
)
def test_worked_example_sent_alone_or_repeatedly_gives_its_numbers(
    packet: str, expected: list, sample: int | None
) -> None:
    wire = bytes.fromhex(packet)
    for stream in (wire, wire * 3, b"\x11\x13" + wire * 2):
        assert told(stream) == expected
        assert set(samples(read_all(ContecFiveByteProtocol(), stream))) == {sample}


@pytest.mark.parametrize("pr", [1, 9])
def test_a_few_pulses_a_minute_are_no_pulse_rate(pr: int) -> None:
    assert layout.decode_live(layout.encode_live(LIVE._replace(pr=pr))).pr is None
    assert numbers(read_file(old_file(bytes((pr, 97)))) or [], Parameter.PR) == [None]


@pytest.mark.parametrize("pr", [10, 72, 127, 128, 143, 254])
def test_pulse_rate_keeps_its_eighth_bit(pr: int) -> None:
    assert layout.decode_live(layout.encode_live(LIVE._replace(pr=pr))).pr == pr


@pytest.mark.parametrize(
    ("spo2", "value"), [(0, None), (1, 1), (100, 100), (101, None), (126, None), (127, None)]
)
def test_spo2_outside_1_to_100_is_missing(spo2: int, value: int | None) -> None:
    assert layout.decode_live(bytes((0x84, 1, 0, 72, spo2))).spo2 == value


@pytest.mark.parametrize(("bar", "pr"), [(0x00, 0x00), (0x40, 0x7F)])
def test_pulse_rate_of_zero_and_ff_is_missing(bar: int, pr: int) -> None:
    assert layout.decode_live(bytes((0x84, 1, bar, pr, 97))).pr is None


@pytest.mark.parametrize(
    ("flag", "quality", "sample"),
    [
        ("probe_error", Quality.NO_FINGER, None),
        ("searching", Quality.SEARCHING, 46),
        ("search_long", Quality.SEARCHING, 46),
    ],
)
def test_numbers_sent_with_a_flag_are_not_current(flag: str, quality: Quality, sample: int | None) -> None:
    stream = stream_of(LIVE, LIVE) + stream_of(LIVE._replace(**{flag: True})) * 3
    assert told(stream) == both(97, 72) + both(None, None, quality)
    assert samples(read_all(ContecFiveByteProtocol(), stream))[2:] == [sample] * 3


def test_device_s_own_hint_that_spo2_drops_changes_nothing() -> None:
    assert told(stream_of(*[LIVE._replace(dropping=True)] * 2)) == both(97, 72)


@pytest.mark.parametrize("change", [{"spo2": 96}, {"spo2": 40}, {"pr": 73}, {"pr": 200}])
def test_number_of_a_single_packet_is_never_told_and_of_two_at_once(change: dict) -> None:
    other = LIVE._replace(**change)
    assert told(stream_of(LIVE, LIVE, other, LIVE, other, LIVE)) == both(97, 72)
    ((name, value),) = change.items()
    parameter = Parameter(name)
    assert told(stream_of(LIVE, LIVE, other, other)) == [*both(97, 72), (parameter, value, Quality.NONE)]


def test_loss_of_a_number_is_told_with_the_second_packet_and_never_with_one() -> None:
    off = LIVE._replace(probe_error=True)
    assert told(stream_of(LIVE, LIVE, off, LIVE, off, LIVE, LIVE)) == both(97, 72)
    protocol = ContecFiveByteProtocol()
    protocol.feed(stream_of(LIVE, LIVE, LIVE), 0.0)
    start = stream_of(off)[:1]
    assert numbers(protocol.feed(stream_of(off) + start, 1.0), Parameter.SPO2) == []
    readings = protocol.feed(stream_of(off)[1:] + start, 1.1)
    assert [(n.t, n.parameter, n.value, n.quality) for n in of_type(readings, Numeric)] == [
        (1.1, Parameter.SPO2, None, Quality.NO_FINGER),
        (1.1, Parameter.PR, None, Quality.NO_FINGER),
    ]


def test_number_that_never_settles_becomes_missing_after_a_second() -> None:
    unsteady = [LIVE._replace(spo2=80 + n % 5) for n in range(200)]
    found = numbers(read_all(ContecFiveByteProtocol(), stream_of(LIVE, LIVE, *unsteady)), Parameter.SPO2)
    assert found[0] == 97
    assert set(found[1:]) == {None}


def test_steady_number_is_told_again_within_every_second() -> None:
    readings = read_all(ContecFiveByteProtocol(), stream_of(*[LIVE] * 241))
    assert numbers(readings, Parameter.SPO2) == [97] * 5
    assert of_type(readings, SignalLevel) == [SignalLevel(t=0.0, level=2)] * 5


def test_beat_is_flagged_once_however_many_packets_carry_it() -> None:
    beat = LIVE._replace(beat=True)
    waves = of_type(read_all(ContecFiveByteProtocol(), stream_of(LIVE, beat, beat, LIVE, beat)), Wave)
    assert [bool(wave.quality[0] & Quality.BEAT) for wave in waves] == [False, True, False, False, True]


@pytest.mark.parametrize("place", range(1, 5))
def test_byte_slipped_into_a_packet_drops_it_instead_of_shifting_it(place: int) -> None:
    good, hit = layout.encode_live(LIVE), layout.encode_live(LIVE._replace(pleth=77))
    for intruder in range(256):
        found = samples(
            read_all(ContecFiveByteProtocol(), good + hit[:place] + bytes((intruder,)) + hit[place:] + good)
        )
        if place == 1 and intruder >= 0x80:  # what follows the intruder is the packet, with its flags
            assert found == [46, 77, 46]
        else:
            assert found == [46, 46], f"{intruder:02X}"


@given(pieces=st.lists(st.binary(max_size=60), max_size=8))
@settings(max_examples=50)
def test_any_bytes_in_any_pieces_never_raise_and_read_the_same(pieces: list[bytes]) -> None:
    stream = stream_of(LIVE, LIVE) + b"".join(pieces) + stream_of(LIVE)
    whole, parts = ContecFiveByteProtocol(), ContecFiveByteProtocol()
    expected = read_all(whole, stream)
    found = parts.feed(stream_of(LIVE, LIVE), 0.0)
    for piece in pieces:
        found += parts.feed(piece, 0.0)
    found += parts.feed(stream_of(LIVE), 0.0) + parts.finish(0.0)
    assert found == expected
    assert parts.counters == whole.counters
    assert read_file(b"".join(pieces)) is None


@given(place=st.integers(0, 599), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60)
def test_byte_added_lost_or_changed_never_makes_a_number_that_was_not_sent(
    place: int, put: bytes, keep: bool
) -> None:
    stream = stream_of(*[LIVE] * 60, *[LIVE._replace(spo2=98, pr=143)] * 60)
    found = told(stream[:place] + put + stream[place + (0 if keep else 1) :])
    assert {(p, v) for p, v, _ in found if v is not None} == {
        (Parameter.SPO2, 97),
        (Parameter.SPO2, 98),
        (Parameter.PR, 72),
        (Parameter.PR, 143),
    }


# conversation


def test_request_goes_out_once_a_second_while_nothing_arrives_and_only_then() -> None:
    protocol = ContecFiveByteProtocol()
    assert protocol.due(5.0).send == b""
    assert protocol.due(6.0).send == F6
    assert protocol.due(6.5).send == b""
    assert protocol.due(7.0).send == F6
    for n in range(20):
        protocol.feed(stream_of(LIVE), 7.0 + n / 2)
        assert protocol.due(7.0 + n / 2).send == b""
    assert protocol.goodbye() == b""


def test_device_whose_output_is_off_is_started_by_the_request() -> None:
    wire = Wire(ContecFiveByteProtocol(), ContecFiveByteDevice(usb_on=False), SimulatedPatient(1))
    wire.run(5.0)
    assert wire.requests(F6) == 1
    assert 220 <= wire.protocol.counters.frames <= 250


def test_device_s_stream_is_read_without_a_bad_packet_at_60_a_second() -> None:
    patient = SimulatedPatient(21)
    wire = Wire(ContecFiveByteProtocol(), ContecFiveByteDevice(), patient)
    wire.run(60.0)
    assert wire.protocol.counters.bad_frames == 0
    assert wire.protocol.counters.frames == pytest.approx(3600, rel=0.02)
    for numeric in of_type(wire.readings, Numeric):
        vitals = patient.at(numeric.t)
        expected = vitals.spo2 if numeric.parameter is Parameter.SPO2 else vitals.pr
        assert numeric.value == pytest.approx(expected, abs=2.5)
    times = [r.t for r in of_type(wire.readings, Numeric) if r.parameter is Parameter.PR]
    assert max(b - a for a, b in pairwise(times)) <= 1.1
    assert wire.sent == []


def test_probe_off_gives_none_and_its_return_searches_first() -> None:
    patient = SimulatedPatient(1, [Effect("probe_off", 5.0, 12.0)])
    wire = Wire(ContecFiveByteProtocol(), ContecFiveByteDevice(), patient)
    wire.run(30.0)
    off = [r for r in of_type(wire.readings, Numeric) if 8.0 < r.t < 12.0]
    assert {(r.value, r.quality) for r in off} == {(None, Quality.NO_FINGER)}
    searching = [r for r in of_type(wire.readings, Numeric) if 13.0 < r.t < 16.0]
    assert {(r.value, r.quality) for r in searching} == {(None, Quality.SEARCHING)}
    assert numbers(wire.readings, Parameter.SPO2)[-1] is not None


# stored data


def download_of(device: ContecFiveByteDevice, patient: SimulatedPatient, seconds: float) -> bytes:
    wire = Wire(ContecFiveByteProtocol(), device, patient)
    wire.run(seconds)
    device.feed(F5, wire.t)
    return b"".join(device.emit(patient, wire.t + n * 0.05) for n in range(60))


RECORDS = [layout.Stored(72, 97), layout.Stored(143, 98), layout.Stored(None, None)]
DOWNLOAD = bytes.fromhex("F2 80 80 F2 80 80 F2 80 80  80 80 08  F0 C8 61  F1 8F 62  F1 FF 7F")


def test_stored_records_of_the_document_decode_one_per_second() -> None:
    assert layout.encode_stored(RECORDS) == DOWNLOAD
    assert [(r.t, r.parameter, r.value) for r in of_type(read_file(DOWNLOAD) or [], Numeric)] == [
        (0, Parameter.SPO2, 97),
        (0, Parameter.PR, 72),
        (1, Parameter.SPO2, 98),
        (1, Parameter.PR, 143),
        (2, Parameter.SPO2, None),
        (2, Parameter.PR, None),
    ]


def test_zero_and_zero_is_a_missing_second() -> None:
    found = read_file(DOWNLOAD[:-3] + bytes.fromhex("F0 80 00")) or []
    assert numbers(found, Parameter.SPO2) == [97, 98, None]


def test_download_is_cut_to_its_length_and_a_broken_off_one_gives_what_there_is() -> None:
    more = DOWNLOAD + stream_of(LIVE) * 5
    assert read_file(more) == read_file(DOWNLOAD)
    assert numbers(read_file(DOWNLOAD[:-4]) or [], Parameter.PR) == [72]


def test_live_packets_before_the_header_and_a_hurt_copy_of_it_do_no_harm() -> None:
    for head in (stream_of(LIVE) * 9, stream_of(LIVE)[:3], b"\xf2\x80"):
        assert read_file(head + DOWNLOAD) == read_file(DOWNLOAD)
    assert read_file(stream_of(LIVE) + DOWNLOAD[3:]) == read_file(DOWNLOAD)


def test_download_with_a_byte_lost_in_its_middle_is_refused_in_a_sentence() -> None:
    stream = layout.encode_stored([layout.Stored(72, 97)] * 100)
    with pytest.raises(ValueError, match=r"damaged 29 s after its start.*download it again\."):
        read_file(stream[:100] + stream[101:])


def test_long_record_keeps_its_length() -> None:
    found = read_file(layout.encode_stored([layout.Stored(143, 98)] * 20_000)) or []
    assert len(numbers(found, Parameter.PR)) == 20_000
    assert found[-1].t == 19_999


def test_virtual_device_sends_what_it_has_stored_and_goes_live_again() -> None:
    device, patient = ContecFiveByteDevice(), SimulatedPatient(7)
    found = read_file(download_of(device, patient, 30.0)) or []
    spo2 = numbers(found, Parameter.SPO2)
    assert 30 <= len(spo2) <= 31
    assert spo2[10] == round(patient.at(10.0).spo2 or 0)
    device.feed(F6, 40.0)
    live = b"".join(device.emit(patient, 40.0 + n / 10) for n in range(20))
    assert len(samples(read_all(ContecFiveByteProtocol(), live))) > 100


def old_file(body: bytes, offset: int = 60) -> bytes:
    head = offset.to_bytes(2, "little").ljust(8, b"\0") + "08/18/14 02:38:18".encode("utf-16-le")
    return head.ljust(offset, b"\0") + body


def test_old_file_of_the_pc_program_has_the_pulse_rate_first() -> None:
    found = read_file(old_file(bytes((72, 97, 143, 98, 255, 127)))) or []
    assert numbers(found, Parameter.SPO2) == [97, 98, None]
    assert numbers(found, Parameter.PR) == [72, 143, None]


def test_old_file_in_another_order_or_without_data_is_refused() -> None:
    with pytest.raises(ValueError, match="no SpO2"):
        read_file(old_file(bytes((97, 143))))
    with pytest.raises(ValueError, match="cut short"):
        read_file(old_file(b""))


def test_live_stream_and_noise_are_no_file() -> None:
    wire = Wire(ContecFiveByteProtocol(), ContecFiveByteDevice(), SimulatedPatient(1))
    wire.run(20.0)
    assert read_file(bytes(wire.received)) is None
    assert read_file(b"") is None
    assert read_file(random.Random(1).randbytes(50_000)) is None


# recognition


def heard(
    protocol: object, device: object, seconds: float = 3.0, effects: tuple = (), skip: int = 3
) -> bytes:
    wire = Wire(protocol, device, SimulatedPatient(4, effects))  # type: ignore[arg-type]
    wire.run(seconds, step_s=0.02)
    return bytes(wire.received)[skip:]


def test_own_stream_is_recognised_within_the_time_it_is_listened_for() -> None:
    stream = heard(ContecFiveByteProtocol(), ContecFiveByteDevice())
    for signature in DRIVER.info.signatures:
        assert signature.recognise(stream, signature.listen_s) == "Contec five-byte, streaming"
    off = heard(ContecFiveByteProtocol(), ContecFiveByteDevice(), effects=(Effect("probe_off", -30.0),))
    assert recognise(off, 3.0)


def test_device_is_recognised_after_the_request() -> None:
    device, patient = ContecFiveByteDevice(usb_on=False), SimulatedPatient(1)
    (probe,) = DRIVER.info.signatures[-1].probe
    device.feed(probe, 0.0)
    answer = b"".join(device.emit(patient, 0.3 + n / 50) for n in range(135))
    assert recognise(answer, 3.0)


def test_too_short_a_time_is_not_enough() -> None:
    assert recognise(heard(ContecFiveByteProtocol(), ContecFiveByteDevice(), 1.5), 1.5) is None


@pytest.mark.parametrize(
    ("protocol", "device"),
    [(BciProtocol, BciDevice), (NoninProtocol, NoninDevice), (ContecV7Protocol, ContecV7Device)],
)
def test_other_devices_are_not_recognised(protocol: type, device: type) -> None:
    stream = heard(protocol(), device())
    for seconds in (3.0,) if device is BciDevice else (2.0, 3.0, len(stream) / 300):
        assert recognise(stream, seconds) is None


def test_noise_at_the_right_rate_is_not_recognised() -> None:
    source = random.Random(5)
    packets = [bytes((128 + source.randrange(9), *source.choices(range(128), k=4))) for _ in range(180)]
    assert recognise(b"".join(packets), 3.0) is None
    for _ in range(50):
        assert recognise(source.randbytes(900), 3.0) is None
    assert recognise(b"", 3.0) is None
    assert recognise(b"\x00" * 900, 3.0) is None
    assert recognise(b"\xff" * 900, 3.0) is None
    assert recognise(b"SPO2=098 BPM=070 PI=1.2\r\n" * 36, 3.0) is None
