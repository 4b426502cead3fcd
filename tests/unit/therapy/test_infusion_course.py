"""The infusion with boluses, corrections and late entries: what was given, exactly, and what is left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.entries import refusal_on
from bedside.therapy.infusion import InfusionState, infusion_of, never_stopped
from bedside.vitals.care_commands import GiveBolus, SetPlan
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.patients import SessionPlan
from bedside.vitals.sessions import PatientType
from tests.unit.therapy.test_infusion import MIN, infusion, start, timeline

D = Decimal


def per_kg(rate: float, weight: float, value: float) -> ChangeRate:
    return ChangeRate(bed=1, rate_ml_h=rate, weight_kg=weight, entered_value=value, entered_unit="mg/kg/h")


@pytest.mark.req("DOSE-02")
def test_20_min_a_pause_of_5_and_20_min_more_are_exactly_35_mg() -> None:
    paused = (
        (0.0, start()),
        (20 * MIN, PauseInfusion(bed=1)),
        (25 * MIN, ResumeInfusion(bed=1)),
    )
    running, stopped = infusion(*paused), infusion(*paused, (45 * MIN, StopInfusion(bed=1)))
    assert running.delivered_exact(45 * MIN) == D(35)
    assert running.delivered_mg(45 * MIN) == 35.0
    assert stopped.delivered_exact(300 * MIN) == D(35)
    assert stopped.infused_ml(300 * MIN) == D(35)


@pytest.mark.req("DOSE-02")
def test_a_thousand_small_steps_lose_nothing() -> None:
    """In binary numbers 0.1 mL/h and tenths of a second drift; in decimal they do not."""
    rates = [(n / 10, ChangeRate(bed=1, rate_ml_h=0.1 if n % 2 else 0.2)) for n in range(1, 1001)]
    state = infusion((0.0, start(0.1, 0.3)), *rates)
    tenths = sum(1 if n % 2 or not n else 2 for n in range(1000))
    assert state.delivered_exact(100.0) * 3600 == pytest.approx(D(tenths) * D("0.003"), abs=D("1e-30"))


@pytest.mark.req("DOSE-02")
def test_a_bolus_adds_at_once() -> None:
    state = infusion(
        (0.0, start(60.0)), (10 * MIN, GiveBolus(bed=1, mg=7.5)), (20 * MIN, StopInfusion(bed=1))
    )
    assert state.delivered_exact(10 * MIN - 0.001) < 10
    assert state.delivered_exact(10 * MIN) == D("17.5")
    assert state.delivered_mg(60 * MIN) == 27.5
    assert state.infused_ml(60 * MIN) == 20
    assert state.given_ml(60 * MIN) == D("27.5")


def test_a_bolus_before_any_infusion_counts_and_is_no_start() -> None:
    state = infusion((60.0, GiveBolus(bed=1, mg=20.0, entered_value=2.0, entered_unit="mL")))
    assert not state.begun and not state.open_ended
    assert state.stopped_t == 60.0  # nothing runs: the keys of a running infusion stay closed
    assert state.delivered_mg(59.0) == 0.0
    assert state.delivered_mg(60.0) == 20.0
    assert state.given_ml(60.0) == 2
    assert "No infusion" in refusal_on(PauseInfusion(bed=1), timeline((60.0, GiveBolus(bed=1, mg=20.0))))
    assert refusal_on(start(), timeline((60.0, GiveBolus(bed=1, mg=20.0)))) == ""
    loaded = infusion((60.0, GiveBolus(bed=1, mg=20.0)), (120.0, start(60.0)))
    assert loaded.begun and loaded.started_t == 120.0
    assert loaded.delivered_mg(720.0) == 30.0
    assert loaded.given_ml(720.0) is None  # nobody said what the bolus was drawn from


@pytest.mark.req("DOSE-02")
def test_a_rate_typed_per_kg_gives_what_was_typed_and_a_new_weight_changes_no_mg() -> None:
    named = NamePatient(bed=1, label="A", patient_type=PatientType.ADULT, weight_kg=90.0)
    third = 0.75 * 70.0 / 3.0
    entries = timeline(
        (0.0, start(10.0, 3.0)),
        (60.0, per_kg(third, 70.0, 0.75)),
        (20 * MIN, named),
        (61 * MIN, StopInfusion(bed=1)),
    )
    state = infusion_of(entries)
    assert state is not None
    assert state.delivered_exact(61 * MIN) == D("0.5") + D("52.5")
    assert state.weight_kg == 90.0
    assert state.steps[1].weight_kg == 70.0
    assert state.mg_per_kg(61 * MIN) == pytest.approx(53.0 / 90.0)
    without = infusion_of([entry for entry in entries if entry.command is not named])
    assert without is not None
    assert without.delivered_exact(61 * MIN) == state.delivered_exact(61 * MIN)


def test_a_rate_that_is_not_what_was_typed_counts_as_the_pump_was_told() -> None:
    told = ChangeRate(bed=1, rate_ml_h=17.0, entered_value=60.0, entered_unit="mg/h")  # not 60/3
    state = infusion((0.0, start(10.0, 3.0)), (0.0, told))
    assert state.delivered_exact(60 * MIN) == 51


def test_a_late_entry_counts_from_when_it_was_observed() -> None:
    entries = timeline((0.0, start(60.0)), (30 * MIN, StopInfusion(bed=1)))
    late = Entry(number=3, t=10 * MIN, entered_t=31 * MIN, command=ChangeRate(bed=1, rate_ml_h=30.0))
    state = infusion_of([*entries, late])
    assert state is not None
    assert state.delivered_exact(30 * MIN) == 20


@pytest.mark.parametrize("struck", [True, False])
def test_a_correction_takes_the_place_of_the_entry_it_names(struck: bool) -> None:
    """As a monitor keeps it (struck through) and as a store hands it out (not yet)."""
    first, change = timeline((0.0, start(60.0)), (0.0, ChangeRate(bed=1, rate_ml_h=30.0)))
    corrected = Entry(
        number=3, t=0.0, entered_t=300.0, command=replace(start(90.0), observed_t=0.0, replaces=1)
    )
    state = infusion_of([replace(first, retracted=struck), change, corrected])
    assert state is not None
    assert state.delivered_exact(60 * MIN) == 30  # the change of the same second still comes after the start
    assert [step.rate_ml_h for step in state.steps] == [90.0, 30.0]


def test_a_correction_that_is_taken_back_or_goes_in_a_circle_ends() -> None:
    a, b = (Entry(number=n, t=0.0, entered_t=0.0, command=replace(start(), replaces=3 - n)) for n in (1, 2))
    assert infusion_of([a, b]) is None


# -- how long, how much of the plan ----------------------------------------------------------------------


def test_percent_overrun_and_the_end_at_the_present_rate() -> None:
    state = infusion((0.0, start()))
    assert state.percent_of_plan(20 * MIN) == pytest.approx(50.0)
    assert state.overrun_s(30 * MIN) == 0.0
    assert state.overrun_s(41 * MIN) == pytest.approx(60.0)
    assert state.reaches_plan_t(20 * MIN) == pytest.approx(40 * MIN)
    assert state.reaches_plan_t(41 * MIN) is None
    slower = infusion((0.0, start()), (20 * MIN, ChangeRate(bed=1, rate_ml_h=26.25)))
    assert slower.reaches_plan_t(20 * MIN) == pytest.approx(60 * MIN)
    assert slower.projected_mg(40 * MIN, 20 * MIN) == pytest.approx(17.5 + 8.75)
    paused = infusion((0.0, start()), (20 * MIN, PauseInfusion(bed=1)))
    assert paused.reaches_plan_t(25 * MIN) is None
    assert paused.projected_mg(40 * MIN, 25 * MIN) == pytest.approx(17.5)


def test_an_infusion_that_never_gets_its_stop_is_asked_about_and_goes_on() -> None:
    state = infusion((0.0, start()))
    assert state.open_ended
    assert never_stopped(state, 45 * MIN) == ""
    assert never_stopped(state, 46 * MIN) == (
        "The plan was over 6 min ago and no stop is recorded: record the stop, or the new rate."
    )
    assert state.delivered_mg(60 * MIN) == pytest.approx(52.5)  # nobody said that it stopped
    assert never_stopped(infusion((0.0, start()), (40 * MIN, StopInfusion(bed=1))), 90 * MIN) == ""
    assert never_stopped(None, 90 * MIN) == ""


def test_a_pause_moves_the_end_of_the_plan_and_a_forgotten_one_is_asked_about() -> None:
    paused = (0.0, start()), (20 * MIN, PauseInfusion(bed=1))
    resumed = infusion(*paused, (30 * MIN, ResumeInfusion(bed=1)))
    assert never_stopped(resumed, 54 * MIN) == ""
    assert never_stopped(resumed, 56 * MIN)
    assert never_stopped(infusion(*paused), 90 * MIN) == ""  # it stands: nothing runs over


def test_without_planned_minutes_the_planned_dose_says_when_it_is_over() -> None:
    state = infusion((0.0, StartInfusion(bed=1, rate_ml_h=60.0, concentration_mg_ml=1.0, planned_mg=20.0)))
    assert never_stopped(state, 24 * MIN) == ""
    assert "6 min ago" in never_stopped(state, 26 * MIN)
    unplanned = infusion((0.0, StartInfusion(bed=1, rate_ml_h=60.0, concentration_mg_ml=1.0)))
    assert never_stopped(unplanned, 600 * MIN) == ""
    assert unplanned.percent_of_plan(60.0) is None and unplanned.overrun_s(60.0) is None


# -- late and corrected entries that make no sense -----------------------------------------------------


STOPPED = timeline(
    (0.0, start()), (20 * MIN, ChangeRate(bed=1, rate_ml_h=60.0)), (40 * MIN, StopInfusion(bed=1))
)


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (PauseInfusion(bed=1), "No infusion"),  # now it is stopped
        (PauseInfusion(bed=1, observed_t=10 * MIN), ""),  # then it ran
        (PauseInfusion(bed=1, observed_t=50 * MIN), "No infusion"),
        (StopInfusion(bed=1, observed_t=10 * MIN), "rate changed to 60 mL/h"),
        (StopInfusion(bed=1, observed_t=30 * MIN), "infusion stopped"),  # a second stop
        (StopInfusion(bed=1, observed_t=30 * MIN, replaces=3), ""),  # the stop was earlier
        (StopInfusion(bed=1, observed_t=10 * MIN, replaces=3), "rate changed to 60 mL/h"),
        (replace(start(60.0), observed_t=0.0, replaces=1), ""),
        (replace(start(60.0), observed_t=25 * MIN, replaces=1), "rate changed to 60 mL/h"),
        (ChangeRate(bed=1, rate_ml_h=50.0, observed_t=-60.0), "No infusion"),
        (GiveBolus(bed=1, mg=5.0, observed_t=10 * MIN), ""),
        (GiveBolus(bed=1, mg=5.0), ""),
        (WriteNote(bed=1, text=" "), "empty"),
    ],
)
def test_a_late_entry_is_judged_by_what_was_so_then(command: Command, word: str) -> None:
    said = refusal_on(command, STOPPED)
    assert (word in said) if word else said == ""


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (GiveBolus(bed=1, mg=0.0), "more than 0"),
        (GiveBolus(bed=1, mg=float("nan")), "more than 0"),
        (GiveBolus(bed=1, mg=5000.0), "more than any bolus"),
        (GiveBolus(bed=1, mg=35.0, entered_value=0.5, entered_unit="mg/kg"), "weight"),
        (GiveBolus(bed=1, mg=35.0, entered_value=0.5, entered_unit="mg/kg", weight_kg=70.0), ""),
        (
            GiveBolus(bed=1, mg=350.0, entered_value=0.5, entered_unit="mg/kg", weight_kg=70.0),
            "is not 350 mg",
        ),
        (GiveBolus(bed=1, mg=5.0, entered_value=5.0, entered_unit="drops"), "no unit"),
        (ChangeRate(bed=1, rate_ml_h=50.0, entered_value=0.75, entered_unit="mg/kg/h"), "weight"),
        (per_kg(52.5, 70.0, 0.75), ""),
        (per_kg(52.5, 70.0, 7.5), "type the rate again"),
        (ChangeRate(bed=1, rate_ml_h=52.5, entered_value=1.0, entered_unit="pints/h"), "no unit"),
        (replace(start(), planned_mg=35000.0), "cannot be meant"),
        (replace(start(), planned_min=float("inf")), "more than 0"),
    ],
)
def test_a_wrong_dose_is_refused_in_words(command: Command, word: str) -> None:
    entries = timeline((0.0, start())) if not isinstance(command, StartInfusion) else []
    said = refusal_on(command, entries)
    assert (word in said) if word else said == ""


# -- any course ----------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(st.integers(0, 3600), st.integers(0, 5), st.integers(1, 2000)), min_size=0, max_size=12
)


def course(acts: list[tuple[int, int, int]]) -> InfusionState:
    made: list[tuple[float, Command]] = [(0.0, start(60.0))]
    for t, kind, number in sorted(acts):
        commands: tuple[Command, ...] = (
            PauseInfusion(bed=1),
            ResumeInfusion(bed=1),
            StopInfusion(bed=1),
            ChangeRate(bed=1, rate_ml_h=number / 10),
            GiveBolus(bed=1, mg=number / 100),
            start(number / 10),
        )
        made.append((float(t), commands[kind]))
    return infusion(*made)


@pytest.mark.req("DOSE-02")
@given(ACTS, st.lists(st.floats(0, 4000), min_size=2, max_size=10))
def test_the_total_never_falls_and_the_painted_number_is_the_exact_one(
    acts: list[tuple[int, int, int]], times: list[float]
) -> None:
    state = course(acts)
    totals = [state.delivered_exact(t) for t in sorted(times)]
    assert all(later >= earlier for earlier, later in pairwise(totals))
    for t, total in zip(sorted(times), totals, strict=True):
        assert state.delivered_mg(t) == pytest.approx(float(total), rel=1e-12, abs=1e-12)


@given(ACTS, st.floats(0, 4000))
def test_what_stands_gives_nothing(acts: list[tuple[int, int, int]], t: float) -> None:
    state = course(acts)
    step = state.step_at(t)
    assert step is not None
    if step.paused or step.stopped:
        assert step.rate_ml_h == 0.0
    assert replace(state, concentration_mg_ml=2.0).delivered_mg(t) == state.delivered_mg(t)


def test_a_plan_changed_while_the_infusion_runs_moves_its_end_and_its_dose_and_nothing_that_was_given() -> (
    None
):
    longer = SetPlan(bed=1, plan=SessionPlan(dose_mg_kg=0.75, weight_kg=70.0, minutes=60.0))
    planned = start()
    before, after = infusion((0.0, planned)), infusion((0.0, planned), (20 * MIN, longer))
    assert (before.planned_mg, before.planned_min) == (35.0, 40.0)
    assert (after.planned_mg, after.planned_min) == (52.5, 60.0)
    assert after.remaining_s(30 * MIN) == 30 * MIN
    assert after.delivered_exact(30 * MIN) == before.delivered_exact(30 * MIN)


def test_a_plan_that_was_saved_anew_before_the_start_is_the_whole_plan() -> None:
    planned = SetPlan(bed=1, plan=SessionPlan(dose_mg=35.0, minutes=40.0))
    emptied = SetPlan(bed=1, plan=SessionPlan(notes="by the pump's own programme"))
    begun = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1.0)
    kept = infusion((0.0, planned), (2 * MIN, begun))
    assert (kept.planned_mg, kept.planned_min) == (35.0, 40.0)
    free = infusion((0.0, planned), (1 * MIN, emptied), (2 * MIN, begun))
    assert (free.planned_mg, free.planned_min) == (None, None)
    running = infusion((0.0, planned), (2 * MIN, begun), (3 * MIN, emptied))
    assert (running.planned_mg, running.planned_min) == (35.0, 40.0), "what runs keeps its end"
