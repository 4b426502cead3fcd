"""Ideal weight after Devine, and body mass index: shown beside the actual weight, chosen by a person only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from bedside.vitals.patients import Sex

_CM_PER_INCH: Final = 2.54
_LEAST_CM: Final = 152.4  # 60 inches; the formula knows nobody shorter
_TALLEST_CM: Final = 250.0
_KG_PER_INCH: Final = 2.3
_AT_60_INCHES_KG: Final = {Sex.MALE: 50.0, Sex.FEMALE: 45.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealWeight:
    """The weight, or why there is none."""

    kg: float | None
    reason: str = ""  # one sentence; "" where there is a weight


def ideal_weight(sex: Sex, height_cm: float | None) -> IdealWeight:
    """Devine's ideal weight: 50 kg (men) or 45.5 kg (women), and 2.3 kg for each inch over 60."""
    if sex not in _AT_60_INCHES_KG:
        return IdealWeight(
            kg=None, reason="The ideal weight needs the sex: the formula knows men and women only."
        )
    if height_cm is None:
        return IdealWeight(kg=None, reason="The ideal weight needs the height: enter it in cm.")
    if not math.isfinite(height_cm) or not 0 < height_cm <= _TALLEST_CM:
        return IdealWeight(kg=None, reason="That height cannot be meant: enter it in cm.")
    if height_cm < _LEAST_CM:
        return IdealWeight(kg=None, reason="There is no ideal weight below 152.4 cm: use the actual weight.")
    inches_over = (height_cm - _LEAST_CM) / _CM_PER_INCH
    return IdealWeight(kg=_AT_60_INCHES_KG[sex] + _KG_PER_INCH * inches_over)


def body_mass_index(weight_kg: float | None, height_cm: float | None) -> float | None:
    """kg/m²; None without a weight or a height that can be meant."""
    if weight_kg is None or height_cm is None:
        return None
    if not (0 < weight_kg < math.inf and 0 < height_cm <= _TALLEST_CM):
        return None
    return weight_kg / (height_cm / 100.0) ** 2
