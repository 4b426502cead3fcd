"""Where the numbers of the handover card went: up, down or level, and what they were. Pure."""

from __future__ import annotations

import types
from typing import Final

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.handover_words import FALLING, LEVEL, RISING
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

_BEFORE_S: Final = 600.0  # a number is held against what it was so long ago
# So much of it is a way up or down (per cent, /min, mmHg systolic); less is the same as before.
_ENOUGH: Final = types.MappingProxyType({Parameter.SPO2: 2.0, Parameter.PR: 5.0, Parameter.NIBP_SYS: 10.0})


def turn_of(update: MonitorUpdate, parameter: Parameter, value: float) -> tuple[str, str]:
    """Where a number went in ten minutes, and what it was then; both "" where that is not known."""
    trend = update.trends.get(parameter)
    if trend is None or update.session is None or parameter not in _ENOUGH:
        return "", ""
    before = trend.value_at(update.now - _BEFORE_S, update.session.interrupted)
    if before is None:
        return "", ""
    return _arrow(value - before, _ENOUGH[parameter]), formats.number(before, parameter)


def _arrow(by: float, enough: float) -> str:
    if abs(by) < enough:
        return LEVEL
    return RISING if by > 0 else FALLING


def turn_of_cuff(update: MonitorUpdate, last: Determination, unit: PressureUnit) -> tuple[str, str]:
    """The same of a cuff reading, against the one before it."""
    earlier = [each for each in update.determinations if each.t < last.t and each.sys is not None]
    if not earlier or last.sys is None or earlier[-1].sys is None:
        return "", ""
    arrow = _arrow(last.sys - earlier[-1].sys, _ENOUGH[Parameter.NIBP_SYS])
    return arrow, formats.pressures(earlier[-1].sys, earlier[-1].dia, unit)
