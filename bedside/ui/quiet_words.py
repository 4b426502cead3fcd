"""What the quiet room says. Pure: an update in, words and looks out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.escalation import EDGES
from bedside.ui.nibp_words import due_words, nibp_look
from bedside.ui.tile_state import Moment, TileLook, look, moment_of, worst_of
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

_STEP_MIN: Final = 10  # of an infusion, on the bar of its phases
_ALARMED: Final = frozenset({"on_high", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWords:
    """Everything the dim page paints; equal means nothing to paint."""

    name: str = ""
    bed: str = ""
    mode: Mode = Mode.LIVE
    clock: str = ""
    to_go: str = ""
    phase: str = ""
    elapsed: str = ""
    share: float | None = None
    steps: int = 1
    spo2: TileLook | None = None
    pr: TileLook | None = None
    nibp: TileLook | None = None
    mean: str = ""
    spo2_limits: tuple[LimitView, ...] = ()
    pr_limits: str = ""
    nibp_limits: str = ""
    nibp_age: str = ""
    bar: str = ""
    message: str = ""  # of the first alarm
    edge: str = ""  # its colour
    icon: str = "weather-night"


def quiet_words(
    update: MonitorUpdate,
    station: StationUpdate,
    alarms: list[BedAlarm],
    now: float,
    unit: PressureUnit = PressureUnit.MMHG,
) -> QuietWords:
    """The page of one bed at station time `now`, s, with pressures in `unit`."""
    session, infusion, nibp = update.session, update.infusion, update.nibp
    elapsed = to_go = ""
    share, steps = None, 1
    if infusion is not None:
        elapsed = formats.duration(infusion.elapsed_s(update.now))
        remaining = infusion.remaining_s(update.now)
        if remaining is not None and infusion.planned_min:
            planned = infusion.planned_min * 60.0
            elapsed = _tr("{elapsed} of {planned}").format(elapsed=elapsed, planned=formats.duration(planned))
            to_go = _tr("{time} to go").format(time=formats.time_left(remaining))
            share = round(min(1.0, infusion.elapsed_s(update.now) / planned), 3)
            steps = max(1, round(infusion.planned_min / _STEP_MIN))
    last = None if nibp is None else nibp.last
    age = "" if last is None else _tr("{age} ago").format(age=formats.age(update.now - last.t))
    first = next(iter(alarms), None)
    return QuietWords(
        name=_first_name(session.label) if session is not None else "",
        bed=_tr("Bed {n}").format(n=formats.bed_name(update.bed, update.mode)),
        mode=update.mode,
        clock=formats.clock(station.utc)[:5],
        to_go=to_go,
        phase="" if session is None else formats.phase_name(session.phase),
        elapsed=elapsed,
        share=share,
        steps=steps,
        spo2=_look(update, Parameter.SPO2),
        pr=_look(update, Parameter.PR),
        nibp=nibp_look(update, _steady(update, unit)),
        mean="" if last is None or last.map is None else formats.number(last.map, Parameter.NIBP_MAP, unit),
        spo2_limits=tuple(
            limit
            for limit in update.limits
            if limit.parameter is Parameter.SPO2
            and (limit.direction is Direction.LOW or limit.priority is Priority.MEDIUM)
        ),
        pr_limits=_span(update, Parameter.PR, unit),
        nibp_limits=_tr("sys {span}").format(span=_span(update, Parameter.NIBP_SYS, unit)),
        nibp_age=" ".join(part for part in (age, *due_words(nibp, update.now)) if part),
        bar=_bar(station, bool(alarms), now),
        message="" if first is None else formats.alarm_message(first.alarm.change, unit),
        edge="" if first is None else EDGES[first.alarm.change.priority],
        icon="weather-night" if first is None else formats.priority_icon(first.alarm.change.priority),
    )


def number_role(shown: TileLook) -> str:
    """The role of a number on the dim page: nothing is filled here, so no role of a fill."""
    return "text" if shown.number_role in _ALARMED else shown.number_role


def _look(update: MonitorUpdate, parameter: Parameter) -> TileLook:
    alarm = worst_of(update.alarms, frozenset({parameter}))
    return look(update.numerics.get(parameter), alarm, _steady(update))


def _steady(update: MonitorUpdate, unit: PressureUnit = PressureUnit.MMHG) -> Moment:
    return moment_of(update, (False, False), unit)


def _span(update: MonitorUpdate, parameter: Parameter, unit: PressureUnit) -> str:
    low, high = formats.limit_range(update.limits, parameter, unit)
    return f"{low or _tr('off')} – {high or _tr('off')}"


def _bar(station: StationUpdate, alarming: bool, now: float) -> str:
    sound = station.sound
    parts = [_tr("at {place}").format(place=sound.station_output)]
    if sound.tested_utc is not None:
        parts.append(_tr("tested {time}").format(time=formats.clock(sound.tested_utc)[:5]))
    if sound.checked_t is not None:
        parts.append(_tr("heard there {age} ago").format(age=formats.age(max(0.0, now - sound.checked_t))))
    where = ", ".join(parts)
    if alarming:
        return _tr("It sounds {where}.").format(where=where)
    return _tr("No active alarms. Sound and alarms are {where}.").format(where=where)


def _first_name(label: str) -> str:
    """The first name alone: others in the room may read it. A label that is no name stays as it is."""
    family, comma, first = label.partition(",")
    return first.split()[0] if comma and first.split() else family.split()[0] if family.split() else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuietRoom", text)
