"""All alarms of all beds in one order, and which of them the bar shows now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.vitals.alarms import ActiveAlarm, Kind, Presence, Priority
from bedside.vitals.sessions import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class BedAlarm:
    """An alarm and whose it is."""

    bed: int
    bed_name: str
    label: str
    alarm: ActiveAlarm
    onset_station_t: float  # s
    now: float  # session time of the bed, s
    started_utc: datetime | None
    value_now: float | None  # of the alarm's parameter, for a latched signal

    @property
    def acknowledged(self) -> bool:
        """Whether a person has taken it."""
        return self.alarm.change.presence is Presence.ACKNOWLEDGED

    @property
    def key(self) -> tuple[int, int]:
        """Bed and condition."""
        return self.bed, self.alarm.change.condition


def bed_alarms(updates: Mapping[int, MonitorUpdate]) -> list[BedAlarm]:
    """Every signal of every live bed in display order: priority, patient before equipment, newest first (ALM-50).

    Replayed beds are not part of it: a recorded alarm is nobody's to act on (ALM-36).
    """
    found: list[BedAlarm] = []
    for bed, update in updates.items():
        if update.mode is Mode.REPLAY:
            continue
        for alarm in update.alarms:
            change = alarm.change
            numeric = update.numerics.get(change.parameter) if change.parameter is not None else None
            found.append(
                BedAlarm(
                    bed=bed,
                    bed_name=formats.bed_name(bed, update.mode),
                    label=update.session.label if update.session is not None else "",
                    alarm=alarm,
                    onset_station_t=update.station_now - update.now + change.onset_t,
                    now=update.now,
                    started_utc=update.session.started_utc if update.session is not None else None,
                    value_now=None if numeric is None else numeric.value,
                )
            )
    found.sort(key=_order)
    return found


def _order(item: BedAlarm) -> tuple[int, bool, float]:
    change = item.alarm.change
    return -int(change.priority), change.kind is not Kind.PHYSIOLOGICAL, -item.onset_station_t


class Rotation:
    """Which of several alarms is shown: each for `seconds`, from the first one again when the set changes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._keys: tuple[tuple[int, int], ...] = ()
        self._began = 0.0

    def index(self, alarms: list[BedAlarm], now: float) -> int:
        """Index of the alarm to show at station time `now`, s; 0 for an empty list."""
        keys = tuple(item.key for item in alarms)
        if keys != self._keys:
            self._keys = keys
            self._began = now
        if not keys:
            return 0
        return int(max(0.0, now - self._began) / self._seconds) % len(keys)


def unacknowledged_high_s(alarms: list[BedAlarm], now: float) -> float:
    """Seconds since the oldest High signal nobody has acknowledged began; 0 without one."""
    onsets = [
        item.onset_station_t
        for item in alarms
        if item.alarm.change.priority is Priority.HIGH and not item.acknowledged
    ]
    return max(0.0, now - min(onsets)) if onsets else 0.0
