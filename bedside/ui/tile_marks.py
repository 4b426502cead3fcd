"""What stands beside a number without being an alarm: near a limit, and how far from the baseline (ALM-63).

Information only: no alarm colour, no flash, no sound.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.prealarm import approaching
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui import formats
from bedside.ui.tile_state import TileLook
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

AGAINST_BASELINE: Final = frozenset({Parameter.NIBP_SYS, Parameter.PR})


def marked(shown: TileLook, update: MonitorUpdate, parameter: Parameter) -> TileLook:
    """The look of a number with its marks; a number whose limit is crossed is past being near it."""
    value = valid_value(update, parameter)
    if value is None:
        return shown
    near = None if shown.crossed else approaching(parameter, value, update.limits)
    against = badge(update, parameter, value)
    if (near, against) == (shown.approach, shown.badge):  # as for most: a new look costs more than this
        return shown
    return replace(shown, approach=near, badge=against)


def valid_value(update: MonitorUpdate, parameter: Parameter) -> float | None:
    """The value as long as it is true now; None = old, struck, artefact or never measured."""
    if parameter in {Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP}:
        nibp = update.nibp
        if nibp is None or nibp.last is None or nibp.age is not Age.VALID:
            return None
        numbers = {numeric.parameter: numeric.value for numeric in nibp.last.numerics()}
        return numbers.get(parameter)
    state = update.numerics.get(parameter)
    if state is None or state.age is not Age.VALID or Quality.ARTEFACT & state.quality:
        return None
    return state.value


def badge(update: MonitorUpdate, parameter: Parameter, value: float) -> str:
    """How far from the value before the infusion, "+24 %"; "" before it, without one, and where nothing changed."""
    if parameter not in AGAINST_BASELINE or update.infusion is None or update.baseline is None:
        return ""
    before = update.baseline.values.get(parameter)
    if not before:
        return ""
    percent = round(100.0 * (value - before) / before)
    return "" if percent == 0 else f"{'+' if percent > 0 else '−'}{abs(percent)} %"


def baseline_note(update: MonitorUpdate, parameter: Parameter, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """ "baseline 98" under a calm number; "" without one."""
    before = None if update.baseline is None else update.baseline.values.get(parameter)
    if before is None:
        return ""
    words = QCoreApplication.translate("tile", "baseline {value}")
    return words.format(value=formats.number(before, parameter, unit))
