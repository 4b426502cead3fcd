"""What is said of the cuff: its last reading, when the next one is due, and what it does now. Pure: nothing painted."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate, NibpState, NumericState
from bedside.ui import formats
from bedside.ui.spoken import spoken, told
from bedside.ui.tile_marks import marked
from bedside.ui.tile_state import Moment, TileLook, look, worst_of
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState

FADES_S: Final = 900.0  # without a plan a reading fades after 15 min (T-NIBP-STALE)
NIBP: Final = frozenset({Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP})
_WHOLE_S: Final = 1.5  # an interval is called "every 5 min" if it is that within this much


def _tr(text: str) -> str:
    return QCoreApplication.translate("NibpTile", text)


def nibp_look(update: MonitorUpdate, moment: Moment) -> TileLook:
    """The look of the cuff's number: systolic/diastolic as one text, in the moment's unit."""
    nibp = update.nibp
    last = None if nibp is None else nibp.last
    state = NumericState(
        parameter=Parameter.NIBP_SYS,
        value=None if last is None else last.sys,
        t=None if last is None else last.t,
        age=Age.NONE if nibp is None or last is None else nibp.age,
    )
    text = None if last is None else formats.pressures(last.sys, last.dia, moment.unit)
    shown = look(state, worst_of(update.alarms, NIBP), moment, number=text)
    if state.age is Age.FADED:  # its age has a place of its own
        shown = replace(shown, note="")
    return marked(shown, update, Parameter.NIBP_SYS)


def due_words(nibp: NibpState | None, now: float, *, auto: bool = False) -> tuple[str, str]:
    """When the next reading is due, as a word and a time: ("next in", "5:40"), ("overdue by", "3:00").

    `auto`: bedside starts it then. Without an interval ("", "").
    """
    if nibp is None or nibp.due_t is None:
        return "", ""
    left = nibp.due_t - now
    if left <= 0:
        return _tr("overdue by"), formats.duration(-left)
    return _tr("auto in") if auto else _tr("next in"), formats.duration(math.ceil(left))


def starts_itself(update: MonitorUpdate) -> bool:
    """Whether bedside starts the cuff of this bed when a reading is due."""
    care, nibp = update.care, update.nibp
    return care is not None and care.auto_cuff and not care.no_cuff and nibp is not None and nibp.can_start


def every_words(nibp: NibpState | None) -> str:
    """The interval in force, "every 5 min"; "" without one, or where a rate change brought the reading forward."""
    if nibp is None or nibp.due_t is None or nibp.last is None:
        return ""
    minutes = round((nibp.due_t - nibp.last.t) / formats.MINUTE)
    if minutes < 1 or abs(nibp.due_t - nibp.last.t - minutes * formats.MINUTE) > _WHOLE_S:
        return ""
    return _tr("every {n} min").format(n=minutes)


def age_share(nibp: NibpState | None, now: float) -> float:
    """How much of its time a reading has left: until the next is due, or until it fades without an interval."""
    last = None if nibp is None else nibp.last
    if nibp is None or last is None:
        return 0.0
    due_t = nibp.due_t
    whole = FADES_S if due_t is None or due_t <= last.t else due_t - last.t
    return max(0.0, round(1.0 - (now - last.t) / whole, 2))


def is_measuring(nibp: NibpState | None) -> bool:
    """Whether the cuff inflates or deflates now."""
    return nibp is not None and nibp.status is not None and nibp.status.state is CuffState.MEASURING


def cuff_words(nibp: NibpState | None, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """What the cuff does now, or why it cannot be started, in words; "" when there is nothing to say."""
    if nibp is None:
        return ""
    status = nibp.status
    if status is not None and status.state is CuffState.MEASURING:
        if status.pressure_mmhg is None:
            return _tr("measuring")
        pressure = formats.pressure(status.pressure_mmhg, unit)
        return _tr("measuring, cuff {n} {unit}").format(n=pressure, unit=unit)
    if status is not None and status.fault is not None:
        return spoken(status.fault.value)
    return told(nibp.refusal)


def reference_words(nibp: NibpState | None, moment: Moment) -> str:
    """The reading from before this session, while there is none of it: for reference only."""
    reference = None if nibp is None or nibp.last is not None else nibp.reference
    if reference is None:
        return ""
    value = formats.pressures(reference.sys, reference.dia, moment.unit)
    if moment.started_utc is None:
        return _tr("before this session {value}").format(value=value)
    when = formats.clock_minute_at(moment.started_utc, reference.t, moment.now)
    return _tr("before this session {value} at {time}").format(value=value, time=when)
