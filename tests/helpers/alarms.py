"""Alarm sources for tests that are about something else."""

from __future__ import annotations

from bedside.alarms.source import Heard
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause
from bedside.vitals.commands import Entry
from bedside.vitals.devices import DeviceChange
from bedside.vitals.protocol import DueItem


class NoAlarms:
    """An alarm source that never says anything and remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, object]] = []
        self.advanced_to = 0.0

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        self.seen.append((at, reading))
        return []

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        self.seen.append((at, change))
        return []

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        self.seen.append((at, entry))
        return []

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        self.seen.append((until_t, (from_t, until_t)))
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

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return ()

    @property
    def nibp_due_t(self) -> float | None:
        return None

    @property
    def due(self) -> tuple[DueItem, ...]:
        return ()
