"""Arithmetic and words of a typed rate. Pure; it states what a number would mean and never proposes one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from bedside.ui.spoken import decimal, marked

CAUTION_FACTOR_RATIO = 3.0  # new/now from here on, or its inverse, asks for a second look
_TWO_DIGITS_RATIO = 10.0  # from here on without decimals
OVER_PLAN = 1.2  # total/plan from here on
HIGH_CONCENTRATION_MG_ML = 10.0  # DOSE-03
HIGH_PLAN_MG = 100.0  # DOSE-03
SHORT_PLAN_MIN = 10.0  # DOSE-03


class RateUnit(StrEnum):
    """Units a rate may be typed in; recorded is always mL/h."""

    ML_H = "mL/h"
    MG_H = "mg/h"
    MG_KG_H = "mg/kg/h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is said beside a typed number: `refused` cannot be recorded, `caution` needs a reason."""

    headline: str
    detail: str = ""
    refused: bool = False
    caution: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("RateCheck", text)


def parse_decimal(text: str) -> float | None:
    """The typed number, with comma or point as its decimal sign; None if it is not one."""
    plain = text.strip().replace(",", ".")
    if not plain or plain.count(".") > 1 or not plain.replace(".", "").isascii():
        return None
    return float(plain) if plain.replace(".", "").isdigit() else None


def to_ml_h(value: float, unit: RateUnit, *, concentration_mg_ml: float, weight_kg: float | None) -> float:
    """A rate in mL/h.

    Raises:
        ValueError: mg/kg/h without a weight (the key is closed then).
    """
    if unit is RateUnit.ML_H:
        return value
    if unit is RateUnit.MG_H:
        return value / concentration_mg_ml
    if weight_kg is None:
        raise ValueError("mg/kg/h needs a weight")
    return value * weight_kg / concentration_mg_ml


def from_ml_h(
    rate: float, unit: RateUnit, *, concentration_mg_ml: float, weight_kg: float | None
) -> float | None:
    """A rate of mL/h in another unit; None for mg/kg/h without a weight."""
    if unit is RateUnit.ML_H:
        return rate
    if unit is RateUnit.MG_H:
        return rate * concentration_mg_ml
    return None if weight_kg is None else rate * concentration_mg_ml / weight_kg


def times_words(factor: float) -> str:
    """A factor as it is read: 12, 3.4, 0.25."""
    if factor >= _TWO_DIGITS_RATIO:
        return decimal(factor)
    return marked(f"{factor:.1f}".removesuffix(".0") if factor >= 1 else f"{factor:.2f}")


