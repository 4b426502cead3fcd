"""Arithmetic and words of a started infusion: what its numbers come to. Pure; it proposes none of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from bedside.therapy.dose_cautions import Caution, TypedRate, plan_cautions, rate_cautions
from bedside.ui.panels.rate_check import Check, filled, rate_words
from bedside.ui.panels.rate_units import (
    PER_KG,
    DoseUnit,
    RateUnit,
    exact,
    number_fault,
    parse_decimal,
    rate_of_plan,
    to_mg,
    to_ml_h,
)
from bedside.ui.spoken import decimal, told
from bedside.vitals.protocol import DoseCautions


def _tr(text: str) -> str:
    return QCoreApplication.translate("RateCheck", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSaid:
    """A start as it is to be recorded."""

    rate_ml_h: float
    concentration_mg_ml: float
    planned_mg: float | None
    planned_min: float | None
    weight_kg: float | None
    entered_value: float  # of the rate, as typed, in
    entered_unit: str
    checked_by: str  # "" = nobody else is named
    reason: str
    observed_t: float | None  # session time, s; None = now


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTyped:
    """What stands in the form of a start, whole or not."""

    rate: str
    concentration: str
    planned_mg: str
    planned_min: str
    unit: RateUnit
    dose_unit: DoseUnit
    checked_by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartQuestion:
    """The four typed numbers of an infusion that was started; plan fields may be empty."""

    rate: str
    concentration: str
    planned_mg: str
    planned_min: str
    unit: RateUnit = RateUnit.ML_H
    dose_unit: DoseUnit = DoseUnit.MG
    weight_kg: float | None = None
    limits: DoseCautions = field(default_factory=DoseCautions)

    def numbers(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Rate mL/h, concentration mg/mL, plan mg, plan min; None = empty or not a number."""
        concentration = parse_decimal(self.concentration, "mg/mL")
        return (
            self._rate_ml_h(concentration),
            concentration,
            self._planned_mg(concentration),
            parse_decimal(self.planned_min, "min"),
        )

    def said(self, reason: str, observed_t: float | None, checked_by: str) -> StartSaid | None:
        """As it is to be recorded; None while it cannot be.

        Args:
            reason: why, where it was asked for. observed_t: session time, s; None = now.
            checked_by: who else checked syringe and rate; "" = nobody is named.
        """
        rate, concentration, planned_mg, planned_min = self.numbers()
        value = parse_decimal(self.rate, self.unit.value)
        if rate is None or concentration is None or value is None:
            return None
        return StartSaid(
            rate_ml_h=rate,
            concentration_mg_ml=concentration,
            planned_mg=planned_mg,
            planned_min=planned_min,
            weight_kg=self.weight_kg,
            entered_value=value,
            entered_unit=self.unit.value,
            checked_by=checked_by,
            reason=reason,
            observed_t=observed_t,
        )

    def _rate_ml_h(self, concentration: float | None) -> float | None:
        rate = parse_decimal(self.rate, self.unit.value)
        if rate is None or self.unit is RateUnit.ML_H:
            return rate
        if not concentration or (self.unit in PER_KG and not self.weight_kg):
            return None
        return to_ml_h(rate, self.unit, concentration_mg_ml=concentration, weight_kg=self.weight_kg)

    def _planned_mg(self, concentration: float | None) -> float | None:
        planned = parse_decimal(self.planned_mg, self.dose_unit.value)
        if planned is None:
            return None
        return to_mg(planned, self.dose_unit, concentration_mg_ml=concentration, weight_kg=self.weight_kg)

    def check(self) -> Check:
        """What to say about them, the gravest first."""
        rate, concentration, planned_mg, planned_min = self.numbers()
        typed_rate = parse_decimal(self.rate, self.unit.value)
        needed = (
            (_tr("rate"), self.rate, typed_rate, self.unit.value),
            (_tr("concentration"), self.concentration, concentration, "mg/mL"),
        )
        planned, dose = parse_decimal(self.planned_mg, self.dose_unit.value), self.dose_unit.value
        optional = (
            (_tr("planned dose"), self.planned_mg, planned, dose),
            (_tr("minutes"), self.planned_min, planned_min, "min"),
        )
        for name, typed, value, unit in (*needed, *optional):
            if typed and value is None:
                where = filled(_tr("In %1. Nothing was recorded."), name)
                return Check(headline=number_fault(typed, unit), detail=where, refused=True)
            if value == 0:
                return Check(
                    headline=filled(_tr("The %1 is 0: that is not an infusion."), name), refused=True
                )
        if not self.rate and not self.concentration:
            return Check(headline=_tr("Type what the pump shows: rate and concentration."), refused=True)
        for name, typed, *_ in needed:
            if not typed:
                return Check(
                    headline=filled(_tr("The %1 is missing."), name),
                    detail=_tr("Planned dose and minutes may stay empty."),
                    refused=True,
                )
        if rate is None or concentration is None or (self.planned_mg and planned_mg is None):
            return Check(
                headline=_tr("A unit per kg needs the patient's weight."),
                detail=_tr("Enter the weight with the patient, or choose another unit."),
                refused=True,
            )
        return self._caution(rate, concentration, planned_mg, planned_min)

    def _caution(self, rate: float, concentration: float, mg: float | None, minutes: float | None) -> Check:
        flow = self._flow(rate, concentration, mg, minutes)
        cautions = self._cautions(concentration, mg, minutes)
        found = told(cautions[0].words) if cautions else ""
        if found:
            return Check(headline=found, detail=flow, caution=True)
        return Check(headline=flow, detail=_tr("Recorded as what the pump was told."))

    def _flow(self, rate: float, concentration: float, mg: float | None, minutes: float | None) -> str:
        """What rate and plan come to, in mg/h and mg/kg."""
        per_hour = float(exact(rate) * exact(concentration))
        words = filled(_tr("%1 mg/h."), rate_words(per_hour))
        if minutes is not None:
            given = decimal(per_hour * minutes / 60.0, 1)
            words = filled(
                _tr("%1 mg/h; %2 min give %3 mg."), rate_words(per_hour), rate_words(minutes), given
            )
        if mg is not None and self.weight_kg:
            planned = filled(_tr("Plan %1 mg, %2 mg/kg."), rate_words(mg), rate_words(mg / self.weight_kg))
            words = f"{words} {planned}"
        return words

    def _cautions(self, concentration: float, mg: float | None, minutes: float | None) -> tuple[Caution, ...]:
        """What asks for a second look, the gravest first (DOSE-03)."""
        value = parse_decimal(self.rate, self.unit.value)
        if value is None:
            return ()
        typed = TypedRate(
            value=value,
            unit=self.unit,
            concentration_mg_ml=concentration,
            weight_kg=self.weight_kg,
            planned_mg=mg,
            planned_min=minutes,
        )
        per_kg = self.dose_unit is DoseUnit.MG_KG
        plan = plan_cautions(
            self.limits,
            mg=None if per_kg else mg,
            mg_kg=parse_decimal(self.planned_mg, self.dose_unit.value) if per_kg else None,
            weight_kg=self.weight_kg,
            minutes=minutes,
            concentration_mg_ml=concentration,
        )
        return (*plan, *rate_cautions(typed, self.limits))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStart:
    """What a person planned for this session before, as the form shows it; "" where the plan does not say."""

    rate: str = ""
    concentration: str = ""
    dose: str = ""
    minutes: str = ""
    dose_unit: DoseUnit = DoseUnit.MG

    @property
    def whole(self) -> bool:
        """Everything a start needs."""
        return bool(self.rate)

    def check(self, question: StartQuestion, check: Check) -> Check:
        """Where the numbers stand as planned, say so: nobody typed them just now."""
        typed = (question.rate, question.concentration, question.planned_mg, question.planned_min)
        same = typed == (self.rate, self.concentration, self.dose, self.minutes)
        if not self.whole or not same or check.refused or check.caution:
            return check
        detail = _tr("As planned for this session. Compare it with what the pump shows.")
        return Check(headline=check.headline, detail=detail)


def planned_start(
    dose_mg: float | None,
    dose_mg_kg: float | None,
    weight_kg: float | None,
    minutes: float | None,
    concentration_mg_ml: float | None,
) -> PlannedStart:
    """The form's first values from a plan that a person entered; its rate is what the plan itself comes to."""
    unit = DoseUnit.MG if dose_mg is not None else DoseUnit.MG_KG
    dose = dose_mg if dose_mg is not None else dose_mg_kg
    mg = None
    if dose is not None:
        mg = to_mg(dose, unit, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    rate = ""
    if mg and minutes and concentration_mg_ml:
        planned = rate_of_plan(mg, minutes, concentration_mg_ml)
        rate = "" if planned is None else typed_words(planned)
    return PlannedStart(
        rate=rate,
        concentration="" if concentration_mg_ml is None else typed_words(concentration_mg_ml),
        dose="" if dose is None else typed_words(dose),
        minutes="" if minutes is None else typed_words(minutes),
        dose_unit=unit if dose is not None else DoseUnit.MG,
    )


def typed_words(value: float) -> str:
    """A number as a person would type it again, none of its digits lost."""
    return format(exact(value).normalize(), "f")
