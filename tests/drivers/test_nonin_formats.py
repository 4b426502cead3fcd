"""Nonin's other data formats: worked examples, finding the format, held values, spot checks, recognition."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality, Reading, Wave
from drivers.nonin import DRIVER, groups, layout, recognise, spot
from drivers.nonin.device import FORMATS, NoninDevice
from drivers.nonin.protocol import NoninProtocol
from drivers.nonin.readers import GroupReader, PacketReader, SpotReader
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all, samples

STREAMING = (1, 2, 7, 8)
RATE_HZ = {1: 1.0, 2: 75.0, 7: 75.0, 8: 1.0}
SPOT = bytes.fromhex("00 02 00 0D 00 0E 20 18 11 25 13 07 42 00 02 00 00 48 00 61 75 03")
SPOT_OLD = bytes.fromhex("00 02 00 0D 00 0E 20 24 01 31 23 59 09 00 01 11 01 FF 00 7F 8C 03")


def sent_by(data_format: int, seconds: float = 25.0, *effects: Effect, seed: int = 11) -> bytes:
    device, patient = NoninDevice(data_format), SimulatedPatient(seed, effects)
    return b"".join(device.emit(patient, n * 0.1) for n in range(round(seconds * 10)))


STREAMS = {
    data_format: sent_by(data_format, 25.0, Effect("probe_off", 10.0, 14.0)) for data_format in FORMATS
}


def group(text: str, times: int = 4) -> list[Reading]:
    return read_all(NoninProtocol(), bytes.fromhex(text) * times)


def told(readings: list[Reading]) -> tuple[list, list, set]:
    qualities = {n.quality for n in of_type(readings, Numeric)}
    return numbers(readings, Parameter.PR), numbers(readings, Parameter.SPO2), qualities


# worked examples


@pytest.mark.parametrize(
    ("frame", "pleth", "value"), [("81 7A 31 00 2C", 31281, 0), ("80 7B 02 48 45", 31490, 0x48)]
)
def test_worked_frames_of_format_7(frame: str, pleth: int, value: int) -> None:
    body = bytes.fromhex(frame)
    assert layout.next_frame_7(bytearray(body), 0) == 5
    assert layout.frame_7_of(body[0], pleth, value) == body
    reader = PacketReader(7)
    (found,) = reader.take(body, 0.0) + reader.finish()
    assert samples(reader.decode(found)) == [pleth]


@pytest.mark.parametrize(
    ("text", "hr", "spo2", "quality"),
    [
        ("80 48 61", 72, 97, Quality.NONE),
        ("91 11 63", 145, 99, Quality.LOW_PERFUSION),
        ("E3 7F 7F", None, None, Quality.NO_FINGER),
        ("85 7A 58", 250, 88, Quality.ARTEFACT),
        ("80 42 62 00", 66, 98, Quality.NONE),
        ("89 11 5B 00", 145, 91, Quality.LOW_PERFUSION),
        ("A0 42 62 08", None, None, Quality.NO_FINGER),  # numbers held, not current
        ("A0 42 62 00", None, None, Quality.SEARCHING),  # likewise
        ("80 42 62 08", None, None, Quality.NO_FINGER),
        ("C0 42 62 00", None, None, Quality.NO_FINGER),
        ("A3 7F 7F 09", None, None, Quality.NO_FINGER),
    ],
)
def test_worked_groups_of_formats_1_and_8(
    text: str, hr: int | None, spo2: int | None, quality: Quality
) -> None:
    rates, saturations, qualities = told(group(text, 6))
    assert (set(rates), set(saturations), qualities) == ({hr}, {spo2}, {quality})
    if hr is not None:
        assert groups.encode(groups.decode(bytes.fromhex(text))) == bytes.fromhex(text)


def test_battery_of_format_8() -> None:
    states = [
        [b.state for b in of_type(group(f"80 42 62 {stat2}"), Battery)] for stat2 in ("00", "01", "02", "03")
    ]
    good, low, critical = BatteryState.GOOD, BatteryState.LOW, BatteryState.CRITICAL
    assert states == [[good], [low], [low], [critical]]


def test_worked_packets_of_format_13() -> None:
    assert spot.decode(SPOT) == spot.Spot("2018-11-25 13:07:42", spot.SPA, layout.Numbers(72, 97))
    assert spot.encode((2018, 11, 25, 13, 7, 42), spot.SPA, layout.Numbers(72, 97)) == SPOT
    old = spot.decode(SPOT_OLD)
    assert old.numbers == layout.Numbers(None, None)
    assert old.status & spot.MEMORY
    assert old.status & spot.LOW_BATTERY
    readings = read_all(NoninProtocol(), SPOT)
    assert told(readings) == ([72], [97], {Quality.NONE})
    assert "2018-11-25 13:07:42" in of_type(readings, Identity)[0].text


def test_a_spot_check_from_memory_is_not_current() -> None:
    for packet in (
        SPOT_OLD,
        spot.encode((2024, 1, 31, 0, 0, 0), spot.SPA | spot.MEMORY, layout.Numbers(40, 70)),
    ):
        assert told(read_all(NoninProtocol(), packet)) == ([None], [None], {Quality.HELD})


def test_spot_check_of_poor_quality_is_marked_and_one_without_measurement_is_missing() -> None:
    poor = spot.encode((2024, 1, 31, 0, 0, 0), 0, layout.Numbers(80, 95))
    none = spot.encode((2024, 1, 31, 0, 0, 0), spot.NOMS, layout.Numbers(80, 95))
    assert told(read_all(NoninProtocol(), poor)) == ([80], [95], {Quality.ARTEFACT})
    assert told(read_all(NoninProtocol(), none)) == ([None], [None], {Quality.NONE})


def test_a_longer_packet_of_format_13_is_read_and_a_damaged_one_is_not() -> None:
    data = SPOT[6:20] + b"\x01\x02"
    longer = spot.HEAD + b"\x00\x10" + data + bytes((sum(data) & 0xFF, 3))
    assert told(read_all(NoninProtocol(), longer))[0] == [72]
    for place in range(len(SPOT)):
        hurt = bytearray(SPOT)
        hurt[place] ^= 0x11
        assert numbers(read_all(NoninProtocol(), bytes(hurt)), Parameter.PR) == []


# finding the format


@pytest.mark.parametrize("data_format", FORMATS)
def test_every_format_is_found_and_gives_the_patients_numbers(data_format: int) -> None:
    wire = Wire(NoninProtocol(), NoninDevice(data_format), patient := SimulatedPatient(21))
    wire.run(60.0)
    current = [n for n in of_type(wire.readings, Numeric) if n.value is not None]
    assert {n.parameter for n in current} == {Parameter.SPO2, Parameter.PR}
    for numeric in current:
        now = patient.at(numeric.t)
        true = now.spo2 if numeric.parameter is Parameter.SPO2 else now.pr
        assert true is not None
        assert numeric.value == pytest.approx(true, abs=2.5)
    # format 7 is told from the end of its first packet on; the answer to the command of format 13 is no frame
    assert wire.protocol.counters.bad_frames == {2: 0, 13: 2}.get(data_format, 1)


@pytest.mark.parametrize("data_format", STREAMING)
def test_frames_and_numbers_come_at_the_rate_of_the_format(data_format: int) -> None:
    wire = Wire(NoninProtocol(), NoninDevice(data_format), SimulatedPatient(21))
    wire.run(6.0)
    before = wire.protocol.counters.frames
    readings = wire.run(40.0)
    assert (wire.protocol.counters.frames - before) / 40.0 == pytest.approx(RATE_HZ[data_format], rel=0.03)
    times = [n.t for n in of_type(readings, Numeric) if n.parameter is Parameter.SPO2]
    assert max(b - a for a, b in pairwise(times)) <= DRIVER.info.numeric_interval_s + 0.1


def test_format_7_gives_a_pleth_of_sixteen_bits_and_beats() -> None:
    readings = read_all(NoninProtocol(), STREAMS[7])
    assert max(sample for sample in samples(readings) if sample is not None) > 0x1000
    beats = [wave for wave in of_type(readings, Wave) if wave.quality[0] & Quality.BEAT]
    assert 15 <= len(beats) <= 30


def test_numbers_without_a_checksum_are_told_from_the_third_group_on() -> None:
    for text in ("80 48 61", "80 42 62 00"):
        assert [len(numbers(group(text, n), Parameter.PR)) for n in (1, 2, 3, 4, 5)] == [0, 0, 1, 2, 3]


def test_groups_that_do_not_agree_prove_nothing() -> None:
    jumping = b"".join(groups.encode(groups.Group(0, layout.Numbers(hr, 95), 0)) for hr in (60, 120) * 10)
    assert of_type(read_all(NoninProtocol(), jumping), Numeric) == []


@pytest.mark.parametrize("before", FORMATS)
@pytest.mark.parametrize("after", FORMATS)
def test_a_device_that_is_switched_is_found_again(before: int, after: int) -> None:
    protocol = NoninProtocol()
    protocol.feed(STREAMS[before][3:], 0.0)
    readings = read_all(protocol, SPOT if after == 13 else sent_by(after, 30.0, seed=5), 1000.0)
    expected = (
        [97]
        if after == 13
        else numbers(read_all(NoninProtocol(), sent_by(after, 30.0, seed=5)), Parameter.SPO2)
    )
    found = numbers(readings, Parameter.SPO2)
    assert found[-1] == expected[-1]
    assert len(found) >= len(expected) - 12
    if after in (2, 7):
        assert len(samples(readings)) >= 75 * 28


@pytest.mark.parametrize("bits", range(256))
def test_a_format_2_stream_that_also_reads_as_format_7_stays_format_2(bits: int) -> None:
    """Some frames have right checksums in both alignments; a whole packet never has."""
    stream = b""
    for _ in range(8):
        values = layout.encode_values(layout.Numbers(72, 97), layout.Numbers(72, 97))
        values[3:] = [0] * 22  # an old device that knows only three fields
        for n, value in enumerate(values):
            status = layout.SNSA | layout.OOT | (layout.SYNC if n == 0 else 0)
            stream += layout.frame_of(status, bits, value)
    protocol = NoninProtocol()
    readings = read_all(protocol, stream)
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (200, 0)
    assert len(samples(readings)) == 200


@pytest.mark.parametrize("data_format", FORMATS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_split_never_matters(data_format: int, data: st.DataObject) -> None:
    other = STREAMS[data.draw(st.sampled_from(FORMATS))]
    stream = STREAMS[data_format][: data.draw(st.integers(0, 400))]
    stream += data.draw(st.binary(max_size=30)) + other[: data.draw(st.integers(0, 400))]
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=30))
    edges = [0, *sorted(cuts), len(stream)]
    whole, pieces = NoninProtocol(), NoninProtocol()
    expected = read_all(whole, stream)
    found = [reading for a, b in pairwise(edges) for reading in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters


@pytest.mark.parametrize("data_format", FORMATS)
def test_whether_somebody_calls_at_the_deadline_never_matters(data_format: int) -> None:
    """Bytes with their own times, once with every deadline kept and once with none."""
    patient, device = SimulatedPatient(4), NoninDevice(data_format)
    kept, late = NoninProtocol(), NoninProtocol()
    found: tuple[list[Reading], list[Reading]] = ([], [])
    for n in range(300):
        t = n * 0.1
        data = device.emit(patient, t)
        found[0].extend(kept.feed(data, t))
        found[0].extend(kept.feed(b"", t + 0.05))
        if data:
            found[1].extend(late.feed(data, t))
    for protocol, readings in zip((kept, late), found, strict=True):
        readings.extend(protocol.finish(30.0))
    assert found[0] == found[1]


@given(stream=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_and_random_ones_give_no_number(stream: bytes) -> None:
    protocol = NoninProtocol()
    protocol.due(0.0)
    assert of_type(read_all(protocol, stream), Numeric) == []
    assert len(protocol.take_notices()) == 0


def test_a_long_random_stream_gives_no_number_and_keeps_no_bytes() -> None:
    protocol = NoninProtocol()
    readings = read_all(protocol, random.Random(5).randbytes(60_000))
    assert of_type(readings, Numeric) == []
    for reader in protocol._readers:
        assert len(reader._frames._pending) < 100


@pytest.mark.parametrize("data_format", [2, 7])
@pytest.mark.parametrize("loss", [0.05, 0.2])
def test_a_very_bad_line_is_never_taken_for_a_format_without_a_checksum(
    data_format: int, loss: float
) -> None:
    stream = sent_by(data_format, 60.0)
    sent = set(numbers(read_all(NoninProtocol(), stream), Parameter.SPO2))
    for seed in range(4):
        source = random.Random(seed)
        lossy = bytes(byte for byte in stream if source.random() > loss)
        assert set(numbers(read_all(NoninProtocol(), lossy), Parameter.SPO2)) <= sent


def test_groups_need_ten_in_a_row_where_frames_with_a_checksum_were_seen() -> None:
    protocol = NoninProtocol()
    protocol.feed(STREAMS[2][:1000], 0.0)
    readings = read_all(protocol, bytes.fromhex("80 42 62 00") * 12, 10.0)
    assert numbers(readings, Parameter.SPO2) == [98, 98, 98]


# formats without a checksum, damaged


def test_a_damaged_group_never_makes_a_number_that_jumps() -> None:
    stream = STREAMS[8][:40]  # ten seconds with a finger
    sent = set(numbers(read_all(NoninProtocol(), stream), Parameter.SPO2))
    for place in range(16, len(stream)):
        for bit in range(8):
            hurt = bytearray(stream)
            hurt[place] ^= 1 << bit
            for value in numbers(read_all(NoninProtocol(), bytes(hurt)), Parameter.SPO2):
                assert value is None or min(abs(value - known) for known in sent) <= groups.SPO2_STEP


def test_a_lost_byte_costs_two_groups_and_a_real_jump_is_told_one_group_later() -> None:
    clean = bytes.fromhex("80 42 62 00") * 8
    assert len(numbers(read_all(NoninProtocol(), clean), Parameter.PR)) == 6
    assert len(numbers(read_all(NoninProtocol(), clean[:18] + clean[19:]), Parameter.PR)) == 4
    jump = bytes.fromhex("80 42 62 00") * 6 + bytes.fromhex("80 42 50 00") * 3
    assert numbers(read_all(NoninProtocol(), jump), Parameter.SPO2) == [98, 98, 98, 98, 80, 80]


def test_the_loss_of_a_number_is_told_at_once_and_its_return_one_group_later() -> None:
    here, held, lost = (bytes.fromhex(text) for text in ("80 42 62 00", "A0 42 62 08", "A3 7F 7F 08"))
    for off in (held, lost):
        stream = here * 4 + off * 2 + here * 2
        back = [98, 98] if off == held else [98]
        assert numbers(read_all(NoninProtocol(), stream), Parameter.SPO2) == [98, 98, None, None, *back]


def test_values_that_format_8_holds_are_never_told() -> None:
    wire = Wire(NoninProtocol(), NoninDevice(8), SimulatedPatient(3, [Effect("probe_off", 10.0, 30.0)]))
    wire.run(28.0)
    held = [group for n in range(14, 20) if (group := groups.decode(bytes(wire.received[4 * n : 4 * n + 4])))]
    assert all(group.numbers.spo2 is not None and not group.current for group in held)
    late = [n for n in of_type(wire.readings, Numeric) if n.t > 13.5]
    assert {(n.value, n.quality) for n in late} == {(None, Quality.NO_FINGER)}
    wire.run(20.0)
    assert of_type(wire.readings, Numeric)[-1].value is not None


# spot checks


def test_an_oximeter_set_to_spot_checks_is_asked_once_for_format_2_and_says_so() -> None:
    wire = Wire(NoninProtocol(), NoninDevice(13), SimulatedPatient(3))
    wire.run(20.0)
    assert [data for _, data in wire.sent] == [bytes.fromhex("02 70 02 02 02 03")]
    assert wire.sent[0][0] < 5.0
    assert len(samples(wire.readings)) > 1000
    (sentence,) = wire.protocol.take_notices()
    assert "Data Format 13" in sentence
    assert "Data Format 2 or 8" in sentence
    assert wire.protocol.take_notices() == []


def test_after_five_seconds_nothing_is_sent() -> None:
    protocol = NoninProtocol()
    protocol.due(0.0)
    assert numbers(protocol.feed(SPOT, 5.1), Parameter.SPO2) == [97]
    assert protocol.due(5.1).send == b""
    (sentence,) = protocol.take_notices()
    assert "Connect it anew" in sentence
    soon = NoninProtocol()
    soon.due(0.0)
    soon.feed(SPOT, 4.9)
    assert soon.due(5.1).send == b"", "too late by now"


@pytest.mark.parametrize("data_format", STREAMING)
def test_nothing_is_ever_sent_to_a_device_that_streams(data_format: int) -> None:
    wire = Wire(NoninProtocol(), NoninDevice(data_format), SimulatedPatient(3))
    wire.run(10.0)
    assert wire.sent == []
    assert wire.protocol.take_notices() == []


def test_a_device_whose_answer_is_no_goes_on_with_one_packet_for_each_finger() -> None:
    patient = SimulatedPatient(3, [Effect("probe_off", 20.0, 25.0)])
    wire = Wire(NoninProtocol(), NoninDevice(13), patient)
    wire.to_device = lambda data: b""
    wire.run(60.0)
    spo2 = [n for n in of_type(wire.readings, Numeric) if n.parameter is Parameter.SPO2]
    assert [n.value is None for n in spo2] == [True, False, False]
    assert spo2[0].quality == Quality.HELD
    assert len(wire.protocol.take_notices()) == 1


def test_the_virtual_device_refuses_a_format_it_has_not() -> None:
    device = NoninDevice(13)
    device.feed(spot.set_format(1), 0.0)
    assert device.emit(SimulatedPatient(1), 0.0).startswith(spot.NOT_SUPPORTED)
    with pytest.raises(ValueError, match="not a data format"):
        NoninDevice(3)


# recognition

WAYS = {
    1: recognise.recognise_1,
    2: recognise.recognise_2,
    7: recognise.recognise_7,
    8: recognise.recognise_8,
    13: recognise.recognise_13,
}


def heard(data_format: int, seconds: float) -> bytes:
    """From the middle of something on."""
    skip = {1: 2, 2: 63, 7: 63, 8: 3, 13: 0}[data_format]
    return sent_by(data_format, seconds)[skip:]


@pytest.mark.parametrize("data_format", FORMATS)
def test_each_format_is_recognised_as_itself_within_the_time_it_is_listened_for(data_format: int) -> None:
    (way,) = [s for s in DRIVER.info.signatures if s.recognise is WAYS[data_format]]
    data = heard(data_format, way.listen_s)
    accepted = [n for n, signature in WAYS.items() if signature(data, way.listen_s)]
    assert accepted == [data_format]
    assert f"Data Format {data_format}" in str(way.recognise(data, way.listen_s))


def test_an_oximeter_without_a_finger_is_recognised_too() -> None:
    assert recognise.recognise_1(bytes.fromhex("E3 7F 7F") * 11, 11.0)
    assert recognise.recognise_8(bytes.fromhex("A3 7F 7F 08") * 11, 11.0)


def test_the_published_packet_of_a_9560_is_recognised() -> None:
    assert recognise.recognise_2(capture("oximeters/nonin_df2_9560.bin"), 0.4)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SPO2=098% BPM=064\r\n" * 10,
        bytes.fromhex("80 42 62 00") * 10,  # all at once: not one a second
        bytes.fromhex("80 42 62 00 86 39 07 4C 62") * 10,
        bytes.fromhex("86 39 07 4C 62") * 300,  # five-byte groups
        bytes.fromhex("01 E0 84 93 92 BC E3 FF FF") * 180,
        bytes.fromhex("80 30 7F") * 11,  # missing, and no flag says why
        b"".join(layout.frame_of(0, 9, 0) for _ in range(300)),  # no SYNC
        bytes.fromhex("80 48 61") * 8,
    ],
)
def test_other_streams_are_not_recognised(data: bytes) -> None:
    seconds = 3.0 if len(data) > 60 else 1.0
    if data == bytes.fromhex("80 30 7F") * 11:
        seconds = 11.0
    assert [n for n, way in WAYS.items() if way(data, seconds)] == []


def test_random_bytes_are_never_recognised() -> None:
    source = random.Random(7)
    for size in (3, 30, 40, 400, 4000):
        for _ in range(20):
            data = source.randbytes(size)
            assert not any(way(data, 10.0) for way in WAYS.values())


def test_readers_say_nothing_of_half_frames() -> None:
    for reader, half in (
        (PacketReader(7), "81 7A 31"),
        (GroupReader(8), "80 42"),
        (SpotReader(), "00 02 00"),
    ):
        assert reader.take(bytes.fromhex(half), 0.0) + reader.finish() == []
