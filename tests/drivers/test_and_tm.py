"""A&D TM-2655P / TM-2657P: records, error codes, repeats; the start command does not exist."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.and_tm import DRIVER, layout
from drivers.and_tm.device import AndTmDevice
from drivers.and_tm.protocol import AndTmProtocol
from drivers.and_tm.recognise import recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, of_type, order, read_all

WORKED = b"\x02TM-2657P\x1e2604291038\x1e\x1e\x1eE00\x1eS119\x1eM090\x1eD076\x1eP083\x1e180\x1e045\x03"


def record(*, stamp: str = "2604291038", error: str = "E00", values: str = "S119 M090 D076 P083") -> bytes:
    fields = ["TM-2657P", stamp, "", "", error, *values.split(" "), "180", "045"]
    return b"\x02" + "\x1e".join(fields).replace("_", " ").encode() + b"\x03"


def results(readings: list[Reading]) -> list[tuple]:
    return [(d.sys, d.map, d.dia, d.pr) for d in of_type(readings, Determination)]


def faults(readings: list[Reading]) -> list[NibpFault | None]:
    return [s.fault for s in of_type(readings, CuffStatus) if s.state is CuffState.FAILED]


def test_record_decodes_by_the_letters_of_its_fields() -> None:
    protocol = AndTmProtocol()
    assert record() == WORKED
    assert protocol.feed(WORKED, 3.0) == [
        CuffStatus(t=3.0, state=CuffState.IDLE),
        Determination(t=3.0, sys=119.0, dia=76.0, map=90.0, pr=83.0),
    ]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("E11", NibpFault.OVERPRESSURE),
        ("E12", NibpFault.LOOSE),
        ("E13", NibpFault.OVERPRESSURE),
        ("E15", NibpFault.OVERPRESSURE),
        ("E21", NibpFault.OVERPRESSURE),
        ("E22", NibpFault.LOOSE),
        ("E23", NibpFault.OVERPRESSURE),
        ("E24", NibpFault.TIMEOUT),
        ("E42", NibpFault.FAILED),
        ("E43", NibpFault.FAILED),
        ("E44", NibpFault.MOVEMENT),
        ("E45", NibpFault.FAILED),
        ("E46", NibpFault.FAILED),
        ("E48", NibpFault.FAILED),
        ("E61", NibpFault.FAILED),
        ("E63", NibpFault.FAILED),
        ("E99", NibpFault.UNKNOWN),
    ],
)
@pytest.mark.parametrize("values", ["S119 M090 D076 P083", "S___ M___ D___ P___"])
def test_error_code_is_a_failure_and_its_numbers_are_never_told(
    code: str, fault: NibpFault, values: str
) -> None:
    readings = read_all(AndTmProtocol(), record(error=code, values=values) * 2)
    assert results(readings) == []
    assert faults(readings) == [fault]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("S119 M D076 P083", (119, None, 76, 83)),
        ("S_99 M_80 D_60 P_70", (99, 80, 60, 70)),
        ("S119 M090 D076 P000", (119, 90, 76, None)),
    ],
)
def test_parts_that_are_missing_are_left_out(values: str, expected: tuple) -> None:
    assert results(read_all(AndTmProtocol(), record(values=values))) == [expected]


@pytest.mark.parametrize(
    "values",
    ["S000 M000 D000 P000", "S119 M076 D090 P083", "S076 M090 D119 P083", "S M D P", "S1190 M090 D076 P083"],
)
def test_record_without_a_possible_result_gives_no_number(values: str) -> None:
    readings = read_all(AndTmProtocol(), record(values=values))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.UNKNOWN]


@pytest.mark.parametrize(
    "bad",
    [
        record(stamp="2602301038"),
        record(stamp="260429103"),
        record(error="X00"),
        record(values="D119 M090 S076 P083"),
        b"\x02hello\x03",
        WORKED.replace(b"\x1e", b","),
    ],
)
def test_record_that_is_not_exactly_right_is_refused(bad: bytes) -> None:
    protocol = AndTmProtocol()
    assert read_all(protocol, bad) == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


def test_same_stamp_is_told_once_and_a_failure_of_the_same_minute_apart() -> None:
    failure = record(error="E44", values="S M D P")
    found = read_all(AndTmProtocol(), failure + WORKED + WORKED + record(stamp="2604291045"))
    assert faults(found) == [NibpFault.MOVEMENT]
    assert len(results(found)) == 2


def test_record_older_than_the_one_before_comes_from_memory() -> None:
    found = read_all(AndTmProtocol(), WORKED + record(stamp="2604280900"))
    assert [d.quality for d in of_type(found, Determination)] == [Quality.NONE, Quality.TIME_UNKNOWN]


def test_check_character_after_a_record_does_no_harm() -> None:
    stream = b"".join(record(stamp=f"26042910{n:02d}") + bytes((n * 29 % 256,)) for n in range(8))
    assert len(results(read_all(AndTmProtocol(), stream))) == 8


def test_nothing_is_ever_sent_and_the_commands_do_not_exist() -> None:
    wire = Wire(AndTmProtocol(), AndTmDevice(), SimulatedPatient(2))
    wire.run(200.0, step_s=0.5)
    assert wire.sent == []
    assert wire.patient.cuff(wire.t).phase is CuffPhase.IDLE
    with pytest.raises(ValueError, match="no cuff"):
        wire.protocol.request(order(CuffOrder.START), 0.0)
    package = Path(layout.__file__).parent
    for module in package.glob("*.py"):
        text = module.read_text(encoding="utf-8")
        assert "0x16" not in text
        assert "\\x16" not in text


def test_each_determination_of_the_virtual_cabinet_arrives_once() -> None:
    patient = SimulatedPatient(21, auto_cuff_s=120.0)
    wire = Wire(AndTmProtocol(), AndTmDevice(), patient)
    wire.run(600.0, step_s=0.25)
    cuff = patient.cuff(wire.t)
    found = results(wire.readings)
    assert len(found) == 5
    assert found[-1] == (cuff.sys, cuff.map, cuff.dia, cuff.pr)
    assert wire.protocol.counters.bad_frames == 0
    assert recognise(bytes(wire.received), 3.0) is not None


def test_failed_determination_is_told_by_its_code() -> None:
    patient = SimulatedPatient(1, [Effect("cuff_fault", 0.0)], auto_cuff_s=60.0)
    wire = Wire(AndTmProtocol(), AndTmDevice(error="12"), patient)
    wire.run(60.0, step_s=0.25)
    assert faults(wire.readings) == [NibpFault.LOOSE]


@given(
    cuts=st.lists(st.integers(0, 300), max_size=12), junk=st.binary(max_size=12), place=st.integers(0, 280)
)
@settings(max_examples=60, deadline=None)
def test_any_split_gives_the_same_and_junk_costs_one_record_at_most(
    cuts: list[int], junk: bytes, place: int
) -> None:
    clean = b"".join(record(stamp=f"26042910{n:02d}") for n in range(4))
    stream = clean[:place] + junk + clean[place:]
    whole, pieces = AndTmProtocol(), AndTmProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 3


@given(data=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_never_recognised_and_give_nothing(data: bytes) -> None:
    assert recognise(data, 3.0) is None
    assert read_all(AndTmProtocol(), data) == []


def test_one_record_that_names_its_model_is_recognised_and_of_others_three() -> None:
    assert recognise(WORKED, 1.0) == "A&D TM-265x, measurements"
    unnamed = WORKED.replace(b"TM-2657P", b"XY-1")
    assert recognise(unnamed * 3, 1.0) == "A&D TM-265x, measurements"
    assert recognise(unnamed * 2, 1.0) is None
    assert recognise(record(error="E44") * 3, 1.0) is None
    assert recognise(WORKED[:-1], 1.0) is None


def test_other_makers_records_give_nothing() -> None:
    terumo = b"\x02R1,000000000,260429,103800,119,090,076,083,0000,0000,00000,000\x03\xeb"
    for data in (terumo * 5, capture("bp/omron_hem790it_one_reading_a.txt")):
        assert read_all(AndTmProtocol(), data) == []
        assert recognise(data, 3.0) is None


def test_driver_says_that_silence_is_normal() -> None:
    assert DRIVER.info.push_only
    assert not DRIVER.info.sealed
    assert str(DRIVER.info.port) == "2400 8N1"
