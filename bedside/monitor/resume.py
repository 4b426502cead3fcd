"""Going on with a session that an earlier run of the program left open (ALM-41).

The monitor gets its inputs back from the record, in their order; the engine in it computes the same alarms again,
with the same numbers. What the dead program had decided but not yet written is handed to the recorder now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bedside.monitor.monitor import Monitor
from bedside.store.library import Library, UnfinishedSession
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SessionOpened


class Unfinished(Protocol):
    """What the record knows of a session that was not closed."""

    @property
    def opened(self) -> SessionOpened:
        """How it began."""
        ...

    @property
    def newest_t(self) -> float:
        """Session time of the newest thing recorded, s."""
        ...

    @property
    def newest_utc(self) -> datetime:
        """Wall time of the newest thing recorded."""
        ...

    @property
    def next_number(self) -> int:
        """Number of the next input."""
        ...

    @property
    def interruptions(self) -> tuple[tuple[float, float], ...]:
        """Earlier holes, session time, s."""
        ...

    def refill(self, monitor: Monitor) -> list[AlarmChange]:
        """Give the monitor back what was recorded; the alarm changes that follow but were not recorded."""
        ...


@dataclass(frozen=True, slots=True)
class RecordedRest:
    """An unfinished session, as a bed takes it up again."""

    _left: UnfinishedSession

    @property
    def opened(self) -> SessionOpened:
        """How it began."""
        return self._left.opened

    @property
    def newest_t(self) -> float:
        """Session time of the newest thing recorded, s."""
        return self._left.newest_t

    @property
    def newest_utc(self) -> datetime:
        """Wall time of the newest thing recorded."""
        return self._left.newest_utc

    @property
    def next_number(self) -> int:
        """Number of the next input."""
        return self._left.next_number

    @property
    def interruptions(self) -> tuple[tuple[float, float], ...]:
        """Earlier holes of the same session, s."""
        return self._left.recorded.interruptions()

    def refill(self, monitor: Monitor) -> list[AlarmChange]:
        """Give the monitor back what was recorded, without the waves.

        Returns:
            Alarm changes that follow from it and were not recorded.
        """
        for record in self._left.recorded.records(waves=False):
            match record:
                case ReadingTaken():
                    monitor.take(record.reading, record.at)
                case EntryMade():
                    monitor.enter(record.entry, record.at)
                case DeviceChanged():
                    monitor.link(record.change, record.at)
        return [change for change in monitor.alarm_log if change.number > self._left.last_alarm]


def unfinished_in(library: Library, bed: int) -> RecordedRest | None:
    """The session a bed's newest record left open, None if it was closed or there is none."""
    left = library.unfinished(bed)
    return None if left is None else RecordedRest(left)
