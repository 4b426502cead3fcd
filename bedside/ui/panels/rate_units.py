"""Typed rates and doses as commands keep them: mL/h and mg, exact from what was typed (`therapy.dose`)."""

from __future__ import annotations

from typing import Final

from bedside.therapy.dose import PER_KG, DoseUnit, RateUnit, bolus_mg, converted, exact, shown
from bedside.therapy.dose_sheet import Quantity, sheet
from bedside.therapy.typed_number import read_number
from bedside.ui.spoken import marked, told

__all__ = [
    "PER_KG",
    "DoseUnit",
    "RateUnit",
    "exact",
    "from_ml_h",
    "number_fault",
    "parse_decimal",
    "rate_of_plan",
    "to_mg",
    "to_ml_h",
    "typable",
]

_MOST_DECIMALS: Final = 6  # more were never typed: they come of a quotient


def parse_decimal(text: str, unit: str = "") -> float | None:
    """The typed number, with comma or point as its decimal sign; None if it is not one, or of another unit."""
    number = read_number(text, unit)
    return None if isinstance(number, str) else float(number)


def typable(value: float) -> str:
    """A number as it stands in a field: six decimals at most, and readable in one way.

    "35.125" could be thousands and would be refused, "35.1250" could not.
    """
    text = marked(shown(exact(value), _MOST_DECIMALS).text)
    return f"{text}0" if isinstance(read_number(text), str) else text


def number_fault(text: str, unit: str = "") -> str:
    """Why what was typed cannot be taken, one sentence on the screen; "" when it can."""
    number = read_number(text, unit)
    return told(number) if isinstance(number, str) else ""


def to_ml_h(value: float, unit: RateUnit, *, concentration_mg_ml: float, weight_kg: float | None) -> float:
    """A rate in mL/h.

    Raises:
        ValueError: a unit per kg without a weight (its key is closed then).
    """
    rate = converted(value, unit, RateUnit.ML_H, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    if rate is None:
        raise ValueError(f"{unit} needs a weight")
    return float(rate)


def from_ml_h(
    rate: float, unit: RateUnit, *, concentration_mg_ml: float, weight_kg: float | None
) -> float | None:
    """A rate of mL/h in another unit; None for one per kg without a weight."""
    value = converted(rate, RateUnit.ML_H, unit, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    return None if value is None else float(value)


def to_mg(
    value: float, unit: DoseUnit, *, concentration_mg_ml: float | None, weight_kg: float | None
) -> float | None:
    """A dose in mg; None where the weight or the concentration it needs is not known."""
    mg = bolus_mg(value, unit, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    return None if mg is None else float(mg)


def rate_of_plan(mg: float, minutes: float, concentration_mg_ml: float) -> float | None:
    """The rate (mL/h) at which a planned dose runs in the planned time, to a hundredth as pumps take it."""
    typed = ((Quantity.MG, exact(mg)), (Quantity.MINUTES, exact(minutes)))
    plan = sheet(weight_kg=None, concentration_mg_ml=concentration_mg_ml, typed=typed)
    rate = plan.value(Quantity.ML_H)
    return None if rate is None else float(shown(rate, 2).text)
