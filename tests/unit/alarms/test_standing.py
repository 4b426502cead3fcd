"""What stands of a timeline, as the alarms reckon it: the same as the infusion's own fold makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.alarms.infusing import RecordedInfusion
from bedside.therapy.entries import refusal_on
from bedside.therapy.infusion import infusion_of
from bedside.vitals.care_commands import GiveBolus, IdentifyPatient, SetPlan
from bedside.vitals.commands import ChangeRate, Command, Entry, Retract, StartInfusion, StopInfusion
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.timeline import timeline_of

START = StartInfusion(bed=1, rate_ml_h=10.0, concentration_mg_ml=1.0)
CHANGE = ChangeRate(bed=1, rate_ml_h=20.0)
STOP = StopInfusion(bed=1)


def of_one_minute(*commands: Command) -> list[Entry]:
    """All of them were done at 100 s and entered one after the other, later: a clock is typed to the minute."""
    return [
        Entry(number=n, t=100.0, entered_t=200.0 + n, command=each)
        for n, each in enumerate(commands, start=1)
    ]


@pytest.mark.req("DOSE-02")
@pytest.mark.parametrize(
    ("commands", "rate_ml_h"),
    [
        ((START, CHANGE, replace(START, reason="a", replaces=1)), 20.0),
        (
            (START, CHANGE, replace(START, reason="a", replaces=1), replace(START, reason="b", replaces=3)),
            20.0,
        ),
        ((START, STOP, START, replace(STOP, reason="line blocked", replaces=2)), 10.0),
        ((START, CHANGE, replace(CHANGE, rate_ml_h=30.0, replaces=2), Retract(bed=1, entry=3)), 20.0),
    ],
    ids=["a start corrected", "a start corrected twice", "a stop corrected", "a correction taken back"],
)
def test_of_one_time_a_correction_has_the_place_of_what_it_stands_for(
    commands: tuple[Command, ...], rate_ml_h: float
) -> None:
    made = of_one_minute(*commands)
    infusion = infusion_of(timeline_of(made))
    assert infusion is not None
    assert (infusion.steps[-1].rate_ml_h, infusion.unheard) == (rate_ml_h, ())
    recorded = RecordedInfusion()
    for entry in made:
        recorded.entered(entry, entry.entered_t)
    assert recorded.now is not None
    assert recorded.now.recorded_ml_h == rate_ml_h


def test_a_start_may_be_corrected_twice_though_its_rate_was_changed_in_the_same_minute() -> None:
    once = of_one_minute(START, CHANGE, replace(START, reason="a", replaces=1))
    again = replace(START, reason="b", observed_t=100.0, replaces=3)
    assert refusal_on(again, timeline_of(once)) == ""


HERE, THERE = (
    IdentifyPatient(bed=1, patient=PatientRecord(id=id, simulated=True)) for id in ("a" * 32, "b" * 32)
)
PLAN = SetPlan(bed=1, plan=SessionPlan(dose_mg=35.0, minutes=40.0))
BOLUS = GiveBolus(bed=1, mg=5.0)


@pytest.mark.req("DOSE-02")
@pytest.mark.parametrize(
    ("commands", "planned_min"),
    [
        ((HERE, PLAN, THERE, START), None),
        ((HERE, PLAN, BOLUS, THERE, START), 40.0),
        ((HERE, PLAN, BOLUS, Retract(bed=1, entry=3), THERE, START), None),
        ((HERE, PLAN, THERE, BOLUS, START), None),
    ],
    ids=["nothing was given", "a bolus was given", "the bolus was taken back", "the bolus came after"],
)
def test_a_plan_outlives_another_patient_only_where_something_was_given(
    commands: tuple[Command, ...], planned_min: float | None
) -> None:
    made = of_one_minute(*commands)
    infusion = infusion_of(timeline_of(made))
    recorded = RecordedInfusion()
    for entry in made:
        recorded.entered(entry, entry.entered_t)
    assert infusion is not None
    assert recorded.now is not None
    assert (infusion.planned_min, recorded.now.planned_min) == (planned_min, planned_min)
