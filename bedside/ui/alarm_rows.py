"""The alarms of a session as rows of a list: when, how long, how far, who took it and how soon. Pure.

One row per condition, live and of a recording alike; filters narrow the rows, grouping gathers them by parameter
when there are too many to read one by one (ALM-62).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.flood import Grouped, Hint, Review
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.alarms import Activation, AlarmChange, Change, Kind, Presence, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter

_GROUP_OF: Final = {
    Parameter.SPO2: "SpO2",
    Parameter.PI: "SpO2",
    Parameter.PLETH: "SpO2",
    Parameter.PR: "PR",
    Parameter.HR: "PR",
    Parameter.NIBP_SYS: "NIBP",
    Parameter.NIBP_DIA: "NIBP",
    Parameter.NIBP_MAP: "NIBP",
    Parameter.NIBP_PR: "NIBP",
    Parameter.RR: "RR",
}
_OF_CODE: Final = (("T-SPO2", "SpO2"), ("T-PERF", "SpO2"), ("T-NIBP", "NIBP"))
GROUPS: Final = ("SpO2", "PR", "NIBP", "RR")
"""What a row can be about; equipment of no parameter is the rest."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("AlarmRows", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """One condition from its onset on."""

    change: AlarmChange  # the newest, with the highest priority and the worst value there were
    cleared_t: float | None  # session time, s; None: still true
    acknowledged_by: str = ""
    acknowledged_after_s: float | None = None  # from the onset
    escalated: bool = False
    paused: bool = False  # a pause held it at some time

    @property
    def open(self) -> bool:
        """Whether its signal is still shown."""
        return self.change.presence is not Presence.OFF

    @property
    def group(self) -> str:
        """One of `GROUPS`, or "" for equipment that measures none of them."""
        parameter = self.change.parameter
        if parameter is not None:
            return _GROUP_OF.get(parameter, "")
        return next((group for prefix, group in _OF_CODE if self.change.code.startswith(prefix)), "")

    def lasted_s(self, now: float) -> float:
        """How long it was true until `now`, s."""
        return (now if self.cleared_t is None else self.cleared_t) - self.change.onset_t


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that names the group under it."""

    group: str
    count: int

    @property
    def words(self) -> str:
        """ "NIBP · 7 alarms"."""
        name = self.group or _tr("Equipment")
        count = _tr("1 alarm") if self.count == 1 else _tr("{n} alarms").format(n=self.count)
        return f"{name} · {count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFilter:
    """What is kept; an empty set keeps all of its kind, and all of them together must hold."""

    priorities: frozenset[Priority] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    groups: frozenset[str] = frozenset()
    only_open: bool = False

    def keeps(self, row: AlarmRow) -> bool:
        """Whether a row is shown."""
        return (
            (not self.priorities or row.change.priority in self.priorities)
            and (not self.kinds or row.change.kind in self.kinds)
            and (not self.groups or row.group in self.groups)
            and (not self.only_open or row.open)
        )


def alarm_rows(log: Iterable[AlarmChange]) -> list[AlarmRow]:
    """One row per condition, newest onset first."""
    found: dict[int, AlarmRow] = {}
    for change in log:
        row = found.get(change.condition)
        if row is None:
            row = AlarmRow(change=change, cleared_t=None)
        before = row.change
        newest = replace(
            change,
            priority=max(before.priority, change.priority),
            worst=before.worst if change.worst is None else change.worst,
            escalated=False,
        )
        acknowledged = change.change is Change.ACKNOWLEDGED and row.acknowledged_after_s is None
        found[change.condition] = AlarmRow(
            change=newest,
            cleared_t=change.t if row.cleared_t is None and not change.present else row.cleared_t,
            acknowledged_by=_name(change) if acknowledged else row.acknowledged_by,
            acknowledged_after_s=change.t - change.onset_t if acknowledged else row.acknowledged_after_s,
            escalated=row.escalated or change.escalated or change.change is Change.ESCALATED,
            paused=row.paused or change.activation is Activation.PAUSED,
        )
    return sorted(found.values(), key=lambda row: (row.change.onset_t, row.change.condition), reverse=True)


