"""Alarm sources for tests that are about something else."""

from __future__ import annotations

from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView
from bedside.vitals.commands import Entry
from bedside.vitals.devices import DeviceChange
from bedside.vitals.readings import CuffStatus, Determination, Numeric


class NoAlarms:
    """An alarm source that never says anything and remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, object]] = []
        self.advanced_to = 0.0

    def observe(self, reading: Numeric | Determination | CuffStatus, at: float) -> list[AlarmChange]:
        self.seen.append((at, reading))
        return []

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        self.seen.append((at, change))
        return []

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        self.seen.append((at, entry))
        return []

    def advance(self, t: float) -> list[AlarmChange]:
        self.advanced_to = max(self.advanced_to, t)
        return []

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        return ()

    @property
    def limits(self) -> tuple[LimitView, ...]:
        return ()
