"""Going on with a session that an earlier run of the program left open (ALM-41).

The monitor gets its inputs back from the record, in their order; the engine in it computes the same alarms again,
with the same numbers. What the dead program had decided but not yet written is handed to the recorder then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bedside.clock import boot_id
from bedside.monitor.limits_offer import EditedLimits, limits_of
from bedside.monitor.monitor import Monitor
from bedside.store.library import Library
from bedside.store.unfinished import UnfinishedSession
from bedside.vitals.commands import ChangeLimits, KeepProfileLimits
from bedside.vitals.devices import LinkState
from bedside.vitals.patients import PatientRecord
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened, SessionOpened
from bedside.vitals.sessions import Mode

AFTER: Final = (
    "session began after the interruption of "  # the cause of a segment; the id of that session follows
)


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
    def last_alarm(self) -> int:
        """Number of the newest alarm change that was recorded."""
        ...

    @property
    def measuring(self) -> tuple[str, ...]:
        """Ids of the devices that measured when the recording stopped."""
        ...

    def away_s(self, now_utc: datetime, station_now: float) -> float:
        """How long ago the newest thing was recorded, s; not misled by a wall clock that was moved."""
        ...

    def unwatched_s(self, now_utc: datetime, station_now: float) -> float:
        """How long ago the program was last known to run, s: with a form lying open nothing is recorded."""
        ...

    def refill(self, monitor: Monitor) -> None:
        """Give the monitor back what was recorded, without the waves."""
        ...

    def edited_limits(self) -> EditedLimits:
        """What was changed of its limits, for its patient."""
        ...

    def question(self) -> EditedLimits | None:
        """Limits of a session before it, if it has been asked since then whose limits hold, and nobody answered."""
        ...


@dataclass(frozen=True, slots=True)
class RecordedRest:
    """An unfinished session, as a bed takes it up again."""

    _left: UnfinishedSession
    _library: Library

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
    def last_alarm(self) -> int:
        """Number of the newest alarm change that was recorded."""
        return self._left.last_alarm

    @property
    def measuring(self) -> tuple[str, ...]:
        """Ids of the devices that measured when the recording stopped."""
        states = {r.change.device: r.change.state for r in self._left.recorded.device_changes()}
        return tuple(device for device, state in states.items() if state is LinkState.MEASURING)

    def away_s(self, now_utc: datetime, station_now: float) -> float:
        """How long ago the newest thing was recorded, s."""
        return self._left.away_s(now_utc, station_now, boot_id())

    def unwatched_s(self, now_utc: datetime, station_now: float) -> float:
        """How long ago the program was last known to run, s."""
        return self._left.unwatched_s(now_utc, station_now, boot_id())

    def refill(self, monitor: Monitor) -> None:
        """Give the monitor back what was recorded, without the waves."""
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

    def edited_limits(self) -> EditedLimits:
        """What was changed of its limits, for its patient."""
        return limits_of(self._left.recorded, self._left.newest_utc)

    def question(self) -> EditedLimits | None:
        """Limits of the session before it, asked about and not answered yet."""
        recorded = self._left.recorded
        answers = (ChangeLimits, KeepProfileLimits)
        if any(isinstance(entry.command, answers) for entry in recorded.entries()):
            return None
        for segment in recorded.segments:
            if segment.cause.startswith(AFTER):
                before = self._library.open(segment.cause.removeprefix(AFTER))
                return limits_of(before, before.segments[-1].utc)
        return None


def limits_under(library: Library, whose: str | PatientRecord, mode: Mode) -> EditedLimits | None:
    """What was changed of the limits in the newest ended session of a patient, of the same mode (SAFE-01).

    Of one who is only a label on a bed, in the newest session under that label.
    """
    if isinstance(whose, PatientRecord):
        earlier = library.newest_closed_of(whose.id, mode)
    else:
        earlier = library.newest_closed(whose, mode) if whose else None
    return None if earlier is None else limits_of(*earlier).unless_empty()


def unfinished_in(library: Library, bed: int) -> RecordedRest | None:
    """The session a bed's newest record left open, None if it was closed or there is none."""
    left = library.unfinished(bed)
    return None if left is None else RecordedRest(left, library)
