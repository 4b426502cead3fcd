"""What the protocol asks for next, and what becomes of it when it does not come (PLAN-01)."""

from __future__ import annotations

import dataclasses

import pytest
from alarm_stream import NURSE, Bed
from protocols import ADOPT, MIN, MOOD

from bedside.vitals.alarms import Change, Priority
from bedside.vitals.care_commands import (
    AdoptProtocol,
    DeferDue,
    EnterRespiration,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.protocol import DueKind, Intervals
from bedside.vitals.readings import Quality
from bedside.vitals.sessions import Phase

P = Parameter
NIBP, OBSERVATION, RATINGS = DueKind.NIBP, DueKind.OBSERVATION, DueKind.RATINGS
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)
STOP = StopInfusion(bed=1)
BREATHS = EnterRespiration(bed=1, rate_per_min=14)
AWAKE = GiveRating(bed=1, scale="moaas", value=5)


def rated(value: int, observed_t: float | None = None) -> GiveRating:
    return GiveRating(bed=1, scale="dissociation", value=value, observed_t=observed_t)


def phase(which: Phase) -> SetPhase:
    return SetPhase(bed=1, phase=which)


def late(bed: Bed, at: float, command: Command, observed_t: float, number: int = 900) -> None:
    """An entry made at `at` of something that was so at `observed_t`."""
    entry = Entry(number=number, t=observed_t, entered_t=at, command=command)
    bed.changes += bed.engine.entered(entry, at)


def due(bed: Bed) -> dict[DueKind, float]:
    """When each is due, min."""
    return {item.kind: item.due_t / MIN for item in bed.engine.due}


def begun() -> Bed:
    bed = Bed()
    bed.enter(0, ADOPT)
    bed.enter(0, START)
    return bed


@pytest.mark.req("PLAN-01")
def test_without_a_protocol_only_cuff_readings_are_due_and_only_where_there_is_a_cuff() -> None:
    bed = Bed()
    bed.enter(0, START)
    assert bed.engine.due == ()
    bed.value(1, 120, P.NIBP_SYS)
    assert due(bed) == {NIBP: pytest.approx(5 + 1 / MIN)}


@pytest.mark.req("PLAN-01")
def test_with_one_all_three_are_due_from_the_start_of_the_infusion_soonest_first() -> None:
    bed = begun()
    assert [(i.kind, i.due_t / MIN, i.interval_s / MIN) for i in bed.engine.due] == [
        (NIBP, 5, 5),
        (OBSERVATION, 10, 10),
        (RATINGS, 15, 15),
    ]


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize(
    ("at", "command", "kind", "was", "becomes"),
    [
        (4, rated(3), RATINGS, 15, 19),
        (4, GiveRating(bed=1, scale="nausea", value=3), RATINGS, 15, 15),  # the dissociation, at least
        (4, BREATHS, OBSERVATION, 10, 10),  # and the sedation
        (4, AWAKE, OBSERVATION, 10, 10),
        (4, GiveBolus(bed=1, mg=5), NIBP, 5, 5),  # what is due anyhow is not put off
    ],
)
def test_what_counts_as_done(at: float, command: Command, kind: DueKind, was: float, becomes: float) -> None:
    bed = begun()
    assert due(bed)[kind] == was
    bed.enter(at * MIN, command)
    assert due(bed)[kind] == becomes


@pytest.mark.req("PLAN-01", "PLAN-04")
@pytest.mark.parametrize(
    "score",
    [
        AWAKE,
        GiveRating(bed=1, scale="rass", value=0),
        GiveRating(bed=1, scale="ramsay", value=2),
        GiveScore(bed=1, scale="moaas", version="1", total=4),
    ],
)
def test_an_observation_is_done_when_breaths_and_sedation_were_there_in_either_order(score: Command) -> None:
    for first, second in ((BREATHS, score), (score, BREATHS)):
        bed = begun()
        bed.enter(3 * MIN, first)
        bed.enter(4 * MIN, second)
        assert due(bed)[OBSERVATION] == 14


@pytest.mark.req("PLAN-04")
def test_a_device_that_counts_the_breaths_leaves_only_the_sedation_to_ask_for() -> None:
    bed = begun()
    bed.hold(0, 200, 14, P.RR, device="monitor")
    bed.enter(201, AWAKE)
    assert due(bed)[OBSERVATION] == pytest.approx((201 + 600) / MIN)
    unknown = begun()
    unknown.value(5, 14, P.RR, Quality.HELD)  # says nothing of now
    unknown.enter(201, AWAKE)
    assert due(unknown)[OBSERVATION] == 10


@pytest.mark.req("PLAN-01")
def test_a_late_entry_counts_from_when_it_was_seen() -> None:
    bed = begun()
    late(bed, 20 * MIN, rated(3), 13 * MIN)
    assert due(bed)[RATINGS] == 28
    bed.enter(21 * MIN, Retract(bed=1, entry=900))
    assert due(bed)[RATINGS] == 15


