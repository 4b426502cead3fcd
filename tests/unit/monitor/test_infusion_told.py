"""Who tells simulated patients what is infused, and who is never told anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bedside.driver_api import Infused, InfusedBolus, InfusedStep
from bedside.monitor.infusion_told import InfusionTold, infused_of
from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.sessions import Mode, PatientType, Phase
from bedside.vitals.timeline import with_entry

ZERO = 1000.0  # station time of session time 0
BED = 2


def entries(*acts: tuple[float, Command]) -> tuple[Entry, ...]:
    line: tuple[Entry, ...] = ()
    for number, (t, command) in enumerate(acts, 1):
        line = with_entry(line, Entry(number=number, t=t, entered_t=t, command=command))
    return line


def start(rate: float = 52.5) -> StartInfusion:
    return StartInfusion(bed=BED, rate_ml_h=rate, concentration_mg_ml=1.0)


def update(
    now: float,
    line: tuple[Entry, ...],
    *,
    mode: Mode = Mode.SIMULATION,
    session: str = "s1",
    weight_kg: float | None = 70.0,
    bed: int = BED,
) -> MonitorUpdate:
    view = SessionView(
        id=session,
        started_utc=datetime(2026, 3, 1, tzinfo=UTC),
        mode=mode,
        label="",
        patient_type=PatientType.ADULT,
        weight_kg=weight_kg,
        phase=Phase.BASELINE,
        phase_t=0.0,
        profile="p",
    )
    return MonitorUpdate(bed=bed, now=now, station_now=ZERO + now, session=view, mode=mode, entries=line)


@pytest.fixture
def told() -> list[Infused]:
    return []


@pytest.fixture
def infusions(told: list[Infused]) -> InfusionTold:
    one = InfusionTold()
    one.follow(BED, told.append)
    return one


def test_what_is_given_is_told_in_station_time_once_for_each_change(
    infusions: InfusionTold, told: list[Infused]
) -> None:
    infusions.look(update(10.0, ()))
    line = entries((20.0, start()))
    for now in (20.0, 20.1, 30.0):
        infusions.look(update(now, line))
    infusions.look(update(31.0, entries((20.0, start()), (31.0, WriteNote(bed=BED, text="calm")))))
    first = InfusedStep(t=ZERO + 20.0, rate_ml_h=52.5, concentration_mg_ml=1.0)
    assert told == [Infused(weight_kg=70.0), Infused(steps=(first,), weight_kg=70.0)]


def test_rates_pauses_a_bolus_and_the_stop_are_in_it() -> None:
    line = entries(
        (0.0, start()),
        (60.0, ChangeRate(bed=BED, rate_ml_h=60.0)),
        (90.0, GiveBolus(bed=BED, mg=5.0)),
        (120.0, PauseInfusion(bed=BED)),
        (180.0, ResumeInfusion(bed=BED)),
        (240.0, StopInfusion(bed=BED)),
    )
    infused = infused_of(line, 80.0)
    assert [(step.t, step.rate_ml_h) for step in infused.steps if step.t != 90.0] == [
        (0.0, 52.5),
        (60.0, 60.0),
        (120.0, 0.0),
        (180.0, 60.0),
        (240.0, 0.0),
    ]
    assert infused.boluses == (InfusedBolus(t=90.0, mg=5.0),)
    assert infused.weight_kg == 80.0


def test_what_is_taken_back_corrected_or_seen_earlier_is_told_as_it_is_then(
    infusions: InfusionTold, told: list[Infused]
) -> None:
    infusions.look(update(30.0, entries((20.0, start()))))
    infusions.look(update(40.0, entries((20.0, start()), (40.0, Retract(bed=BED, entry=1)))))
    assert told[-1].steps == ()
    corrected = entries((20.0, start()), (15.0, replace(start(25.0), replaces=1)))
    infusions.look(update(50.0, corrected))
    assert [(step.t, step.rate_ml_h) for step in told[-1].steps] == [(ZERO + 15.0, 25.0)]


def test_a_weight_that_changes_is_told_and_the_zero_of_a_session_stays(
    infusions: InfusionTold, told: list[Infused]
) -> None:
    line = entries((20.0, start()))
    infusions.look(update(30.0, line))
    late = update(40.0, line, weight_kg=82.0)
    infusions.look(replace(late, station_now=late.station_now + 0.004))
    assert [each.weight_kg for each in told] == [70.0, 82.0]
    assert told[0].steps == told[1].steps


def test_the_next_patient_of_the_bed_has_nothing_in_the_blood(
    infusions: InfusionTold, told: list[Infused]
) -> None:
    infusions.look(update(30.0, entries((20.0, start()))))
    infusions.look(MonitorUpdate(bed=BED, now=0.0, station_now=ZERO, session=None, mode=Mode.SIMULATION))
    assert len(told) == 1
    infusions.look(update(1.0, (), session="s2"))
    assert told[-1].steps == ()


@pytest.mark.req("SAFE-01")
def test_a_real_patients_bed_never_tells_anything(infusions: InfusionTold, told: list[Infused]) -> None:
    infusions.look(update(30.0, entries((20.0, start())), mode=Mode.LIVE))
    infusions.look(update(30.0, entries((20.0, start())), mode=Mode.REPLAY))
    infusions.look(update(30.0, entries((20.0, start())), bed=BED + 1))
    assert told == []


def test_a_new_patient_in_the_bed_is_told_what_is_so(infusions: InfusionTold, told: list[Infused]) -> None:
    newer: list[Infused] = []
    line = entries((20.0, start()))
    infusions.look(update(30.0, line))
    infusions.follow(BED, newer.append)
    infusions.look(update(31.0, line))
    assert len(told) == 1
    assert [len(each.steps) for each in newer] == [1]
