"""What was taken of what the protocol planned, with the longest gap and its cause (PLAN-02)."""

from __future__ import annotations

import dataclasses

import pytest

from bedside.review.completeness import NO_DEVICE, NOT_TAKEN, Row, Taken, What, completeness
from bedside.review.gap_causes import Cause
from bedside.review.gaps import Gap
from bedside.vitals.care_commands import (
    AdoptProtocol,
    DeferDue,
    EnterRespiration,
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
from bedside.vitals.protocol import DueKind, Intervals, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Phase

MIN = 60.0
MOOD = Protocol(
    key="mood",
    title="Mood",
    version=1,
    family="mood",
    nibp=Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30),
    observation=Intervals(infusion_start=10, infusion=15, recovery_start=15, recovery=30),
    ratings=Intervals(infusion_start=15, infusion=15, recovery_start=15, recovery=30),
)
FLOW: list[tuple[float, Command]] = [
    (0, AdoptProtocol(bed=1, protocol=MOOD)),
    (1, SetPhase(bed=1, phase=Phase.BASELINE)),
    (10, StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1)),
    (50, StopInfusion(bed=1)),
]


def rated(value: int) -> GiveRating:
    return GiveRating(bed=1, scale="dissociation", value=value)


def entries(*more: tuple[float, Command]) -> list[Entry]:
    """The usual session with more entries; times in min."""
    made = sorted([*FLOW, *more], key=lambda row: row[0])
    return [
        Entry(number=n, t=t * MIN, entered_t=t * MIN, command=command)
        for n, (t, command) in enumerate(made, 1)
    ]


def readings(*minutes: float) -> list[Determination]:
    return [Determination(t=t * MIN, sys=120, dia=75, map=90, pr=70) for t in minutes]


def rows(taken: Taken) -> dict[tuple[Phase, What], Row]:
    return {(row.phase, row.what): row for row in completeness(taken)}


def nibp(phase: Phase, *minutes: float, more: tuple[tuple[float, Command], ...] = ()) -> Row:
    taken = Taken(entries=entries(*more), determinations=readings(*minutes), until_t=110 * MIN)
    return rows(taken)[phase, What.NIBP]


@pytest.mark.req("PLAN-02")
@pytest.mark.parametrize(
    ("minutes", "taken", "longest"),
    [
        ((15, 20, 25, 35, 45), 5, (25, 35)),  # planned at 15, 20, 25, 35, 45
        ((15, 20, 25), 3, (25, 50)),
        ((), 0, (10, 50)),
        ((17, 22, 27, 37, 47), 5, (27, 37)),  # each two minutes late: taken, and the gap tells
        ((14, 14.2, 14.4, 35, 45), 3, (14.4, 35)),  # three at once are not three planned ones
        ((16, 17, 18, 19, 20, 21, 22), 3, (22, 50)),
    ],
)
def test_a_planned_reading_counts_once_and_the_longest_gap_is_told(
    minutes: tuple[float, ...], taken: int, longest: tuple[float, float]
) -> None:
    row = nibp(Phase.INFUSION, *minutes)
    assert (row.taken, row.planned) == (taken, 5)
    assert row.share == taken / 5
    assert row.longest is not None
    assert (row.longest.start_t / MIN, row.longest.end_t / MIN) == pytest.approx(longest)


@pytest.mark.req("PLAN-02")
def test_the_plan_follows_rate_rises_and_the_patients_own_interval() -> None:
    assert (
        nibp(Phase.INFUSION, more=((36, ChangeRate(bed=1, rate_ml_h=60)),)).planned == 6
    )  # 15 20 25 35 41 46
    assert nibp(Phase.INFUSION, more=((9, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=4))),)).planned == 9


OFTENER = dataclasses.replace(
    MOOD, version=2, nibp=Intervals(infusion_start=2, infusion=2, recovery_start=15, recovery=30)
)


