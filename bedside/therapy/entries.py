"""Which entries of the timeline make sense: a wrong number typed is refused in words and changes nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bedside.therapy.dose import PER_KG, DoseUnit, RateUnit, bolus_mg, to_mg_h
from bedside.therapy.infusion import DOSING, InfusionState, infusion_of, living
from bedside.vitals.care_commands import (
    EnterRespiration,
    GiveBolus,
    IdentifyPatient,
    RecordTreatment,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.patients import SessionPlan
from bedside.vitals.sessions import same_person
from bedside.vitals.timeline import with_entry

# Outermost bounds of what a syringe or volumetric pump can be set to; typing slips lie beyond them.
_MAX_RATE_ML_H: Final = 2000.0
_MAX_CONCENTRATION_MG_ML: Final = 200.0
_MAX_BOLUS_MG: Final = 1000.0  # more than any vial that is given at once
_MAX_PLAN_MG: Final = 20000.0  # days of a pain infusion
_MAX_PLAN_MIN: Final = 7 * 24 * 60.0
_MAX_WEIGHT_KG: Final = 400.0
MOST_BREATHS_PER_MIN: Final = 99.0  # counted or typed; more is no breathing
_SAME_RATIO: Final = 0.01  # what is typed and what is recorded may differ by what a pump rounds,
_PUMP_STEP_ML_H: Final = 0.05  # half a tenth


def refusal_on(command: Command, entries: Sequence[Entry]) -> str:
    """Why this command cannot be entered on this timeline, one sentence; "" when it can.

    An entry that was observed earlier is judged by what was so then, one that corrects another as if that one had
    never been; neither may leave a later entry without a meaning.
    """
    replaces: int | None = getattr(command, "replaces", None)
    others = [entry for entry in entries if entry.number != replaces]
    observed: float | None = getattr(command, "observed_t", None)
    if isinstance(command, StartInfusion) and (wrong := _wrong_checker(command, entries)):
        return wrong
    if not isinstance(command, DOSING):
        return refusal(command, None)
    if observed is None:
        return refusal(command, infusion_of(others))
    before = [entry for entry in others if entry.t <= observed]
    return refusal(command, infusion_of(before)) or _upsets(command, observed, entries)


def _upsets(command: Command, observed: float, entries: Sequence[Entry]) -> str:
    """Which later entry would lose its meaning, one sentence; "" = none."""
    number = 1 + max((entry.number for entry in entries), default=0)
    made = Entry(number=number, t=observed, entered_t=observed, command=command)
    return loses_meaning(entries, with_entry(tuple(entries), made), but=number)


def loses_meaning(was: Sequence[Entry], would: Sequence[Entry], *, but: int | None = None) -> str:
    """Which entry of a timeline means nothing any more once it is another one, one sentence; "" = none.

    Args:
        was: the timeline as it is.
        would: as it would be.
        but: number of the entry that is made; it is judged by itself.
    """
    lost = _unheard(would) - _unheard(was) - {but}
    for entry in living(would):
        if entry.number in lost:
            return f"A later entry would make no sense any more ({_called(entry.command)}): correct that one first."
    return ""


def _unheard(entries: Sequence[Entry]) -> set[int]:
    """Entries about doses that mean nothing where they stand; without an infusion none of them means anything."""
    infusion = infusion_of(entries)
    if infusion is None:
        return {entry.number for entry in living(entries) if isinstance(entry.command, DOSING)}
    return set(infusion.unheard)


def _called(command: Command) -> str:
    match command:
        case ChangeRate(rate_ml_h=rate):
            return f"rate changed to {rate:g} mL/h"
        case PauseInfusion():
            return "infusion paused"
        case ResumeInfusion():
            return "infusion resumed"
        case StopInfusion():
            return "infusion stopped"
    return "infusion started"


def refusal(command: Command, infusion: InfusionState | None) -> str:
    """Why this command cannot be entered now, one sentence; "" when it can.

    Args:
        command: what a person entered.
        infusion: the infusion so far, None before its start.
    """
    running = infusion is not None and infusion.stopped_t is None
    match command:
        case NamePatient(weight_kg=weight):
            return _wrong_weight(weight)
        case IdentifyPatient(patient=patient):
            return _wrong_weight(patient.weight_kg) or _wrong_weight(patient.weight_used_kg)
        case StartInfusion() if running:
            return "The infusion is already running: record a changed rate, or stop it first."
        case StartInfusion():
            return _wrong_start(command)
        case ChangeRate():
            return _not_running(running) or _wrong_change(command, infusion)
        case PauseInfusion():
            if infusion is not None and infusion.paused:
                return "The infusion is already paused."
            return _not_running(running)
        case ResumeInfusion():
            if infusion is not None and running and not infusion.paused:
                return "The infusion is not paused."
            return _not_running(running)
        case StopInfusion():
            return _not_running(running)
        case GiveBolus():
            return _wrong_bolus(command, infusion)
        case SetPlan(plan=plan):
            return _wrong_plan(plan)
        case MarkEvent(severity=severity) if severity is not None and severity not in (1, 2, 3):
            return "The severity of an event is 1 (mild), 2 (moderate) or 3 (severe)."
        case EnterRespiration(rate_per_min=rate) if not 0 <= rate <= MOST_BREATHS_PER_MIN:
            return f"{rate:g} /min is no respiratory rate: count or type it again."
        case RecordTreatment(given_by=giver, witness=seen) if seen.strip() and same_person(giver, seen):
            return f"The witness must be another person than {giver.strip()}: enter who else saw it."
        case RecordTreatment(dose=dose) if dose is not None and not 0 <= dose < math.inf:
            return f"{dose:g} is no dose: type what was given, or leave it empty."
        case WriteNote(text=text) if not text.strip():
            return "The note is empty: type some words or close the panel."
    return ""


def _not_running(running: bool) -> str:
    return "" if running else "No infusion is running: record its start first."


def _wrong_weight(weight: float | None) -> str:
    if weight is None or 1 <= weight <= _MAX_WEIGHT_KG:
        return ""
    return "The weight must lie between 1 and 400 kg: check the number and its unit."


def _wrong_rate(rate: float) -> str:
    if not math.isfinite(rate) or rate <= 0:
        return "The rate must be more than 0 mL/h: to record a stop, use Paused or Stopped."
    if rate > _MAX_RATE_ML_H:
        return f"{rate:g} mL/h is more than any pump runs at: check the number."
    return ""


def _wrong_strength(concentration: float) -> str:
    if not math.isfinite(concentration) or not 0 < concentration <= _MAX_CONCENTRATION_MG_ML:
        return "The concentration must be more than 0 and at most 200 mg/mL: check the syringe's label."
    return ""


def _wrong_planned(value: float | None, most: float, words: str, unit: str) -> str:
    if value is None:
        return ""
    if not math.isfinite(value) or value <= 0:
        return f"The {words} must be more than 0, or left empty."
    if value > most:
        return f"A {words} of {value:g} {unit} cannot be meant: check the number and its unit."
    return ""


def _wrong_start(command: StartInfusion) -> str:
    return (
        _wrong_rate(command.rate_ml_h)
        or _wrong_strength(command.concentration_mg_ml)
        or _wrong_weight(command.weight_kg)
        or _wrong_planned(command.planned_mg, _MAX_PLAN_MG, "planned dose", "mg")
        or _wrong_planned(command.planned_min, _MAX_PLAN_MIN, "planned duration", "min")
        or _wrong_typed(command, command.concentration_mg_ml, command.weight_kg)
    )


def _wrong_checker(command: StartInfusion, entries: Sequence[Entry]) -> str:
    """Who checked is another person than who started; who corrects the entry later may be either."""
    earlier = {entry.number: entry.command for entry in entries}
    first: Command | None = command
    started = command.actor.name
    while isinstance(first, StartInfusion):
        started = first.actor.name
        first = None if first.replaces is None else earlier.pop(first.replaces, None)
    if command.checked_by.strip() and same_person(started, command.checked_by):
        return (
            f"Another person than {started.strip()} must have checked it: enter who did, or leave it empty."
        )
    return ""


def _wrong_change(command: ChangeRate, infusion: InfusionState | None) -> str:
    if wrong := _wrong_rate(command.rate_ml_h) or _wrong_weight(command.weight_kg):
        return wrong
    if infusion is None:
        return ""
    return _wrong_typed(command, infusion.concentration_mg_ml, command.weight_kg or infusion.weight_kg)


def _wrong_typed(
    command: StartInfusion | ChangeRate, concentration_mg_ml: float, weight_kg: float | None
) -> str:
    """The rate as it was typed has to be the recorded one."""
    value, unit = command.entered_value, command.entered_unit
    if value is None:
        return ""
    if unit not in set(RateUnit):
        return f"“{unit}” is no unit of a rate: use mL/h, mg/h, mg/kg/h or mcg/kg/min."
    if not math.isfinite(value) or value <= 0:
        return "The rate must be more than 0 mL/h: to record a stop, use Paused or Stopped."
    if RateUnit(unit) in PER_KG and not weight_kg:
        return f"A rate in {unit} needs the patient's weight: enter it first, or type the rate in mL/h."
    mg_h = to_mg_h(value, RateUnit(unit), concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    recorded, step = command.rate_ml_h * concentration_mg_ml, _PUMP_STEP_ML_H * concentration_mg_ml
    if mg_h is not None and not math.isclose(float(mg_h), recorded, rel_tol=_SAME_RATIO, abs_tol=step):
        return f"{value:g} {unit} is not {command.rate_ml_h:g} mL/h with this syringe: type the rate again."
    return ""


def _wrong_bolus(command: GiveBolus, infusion: InfusionState | None) -> str:
    mg, value, unit = command.mg, command.entered_value, command.entered_unit
    if not math.isfinite(mg) or mg <= 0:
        return "The bolus must be more than 0 mg: check the number."
    if mg > _MAX_BOLUS_MG:
        return f"{mg:g} mg is more than any bolus: check the number and its unit."
    if wrong := _wrong_weight(command.weight_kg):
        return wrong
    if value is None:
        return ""
    if unit not in set(DoseUnit):
        return f"“{unit}” is no unit of a bolus: use mg, mg/kg or mL."
    if not math.isfinite(value) or value <= 0:
        return "The bolus must be more than 0 mg: check the number."
    weight = command.weight_kg or (None if infusion is None else infusion.weight_kg)
    strength = None if infusion is None else infusion.concentration_mg_ml or None
    if unit == DoseUnit.MG_KG and not weight:
        return "A bolus in mg/kg needs the patient's weight: enter it first, or type the bolus in mg."
    typed = bolus_mg(value, DoseUnit(unit), concentration_mg_ml=strength, weight_kg=weight)
    # a bolus in mL may come from another syringe than the pump's: only the other units tell what it is
    if unit != DoseUnit.ML and typed is not None and not math.isclose(float(typed), mg, rel_tol=_SAME_RATIO):
        return f"{value:g} {unit} is not {mg:g} mg: type the bolus again."
    return ""


def _wrong_plan(plan: SessionPlan) -> str:
    if plan.concentration_mg_ml is not None and (wrong := _wrong_strength(plan.concentration_mg_ml)):
        return wrong
    return (
        _wrong_weight(plan.weight_kg)
        or _wrong_planned(plan.dose_mg, _MAX_PLAN_MG, "planned dose", "mg")
        or _wrong_planned(plan.dose_mg_kg, _MAX_PLAN_MG, "planned dose", "mg/kg")
        or _wrong_planned(plan.minutes, _MAX_PLAN_MIN, "planned duration", "min")
        or _wrong_planned(plan.nibp_every_min, _MAX_PLAN_MIN, "NIBP interval", "min")
    )
