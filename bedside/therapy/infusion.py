"""The infusion as the timeline tells it: a pure fold, the same live, after a restart and in replay.

bedside records what the pump was told by a person. It never proposes a rate (clinical.md: ALM-53).
Times are session times, s; rates mL/h; doses mg.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from bedside.therapy.dose import DoseUnit, RateUnit, divided, exact, to_mg_h
from bedside.therapy.infusion_state import BolusGiven, InfusionState, RateStep, never_stopped
from bedside.vitals.care_commands import GiveBolus, IdentifyPatient, SetPlan
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.patients import SessionPlan
from bedside.vitals.timeline import places_of, replaced_by

__all__ = ["BolusGiven", "InfusionState", "RateStep", "infusion_of", "living", "never_stopped"]

DOSING: Final = (StartInfusion, ChangeRate, PauseInfusion, ResumeInfusion, StopInfusion, GiveBolus)
"""Commands that say what was given."""
_TOLD: Final = (*DOSING, NamePatient, IdentifyPatient, SetPlan)
_AGREES_RATIO: Final = 1e-6  # a rate as typed and the same in mL/h differ by rounding only


def infusion_of(entries: Iterable[Entry]) -> InfusionState | None:
    """The infusion the timeline describes, or None before its start; a bolus alone is no start, and it counts.

    Entries are taken in the order of the times they were observed at; what was taken back or corrected does not count.
    A second start after a stop begins a new infusion; the total goes on from the steps of both.
    """
    fold = _Fold()
    for entry in living(entry for entry in entries if isinstance(entry.command, _TOLD)):
        fold.take(entry)
    return fold.state()


def living(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that count, by time; of one time a correction has the place of what it corrects."""
    made = list(entries)
    kept = [entry for entry in made if not entry.retracted]
    gone, places = {replaced_by(entry) for entry in kept}, places_of(made)
    counting = [entry for entry in kept if entry.number not in gone]
    return sorted(counting, key=lambda entry: (entry.t, places[entry.number], entry.number))


