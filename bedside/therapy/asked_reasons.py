"""Entries that need a reason and have none, in a sentence that says what is asked about (DOSE-03). Pure.

The forms ask while somebody types; this is what holds whoever asks: no second window, script or button goes round
it. With a reason nothing is ever refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bedside.therapy.dose import DoseUnit, RateUnit
from bedside.therapy.dose_cautions import (
    Caution,
    TypedRate,
    bolus_cautions,
    plan_cautions,
    rate_cautions,
)
from bedside.therapy.infusion_state import InfusionState
from bedside.therapy.weight_cautions import plan_weight_cautions, weight_cautions
from bedside.vitals.care_commands import GiveBolus, SetPlan
from bedside.vitals.commands import ChangeRate, Command, NamePatient, StartInfusion
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import DoseCautions
from bedside.vitals.sessions import PatientType

_OF_TYPING: Final = frozenset(("hardly_mg", "disagree"))  # how a dose was typed: only its form knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a session when something is entered."""

    rules: DoseCautions
    at: float = 0.0  # session time, s
    today: date | None = None  # of the place; None: ages are not looked at
    label: str = ""
    weight_kg: float | None = None  # in force
    patient_type: PatientType = PatientType.NOT_SET
    patient: PatientRecord | None = None
    infusion: InfusionState | None = None


def refusal_without_reason(command: Command, known: Known) -> str:
    """Which reason is missing, in words; "" where none is asked for, or one is given."""
    if getattr(command, "reason", "").strip():
        return ""
    cautions = _cautions(command, known)
    return f"{cautions[0].words} This needs a reason: write why." if cautions else ""


def _cautions(command: Command, known: Known) -> Sequence[Caution]:
    match command:
        case NamePatient():
            return _of_name(command, known)
        case SetPlan():
            return _of_plan(command, known)
        case StartInfusion():
            return (*_of_start(command, known), *_of_weight(command.weight_kg, known))
        case ChangeRate():
            return (*_of_change(command, known), *_of_weight(command.weight_kg, known))
        case GiveBolus():
            return (*_of_bolus(command, known), *_of_weight(command.weight_kg, known))
    return ()


def _of_name(command: NamePatient, known: Known) -> Sequence[Caution]:
    """Under the label that stands there, the weight is held against the one in force; else it is somebody else's."""
    before = known.weight_kg if known.label == command.label else None
    if not command.weight_kg or command.weight_kg == before:
        return ()
    return weight_cautions(command.weight_kg, before, adult=_adult(command.patient_type))


def _of_plan(command: SetPlan, known: Known) -> Sequence[Caution]:
    plan = command.plan
    found = plan_cautions(
        known.rules,
        mg=plan.dose_mg,
        mg_kg=plan.dose_mg_kg,
        weight_kg=plan.weight_kg,
        minutes=plan.minutes,
        concentration_mg_ml=plan.concentration_mg_ml,
    )
    weight = plan_weight_cautions(
        plan.weight_kg, known.patient, known.weight_kg, adult=_adult(known.patient_type), today=known.today
    )
    return (*(each for each in found if each.key not in _OF_TYPING), *weight)


def _of_start(command: StartInfusion, known: Known) -> Sequence[Caution]:
    weight = command.weight_kg or known.weight_kg
    plan = plan_cautions(
        known.rules,
        mg=command.planned_mg,
        weight_kg=weight,
        minutes=command.planned_min,
        concentration_mg_ml=command.concentration_mg_ml,
    )
    value, unit = _typed(command)
    rate = TypedRate(
        value=value,
        unit=unit,
        concentration_mg_ml=command.concentration_mg_ml,
        weight_kg=weight,
        planned_mg=command.planned_mg,
        planned_min=command.planned_min,
    )
    return (*(each for each in plan if each.key not in _OF_TYPING), *rate_cautions(rate, known.rules))


def _of_change(command: ChangeRate, known: Known) -> Sequence[Caution]:
    infusion = known.infusion
    if infusion is None:
        return ()
    value, unit = _typed(command)
    rate = TypedRate(
        value=value,
        unit=unit,
        concentration_mg_ml=infusion.concentration_mg_ml,
        weight_kg=command.weight_kg or known.weight_kg,
        now_ml_h=infusion.rate_ml_h or None,
        planned_mg=infusion.planned_mg,
        delivered_mg=infusion.delivered_mg(known.at),
        remaining_s=infusion.remaining_s(known.at),
    )
    return rate_cautions(rate, known.rules)


def _of_bolus(command: GiveBolus, known: Known) -> Sequence[Caution]:
    infusion = known.infusion
    typed = command.entered_value is not None and command.entered_unit != DoseUnit.ML
    return bolus_cautions(
        command.entered_value if typed and command.entered_value is not None else command.mg,
        DoseUnit(command.entered_unit) if typed else DoseUnit.MG,
        known.rules,
        concentration_mg_ml=None if infusion is None else infusion.concentration_mg_ml or None,
        weight_kg=command.weight_kg or known.weight_kg,
        planned_mg=None if infusion is None else infusion.planned_mg,
        delivered_mg=0.0 if infusion is None else infusion.delivered_mg(known.at),
    )


def _of_weight(weight_kg: float | None, known: Known) -> Sequence[Caution]:
    """Weights that stand on the timeline were asked about when they were entered."""
    if weight_kg is None or weight_kg == known.weight_kg:
        return ()
    adult = _adult(known.patient_type)
    return plan_weight_cautions(weight_kg, known.patient, known.weight_kg, adult=adult, today=known.today)


def _typed(command: StartInfusion | ChangeRate) -> tuple[float, RateUnit]:
    if command.entered_value is None:
        return command.rate_ml_h, RateUnit.ML_H
    return command.entered_value, RateUnit(command.entered_unit)


def _adult(kind: PatientType) -> bool:
    return kind in (PatientType.ADULT, PatientType.NOT_SET)
