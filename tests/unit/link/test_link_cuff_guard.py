from __future__ import annotations

import pytest

from bedside.driver_api import CuffOrder, CuffRequest
from bedside.link.cuff_guard import (
    ABORT_REPEAT_S,
    ABORT_TRIES,
    NO_START,
    REST_S,
    STAT_S,
    TAKE_OFF,
    CuffGuard,
)
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault
from bedside.vitals.sessions import PatientType

ADULT, NEONATE = PatientType.ADULT, PatientType.NEONATE
IDLE, MEASURING, FAILED = CuffState.IDLE, CuffState.MEASURING, CuffState.FAILED


def status(
    state: CuffState,
    *,
    pressure: float | None = None,
    patient: PatientType | None = None,
    fault: NibpFault | None = None,
) -> CuffStatus:
    return CuffStatus(t=0.0, state=state, pressure_mmhg=pressure, patient_type=patient, fault=fault)


def ready(now: float = 0.0, **words: float | PatientType | None) -> CuffGuard:
    """A guard whose device answers and is idle."""
    guard = CuffGuard(starts_cuff=True)
    guard.link_up(now)
    guard.see(status(IDLE, **words), now)  # type: ignore[arg-type]
    return guard


def start(guard: CuffGuard, now: float, patient: PatientType = ADULT) -> str | None:
    return guard.ask(CuffRequest(order=CuffOrder.START, patient_type=patient), now)


def cancel(guard: CuffGuard, now: float) -> None:
    assert guard.ask(CuffRequest(order=CuffOrder.CANCEL, patient_type=ADULT), now) is None


def orders(guard: CuffGuard, now: float) -> list[str]:
    return [request.order.value for request in guard.advance(now)]


def test_a_granted_start_leaves_once_and_never_again_by_itself() -> None:
    guard = ready()
    assert start(guard, 1.0) is None
    assert orders(guard, 1.0) == ["start"]
    assert [order for second in range(1, 170) for order in orders(guard, 1.0 + second)] == []


@pytest.mark.parametrize(
    ("guard", "patient", "words"),
    [
        (CuffGuard(starts_cuff=False), ADULT, "press start on the monitor"),
        (ready(), PatientType.NOT_SET, "patient type is not set"),
        (CuffGuard(starts_cuff=True), ADULT, "does not answer"),
        (ready(patient=NEONATE), ADULT, "set to neonate but the patient is adult"),
        (ready(patient=ADULT), NEONATE, "set to adult but the patient is neonate"),
        (ready(pressure=15.0), ADULT, "still pressure"),
        (ready(pressure=5.0), NEONATE, "still pressure"),
    ],
)
def test_a_start_is_refused_in_words(guard: CuffGuard, patient: PatientType, words: str) -> None:
    refusal = start(guard, 10.0, patient)
    assert refusal is not None
    assert words in refusal
    assert refusal == guard.may_start(patient, 10.0)
    assert orders(guard, 10.0) == []


def test_a_monitor_that_has_not_told_its_cuff_is_not_started() -> None:
    guard = CuffGuard(starts_cuff=True)
    guard.link_up(0.0)
    assert "has not told" in (start(guard, 1.0) or "")


def test_a_monitor_that_tells_the_same_patient_type_is_started() -> None:
    assert start(ready(patient=NEONATE), 1.0, NEONATE) is None


def test_an_empty_cuff_must_have_been_empty_for_two_seconds() -> None:
    guard = ready(pressure=20.0)
    guard.see(status(IDLE, pressure=2.0), 10.0)
    assert "only just" in (guard.may_start(ADULT, 11.9) or "")
    assert guard.may_start(ADULT, 12.0) is None


def test_a_second_start_is_refused_while_the_first_runs_or_is_unanswered() -> None:
    guard = ready()
    start(guard, 1.0)
    assert "running" in (start(guard, 1.5) or "")
    guard.see(status(MEASURING), 2.0)
    assert "running" in (start(guard, 30.0) or "")


def test_a_lost_answer_is_told_and_a_person_may_ask_again() -> None:
    guard = ready()
    start(guard, 1.0)
    orders(guard, 1.0)
    guard.see(status(IDLE), 6.0)
    assert guard.running
    guard.see(status(IDLE), 11.0)
    assert guard.take_sentences() == [NO_START]
    assert orders(guard, 11.0) == []
    assert start(guard, 12.0) is None


