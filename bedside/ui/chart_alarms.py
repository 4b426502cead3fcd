"""A mark on the time axis, and alarms as marks: one for each condition, folded from the log as it grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bedside.ui import formats
from bedside.vitals.alarms import AlarmChange, Change, Priority
from bedside.vitals.display import PressureUnit

HOUR_S: Final = 3600
MINUTE_S: Final = 60
_LINES: Final = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that happened."""

    t: float  # session time, s
    icon: str
    role: str  # colour role of the icon
    short: str  # beside the icon in the chart; "" = icon alone
    words: str  # in a list
    bold: bool = False
    struck: bool = False  # taken back; the original stays readable
    charted: bool = True  # has its icon in the chart's events row
    alarm: Priority | None = None


def clock_span(seconds: float) -> str:
    """A duration as m:ss, or h:mm:ss from one hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, HOUR_S)
    minutes, seconds_left = divmod(rest, MINUTE_S)
    return f"{hours}:{minutes:02d}:{seconds_left:02d}" if hours else f"{minutes}:{seconds_left:02d}"


class AlarmFold:
    """One mark for each condition, at its onset, with its worst value or how long it lasted.

    A log that only grew since it was taken last is folded from there on.
    """

    def __init__(self) -> None:
        self._log: tuple[AlarmChange, ...] = ()
        self._newest: dict[int, AlarmChange] = {}
        self._cleared: dict[int, float] = {}
        self._marks: dict[int, Mark] = {}

    def take(self, log: Iterable[AlarmChange], unit: PressureUnit = PressureUnit.MMHG) -> bool:
        """Take a log; pressures are told in `unit`. True: there are other marks than before."""
        changes = tuple(log)
        if changes is self._log:
            return False
        known = len(self._log)
        if known > len(changes) or (known and changes[known - 1] is not self._log[-1]):
            known = 0
            self._newest.clear()
            self._cleared.clear()
            self._marks.clear()
        elif known == len(changes):
            return False
        self._log = changes
        touched = {self._fold(change) for change in changes[known:]}
        for condition in touched:
            self._marks[condition] = self._mark(condition, unit)
        return True

    def marks(self) -> list[Mark]:
        """All of them, in the order of their conditions."""
        return list(self._marks.values())

    def _fold(self, change: AlarmChange) -> int:
        before = self._newest.get(change.condition)
        highest = change.priority if before is None else max(before.priority, change.priority)
        worst = change.worst if change.worst is not None or before is None else before.worst
        # most changes stay as they are: a copy of each would be kept as long as the session
        same = highest is change.priority and worst is change.worst
        self._newest[change.condition] = change if same else replace(change, priority=highest, worst=worst)
        if change.change is Change.CLEARED:
            self._cleared[change.condition] = change.t
        return change.condition

    def _mark(self, condition: int, unit: PressureUnit) -> Mark:
        change, ended = self._newest[condition], self._cleared.get(condition)
        lasted = "" if ended is None else clock_span(ended - change.onset_t)
        if change.parameter is not None and change.worst is not None and change.limit is not None:
            value = (
                formats.pressure(change.worst, unit)
                if change.parameter in formats.BLOOD_PRESSURES and unit is PressureUnit.KPA
                else formats.plain(change.worst, 2)
            )
            short = f"{formats.short_name(change.parameter)} {value}"
        else:
            short = lasted
        times = f" ×{change.times}" if change.times > 1 else ""
        words = formats.alarm_message(change, unit) + times + (f", {lasted}" if lasted else "")
        return Mark(
            t=change.onset_t,
            icon=formats.priority_icon(change.priority),
            role=_LINES[change.priority],
            short=short,
            words=words,
            bold=change.priority is Priority.HIGH,
            alarm=change.priority,
        )


def alarm_marks(log: Iterable[AlarmChange], unit: PressureUnit = PressureUnit.MMHG) -> list[Mark]:
    """One mark for each condition of a log."""
    fold = AlarmFold()
    fold.take(log, unit)
    return fold.marks()
