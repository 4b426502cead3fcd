"""Going on with a session that an earlier run of the program left open (ALM-41).

The monitor gets its inputs back from the record, in their order; the engine in it computes the same alarms again,
with the same numbers. What the dead program had decided but not yet written is handed to the recorder now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bedside.monitor.limits_offer import EditedLimits, limits_of
from bedside.monitor.monitor import Monitor
from bedside.store.library import Library, UnfinishedSession
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened, SessionOpened
from bedside.vitals.sessions import Mode


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

    def refill(self, monitor: Monitor) -> list[AlarmChange]:
        """Give the monitor back what was recorded; the alarm changes that follow but were not recorded."""
        ...

    def edited_limits(self) -> EditedLimits | None:
        """What was changed of its limits, for its patient; None: nothing."""
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

    def refill(self, monitor: Monitor) -> list[AlarmChange]:
        """Give the monitor back what was recorded, without the waves.

        Returns:
            Alarm changes that follow from it and were not recorded.
        """
        holes = {until_t: from_t for from_t, until_t in self._left.recorded.interruptions()}
        for record in self._left.recorded.records(waves=False):
            match record:
                case SegmentOpened():
                    monitor.interrupt(holes[record.t], record.t)
                case ReadingTaken():
                    monitor.take(record.reading, record.at, record.device)
                case EntryMade():
                    monitor.enter(record.entry, record.at)
                case DeviceChanged():
                    monitor.link(record.change, record.at)
        return [change for change in monitor.alarm_log if change.number > self._left.last_alarm]

    def edited_limits(self) -> EditedLimits | None:
        """What was changed of its limits, for its patient."""
        return limits_of(self._left.recorded, self._left.newest_utc)


def limits_under(library: Library, label: str, mode: Mode) -> EditedLimits | None:
    """What was changed of the limits in the newest ended session under this label, of the same mode (SAFE-01)."""
    earlier = library.newest_closed(label, mode) if label else None
    return None if earlier is None else limits_of(*earlier)


def unfinished_in(library: Library, bed: int) -> RecordedRest | None:
    """The session a bed's newest record left open, None if it was closed or there is none."""
    left = library.unfinished(bed)
    return None if left is None else RecordedRest(left)
