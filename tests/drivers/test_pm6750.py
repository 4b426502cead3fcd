"""BerryMed PM6750: packets, the oximeter, and the rules for whoever touches a cuff."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffPhase
from bedside.link.cuff_lock import LOCKING
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Wave
from bedside.vitals.sessions import PatientType
from drivers.patient import Baseline, Effect, SimulatedPatient
from drivers.pm6750 import DRIVER, layout
from drivers.pm6750.device import Pm6750Device
from drivers.pm6750.protocol import Pm6750Protocol
from drivers.pm6750.recognise import recognise
from tests.drivers.wire import Wire, capture, numbers, of_type, order, read_all, samples

START, STOP = bytes.fromhex("55 AA 04 02 01 F8"), bytes.fromhex("55 AA 04 02 00 F9")
SPO2_ON, TEMP_ON, PLETH_ON = (bytes.fromhex(f"55 AA 04 {x}") for x in ("03 01 F7", "04 01 F6", "FE 01 FC"))
ALLOWED_KINDS = {0x02, 0x03, 0x04, 0x09, 0x0A, 0xFE}
CALM = layout.encode_spo2(layout.SPO2_OK, 97, 72)


def nibp(state: int, pressure: int = 0, sys: int = 0, mean: int = 0, dia: int = 0, mode: int = 0) -> bytes:
    return layout.encode_nibp(layout.Nibp(state, mode, pressure, sys, mean, dia))


GOOD = nibp(layout.FINISHED, 0, 120, 93, 80)
MEASURING = nibp(layout.MEASURING, 100)


def states(readings: list) -> list[tuple]:
    seen = [(s.state, s.fault) for s in of_type(readings, CuffStatus)]
    return [state for n, state in enumerate(seen) if n == 0 or state != seen[n - 1]]


def results(readings: list) -> list[tuple]:
    return [(d.sys, d.map, d.dia, d.pr, d.quality) for d in of_type(readings, Determination)]


def faults(readings: list) -> list[NibpFault]:
    return [s.fault for s in of_type(readings, CuffStatus) if s.fault is not None]


def wire(device: Pm6750Device | None = None, **keywords) -> Wire:
    return Wire(Pm6750Protocol(), device or Pm6750Device(), SimulatedPatient(5, **keywords))


def kinds_sent(link: Wire) -> set[int]:
    return {data[3] for _, data in link.sent}


class Host:
    """A protocol whose board is played by the test, packet by packet."""

    def __init__(self) -> None:
        self.protocol = Pm6750Protocol()
        self.readings: list = []
        self.sent: list[tuple[float, bytes]] = []

    def run(self, t: float, end: float, *packets: bytes, step: float = 0.25) -> None:
        """Every 0.25 s the same packets, up to `end`; what is due is sent."""
        while t < end - 1e-9:
            self.readings += self.protocol.feed(b"".join(packets) + CALM, t)
            self.due(t)
            t += step

    def due(self, t: float) -> bytes:
        send = self.protocol.due(t).send
        if send:
            self.sent.append((round(t, 3), send))
        return send

    def start(self, t: float, patient_type: PatientType = PatientType.ADULT) -> bytes:
        return self.protocol.request(order(CuffOrder.START, patient_type), t)

    def cancel(self, t: float) -> bytes:
        return self.protocol.request(order(CuffOrder.CANCEL), t)

    def count(self, command: bytes) -> int:
        return sum(data == command for _, data in self.sent)


# bytes


def test_worked_examples() -> None:
    assert (layout.CUFF_START, layout.CUFF_STOP) == (START, STOP)
    assert (layout.SPO2_ON, layout.TEMPERATURE_ON, layout.PLETH_ON) == (SPO2_ON, TEMP_ON, PLETH_ON)
    ecg = bytes.fromhex("55 AA 0A 01 80 80 80 80 80 80 80 74")
    assert layout.next_packet(bytearray(ecg), 0) == len(ecg)
    readings = read_all(Pm6750Protocol(), bytes.fromhex("55 AA 06 04 00 61 48 4C"))
    assert (numbers(readings, Parameter.SPO2), numbers(readings, Parameter.PR)) == ([97], [72])


def test_published_sample_is_the_start_of_the_cuff() -> None:
    rows = [json.loads(line) for line in capture("bp/small-samples.jsonl").decode().splitlines()]
    (row,) = [row for row in rows if row["protocol"] == "berrymed-pm6750"]
    assert bytes.fromhex(row["hex"]) == layout.CUFF_START


def test_mode_and_target_are_those_of_the_document() -> None:
    assert layout.mode_command(PatientType.NEONATE)[3:5] == b"\x09\x03"
    assert layout.target_command(PatientType.ADULT, 160)[3:5] == b"\x0a\x50"
    assert layout.target_command(PatientType.NEONATE, 300)[3:5] == b"\x0a\x46"
    assert layout.target_command(PatientType.CHILD, 10)[3:5] == b"\x0a\x14"


@pytest.mark.parametrize(
    ("status", "quality"),
    [
        (1, Quality.NO_FINGER),
        (2, Quality.NO_FINGER),
        (3, Quality.SEARCHING),
        (4, Quality.SEARCHING),
    ],
)
def test_numbers_under_a_flag_are_none(status: int, quality: Quality) -> None:
    stream = layout.packet(layout.SPO2, status, 97, 72) + layout.packet(layout.PLETH, 40)
    readings = read_all(Pm6750Protocol(), stream)
    assert numbers(readings, Parameter.SPO2) == numbers(readings, Parameter.PR) == [None]
    (wave,) = of_type(readings, Wave)
    assert wave.quality == (quality,)
    assert wave.samples == (None if quality is Quality.NO_FINGER else 40,)


@pytest.mark.parametrize(("spo2", "pr"), [(127, 255), (0, 0), (101, 251), (120, 5)])
def test_sentinels_and_impossible_numbers_are_none(spo2: int, pr: int) -> None:
    readings = read_all(Pm6750Protocol(), layout.packet(layout.SPO2, 0, spo2, pr))
    assert [n.value for n in readings] == [None, None]


def test_each_number_has_its_own_sentinel() -> None:
    readings = read_all(Pm6750Protocol(), layout.encode_spo2(0, None, 72))
    assert (numbers(readings, Parameter.SPO2), numbers(readings, Parameter.PR)) == ([None], [72])


def test_beat_marks_the_next_sample() -> None:
    stream = CALM + layout.packet(layout.PLETH, 9) + layout.packet(0x31) + layout.packet(layout.PLETH, 10) * 2
    waves = of_type(read_all(Pm6750Protocol(), stream), Wave)
    assert [bool(wave.quality[0] & Quality.BEAT) for wave in waves] == [False, True, False]
    assert samples(waves) == [9, 10, 10]


@pytest.mark.parametrize(
    ("data", "value"),
    [((0, 36, 6, 35, 0), 36.6), ((2, 37, 0, 0, 0), 37.0), ((1, 36, 6, 0, 0), None), ((3, 0, 0, 0, 0), None)],
)
def test_temperature_is_that_of_the_first_probe(data: tuple[int, ...], value: float | None) -> None:
    readings = read_all(Pm6750Protocol(), layout.packet(layout.TEMPERATURE, *data))
    assert numbers(readings, Parameter.TEMP) == [value]


@pytest.mark.parametrize("data", [(0, 36, 12), (0, 60, 0), (0, 5, 5)])
def test_impossible_temperature_is_none(data: tuple[int, ...]) -> None:
    readings = read_all(Pm6750Protocol(), layout.packet(layout.TEMPERATURE, *data))
    assert numbers(readings, Parameter.TEMP) == [None]


def test_unknown_status_and_wrong_sum_are_bad_frames_and_no_numbers() -> None:
    for frame in (layout.packet(layout.SPO2, 9, 97, 72), CALM[:-1] + b"\x00", layout.packet(0x20, 1)):
        protocol = Pm6750Protocol()
        assert read_all(protocol, frame) == []
        assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


def test_packet_that_ends_in_nothing_is_not_believed() -> None:
    protocol = Pm6750Protocol()
    assert protocol.feed(CALM + b"\x01" + CALM, 0.0) == []
    assert len(protocol.feed(b"", 0.1)) == 2


# when is a result a result


def test_result_after_a_determination_is_told_once_without_a_rate() -> None:
    host = Host()
    host.run(0.0, 3.0, MEASURING)
    host.run(3.0, 8.0, GOOD)
    assert results(host.readings) == [(120, 93, 80, None, Quality.NONE)]
    host.run(8.0, 10.0, MEASURING)
    host.run(10.0, 12.0, GOOD)
    assert len(results(host.readings)) == 2


def test_result_that_stood_there_before_is_told_once_with_its_time_unknown() -> None:
    host = Host()
    host.run(0.0, 5.0, GOOD)
    host.run(5.0, 8.0, nibp(layout.FINISHED, 0, 130, 93, 80))
    assert results(host.readings) == [
        (120, 93, 80, None, Quality.TIME_UNKNOWN),
        (130, 93, 80, None, Quality.NONE),
    ]


@pytest.mark.parametrize(
    "packet",
    [
        nibp(0),
        nibp(0, 0, 120, 125, 80),
        nibp(0, 0, 120, 93, 93),
        nibp(0, 0, 20, 15, 12),
        nibp(layout.MEASURING, 100, 120, 93, 80),
        nibp(layout.READY, 0, 120, 93, 80),
    ],
)
def test_zeros_implausible_numbers_and_numbers_of_another_state_are_no_result(packet: bytes) -> None:
    host = Host()
    host.run(0.0, 2.0, packet)
    assert results(host.readings) == []


@pytest.mark.parametrize(("state", "fault"), list(layout.FAULTS.items()))
def test_failure_is_told_once_and_its_old_numbers_never(state: int, fault: NibpFault) -> None:
    host = Host()
    host.run(0.0, 3.0, MEASURING)
    host.run(3.0, 6.0, nibp(state, 0, 120, 93, 80))
    assert faults(host.readings) == [fault]
    assert results(host.readings) == []


@pytest.mark.parametrize(
    ("state", "fault"), [(3, NibpFault.OVERPRESSURE), (6, NibpFault.DEVICE), (7, NibpFault.MOVEMENT)]
)
def test_states_that_the_guard_looks_for(state: int, fault: NibpFault) -> None:
    assert layout.FAULTS[state] is fault
    assert (fault in LOCKING) is (state in layout.LOCKING)
    assert {s for s, f in layout.FAULTS.items() if f in LOCKING} == layout.LOCKING


@pytest.mark.parametrize(("state", "fault"), [(3, NibpFault.OVERPRESSURE), (6, NibpFault.DEVICE)])
def test_serious_fault_is_told_even_when_the_determination_was_cancelled(
    state: int, fault: NibpFault
) -> None:
    host = Host()
    host.run(0.0, 3.0, MEASURING)
    host.cancel(3.0)
    host.run(3.0, 6.0, nibp(state))
    assert faults(host.readings) == [fault]


def test_finished_without_numbers_is_a_failure() -> None:
    host = Host()
    host.run(0.0, 3.0, MEASURING)
    host.run(3.0, 6.0, nibp(layout.FINISHED))
    assert faults(host.readings) == [NibpFault.FAILED]


def test_cuff_pressure_is_twice_the_byte() -> None:
    host = Host()
    host.run(0.0, 1.0, nibp(layout.MEASURING, 186))
    assert {s.pressure_mmhg for s in of_type(host.readings, CuffStatus)} == {186.0}


def test_silence_about_the_cuff_is_idle_once_the_board_has_streamed_for_a_second() -> None:
    host = Host()
    host.run(0.0, 5.0)
    told = of_type(host.readings, CuffStatus)
    assert {(s.state, s.pressure_mmhg) for s in told} == {(CuffState.IDLE, None)}
    assert told[0].t > 1.0
    assert all(b.t - a.t <= 1.4 for a, b in pairwise(told))


@pytest.mark.parametrize(
    ("asked", "mode", "told"),
    [
        (PatientType.ADULT, 0, PatientType.ADULT),
        (PatientType.ADULT, 1, PatientType.ADULT),
        (PatientType.CHILD, 1, PatientType.CHILD),
        (PatientType.CHILD, 2, PatientType.CHILD),
        (PatientType.NEONATE, 2, PatientType.NEONATE),
        (PatientType.NEONATE, 3, PatientType.NEONATE),
        (None, 0, PatientType.ADULT),
        (None, 1, None),
        (None, 3, PatientType.NEONATE),
    ],
)
def test_patient_type_is_told_where_both_ways_of_counting_agree(
    asked: PatientType | None, mode: int, told: PatientType | None
) -> None:
    host = Host()
    if asked is not None:
        host.start(0.0, asked)
    for n in range(4):
        host.due(0.1 * n)
    host.run(1.0, 3.0, nibp(layout.MEASURING, 100, mode=mode))
    measuring = [s for s in of_type(host.readings, CuffStatus) if s.state is CuffState.MEASURING]
    assert {s.patient_type for s in measuring} == {told}
    assert host.count(STOP) == 0


@pytest.mark.parametrize(
    ("asked", "mode"),
    [(PatientType.ADULT, 2), (PatientType.ADULT, 3), (PatientType.NEONATE, 0), (PatientType.NEONATE, 1)],
)
def test_cuff_of_another_patient_type_is_deflated(asked: PatientType, mode: int) -> None:
    host = Host()
    host.start(0.0, asked)
    for n in range(4):
        host.due(0.1 * n)
    host.run(1.0, 1.5, nibp(layout.MEASURING, 100, mode=mode))
    assert host.count(STOP) == 1
    told = [s.patient_type for s in of_type(host.readings, CuffStatus) if s.state is CuffState.MEASURING]
    assert asked not in told


# the conversation


def test_streams_are_switched_on_one_by_one_and_the_ecg_never() -> None:
    link = wire()
    link.run(10.0, step_s=0.02)
    assert [data for _, data in link.sent] == [SPO2_ON, PLETH_ON, TEMP_ON]
    assert all(b - a >= 0.05 for (a, _), (b, _) in pairwise(link.sent))


def test_silent_board_is_switched_on_again_and_never_started() -> None:
    link = Wire(Pm6750Protocol(), None, SimulatedPatient(1))
    link.run(60.0)
    assert {data for _, data in link.sent} == {SPO2_ON, PLETH_ON, TEMP_ON}
    assert link.requests(SPO2_ON) >= 15


def test_board_that_was_switched_off_streams_again() -> None:
    link = wire()
    link.run(5.0)
    link.device = Pm6750Device()
    link.run(4.0)
    assert numbers(link.run(5.0), Parameter.SPO2)


def test_start_sends_patient_type_target_and_start_once_each_and_apart() -> None:
    host = Host()
    host.run(0.0, 5.0, step=0.02)
    begin = len(host.sent)
    assert host.start(5.0, PatientType.CHILD) == b""
    host.run(5.0, 5.5, step=0.02)
    host.run(5.5, 9.0, nibp(layout.MEASURING, 100, mode=1), step=0.05)
    sent = [(t, data) for t, data in host.sent[begin:] if data[3] in (0x02, 0x09, 0x0A)]
    assert [data[3:5] for _, data in sent] == [b"\x09\x02", b"\x0a\x3c", b"\x02\x01"]
    assert all(b - a >= 0.05 for (a, _), (b, _) in pairwise(sent))


def test_whole_determination_from_request_to_result() -> None:
    link = wire()
    link.run(3.0)
    link.request(CuffOrder.START)
    link.run(60.0)
    (result,) = of_type(link.readings, Determination)
    truth = link.patient.cuff(link.t)
    assert (result.sys, result.map, result.dia) == (truth.sys, truth.map, truth.dia)
    assert states(link.readings) == [(s, None) for s in (CuffState.IDLE, CuffState.MEASURING, CuffState.IDLE)]
    pressures = [
        s.pressure_mmhg for s in of_type(link.readings, CuffStatus) if s.state is CuffState.MEASURING
    ]
    assert max(pressures) > 140
    assert link.requests(START) == 1
    assert link.requests(STOP) == 0
    assert link.protocol.counters.bad_frames == 0


def test_next_target_lies_above_the_last_systolic_pressure() -> None:
    baseline = Baseline(sys=180.0, dia=100.0)
    link = wire(baseline=baseline)
    link.run(3.0)
    link.request(CuffOrder.START)
    link.run(60.0)
    (result,) = of_type(link.readings, Determination)
    link.request(CuffOrder.START)
    link.run(2.0)
    targets = [data[4] * 2 for _, data in link.sent if data[3] == 0x0A]
    assert targets[0] == 160
    assert targets[1] == pytest.approx(result.sys + 30, abs=1)


@pytest.mark.parametrize(
    ("patient_type", "highest"),
    [(PatientType.ADULT, 280), (PatientType.CHILD, 200), (PatientType.NEONATE, 130)],
)
def test_target_stays_below_the_limit_of_the_patient(patient_type: PatientType, highest: int) -> None:
    host = Host()
    mode = layout.MODE_COMMANDS[patient_type] - 1
    host.start(0.0, patient_type)
    for n in range(4):
        host.due(0.1 * n)
    host.run(1.0, 2.0, nibp(layout.MEASURING, 100, mode=mode))
    host.run(2.0, 3.0, nibp(layout.FINISHED, 0, 255, 200, 150, mode=mode))
    host.start(3.0, patient_type)
    for n in range(4):
        host.due(3.1 + 0.1 * n)
    assert [data[4] * 2 for _, data in host.sent if data[3] == 0x0A][-1] == highest


def test_start_whose_packets_are_lost_is_not_sent_again() -> None:
    host = Host()
    host.run(0.0, 3.0)
    host.start(3.0)
    host.run(3.0, 60.0)
    assert host.count(START) == 1
    assert faults(host.readings) == [NibpFault.REFUSED]


def test_board_that_stays_ready_has_refused() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 20.0, nibp(layout.READY))
    assert host.count(START) == 1
    assert faults(host.readings) == [NibpFault.REFUSED]


def test_old_result_repeated_after_a_start_is_neither_its_result_nor_its_end() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 2.0, GOOD)
    host.run(2.0, 6.0, MEASURING)
    host.run(6.0, 8.0, nibp(layout.FINISHED, 0, 125, 95, 81))
    assert [r[-1] for r in results(host.readings)] == [Quality.TIME_UNKNOWN, Quality.NONE]
    assert faults(host.readings) == []


def test_second_start_while_one_runs_is_not_carried_out() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 1.0)
    host.run(1.0, 3.0, MEASURING)
    host.start(3.0)
    host.run(3.0, 6.0, MEASURING)
    assert host.count(START) == 1


def test_start_without_a_patient_type_is_refused() -> None:
    host = Host()
    assert host.start(0.0, PatientType.NOT_SET) == b""
    host.run(0.0, 5.0)
    assert kinds(host) <= {0x03, 0x04, 0xFE}
    assert faults(host.readings) == [NibpFault.REFUSED]


def kinds(host: Host) -> set[int]:
    return {data[3] for _, data in host.sent}


def test_start_that_could_not_leave_in_time_never_leaves() -> None:
    host = Host()
    host.start(0.0)
    assert host.due(10.0)[3] in (0x03, 0x04, 0xFE)
    host.run(10.0, 15.0)
    assert host.count(START) == 0


def test_cancel_goes_out_at_once_and_drops_a_start_that_waits() -> None:
    host = Host()
    host.start(0.0)
    host.due(0.0)
    assert host.cancel(0.01) == STOP
    host.run(0.02, 10.0, step=0.05)
    assert host.count(START) == 0


def test_cancel_is_repeated_three_times_at_most_then_a_person_must_act() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 1.0)
    host.run(1.0, 3.0, MEASURING)
    assert host.cancel(3.0) == STOP
    host.run(3.0, 12.0, MEASURING)
    again = [t for t, data in host.sent if data == STOP]
    assert len(again) == 2
    assert again[0] == pytest.approx(3.75, abs=0.3)
    assert again[1] == pytest.approx(4.5, abs=0.3)
    assert faults(host.readings) == [NibpFault.UNKNOWN]
    host.run(12.0, 14.0, nibp(layout.STOPPED))
    assert states(host.readings)[-1] == (CuffState.IDLE, None)


def test_cancel_that_is_answered_is_not_repeated() -> None:
    link = wire()
    link.run(3.0)
    link.request(CuffOrder.START)
    link.run(5.0)
    link.request(CuffOrder.CANCEL)
    link.run(10.0)
    assert link.requests(STOP) == 1
    assert faults(link.readings) == [NibpFault.CANCELLED]
    assert link.patient.cuff(link.t).phase is CuffPhase.CANCELLED
    assert results(link.readings) == []


def test_cancel_whose_first_command_is_lost_is_sent_again() -> None:
    link = wire()
    link.run(3.0)
    link.request(CuffOrder.START)
    link.run(5.0)
    link.to_device = lambda data: b""
    link.request(CuffOrder.CANCEL)
    link.to_device = lambda data: data
    link.run(3.0)
    assert link.patient.cuff(link.t).phase is CuffPhase.CANCELLED


def test_determination_longer_than_ninety_seconds_is_cancelled() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 1.0)
    host.run(1.0, 95.0, MEASURING)
    assert next(t for t, data in host.sent if data == STOP) == pytest.approx(90.5, abs=0.6)
    host.run(95.0, 97.0, nibp(layout.STOPPED))
    assert faults(host.readings)[-1] in (NibpFault.TIMEOUT, NibpFault.UNKNOWN)


def test_board_that_falls_silent_about_a_running_cuff_is_cancelled() -> None:
    host = Host()
    host.start(0.0)
    host.run(0.0, 1.0)
    host.run(1.0, 5.0, MEASURING)
    host.run(5.0, 20.0)
    assert host.count(STOP) == 3
    assert faults(host.readings) == [NibpFault.UNKNOWN]
    assert states(host.readings)[-1] == (CuffState.IDLE, None)


def test_old_numbers_after_a_cancel_are_no_result() -> None:
    host = Host()
    host.run(0.0, 1.0, GOOD)
    host.run(1.0, 3.0, MEASURING)
    host.cancel(3.0)
    host.run(3.0, 6.0, GOOD)
    assert len(results(host.readings)) == 1
    assert faults(host.readings) == [NibpFault.CANCELLED]


def test_goodbye_deflates_only_what_may_run() -> None:
    host = Host()
    assert host.protocol.goodbye() == b""
    host.run(0.0, 1.0, MEASURING)
    assert host.protocol.goodbye() == STOP


@given(
    st.lists(
        st.tuples(
            st.binary(max_size=30) | st.sampled_from([CALM, MEASURING, GOOD, nibp(2), nibp(4), nibp(10)]),
            st.floats(0, 20),
            st.sampled_from([None, None, None, CuffOrder.START, CuffOrder.CANCEL]),
            st.sampled_from(list(PatientType)),
        ),
        max_size=40,
    )
)
@settings(max_examples=60)
def test_only_known_commands_ever_leave_and_no_start_unasked(pieces: list[tuple]) -> None:
    protocol, t, asked, started = Pm6750Protocol(), 0.0, 0, 0
    for piece, wait, what, patient_type in pieces:
        protocol.feed(piece, t)
        sent = []
        if what is not None:
            asked += what is CuffOrder.START
            sent.append(protocol.request(order(what, patient_type), t))
        for n in range(5):
            sent.append(protocol.due(t + 0.07 * n).send)
        for data in filter(None, sent):
            assert layout.next_command(bytearray(data), 0) == len(data)
            assert data[3] in ALLOWED_KINDS
            started += data == START
        t += 0.4 + wait
    protocol.finish(t)
    assert started <= asked


def test_dangerous_commands_do_not_stand_in_the_code() -> None:
    text = "".join(path.read_text() for path in Path(layout.__file__).parent.glob("*.py"))
    for command in ("0B", "0C", "0D", "0E", "10"):
        assert f"packet(0x{command}" not in text
        assert f"0x{command}," not in text


# both ends, the line


def test_probe_that_comes_off_gives_none_until_it_is_back() -> None:
    link = wire(effects=[Effect("probe_off", 5.0, 10.0)])
    link.run(5.0)
    off = [r for r in link.run(5.0) if r.t > 8.5]
    assert set(numbers(off, Parameter.SPO2)) == {None}
    assert set(samples(off)) == {None}
    back = [r for r in link.run(12.0) if r.t > 17.0]
    assert numbers(back, Parameter.SPO2)[-1] > 90


def test_pleth_has_fifty_samples_a_second_and_a_mark_for_each_beat() -> None:
    link = wire()
    link.run(2.0)
    waves = of_type(link.run(30.0, step_s=0.02), Wave)
    assert len(waves) == pytest.approx(1500, abs=3)
    beats = sum(bool(wave.quality[0] & Quality.BEAT) for wave in waves)
    assert beats == pytest.approx(34, abs=4)


def test_board_that_talks_for_ever_gives_each_result_once() -> None:
    link = wire(Pm6750Device(talks=True), auto_cuff_s=60.0)
    link.run(170.0, step_s=0.1)
    assert [d.quality for d in of_type(link.readings, Determination)] == [Quality.NONE] * 3


def test_board_with_a_fixed_wrong_mode_is_stopped() -> None:
    link = wire(Pm6750Device(patient_type=PatientType.NEONATE))
    link.run(3.0)
    link.request(CuffOrder.START, PatientType.ADULT)
    link.run(3.0)
    assert link.patient.cuff(link.t).phase is CuffPhase.CANCELLED


def stream(seconds: float = 4.0) -> bytes:
    link = wire()
    link.run(seconds)
    return bytes(link.received)


STREAM = stream()


@given(
    st.binary(max_size=30) | st.lists(st.sampled_from([0x55, 0xAA, 4, 0xFE, 3, 6]), max_size=20).map(bytes),
    st.integers(0, len(STREAM)),
    st.lists(st.integers(0, len(STREAM) + 30), max_size=20),
)
@settings(max_examples=60)
def test_split_and_garbage_never_matter(garbage: bytes, place: int, cuts: list[int]) -> None:
    dirty = STREAM[:place] + garbage + STREAM[place:]
    whole, pieces, clean = Pm6750Protocol(), Pm6750Protocol(), Pm6750Protocol()
    read_all(clean, STREAM)
    expected = read_all(whole, dirty)
    edges = [0, *sorted(min(cut, len(dirty)) for cut in cuts), len(dirty)]
    found = [r for a, b in pairwise(edges) for r in pieces.feed(dirty[a:b], 0.0)]
    assert found + pieces.finish(0.0) == expected
    assert pieces.counters == whole.counters
    assert whole.counters.frames >= clean.counters.frames - 1


# recognition


def test_board_is_recognised_by_listening_and_by_its_probe() -> None:
    assert recognise(STREAM, 3.0) == "BerryMed PM6750, streaming"
    assert recognise(STREAM[3:], 3.0) == "BerryMed PM6750, streaming"
    device, patient, heard = Pm6750Device(), SimulatedPatient(1), b""
    assert device.emit(patient, 0.0) == b""
    for n, request in enumerate(DRIVER.info.signatures[1].probe):
        device.feed(request, 0.3 * n)
    for n in range(1, 31):
        heard += device.emit(patient, 0.1 * n)
    assert recognise(heard, 3.0) == "BerryMed PM6750, streaming"
    assert recognise(heard[:30], 3.0) is None


def test_probes_start_nothing() -> None:
    assert {request for s in DRIVER.info.signatures for request in s.probe} == {SPO2_ON, PLETH_ON}


def test_other_streams_are_not_a_board() -> None:
    source = random.Random(4)
    assert not any(recognise(source.randbytes(2000), 3.0) for _ in range(50))
    assert recognise(b"", 3.0) is None
    assert recognise(b"\x55\xaa" * 500, 3.0) is None
    assert recognise(SPO2_ON * 50, 3.0) is None  # an echo of what was asked
    assert recognise(STREAM[:300] + b"abcdef" + STREAM[300:], 3.0) is None
