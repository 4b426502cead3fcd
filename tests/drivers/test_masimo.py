"""Masimo ASCII lines: worked examples, captures, flags first, damaged lines, trend dumps."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality
from drivers.masimo import DRIVER, layout
from drivers.masimo.device import MasimoDevice
from drivers.masimo.protocol import PR_STEP, SILENCED_NOTICE, SPO2_STEP, TREND_NOTICE, MasimoProtocol
from drivers.masimo.stored import read_trend
from drivers.nellcor.device import NellcorDevice
from drivers.nellcor.protocol import NellcorProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all, table

RAD8 = (
    b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
    b"ALARM=0000 EXC=000800\r\n"
)
RADICAL7 = (
    b"04/02/17 08:30:05 SN=---------- SPO2=096% BPM=111 PI=00.72 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- RESVD=--- "
    b"DESAT=-- PIDELTA=+-- PVI=--- ALARM=000000 EXC=0000C00 EXC1=00000000\r\n"
)
RADICAL5 = b"09/15/10 15:10:29 SPO2=097% BPM=064 PI=11.82% ALARM=20 EXC=800\r\n"
NO_SENSOR = (
    b"03/19/16 13:37:12 SN=0000093112 SPO2=---% BPM=--- DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000001\r\n"
)
BUT_OFF = (
    b"12/01/05 11:56:29 SN=0123456789 SPO2=098% BPM=240 PI=20.00% SPCO=01.0% SPMET=00.5% DESAT=01 PIDELTA=-02 "
    b"PVI=027 ALARM=0000 EXC=000820\r\n"
)


def line(
    spo2: str = "097", bpm: str = "070", pi: str = "03.50", *, exc: int = 0x800, alarm: int = 0
) -> bytes:
    return (
        f"01/02/26 10:00:00 SN=0000012345 SPO2={spo2}% BPM={bpm} PI={pi}% ALARM={alarm:04X} EXC={exc:06X}\r\n"
    ).encode()


def trend(spo2: int, pr: int, pi: str, second: int, exc: str = "800:SET") -> bytes:
    return f"09/21/08 09:56:{second:02d} SpO2={spo2:03d} PR={pr:03d} PI={pi} EXC={exc}\r\n".encode()


def told(stream: bytes) -> list[tuple[float | None, Quality]]:
    return [(n.value, n.quality) for n in of_type(read_all(MasimoProtocol(), stream), Numeric)]


def test_a_few_pulses_a_minute_are_no_pulse_rate() -> None:
    assert told(line(bpm="009"))[1] == (None, Quality.NONE)


@pytest.mark.parametrize(
    ("text", "values", "quality"),
    [
        (RAD8, [98, 97, 3.60], Quality.NONE),
        (RADICAL7, [96, 111, 0.72], Quality.ARTEFACT),
        (RADICAL5, [97, 64, 11.82], Quality.NONE),
        (NO_SENSOR, [None, None], Quality.NO_FINGER),
        (BUT_OFF, [None, None, None], Quality.NO_FINGER),
    ],
)
def test_worked_lines_decode(text: bytes, values: list, quality: Quality) -> None:
    assert told(text) == [(value, quality) for value in values]


@pytest.mark.parametrize("name", ["masimo_rad8_yahnatan", "masimo_ascii1_example_lines"])
def test_every_line_of_the_captures_decodes_to_its_expected_values(name: str) -> None:
    rows = table(f"oximeters/{name}.expected.csv")
    lines = capture(f"oximeters/{name}.txt").splitlines(keepends=True)
    protocol = MasimoProtocol()
    for row, text in zip(rows, lines, strict=True):
        readings = protocol.feed(text, float(row["line"]))
        off = int(row["exc_int"], 16) & layout.UNUSABLE
        for parameter in (Parameter.SPO2, Parameter.PR, Parameter.PI):
            printed = float(row[parameter]) if row[parameter] else None
            found = numbers(readings, parameter)
            assert found == [None if off else printed] or (not found and parameter is Parameter.PI)
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (len(rows), 0)


def test_a_serial_number_is_told_when_two_lines_agree() -> None:
    readings = read_all(MasimoProtocol(), RAD8 * 3)
    assert [identity.text for identity in of_type(readings, Identity)] == ["Masimo SN 0000056661"]
    assert of_type(read_all(MasimoProtocol(), RADICAL7 * 3), Identity) == []


@pytest.mark.parametrize(
    ("bits", "quality"),
    [
        (layout.NO_SENSOR, Quality.NO_FINGER),
        (layout.DEFECTIVE_SENSOR, Quality.NO_FINGER),
        (layout.SENSOR_OFF, Quality.NO_FINGER),
        (layout.UNRECOGNISED_SENSOR, Quality.NO_FINGER),
        (layout.PULSE_SEARCH, Quality.SEARCHING),
        (layout.PULSE_SEARCH | layout.SENSOR_OFF, Quality.SEARCHING | Quality.NO_FINGER),
    ],
)
def test_flags_that_take_the_numbers_away_win_over_printed_numbers(bits: int, quality: Quality) -> None:
    assert told(line(exc=0x800 | bits)) == [(None, quality)] * 3


@pytest.mark.parametrize(
    ("bits", "quality"),
    [
        (0, Quality.NONE),
        (layout.LOW_PERFUSION, Quality.LOW_PERFUSION),
        (layout.INTERFERENCE, Quality.ARTEFACT),
        (layout.AMBIENT_LIGHT, Quality.ARTEFACT),
        (layout.LOW_SIGNAL_IQ, Quality.ARTEFACT),
        (layout.UNRECOGNISED_CABLE, Quality.ARTEFACT),
    ],
)
def test_flags_that_only_mark_the_numbers_keep_them(bits: int, quality: Quality) -> None:
    assert told(line(exc=0x800 | bits)) == [(97, quality), (70, quality), (3.5, quality)]


def test_zeros_and_dashes_are_missing() -> None:
    assert [value for value, _ in told(line("000", "000", "00.00"))] == [None] * 3
    assert [value for value, _ in told(line("---", "---", "--.--"))] == [None] * 3


@pytest.mark.parametrize(
    "text",
    [
        RAD8[1:],  # the first line after opening is cut
        RAD8[19:],
        RAD8.replace(b"SPO2=098", b"SPO2=98"),
        RAD8.replace(b"SPO2=098", b"SPO2=0 98"),
        RAD8.replace(b"SPO2=098", b"SPO2=198"),
        RAD8.replace(b"BPM=097", b"BPM=0977"),
        RAD8.replace(b"BPM=097", b"BPM=897"),
        RAD8.replace(b"PI=03.60", b"PI=0360"),
        RAD8.replace(b"PI=03.60", b"PI=93.60"),
        RAD8.replace(b"EXC=000800", b""),
        RAD8.replace(b"EXC=000800", b"EXC=8"),
        RAD8.replace(b"EXC=000800", b"EXC=0008O0"),
        RAD8.replace(b"02/22", b"22/02"),
        RAD8.replace(b" BPM=", b" SPO2=097% BPM="),
        RAD8.replace(b"\r\n", b"") + b" " + RAD8,
        RAD8[:60] + b"\r\n" + RAD8[60:],
        b"12:03:44 SPO2=097 HR=072\r\n",  # Nonin printer text
    ],
)
def test_a_line_that_is_not_whole_is_refused(text: bytes) -> None:
    protocol = MasimoProtocol()
    assert read_all(protocol, text) == []
    assert protocol.counters.frames == 0
    assert protocol.counters.bad_frames >= 1


@pytest.mark.parametrize("ends", [b"\r\n", b"\n\r", b"\r", b"\n"])
def test_any_line_end_will_do(ends: bytes) -> None:
    protocol = MasimoProtocol()
    found = numbers(read_all(protocol, line().replace(b"\r\n", ends) * 4), Parameter.SPO2)
    assert (found, protocol.counters.bad_frames) == ([97] * 4, 0)


def test_a_number_that_jumps_waits_for_the_next_line() -> None:
    spo2 = ("097", "037", "097", "096", "088", "084", "084")
    found = numbers(read_all(MasimoProtocol(), b"".join(line(s) for s in spo2)), Parameter.SPO2)
    assert found == [97, 97, 96, 84, 84]


def test_a_fall_that_the_own_alarm_marks_is_told_at_once() -> None:
    low = line("085", alarm=layout.SPO2_LOW | layout.ALARM_ACTIVE)
    assert numbers(read_all(MasimoProtocol(), line() + low), Parameter.SPO2) == [97, 85]


def test_silenced_alarms_are_told_once_until_they_are_back() -> None:
    protocol = MasimoProtocol()
    protocol.feed(RADICAL5 * 3, 0.0)
    assert protocol.take_notices() == [SILENCED_NOTICE]
    protocol.feed(RADICAL5, 1.0)
    assert protocol.take_notices() == []
    protocol.feed(line() + line(alarm=layout.SILENCED), 2.0)
    assert protocol.take_notices() == [SILENCED_NOTICE]


def test_alarm_field_is_a_hexadecimal_mask() -> None:
    parsed = layout.parse(line(alarm=0x32))
    assert parsed is not None
    assert parsed.alarm == layout.SPO2_LOW | layout.ALARM_ACTIVE | layout.SILENCED


def test_battery_is_told_with_the_first_line_and_on_change() -> None:
    stream = line() * 2 + line(alarm=layout.LOW_BATTERY) * 2 + line()
    states = [battery.state for battery in of_type(read_all(MasimoProtocol(), stream), Battery)]
    assert states == [BatteryState.GOOD, BatteryState.LOW, BatteryState.GOOD]


def test_a_saved_trend_has_its_own_times_and_zeros_are_missing() -> None:
    readings = read_trend(capture("oximeters/masimo_rad8_trend_manual_sample.txt"))
    assert readings is not None
    assert numbers(readings, Parameter.SPO2) == [None, None, 97, 96, 98, None, None, 96]
    assert numbers(readings, Parameter.PR) == [None, None, 69, 74, 78, None, None, 78]
    assert numbers(readings, Parameter.PI) == [None, None, 4.69, 2.28, 3.64, None, None, 2.68]
    numerics = of_type(readings, Numeric)[::3]
    assert [n.t for n in numerics] == [0, 2, 4, 6, 8, 10, 12, 14]
    assert numerics[0].quality == Quality.NO_FINGER
    assert numerics[1].quality == Quality.NO_FINGER | Quality.SEARCHING
    assert numerics[3].quality == Quality.ARTEFACT


def test_a_file_that_is_no_trend_is_left_to_the_stream() -> None:
    assert read_trend(RAD8 * 3) is None
    assert read_trend(b"") is None
    assert read_trend(bytes(range(256)) * 4) is None


@pytest.mark.parametrize("second", [b"nonsense\r\n", trend(97, 70, "03.00", 10)])
def test_a_broken_trend_file_is_refused_with_a_sentence(second: bytes) -> None:
    with pytest.raises(ValueError, match=r"Line 2 .* save the trend again\."):
        read_trend(trend(97, 70, "03.00", 12) + second)


def test_a_trend_memory_that_arrives_in_a_burst_never_becomes_a_current_number() -> None:
    protocol = MasimoProtocol()
    dump = b"".join(trend(97, 70, "03.00", second) for second in range(0, 60, 2))
    found = [
        r for n, at in enumerate(range(0, len(dump), 40)) for r in protocol.feed(dump[at : at + 40], n * 0.04)
    ]
    assert {(n.value, n.quality) for n in of_type(found, Numeric)} == {(None, Quality.HELD)}
    assert protocol.take_notices() == [TREND_NOTICE]


def test_trend_lines_that_come_one_by_one_are_current() -> None:
    protocol = MasimoProtocol()
    lines = [trend(97, 70, "03.00", n, "C00:LowSigIQ,SET") for n in range(0, 10, 2)]
    found = [r for n, text in enumerate(lines) for r in protocol.feed(text, 2.0 * n)]
    assert numbers(found, Parameter.SPO2) == [None, 97, 97, 97, 97]
    assert of_type(found, Numeric)[-1].quality == Quality.ARTEFACT


def own_stream(seconds: float = 30.0) -> bytes:
    wire = Wire(MasimoProtocol(), MasimoDevice(), SimulatedPatient(11, [Effect("probe_off", 10.0, 14.0)]))
    wire.run(seconds)
    return bytes(wire.received)


STREAM = own_stream()
SENT = frozenset(value for value, _ in told(STREAM))


def test_device_and_protocol_agree_once_a_second() -> None:
    patient = SimulatedPatient(5)
    wire = Wire(MasimoProtocol(), MasimoDevice(), patient)
    wire.run(60.0)
    assert (wire.protocol.counters.frames, wire.protocol.counters.bad_frames) == (60, 0)
    for numeric in of_type(wire.readings, Numeric):
        now = patient.at(numeric.t)
        # the patient's own display averages the pulse over other beats
        shown, within = {
            Parameter.SPO2: (now.spo2, 0.8),
            Parameter.PR: (now.pr, 2.0),
            Parameter.PI: (now.pi, 0.01),
        }[numeric.parameter]
        assert numeric.value == pytest.approx(shown, abs=within)


def test_numbers_printed_beside_a_removed_sensor_are_never_told() -> None:
    assert any(b"SPO2=09" in text and b"EXC=000820" in text for text in STREAM.splitlines())
    wire = Wire(MasimoProtocol(), MasimoDevice(), SimulatedPatient(1, [Effect("probe_off", 5.0)]))
    wire.run(15.0)
    off = [n for n in of_type(wire.readings, Numeric) if n.t > 7.0]
    assert {(n.value, n.quality) for n in off} == {(None, Quality.NO_FINGER)}


def test_nothing_is_ever_sent() -> None:
    protocol = MasimoProtocol()
    assert protocol.due(0.0) == protocol.due(100.0)
    assert protocol.due(0.0).send == protocol.goodbye() == b""


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=20), put=st.binary(max_size=20))
@settings(max_examples=40)
def test_split_and_garbage_never_matter(cuts: list[int], put: bytes) -> None:
    place = cuts[0] if cuts else 0
    stream = STREAM[:place] + put + STREAM[place:]
    whole, pieces = MasimoProtocol(), MasimoProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 29
    assert {value for value, _ in told(stream)} <= SENT


@given(place=st.integers(130, 1100), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60)
def test_a_single_bad_byte_never_makes_a_number_that_jumps(place: int, put: bytes, keep: bool) -> None:
    readings = read_all(MasimoProtocol(), STREAM[:place] + put + STREAM[place + (0 if keep else 1) :])
    for parameter, step in ((Parameter.SPO2, SPO2_STEP), (Parameter.PR, PR_STEP)):
        sent = [
            value for value in numbers(read_all(MasimoProtocol(), STREAM), parameter) if value is not None
        ]
        for value in numbers(readings, parameter):
            assert value is None or min(abs(value - known) for known in sent) <= step


@given(
    data=st.lists(st.binary(max_size=300) | st.sampled_from([RAD8, RAD8[:50], b"\r\n", BUT_OFF]), max_size=8)
)
@settings(max_examples=60)
def test_no_bytes_whatever_raise(data: list[bytes]) -> None:
    protocol = MasimoProtocol()
    for n, piece in enumerate(data):
        protocol.feed(piece, float(n))
    protocol.finish(9.0)


def test_memory_stays_bounded_without_a_line_end() -> None:
    protocol = MasimoProtocol()
    protocol.feed(b"A" * 20000, 0.0)
    assert len(protocol._lines._pending) <= layout.LONGEST + 1
    assert numbers(protocol.feed(b"\r\n" + RAD8 * 2, 1.0), Parameter.SPO2)


def recognised(stream: bytes) -> str | None:
    (signature,) = DRIVER.info.signatures
    return signature.recognise(stream, signature.listen_s)


def test_two_lines_are_enough_where_the_clock_went_on_as_far_as_lines_lie_apart() -> None:
    def at(second: int) -> bytes:
        return line().replace(b"10:00:00", f"10:00:{second:02d}".encode())

    assert recognised(at(0) + at(1)) == "Masimo, ASCII 1"
    assert recognised(at(0) + at(1)[:-2]) is None
    assert recognised(at(0) + at(9)) is None
    assert recognised(at(1) + at(0)) is None
    assert recognised(at(0) + at(1).replace(b"12345", b"54321")) is None


def test_recognise_needs_three_whole_lines() -> None:
    heard = own_stream(4.5)[100:]  # listening begins within a line
    assert recognised(heard) == "Masimo, ASCII 1"
    assert recognised(RAD8 * 2) is None
    assert (
        recognised(b"".join(trend(97, 70, "03.00", n) for n in (0, 2, 4)))
        == "Masimo, trend lines (set it to AS1)"
    )


def test_recognise_refuses_noise_and_other_devices() -> None:
    source = random.Random(1)
    assert recognised(source.randbytes(20000)) is None
    assert recognised(b"SPO2=097 HR=072\r\n12:03:44 SPO2=--- HR=---\r\n" * 20) is None
    wire = Wire(NellcorProtocol(), NellcorDevice(), SimulatedPatient(1))
    wire.run(20.0)
    assert recognised(bytes(wire.received)) is None
