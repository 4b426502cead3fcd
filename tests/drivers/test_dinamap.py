"""GE DINAMAP: worked examples, when a result is a result, and the rules for whoever touches a cuff."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from bedside.driver_api import CuffOrder
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault
from bedside.vitals.sessions import PatientType
from drivers.ge_dinamap import layout
from drivers.ge_dinamap.device import DinamapDevice
from drivers.ge_dinamap.protocol import DinamapProtocol
from drivers.patient import Baseline, Effect, SimulatedPatient
from tests.drivers.wire import Wire, capture, of_type, order, read_all

GOOD = b" NF1101762127073078&<\r"
START, CANCEL, POLL, RATE = b" NC0!E\r", b" ND!5\r", b" NA!2\r", b" RC!8\r"


def reply(
    status: int = 1,
    age: int = 5,
    sys: int = 120,
    dia: int = 70,
    mean: int = 90,
    patient: int = 1,
    mode: int = 0,
) -> bytes:
    return layout.encode_nibp(layout.NibpReply(status, patient, mode, age, sys, dia, mean))


MEASURING, IDLE = reply(0, 9999, 0, 0, 0), reply(1, 9999, 0, 0, 0)


def results(readings: list) -> list[tuple]:
    return [(d.t, d.sys, d.dia, d.map, d.pr) for d in of_type(readings, Determination)]


def states(readings: list) -> list[tuple]:
    """State and fault of the cuff, repetitions left out."""
    seen = [(s.state, s.fault) for s in of_type(readings, CuffStatus)]
    return [state for n, state in enumerate(seen) if n == 0 or state != seen[n - 1]]


def faults(readings: list) -> list[NibpFault]:
    return [status.fault for status in of_type(readings, CuffStatus) if status.fault is not None]


def wire(**keywords) -> Wire:
    return Wire(DinamapProtocol(), DinamapDevice(), SimulatedPatient(5, **keywords))


class Host:
    """A protocol whose monitor is played by the test, reply by reply."""

    def __init__(self) -> None:
        self.protocol = DinamapProtocol()
        self.readings: list = []

    def due(self, t: float) -> bytes:
        return self.protocol.due(t).send

    def hear(self, data: bytes, t: float) -> None:
        self.readings += self.protocol.feed(data, t)

    def start(self, t: float, patient_type: PatientType = PatientType.ADULT) -> bytes:
        return self.protocol.request(order(CuffOrder.START, patient_type), t)

    def cancel(self, t: float) -> bytes:
        return self.protocol.request(order(CuffOrder.CANCEL), t)

    def until(self, t: float, end: float, answer: bytes = b"") -> list[tuple[float, bytes]]:
        """Ask at every deadline up to `end`; each NA is answered with `answer` at once."""
        sent = []
        while t < end:
            due = self.protocol.due(t)
            if due.send:
                sent.append((round(t, 3), due.send))
                if answer and due.send == POLL:
                    self.hear(answer, t)
                    continue
            assert due.at is not None
            t = max(due.at, t)
            self.hear(b"", t)
        return sent


# bytes


def test_worked_examples_decode() -> None:
    assert results(read_all(DinamapProtocol(), GOOD, t=2000.0)) == [(238.0, 127, 73, 78, None)]
    readings = read_all(DinamapProtocol(), b" NA0109999000000000&'\r")
    assert states(readings) == [(CuffState.MEASURING, None)]
    readings = read_all(DinamapProtocol(), b" NA8100004000000000%O\r")
    assert states(readings) == [(CuffState.FAILED, NibpFault.OVERPRESSURE)]
    assert results(readings) == []


def test_falsified_example_is_refused_and_counted() -> None:
    protocol = DinamapProtocol()
    assert read_all(protocol, b" NF1102207118080091&+\r") == []
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (0, 1)


def test_requests_are_those_of_the_document() -> None:
    assert [layout.seal(text) for text in ("NC0", "ND", "NA", "RC")] == [START, CANCEL, POLL, RATE]


def test_samples_published_for_this_protocol_decode_as_expected() -> None:
    rows = [json.loads(line) for line in capture("bp/small-samples.jsonl").decode().splitlines()]
    rows = [row for row in rows if row["protocol"] == "dinamap-ascii" and row["direction"] == "device>host"]
    assert rows
    for row in rows:
        expect = row["expect"]
        readings = read_all(DinamapProtocol(), bytes.fromhex(row["hex"]), t=5000.0)
        if "sys" in expect:
            measured_t = 5000.0 - expect["age_s"]
            assert results(readings) == [(measured_t, expect["sys"], expect["dia"], expect["map"], None)]
        else:
            assert results(readings) == []
        assert bool(readings) == expect["valid"]


def test_encoder_and_decoder_agree() -> None:
    known = layout.NibpReply(1, 2, 0, 5400, 80, 40, 55)
    assert layout.decode_nibp(layout.text_of(layout.encode_nibp(known))) == known
    assert layout.decode_rate(layout.text_of(layout.encode_rate(72))) == (3, 72)


@pytest.mark.parametrize(("rate", "told"), [(72, 72.0), (0, None), (9, None), (351, None), (999, None)])
def test_a_rate_that_can_be_none_of_a_patient_is_missing(rate: int, told: float | None) -> None:
    class Odd(DinamapDevice):
        def emit(self, patient: SimulatedPatient, t: float) -> bytes:  # type: ignore[override]
            out = super().emit(patient, t)
            return layout.encode_rate(rate) if out.startswith(b" RC") else out

    bench = Wire(DinamapProtocol(), Odd(), SimulatedPatient(1, auto_cuff_s=30.0))
    bench.run(100.0)
    rates = [one.pr for one in of_type(bench.readings, Determination)]
    assert rates and set(rates) == {told}


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_line_feeds_do_no_harm(end: bytes) -> None:
    protocol = DinamapProtocol()
    assert len(results(read_all(protocol, end + GOOD[:-1] + end + MEASURING[:-1] + end))) == 1
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (2, 0)


def test_checksum_that_ends_in_a_blank_is_kept() -> None:
    lines = [reply(age=age) for age in range(5400)]
    blank = [line for line in lines if line[-2:-1] == b" "]
    assert blank
    assert len(results(read_all(DinamapProtocol(), blank[0]))) == 1


@pytest.mark.parametrize("garbage", [b"\x00\xff", b" NA", b" ", b" NA!", b"\xf0" * 500, b" NA1101762127073 "])
def test_garbage_glued_in_front_of_a_line_does_not_cost_the_line(garbage: bytes) -> None:
    protocol = DinamapProtocol()
    assert len(results(read_all(protocol, garbage + GOOD))) == 1
    assert protocol.counters.bad_frames == 1


@pytest.mark.parametrize(
    "text", ["NA", "NA11017621270730", "NA1101762127073078000", "NA1101762127073-78", "XX1"]
)
def test_short_long_and_foreign_replies_are_bad_frames_and_no_numbers(text: str) -> None:
    protocol = DinamapProtocol()
    assert read_all(protocol, layout.seal(text)) == []
    assert protocol.counters.bad_frames == 1


# when is a result a result


def test_result_gets_its_rate_from_the_cuff_and_is_given_once() -> None:
    stream = reply(age=4) + layout.encode_rate(72) + reply(age=4) + layout.encode_rate(72)
    readings = read_all(DinamapProtocol(), stream, t=100.0)
    assert results(readings) == [(96.0, 120, 70, 90, 72)]


def test_recorded_rate_is_paired_with_its_result_however_slowly_the_record_is_timed() -> None:
    host = Host()
    host.hear(reply(age=4), 0.0)
    host.hear(layout.encode_rate(72), 5.0)
    assert results(host.readings) == [(-4.0, 120, 70, 90, 72)]


@pytest.mark.parametrize("rate", [layout.encode_rate(72, source=2), layout.encode_rate(0)])
def test_rate_of_the_oximeter_and_rate_zero_are_not_the_cuffs(rate: bytes) -> None:
    assert results(read_all(DinamapProtocol(), reply() + rate))[0][4] is None


def test_result_whose_rate_is_not_answered_is_given_after_a_second_without() -> None:
    host = Host()
    host.due(0.0)
    host.hear(reply(age=5), 0.1)
    assert host.due(0.1) == RATE
    assert results(host.readings) == []
    assert host.protocol.due(0.2).at == pytest.approx(1.1)
    host.hear(b"", 1.1)
    assert results(host.readings) == [(pytest.approx(-4.9), 120, 70, 90, None)]


def test_same_result_repeated_for_hours_is_given_once_even_past_the_end_of_the_age_counter() -> None:
    host = Host()
    for t in range(0, 12000, 5):
        host.hear(reply(age=min(t + 3, 5400) if t < 7000 else 9999), float(t))
    assert len(results(host.readings)) == 1
    host.hear(reply(age=2, sys=130), 12000.0)
    host.readings += host.protocol.finish(12000.0)
    assert results(host.readings)[1:] == [(11998.0, 130, 70, 90, None)]


def test_result_started_at_the_front_panel_is_picked_up_by_its_age() -> None:
    host = Host()
    for t, age in ((0.0, 60), (5.0, 65), (10.0, 70), (15.0, 2), (20.0, 7)):
        host.hear(reply(age=age), t)
    assert [result[0] for result in results(host.readings)] == [-60.0, 13.0]


@pytest.mark.parametrize("growth_s", [0, 1, 5, 60])
def test_result_repeated_in_a_file_without_a_clock_is_given_once(growth_s: int) -> None:
    host = Host()
    for n in range(10):
        host.hear(reply(age=7 + n * growth_s), 5.0 * n)
    host.readings += host.protocol.finish(50.0)
    assert results(host.readings) == [(-7.0, 120, 70, 90, None)]


@pytest.mark.parametrize("following", [reply(age=6), reply(age=7, sys=121), reply(age=60, dia=71)])
def test_smaller_age_or_other_numbers_are_a_new_result(following: bytes) -> None:
    host = Host()
    host.hear(reply(age=7), 0.0)
    host.hear(following, 5.0)
    host.readings += host.protocol.finish(5.0)
    assert len(results(host.readings)) == 2


def test_equal_result_after_a_silence_is_new_if_it_was_measured_later() -> None:
    host = Host()
    for t, age in ((0.0, 7), (60.0, 67), (120.0, 20)):
        host.hear(reply(age=age), t)
    host.hear(reply(age=40), 300.0)
    host.readings += host.protocol.finish(300.0)
    assert [result[0] for result in results(host.readings)] == [-7.0, 100.0, 260.0]


def test_equal_result_of_the_same_age_is_new_after_the_monitor_was_seen_measuring() -> None:
    host = Host()
    for t, line in ((0.0, reply(age=0)), (5.0, MEASURING), (10.0, MEASURING), (11.0, reply(age=1))):
        host.hear(line, t)
    host.readings += host.protocol.finish(11.0)
    assert [result[0] for result in results(host.readings)] == [0.0, 10.0]


def test_old_result_shown_again_after_a_cancelled_determination_is_not_new() -> None:
    for step_s in (1.0, 5.0):  # as it came, and in a file without a clock
        host = Host()
        lines = [reply(age=30), MEASURING, MEASURING, reply(age=33), reply(age=34)]
        for n, line in enumerate(lines):
            host.hear(line, step_s * n)
        host.readings += host.protocol.finish(100.0)
        assert len(results(host.readings)) == 1


def test_failure_repeated_in_a_file_without_a_clock_is_told_once() -> None:
    host = Host()
    for n in range(10):
        host.hear(reply(3, age=7 + n), 5.0 * n)
    assert faults(host.readings) == [NibpFault.FAILED]


@pytest.mark.parametrize(
    "numbers",
    [(120, 90, 80), (120, 70, 120), (70, 70, 70), (291, 70, 90), (29, 11, 20), (120, 9, 90), (0, 0, 0)],
)
def test_implausible_numbers_are_never_shown(numbers: tuple[int, int, int]) -> None:
    high, low, mean = numbers
    assert results(read_all(DinamapProtocol(), reply(sys=high, dia=low, mean=mean))) == []


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (3, NibpFault.FAILED),
        (4, NibpFault.LOOSE),
        (6, NibpFault.TIMEOUT),
        (7, NibpFault.TIMEOUT),
        (8, NibpFault.OVERPRESSURE),
        (9, NibpFault.UNKNOWN),
    ],
)
@pytest.mark.parametrize("ageless", [False, True])
def test_failure_is_told_once_and_its_old_numbers_never(status: int, fault: NibpFault, ageless: bool) -> None:
    host = Host()
    host.hear(IDLE, 0.0)
    host.hear(MEASURING, 5.0)
    for t in range(10, 60, 5):
        host.hear(reply(status, 9999 if ageless else t - 8), float(t))
    assert faults(host.readings) == [fault]
    assert results(host.readings) == []
    host.hear(MEASURING, 60.0)
    host.hear(reply(status, 9999 if ageless else 1), 80.0)
    assert faults(host.readings) == [fault, fault]


@pytest.mark.parametrize("status", [2, 5])
def test_unused_states_are_no_result(status: int) -> None:
    assert results(read_all(DinamapProtocol(), reply(status))) == []


@pytest.mark.parametrize(
    ("field", "patient_type"), [(0, None), (1, PatientType.ADULT), (2, PatientType.NEONATE)]
)
def test_patient_type_of_the_monitor_is_told(field: int, patient_type: PatientType | None) -> None:
    (status,) = of_type(read_all(DinamapProtocol(), reply(patient=field, age=9999)), CuffStatus)
    assert status.patient_type is patient_type


# the conversation


def test_idle_monitor_is_polled_every_five_seconds_and_nothing_else_is_sent() -> None:
    host = Host()
    assert host.until(0.0, 21.0, IDLE) == [(t, POLL) for t in (0.0, 5.0, 10.0, 15.0, 20.0)]


def test_silent_monitor_is_polled_and_never_started() -> None:
    host = Host()
    assert {data for _, data in host.until(0.0, 300.0)} == {POLL}


def test_running_monitor_is_polled_every_second() -> None:
    host = Host()
    assert [t for t, _ in host.until(0.0, 4.5, MEASURING)] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_whole_determination_from_request_to_result() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert states(bench.readings) == [
        (CuffState.IDLE, None),
        (CuffState.MEASURING, None),
        (CuffState.IDLE, None),
    ]
    (result,) = of_type(bench.readings, Determination)
    cuff = bench.patient.cuff(bench.t)
    assert (result.sys, result.dia, result.map, result.pr) == (cuff.sys, cuff.dia, cuff.map, cuff.pr)
    assert result.t == pytest.approx(bench.t - cuff.age_s, abs=1.5)
    assert bench.requests(START) == 1


def test_start_waits_for_the_outstanding_reply() -> None:
    host = Host()
    assert host.due(0.0) == POLL
    assert host.start(0.1) == b""
    assert host.due(0.1) == b""
    host.hear(IDLE, 0.2)
    assert host.due(0.2) == START


def test_start_waits_no_longer_than_the_deadline_of_the_outstanding_reply() -> None:
    host = Host()
    host.due(0.0)
    assert host.start(0.1) == b""
    assert host.protocol.due(0.1).at == 1.0
    assert host.due(1.0) == START


def test_start_that_could_not_be_sent_is_dropped_and_said_so() -> None:
    host = Host()
    host.due(0.0)
    host.start(0.1)
    host.hear(b"", 60.0)
    assert host.due(60.0) == POLL
    assert faults(host.readings) == [NibpFault.REFUSED]


def test_lost_reply_to_start_leads_to_a_poll_and_never_to_a_second_start() -> None:
    bench = wire()
    bench.run(2.0)
    bench.to_host = lambda data: b"" if b" NC" in data else data
    bench.request(CuffOrder.START)
    bench.run(90.0)
    assert bench.requests(START) == 1
    assert len(results(bench.readings)) == 1
    assert faults(bench.readings) == []


def test_lost_start_is_told_as_refused_and_not_sent_again() -> None:
    bench = wire()
    bench.run(2.0)
    bench.to_device = lambda data: data.replace(START, b"")
    bench.request(CuffOrder.START)
    bench.run(90.0)
    assert bench.requests(START) == 1
    assert faults(bench.readings) == [NibpFault.REFUSED]


def test_second_start_while_one_is_under_way_is_not_sent() -> None:
    bench = wire()
    bench.run(2.0)
    for _ in range(5):
        bench.request(CuffOrder.START)
        bench.run(2.0)
    assert bench.requests(START) == 1


@pytest.mark.parametrize("answer", [layout.seal("ER"), layout.seal("N"), layout.seal("ZZ99")])
def test_refused_start_is_told_at_once(answer: bytes) -> None:
    host = Host()
    assert host.start(0.0) == START
    host.hear(answer, 0.1)
    assert faults(host.readings) == [NibpFault.REFUSED]
    assert host.protocol.counters.bad_frames == 1
    assert host.due(1.0) == POLL


def test_late_reply_to_a_poll_is_not_taken_for_a_refusal() -> None:
    host = Host()
    host.due(0.0)
    host.start(0.5)
    assert host.due(1.0) == START
    host.hear(IDLE, 1.1)
    host.hear(layout.seal("NC0"), 1.2)
    assert faults(host.readings) == []
    assert host.due(2.0) == POLL


# abort


def test_cancel_goes_out_at_once_while_a_reply_is_outstanding() -> None:
    host = Host()
    assert host.due(0.0) == POLL
    assert host.cancel(0.1) == CANCEL


def test_cancel_drops_a_start_that_still_waits() -> None:
    host = Host()
    host.due(0.0)
    host.start(0.1)
    assert host.cancel(0.2) == CANCEL
    assert START not in [data for _, data in host.until(0.3, 30.0, IDLE)]


def test_cancelled_determination_ends_as_cancelled_and_without_a_number() -> None:
    bench = wire()
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(8.0)
    assert bench.patient.cuff(bench.t).pressure_mmhg > 50
    bench.request(CuffOrder.CANCEL)
    bench.run(30.0)
    assert bench.patient.cuff(bench.t).pressure_mmhg == 0
    assert faults(bench.readings) == [NibpFault.CANCELLED]
    assert results(bench.readings) == []
    assert bench.requests(CANCEL) == 1


def test_cancel_right_after_start_does_not_trust_a_status_older_than_itself() -> None:
    host = Host()
    host.due(0.0)
    host.start(0.5)
    assert host.due(1.0) == START
    assert host.cancel(1.05) == CANCEL
    host.hear(IDLE, 1.1)  # the late answer to the poll
    assert host.until(1.1, 1.6, MEASURING) == [(1.55, POLL)]
    assert host.until(1.6, 2.1, IDLE) == [(2.05, CANCEL)]


def test_cancel_is_repeated_until_the_monitor_is_idle() -> None:
    bench = wire()
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(8.0)
    lost = [2]

    def lose(data: bytes) -> bytes:
        if data == CANCEL and lost[0] > 0:
            lost[0] -= 1
            return b""
        return data

    bench.to_device = lose
    bench.request(CuffOrder.CANCEL)
    bench.run(10.0)
    sent = [t for t, data in bench.sent if data == CANCEL]
    assert len(sent) == 3
    assert all(0.5 <= b - a <= 1.1 for a, b in pairwise(sent))
    assert faults(bench.readings) == [NibpFault.CANCELLED]


def test_cancel_ordered_again_goes_out_at_once_and_counts_as_a_try() -> None:
    host = Host()
    host.due(0.0)
    host.hear(MEASURING, 0.1)
    sent = [host.cancel(t) for t in (0.2, 0.95, 1.7)]
    assert sent == [CANCEL] * 3
    assert CANCEL not in [data for _, data in host.until(1.7, 20.0, MEASURING)]
    assert faults(host.readings) == [NibpFault.UNKNOWN]


def test_cancel_that_does_not_work_three_times_is_told_once_and_polling_goes_on() -> None:
    host = Host()
    host.due(0.0)
    host.hear(MEASURING, 0.1)
    assert host.cancel(0.2) == CANCEL
    sent = [data for _, data in host.until(0.2, 10.0, MEASURING)]
    assert sent.count(CANCEL) == 2
    assert sent.count(POLL) > 5
    assert faults(host.readings) == [NibpFault.UNKNOWN]
    host.until(10.0, 12.0, IDLE)
    assert faults(host.readings) == [NibpFault.UNKNOWN]
    assert of_type(host.readings, CuffStatus)[-1].state is CuffState.IDLE


def test_measuring_is_not_told_again_after_a_cancel_that_did_not_work_until_a_new_one_begins() -> None:
    host = Host()
    host.due(0.0)
    host.hear(MEASURING, 0.1)
    host.cancel(0.2)
    host.until(0.2, 60.0, MEASURING)
    assert states(host.readings) == [(CuffState.MEASURING, None), (CuffState.FAILED, NibpFault.UNKNOWN)]
    host.until(60.0, 70.0, IDLE)
    host.until(70.0, 80.0, MEASURING)
    assert states(host.readings)[2:] == [(CuffState.IDLE, None), (CuffState.MEASURING, None)]


def test_cancel_of_an_idle_monitor_says_nothing_failed() -> None:
    bench = wire()
    bench.run(2.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(5.0)
    assert faults(bench.readings) == []


@pytest.mark.parametrize(
    ("patient_type", "stop_s"),
    [(PatientType.ADULT, 180.0), (PatientType.CHILD, 180.0), (PatientType.NEONATE, 90.0)],
)
def test_watchdog_cancels_a_determination_that_takes_too_long(
    patient_type: PatientType, stop_s: float
) -> None:
    host = Host()
    assert host.start(0.0, patient_type) == START
    host.hear(layout.seal("NC0"), 0.1)
    sent = host.until(0.1, stop_s + 0.2, MEASURING)
    assert [t for t, data in sent if data == CANCEL] == [stop_s]
    host.until(stop_s + 0.2, stop_s + 2.0, IDLE)
    assert faults(host.readings) == [NibpFault.TIMEOUT]


def test_watchdog_fires_even_when_the_monitor_no_longer_answers() -> None:
    host = Host()
    host.start(0.0)
    sent = host.until(0.1, 190.0)
    assert [t for t, data in sent if data == CANCEL] == [180.0, 181.0, 182.0]


def test_stat_series_of_the_monitor_itself_is_left_alone() -> None:
    host = Host()
    sent = host.until(0.0, 250.0, reply(0, 9999, 0, 0, 0, mode=1))
    assert {data for _, data in sent} == {POLL}


def test_goodbye_cancels_a_running_cuff_and_only_that() -> None:
    host = Host()
    assert host.protocol.goodbye() == b""
    host.start(0.0)
    assert host.protocol.goodbye() == CANCEL


# the virtual monitor


def test_failed_determination_is_told_and_the_next_one_counts() -> None:
    bench = wire(effects=[Effect("cuff_fault", 0.0, 20.0)])
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert faults(bench.readings) == [NibpFault.FAILED]
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert len(results(bench.readings)) == 1


def test_monitor_that_cycles_by_itself_is_read_without_any_start() -> None:
    bench = wire(auto_cuff_s=120.0)
    bench.run(400.0, step_s=0.25)
    assert bench.requests(START) == 0
    assert len(results(bench.readings)) == 4


def test_virtual_monitor_tells_the_type_it_is_set_to_and_counts_its_age_to_the_end() -> None:
    device = DinamapDevice(patient_type=PatientType.NEONATE)
    patient = SimulatedPatient(1, baseline=Baseline(patient_type=PatientType.ADULT))
    patient.start_cuff(0.0)

    def ask(t: float) -> layout.NibpReply | None:
        device.feed(POLL, t)
        return layout.decode_nibp(layout.text_of(device.emit(patient, t + 0.1)))

    first = ask(100.0)
    assert first is not None
    assert (first.patient, first.status) == (2, 1)
    end = 100 - first.age_s
    ages = [answer.age_s for answer in map(ask, (end + 5399.0, end + 5400.0, end + 5403.0)) if answer]
    assert ages[0] in (5398, 5399)
    assert ages[-1] == 9999


def test_virtual_monitor_refuses_what_it_does_not_know_and_ignores_wrong_checksums() -> None:
    device, patient = DinamapDevice(), SimulatedPatient(1)
    device.feed(layout.seal("NC1") + b" NC0!F\r", 0.0)
    assert device.emit(patient, 0.0) == b""  # not before its time
    assert device.emit(patient, 1.0) == layout.seal("ER")
    assert patient.cuff(1.0).pressure_mmhg == 0