class _Fold:
    """The infusion while its entries are gone through."""

    def __init__(self) -> None:
        self._steps: list[RateStep] = []
        self._boluses: list[BolusGiven] = []
        self._unheard: list[int] = []
        self._start: StartInfusion | None = None
        self._started_t = 0.0
        self._stopped_t: float | None = None
        self._paused = False
        self._rate_ml_h = 0.0
        self._mg_h: Decimal | None = None
        self._weight_kg: float | None = None
        self._patient = ""  # id
        self._planned_mg: float | None = None
        self._planned_min: float | None = None

    def take(self, entry: Entry) -> None:
        command, t = entry.command, entry.t
        running = self._start is not None and self._stopped_t is None
        if not _sound(command):
            self._unheard.append(entry.number)
            return
        match command:
            case NamePatient(weight_kg=weight):
                self._weight_kg = weight
            case IdentifyPatient(patient=patient):
                self._weight_kg = patient.weight_used_kg or patient.weight_kg
                if self._patient not in ("", patient.id) and self._start is None and not self._boluses:
                    self._planned_mg = self._planned_min = None  # it was the plan of somebody else
                self._patient = patient.id
            case SetPlan(plan=plan):
                self._replan(plan)
            case StartInfusion():
                self._start, self._started_t, self._stopped_t, self._paused = command, t, None, False
                self._planned_mg = command.planned_mg or self._planned_mg
                self._planned_min = command.planned_min or self._planned_min
                self._run_at(command, command.concentration_mg_ml, t)
            case GiveBolus():
                self._boluses.append(self._bolus(command, t))
            case ChangeRate() if running and self._start is not None:
                self._run_at(command, self._start.concentration_mg_ml, t)
            case PauseInfusion() if running and not self._paused:
                self._paused = True
                self._step(t)
            case ResumeInfusion() if running and self._paused:
                self._paused = False
                self._step(t)
            case StopInfusion() if running:
                self._stopped_t, self._paused = t, False
                self._step(t)
            case _:
                self._unheard.append(entry.number)

    def state(self) -> InfusionState | None:
        start = self._start
        if start is None and not self._boluses:
            return None
        if start is None:
            first = self._boluses[0]
            nothing = RateStep(t=first.t, rate_ml_h=0.0, concentration_mg_ml=0.0, stopped=True)
            self._steps, self._started_t, self._stopped_t = [nothing], first.t, first.t
        return InfusionState(
            steps=tuple(self._steps),
            started_t=self._started_t,
            stopped_t=self._stopped_t,
            paused=self._paused,
            rate_ml_h=self._rate_ml_h,
            concentration_mg_ml=0.0 if start is None else start.concentration_mg_ml,
            planned_mg=None if start is None else self._planned_mg,
            planned_min=None if start is None else self._planned_min,
            boluses=tuple(self._boluses),
            weight_kg=self._weight_kg,
            begun=start is not None,
            unheard=tuple(self._unheard),
        )

    def _replan(self, plan: SessionPlan) -> None:
        """What is planned from now on; of an infusion that runs, what it leaves open stays as it was."""
        if self._start is None or self._stopped_t is not None:
            self._planned_mg = self._planned_min = None
        dose_mg = plan.dose_mg
        if dose_mg is None and plan.dose_mg_kg is not None and plan.weight_kg is not None:
            dose_mg = float(exact(plan.dose_mg_kg) * exact(plan.weight_kg))
        self._planned_mg = dose_mg or self._planned_mg
        self._planned_min = plan.minutes or self._planned_min

    def _run_at(self, command: StartInfusion | ChangeRate, concentration_mg_ml: float, t: float) -> None:
        if command.weight_kg is not None:
            self._weight_kg = command.weight_kg
        self._rate_ml_h = command.rate_ml_h
        self._mg_h = _as_typed(command, concentration_mg_ml, self._weight_kg)
        self._step(t)

    def _step(self, t: float) -> None:
        """What runs from `t` on."""
        if self._start is None:
            return
        stands = self._paused or self._stopped_t is not None
        step = RateStep(
            t=t,
            rate_ml_h=0.0 if stands else self._rate_ml_h,
            concentration_mg_ml=self._start.concentration_mg_ml,
            weight_kg=self._weight_kg,
            mg_h=None if stands else self._mg_h,
            paused=self._paused,
            stopped=self._stopped_t is not None,
        )
        self._steps.append(step)

    def _bolus(self, command: GiveBolus, t: float) -> BolusGiven:
        if command.weight_kg is not None:
            self._weight_kg = command.weight_kg
        mg, ml = exact(command.mg), None
        if command.entered_unit == DoseUnit.ML and command.entered_value is not None:
            ml = exact(command.entered_value)
        elif self._start is not None:
            ml = divided(mg, exact(self._start.concentration_mg_ml))
        return BolusGiven(t=t, mg=mg, weight_kg=self._weight_kg, ml=ml)


def _sound(command: Command) -> bool:
    """Whether its numbers can be reckoned with; others are refused before they are entered."""
    match command:
        case StartInfusion(rate_ml_h=rate, concentration_mg_ml=strength):
            return _counts(rate) and _counts(strength)
        case ChangeRate(rate_ml_h=rate):
            return _counts(rate)
        case GiveBolus(mg=mg):
            return _counts(mg)
    return True


def _counts(number: float) -> bool:
    return math.isfinite(number) and number > 0


def _as_typed(
    command: StartInfusion | ChangeRate, concentration_mg_ml: float, weight_kg: float | None
) -> Decimal | None:
    """mg/h as it was typed, where that was no mL/h and is the same rate; None: what counts is the rate in mL/h."""
    if command.entered_value is None or not _counts(command.entered_value):
        return None
    if command.entered_unit == RateUnit.ML_H:
        return None
    if command.entered_unit not in set(RateUnit):
        return None
    mg_h = to_mg_h(
        command.entered_value,
        RateUnit(command.entered_unit),
        concentration_mg_ml=concentration_mg_ml,
        weight_kg=weight_kg,
    )
    told = command.rate_ml_h * concentration_mg_ml
    if mg_h is None or not math.isclose(float(mg_h), told, rel_tol=_AGREES_RATIO):
        return None
    return mg_h


def without(entries: Sequence[Entry], number: int | None) -> tuple[Entry, ...]:
    """The timeline as it would be without one entry; None: as it is."""
    return tuple(entry for entry in entries if entry.number != number)
