"""A session's plan as the texts of a form, and back. Pure; numbers count as they were typed (DOSE-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.patients import GivenBefore
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.dose_cautions import Caution
from bedside.therapy.dose_sheet import DoseSheet, Quantity, sheet, with_typed
from bedside.therapy.infusion_state import InfusionState
from bedside.therapy.typed_number import read_number
from bedside.therapy.weight_cautions import plan_weight_cautions
from bedside.therapy.weight_change import plan_weight_words
from bedside.ui import formats
from bedside.ui.panels.limit_row import limit_name, value_words
from bedside.ui.panels.rate_units import typable
from bedside.ui.profile_source import cell_of
from bedside.ui.spoken import decimal, told
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import PARAMETERS
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.sessions import PatientType

UNITS: Final = {
    "dose_mg": "mg",
    "dose_mg_kg": "mg/kg",
    "minutes": "min",
    "concentration_mg_ml": "mg/mL",
    "nibp_every_min": "min",
}
"""Numbers of the form, in their order."""
MOST_NIBP_MIN: Final = Decimal(60)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlanForm", text)


def texts_of(plan: SessionPlan | None, usual_minutes: float | None) -> dict[str, str]:
    """Every field of the form: of a dose that was typed per kg the mg follow and stay empty.

    Args:
        plan: None: nothing is planned yet, and every number is empty but the site's usual length.
        usual_minutes: of an infusion of this site; of no patient.
    """
    if plan is None:
        usual = "" if usual_minutes is None else formats.plain(usual_minutes)
        return {**dict.fromkeys(UNITS, ""), "minutes": usual, "notes": ""}
    texts = {name: _text(getattr(plan, name)) for name in UNITS}
    if plan.dose_mg_kg is not None:
        texts["dose_mg"] = ""
    return {**texts, "notes": plan.notes}


def _text(value: float | None) -> str:
    return "" if value is None else typable(value)


def read_numbers(
    texts: Mapping[str, str], names: Mapping[str, str]
) -> tuple[dict[str, Decimal | None], list[str]]:
    """The typed numbers, None where a field is empty or cannot be taken; and a sentence for each that cannot."""
    values: dict[str, Decimal | None] = dict.fromkeys(UNITS)
    wrong = []
    for name, unit in UNITS.items():
        typed = texts[name].strip()
        if not typed:
            continue
        value = read_number(typed, unit)
        if isinstance(value, str):
            wrong.append(f"{names[name]}: {told(value)}")
        elif value <= 0:
            wrong.append(_tr("{field}: type a number over 0, or nothing.").format(field=names[name]))
        elif name == "nibp_every_min" and value > MOST_NIBP_MIN:
            wrong.append(_tr("{field}: at most {n} min.").format(field=names[name], n=MOST_NIBP_MIN))
        else:
            values[name] = value
    return values, wrong


def derived(values: Mapping[str, Decimal | None], weight_kg: float | None) -> DoseSheet:
    """What follows from the typed numbers; of mg and mg/kg only one is typed."""
    typed = with_typed((), Quantity.MINUTES, values["minutes"])
    if (mg := values["dose_mg"]) is not None:
        typed = with_typed(typed, Quantity.MG, mg)
    elif (per_kg := values["dose_mg_kg"]) is not None:
        typed = with_typed(typed, Quantity.MG_KG, per_kg)
    return sheet(weight_kg=weight_kg, concentration_mg_ml=values["concentration_mg_ml"], typed=typed)


def plan_of(
    values: Mapping[str, Decimal | None], before: SessionPlan, weight_kg: float | None, notes: str
) -> SessionPlan:
    """The plan these numbers are: each as typed, mg from mg/kg by the weight used."""
    amount = derived(values, weight_kg).mg
    return replace(
        before,
        dose_mg=None if amount is None else float(amount),
        dose_mg_kg=_float(values["dose_mg_kg"]),
        weight_kg=weight_kg,
        minutes=_float(values["minutes"]),
        concentration_mg_ml=_float(values["concentration_mg_ml"]),
        nibp_every_min=_float(values["nibp_every_min"]),
        notes=notes,
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def weight_words(weight_kg: float | None, basis: str, plan: SessionPlan | None) -> str:
    """Which weight doses per kg are told by, and whether the plan was made with another one."""
    if weight_kg is None:
        return _tr("No weight is known: doses per kg need one.")
    words = _tr("Doses per kg are told by {kg} kg ({basis}).").format(
        kg=formats.plain(weight_kg, 2), basis=basis
    )
    return f"{words} {told(plan_weight_words(plan, weight_kg))}".strip()


def weight_cautions_of(
    weight_kg: float | None, patient: PatientRecord | None, update: MonitorUpdate | None, today: date
) -> tuple[Caution, ...]:
    """What to ask about the weight a plan uses, where it is not the one on the patient's record."""
    session = None if update is None else update.session
    if session is None:
        return ()
    adult = session.patient_type in (PatientType.ADULT, PatientType.NOT_SET)
    return plan_weight_cautions(weight_kg, patient, session.weight_kg, adult=adult, today=today)


def given_words(infusion: InfusionState | None, now: float, derived: DoseSheet) -> str:
    """What was given beside the plan that is typed; "" while nothing was.

    Args:
        infusion: None: nothing was given. now: session time, s. derived: of what is typed.
    """
    if infusion is None:
        return ""
    given = infusion.delivered_mg(now)
    if derived.mg is None:
        return _tr("{mg} mg are given already; no plan changes that.").format(mg=decimal(given, 1))
    share = 100 * given / float(derived.mg)
    words = _tr("{mg} mg are given already, {percent} % of this plan; no plan changes that.")
    return words.format(mg=decimal(given, 1), percent=decimal(share))


def limits_words(limits: Sequence[LimitView]) -> str:
    """Which alarm limits are this patient's own, as they are in force: "SpO2, Medium low < 90 %"."""
    own = [_limit_words(limit) for limit in limits if limit.edited]
    if not own:
        return _tr("Limits: those of the profile.")
    return _tr("Limits of this patient: {limits}; the others are the profile's.").format(
        limits=" · ".join(own)
    )


def _limit_words(limit: LimitView) -> str:
    cell, unit = cell_of(limit), PARAMETERS[limit.parameter].unit
    words = f"{limit_name(limit.parameter, cell)} {value_words(limit.parameter, cell, limit.value)}"
    return words if limit.value is None else f"{words} {unit}"


def before_words(before: GivenBefore | None) -> str:
    """What the patient was given last time, as it was: facts, never a proposal."""
    if before is None:
        return _tr("No earlier session of this patient with a dose is on record.")
    parts = []
    if before.mg is not None:
        parts.append(f"{formats.plain(before.mg, 2)} mg")
    if before.mg_kg is not None:
        parts.append(f"{formats.plain(before.mg_kg, 3)} mg/kg")
    if before.minutes is not None:
        parts.append(f"{formats.plain(before.minutes)} min")
    day = before.utc.astimezone().date().isoformat()
    return _tr("On record of {date}: {what} given.").format(date=day, what=" · ".join(parts))
