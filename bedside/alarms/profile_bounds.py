"""The hard bounds of an alarm profile: what no file and no person may put in a cell (ALM-20)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bedside.alarms.profile import AT_ONCE, LIMITS, LimitSet
from bedside.vitals.parameters import PARAMETERS, Parameter

BRACKETS: Mapping[tuple[Parameter, str], tuple[float, float]] = MappingProxyType(
    {
        (Parameter.SPO2, "high_low"): (80, 95),
        (Parameter.SPO2, "med_low"): (85, 98),
        (Parameter.SPO2, "high_high"): (90, 100),
        (Parameter.SPO2, "persistence_med_s"): (0, 15),
        (Parameter.SPO2, "persistence_high_s"): (0, 15),
        (Parameter.SPO2, AT_ONCE): (5, 10),
        (Parameter.SPO2, "clear_by"): (1, 5),
        (Parameter.PR, "high_low"): (20, 60),
        (Parameter.PR, "med_low"): (30, 70),
        (Parameter.PR, "med_high"): (80, 180),
        (Parameter.PR, "high_high"): (100, 220),
        (Parameter.NIBP_SYS, "high_low"): (50, 100),
        (Parameter.NIBP_SYS, "med_low"): (60, 110),
        (Parameter.NIBP_SYS, "med_high"): (120, 200),
        (Parameter.NIBP_SYS, "high_high"): (140, 220),
        (Parameter.NIBP_DIA, "high_low"): (25, 60),
        (Parameter.NIBP_DIA, "med_low"): (30, 70),
        (Parameter.NIBP_DIA, "med_high"): (80, 120),
        (Parameter.NIBP_DIA, "high_high"): (90, 140),
        (Parameter.NIBP_MAP, "high_low"): (35, 70),
        (Parameter.NIBP_MAP, "med_low"): (45, 80),
        (Parameter.NIBP_MAP, "med_high"): (95, 150),
        (Parameter.NIBP_MAP, "high_high"): (105, 165),
        (Parameter.RR, "high_low"): (4, 12),
        (Parameter.RR, "med_low"): (6, 16),
        (Parameter.RR, "med_high"): (16, 50),
        (Parameter.RR, "high_high"): (20, 60),
    }
)
"""Hard bounds of single cells, inclusive. In brackets in ALM-20: the Medium cells of SpO2, pulse, systolic and
diastolic, and the delay of Medium SpO2. The at-once step goes by the 5 or 10 points that oximeters offer for a rapid
desaturation. The others are our own: a High limit that stands so far out that it can never be met is a limit that is
off, without the person and the reason that takes."""

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"persistence_med_s": (0, 30), "persistence_high_s": (0, 30), "clear_by": (0, 10), "clear_for_s": (0, 30)}
)
"""Bounds of a column where the cell has none of its own; a limit's are the parameter's plausible range."""

MAY_BE_OFF: Final = frozenset({(Parameter.SPO2, "med_high"), (Parameter.SPO2, "high_high")})
"""The only limits a profile may leave out; any other is switched off at the bedside, by a person, with a reason."""

RATE_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "spo2_fall": (2, 20),
        "spo2_fall_persistence_s": (0, 30),
        "pr_rise": (10, 100),
        "pr_drop": (10, 100),
        "pr_persistence_s": (0, 30),
        "nibp_sys_rise": (10, 100),
    }
)
"""Bounds of the cells of [rate_of_change] (ALM-64)."""

RATES_MAY_BE_OFF: Final = frozenset({"spo2_fall", "pr_rise", "pr_drop", "nibp_sys_rise"})

NIBP_EVERY_BOUNDS: Final = (1.0, 120.0)  # min; what the automatic mode of cuff monitors offers


def cell_fault(parameter: Parameter, cell: str, value: float, called: str) -> str:
    """Why `value` cannot stand in a cell, in words that call it `called`; "" = it can."""
    info = PARAMETERS[parameter]
    bounds = BRACKETS.get((parameter, cell)) or BOUNDS.get(cell, (info.low, info.high))
    return bounds_fault(value, bounds, called)


def order_fault(parameter: Parameter, limits: LimitSet, called: Callable[[str], str]) -> str:
    """What is wrong between the cells of one parameter, in words that call a cell `called(cell)`; "" = nothing."""
    known = [(cell, value) for cell in LIMITS if (value := limits.cell(cell)) is not None]
    for (lower, a), (upper, b) in itertools.pairwise(known):
        if a >= b:
            return f"{called(lower)} = {a:g} is not under {called(upper)} = {b:g}"
    low, high, inwards = limits.med_low, limits.med_high, limits.clear_by
    if low is None:
        return ""
    ceiling = PARAMETERS[parameter].high if high is None else high - inwards
    if low + inwards > ceiling:
        return f"{called('clear_by')} = {inwards:g} leaves no value at which alarms clear"
    return ""


def bounds_fault(value: float, bounds: tuple[float, float], called: str) -> str:
    """Why `value` cannot stand within inclusive bounds, in words that call it `called`; "" = it can."""
    low, high = bounds
    return "" if low <= value <= high else f"{called} = {value:g} is outside {low:g} to {high:g}"
