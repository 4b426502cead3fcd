"""Dose arithmetic, exact in decimal: numbers count as they were typed, never as the nearest binary one (DOSE-01).

bedside says what typed numbers mean in other units; it never proposes one. Everything is a `Decimal`; what is shown is
rounded apart from it, and says so (`shown`). Reading what was typed is in `typed_number`, the dose sheet in
`dose_sheet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Final

MINUTES_PER_H: Final = Decimal(60)
MCG_PER_MG: Final = Decimal(1000)
_DIVISION_DIGITS: Final = 40  # of a quotient that never ends; far more than any number typed


class RateUnit(StrEnum):
    """Units a rate may be typed in; recorded is always mL/h, beside what was typed."""

    ML_H = "mL/h"
    MG_H = "mg/h"
    MG_KG_H = "mg/kg/h"
    MCG_KG_MIN = "mcg/kg/min"


class DoseUnit(StrEnum):
    """Units a bolus may be typed in; recorded is always mg, beside what was typed."""

    MG = "mg"
    MG_KG = "mg/kg"
    ML = "mL"


PER_KG: Final = frozenset({RateUnit.MG_KG_H, RateUnit.MCG_KG_MIN})


def exact(value: float | Decimal) -> Decimal:
    """A number as it was typed: 0.1 is one tenth.

    Raises:
        ValueError: it is not finite.
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(f"{value} is no number of a dose")
    return number


def divided(above: Decimal, below: Decimal) -> Decimal:
    """The quotient, to more digits than anything typed has."""
    with localcontext() as context:
        context.prec = _DIVISION_DIGITS
        return above / below


def _of_weight(unit: RateUnit, weight_kg: float | Decimal | None) -> tuple[Decimal, Decimal] | None:
    """What a rate of `unit` is multiplied with and divided by to be mg/h; None without the weight it needs."""
    if unit not in PER_KG:
        return Decimal(1), Decimal(1)
    if not weight_kg:
        return None
    if unit is RateUnit.MG_KG_H:
        return exact(weight_kg), Decimal(1)
    return exact(weight_kg) * MINUTES_PER_H, MCG_PER_MG


def to_mg_h(
    value: float | Decimal,
    unit: RateUnit,
    *,
    concentration_mg_ml: float | Decimal | None,
    weight_kg: float | Decimal | None,
) -> Decimal | None:
    """A rate in mg/h; None where the weight or the concentration it needs is not known."""
    if unit is RateUnit.ML_H:
        return exact(value) * exact(concentration_mg_ml) if concentration_mg_ml else None
    factors = _of_weight(unit, weight_kg)
    return None if factors is None else divided(exact(value) * factors[0], factors[1])


def from_mg_h(
    mg_h: float | Decimal,
    unit: RateUnit,
    *,
    concentration_mg_ml: float | Decimal | None,
    weight_kg: float | Decimal | None,
) -> Decimal | None:
    """A rate of mg/h in another unit; None where the weight or the concentration it needs is not known."""
    if unit is RateUnit.ML_H:
        return divided(exact(mg_h), exact(concentration_mg_ml)) if concentration_mg_ml else None
    factors = _of_weight(unit, weight_kg)
    return None if factors is None else divided(exact(mg_h) * factors[1], factors[0])


def converted(
    value: float | Decimal,
    unit: RateUnit,
    to: RateUnit,
    *,
    concentration_mg_ml: float | Decimal | None,
    weight_kg: float | Decimal | None,
) -> Decimal | None:
    """A rate in another unit; None where what that needs is not known. The same unit needs nothing."""
    if unit is to:
        return exact(value)
    mg_h = to_mg_h(value, unit, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)
    if mg_h is None:
        return None
    return from_mg_h(mg_h, to, concentration_mg_ml=concentration_mg_ml, weight_kg=weight_kg)


def bolus_mg(
    value: float | Decimal,
    unit: DoseUnit,
    *,
    concentration_mg_ml: float | Decimal | None = None,
    weight_kg: float | Decimal | None = None,
) -> Decimal | None:
    """A dose in mg; None where the weight or the concentration it needs is not known."""
    match unit:
        case DoseUnit.MG:
            return exact(value)
        case DoseUnit.MG_KG:
            return exact(value) * exact(weight_kg) if weight_kg else None
        case DoseUnit.ML:
            return exact(value) * exact(concentration_mg_ml) if concentration_mg_ml else None


def bolus_in(
    mg: float | Decimal,
    unit: DoseUnit,
    *,
    concentration_mg_ml: float | Decimal | None = None,
    weight_kg: float | Decimal | None = None,
) -> Decimal | None:
    """A dose of mg in another unit; None where the weight or the concentration it needs is not known."""
    match unit:
        case DoseUnit.MG:
            return exact(mg)
        case DoseUnit.MG_KG:
            return divided(exact(mg), exact(weight_kg)) if weight_kg else None
        case DoseUnit.ML:
            return divided(exact(mg), exact(concentration_mg_ml)) if concentration_mg_ml else None


def plain(value: Decimal) -> str:
    """All digits of a number, no exponent and no trailing zeros: "52.5", "35", "0.000001"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number as a screen writes it, with a point; `rounded` says that the exact one has more digits."""

    text: str
    rounded: bool

    @property
    def marked(self) -> str:
        """With "≈" before a rounded one."""
        return f"≈ {self.text}" if self.rounded else self.text


def shown(value: Decimal, decimals: int) -> Shown:
    """At most so many decimals, half a unit upwards; without trailing zeros, and never 0 for what is more."""
    digits = Decimal(1).scaleb(-decimals)
    with localcontext() as context:
        context.prec = max(_DIVISION_DIGITS, abs(value.adjusted()) + decimals + 2)
        rounded = value.quantize(digits, rounding=ROUND_HALF_UP)
        if rounded == 0 and value != 0:
            rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - 1), rounding=ROUND_HALF_UP)
    return Shown(text=plain(rounded), rounded=rounded != value)