@pytest.mark.req("PLAN-02")
@pytest.mark.parametrize(
    ("at", "planned"),
    [
        (28, 3 + 11),  # 15 20 25; then 28 (27 is past), 30 … 48
        (24, 2 + 13),  # 15 20; then 24 (22 is past), 26 … 48
        (50, 5),  # after its end the infusion is judged by what was asked for in it
        (5, 19),  # before its start: 12 … 48
    ],
)
def test_each_part_of_a_session_is_judged_by_the_protocol_that_was_followed_then(
    at: float, planned: int
) -> None:
    adopt = AdoptProtocol(bed=1, protocol=OFTENER, reason="pressure")
    assert nibp(Phase.INFUSION, more=((at, adopt),)).planned == planned


@pytest.mark.req("PLAN-02")
def test_what_an_earlier_protocol_wanted_is_still_told_and_a_later_one_asks_from_its_own_time_on() -> None:
    never = Intervals(infusion_start=None, infusion=None, recovery_start=None, recovery=None)
    without = AdoptProtocol(bed=1, protocol=dataclasses.replace(MOOD, version=2, ratings=never))
    found = rows(Taken(entries=entries((30, without)), until_t=110 * MIN))
    assert found[Phase.INFUSION, What.RATINGS].planned == 1  # at 25; at 40 none was wanted any more
    assert (Phase.RECOVERY, What.RATINGS) not in found
    first = entries((0, without), (44, AdoptProtocol(bed=1, protocol=MOOD)))
    late = rows(Taken(entries=[e for e in first if e.number != 1], until_t=110 * MIN))
    assert late[Phase.INFUSION, What.RATINGS].planned == 1  # at 44, when it was first asked for


@pytest.mark.req("PLAN-02")
def test_a_plan_that_comes_late_changes_nothing_of_what_was_before() -> None:
    plan = SetPlan(bed=1, plan=SessionPlan(nibp_every_min=2))
    assert nibp(Phase.INFUSION, more=((30, plan),)).planned == 3 + 10  # 15 20 25; 30 … 48


@pytest.mark.req("PLAN-02")
def test_the_plan_of_another_patient_is_no_plan_of_this_one() -> None:
    plan = SetPlan(bed=1, plan=SessionPlan(nibp_every_min=2))
    first, second = (
        IdentifyPatient(
            bed=1, patient=PatientRecord(id=key, simulated=False, family_name=key), reason="wrong"
        )
        for key in "ab"
    )
    before = ((2, first), (3, plan), (4, second))
    assert nibp(Phase.INFUSION, more=before).planned == 5
    after = ((2, first), (3, plan), (12, second))
    assert nibp(Phase.INFUSION, more=after).planned == 19  # a pump that runs goes on, and its plan with it


@pytest.mark.req("PLAN-02")
@pytest.mark.parametrize(
    ("minutes", "taken"), [((), 0), ((4,), 1), ((4, 6), 2), ((2, 4, 6), 2), ((0.5, 4), 2)]
)
def test_the_baseline_wants_two_readings_also_those_before_it_began(
    minutes: tuple[float, ...], taken: int
) -> None:
    row = nibp(Phase.BASELINE, *minutes)
    assert (row.taken, row.planned) == (taken, 2)


@pytest.mark.req("PLAN-02")
@pytest.mark.parametrize(
    ("minutes", "taken"),
    [((4, 5.5), 1), ((4, 5.9, 5.95), 1), ((4, 5, 6), 2), ((8.5, 9.9), 1), ((4, 6), 2)],
)
def test_two_baseline_readings_that_are_not_two_minutes_apart_are_one(
    minutes: tuple[float, ...], taken: int
) -> None:
    row = nibp(Phase.BASELINE, *minutes)
    assert (row.taken, row.planned) == (taken, 2)


@pytest.mark.req("PLAN-02")
def test_a_baseline_reading_without_a_pressure_is_none() -> None:
    no_pressure = [Determination(t=4 * MIN, sys=None, dia=None, map=None, pr=70), *readings(7)]
    taken = Taken(entries=entries(), determinations=no_pressure, until_t=110 * MIN)
    assert rows(taken)[Phase.BASELINE, What.NIBP].taken == 1


@pytest.mark.req("PLAN-02")
def test_an_infusion_without_a_baseline_has_a_row_that_says_so() -> None:
    made = [e for e in entries() if not isinstance(e.command, SetPhase)]
    row = rows(Taken(entries=made, until_t=110 * MIN))[Phase.BASELINE, What.NIBP]
    assert (row.taken, row.planned) == (0, 2)


