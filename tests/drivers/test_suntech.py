"""SunTech module: worked examples, when a result is a result, and the rules for whoever touches a cuff."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.driver_api import CuffOrder, CuffRequest
from bedside.link.cuff_guard import CuffGuard
from bedside.link.cuff_lock import LOCKING
from bedside.vitals.readings import CuffState, CuffStatus, Determination, Identity, NibpFault, Quality
from bedside.vitals.sessions import PatientType
from drivers.patient import Effect, SimulatedPatient
from drivers.suntech import DRIVER, layout
from drivers.suntech.device import SuntechDevice
from drivers.suntech.protocol import SuntechProtocol
from drivers.suntech.recognise import SIGNATURE, recognise
from tests.drivers.wire import Wire, capture, of_type, read_all

GOOD = bytes.fromhex("3E 18 73 00 4A 00 1E 01 00 00 00 00 00 00 31 07 55 00 58 00 00 00 00 E9")
ERROR_87 = bytes.fromhex("3E 18" + "00" * 18 + "57 00 00 53")
ACCEPTED, FINISHED, ABORTED, BUSY, NOT_NOW, ASLEEP = (
    layout.encode_acknowledge(letter) for letter in "OKABNS"
)
START_ADULT, START_CHILD, START_NEONATE = b"\x3a\x20\xa6", b"\x3a\x87\x3f", b"\x3a\x28\x9e"
STARTS = (START_ADULT, START_CHILD, START_NEONATE)
ABORT = bytes.fromhex("3A 79 01 00 4C")
PRESSURE = bytes.fromhex("3A 79 05 00 48")
RESULT = bytes.fromhex("3A 79 03 00 4A")


def cuff(mmhg: int) -> bytes:
    return layout.encode_pressure(mmhg)


def error(code: int) -> bytes:
    return layout.encode_result(layout.Result(0, 0, 0, 0, 0, 0, code))


def results(readings: list) -> list[tuple]:
    return [(d.t, d.sys, d.dia, d.map, d.pr) for d in of_type(readings, Determination)]


def states(readings: list) -> list[tuple]:
    """State and fault of the cuff, repetitions left out."""
    seen = [(s.state, s.fault) for s in of_type(readings, CuffStatus)]
    return [state for n, state in enumerate(seen) if n == 0 or state != seen[n - 1]]


def faults(readings: list) -> list[NibpFault]:
    """The faults told, each time one begins."""
    return [fault for _, fault in states(readings) if fault is not None]


def wire(device: SuntechDevice | None = None, **keywords) -> Wire:
    return Wire(SuntechProtocol(), device or SuntechDevice(), SimulatedPatient(5, **keywords))


def times_of(bench: Wire, request: bytes) -> list[float]:
    return [t for t, data in bench.sent if data == request]


def answering(pressure) -> Wire:
    """A bench whose module answers pressure requests with what `pressure(t)` says, and nothing else.

    Only the look at the last error after opening has its answer.
    """
    bench = Wire(SuntechProtocol(), None, SimulatedPatient(1))
    mute_send = bench.send

    def send(data: bytes) -> None:
        mute_send(data)
        if data == PRESSURE and (answer := pressure(bench.t)) is not None:
            bench.readings += bench.protocol.feed(cuff(answer), bench.t)
        if data == RESULT and len(times_of(bench, RESULT)) == 1:
            bench.readings += bench.protocol.feed(error(0), bench.t)

    bench.send = send  # type: ignore[method-assign]
    return bench


def hear(bench: Wire, data: bytes) -> None:
    bench.readings += bench.protocol.feed(data, bench.t)


# bytes


def test_requests_are_those_of_the_document() -> None:
    assert dict(layout.STARTS) == {
        PatientType.ADULT: START_ADULT,
        PatientType.CHILD: START_CHILD,
        PatientType.NEONATE: START_NEONATE,
    }
    assert (layout.ABORT, layout.READ_PRESSURE, layout.READ_RESULT) == (ABORT, PRESSURE, RESULT)


@pytest.mark.parametrize(
    ("letter", "check"),
    [("O", 0x6F), ("K", 0x73), ("A", 0x7D), ("B", 0x7C), ("E", 0x79), ("N", 0x70), ("D", 0x7A), ("S", 0x6B)],
)
def test_acknowledge_packets_are_those_of_the_document(letter: str, check: int) -> None:
    assert layout.encode_acknowledge(letter) == bytes((0x3E, 0x04, ord(letter), check))


def test_worked_result_after_its_end_is_told_once_at_the_time_of_the_end() -> None:
    protocol = SuntechProtocol()
    readings = (
        protocol.feed(ACCEPTED + cuff(150), 10.0)
        + protocol.feed(FINISHED, 40.0)
        + protocol.feed(GOOD + GOOD, 41.0)
    )
    assert results(readings) == [(40.0, 115, 74, 88, 85)]
    assert of_type(readings, Determination)[0].quality is Quality.NONE


def test_result_that_no_end_went_before_is_none() -> None:
    assert read_all(SuntechProtocol(), GOOD) == []


def test_cuff_pressure_of_the_document_is_told() -> None:
    (status,) = read_all(SuntechProtocol(), bytes.fromhex("3E 05 02 01 BA"))
    assert (status.pressure_mmhg, status.state) == (258.0, CuffState.MEASURING)


def test_damaged_pressure_is_dropped_and_counted() -> None:
    protocol = SuntechProtocol()
    assert read_all(protocol, bytes.fromhex("3E 05 02 01 B1") + cuff(3))[0].pressure_mmhg == 3
    assert (protocol.counters.frames, protocol.counters.bad_frames) == (1, 1)


def test_samples_published_for_this_protocol_decode_as_expected() -> None:
    rows = [json.loads(line) for line in capture("bp/small-samples.jsonl").decode().splitlines()]
    rows = [row for row in rows if row["protocol"] == "suntech-oem"]
    assert len(rows) >= 6
    for row in rows:
        data, expect = bytes.fromhex(row["hex"]), row["expect"]
        if row["direction"] == "host>device":
            assert data in (START_ADULT, ABORT)
            continue
        protocol = SuntechProtocol()
        readings = read_all(protocol, ACCEPTED + FINISHED + data)
        assert bool(protocol.counters.frames) == expect["valid"]
        if "sys" in expect:
            assert results(readings) == [(0.0, expect["sys"], expect["dia"], expect["map"], expect["hr"])]
            assert layout.result_of(data).beats == expect["beats"]
        else:
            assert results(readings) == []
        if "cuff_mmhg" in expect:
            assert of_type(readings, CuffStatus)[-1].pressure_mmhg == expect["cuff_mmhg"]
        if expect.get("error"):
            assert faults(readings) == [NibpFault.LOOSE]


def test_version_text_is_the_modules_name() -> None:
    packet = layout.seal(b"\x3e\x43" + b"LX 1.2".ljust(64, b"\x00"))
    assert of_type(read_all(SuntechProtocol(), packet), Identity)[0].text == "LX 1.2"


@pytest.mark.parametrize("mmhg", [-1, -20, 331, 20000])
def test_pressure_that_cannot_be_is_not_told(mmhg: int) -> None:
    (status,) = read_all(SuntechProtocol(), cuff(mmhg))
    assert (status.pressure_mmhg, status.state) == (None, CuffState.IDLE)


@pytest.mark.parametrize(
    ("high", "low", "mean", "status", "code"),
    [
        (115, 74, 88, 0, 0),
        (115, 74, 88, 1, 2),
        (115, 90, 88, 1, 0),
        (88, 74, 115, 1, 0),
        (261, 74, 88, 1, 0),
        (-1, -1, -1, 1, 0),
    ],
)
def test_result_with_an_error_or_impossible_is_never_a_number(
    high: int, low: int, mean: int, status: int, code: int
) -> None:
    packet = layout.encode_result(layout.Result(high, low, 30, status, 85, mean, code))
    readings = read_all(SuntechProtocol(), ACCEPTED + FINISHED + packet)
    assert results(readings) == []
    assert states(readings)[-1] == (CuffState.FAILED, NibpFault.MOVEMENT if code else NibpFault.FAILED)


def test_pulse_out_of_range_is_left_out() -> None:
    packet = layout.encode_result(layout.Result(115, 74, 30, 1, 0, 88, 0))
    assert results(read_all(SuntechProtocol(), ACCEPTED + FINISHED + packet)) == [(0.0, 115, 74, 88, None)]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (1, NibpFault.FAILED),
        (2, NibpFault.MOVEMENT),
        (3, NibpFault.FAILED),
        (4, NibpFault.TIMEOUT),
        (85, NibpFault.LOOSE),
        (86, NibpFault.CANCELLED),
        (87, NibpFault.LOOSE),
        (88, NibpFault.DEVICE),
        (89, NibpFault.OVERPRESSURE),
        (90, NibpFault.DEVICE),
        (91, NibpFault.DEVICE),
        (97, NibpFault.DEVICE),
        (99, NibpFault.DEVICE),
        (42, NibpFault.UNKNOWN),
    ],
)
def test_error_code_is_told_in_words(code: int, fault: NibpFault) -> None:
    assert faults(read_all(SuntechProtocol(), ACCEPTED + FINISHED + error(code))) == [fault]


@given(garbage=st.binary(max_size=40), cuts=st.lists(st.integers(0, 120), max_size=8))
@settings(max_examples=60, deadline=None)
def test_garbage_between_packets_and_any_split_bring_no_other_number(garbage: bytes, cuts: list[int]) -> None:
    stream = cuff(0) + ACCEPTED + cuff(80) + garbage + cuff(60) * 6 + FINISHED + GOOD + cuff(0)
    whole, pieces = SuntechProtocol(), SuntechProtocol()
    expected = read_all(whole, stream)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert [r for a, b in pairwise(edges) for r in pieces.feed(stream[a:b], 0.0)] == expected
    assert {result[1:] for result in results(expected)} <= {(115, 74, 88, 85)}


@given(st.lists(st.tuples(st.binary(max_size=60), st.floats(0, 30)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_nothing_raises_and_nothing_is_started_whatever_comes(pieces: list[tuple[bytes, float]]) -> None:
    protocol, device, patient, t = SuntechProtocol(), SuntechDevice(), SimulatedPatient(1), 0.0
    for data, wait in pieces:
        protocol.feed(data, t)
        device.feed(data.replace(b"\x3a", b""), t)
        device.emit(patient, t)
        assert protocol.due(t).send not in STARTS
        t += wait


# conversation


def test_idle_module_is_asked_every_two_seconds_and_for_its_last_error_once() -> None:
    bench = wire()
    bench.run(20.0)
    polls = times_of(bench, PRESSURE)
    assert all(b - a == pytest.approx(2.0, abs=0.1) for a, b in pairwise(polls))
    assert len(times_of(bench, RESULT)) == 1
    assert {data for _, data in bench.sent} == {PRESSURE, RESULT}


def test_requests_lie_a_tenth_of_a_second_apart_at_least() -> None:
    bench = wire()
    bench.run(1.0, step_s=0.01)
    bench.request(CuffOrder.START)
    bench.run(45.0, step_s=0.01)
    assert all(b - a >= 0.0999 for (a, _), (b, _) in pairwise(bench.sent))
    assert len(results(bench.readings)) == 1


@pytest.mark.parametrize(
    ("patient_type", "start"),
    [
        (PatientType.ADULT, START_ADULT),
        (PatientType.CHILD, START_CHILD),
        (PatientType.NEONATE, START_NEONATE),
    ],
)
def test_whole_determination_from_request_to_result(patient_type: PatientType, start: bytes) -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START, patient_type)
    bench.run(60.0)
    (found,) = of_type(bench.readings, Determination)
    view = bench.patient.cuff(bench.t)
    assert (found.sys, found.dia, found.map, found.pr) == (view.sys, view.dia, view.map, view.pr)
    assert found.t == pytest.approx(bench.t - view.age_s, abs=0.3)
    assert [data for _, data in bench.sent if data in STARTS] == [start]
    running = [s.t for s in of_type(bench.readings, CuffStatus) if s.state is CuffState.MEASURING]
    assert len(running) > 4 * (running[-1] - running[0])  # five a second
    assert bench.protocol.counters.bad_frames == 0


def test_start_without_a_patient_type_is_refused() -> None:
    bench = wire()
    bench.run(3.0)
    bench.request(CuffOrder.START, PatientType.NOT_SET)
    bench.run(3.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert not [data for _, data in bench.sent if data in STARTS]


@pytest.mark.parametrize(("mmhg", "patient_type"), [(-1, PatientType.ADULT), (9, PatientType.NEONATE)])
def test_start_with_a_cuff_that_is_not_known_to_be_empty_is_refused(
    mmhg: int, patient_type: PatientType
) -> None:
    bench = answering(lambda t: mmhg)
    bench.run(3.0)
    bench.request(CuffOrder.START, patient_type)
    bench.run(5.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert not [data for _, data in bench.sent if data in STARTS]


def test_start_to_a_silent_module_is_dropped_after_three_seconds() -> None:
    bench = answering(lambda t: None)
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(30.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert not [data for _, data in bench.sent if data in STARTS]


@pytest.mark.parametrize("answer", [BUSY, NOT_NOW, layout.encode_acknowledge("E")])
def test_refused_start_is_told_and_not_repeated(answer: bytes) -> None:
    bench = answering(lambda t: 0)
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(0.3)
    hear(bench, answer)
    bench.run(20.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert len(times_of(bench, START_ADULT)) == 1


def test_lost_answer_to_start_never_leads_to_a_second_start() -> None:
    bench = wire()
    bench.run(3.0)
    bench.to_host = lambda data: data.replace(ACCEPTED, b"")
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert len(times_of(bench, START_ADULT)) == 1
    assert len(results(bench.readings)) == 1


def test_lost_start_is_told_after_ten_seconds() -> None:
    bench = wire()
    bench.run(3.0)
    bench.to_device = lambda data: data.replace(START_ADULT, b"")
    bench.request(CuffOrder.START)
    bench.run(20.0)
    assert faults(bench.readings) == [NibpFault.REFUSED]
    assert len(times_of(bench, START_ADULT)) == 1


def test_end_between_a_request_and_its_reply_is_understood() -> None:
    bench = answering(lambda t: 100)
    bench.run(0.4)
    hear(bench, ACCEPTED + FINISHED + cuff(90))
    bench.run(0.3)
    hear(bench, GOOD)
    assert [result[1:] for result in results(bench.readings)] == [(115, 74, 88, 85)]


def test_result_asked_for_before_the_end_is_not_taken_for_the_new_one() -> None:
    protocol = SuntechProtocol()
    assert protocol.due(0.0).send == RESULT
    readings = protocol.feed(ACCEPTED + FINISHED, 0.1) + protocol.feed(GOOD, 0.2)
    assert results(readings) == []


def test_determination_begun_elsewhere_is_followed_and_read() -> None:
    bench = wire(auto_cuff_s=100.0)
    bench.run(60.0)
    assert len(results(bench.readings)) == 1
    assert states(bench.readings) == [
        (CuffState.IDLE, None),
        (CuffState.MEASURING, None),
        (CuffState.IDLE, None),
    ]
    assert not [data for _, data in bench.sent if data in STARTS or data == ABORT]


def test_lost_end_gives_no_number() -> None:
    bench = wire()
    bench.run(2.0)
    bench.to_host = lambda data: data.replace(FINISHED, b"")
    bench.request(CuffOrder.START)
    bench.run(90.0)
    assert results(bench.readings) == []
    assert faults(bench.readings) == [NibpFault.UNKNOWN]


def test_lost_result_is_asked_for_three_times_then_told_as_failed() -> None:
    bench = wire()
    bench.run(2.0)
    bench.to_host = lambda data: b"" if b"\x3e\x18" in data else data
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert len(times_of(bench, RESULT)) == 4  # one at the beginning
    assert faults(bench.readings) == [NibpFault.UNKNOWN]


def test_sleeping_module_is_told_once() -> None:
    protocol = SuntechProtocol()
    protocol.feed(ASLEEP * 3, 0.0)
    assert ["asleep" in notice for notice in protocol.take_notices()] == [True]
    assert protocol.take_notices() == []


# abort


def test_abort_goes_out_at_once_and_is_followed_by_half_a_second_of_quiet() -> None:
    bench = wire()
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(8.0)
    bench.request(CuffOrder.CANCEL)
    cancelled_t = bench.t
    bench.run(10.0)
    assert times_of(bench, ABORT) == [cancelled_t]
    assert min(t for t, _ in bench.sent if t > cancelled_t) >= cancelled_t + 0.5
    assert faults(bench.readings) == [NibpFault.CANCELLED]
    assert states(bench.readings)[-1] == (CuffState.IDLE, None)
    assert results(bench.readings) == []


def test_abort_drops_a_start_that_still_waits() -> None:
    bench = answering(lambda t: 0)
    bench.run(2.5)
    bench.request(CuffOrder.START)
    bench.request(CuffOrder.CANCEL)
    bench.run(10.0)
    assert not [data for _, data in bench.sent if data in STARTS]


def test_abort_is_repeated_until_the_cuff_is_empty() -> None:
    bench = answering(lambda t: 120 if t < 11.2 else 3)
    bench.run(10.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(10.0)
    assert times_of(bench, ABORT) == pytest.approx([10.0, 10.75], abs=0.06)
    assert faults(bench.readings) == [NibpFault.CANCELLED]


def test_cuff_that_does_not_empty_is_told_after_three_aborts_and_stays_told() -> None:
    bench = answering(lambda t: 120 if t < 40.0 else 0)
    bench.run(10.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(40.0)
    assert len(times_of(bench, ABORT)) == 3
    assert states(bench.readings)[-2:] == [(CuffState.FAILED, NibpFault.UNKNOWN), (CuffState.IDLE, None)]


def test_neonates_cuff_is_empty_below_five() -> None:
    bench = answering(lambda t: 0 if t < 5.0 else 80 if t < 15.0 else 8)
    bench.run(3.0)
    bench.request(CuffOrder.START, PatientType.NEONATE)
    bench.run(7.0)
    hear(bench, ACCEPTED)
    bench.run(4.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(10.0)
    assert len(times_of(bench, ABORT)) == 3


def test_end_after_an_abort_is_never_a_result() -> None:
    protocol = SuntechProtocol()
    readings = protocol.feed(ACCEPTED + cuff(120), 0.0)
    readings += protocol.feed(ABORTED + cuff(0), 5.0) + protocol.feed(FINISHED + GOOD, 6.0)
    assert results(readings) == []
    assert faults(readings) == [NibpFault.CANCELLED]


@pytest.mark.parametrize(
    ("patient_type", "stop_s"),
    [(PatientType.ADULT, 140.0), (PatientType.CHILD, 100.0), (PatientType.NEONATE, 85.0)],
)
def test_watchdog_aborts_a_determination_that_takes_too_long(
    patient_type: PatientType, stop_s: float
) -> None:
    bench = answering(lambda t: 0 if t < 4.0 else 100)
    bench.run(3.0)
    bench.request(CuffOrder.START, patient_type)
    bench.run(0.5)
    hear(bench, ACCEPTED)
    bench.run(stop_s + 10.0, step_s=0.1)
    began = next(t for t, data in bench.sent if data in STARTS)
    assert times_of(bench, ABORT)[0] == pytest.approx(began + stop_s, abs=0.2)


def test_watchdog_fires_when_the_module_no_longer_answers() -> None:
    bench = answering(lambda t: 0 if t < 4.0 else None)
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(200.0, step_s=0.1)
    assert len(times_of(bench, ABORT)) == 3


def test_accepted_start_that_never_brings_pressure_is_aborted() -> None:
    bench = answering(lambda t: 0)
    bench.run(3.0)
    bench.request(CuffOrder.START)
    bench.run(0.3)
    hear(bench, ACCEPTED)
    bench.run(25.0)
    assert len(times_of(bench, ABORT)) == 1
    assert faults(bench.readings) == [NibpFault.TIMEOUT]


def test_goodbye_aborts_a_running_cuff_and_only_that() -> None:
    protocol = SuntechProtocol()
    assert protocol.goodbye() == b""
    protocol.feed(ACCEPTED, 0.0)
    assert protocol.goodbye() == ABORT


# serious errors


@pytest.mark.parametrize("code", [88, 89, 90, 91, 97, 99])
def test_serious_error_is_one_that_locks_the_next_start(code: int) -> None:
    (fault,) = faults(read_all(SuntechProtocol(), ACCEPTED + FINISHED + error(code)))
    assert fault in LOCKING
    assert code in layout.LOCKING


@pytest.mark.parametrize("code", [1, 2, 3, 4, 85, 86, 87, 42])
def test_ordinary_error_locks_nothing(code: int) -> None:
    assert not set(faults(read_all(SuntechProtocol(), ACCEPTED + FINISHED + error(code)))) & LOCKING
    assert code not in layout.LOCKING


@pytest.mark.parametrize(("code", "fault"), [(88, NibpFault.DEVICE), (89, NibpFault.OVERPRESSURE)])
def test_serious_error_found_after_opening_is_told_once_and_without_a_number(
    code: int, fault: NibpFault
) -> None:
    bench = answering(lambda t: 0)
    hear(bench, layout.encode_result(layout.Result(115, 74, 30, 1, 85, 88, code)))
    bench.run(10.0)
    assert results(bench.readings) == []
    assert states(bench.readings) == [(CuffState.FAILED, fault), (CuffState.IDLE, None)]


def test_ordinary_error_found_after_opening_is_not_told() -> None:
    bench = answering(lambda t: 0)
    hear(bench, error(87))
    bench.run(10.0)
    assert states(bench.readings) == [(CuffState.IDLE, None)]


def test_serious_error_found_after_an_abort_is_told() -> None:
    bench = answering(lambda t: 120 if t < 10.4 else 0)
    bench.run(10.0)
    bench.request(CuffOrder.CANCEL)
    bench.run(0.7)
    hear(bench, error(89))
    assert faults(bench.readings) == [NibpFault.CANCELLED, NibpFault.OVERPRESSURE]


def test_start_that_waits_while_a_serious_error_is_found_never_leaves() -> None:
    bench = answering(lambda t: 0)
    assert bench.protocol.due(0.0).send == RESULT
    bench.request(CuffOrder.START)
    hear(bench, error(90))
    bench.run(5.0)
    assert faults(bench.readings) == [NibpFault.REFUSED, NibpFault.DEVICE]
    assert not [data for _, data in bench.sent if data in STARTS]


def test_lock_survives_a_new_plugging_and_opens_to_a_second_request() -> None:
    bench = wire(SuntechDevice(fail_code=89), effects=[Effect("cuff_fault", 0.0, 20.0)])
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert faults(bench.readings) == [NibpFault.OVERPRESSURE]
    bench.protocol, bench.readings = SuntechProtocol(), []
    bench.run(5.0)
    guard = CuffGuard(starts_cuff=True)
    guard.link_up(bench.t)
    for status in of_type(bench.readings, CuffStatus):
        guard.see(status, status.t)
    request = CuffRequest(order=CuffOrder.START, patient_type=PatientType.ADULT)
    assert "over-pressure" in (guard.ask(request, bench.t) or "")
    assert guard.advance(bench.t) == []
    assert guard.ask(request, bench.t + 5.0) is None
    assert guard.advance(bench.t + 5.0) == [request]


def test_virtual_module_with_a_safety_time_out_refuses_every_start() -> None:
    bench = wire(SuntechDevice(fail_code=88), effects=[Effect("cuff_fault", 0.0, 20.0)])
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(60.0)
    bench.request(CuffOrder.START)
    bench.run(5.0)
    assert faults(bench.readings) == [NibpFault.DEVICE, NibpFault.REFUSED]
    assert len(times_of(bench, START_ADULT)) == 2


def test_failed_determination_is_told_and_the_next_one_counts() -> None:
    bench = wire(effects=[Effect("cuff_fault", 0.0, 20.0, cause="movement")])
    bench.run(2.0)
    bench.request(CuffOrder.START)
    bench.run(90.0)
    assert faults(bench.readings) == [NibpFault.MOVEMENT]
    bench.request(CuffOrder.START)
    bench.run(60.0)
    assert len(results(bench.readings)) == 1


# recognition


def test_module_is_recognised_by_its_answers_to_the_probe() -> None:
    device, patient, heard = SuntechDevice(), SimulatedPatient(1), b""
    for n, probe in enumerate(SIGNATURE.probe):
        device.feed(probe, 0.3 * n)
        heard += device.emit(patient, 0.3 * n + 0.1)
    assert recognise(heard, SIGNATURE.listen_s) is not None
    assert recognise(heard[:20], SIGNATURE.listen_s) is None
    assert set(SIGNATURE.probe) == {PRESSURE}
    assert SIGNATURE.port == DRIVER.info.port


@given(st.binary(max_size=600))
@settings(max_examples=60)
def test_random_bytes_are_not_recognised(data: bytes) -> None:
    assert recognise(data, 3.0) is None


def test_other_streams_are_not_recognised() -> None:
    assert recognise(b" NA0109999000000000&'\r" * 10, 3.0) is None
    assert recognise(b"\x02035C0S3\x03\r" * 20, 3.0) is None
    assert recognise(cuff(5000) * 8, 3.0) is None
    assert recognise(b"\x01\x80" * 50 + cuff(0) * 6, 3.0) is None
