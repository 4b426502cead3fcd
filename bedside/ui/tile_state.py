"""How one parameter looks now: fill, edges, number and words, from its value, its age and its alarms.

Pure and table-like: the same function serves the big tile, the cells of the station and the tests. Replay shows
the alarms that were recorded outlined, never filled, never flashing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate, NumericState
from bedside.ui import formats
from bedside.ui.spoken import spoken, told
from bedside.vitals.alarms import (
    Activation,
    ActiveAlarm,
    AlarmChange,
    Change,
    Direction,
    Kind,
    Presence,
    Priority,
)
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from bedside.vitals.sessions import Mode

NO_VALUE: Final = NumericState(parameter=Parameter.SPO2, value=None, t=None, age=Age.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TileLook:
    """What to paint. Roles are those of the theme; "" = none."""

    number: str
    number_role: str
    struck: bool = False
    fill: str = "surface"
    outer: str = ""  # role of the outer edge
    outer_px: float = 0.0
    inner: str = ""  # role of the 2 px inner edge
    low_line: bool = False  # the 4 px line under the number
    word: str = ""
    word_role: str = "text"
    icon: str = ""
    icon_role: str = ""
    pinned: bool = False  # stays until acknowledged
    acknowledged: bool = False
    note: str = ""
    brief_note: str = ""  # the part of it that must not be cut; "" = all of it
    words_role: str = "text2"  # name, limits and note: they must stay readable on the fill
    crossed: tuple[Direction, Priority] | None = None  # the limit that is crossed, drawn bold
    approach: Direction | None = None  # near that side's limit: outlined number and arrow (ALM-63)
    badge: str = ""  # against the baseline, "+24 %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and where a look is asked for."""

    now: float  # session time, s
    lit: tuple[bool, bool] = (True, True)  # flash phase of High and Medium
    started_utc: datetime | None = None
    replay: bool = False
    log: tuple[AlarmChange, ...] = ()  # the session's alarm changes, for the time a worst value was reached
    unit: PressureUnit = PressureUnit.MMHG  # blood pressures are shown in


