"""Arithmetic and words of a typed rate. Pure; it states what a number would mean and never proposes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from bedside.therapy.dose_cautions import TypedRate, rate_cautions
from bedside.ui.panels.rate_units import PER_KG, RateUnit, from_ml_h, number_fault, parse_decimal, to_ml_h
from bedside.ui.spoken import brief, decimal, marked, told
from bedside.vitals.protocol import DoseCautions

__all__ = ["Check", "RateQuestion", "filled", "parse_decimal", "rate_words", "times_words"]

CAUTION_FACTOR_RATIO = 3.0  # new/now from here on, or its inverse, asks for a second look
_TWO_DIGITS_RATIO = 10.0  # from here on without decimals
OVER_PLAN = 1.2  # total/plan from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is said beside a typed number: `refused` cannot be recorded, `caution` needs a reason."""

    headline: str
    detail: str = ""
    refused: bool = False
    caution: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("RateCheck", text)


def times_words(factor: float) -> str:
    """A factor as it is read: 12, 3.4, 0.25."""
    if factor >= _TWO_DIGITS_RATIO:
        return decimal(factor)
    return marked(f"{factor:.1f}".removesuffix(".0") if factor >= 1 else f"{factor:.2f}")


def rate_words(rate: float) -> str:
    """A rate without trailing zeros, at most two decimals: 55, 52.5, 0.75; never rounded to 0."""
    rounded = round(rate, 2)
    return brief(rounded) if rounded or rate == 0 else marked(f"{rate:.2g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateQuestion:
    """A typed change of a running infusion."""

    typed: str
    unit: RateUnit
    now_ml_h: float
    concentration_mg_ml: float
    weight_kg: float | None
    delivered_mg: float
    planned_mg: float | None
    remaining_s: float | None
    end_clock: str  # wall-clock end of the plan, "" without one
    limits: DoseCautions = field(default_factory=DoseCautions)  # of the site (DOSE-03)
    paused: bool = False  # `now_ml_h` is what it was paused from, and would run at when resumed
    percent_of_plan: float | None = None  # what was given so far; None without a planned dose

    @property
    def new_ml_h(self) -> float | None:
        """The typed rate, mL/h; None if it is no number."""
        value = parse_decimal(self.typed, self.unit.value)
        if value is None or (self.unit in PER_KG and not self.weight_kg):
            return None
        return to_ml_h(
            value, self.unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg
        )

    @property
    def total_mg(self) -> float | None:
        """What will have been given if the typed rate runs to the planned end, mg; None without a plan."""
        typed = self._typed_rate()
        if self.new_ml_h is None or typed is None or self.remaining_s is None or typed.total_mg is None:
            return None
        return float(typed.total_mg)

    @property
    def new_mg_h(self) -> Decimal | None:
        """The typed rate, mg/h, as it was typed; None if it is no number."""
        typed = self._typed_rate()
        return None if self.new_ml_h is None or typed is None else typed.mg_h

    def _typed_rate(self) -> TypedRate | None:
        value = parse_decimal(self.typed, self.unit.value)
        if value is None:
            return None
        return TypedRate(
            value=value,
            unit=self.unit,
            concentration_mg_ml=self.concentration_mg_ml,
            weight_kg=self.weight_kg,
            now_ml_h=self.now_ml_h or None,
            planned_mg=self.planned_mg,
            delivered_mg=self.delivered_mg,
            remaining_s=self.remaining_s,
            end_clock=self.end_clock,
        )

    def check(self) -> Check:
        """What to say about it, the gravest first."""
        rate = self.new_ml_h
        if not self.typed:
            return Check(headline=_tr("Type the rate the pump shows."), refused=True)
        if rate is None:
            fault = number_fault(self.typed, self.unit.value) or _tr("This unit needs the patient's weight.")
            return Check(headline=fault, detail=_tr("Nothing was recorded."), refused=True)
        if rate == 0:
            return Check(
                headline=_tr("A rate of 0 is not a rate."),
                detail=_tr("If the pump was stopped, close this panel and use Paused or Stopped."),
                refused=True,
            )
        return self._caution(rate) or self._calm(rate)

    def _caution(self, rate: float) -> Check | None:
        number = f"{rate_words(parse_decimal(self.typed, self.unit.value) or 0.0)} {self.unit.value}"
        total = self._total_sentence()
        factor = rate / self.now_ml_h if self.now_ml_h > 0 else None
        other = self._same_number_in_another_unit()
        if factor is not None and factor >= CAUTION_FACTOR_RATIO:
            headline = (
                _tr("%1 is %2 times the rate it was paused from. A digit too many, or another unit?")
                if self.paused
                else _tr("%1 is %2 times the rate now. A digit too many, or another unit?")
            )
            return Check(headline=filled(headline, number, times_words(factor)), detail=total, caution=True)
        if factor is not None and factor <= 1 / CAUTION_FACTOR_RATIO:
            headline = (
                _tr("%1 is %2 of the rate it was paused from. A digit missing, or another unit?")
                if self.paused
                else _tr("%1 is %2 of the rate now. A digit missing, or another unit?")
            )
            share = f"{100 * factor:.0f} %"
            return Check(headline=filled(headline, number, share), detail=total, caution=True)
        if other is not None:
            headline = (
                _tr("%1 is the rate it was paused from read in %2. Is the unit right?")
                if self.paused
                else _tr("%1 is the rate now read in %2. Is the unit right?")
            )
            return Check(headline=filled(headline, self.typed, other.value), detail=total, caution=True)
        if self.total_mg is not None and self.planned_mg and self.total_mg >= OVER_PLAN * self.planned_mg:
            headline = _tr("At %1 the total passes the plan.")
            return Check(headline=filled(headline, number), detail=total, caution=True)
        return self._further()

    def _further(self) -> Check | None:
        """What is said of the number beside what runs: against the plan, and against the plan in another unit."""
        typed = self._typed_rate()
        if typed is None:
            return None
        found = rate_cautions(typed, self.limits)
        return (
            Check(headline=told(found[0].words), detail=self._total_sentence(), caution=True)
            if found
            else None
        )

    def _calm(self, rate: float) -> Check:
        if self.now_ml_h > 0:
            times = (
                _tr("%1 times the rate it was paused from") if self.paused else _tr("%1 times the rate now")
            )
            headline = filled(times, times_words(rate / self.now_ml_h))
        else:
            headline = filled(_tr("%1 mL/h"), rate_words(rate))
        if self.total_mg is not None and self.planned_mg:
            inside = self.total_mg <= self.planned_mg * 1.005
            words = (
                _tr(", inside the plan of %1 mg.") if inside else _tr(", a little over the plan of %1 mg.")
            )
            headline += filled(words, decimal(self.planned_mg, 1))
        else:
            headline += "."
        detail = ""
        if self.paused:
            detail = _tr("It stays paused: the rate holds from when it is resumed.")
        elif self.concentration_mg_ml == 1.0:
            detail = _tr("mL/h and mg/h are the same number here because the syringe is 1 mg/mL.")
        return Check(headline=headline, detail=detail)

    def _total_sentence(self) -> str:
        total = self.total_mg
        if total is None:
            return _tr("There is no planned end to compare with. Check the unit on the pump.")
        if not self.planned_mg:
            return filled(
                _tr("To %1 it would give %2 mg. Check the unit on the pump."),
                self.end_clock,
                decimal(total, 1),
            )
        return filled(
            _tr("To %1 it would give %2 mg, %3 times the plan of %4 mg. Check the unit on the pump."),
            self.end_clock,
            decimal(total, 1),
            times_words(total / self.planned_mg),
            decimal(self.planned_mg, 1),
        )

    def _same_number_in_another_unit(self) -> RateUnit | None:
        value = parse_decimal(self.typed, self.unit.value)
        for unit in RateUnit:
            shown = from_ml_h(
                self.now_ml_h, unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg
            )
            if unit is self.unit or shown is None or value is None:
                continue
            typed_is_now = abs(value - self._now_in_own_unit()) < 0.005 * max(1.0, value)
            if not typed_is_now and abs(value - shown) < 0.005 * max(1.0, value):
                return unit
        return None

    def _now_in_own_unit(self) -> float:
        shown = from_ml_h(
            self.now_ml_h, self.unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg
        )
        return 0.0 if shown is None else shown


def filled(text: str, *parts: str) -> str:
    """Put the parts where %1, %2 … stand."""
    for n, part in enumerate(parts, start=1):
        text = text.replace(f"%{n}", part)
    return text