@pytest.mark.req("PLAN-01")
def test_a_corrected_entry_is_gone_as_one_taken_back() -> None:
    bed = begun()
    wrong = bed.enter(4 * MIN, rated(3))
    right = bed.enter(6 * MIN, dataclasses.replace(rated(4), replaces=wrong))
    assert due(bed)[RATINGS] == 21
    bed.enter(7 * MIN, Retract(bed=1, entry=right))
    assert due(bed)[RATINGS] == 19, "taking the correction back brings the first one back"


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize("more", [ChangeRate(bed=1, rate_ml_h=60), GiveBolus(bed=1, mg=5)])
def test_more_ketamine_makes_the_rhythm_dense_again(more: Command) -> None:
    bed = begun()
    bed.value(20 * MIN, 120, P.NIBP_SYS)
    assert due(bed)[NIBP] == 30
    bed.enter(22 * MIN, more)
    assert due(bed)[NIBP] == 27


@pytest.mark.req("PLAN-01")
def test_the_plan_of_a_patient_says_how_often_the_cuff_is_wanted_in_the_infusion() -> None:
    bed = begun()
    number = bed.enter(1, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=3)))
    assert due(bed)[NIBP] == 3
    bed.enter(2, Retract(bed=1, entry=number))
    assert due(bed)[NIBP] == 5
    bed.enter(3, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=3)))
    bed.enter(60, STOP)
    assert due(bed)[NIBP] == 16


@pytest.mark.req("PLAN-01")
def test_the_interval_of_another_patient_goes_when_the_session_moves_before_anything_was_given() -> None:
    def identified(key: str) -> IdentifyPatient:
        patient = PatientRecord(id=key, simulated=False, family_name=key, record_no=key)
        return IdentifyPatient(bed=1, patient=patient, reason="the wrong one was chosen")

    bed = Bed()
    bed.enter(0, AdoptProtocol(bed=1, protocol=MOOD))
    bed.enter(1, identified("a"))
    bed.enter(2, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=3)))
    bed.enter(3, identified("b"))
    bed.enter(MIN, START)
    assert due(bed)[NIBP] == 6
    bed.enter(2 * MIN, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=3)))
    bed.enter(3 * MIN, identified("a"))
    assert due(bed)[NIBP] == 4, "a pump that runs goes on, and its plan with it"


@pytest.mark.req("PLAN-01")
def test_a_part_of_the_session_without_an_interval_waits_for_the_next_part() -> None:
    ratings = Intervals(infusion_start=None, infusion=10, recovery_start=None, recovery=None)
    bed = Bed()
    bed.enter(0, AdoptProtocol(bed=1, protocol=dataclasses.replace(MOOD, ratings=ratings)))
    bed.enter(0, START)
    assert due(bed)[RATINGS] == 25
    bed.enter(40 * MIN, STOP)
    assert RATINGS not in due(bed)


@pytest.mark.req("PLAN-01")
def test_the_baseline_asks_for_two_readings_two_minutes_apart_and_for_the_rest_once_without_an_alarm() -> (
    None
):
    bed = Bed()
    bed.enter(0, ADOPT)
    assert due(bed) == {}, "nobody said that the baseline has begun"
    bed.enter(60, phase(Phase.BASELINE))
    assert due(bed) == {NIBP: 1, OBSERVATION: 1, RATINGS: 1}
    bed.value(90, 120, P.NIBP_SYS)
    assert due(bed)[NIBP] == 3.5
    bed.value(150, 120, P.NIBP_SYS)  # too soon: two minutes after the first it is asked for again
    assert due(bed)[NIBP] == 3.5
    bed.value(210, 120, P.NIBP_SYS)
    bed.enter(220, rated(0))
    bed.enter(221, BREATHS)
    bed.enter(222, AWAKE)
    assert due(bed) == {}
    bed.advance(3600)
    assert [c for c in bed.changes if c.code.endswith("-DUE")] == []


@pytest.mark.req("PLAN-01")
def test_before_the_discharge_each_is_asked_for_once_more_without_an_alarm() -> None:
    bed = begun()
    bed.enter(40 * MIN, STOP)
    bed.value(99 * MIN, 120, P.NIBP_SYS)
    bed.enter(100 * MIN, phase(Phase.DISCHARGE))
    assert due(bed) == {NIBP: 100, OBSERVATION: 100, RATINGS: 100}
    bed.value(101 * MIN, 120, P.NIBP_SYS)
    assert NIBP not in due(bed)
    before = len(bed.onsets())
    bed.advance(200 * MIN)
    assert len([c for c in bed.onsets() if c.code.endswith("-DUE")]) <= before