@pytest.mark.req("PLAN-03")
def test_the_arm_rests_60_s_between_the_end_of_one_and_the_next_start() -> None:
    guard = ready()
    start(guard, 1.0)
    guard.see(status(MEASURING), 2.0)
    guard.see(status(IDLE), 35.0)
    assert "Next start in 1 s" in (guard.may_start(ADULT, 35.0 + REST_S - 0.5) or "")
    assert guard.may_start(ADULT, 35.0 + REST_S) is None


@pytest.mark.req("PLAN-03")
def test_a_determination_of_the_monitor_itself_needs_rest_too() -> None:
    guard = ready()
    guard.see(Determination(t=70.0, sys=120.0, dia=80.0, map=93.0, pr=None), 100.0)
    assert "rest" in (guard.may_start(ADULT, 129.0) or "")
    assert guard.may_start(ADULT, 130.0) is None


def test_a_determination_older_than_the_start_does_not_end_it() -> None:
    guard = ready()
    start(guard, 100.0)
    guard.see(Determination(t=20.0, sys=120.0, dia=80.0, map=93.0, pr=None), 101.0)
    assert guard.running


@pytest.mark.parametrize(
    ("patient", "longest"), [(ADULT, 180.0), (PatientType.CHILD, 180.0), (NEONATE, 90.0)]
)
def test_a_determination_that_takes_too_long_is_cancelled_by_the_watchdog(
    patient: PatientType, longest: float
) -> None:
    guard = ready()
    start(guard, 1.0, patient)
    orders(guard, 1.0)
    guard.see(status(MEASURING), 2.0)
    assert guard.at == 1.0 + longest
    assert orders(guard, 0.9 + longest) == []
    assert orders(guard, 1.0 + longest) == ["cancel"]
    assert f"more than {longest:g} s" in guard.take_sentences()[0]


def test_a_series_begun_at_the_monitor_has_five_minutes() -> None:
    guard = ready()
    guard.see(status(MEASURING), 10.0)
    assert guard.at == 10.0 + STAT_S
    assert orders(guard, 10.0 + STAT_S) == ["cancel"]


def test_a_cancel_is_repeated_three_times_and_then_a_person_must_act() -> None:
    guard = ready()
    guard.see(status(MEASURING), 1.0)
    cancel(guard, 2.0)
    times = []
    for step in range(400):
        now = 2.0 + step / 100
        guard.see(status(MEASURING), now)
        times += [now] * len(orders(guard, now))
    assert times == [pytest.approx(2.0 + n * ABORT_REPEAT_S, abs=0.02) for n in range(ABORT_TRIES)]
    assert guard.take_sentences() == [TAKE_OFF]
    assert not guard.aborting


def test_a_cancel_is_not_repeated_once_the_cuff_is_idle() -> None:
    guard = ready()
    guard.see(status(MEASURING), 1.0)
    cancel(guard, 2.0)
    assert orders(guard, 2.0) == ["cancel"]
    guard.see(status(FAILED, fault=NibpFault.CANCELLED), 2.5)
    assert not guard.aborting
    assert orders(guard, 5.0) == []
    assert guard.take_sentences() == []


def test_a_cancel_is_repeated_until_a_measured_pressure_is_gone() -> None:
    guard = ready()
    guard.see(status(MEASURING, pressure=120.0), 1.0)
    cancel(guard, 2.0)
    assert orders(guard, 2.0) == ["cancel"]
    guard.see(status(IDLE, pressure=40.0), 2.3)
    assert orders(guard, 2.75) == ["cancel"]
    guard.see(status(IDLE, pressure=3.0), 3.0)
    assert not guard.aborting


def test_a_cancel_discards_a_start_that_has_not_left() -> None:
    guard = ready()
    start(guard, 1.0)
    cancel(guard, 1.0)
    assert orders(guard, 1.0) == ["cancel"]


def test_an_idle_answer_right_after_start_and_cancel_does_not_end_the_cancel() -> None:
    guard = ready()
    start(guard, 1.0)
    orders(guard, 1.0)
    cancel(guard, 1.1)
    orders(guard, 1.1)
    guard.see(status(IDLE), 1.2)
    assert guard.aborting
    guard.see(status(IDLE), 1.1 + ABORT_REPEAT_S)
    assert not guard.aborting
    assert not guard.running


