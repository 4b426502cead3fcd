"""Nellcor real-time printout: worked lines, the capture line by line, codes first, damaged lines, XON."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Battery, BatteryState, Identity, Numeric, Quality
from drivers.masimo.device import MasimoDevice
from drivers.masimo.protocol import MasimoProtocol
from drivers.nellcor import DRIVER, layout
from drivers.nellcor.device import NellcorDevice
from drivers.nellcor.protocol import ALARMS_OFF_NOTICE, PR_STEP, SPO2_STEP, XON, NellcorProtocol
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, numbers, of_type, read_all, table

HEADER = (
    b"N-560    VERSION 1.56.00    CRC:XXXX  SpO2 Limit: 90-100%    PR Limit: 60-170BPM\r\n"
    b"                             ADULT            0SAT-S \r\n"
    b"TIME                 %SpO2   BPM     PA     Status\r\n"
)
GOOD = b"29-Dec-17 07:18:43    99      66      12                     \r\n"
LOW = b"29-Dec-17 07:18:57    89*     66     201    MO SL            \r\n"
DISCONNECTED = b"29-Dec-17 07:19:29   ---     ---     ---    SD          AS   \r\n"
NO_READING = b"12-Mar-24 10:00:02     0       0     ---    PS\r\n"
HELD = b"12-Mar-24 10:00:04    95      70     ---    PS\r\n"
ALARMS_OFF = b"12-Mar-24 10:00:06    99     101     142    MO             AO\r\n"


def line(spo2: str = "97", pr: str = "70", pa: str = "40", codes: str = "") -> bytes:
    return f"01-Jan-26 10:00:00    {spo2}      {pr}     {pa}    {codes}\r\n".encode()


def told(stream: bytes) -> list[tuple[float | None, Quality]]:
    return [(n.value, n.quality) for n in of_type(read_all(NellcorProtocol(), stream), Numeric)]


@pytest.mark.parametrize(
    ("text", "spo2", "pr", "quality"),
    [
        (LOW, 89, 66, Quality.ARTEFACT),
        (DISCONNECTED, None, None, Quality.NO_FINGER),
        (NO_READING, None, None, Quality.SEARCHING),
        (HELD, None, None, Quality.SEARCHING | Quality.HELD),
        (ALARMS_OFF, 99, 101, Quality.ARTEFACT),
    ],
)
def test_worked_lines_decode(text: bytes, spo2: float | None, pr: float | None, quality: Quality) -> None:
    assert told(text) == [(spo2, quality), (pr, quality)]


def test_worked_lines_decode_one_after_another() -> None:
    found = numbers(
        read_all(NellcorProtocol(), LOW + DISCONNECTED + NO_READING + HELD + ALARMS_OFF), Parameter.SPO2
    )
    assert found == [89, None, None, None, 99]


def test_every_line_of_the_n560_capture_gives_its_current_values() -> None:
    rows = table("oximeters/nellcor_n560_part1.expected.csv")
    lines = capture("oximeters/nellcor_n560_part1.txt").splitlines(keepends=True)
    protocol = NellcorProtocol()
    for row, text in zip(rows, lines, strict=True):
        readings = protocol.feed(text, 2.0 * int(row["line"]))
        if row["kind"] == "header":
            assert of_type(readings, Numeric) == []
            continue
        for parameter, column in ((Parameter.SPO2, "current_spo2"), (Parameter.PR, "current_pr")):
            assert numbers(readings, parameter) == [float(row[column]) if row[column] else None], row
        qualities = {numeric.quality for numeric in of_type(readings, Numeric)}
        assert qualities == {
            Quality.NO_FINGER
            if "SD" in row["status"]
            else Quality.ARTEFACT
            if "MO" in row["status"]
            else Quality.NONE
        }
        parsed = layout.parse(text)
        assert parsed is not None
        assert parsed.codes == set(row["status"].split())
        assert (parsed.spo2_marked, parsed.pr_marked) == (
            row["spo2_over_limit"] == "1",
            row["pr_over_limit"] == "1",
        )
        assert parsed.pa == (int(row["pa_printed"]) if row["pa_printed"] != "---" else None)
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (24, 0)


def test_pulse_height_is_no_perfusion_index() -> None:
    readings = read_all(NellcorProtocol(), GOOD + LOW)
    assert {n.parameter for n in of_type(readings, Numeric)} == {Parameter.SPO2, Parameter.PR}
    assert Parameter.PI not in DRIVER.info.parameters


@pytest.mark.parametrize(
    ("codes", "quality"),
    [
        ("SD", Quality.NO_FINGER),
        ("SO", Quality.NO_FINGER),
        ("PS", Quality.SEARCHING),
        ("LP", Quality.SEARCHING),
        ("LM", Quality.SEARCHING | Quality.ARTEFACT),
        ("SO AS", Quality.NO_FINGER),
    ],
)
def test_codes_that_take_the_numbers_away_win_over_printed_numbers(codes: str, quality: Quality) -> None:
    assert told(line(codes=codes)) == [(None, quality)] * 2


@pytest.mark.parametrize(
    ("codes", "quality"),
    [
        ("", Quality.NONE),
        ("MO", Quality.ARTEFACT),
        ("SH PL", Quality.NONE),
        ("AS", Quality.NONE),
        ("LB AO", Quality.NONE),
        ("ZZ", Quality.ARTEFACT),  # unknown: shown, but with a mark
    ],
)
def test_codes_that_keep_the_numbers(codes: str, quality: Quality) -> None:
    assert told(line(codes=codes)) == [(97, quality), (70, quality)]


def test_a_number_without_a_pulse_height_is_held_and_not_told() -> None:
    assert told(line(pa="---")) == [(None, Quality.HELD)] * 2


def test_dashes_and_zeros_are_missing_with_no_code_too() -> None:
    assert told(line("---", "---", "---")) == [(None, Quality.NONE)] * 2
    assert told(line("0", "0", "---")) == [(None, Quality.NONE)] * 2


def test_a_few_pulses_a_minute_are_no_pulse_rate() -> None:
    assert told(line("97", "9")) == [(97, Quality.NONE), (None, Quality.NONE)]


def test_values_of_any_width_and_spacing_are_read() -> None:
    found = told(b"01-Jan-26 10:00:00 100 19 3 MO\r\n")
    assert found == [(100, Quality.ARTEFACT), (19, Quality.ARTEFACT)]


@pytest.mark.parametrize(
    "text",
    [
        GOOD[1:],  # the first line after opening is cut
        GOOD[3:],
        GOOD[10:],
        GOOD[:30] + b"\r\n",
        GOOD.replace(b"99", b"9 9"),
        GOOD.replace(b"99", b"999"),
        GOOD.replace(b"66", b"660"),
        GOOD.replace(b"66", b"6-"),
        GOOD.replace(b"66", b"--"),
        GOOD.replace(b"Dec", b"Dez"),
        GOOD.replace(b"07:18", b"07:98"),
        GOOD.replace(b"\r\n", b"") + GOOD,
        LOW.replace(b"MO", b"M"),
        LOW.replace(b"MO SL", b"MO MO"),
        LOW.replace(b"201", b"201*"),
        b"hello\r\n",
    ],
)
def test_a_line_that_is_not_whole_is_refused(text: bytes) -> None:
    protocol = NellcorProtocol()
    assert of_type(read_all(protocol, text), Numeric) == []
    assert protocol.counters.frames == 0
    assert protocol.counters.bad_frames >= 1


def test_header_tells_the_model_once_and_is_not_bad() -> None:
    protocol = NellcorProtocol()
    readings = read_all(protocol, HEADER + GOOD + HEADER + GOOD)
    assert [identity.text for identity in of_type(readings, Identity)] == ["Nellcor N-560 1.56.00"]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (2, 0)


def test_alarms_that_are_off_are_told_once_and_silenced_ones_not_at_all() -> None:
    protocol = NellcorProtocol()
    protocol.feed(line(codes="AS") + ALARMS_OFF * 3, 0.0)
    assert protocol.take_notices() == [ALARMS_OFF_NOTICE]
    protocol.feed(ALARMS_OFF, 2.0)
    assert protocol.take_notices() == []
    protocol.feed(line() + ALARMS_OFF, 4.0)
    assert protocol.take_notices() == [ALARMS_OFF_NOTICE]


def test_battery_is_told_with_the_first_line_and_on_change() -> None:
    stream = line() * 2 + line(codes="LB") * 2 + line()
    states = [battery.state for battery in of_type(read_all(NellcorProtocol(), stream), Battery)]
    assert states == [BatteryState.GOOD, BatteryState.LOW, BatteryState.GOOD]


def test_a_number_that_jumps_waits_for_the_next_line() -> None:
    spo2 = ("97", "37", "97", "88", "84", "84")
    found = numbers(read_all(NellcorProtocol(), b"".join(line(s) for s in spo2)), Parameter.SPO2)
    assert found == [97, 97, 84, 84]


def test_a_fall_that_asterisk_and_code_mark_is_told_at_once_and_one_mark_is_not_enough() -> None:
    assert numbers(read_all(NellcorProtocol(), GOOD + LOW), Parameter.SPO2) == [99, 89]
    assert numbers(read_all(NellcorProtocol(), GOOD + LOW.replace(b"SL", b"  ")), Parameter.SPO2) == [99]
    assert numbers(read_all(NellcorProtocol(), GOOD + LOW.replace(b"*", b" ")), Parameter.SPO2) == [99]


def test_xon_is_sent_once_when_lines_stop_and_nothing_else_ever() -> None:
    protocol = NellcorProtocol()
    assert protocol.due(0.0).send == protocol.due(100.0).send == b"", "before the first line nothing is sent"
    protocol.feed(GOOD, 100.0)
    assert protocol.due(100.0) == protocol.due(104.9)
    assert protocol.due(104.9).at == 105.0
    assert protocol.due(105.0).send == XON == b"\x11"
    assert protocol.due(105.0).send == protocol.due(500.0).send == protocol.goodbye() == b""
    protocol.feed(GOOD, 600.0)
    assert protocol.due(605.0).send == XON


def test_a_monitor_stopped_by_xoff_goes_on() -> None:
    device = NellcorDevice()
    wire = Wire(NellcorProtocol(), device, SimulatedPatient(3))
    wire.run(10.0)
    device.feed(b"\x13", wire.t)
    wire.run(20.0)
    assert [data for _, data in wire.sent] == [XON]
    assert of_type(wire.readings, Numeric)[-1].t > 27.0


def own_stream(seconds: float = 120.0) -> bytes:
    patient = SimulatedPatient(11, [Effect("probe_off", 40.0, 54.0)])
    wire = Wire(NellcorProtocol(), NellcorDevice(), patient)
    wire.run(seconds)
    return bytes(wire.received)


STREAM = own_stream()
SENT = frozenset(value for value, _ in told(STREAM))


def test_device_and_protocol_agree_every_two_seconds() -> None:
    patient = SimulatedPatient(5)
    wire = Wire(NellcorProtocol(), NellcorDevice(), patient)
    wire.run(120.0)
    assert (wire.protocol.counters.frames, wire.protocol.counters.bad_frames) == (60, 0)
    assert wire.received.count(b"%SpO2") == 3, "a header for each page of 22 lines"
    for numeric in of_type(wire.readings, Numeric):
        now = patient.at(numeric.t)
        # the patient's own display averages over other times
        shown, within = (now.spo2, 0.8) if numeric.parameter is Parameter.SPO2 else (now.pr, 2.0)
        assert numeric.value == pytest.approx(shown, abs=within)


def test_device_says_off_and_searching_and_its_low_limit_at_once() -> None:
    effects = [Effect("probe_off", 20.0, 30.0), Effect("desaturation", 50.0, nadir=80.0, fall_per_s=3.0)]
    wire = Wire(NellcorProtocol(), NellcorDevice(), SimulatedPatient(1, effects))
    wire.run(110.0)
    assert b"---     ---     ---    SO" in wire.received
    assert b"  0       0     ---    PS" in wire.received
    assert b"*" in wire.received
    off = {(n.value, n.quality) for n in of_type(wire.readings, Numeric) if 22.0 <= n.t < 30.0}
    assert off == {(None, Quality.NO_FINGER)}
    assert min(v for v in numbers(wire.readings, Parameter.SPO2) if v is not None) < 82


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=20), put=st.binary(max_size=20))
@settings(max_examples=40)
def test_split_and_garbage_never_matter(cuts: list[int], put: bytes) -> None:
    place = cuts[0] if cuts else 0
    stream = STREAM[:place] + put + STREAM[place:]
    whole, pieces = NellcorProtocol(), NellcorProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 59


@given(place=st.integers(300, 1200), put=st.binary(max_size=1), keep=st.booleans())
@settings(max_examples=60)
def test_a_single_bad_byte_never_makes_a_number_that_jumps(place: int, put: bytes, keep: bool) -> None:
    readings = read_all(NellcorProtocol(), STREAM[:place] + put + STREAM[place + (0 if keep else 1) :])
    for parameter, step in ((Parameter.SPO2, SPO2_STEP), (Parameter.PR, PR_STEP)):
        sent = [
            value for value in numbers(read_all(NellcorProtocol(), STREAM), parameter) if value is not None
        ]
        for value in numbers(readings, parameter):
            assert value is None or min(abs(value - known) for known in sent) <= step


@given(
    data=st.lists(
        st.binary(max_size=300) | st.sampled_from([GOOD, LOW[:25], b"\r\n", HEADER, HELD]), max_size=8
    )
)
@settings(max_examples=60)
def test_no_bytes_whatever_raise(data: list[bytes]) -> None:
    protocol = NellcorProtocol()
    for n, piece in enumerate(data):
        protocol.feed(piece, 3.0 * n)
        assert protocol.due(3.0 * n).send in (b"", XON)
    protocol.finish(99.0)


def test_memory_stays_bounded_without_a_line_end() -> None:
    protocol = NellcorProtocol()
    protocol.feed(b"A" * 20000, 0.0)
    assert len(protocol._lines._pending) <= layout.LONGEST + 1


def recognised(stream: bytes) -> str | None:
    signature = DRIVER.info.signatures[0]
    return signature.recognise(stream, signature.listen_s)


def test_recognise_needs_three_lines_with_data() -> None:
    assert recognised(own_stream(6.5)) == "Nellcor N-560 1.56.00, printing"
    assert recognised(GOOD * 3) == "Nellcor, printing"
    assert recognised(HEADER * 5 + GOOD * 2) is None
    assert [signature.port.baud for signature in DRIVER.info.signatures] == [19200, 9600, 115200]


def test_recognise_refuses_noise_and_other_devices() -> None:
    assert recognised(random.Random(1).randbytes(20000)) is None
    wire = Wire(MasimoProtocol(), MasimoDevice(), SimulatedPatient(1))
    wire.run(20.0)
    assert recognised(bytes(wire.received)) is None


def test_two_lines_are_enough_where_the_clock_went_on_by_two_seconds() -> None:
    def at(clock: bytes) -> bytes:
        return line().replace(b"10:00:00", clock)

    recognise = DRIVER.info.signatures[0].recognise
    assert recognise(at(b"10:00:00") + at(b"10:00:02"), 3.0) == "Nellcor, printing"
    assert recognise(at(b"23:59:59") + at(b"00:00:01"), 3.0) == "Nellcor, printing"
    assert recognise(at(b"10:00:00") + at(b"10:00:02")[:-2], 3.0) is None
    assert recognise(at(b"10:00:00") * 2, 3.0) is None
    assert recognise(at(b"10:00:02") + at(b"10:00:00"), 3.0) is None