@pytest.mark.req("PLAN-01")
def test_ratings_in_the_recovery_end_when_the_patient_is_back() -> None:
    bed = begun()
    bed.enter(38 * MIN, rated(0))  # in the infusion: the peak may still come
    bed.enter(40 * MIN, STOP)
    assert due(bed)[RATINGS] == 55
    bed.enter(50 * MIN, rated(4))
    assert due(bed)[RATINGS] == 65
    bed.enter(60 * MIN, rated(1))
    assert RATINGS not in due(bed)
    bed.enter(62 * MIN, rated(3))  # it came back
    assert due(bed)[RATINGS] == 77


@pytest.mark.req("PLAN-01", "T-RATINGS-DUE", "T-OBSERVATION-DUE", "T-NIBP-DUE")
def test_overdue_by_a_minute_is_low_and_only_a_cuff_reading_rises_after_an_interval() -> None:
    bed = begun()
    bed.advance(100 * MIN)
    told = [
        (c.code, c.t / MIN, c.priority)
        for c in bed.changes
        if c.code.endswith("-DUE") and c.change in (Change.ONSET, Change.PRIORITY)
    ]
    assert told == [
        ("T-NIBP-DUE", 6, Priority.LOW),
        ("T-NIBP-DUE", 10, Priority.MEDIUM),
        ("T-OBSERVATION-DUE", 11, Priority.LOW),
        ("T-RATINGS-DUE", 16, Priority.LOW),
    ]
    words = {c.code: c.words for c in bed.onsets()}
    assert words["T-RATINGS-DUE"] == "ratings overdue: ask the patient"


@pytest.mark.req("T-RATINGS-DUE", "T-OBSERVATION-DUE")
def test_what_was_overdue_ends_when_it_comes() -> None:
    bed = begun()
    bed.advance(20 * MIN)
    bed.enter(20 * MIN, rated(5))
    bed.enter(20 * MIN, AWAKE)
    bed.enter(20 * MIN, BREATHS)
    assert [code for _, code in bed.told(Change.CLEARED)] == ["T-RATINGS-DUE", "T-OBSERVATION-DUE"]


@pytest.mark.req("PLAN-01")
def test_a_deferral_moves_the_due_time_with_its_reason_and_ends_the_overdue_alarm() -> None:
    bed = begun()
    bed.advance(17 * MIN)
    assert "T-RATINGS-DUE" in {code for code, _ in bed.shown()}
    number = bed.enter(17 * MIN, DeferDue(bed=1, kind=RATINGS, minutes=10, reason="asleep"))
    assert (17 * MIN, "T-RATINGS-DUE") in bed.told(Change.CLEARED)
    item = next(i for i in bed.engine.due if i.kind is RATINGS)
    assert (item.due_t, item.deferred, item.interval_s) == (27 * MIN, "asleep", 15 * MIN)
    bed.advance(40 * MIN)
    assert [c.t / MIN for c in bed.onsets("T-RATINGS-DUE")] == [16, 28]
    bed.enter(40 * MIN, Retract(bed=1, entry=number))
    assert due(bed)[RATINGS] == 15


@pytest.mark.req("PLAN-01")
def test_a_deferral_never_brings_anything_forward_and_is_over_with_what_it_put_off() -> None:
    bed = begun()
    bed.enter(60, DeferDue(bed=1, kind=NIBP, minutes=2, reason="cannula"))
    assert due(bed)[NIBP] == 5
    bed.enter(4 * MIN, DeferDue(bed=1, kind=NIBP, minutes=6, reason="cannula"))
    assert due(bed)[NIBP] == 10
    bed.value(7 * MIN, 120, P.NIBP_SYS)
    assert due(bed)[NIBP] == 12
    assert all(not item.deferred for item in bed.engine.due)


@pytest.mark.req("PLAN-01")
def test_more_given_after_a_deferral_asks_sooner_again() -> None:
    bed = begun()
    bed.value(16 * MIN, 120, P.NIBP_SYS)
    bed.enter(17 * MIN, DeferDue(bed=1, kind=NIBP, minutes=30, reason="asleep"))
    assert due(bed)[NIBP] == 47
    bed.enter(20 * MIN, ChangeRate(bed=1, rate_ml_h=70, actor=NURSE))
    assert due(bed)[NIBP] == 25


@pytest.mark.req("PLAN-01")
def test_a_start_that_is_entered_late_counts_from_when_it_was() -> None:
    bed = Bed()
    bed.enter(0, ADOPT)
    late(bed, 12 * MIN, START, 2 * MIN)
    assert due(bed) == {NIBP: 7, OBSERVATION: 12, RATINGS: 17}
    assert [c.t / MIN for c in bed.onsets("T-NIBP-DUE")] == [12], "learned late, it begins when it is learned"