def rate_words(rate: float) -> str:
    """A rate without trailing zeros, at most two decimals: 55, 52.5, 0.75; never rounded to 0."""
    text = f"{rate:.2f}".rstrip("0").rstrip(".")
    return marked(text if text != "0" or rate == 0 else f"{rate:.2g}")


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

    @property
    def new_ml_h(self) -> float | None:
        """The typed rate, mL/h; None if it is no number."""
        value = parse_decimal(self.typed)
        if value is None or (self.unit is RateUnit.MG_KG_H and self.weight_kg is None):
            return None
        return to_ml_h(
            value, self.unit, concentration_mg_ml=self.concentration_mg_ml, weight_kg=self.weight_kg
        )

    @property
    def total_mg(self) -> float | None:
        """What will have been given if the typed rate runs to the planned end, mg; None without a plan."""
        rate = self.new_ml_h
        if rate is None or self.remaining_s is None:
            return None
        return self.delivered_mg + rate * self.concentration_mg_ml * max(0.0, self.remaining_s) / 3600.0

    def check(self) -> Check:
        """What to say about it, the gravest first."""
        rate = self.new_ml_h
        if not self.typed:
            return Check(headline=_tr("Type the rate the pump shows."), refused=True)
        if rate is None:
            return Check(
                headline=_tr("“%s” is not a number.").replace("%s", self.typed),
                detail=_tr("Use digits and one comma or point."),
                refused=True,
            )
        if rate == 0:
            return Check(
                headline=_tr("A rate of 0 is not a rate."),
                detail=_tr("If the pump was stopped, close this panel and use Paused or Stopped."),
                refused=True,
            )
        return self._caution(rate) or self._calm(rate)

    def _caution(self, rate: float) -> Check | None:
        number = f"{self.typed} {self.unit.value}"
        total = self._total_sentence()
        factor = rate / self.now_ml_h if self.now_ml_h > 0 else None
        other = self._same_number_in_another_unit()
        if factor is not None and factor >= CAUTION_FACTOR_RATIO:
            headline = _tr("%1 is %2 times the rate now. A digit too many, or another unit?")
            return Check(headline=_fill(headline, number, times_words(factor)), detail=total, caution=True)
        if factor is not None and factor <= 1 / CAUTION_FACTOR_RATIO:
            headline = _tr("%1 is %2 of the rate now. A digit missing, or another unit?")
            share = f"{100 * factor:.0f} %"
            return Check(headline=_fill(headline, number, share), detail=total, caution=True)
        if other is not None:
            headline = _tr("%1 is the rate now read in %2. Is the unit right?")
            return Check(headline=_fill(headline, self.typed, other.value), detail=total, caution=True)
        if self.total_mg is not None and self.planned_mg and self.total_mg >= OVER_PLAN * self.planned_mg:
            headline = _tr("At %1 the total passes the plan.")
            return Check(headline=_fill(headline, number), detail=total, caution=True)
        if self.concentration_mg_ml >= HIGH_CONCENTRATION_MG_ML:
            headline = _tr("The syringe is recorded as %1 mg/mL, undiluted strength. Check the label.")
            return Check(
                headline=_fill(headline, rate_words(self.concentration_mg_ml)), detail=total, caution=True
            )
        return None

    def _calm(self, rate: float) -> Check:
        if self.now_ml_h > 0:
            headline = _fill(_tr("%1 times the rate now"), times_words(rate / self.now_ml_h))
        else:
            headline = _fill(_tr("%1 mL/h"), rate_words(rate))
        if self.total_mg is not None and self.planned_mg:
            inside = self.total_mg <= self.planned_mg * 1.005
            words = (
                _tr(", inside the plan of %1 mg.") if inside else _tr(", a little over the plan of %1 mg.")
            )
            headline += _fill(words, decimal(self.planned_mg, 1))
        else:
            headline += "."
        same = _tr("mL/h and mg/h are the same number here because the syringe is 1 mg/mL.")
        return Check(headline=headline, detail=same if self.concentration_mg_ml == 1.0 else "")

    def _total_sentence(self) -> str:
        total = self.total_mg
        if total is None:
            return _tr("There is no planned end to compare with. Check the unit on the pump.")
        if not self.planned_mg:
            return _fill(
                _tr("To %1 it would give %2 mg. Check the unit on the pump."),
                self.end_clock,
                decimal(total, 1),
            )
        return _fill(
            _tr("To %1 it would give %2 mg, %3 times the plan of %4 mg. Check the unit on the pump."),
            self.end_clock,
            decimal(total, 1),
            times_words(total / self.planned_mg),
            decimal(self.planned_mg, 1),
        )

    def _same_number_in_another_unit(self) -> RateUnit | None:
        value = parse_decimal(self.typed)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StartQuestion:
    """The four typed numbers of an infusion that was started; plan fields may be empty."""

    rate: str
    concentration: str
    planned_mg: str
    planned_min: str

    def numbers(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Rate mL/h, concentration mg/mL, plan mg, plan min; None = empty or not a number."""
        return (
            parse_decimal(self.rate),
            parse_decimal(self.concentration),
            parse_decimal(self.planned_mg),
            parse_decimal(self.planned_min),
        )

    def check(self) -> Check:
        """What to say about them, the gravest first."""
        rate, concentration, planned_mg, planned_min = self.numbers()
        needed = ((_tr("rate"), self.rate, rate), (_tr("concentration"), self.concentration, concentration))
        optional = (
            (_tr("planned dose"), self.planned_mg, planned_mg),
            (_tr("minutes"), self.planned_min, planned_min),
        )
        for name, typed, value in (*needed, *optional):
            if typed and value is None:
                return Check(
                    headline=_fill(_tr("“%1” is not a number (%2)."), typed, name),
                    detail=_tr("Use digits and one comma or point."),
                    refused=True,
                )
            if value == 0:
                return Check(headline=_fill(_tr("The %1 is 0: that is not an infusion."), name), refused=True)
        for name, typed, _ in needed:
            if not typed:
                return Check(
                    headline=_fill(_tr("The %1 is missing."), name),
                    detail=_tr("Planned dose and minutes may stay empty."),
                    refused=True,
                )
        assert rate is not None and concentration is not None
        return self._caution(rate, concentration, planned_mg, planned_min)

    @staticmethod
    def _caution(rate: float, concentration: float, mg: float | None, minutes: float | None) -> Check:
        given = None if minutes is None else rate * concentration * minutes / 60.0
        flow = _fill(_tr("%1 mg/h."), rate_words(rate * concentration))
        if given is not None and minutes is not None:
            flow = _fill(
                _tr("%1 mg/h; %2 min give %3 mg."),
                rate_words(rate * concentration),
                rate_words(minutes),
                decimal(given, 1),
            )
        if concentration >= HIGH_CONCENTRATION_MG_ML:
            words = _tr("%1 mg/mL is undiluted strength. Check the label of the syringe.")
            return Check(headline=_fill(words, rate_words(concentration)), detail=flow, caution=True)
        if mg is not None and mg > HIGH_PLAN_MG:
            words = _tr("A plan of %1 mg is over 100 mg.")
            return Check(headline=_fill(words, rate_words(mg)), detail=flow, caution=True)
        if minutes is not None and minutes < SHORT_PLAN_MIN:
            words = _tr("%1 min is shorter than 10 min.")
            return Check(headline=_fill(words, rate_words(minutes)), detail=flow, caution=True)
        if given is not None and mg is not None and not mg / OVER_PLAN <= given <= mg * OVER_PLAN:
            words = _tr("Rate and plan differ: this rate gives %1 mg, the plan says %2 mg.")
            return Check(headline=_fill(words, decimal(given, 1), decimal(mg, 1)), detail=flow, caution=True)
        return Check(headline=flow, detail=_tr("Recorded as what the pump was told, from now on."))


def _fill(text: str, *parts: str) -> str:
    for n, part in enumerate(parts, start=1):
        text = text.replace(f"%{n}", part)
    return text
