"""Weights that ask for a second look: a decimal mark in the wrong place, another unit, another patient (DOSE-03).

Every dose per kg hangs on this number; a warning asks for a reason and never blocks.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bedside.therapy.dose import divided, exact, shown
from bedside.therapy.dose_cautions import SLIP_RATIO, Caution, near, written

WEIGHT_CHANGE_PERCENT: Final = Decimal(10)  # of the weight last time; more is asked about
_ADULT_KG: Final = (Decimal(30), Decimal(250))  # outside, a weight is asked about
_LIKELY_KG: Final = (Decimal(40), Decimal(160))  # a slip of ten that lands here is named


def weight_cautions(
    weight_kg: float | Decimal, last_kg: float | Decimal | None = None, *, adult: bool = True
) -> tuple[Caution, ...]:
    """What to say about an entered weight; at most one thing.

    Args:
        weight_kg: as entered. last_kg: of the visit before; None = the first.
        adult: children may weigh anything.
    """
    weight = exact(weight_kg)
    said = "" if not last_kg else _against_last(weight, exact(last_kg))
    if said:
        return (Caution(key="weight_changed", words=said),)
    if adult and not _ADULT_KG[0] <= weight <= _ADULT_KG[1]:
        meant = weight * SLIP_RATIO if weight < _ADULT_KG[0] else weight / SLIP_RATIO
        if _LIKELY_KG[0] <= meant <= _LIKELY_KG[1]:
            words = f"{written(weight)} kg is unusual for an adult. Is the decimal mark in its place?"
        else:
            words = f"{written(weight)} kg is unusual for an adult. Is it in kg?"
        return (Caution(key="weight_unlikely", words=words),)
    return ()


def _against_last(weight: Decimal, last: Decimal) -> str:
    now, then = written(weight), written(last)
    if near(weight, last * SLIP_RATIO):
        return f"{now} kg is ten times the {then} kg of last time. Is the decimal mark in its place?"
    if near(weight * SLIP_RATIO, last):
        return f"{now} kg is a tenth of the {then} kg of last time. Is the decimal mark in its place?"
    change = divided(100 * (weight - last), last)
    if change > WEIGHT_CHANGE_PERCENT:
        return f"{now} kg is {shown(change, 0).text} % more than the {then} kg of last time."
    if change < -WEIGHT_CHANGE_PERCENT:
        return f"{now} kg is {shown(-change, 0).text} % less than the {then} kg of last time."
    return ""
