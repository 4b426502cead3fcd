"""Which entries of the timeline make sense: a wrong number typed is refused in words and changes nothing."""

from __future__ import annotations

import math

from bedside.therapy.infusion import InfusionState
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    GiveRating,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
    WriteNote,
)

# Outermost bounds of what a syringe or volumetric pump can be set to; typing slips lie beyond them.
_MAX_RATE_ML_H = 2000.0
_MAX_CONCENTRATION_MG_ML = 200.0


def refusal(command: Command, infusion: InfusionState | None) -> str:
    """Why this command cannot be entered now, one sentence; "" when it can.

    Args:
        command: what a person entered.
        infusion: the infusion so far, None before its start.
    """
    running = infusion is not None and infusion.stopped_t is None
    match command:
        case NamePatient(weight_kg=weight) if weight is not None and not 1 <= weight <= 400:
            return "The weight must lie between 1 and 400 kg: check the number and its unit."
        case StartInfusion() if running:
            return "The infusion is already running: record a changed rate, or stop it first."
        case StartInfusion():
            return _wrong_start(command)
        case ChangeRate(rate_ml_h=rate):
            return _not_running(running) or _wrong_rate(rate)
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
        case GiveRating(value=value) if not 0 <= value <= 10:
            return "A rating is a whole number from 0 to 10."
        case MarkEvent(severity=severity) if severity is not None and severity not in (1, 2, 3):
            return "The severity of an event is 1 (mild), 2 (moderate) or 3 (severe)."
        case WriteNote(text=text) if not text.strip():
            return "The note is empty: type some words or close the panel."
    return ""


def _not_running(running: bool) -> str:
    return "" if running else "No infusion is running: record its start first."


def _wrong_rate(rate: float) -> str:
    if not math.isfinite(rate) or rate <= 0:
        return "The rate must be more than 0 mL/h: to record a stop, use Paused or Stopped."
    if rate > _MAX_RATE_ML_H:
        return f"{rate:g} mL/h is more than any pump runs at: check the number."
    return ""


def _wrong_start(command: StartInfusion) -> str:
    if wrong := _wrong_rate(command.rate_ml_h):
        return wrong
    concentration = command.concentration_mg_ml
    if not math.isfinite(concentration) or not 0 < concentration <= _MAX_CONCENTRATION_MG_ML:
        return "The concentration must be more than 0 and at most 200 mg/mL: check the syringe's label."
    for value, words in ((command.planned_mg, "planned dose"), (command.planned_min, "planned duration")):
        if value is not None and (not math.isfinite(value) or value <= 0):
            return f"The {words} must be more than 0, or left empty."
    return ""