def grouped(rows: Sequence[AlarmRow]) -> list[AlarmRow | Heading]:
    """The rows by parameter, each group under its heading, the group with the newest alarm first."""
    gathered: dict[str, list[AlarmRow]] = {}
    for row in rows:
        gathered.setdefault(row.group, []).append(row)
    items: list[AlarmRow | Heading] = []
    for group, inside in gathered.items():
        items += [Heading(group, len(inside)), *inside]
    return items


def first_line(row: AlarmRow, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """The message, and which onset of its episode it was: "** NIBP 168 > 160 ×2"."""
    times = f" ×{row.change.times}" if row.change.times > 1 else ""
    return formats.alarm_message(row.change, unit) + times


def length_words(row: AlarmRow, now: float) -> str:
    """ "0:58", or "0:58, still so"."""
    lasted = formats.duration(max(0.0, row.lasted_s(now)))
    return _tr("{time}, still so").format(time=lasted) if row.cleared_t is None else lasted


def second_line(row: AlarmRow, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """Worst value and limit, who acknowledged it and how soon, whether it escalated or was paused."""
    change, parts, meaning = row.change, [], ""
    if change.parameter is not None and change.worst is not None and change.limit is not None:
        worst = formats.number(change.worst, change.parameter, unit)
        limit = formats.number(change.limit, change.parameter, unit)
        parts.append(_tr("worst {worst}, limit {limit}").format(worst=worst, limit=limit))
        meaning = spoken(change.words)  # without a limit these words are the message itself
    if row.acknowledged_after_s is not None:
        after = formats.duration(row.acknowledged_after_s)
        parts.append(_tr("acknowledged by {name} after {time}").format(name=row.acknowledged_by, time=after))
    elif change.presence in {Presence.ON, Presence.LATCHED}:
        latched = change.presence is Presence.LATCHED
        parts.append(_tr("stays until acknowledged") if latched else _tr("not acknowledged"))
    if row.escalated:
        parts.append(_tr("escalated"))
    if row.paused:
        parts.append(_tr("sound was paused"))
    parts.append(meaning)
    return " · ".join(part for part in parts if part)


def row_words(
    row: AlarmRow | Heading,
    now: float,
    started_utc: datetime | None,
    unit: PressureUnit = PressureUnit.MMHG,
) -> str:
    """The whole row in one line, for assistive tools and tests."""
    if isinstance(row, Heading):
        return row.words
    clock = "" if started_utc is None else formats.clock_at(started_utc, row.change.onset_t, now)
    word = formats.priority_word(row.change.priority)
    lasted = _tr("lasted {time}").format(time=length_words(row, now))
    first = f"{clock} {first_line(row, unit)}".strip()
    return ", ".join(part for part in (first, word, lasted, second_line(row, unit)) if part)


def hint_words(hints: Sequence[Hint]) -> str:
    """What so many alarms suggest, one sentence each; "" for nothing (ALM-62)."""
    said = []
    for hint in hints:
        match hint:
            case Grouped(alarms=alarms):
                said.append(_tr("{n} alarms in 10 min: listed by parameter.").format(n=alarms))
            case Review(words=words, kind=kind, episodes=episodes):
                ask = (
                    _tr("{words}: {n} times in 10 min. Review its limit and the probe.")
                    if kind is Kind.PHYSIOLOGICAL
                    else _tr("{words}: {n} times in 10 min. Check the probe and its cable.")
                )
                said.append(ask.format(words=f"{words[:1].upper()}{words[1:]}", n=episodes))
    return " ".join(said)


def _name(change: AlarmChange) -> str:
    return _tr("somebody") if change.actor is None else change.actor.name
