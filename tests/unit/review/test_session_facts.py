"""What one session came to: dose, plan, rise, dissociation, questionnaires, alarms, and who let what pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bedside.review.session_facts import SessionFacts, Told, facts_of
from bedside.therapy.course import AlarmCounts
from bedside.vitals.alarms import Change, Kind, Priority
from bedside.vitals.care_commands import (
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    Retract,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.protocol import GateItem, Intervals, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Actor, Mode, Phase, Role
from tests.helpers.make_database import Stream

MIN = 60.0
STARTED = datetime(2026, 11, 11, 9, 30, tzinfo=UTC)
HARTMANN = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
START = StartInfusion(
    bed=1, rate_ml_h=52.5, concentration_mg_ml=1.0, planned_mg=35.0, planned_min=40.0, weight_kg=70.0
)


_PAINS = ((5, 8), (15, 7), (40, 5), (70, 3), (90, 2))  # minute and value


def entries(*made: tuple[float, Command] | tuple[float, Command, float]) -> list[Entry]:
    """Entries in the order they were made; a third number: when it was seen, min."""
    found = []
    for number, (minute, command, *seen) in enumerate(made, 1):
        t = seen[0] if seen else minute
        found.append(Entry(number=number, t=t * MIN, entered_t=minute * MIN, command=command))
    return found


def facts(*made: tuple[float, Command] | tuple[float, Command, float], **more: object) -> SessionFacts:
    told = Told(id="s", started_utc=STARTED, duration_s=110 * MIN, mode=Mode.LIVE, entries=entries(*made))
    return facts_of(replace(told, **more))  # type: ignore[arg-type]


def cuff(*readings: tuple[float, float | None]) -> list[Determination]:
    return [Determination(t=t * MIN, sys=sys, dia=75, map=90, pr=70) for t, sys in readings]


def test_a_whole_infusion_gives_the_planned_dose_and_is_not_early() -> None:
    found = facts((20, START), (60, StopInfusion(bed=1)))
    numbers = found.numbers
    assert numbers.mg_given == pytest.approx(35.0)
    assert (numbers.mg_planned, numbers.mg_kg_given) == (35.0, pytest.approx(0.5))
    assert not found.stopped_early and numbers.note == "" and not found.never_stopped


def test_an_infusion_that_was_stopped_early_says_when_and_why() -> None:
    found = facts((20, START), (20 + 32 + 40 / 60, StopInfusion(bed=1, reason="nausea 4, patient asked")))
    assert found.stopped_early and found.stop_reason == "nausea 4, patient asked"
    assert found.numbers.mg_given == pytest.approx(28.6, abs=0.05)
    assert found.numbers.note == "stopped at 32:40: nausea 4, patient asked"


def test_an_infusion_that_never_gets_its_stop_is_told_as_such() -> None:
    found = facts((20, START))
    assert found.never_stopped and not found.stopped_early
    assert found.infused_s == 90 * MIN


def test_the_plan_is_known_where_no_infusion_was_given() -> None:
    found = facts((5, SetPlan(bed=1, plan=SessionPlan(dose_mg=35.0, minutes=40.0))))
    assert (found.numbers.mg_given, found.numbers.mg_planned, found.planned_min) == (None, 35.0, 40.0)
    assert found.infused_s is None and found.numbers.rise_mmhg is None


def test_the_rise_is_over_the_mean_before_the_start_and_a_failed_reading_is_none() -> None:
    measured = cuff((5, 117), (10, 119), (15, None), (30, 138), (45, 145), (50, None))
    found = facts((20, START), (60, StopInfusion(bed=1)), determinations=measured)
    assert (found.numbers.baseline_sys, found.numbers.peak_sys, found.numbers.rise_mmhg) == (118, 145, 27)


def test_a_second_infusion_has_the_baseline_and_the_ratings_of_before_the_first() -> None:
    found = facts(
        (15, GiveRating(bed=1, scale="pain", value=8)),
        (20, START),
        (25, GiveRating(bed=1, scale="pain", value=2)),
        (30, StopInfusion(bed=1, reason="new syringe")),
        (32, START),
        (60, StopInfusion(bed=1)),
        determinations=cuff((5, 117), (10, 119), (25, 150), (45, 145)),
    )
    assert (found.numbers.baseline_sys, found.numbers.peak_sys) == (118, 150)
    assert [(each.value, each.after) for each in found.numbers.ratings] == [(8, False)]


def test_the_time_of_two_infusions_is_of_both_as_their_dose_is() -> None:
    timed = replace(START, planned_mg=None)
    found = facts((20, timed), (30, StopInfusion(bed=1)), (35, timed), (65, StopInfusion(bed=1)))
    assert found.numbers.mg_given == pytest.approx(35.0)
    assert found.infused_s == 40 * MIN
    assert not found.stopped_early and found.numbers.note == ""


def test_a_rating_that_was_taken_back_is_no_highest_one() -> None:
    found = facts(
        (30, GiveRating(bed=1, scale="dissociation", value=10)),
        (31, Retract(bed=1, entry=1)),
        (32, GiveRating(bed=1, scale="dissociation", value=6)),
        (33, GiveRating(bed=1, scale="anxiety", value=9)),
    )
    assert found.numbers.highest_dissociation == 6


@pytest.mark.parametrize(
    ("given", "before", "after"),
    [
        (((20, START), (60, StopInfusion(bed=1))), 7, 2),
        (((20, START),), 7, None),  # its end is not recorded: nothing is after it
        (((20, GiveBolus(bed=1, mg=10.0)),), 7, 2),
        ((), 2, None),  # nothing was given: the last counts as before
    ],
    ids=["an infusion", "no stop", "a bolus alone", "nothing"],
)
def test_an_outcome_rating_has_the_last_value_before_the_drug_and_the_last_after_it(
    given: tuple[tuple[float, Command], ...], before: int, after: int | None
) -> None:
    """S1: what was said while the drug ran is neither."""
    rated = [(t, GiveRating(bed=1, scale="pain", value=value)) for t, value in _PAINS]
    other = (70, GiveRating(bed=1, scale="nausea", value=6))
    found = facts(*sorted((*given, *rated, other), key=lambda each: each[0])).numbers.ratings
    told = {each.after: (each.scale, each.value) for each in found}
    expected = {False: ("pain", before)} | ({} if after is None else {True: ("pain", after)})
    assert told == expected and len(found) == len(expected)


def test_a_rating_that_was_taken_back_or_entered_late_counts_as_what_it_is() -> None:
    found = facts(
        (15, GiveRating(bed=1, scale="pain", value=6)),
        (20, START),
        (60, StopInfusion(bed=1)),
        (80, GiveRating(bed=1, scale="pain", value=1)),
        (81, Retract(bed=1, entry=4)),
        (82, GiveRating(bed=1, scale="pain", value=7, observed_t=10 * MIN), 10),
    ).numbers.ratings
    assert [(each.value, each.after) for each in found] == [(6, False)]


def test_questionnaires_keep_when_they_were_answered_and_their_items() -> None:
    found = facts((2, GiveScore(bed=1, scale="phq9", version="1", answers=(2, 2, 2, 2, 2, 2, 2, 2, 1))))
    (score,) = found.numbers.scores
    assert (score.scale, score.total, score.answers[8]) == ("phq9", 17, 1)
    assert score.utc == "2026-11-11T09:32:00+00:00"


def test_only_onsets_of_the_patients_own_alarms_count() -> None:
    stream = Stream("s")
    high = stream.alarmed(Change.ONSET, 10.0).change
    changes = [
        high,
        stream.alarmed(Change.ACKNOWLEDGED, 11.0).change,
        stream.alarmed(Change.ONSET, 12.0, Priority.LOW).change,
        replace(high, number=9, kind=Kind.TECHNICAL),
    ]
    assert facts(alarms=changes).numbers.alarms == AlarmCounts(high=1, medium=0, low=1)


@pytest.mark.req("GATE-01")
def test_overrides_and_the_emergency_start_are_told_with_reason_and_name() -> None:
    every = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
    protocol = Protocol(
        key="mood", title="Mood", version=1, family="mood", nibp=every, observation=every, ratings=every,
        screening=(GateItem(key="glaucoma", words="Glaucoma, raised eye pressure"),),
    )  # fmt: skip
    found = facts(
        (0, AdoptProtocol(bed=1, protocol=protocol)),
        (3, AnswerItem(bed=1, form="screening", item="glaucoma", answer="yes")),
        (
            4,
            OverrideItem(bed=1, actor=HARTMANN, form="screening", item="glaucoma", reason="treated, 14 mmHg"),
        ),
        (5, AllowEmergencyStart(bed=1, actor=HARTMANN, reason="severe crisis")),
    )
    (passed,) = found.passed
    assert passed.words == "Glaucoma, raised eye pressure"
    assert (passed.override.reason, passed.override.by) == ("treated, 14 mmHg", HARTMANN)
    assert found.emergency is not None
    assert (found.emergency.reason, found.emergency.t) == ("severe crisis", 5 * MIN)


def _is(key: str) -> IdentifyPatient:
    patient = PatientRecord(id=key, simulated=False, family_name=key, record_no=key)
    return IdentifyPatient(bed=1, patient=patient, reason="the wrong one was chosen")


@pytest.mark.req("GATE-01")
def test_the_decision_is_the_one_the_infusion_was_started_on() -> None:
    go = DecideGo(bed=1, actor=HARTMANN, go=True, reason="pressure discussed")
    no = DecideGo(bed=1, actor=HARTMANN, go=False, reason="mania")
    started = facts((1, _is("a")), (2, go), (20, START), (30, _is("b")))
    assert started.decision is not None and started.decision.go, "it was given on a go"
    assert facts((1, _is("a")), (2, go), (3, _is("b")), (20, START)).decision is None, "of somebody else"
    later = facts((2, go), (20, START), (25, no)).decision
    assert later is not None and (later.go, later.reason) == (False, "mania")
    assert facts((2, go), (3, Retract(bed=1, entry=1)), (20, START)).decision is None


@pytest.mark.req("GATE-01")
def test_an_emergency_start_of_somebody_else_that_was_never_used_is_not_told() -> None:
    allow = AllowEmergencyStart(bed=1, actor=HARTMANN, reason="severe crisis")
    assert facts((1, _is("a")), (2, allow), (3, _is("b")), (20, START)).emergency is None
    assert facts((1, _is("a")), (2, allow), (20, START), (21, _is("b"))).emergency is not None


@pytest.mark.req("GATE-01")
def test_every_emergency_start_that_was_used_is_told() -> None:
    first, second = (AllowEmergencyStart(bed=1, actor=HARTMANN, reason=why) for why in ("crisis", "again"))
    found = facts((1, first), (2, START), (20, StopInfusion(bed=1)), (30, second), (31, START))
    assert [each.reason for each in found.emergencies] == ["crisis", "again"]
    unused = facts((1, first), (2, second), (3, START))
    assert [each.reason for each in unused.emergencies] == ["again"], "the first opened nothing"


def test_late_and_corrected_entries_keep_their_originals() -> None:
    found = facts(
        (20, START),
        (30, ChangeRate(bed=1, rate_ml_h=520.0)),
        (31, ChangeRate(bed=1, rate_ml_h=52.0, replaces=2, observed_t=30 * MIN), 30),
        (40, MarkEvent(bed=1, event="dizziness")),
        (41, Retract(bed=1, entry=4)),
        (50, MarkEvent(bed=1, event="nausea", observed_t=45 * MIN), 45),
    )
    corrected, taken_back = found.corrections
    assert (corrected.original.number, corrected.by and corrected.by.number) == (2, 3)
    assert (taken_back.original.number, taken_back.by, taken_back.entered_t) == (4, None, 41 * MIN)
    assert [entry.number for entry in found.late] == [6]


def test_a_correction_of_a_correction_shows_both_originals() -> None:
    found = facts(
        (30, GiveRating(bed=1, scale="pain", value=9)),
        (31, GiveRating(bed=1, scale="pain", value=8, replaces=1)),
        (32, GiveRating(bed=1, scale="pain", value=3, replaces=2)),
    )
    assert [(c.original.number, c.by and c.by.number) for c in found.corrections] == [(1, 2), (2, 3)]


def test_phases_have_their_times_and_the_next_visit_is_the_newest_answer() -> None:
    found = facts(
        (20, START),
        (60, StopInfusion(bed=1)),
        (100, AnswerItem(bed=1, form="discharge", item="next_visit", answer="yes", text="2026-11-14")),
        (105, AnswerItem(bed=1, form="discharge", item="next_visit", answer="yes", text="2026-11-18 09:30")),
    )
    assert found.phases == (
        (Phase.INFUSION, 20 * MIN, 60 * MIN),
        (Phase.RECOVERY, 60 * MIN, 110 * MIN),
    )
    assert found.next_visit == "2026-11-18 09:30"