def test_no_start_while_a_cancel_is_unanswered() -> None:
    guard = ready()
    cancel(guard, 1.0)
    assert "deflate" in (start(guard, 1.1) or "")


def test_a_monitor_that_measures_as_another_patient_type_is_stopped() -> None:
    guard = ready()
    start(guard, 1.0, NEONATE)
    orders(guard, 1.0)
    guard.see(status(MEASURING, patient=ADULT), 2.0)
    assert orders(guard, 2.0) == ["cancel"]
    assert "measures as adult but the patient is neonate" in guard.take_sentences()[0]


@pytest.mark.parametrize(("patient", "limit"), [(ADULT, 300), (PatientType.CHILD, 240), (NEONATE, 150)])
def test_a_pressure_above_the_soft_limit_is_stopped(patient: PatientType, limit: float) -> None:
    guard = ready()
    start(guard, 1.0, patient)
    orders(guard, 1.0)
    guard.see(status(MEASURING, pressure=limit), 2.0)
    assert orders(guard, 2.0) == []
    guard.see(status(MEASURING, pressure=limit + 1), 3.0)
    assert orders(guard, 3.0) == ["cancel"]


def test_a_link_that_falls_silent_under_a_running_cuff_is_told_and_cancelled() -> None:
    guard = ready()
    guard.see(status(MEASURING), 1.0)
    guard.link_down(13.0, gone=False)
    assert orders(guard, 13.0) == ["cancel"]
    assert "link was lost while the cuff was measuring" in guard.take_sentences()[0]


def test_a_cable_that_comes_back_under_a_running_cuff_brings_a_cancel_not_a_start() -> None:
    guard = ready()
    start(guard, 1.0)
    orders(guard, 1.0)
    guard.see(status(MEASURING), 2.0)
    guard.link_down(3.0, gone=True)
    assert orders(guard, 4.0) == []
    guard.link_up(8.0)
    assert orders(guard, 8.0) == ["cancel"]
    guard.see(status(MEASURING), 8.2)
    assert orders(guard, 8.75) == ["cancel"]


def test_a_device_whose_cuff_cannot_be_started_is_never_sent_a_cancel() -> None:
    guard = CuffGuard(starts_cuff=False)
    cancel(guard, 1.0)
    assert orders(guard, 1.0) == []


def test_a_monitor_found_measuring_when_it_is_attached_is_left_alone() -> None:
    guard = CuffGuard(starts_cuff=True)
    guard.see(status(MEASURING), 1.0)
    guard.link_up(1.0)
    assert orders(guard, 1.0) == []


@pytest.mark.parametrize("fault", [NibpFault.OVERPRESSURE, NibpFault.DEVICE])
def test_after_a_fault_of_the_cuff_a_person_looks_and_asks_twice(fault: NibpFault) -> None:
    guard = ready()
    start(guard, 1.0)
    orders(guard, 1.0)
    guard.see(status(MEASURING), 2.0)
    guard.see(status(FAILED, fault=fault), 20.0)
    for t in range(25, 100, 5):
        guard.see(status(FAILED, fault=fault), float(t))  # the monitor goes on saying so
    assert "Look at the cuff and the arm" in (start(guard, 100.0) or "")
    assert orders(guard, 100.0) == []
    guard.see(status(FAILED, fault=fault), 105.0)
    assert start(guard, 110.0) is None
    assert orders(guard, 110.0) == ["start"]


def test_a_confirmation_does_not_outlive_its_minute() -> None:
    guard = ready()
    guard.see(status(FAILED, fault=NibpFault.DEVICE), 20.0)
    assert start(guard, 100.0) is not None
    assert start(guard, 161.0) is not None
    assert start(guard, 170.0) is None


def test_an_ordinary_failure_locks_nothing() -> None:
    guard = ready()
    guard.see(status(FAILED, fault=NibpFault.MOVEMENT), 20.0)
    assert start(guard, 100.0) is None


def test_a_cuff_that_does_not_fit_the_patient_is_told_to_deflate() -> None:
    guard = ready()
    start(guard, 1.0)
    orders(guard, 1.0)
    guard.see(status(MEASURING, pressure=40.0, fault=NibpFault.WRONG_CUFF), 3.0)
    assert orders(guard, 3.0) == ["cancel"]
    assert "does not fit" in guard.take_sentences()[0]