@pytest.mark.req("PLAN-02")
def test_what_was_put_off_is_counted_apart_and_is_the_cause_of_the_gap() -> None:
    put_off = DeferDue(bed=1, kind=DueKind.NIBP, minutes=15, reason="asleep")
    row = nibp(Phase.INFUSION, 15, 20, 25, more=((34, put_off),))
    assert (row.taken, row.planned, row.deferred) == (3, 5, 2)
    assert row.longest is not None
    assert row.longest.cause == "put off: asleep"
    assert nibp(Phase.INFUSION, 15, 20, 25, 35, 45, more=((34, put_off),)).deferred == 0


@pytest.mark.req("PLAN-02")
def test_the_cause_of_a_gap_of_the_cuff_is_what_the_record_tells() -> None:
    failed = Gap(
        parameter=Parameter.NIBP_SYS,
        start_t=30 * MIN,
        end_t=48 * MIN,
        device="cuff",
        kind=Cause.UNPLUGGED,
        cause="the port was gone: unplugged",
    )
    taken = Taken(entries=entries(), determinations=readings(15, 20, 25), gaps=[failed], until_t=110 * MIN)
    longest = rows(taken)[Phase.INFUSION, What.NIBP].longest
    assert longest is not None
    assert longest.cause == "the port was gone: unplugged"
    alone = rows(dataclasses.replace(taken, gaps=()))[Phase.INFUSION, What.NIBP].longest
    assert alone is not None
    assert alone.cause == NOT_TAKEN


@pytest.mark.req("PLAN-02")
def test_continuous_values_are_told_in_seconds_and_overlapping_gaps_count_once() -> None:
    def gap(start: float, end: float, cause: str) -> Gap:
        return Gap(
            parameter=Parameter.SPO2,
            start_t=start * MIN,
            end_t=end * MIN,
            device="d",
            kind=Cause.PROBE_OFF,
            cause=cause,
        )

    taken = Taken(
        entries=entries(),
        gaps=[gap(8, 12, "off"), gap(20, 23, "search"), gap(22, 24, "off")],
        measured={Parameter.SPO2: 0.0},
        until_t=110 * MIN,
    )
    found = rows(taken)
    infusion = found[Phase.INFUSION, What.SPO2]
    assert (infusion.taken / MIN, infusion.planned) == (34, 40 * MIN)
    assert infusion.longest is not None
    assert (infusion.longest.seconds / MIN, infusion.longest.cause) == (3, "search")
    baseline = found[Phase.BASELINE, What.SPO2]
    assert baseline.taken / MIN == 7
    recovery = found[Phase.RECOVERY, What.SPO2]
    assert (recovery.share, recovery.longest) == (1.0, None)
    pulse = found[Phase.INFUSION, What.PR]
    assert pulse.taken == 0
    assert pulse.longest is not None and pulse.longest.cause == NO_DEVICE


def watched(since_min: float, start_min: float, *, baseline_min: float = 1.0, least_min: float = 5.0) -> Row:
    """The saturation of a baseline: measured since, infusion from, phase from, what the protocol wants of it, min."""
    protocol = dataclasses.replace(MOOD, baseline_continuous_min=least_min)
    made = [
        (0.0, AdoptProtocol(bed=1, protocol=protocol)),
        (baseline_min, SetPhase(bed=1, phase=Phase.BASELINE)),
        (start_min, StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1)),
    ]
    told = [Entry(number=n, t=t * MIN, entered_t=t * MIN, command=c) for n, (t, c) in enumerate(made, 1)]
    taken = Taken(entries=told, measured={Parameter.SPO2: since_min * MIN}, until_t=60 * MIN)
    return rows(taken)[Phase.BASELINE, What.SPO2]


@pytest.mark.req("PLAN-02")
def test_a_baseline_of_two_minutes_is_told_as_two_of_the_five_that_are_planned() -> None:
    row = watched(0, 2, baseline_min=0)
    assert (row.taken, row.planned, row.share) == (2 * MIN, 5 * MIN, 0.4)
    own = watched(0, 8, baseline_min=0, least_min=10)
    assert (own.taken, own.planned) == (8 * MIN, 10 * MIN), "the site's number counts"
    long = watched(0, 12, baseline_min=0)
    assert (long.taken, long.planned) == (12 * MIN, 12 * MIN), "a longer one is planned as long as it is"


