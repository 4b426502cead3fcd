"""A cuff reading against the baseline: within so many per cent, and how far off, in words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.therapy.baseline import Baseline
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DischargeRules

# What the mean of decimal numbers may be off by: 120 % of 105.1 is not exactly what a person works out.
_ROUNDING: Final = 1e-9


def within(value: float, base: float, percent: float) -> bool:
    """Whether `value` is within `percent` of `base`, the ends included."""
    return abs(value - base) * 100 <= percent * abs(base) + _ROUNDING


def each_within(values: NDArray[np.float64], base: float, percent: float) -> NDArray[np.bool_]:
    """As `within`, of many values at once; NaN is not."""
    return np.abs(values - base) * 100 <= percent * abs(base) + _ROUNDING


def off_by(value: float, base: float) -> str:
    """How far off in whole per cent: "+2 %", "−12 %", "0 %"."""
    percent = round((value - base) * 100 / base)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent)} %"


def judge(sys: float, dia: float, baseline: Baseline | None, rules: DischargeRules) -> tuple[bool, str]:
    """Whether systolic and diastolic pressure, mmHg, let a patient go, and what was found.

    Each lies within the baseline's band, or is lower than the site's own limit. That limit opens the band upwards
    only: a pressure that fell below the band is not let go by it.
    """
    found = f"{sys:g}/{dia:g} mmHg"
    sides = (
        (sys, _base(baseline, Parameter.NIBP_SYS), rules.sys_below),
        (dia, _base(baseline, Parameter.NIBP_DIA), rules.dia_below),
    )
    met = all(_side(value, base, rules.pressure_percent, below) for value, base, below in sides)
    apart = [off_by(value, base) for value, base, _ in sides if base]
    if len(apart) == len(sides):
        return met, f"{found}, {' and '.join(apart)}"
    return met, f"{found}, {'under the site limit' if met else 'no baseline: a supervisor decides'}"


def _base(baseline: Baseline | None, parameter: Parameter) -> float | None:
    return None if baseline is None else baseline.values.get(parameter)


def _side(value: float, base: float | None, percent: float, below: float | None) -> bool:
    if base is not None and within(value, base, percent):
        return True
    return below is not None and value < below and (base is None or value > base)
