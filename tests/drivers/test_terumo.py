"""Terumo ES-H / BR-500: the worked record, its sum, ACK, repeats and records without a result."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from drivers.patient import Effect, SimulatedPatient
from drivers.terumo import DRIVER, layout
from drivers.terumo.device import TerumoDevice
from drivers.terumo.protocol import TerumoProtocol
from drivers.terumo.recognise import recognise
from tests.drivers.wire import Wire, capture, of_type, order, read_all

WORKED = b"\x02R1,000000000,260429,103800,119,090,076,083,0000,0000,00000,000\x03\xeb"
ACK = b"\x06"


def record(
    values: str = "119,090,076,083", stamp: str = "260429,103800", rest: str = "0000,0000,00000,000"
) -> bytes:
    return layout.seal(f"R1,000000000,{stamp},{values},{rest}")


def results(readings: list[Reading]) -> list[tuple]:
    return [(d.sys, d.map, d.dia, d.pr) for d in of_type(readings, Determination)]


def faults(readings: list[Reading]) -> list[NibpFault | None]:
    return [s.fault for s in of_type(readings, CuffStatus) if s.state is CuffState.FAILED]


def test_worked_record_decodes_with_its_mean_second_and_is_acknowledged_once() -> None:
    protocol = TerumoProtocol()
    assert protocol.due(0.0).send == b""
    assert protocol.feed(WORKED, 3.0) == [
        CuffStatus(t=3.0, state=CuffState.IDLE),
        Determination(t=3.0, sys=119.0, dia=76.0, map=90.0, pr=83.0),
    ]
    assert protocol.due(3.0).send == ACK
    assert protocol.due(3.1).send == b""
    assert record() == WORKED


def test_published_message_decodes_as_its_index_says() -> None:
    rows = [json.loads(row) for row in capture("bp/small-samples.jsonl").decode().splitlines()]
    for row in rows:
        data = bytes.fromhex(row["hex"])
        if row["protocol"] != "terumo-br500":
            assert read_all(TerumoProtocol(), data) == []
            assert recognise(data * 3, 3.0) is None
            continue
        found, expect = layout.decode(data), row["expect"]
        assert found is not None
        assert (found.sys, found.map, found.dia, found.pulse) == tuple(
            expect[k] for k in ("sys", "map", "dia", "pulse")
        )
        assert f"{found.stamp:%Y-%m-%d %H:%M:%S}" == f"{expect['date']} {expect['time']}"


@pytest.mark.parametrize("name", ["a", "b"])
def test_usb_hid_transcripts_of_an_omron_give_nothing(name: str) -> None:
    data = capture(f"bp/omron_hem790it_one_reading_{name}.txt")
    assert read_all(TerumoProtocol(), data) == []
    assert recognise(data, 3.0) is None


def test_wrong_sum_gives_nothing_and_no_ack() -> None:
    protocol = TerumoProtocol()
    assert protocol.feed(WORKED[:-1] + b"\xea", 0.0) == []
    assert protocol.due(0.0).send == b""
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


def test_other_message_with_a_right_sum_is_neither_read_nor_acknowledged() -> None:
    protocol = TerumoProtocol()
    assert layout.seal("D1,") == bytes.fromhex("02 44 31 2C 03 A6")
    assert protocol.feed(layout.seal("D1,"), 0.0) == []
    assert protocol.due(0.0).send == b""
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 0)


def test_repeated_record_is_acknowledged_again_and_told_once() -> None:
    protocol = TerumoProtocol()
    assert len(results(protocol.feed(WORKED, 0.0))) == 1
    assert protocol.due(0.0).send == ACK
    assert protocol.feed(WORKED, 2.0) == []
    assert protocol.due(2.0).send == ACK


def test_ack_that_could_not_be_sent_in_time_is_dropped() -> None:
    protocol = TerumoProtocol()
    protocol.feed(WORKED, 0.0)
    assert protocol.due(5.0).send == b""


@pytest.mark.parametrize(
    "values", ["000,000,000,000", "   ,   ,   ,   ", "119,076,090,083", "119,119,076,083", "300,090,076,083"]
)
def test_record_without_a_possible_result_is_a_failure_and_acknowledged(values: str) -> None:
    protocol = TerumoProtocol()
    readings = protocol.feed(record(values) * 2, 0.0)
    assert results(readings) == []
    assert faults(readings) == [NibpFault.FAILED]
    assert protocol.due(0.0).send == ACK


@pytest.mark.parametrize("rest", ["0001,0000,00000,000", "0000,0000,00000,001"])
def test_fields_of_unknown_meaning_that_are_not_zero_take_the_numbers_away(rest: str) -> None:
    readings = read_all(TerumoProtocol(), record(rest=rest))
    assert results(readings) == []
    assert faults(readings) == [NibpFault.UNKNOWN]


def test_pulse_rate_that_cannot_be_one_is_left_out() -> None:
    assert results(read_all(TerumoProtocol(), record("119,090,076,000"))) == [(119, 90, 76, None)]


def test_impossible_date_is_refused() -> None:
    assert read_all(TerumoProtocol(), record(stamp="260230,103800")) == []


def test_record_older_than_the_one_before_comes_from_memory() -> None:
    found = read_all(TerumoProtocol(), WORKED + record(stamp="260428,090000"))
    assert [d.quality for d in of_type(found, Determination)] == [Quality.NONE, Quality.TIME_UNKNOWN]


def test_only_acks_are_ever_sent_and_no_cuff_can_be_started() -> None:
    wire = Wire(TerumoProtocol(), TerumoDevice(), SimulatedPatient(2))
    wire.run(200.0, step_s=0.5)
    assert wire.sent == []
    assert wire.patient.cuff(wire.t).phase is CuffPhase.IDLE
    with pytest.raises(ValueError, match="no cuff"):
        wire.protocol.request(order(CuffOrder.START), 0.0)


def test_each_determination_of_the_virtual_monitor_arrives_once_and_ends_with_an_ack() -> None:
    patient = SimulatedPatient(21, auto_cuff_s=60.0)
    wire = Wire(TerumoProtocol(), TerumoDevice(), patient)
    wire.run(425.0, step_s=0.25)
    cuff = patient.cuff(wire.t)
    found = results(wire.readings)
    assert len(found) == 7
    assert found[-1] == (cuff.sys, cuff.map, cuff.dia, cuff.pr)
    assert [data for _, data in wire.sent] == [ACK] * len(found)
    assert wire.protocol.counters.frames == len(found)
    assert wire.protocol.counters.bad_frames == 0
    assert recognise(bytes(wire.received), 3.0) is not None


def test_record_whose_ack_is_lost_is_repeated_and_still_told_once() -> None:
    wire = Wire(TerumoProtocol(), TerumoDevice(), SimulatedPatient(21, auto_cuff_s=120.0))
    wire.to_device = lambda data: b""
    wire.run(100.0, step_s=0.25)
    assert wire.protocol.counters.frames == 3
    assert len(results(wire.readings)) == 1


def test_failed_determination_is_told() -> None:
    patient = SimulatedPatient(1, [Effect("cuff_fault", 0.0)], auto_cuff_s=60.0)
    wire = Wire(TerumoProtocol(), TerumoDevice(), patient)
    wire.run(60.0, step_s=0.25)
    assert faults(wire.readings) == [NibpFault.FAILED]


@given(
    cuts=st.lists(st.integers(0, 300), max_size=12), junk=st.binary(max_size=12), place=st.integers(0, 300)
)
@settings(max_examples=60, deadline=None)
def test_any_split_gives_the_same_and_junk_costs_one_record_at_most(
    cuts: list[int], junk: bytes, place: int
) -> None:
    clean = b"".join(record(stamp=f"260429,1038{n:02d}") for n in range(4))
    stream = clean[:place] + junk + clean[place:]
    whole, pieces = TerumoProtocol(), TerumoProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)]
    assert found == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= 3


@given(place=st.integers(0, len(WORKED) - 1), flip=st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_single_changed_byte_is_found_by_the_sum(place: int, flip: int) -> None:
    damaged = bytearray(WORKED)
    damaged[place] ^= flip
    assert read_all(TerumoProtocol(), bytes(damaged)) == []


@given(data=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_never_recognised_and_give_nothing(data: bytes) -> None:
    assert recognise(data, 3.0) is None
    assert read_all(TerumoProtocol(), data) == []


def test_one_good_record_is_recognised_and_a_damaged_or_empty_one_is_not() -> None:
    assert recognise(b"\x00" + WORKED, 1.0) == "Terumo ES-H / BR-500, a measurement"
    for data in (WORKED[:-1], WORKED[:-1] + b"\xea", record("000,000,000,000"), layout.seal("D1,")):
        assert recognise(data, 1.0) is None


def test_driver_says_that_silence_is_normal() -> None:
    assert DRIVER.info.push_only
    assert DRIVER.info.sealed
    assert str(DRIVER.info.port) == "19200 8N1"