def moment_of(
    update: MonitorUpdate, lit: tuple[bool, bool], unit: PressureUnit = PressureUnit.MMHG
) -> Moment:
    """The moment an update is looked at, with the flash phase and the pressure unit of the screen."""
    return Moment(
        now=update.now,
        lit=lit,
        started_utc=None if update.session is None else update.session.started_utc,
        replay=update.mode is Mode.REPLAY,
        log=update.alarm_log,
        unit=unit,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("tile", text)


def worst_of(alarms: Iterable[ActiveAlarm], parameters: frozenset[Parameter]) -> ActiveAlarm | None:
    """The first alarm in display order that belongs to one of these parameters."""
    return next((alarm for alarm in alarms if alarm.change.parameter in parameters), None)


def look(
    state: NumericState | None, alarm: ActiveAlarm | None, moment: Moment, *, number: str | None = None
) -> TileLook:
    """The look of one parameter.

    Args:
        state: its value and age; None = this bed has no such value.
        alarm: its worst alarm, if any.
        moment: session time, flash phase, replay.
        number: the text to show for a valid value when it is not just this number (NIBP).
    """
    shown = state if state is not None else NO_VALUE
    base = _without_alarm(shown, moment, number)
    if alarm is None:
        return base
    return _with_alarm(base, shown, alarm, moment)


def _without_alarm(state: NumericState, moment: Moment, number: str | None) -> TileLook:
    value = number if number is not None else formats.number(state.value, state.parameter, moment.unit)
    role = formats.role_of(state.parameter)
    reason = spoken(state.reason)
    since = moment.now - state.t if state.t is not None else None
    if state.age is Age.NONE or (state.value is None and number is None):
        return TileLook(
            number=formats.DASHES,
            number_role="text3",
            note=reason or _tr("no reading yet"),
        )
    match state.age:
        case Age.STRUCK:
            note = f"{reason} {formats.age(since)}" if reason and since is not None else reason
            return _quiet(value, reason, note, struck=True)
        case Age.GONE:
            last = _tr("last {value}, {age} ago")
            note = "" if since is None else last.format(value=value, age=formats.age(since))
            return _quiet(formats.DASHES, reason, note)
        case Age.FADED:
            note = "" if since is None else _tr("{age} ago").format(age=formats.age(since))
            return TileLook(number=value, number_role="text3", note=reason or note)
    if Quality.ARTEFACT & state.quality:
        return _quiet(value, _tr("artefact"), reason or _tr("signal poor"))
    return TileLook(number=value, number_role=role)


def _quiet(number: str, reason: str, note: str, *, struck: bool = False) -> TileLook:
    return TileLook(
        number=number,
        number_role="text3",
        struck=struck,
        word=reason.upper(),
        word_role="text2",
        icon="alert-outline" if reason else "",
        icon_role="text2",
        note=note,
    )


def _with_alarm(base: TileLook, state: NumericState, alarm: ActiveAlarm, moment: Moment) -> TileLook:
    change = alarm.change
    acknowledged = change.presence is Presence.ACKNOWLEDGED
    latched = change.presence is Presence.LATCHED or not change.present
    pinned = (
        change.priority is Priority.HIGH and change.kind is Kind.PHYSIOLOGICAL and not acknowledged
    ) or change.presence is Presence.LATCHED
    current = base.number_role == formats.role_of(state.parameter)  # a valid value, not a faded one
    note = base.note or _alarm_note(alarm, moment, latched=latched, acknowledged=acknowledged)
    brief = "" if base.note else _brief_note(alarm, moment, latched=latched, acknowledged=acknowledged)
    word = formats.priority_word(change.priority)
    crossed = (change.direction, change.priority) if change.direction is not None else None
    # A pause holds the rhythm as well as the sound: steady in the look of the lit phase, never hidden.
    paused = change.activation is Activation.PAUSED and not acknowledged
    lit_high, lit_medium = (True, True) if paused else moment.lit
    steady = acknowledged or moment.replay
    # A technical alarm says its reason where the priority's word would stand.
    if change.kind is Kind.TECHNICAL and base.word:
        word = base.word
    if change.times > 1:  # onsets that belong together are one episode (ALM-61)
        word = f"{word} ×{change.times}"
    number_role, fill, inner, words_role = base.number_role, "surface", "", "text2"
    line_role = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}[
        change.priority
    ]
    icon_role, outer, outer_px = line_role, line_role, 0.0
    match change.priority:
        case Priority.HIGH:
            outer_px = 6.0
            if not moment.replay:
                fill = "hightint"
                inner = "" if acknowledged else "text"
                if current and not latched:
                    number_role = "text"
                if lit_high and not steady:
                    fill, inner, icon_role, words_role = "highnum", "on_high", "on_high", "on_high"
                    number_role = "on_high"
        case Priority.MEDIUM:
            outer_px = 4.0 if (lit_medium and not steady) or moment.replay else 2.0
        case Priority.LOW:
            outer = ""
    return TileLook(
        number=base.number,
        number_role=number_role,
        struck=base.struck,
        fill=fill,
        outer=outer,
        outer_px=outer_px,
        inner=inner,
        low_line=change.priority is Priority.LOW,
        word=word,
        word_role="on_high" if fill == "highnum" else "text",
        icon=formats.priority_icon(change.priority),
        icon_role=icon_role,
        pinned=pinned,
        acknowledged=acknowledged,
        note=note,
        brief_note=brief,
        words_role=words_role,
        crossed=crossed,
    )


def _alarm_note(alarm: ActiveAlarm, moment: Moment, *, latched: bool, acknowledged: bool) -> str:
    change = alarm.change
    if acknowledged and alarm.reminder_t is not None and alarm.reminder_t > moment.now:
        return _tr("reminder in {time}").format(time=formats.duration(alarm.reminder_t - moment.now))
    if change.parameter is None or change.worst is None or change.limit is None:
        return told(change.words)
    worst = formats.number(change.worst, change.parameter, moment.unit)
    if latched and moment.started_utc is not None:
        when = formats.clock_at(moment.started_utc, _worst_t(change, moment.log), moment.now)
        return _tr("reached {value} at {time}").format(value=worst, time=when)
    extreme = _tr("lowest {value} · limit {limit}")
    if change.direction is Direction.HIGH:
        extreme = _tr("highest {value} · limit {limit}")
    return extreme.format(value=worst, limit=formats.number(change.limit, change.parameter, moment.unit))


def _brief_note(alarm: ActiveAlarm, moment: Moment, *, latched: bool, acknowledged: bool) -> str:
    """What must not be cut of the note of an alarm that was there: the worst value."""
    change = alarm.change
    if acknowledged or not latched or change.parameter is None or change.worst is None:
        return ""
    worst = formats.number(change.worst, change.parameter, moment.unit)
    return _tr("reached {value}").format(value=worst)


def _worst_t(change: AlarmChange, log: tuple[AlarmChange, ...]) -> float:
    for earlier in reversed(log):
        if earlier.condition == change.condition and earlier.change in {Change.WORSE, Change.ONSET}:
            return earlier.t
    return change.onset_t
