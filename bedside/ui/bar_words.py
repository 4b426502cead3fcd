"""What the alarm bar says and how it is dressed, from the alarms alone. Pure: nothing is painted here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from bedside.ui import flash, formats, theme
from bedside.ui.alarm_list import BedAlarm, LimitOff
from bedside.ui.escalation import EDGES
from bedside.ui.pauses import live
from bedside.ui.spoken import told
from bedside.vitals.alarms import Activation, Direction, Priority
from bedside.vitals.commands import STATION_BED
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Mode

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate

_AT: Final = theme.layout("alarm_bar")
_FILL: Final = {
    Priority.HIGH: ("high", "on_high"),
    Priority.MEDIUM: ("med", "on_med"),
    Priority.LOW: ("low", "on_low"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BarWords:
    """What is painted; equal means nothing to paint."""

    icon: str
    icon_role: str
    message: str
    alarm: bool = False
    fill: str = "surface"
    on_fill: str = "text"
    edge: str = ""
    edge_px: float = 0.0
    inner: str = ""
    words: str = ""  # priority and detail, the first to go when room is short
    bed: str = ""
    # "Bed 2" in front of the message where `bed` has no room; "" when no other bed can be meant
    place: str = ""
    since: str = ""
    elapsed: str = ""
    count: str = ""  # "1 of 3"; "" for one line or none
    off: str = ""  # how many limits a person switched off, while an alarm is shown
    note: str = ""  # beside the message of a calm bar

    @property
    def spoken(self) -> str:
        """The same for a screen reader."""
        parts = (self.message, self.words, self.bed, self.since, self.note, self.count, self.off)
        return " ".join(part for part in parts if part)


def of_alarms(
    alarms: Sequence[BedAlarm],
    index: int,
    off: Sequence[LimitOff],
    now: float,
    *,
    several: bool = False,
    unit: PressureUnit = PressureUnit.MMHG,
) -> BarWords:
    """The alarm at `index` of those in display order.

    Args:
        alarms: of every bed and the station.
        index: of the one that is shown.
        off: limits a person switched off.
        now: station time, s.
        several: more than one bed is monitored, so the bar always has to say which one alarms (ALM-04).
        unit: of blood pressures.
    """
    item = alarms[index]
    change = item.alarm.change
    return replace(
        _dressed(item, flash.lit(change, now)),
        message=_message(item, unit),
        words=f"{formats.priority_word(change.priority)} · {_detail(item, unit)}",
        bed=_whose(item.bed, item.bed_name, item.label),
        place=_whose(item.bed, item.bed_name, "") if several else "",
        since=_since(item),
        elapsed=formats.duration(max(0.0, now - item.onset_station_t)),
        count=_count(index, len(alarms)),
        off=_tr("{n} off").format(n=len(off)) if off else "",
    )


def of_limits(off: Sequence[LimitOff], index: int) -> BarWords:
    """A limit a person switched off, while no alarm is shown (ALM-33)."""
    item = off[index]
    low = item.direction is Direction.LOW
    name = formats.short_name(item.parameter)
    limit = (_tr("{name} low limit off") if low else _tr("{name} high limit off")).format(name=name)
    said = [_tr(" and ").join(formats.priority_word(priority) for priority in item.priorities)]
    if item.since_t is not None and item.started_utc is not None:
        since = formats.clock_minute_at(item.started_utc, item.since_t)
        said.append(_tr("switched off {time}").format(time=since))
    said.append(_tr("no active alarms"))
    return BarWords(
        icon="bell-off-outline",
        icon_role="text",
        message=f"{_tr('Bed {n}').format(n=item.bed_name)}: {limit}",
        note=" · ".join(said),
        count=_count(index, len(off)),
    )


def calm(updates: Mapping[int, MonitorUpdate]) -> BarWords:
    """Nothing alarms and every limit is in force."""
    beds = live(updates).values()
    if not beds:
        return BarWords(
            icon="bell-outline",
            icon_role="text2",
            message=_tr("No bed is monitored"),
            note=_tr("Alarms begin with the first device"),
        )
    profiles = sorted({update.session.profile for update in beds if update.session is not None})
    note = _tr("Limits: {profile}").format(profile=", ".join(profiles))
    if any(update.mode is Mode.SIMULATION for update in beds):
        note += _tr(" · simulated alarms look as real ones")
    return BarWords(
        icon="check-circle-outline", icon_role="text2", message=_tr("No active alarms"), note=note
    )


def _dressed(item: BedAlarm, lit: bool) -> BarWords:
    """Icon, fill and edges by priority and half of the flash."""
    priority = item.alarm.change.priority
    fill, on_fill = _FILL[priority]
    high = priority is Priority.HIGH
    icon_role, edge, edge_px, inner = on_fill, "", 0.0, ""
    if high:
        edge, edge_px, inner = EDGES[priority], _AT.edge_high, "on_high" if lit else "text"
    if not lit:
        fill, on_fill, icon_role = "hightint" if high else "surface", "text", EDGES[priority]
        if high:
            inner = "" if item.acknowledged else inner
        else:
            edge, edge_px = EDGES[priority], _AT.edge_other
    return BarWords(
        icon="check" if item.acknowledged else formats.priority_icon(priority),
        icon_role=icon_role,
        message="",
        alarm=True,
        fill=fill,
        on_fill=on_fill,
        edge=edge,
        edge_px=edge_px,
        inner=inner,
    )


def _message(item: BedAlarm, unit: PressureUnit) -> str:
    change = item.alarm.change
    said = formats.alarm_message(change, unit)
    return said if change.times < 2 else f"{said} ×{change.times}"


def _detail(item: BedAlarm, unit: PressureUnit) -> str:
    change = item.alarm.change
    if item.acknowledged:
        by = item.alarm.acknowledged_by
        return _tr("acknowledged") if by is None else _tr("acknowledged by {name}").format(name=by.name)
    if not change.present:
        if change.parameter is not None and item.value_now is not None:
            value = formats.number(item.value_now, change.parameter, unit)
            return _tr("now {value}, stays until acknowledged").format(value=value)
        return _tr("over, stays until acknowledged")
    said = told(change.words) if change.limit is not None else told(change.rule) or _tr("equipment")
    if item.site_rule:
        said = _tr("{words} · site rule: {rule}").format(words=said, rule=item.site_rule)
    if change.activation is Activation.PAUSED:
        return _tr("{words} · sound paused").format(words=said)
    return said


def _whose(bed: int, name: str, label: str) -> str:
    if bed == STATION_BED:
        return _tr("Station")
    said = _tr("Bed {n}").format(n=name)
    return f"{said} · {label}" if label else said


def _since(item: BedAlarm) -> str:
    if item.started_utc is None:
        return ""
    onset_t = item.alarm.change.onset_t
    return _tr("since {time}").format(time=formats.clock_at(item.started_utc, onset_t, item.now))


def _count(index: int, many: int) -> str:
    return _tr("{i} of {n}").format(i=index + 1, n=many) if many > 1 else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("AlarmBar", text)
