"""Lines of the timeline are taken back and corrected, and every earlier one stays."""

from __future__ import annotations

from bedside.therapy.infusion import infusion_of
from bedside.therapy.told import told_by
from bedside.vitals.care_commands import IdentifyPatient, SetPlan
from bedside.vitals.commands import ChangeRate, Command, Entry, Retract, StartInfusion, StopInfusion
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.timeline import with_entry


def told(*said: tuple[float, Command]) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for number, (t, command) in enumerate(said, 1):
        entries = with_entry(entries, Entry(number=number, t=t, entered_t=t, command=command))
    return entries


def struck(entries: tuple[Entry, ...]) -> list[int]:
    return [entry.number for entry in entries if entry.retracted]


START = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1.0)


def test_a_correction_strikes_its_original_and_keeps_it():
    entries = told(
        (0.0, START),
        (600.0, ChangeRate(bed=1, rate_ml_h=5.5)),
        (660.0, ChangeRate(bed=1, rate_ml_h=55.0, observed_t=600.0, replaces=2)),
    )
    assert struck(entries) == [2]
    assert len(entries) == 3


def test_taking_a_correction_back_brings_the_original_back_and_its_dose():
    before = told((0.0, START), (3600.0, StopInfusion(bed=1)))
    entries = told(
        (0.0, START),
        (3600.0, StopInfusion(bed=1)),
        (3700.0, StartInfusion(bed=1, rate_ml_h=5.25, concentration_mg_ml=1.0, observed_t=0.0, replaces=1)),
        (3701.0, Retract(bed=1, entry=3)),
    )
    assert struck(entries) == [3]
    was, now = infusion_of(before), infusion_of(entries)
    assert was is not None
    assert now is not None
    assert now.delivered_exact(4000.0) == was.delivered_exact(4000.0)


def test_a_plan_stays_with_the_pump_that_runs_also_where_its_start_is_corrected():
    """Another patient is named while it runs: what runs was planned, and a corrected start began no later for it."""
    somebody, other = (PatientRecord(id=each * 32, simulated=True) for each in "01")
    said = [
        (0.0, IdentifyPatient(bed=1, patient=somebody)),
        (1.0, SetPlan(bed=1, plan=SessionPlan(minutes=40.0))),
        (10.0, START),
        (60.0, IdentifyPatient(bed=1, patient=other)),
    ]
    corrected = StartInfusion(bed=1, rate_ml_h=55.0, concentration_mg_ml=1.0, observed_t=10.0, replaces=3)
    for entries in (told(*said), told(*said, (70.0, corrected))):
        assert told_by(entries).plan == SessionPlan(minutes=40.0)


def test_a_correction_of_a_correction_is_undone_one_step_at_a_time():
    entries = told(
        (0.0, START),
        (10.0, ChangeRate(bed=1, rate_ml_h=5.0)),
        (11.0, ChangeRate(bed=1, rate_ml_h=50.0, replaces=2)),
        (12.0, ChangeRate(bed=1, rate_ml_h=51.0, replaces=3)),
        (13.0, Retract(bed=1, entry=4)),
    )
    assert struck(entries) == [2, 4]
