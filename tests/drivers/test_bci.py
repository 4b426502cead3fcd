"""BCI five-byte packets: worked examples, two packets that agree, flags, recognition."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, SignalLevel, Wave
from drivers.bci import DRIVER, layout
from drivers.bci.device import BciDevice
from drivers.bci.protocol import BciProtocol
from drivers.bci.recognise import recognise
from drivers.contec_5byte.device import ContecFiveByteDevice
from drivers.contec_5byte.protocol import ContecFiveByteProtocol
from drivers.contec_v7.device import ContecV7Device
from drivers.contec_v7.protocol import ContecV7Protocol
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, numbers, of_type, read_all, samples

LIVE = layout.Live(
    signal=6,
    beat=False,
    no_signal=False,
    unplugged=False,
    pleth=57,
    bar=7,
    no_finger=False,
    searching=False,
    pr=76,
    spo2=98,
)
NONE = {"pleth": None, "bar": 0, "pr": None, "spo2": None}


def stream_of(*lives: layout.Live) -> bytes:
    return b"".join(map(layout.encode_live, lives))


def told(stream: bytes) -> list[tuple[Parameter, float | None, Quality]]:
    readings = read_all(BciProtocol(), stream)
    return [(n.parameter, n.value, n.quality) for n in of_type(readings, Numeric)]


def both(spo2: float | None, pr: float | None, quality: Quality = Quality.NONE) -> list[tuple]:
    return [(Parameter.SPO2, spo2, quality), (Parameter.PR, pr, quality)]


EXAMPLES = [
    ("86 39 07 4C 62", LIVE),
    ("C8 63 4F 03 60", LIVE._replace(beat=True, signal=8, pleth=99, bar=15, pr=131, spo2=96)),
    ("8F 00 50 7F 7F", LIVE._replace(signal=15, no_finger=True, **NONE)),
    ("B0 00 40 7F 7F", LIVE._replace(signal=0, unplugged=True, no_signal=True, **NONE)),
]


@pytest.mark.parametrize(("packet", "live"), EXAMPLES)
def test_worked_examples_decode_and_encode(packet: str, live: layout.Live) -> None:
    wire = bytes.fromhex(packet)
    assert layout.decode_live(wire) == live
    assert layout.encode_live(live) == wire


@pytest.mark.parametrize(
    ("packet", "expected", "sample"),
    [
        ("86 39 07 4C 62", both(98, 76), 57),
        ("C8 63 4F 03 60", both(96, 131), 99),
        ("8F 00 50 7F 7F", both(None, None, Quality.NO_FINGER), None),
        ("B0 00 40 7F 7F", both(None, None, Quality.NO_FINGER), None),
    ],
)
def test_worked_example_sent_alone_or_repeatedly_gives_its_numbers(
    packet: str, expected: list, sample: int | None
) -> None:
    wire = bytes.fromhex(packet)
    for stream in (wire, wire * 3, b"\x11\x13" + wire * 2):
        assert told(stream) == expected
        assert set(samples(read_all(BciProtocol(), stream))) == {sample}


@pytest.mark.parametrize("pr", [1, 9])
def test_a_few_pulses_a_minute_are_no_pulse_rate(pr: int) -> None:
    assert layout.decode_live(layout.encode_live(LIVE._replace(pr=pr))).pr is None


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
        ("unplugged", Quality.NO_FINGER, None),
        ("no_finger", Quality.NO_FINGER, None),
        ("searching", Quality.SEARCHING, 57),
        ("no_signal", Quality.SEARCHING, 57),
    ],
)
def test_numbers_sent_with_a_flag_are_not_current(flag: str, quality: Quality, sample: int | None) -> None:
    stream = stream_of(LIVE, LIVE) + stream_of(LIVE._replace(**{flag: True})) * 3
    assert told(stream) == both(98, 76) + both(None, None, quality)
    assert samples(read_all(BciProtocol(), stream))[2:] == [sample] * 3


@pytest.mark.parametrize("change", [{"spo2": 97}, {"spo2": 40}, {"pr": 77}, {"pr": 200}])
def test_number_of_a_single_packet_is_never_told_and_of_two_at_once(change: dict) -> None:
    other = LIVE._replace(**change)
    assert told(stream_of(LIVE, LIVE, other, LIVE, other, LIVE)) == both(98, 76)
    ((name, value),) = change.items()
    parameter = Parameter(name)
    assert told(stream_of(LIVE, LIVE, other, other)) == [*both(98, 76), (parameter, value, Quality.NONE)]


def test_loss_of_a_number_is_told_with_the_second_packet_and_never_with_one() -> None:
    off = LIVE._replace(no_finger=True)
    assert told(stream_of(LIVE, LIVE, off, LIVE, off, LIVE, LIVE)) == both(98, 76)
    protocol = BciProtocol()
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
    found = numbers(read_all(BciProtocol(), stream_of(LIVE, LIVE, *unsteady)), Parameter.SPO2)
    assert found[0] == 98
    assert set(found[1:]) == {None}


def test_steady_number_is_told_again_within_every_second() -> None:
    readings = read_all(BciProtocol(), stream_of(*[LIVE] * 401))
    assert numbers(readings, Parameter.SPO2) == [98] * 5
    assert of_type(readings, SignalLevel) == [SignalLevel(t=0.0, level=3)] * 5


def test_beat_is_flagged_once_however_many_packets_carry_it() -> None:
    beat = LIVE._replace(beat=True)
    waves = of_type(read_all(BciProtocol(), stream_of(LIVE, beat, beat, LIVE, beat)), Wave)
    assert [bool(wave.quality[0] & Quality.BEAT) for wave in waves] == [False, True, False, False, True]


@pytest.mark.parametrize("place", range(1, 5))
def test_byte_slipped_into_a_packet_drops_it_instead_of_shifting_it(place: int) -> None:
    good, hit = layout.encode_live(LIVE), layout.encode_live(LIVE._replace(pleth=77))
    for intruder in range(256):
        found = samples(read_all(BciProtocol(), good + hit[:place] + bytes((intruder,)) + hit[place:] + good))
        if place == 1 and intruder >= 0x80:  # what follows the intruder is the packet, with its flags
            assert found == [57, None if intruder & 0x20 else 77, 57]
        else:
            assert found == [57, 57], f"{intruder:02X}"


@given(pieces=st.lists(st.binary(max_size=60), max_size=8))
@settings(max_examples=50)
def test_any_bytes_in_any_pieces_never_raise_and_read_the_same(pieces: list[bytes]) -> None:
    stream = stream_of(LIVE, LIVE) + b"".join(pieces) + stream_of(LIVE)
    whole, parts = BciProtocol(), BciProtocol()
    expected = read_all(whole, stream)
    found = parts.feed(stream_of(LIVE, LIVE), 0.0)
    for piece in pieces:
        found += parts.feed(piece, 0.0)
    found += parts.feed(stream_of(LIVE), 0.0) + parts.finish(0.0)
    assert found == expected
    assert parts.counters == whole.counters


@given(place=st.integers(0, 599), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60)
def test_byte_added_lost_or_changed_never_makes_a_number_that_was_not_sent(
    place: int, put: bytes, keep: bool
) -> None:
    stream = stream_of(*[LIVE] * 60, *[LIVE._replace(spo2=99, pr=143)] * 60)
    found = told(stream[:place] + put + stream[place + (0 if keep else 1) :])
    assert {(p, v) for p, v, _ in found if v is not None} == {
        (Parameter.SPO2, 98),
        (Parameter.SPO2, 99),
        (Parameter.PR, 76),
        (Parameter.PR, 143),
    }


# conversation


def test_nothing_is_ever_sent() -> None:
    protocol = BciProtocol()
    assert protocol.due(0.0) == protocol.due(100.0)
    assert protocol.due(0.0).send == protocol.goodbye() == b""


def test_device_s_stream_is_read_without_a_bad_packet_at_100_a_second() -> None:
    patient = SimulatedPatient(21)
    wire = Wire(BciProtocol(), BciDevice(), patient)
    wire.run(60.0)
    assert wire.protocol.counters.bad_frames == 0
    assert wire.protocol.counters.frames == pytest.approx(6000, rel=0.02)
    for numeric in of_type(wire.readings, Numeric):
        vitals = patient.at(numeric.t)
        expected = vitals.spo2 if numeric.parameter is Parameter.SPO2 else vitals.pr
        assert numeric.value == pytest.approx(expected, abs=2.5)
    times = [r.t for r in of_type(wire.readings, Numeric) if r.parameter is Parameter.PR]
    assert max(b - a for a, b in pairwise(times)) <= 1.1
    assert wire.sent == []


def test_probe_off_gives_none_and_its_return_searches_first() -> None:
    patient = SimulatedPatient(1, [Effect("probe_off", 5.0, 12.0)])
    wire = Wire(BciProtocol(), BciDevice(), patient)
    wire.run(30.0)
    off = [r for r in of_type(wire.readings, Numeric) if 8.0 < r.t < 12.0]
    assert {(r.value, r.quality) for r in off} == {(None, Quality.NO_FINGER)}
    searching = [r for r in of_type(wire.readings, Numeric) if 13.0 < r.t < 16.0]
    assert {(r.value, r.quality) for r in searching} == {(None, Quality.SEARCHING)}
    assert numbers(wire.readings, Parameter.SPO2)[-1] is not None


def test_unplugged_probe_gives_none() -> None:
    wire = Wire(BciProtocol(), BciDevice(unplugged=True), SimulatedPatient(1))
    wire.run(3.0)
    assert {(n.value, n.quality) for n in of_type(wire.readings, Numeric)} == {(None, Quality.NO_FINGER)}
    assert set(samples(wire.readings)) == {None}


@pytest.mark.parametrize(("signal", "level"), [(0, 0), (1, 0), (2, 1), (8, 4), (9, None), (15, None)])
def test_signal_strength_beyond_eight_is_no_level(signal: int, level: int | None) -> None:
    levels = of_type(read_all(BciProtocol(), stream_of(*[LIVE._replace(signal=signal)] * 2)), SignalLevel)
    assert [reading.level for reading in levels] == [level]


def test_pleth_of_zero_is_no_sample() -> None:
    assert samples(read_all(BciProtocol(), stream_of(LIVE._replace(pleth=None)))) == [None]


# recognition


def heard(
    protocol: object, device: object, seconds: float = 3.0, effects: tuple = (), skip: int = 3
) -> bytes:
    wire = Wire(protocol, device, SimulatedPatient(4, effects))  # type: ignore[arg-type]
    wire.run(seconds, step_s=0.02)
    return bytes(wire.received)[skip:]


def test_own_stream_is_recognised_within_the_time_it_is_listened_for() -> None:
    stream = heard(BciProtocol(), BciDevice())
    for signature in DRIVER.info.signatures:
        assert signature.recognise(stream, signature.listen_s) == "BCI five-byte, streaming"
    off = heard(BciProtocol(), BciDevice(), effects=(Effect("probe_off", -30.0),))
    assert recognise(off, 3.0)


def test_too_short_a_time_is_not_enough() -> None:
    assert recognise(heard(BciProtocol(), BciDevice(), 1.5), 1.5) is None


@pytest.mark.parametrize(
    ("protocol", "device"),
    [
        (ContecFiveByteProtocol, ContecFiveByteDevice),
        (NoninProtocol, NoninDevice),
        (ContecV7Protocol, ContecV7Device),
    ],
)
def test_other_devices_are_not_recognised(protocol: type, device: type) -> None:
    stream = heard(protocol(), device())
    for seconds in (2.0, 3.0, len(stream) / 500):
        assert recognise(stream, seconds) is None


def test_noise_at_the_right_rate_is_not_recognised() -> None:
    source = random.Random(5)
    packets = [bytes((128 + source.randrange(9), *source.choices(range(128), k=4))) for _ in range(300)]
    assert recognise(b"".join(packets), 3.0) is None
    for _ in range(50):
        assert recognise(source.randbytes(1500), 3.0) is None
    assert recognise(b"", 3.0) is None
    assert recognise(b"\x00" * 1500, 3.0) is None
    assert recognise(b"\xff" * 1500, 3.0) is None
    assert recognise(b"SPO2=098 BPM=070 PI=1.2\r\n" * 60, 3.0) is None