@pytest.mark.req("PLAN-02")
def test_what_was_measured_before_a_short_baseline_counts_as_it_does_for_its_medians() -> None:
    row = watched(0, 10, baseline_min=8)
    assert (row.taken, row.planned, row.longest) == (5 * MIN, 5 * MIN, None)


@pytest.mark.req("PLAN-02")
def test_the_time_before_an_oximeter_came_is_time_without_a_value() -> None:
    row = watched(7, 10, baseline_min=0)
    assert (row.taken, row.planned) == (3 * MIN, 10 * MIN)
    assert row.longest is not None
    assert (row.longest.seconds, row.longest.cause) == (7 * MIN, NO_DEVICE)


@pytest.mark.req("PLAN-02")
def test_an_observation_takes_both_and_ratings_end_with_the_dissociation() -> None:
    awake = GiveRating(bed=1, scale="moaas", value=5)
    breaths = EnterRespiration(bed=1, rate_per_min=14)
    more = ((20, awake), (20.1, breaths), (30, awake), (25, rated(6)), (40, rated(4)), (66, rated(1)))
    found = rows(Taken(entries=entries(*more), until_t=110 * MIN))
    observation = found[Phase.INFUSION, What.OBSERVATION]
    assert (observation.taken, observation.planned) == (1, 3)  # 20, 30, 45
    infusion = found[Phase.INFUSION, What.RATINGS]
    assert (infusion.taken, infusion.planned) == (2, 2)  # 25, 40
    recovery = found[Phase.RECOVERY, What.RATINGS]
    assert (recovery.taken, recovery.planned) == (1, 1)  # 65; low since 66


@pytest.mark.req("PLAN-02")
def test_an_entry_that_was_taken_back_was_not_taken() -> None:
    made = entries((25, rated(6)), (40, rated(4)))
    gone = next(e.number for e in made if e.t == 25 * MIN)
    last = len(made) + 1
    made.append(Entry(number=last, t=60 * MIN, entered_t=60 * MIN, command=Retract(bed=1, entry=gone)))
    assert rows(Taken(entries=made, until_t=110 * MIN))[Phase.INFUSION, What.RATINGS].taken == 1


@pytest.mark.req("PLAN-02")
def test_a_running_session_is_told_up_to_now() -> None:
    so_far = [e for e in entries() if e.t < 22 * MIN]
    found = rows(Taken(entries=so_far, determinations=readings(15, 20), until_t=22 * MIN))
    assert (found[Phase.INFUSION, What.NIBP].taken, found[Phase.INFUSION, What.NIBP].planned) == (2, 2)
    assert (Phase.RECOVERY, What.NIBP) not in found


@pytest.mark.req("PLAN-02")
def test_without_a_protocol_it_says_what_was_taken_and_plans_nothing() -> None:
    made = [e for e in entries() if not isinstance(e.command, AdoptProtocol)]
    row = rows(Taken(entries=made, determinations=readings(20, 30), until_t=110 * MIN))[
        Phase.INFUSION, What.NIBP
    ]
    assert (row.taken, row.planned, row.share) == (2, None, None)


@pytest.mark.req("PLAN-02")
def test_what_a_protocol_never_wants_has_no_row() -> None:
    never = Intervals(infusion_start=None, infusion=None, recovery_start=None, recovery=None)
    adopt = AdoptProtocol(bed=1, protocol=dataclasses.replace(MOOD, ratings=never))
    found = rows(Taken(entries=entries((0.5, adopt)), until_t=110 * MIN))
    assert not [what for _, what in found if what is What.RATINGS]


@pytest.mark.req("PLAN-02")
def test_two_stretches_of_a_phase_are_one_row() -> None:
    again = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1)
    row = nibp(Phase.INFUSION, 15, 20, 25, 35, 45, 65, more=((60, again), (71, StopInfusion(bed=1))))
    assert (row.taken, row.planned) == (6, 7)  # and at 65 and 70
