"""The dose sheet: weight and concentration, and two numbers of a dose from which all others follow (DOSE-01).

An infusion has two degrees of freedom: how much, and how fast or for how long. Whichever two of them a person typed
last are kept as typed; the rest is derived, exactly, and shown rounded with a mark that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bedside.therapy.dose import (
    MINUTES_PER_H,
    DoseUnit,
    RateUnit,
    Shown,
    bolus_in,
    bolus_mg,
    divided,
    exact,
    from_mg_h,
    plain,
    shown,
    to_mg_h,
)


class Quantity(StrEnum):
    """Numbers of the sheet that can be typed beside weight and concentration; values are their units."""

    MG_KG = "mg/kg"
    MG = "mg"
    ML = "mL"
    MINUTES = "min"
    ML_H = "mL/h"
    MG_H = "mg/h"
    MG_KG_H = "mg/kg/h"
    MCG_KG_MIN = "mcg/kg/min"


_AMOUNTS: Final[Mapping[Quantity, DoseUnit]] = MappingProxyType(
    {Quantity.MG_KG: DoseUnit.MG_KG, Quantity.MG: DoseUnit.MG, Quantity.ML: DoseUnit.ML}
)
_RATES: Final[Mapping[Quantity, RateUnit]] = MappingProxyType(
    {
        Quantity.ML_H: RateUnit.ML_H,
        Quantity.MG_H: RateUnit.MG_H,
        Quantity.MG_KG_H: RateUnit.MG_KG_H,
        Quantity.MCG_KG_MIN: RateUnit.MCG_KG_MIN,
    }
)
_WEIGHED: Final = frozenset({Quantity.MG_KG, Quantity.MG_KG_H, Quantity.MCG_KG_MIN})
_DILUTED: Final = frozenset({Quantity.ML, Quantity.ML_H})
DECIMALS: Final[Mapping[Quantity, int]] = MappingProxyType(
    {
        Quantity.MG_KG: 3,
        Quantity.MG: 2,
        Quantity.ML: 2,
        Quantity.MINUTES: 1,
        Quantity.ML_H: 2,
        Quantity.MG_H: 2,
        Quantity.MG_KG_H: 3,
        Quantity.MCG_KG_MIN: 2,
    }
)
"""Decimals of each number where it is shown; the sheet itself keeps all."""

Typed = tuple[tuple[Quantity, Decimal], ...]
"""What was typed, the newest last; at most two, never two of one kind (amount, time, rate)."""


def _kind(quantity: Quantity) -> str:
    if quantity in _AMOUNTS:
        return "amount"
    return "rate" if quantity in _RATES else "time"


def with_typed(typed: Typed, quantity: Quantity, value: Decimal | None) -> Typed:
    """What counts as typed after one more number was; None: its field was emptied.

    A new number takes the place of the one of its own kind, else of the older of the two.
    """
    kept = tuple(each for each in typed if _kind(each[0]) != _kind(quantity))
    return kept if value is None else (*kept[-1:], (quantity, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSheet:
    """Every number that follows from what is known; None = that needs a number that is missing."""

    weight_kg: Decimal | None
    concentration_mg_ml: Decimal | None
    typed: Typed
    mg: Decimal | None
    minutes: Decimal | None
    mg_h: Decimal | None

    def value(self, quantity: Quantity) -> Decimal | None:
        """The exact number; of what was typed, as it was typed."""
        for typed, number in self.typed:
            if typed is quantity:
                return number
        known = {"concentration_mg_ml": self.concentration_mg_ml, "weight_kg": self.weight_kg}
        if quantity in _AMOUNTS:
            return None if self.mg is None else bolus_in(self.mg, _AMOUNTS[quantity], **known)
        if quantity in _RATES:
            return None if self.mg_h is None else from_mg_h(self.mg_h, _RATES[quantity], **known)
        return self.minutes

    def shown(self, quantity: Quantity) -> Shown | None:
        """As it is written on the screen; a typed number with all its digits."""
        number = self.value(quantity)
        if number is None:
            return None
        if any(typed is quantity for typed, _ in self.typed):
            return Shown(text=plain(number), rounded=False)
        return shown(number, DECIMALS[quantity])

    def missing(self, quantity: Quantity) -> str:
        """Why a number cannot be shown, a few words; "" when it can."""
        if self.value(quantity) is not None:
            return ""
        if quantity in _WEIGHED and self.weight_kg is None:
            return "needs the patient's weight"
        if quantity in _DILUTED and self.concentration_mg_ml is None:
            return "needs the concentration of the syringe"
        return "needs two numbers of the dose"

    def rounding(self) -> str:
        """What rounding the rate to what a pump can be set to changes, one sentence; "" when it is not rounded."""
        rate, minutes, strength = self.value(Quantity.ML_H), self.minutes, self.concentration_mg_ml
        rate_shown = self.shown(Quantity.ML_H)
        if (
            rate is None
            or minutes is None
            or strength is None
            or rate_shown is None
            or not rate_shown.rounded
        ):
            return ""
        set_rate, whole = rate_shown.text, shown(minutes, DECIMALS[Quantity.MINUTES])
        given = shown(divided(Decimal(set_rate) * strength * minutes, MINUTES_PER_H), 3).text
        return f"The rate is rounded: {set_rate} mL/h for {whole.text} min give {given} mg."


def sheet(
    *,
    weight_kg: float | Decimal | None,
    concentration_mg_ml: float | Decimal | None,
    typed: Typed = (),
) -> DoseSheet:
    """The sheet of what is known.

    Args:
        weight_kg, concentration_mg_ml: more than 0; None = not known.
        typed: of `with_typed`; all numbers more than 0.

    Raises:
        ValueError: a number is not finite or not more than 0, or two numbers are of one kind.
    """
    weight = None if weight_kg is None else _positive(weight_kg)
    strength = None if concentration_mg_ml is None else _positive(concentration_mg_ml)
    known = {"concentration_mg_ml": strength, "weight_kg": weight}
    mg = minutes = mg_h = None
    kinds = [_kind(quantity) for quantity, _ in typed]
    if len(set(kinds)) != len(kinds) or len(kinds) > 2:
        raise ValueError("at most two numbers of a dose can be typed, of two kinds")
    for quantity, value in typed:
        number = _positive(value)
        if quantity in _AMOUNTS:
            mg = bolus_mg(number, _AMOUNTS[quantity], **known)
        elif quantity in _RATES:
            mg_h = to_mg_h(number, _RATES[quantity], **known)
        else:
            minutes = number
    if mg is None and "amount" not in kinds and mg_h is not None and minutes is not None:
        mg = divided(mg_h * minutes, MINUTES_PER_H)
    elif mg_h is None and "rate" not in kinds and mg is not None and minutes is not None:
        mg_h = divided(mg * MINUTES_PER_H, minutes)
    elif minutes is None and mg is not None and mg_h is not None:
        minutes = divided(mg * MINUTES_PER_H, mg_h)
    return DoseSheet(
        weight_kg=weight, concentration_mg_ml=strength, typed=typed, mg=mg, minutes=minutes, mg_h=mg_h
    )


def _positive(value: float | Decimal) -> Decimal:
    number = exact(value)
    if number <= 0:
        raise ValueError(f"{value} is not more than 0")
    return number
