"""Omron HBP-9030 and HBP-9020: worked lines, other formats, errors, repeats; it never sends a byte."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.omron_hbp import DRIVER, layout
from drivers.omron_hbp.device import OmronHbpDevice
from drivers.omron_hbp.protocol import OmronHbpProtocol
from drivers.omron_hbp.recognise import recognise
from drivers.patient import Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, of_type, order, read_all

LINE_9020 = b"bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3\r\n"
SHORT_9020 = b'\x02" 150502 0943 125 075 099"\x03'


def line(
    values: str = "120, 76, 83",
    *,
    stamp: str = "2026,04,29,10,38",
    error: int = 0,
    movement: int = 0,
    name: str = " " * 20,
) -> bytes:
    """A line of an HBP-9030."""
    return f"{stamp},{name},{error},{values},{movement}\r\n".encode()


def results(readings: list[Reading]) -> list[tuple]:
    return [(d.sys, d.map, d.dia, d.pr, d.quality) for d in of_type(readings, Determination)]


def faults(readings: list[Reading]) -> list[NibpFault | None]:
    return [s.fault for s in of_type(readings, CuffStatus) if s.state is CuffState.FAILED]


def test_numeric_line_of_a_9030_has_53_characters_and_its_commas_in_place() -> None:
    text = line()[:-2].decode()
    assert len(text) == layout.LINE_BYTES
    assert [n for n, letter in enumerate(text) if letter == ","] == [4, 7, 10, 13, 16, 37, 39, 43, 47, 51]


def test_line_of_a_9030_decodes_without_a_mean() -> None:
    readings = OmronHbpProtocol().feed(line("120,076,083"), 5.0)
    assert readings == [
        CuffStatus(t=5.0, state=CuffState.IDLE),
        Determination(t=5.0, sys=120.0, dia=76.0, map=None, pr=83.0),
    ]


def test_worked_line_of_a_9020_has_its_mean_second() -> None:
    protocol = OmronHbpProtocol()
    assert results(read_all(protocol, LINE_9020)) == [(140, 98, 77, 68, Quality.ARTEFACT)]
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (1, 0)


def test_published_message_decodes_as_its_index_says() -> None:
    rows = [json.loads(row) for row in capture("bp/small-samples.jsonl").decode().splitlines()]
    (sample,) = [row for row in rows if row["protocol"] == "omron-hbp9020"]
    expect = sample["expect"]
    record = layout.decode(bytes.fromhex(sample["hex"]).rstrip(b"\r\n"))
    assert record is not None
    found = (record.sys, record.map, record.dia, record.pulse, record.movement)
    assert found == tuple(expect[k] for k in ("sys", "map", "dia", "pulse", "movement"))
    assert f"{record.stamp:%Y-%m-%d %H:%M}" == f"{expect['date']} {expect['time']}"


def test_messages_of_other_protocols_give_nothing() -> None:
    rows = [json.loads(row) for row in capture("bp/small-samples.jsonl").decode().splitlines()]
    for row in rows:
        if row["protocol"] != "omron-hbp9020":
            data = bytes.fromhex(row["hex"])
            assert read_all(OmronHbpProtocol(), data + b"\r\n") == []
            assert recognise(data * 3 + b"\r\n", 3.0) is None


@pytest.mark.parametrize("name", ["a", "b"])
def test_usb_hid_transcripts_of_another_omron_give_nothing(name: str) -> None:
    text = capture(f"bp/omron_hem790it_one_reading_{name}.txt")
    reports = b"".join(
        bytes.fromhex(row.split(b"\t")[2].decode())
        for row in text.splitlines()
        if row and not row.startswith(b"#") and row.split(b"\t")[1] == b"IN"
    )
    for data in (text, reports):
        protocol = OmronHbpProtocol()
        assert read_all(protocol, data) == []
        assert protocol.counters.frames == 0
        assert protocol.take_notices() == []
        assert recognise(data, 3.0) is None


@pytest.mark.parametrize(("movement", "quality"), [(0, Quality.NONE), (1, Quality.ARTEFACT)])
def test_movement_marks_the_result(movement: int, quality: Quality) -> None:
    (result,) = of_type(read_all(OmronHbpProtocol(), line(movement=movement)), Determination)
    assert result.quality is quality


@pytest.mark.parametrize("values", ["   ,   ,   ", "120, 76, 83"])
def test_error_line_is_a_failure_without_numbers_even_if_some_stand_there(values: str) -> None:
    readings = read_all(OmronHbpProtocol(), line(values, error=2))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.FAILED]


@pytest.mark.parametrize(
    "values",
    ["   ,   ,   ", "000,000,000", "261,076,083", "120,029,083", "120,076,039", "120,076,181", "080,080,070"],
)
def test_good_line_without_a_possible_result_tells_to_look_at_the_screen(values: str) -> None:
    readings = read_all(OmronHbpProtocol(), line(values))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.UNKNOWN]


@pytest.mark.parametrize(
    "values", ["140,077,098,068", "140,140,077,068", "   ,   ,   ,   ", "---,---,---,---"]
)
def test_line_of_a_9020_whose_pressures_are_out_of_order_gives_no_number(values: str) -> None:
    readings = read_all(OmronHbpProtocol(), LINE_9020.replace(b"140,098,077,068", values.encode()))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.UNKNOWN]


@pytest.mark.parametrize(
    "bad",
    [
        line(stamp="2026,02,30,10,38"),
        line(stamp="2026,13,01,10,38"),
        line(stamp="2026,04,29,24,00"),
        line(name=" " * 19),
        line()[1:],
        line()[:-2] + b"0\r\n",
        line().replace(b",", b";"),
    ],
)
def test_line_that_is_not_exactly_right_is_refused(bad: bytes) -> None:
    protocol = OmronHbpProtocol()
    assert read_all(protocol, bad) == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


@pytest.mark.parametrize("other", [b"MMBP203N,1,2,3\r\n", b"ID0001 120 80\r\n", b"bp,120,80\r\n", SHORT_9020])
def test_other_output_formats_are_a_notice_and_never_a_number(other: bytes) -> None:
    protocol = OmronHbpProtocol()
    assert read_all(protocol, other * 3) == []
    (notice,) = protocol.take_notices()
    assert "item 32 to 5" in notice
    assert protocol.take_notices() == []
    read_all(protocol, line())
    read_all(protocol, other)
    assert protocol.take_notices() == [notice]


def test_same_stamp_is_the_same_measurement_and_told_once() -> None:
    protocol = OmronHbpProtocol()
    found = protocol.feed(line(), 0.0) + protocol.feed(line(), 60.0)
    found += protocol.feed(line("130, 80, 70", stamp="2026,04,29,10,45"), 400.0) + protocol.feed(
        line(), 500.0
    )
    assert [(d.t, d.sys) for d in of_type(found, Determination)] == [(0.0, 120.0), (400.0, 130.0)]


def test_same_failure_is_told_once_and_the_result_of_the_same_minute_counts() -> None:
    protocol = OmronHbpProtocol()
    found = protocol.feed(line("   ,   ,   ", error=1) * 3 + line(), 0.0)
    assert faults(found) == [NibpFault.FAILED]
    assert len(results(found)) == 1
    assert of_type(found, CuffStatus)[-1].state is CuffState.IDLE


def test_record_older_than_the_one_before_comes_from_memory() -> None:
    found = read_all(OmronHbpProtocol(), line() + line(stamp="2026,04,28,09,00"))
    assert [quality for *_, quality in results(found)] == [Quality.NONE, Quality.TIME_UNKNOWN]


def test_nothing_is_ever_sent_and_no_cuff_can_be_started() -> None:
    wire = Wire(OmronHbpProtocol(), OmronHbpDevice(), SimulatedPatient(2))
    wire.run(200.0, step_s=0.5)
    assert wire.sent == []
    assert wire.readings == []
    assert wire.patient.cuff(wire.t).phase is CuffPhase.IDLE
    assert wire.protocol.goodbye() == b""
    with pytest.raises(ValueError, match="no cuff"):
        wire.protocol.request(order(CuffOrder.START), 0.0)


@pytest.mark.parametrize("model", list(layout.Model))
def test_each_determination_of_the_virtual_monitor_arrives_once_with_its_values(model: layout.Model) -> None:
    patient = SimulatedPatient(21, auto_cuff_s=120.0)
    wire = Wire(OmronHbpProtocol(), OmronHbpDevice(model=model), patient)
    wire.run(100.0, step_s=0.25)
    cuff = patient.cuff(wire.t)
    assert cuff.age_s is not None
    (result,) = of_type(wire.readings, Determination)
    mean = cuff.map if model is layout.Model.HBP_9020 else None
    assert (result.sys, result.map, result.dia, result.pr) == (cuff.sys, mean, cuff.dia, cuff.pr)
    assert result.t == pytest.approx(wire.t - cuff.age_s, abs=1.5)
    wire.run(500.0, step_s=0.25)
    assert len(of_type(wire.readings, Determination)) == 5
    assert wire.protocol.counters.bad_frames == 0
    assert recognise(bytes(wire.received), 3.0) is not None


def test_failed_determination_of_a_virtual_9030_is_told() -> None:
    patient = SimulatedPatient(1, [Effect("cuff_fault", 0.0)], auto_cuff_s=60.0)
    wire = Wire(OmronHbpProtocol(), OmronHbpDevice(model=layout.Model.HBP_9030), patient)
    wire.run(60.0, step_s=0.25)
    assert faults(wire.readings) == [NibpFault.FAILED]
    assert results(wire.readings) == []


@given(
    cuts=st.lists(st.integers(0, 400), max_size=12), junk=st.binary(max_size=12), place=st.integers(0, 400)
)
@settings(max_examples=60, deadline=None)
def test_any_split_gives_the_same_and_junk_costs_one_line_at_most(
    cuts: list[int], junk: bytes, place: int
) -> None:
    lines = [line(stamp=f"2026,04,29,10,{n:02d}") for n in range(4)] + [LINE_9020]
    clean = b"".join(lines)
    stream = clean[:place] + junk + clean[place:]
    whole, pieces = OmronHbpProtocol(), OmronHbpProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 4


@given(data=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_never_recognised_and_give_nothing(data: bytes) -> None:
    assert recognise(data, 3.0) is None
    assert read_all(OmronHbpProtocol(), data) == []


def test_good_line_is_recognised_and_a_damaged_or_failed_one_is_not() -> None:
    assert recognise(LINE_9020, 1.0) == "Omron HBP-9020, a measurement"
    assert recognise(b"\x00" + line(), 1.0) == "Omron HBP-9030, a measurement"
    for data in (LINE_9020[:-2], line(error=1), line()[3:], SHORT_9020):
        assert recognise(data, 1.0) is None


def test_line_and_its_end_are_one_frame_even_when_the_end_comes_apart() -> None:
    protocol = OmronHbpProtocol()
    assert protocol.feed(line()[:-1], 0.0) == []
    assert protocol.counters.frames == 0
    assert len(results(protocol.feed(b"\n", 0.1))) == 1


def test_half_a_line_does_not_swallow_the_next_measurement() -> None:
    protocol = OmronHbpProtocol()
    half, last = line()[:30], line("131, 80, 70", stamp="2026,04,29,10,45")
    assert protocol.feed(half, 0.0) == []
    at = protocol.due(0.0).at
    assert at is not None
    assert 1.0 <= at <= 5.0
    assert protocol.feed(b"", at) == []
    assert (protocol.counters.bad_frames, protocol.counters.thrown_bytes) == (1, 30)
    assert protocol.due(at).at is None
    assert [(d.t, d.sys) for d in of_type(protocol.feed(last, 60.0), Determination)] == [(60.0, 131.0)]


def test_half_of_one_line_and_the_end_of_a_later_one_are_no_measurement() -> None:
    protocol = OmronHbpProtocol()
    later = line("181, 80, 70", stamp="2026,04,29,10,45")
    cut = line().index(b"120")
    assert protocol.feed(line()[: cut + 1], 0.0) == []
    assert protocol.feed(later[cut + 1 :], 60.0) == []
    assert protocol.counters.frames == 0
    assert len(results(protocol.feed(later, 120.0))) == 1


def test_driver_says_that_silence_is_normal() -> None:
    info = DRIVER.info
    assert info.push_only
    assert not info.sealed
    assert [str(port) for port in (info.port, *info.other_ports)] == ["9600 8N1", "2400 8E2"]
