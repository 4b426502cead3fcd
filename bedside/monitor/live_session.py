"""One session while it runs: stamps what arrives, gives it to the monitor, and hands both to the recorder in one order.

Session time is seconds since the session began. A program restart goes on with the session in a new segment; the hole
in between stays a hole, and is an alarm (ALM-41).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bedside import __version__
from bedside.alarms.profile import Profile
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock, boot_id
from bedside.monitor.limits_offer import in_force
from bedside.monitor.monitor import Monitor
from bedside.monitor.resume import AFTER, Unfinished
from bedside.monitor.updates import SessionView
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.commands import Command, Entry
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.readings import Determination, Reading, Wave, moved
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    Record,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
    StationEvent,
)
from bedside.vitals.sessions import Mode

_log = logging.getLogger(__name__)

STOOD_STILL: Final = "the computer slept or the program stood still"
RETURN_S: Final = 12.0  # a device gets after a restart: to open its port, and the longest silence of a driver
_ALIVE_S: Final = 300.0  # so often a session in which nothing happens says that it is open
_SHORTEST_HOLE_S: Final = 0.001  # between segments, also when the wall clock was set back meanwhile


class LiveSession:
    """The open session of a bed. Times that come in are station time, s."""

    def __init__(
        self,
        opened: SessionOpened,
        *,
        zero: float,
        clock: Clock,
        ages: Ages,
        profile: Profile,
        alarms: Callable[[Profile], AlarmSource],
        record: Callable[[Record], None],
    ) -> None:
        """Nothing is recorded yet; `zero` is the station time of session time 0."""
        self.id = opened.session
        self.zero = zero
        self.profile = profile  # without what was edited for its patient
        self._bed = opened.bed
        self._clock = clock
        self._record = record
        self._at = 0.0  # newest session time of arrival
        self._count = 0  # inputs accepted
        self._alive = (0, 0.0)  # inputs and session time, s, when anything was last recorded
        view = SessionView.begun(opened, profile=profile.title)
        self.monitor = Monitor(opened.bed, view, alarms(profile), ages)

    @property
    def mode(self) -> Mode:
        """Whether it is a simulation."""
        return self.monitor.session.mode

    @property
    def limits_in_force(self) -> Profile:
        """The session's profile with what was changed for its patient."""
        return in_force(self.profile, self.monitor.entries)

    def begin(self, opened: SessionOpened) -> None:
        """It begins now."""
        self._record(opened)
        self._segment(0.0, opened.started_utc, "session began")
        _log.info("bed %s: session %s began", self._bed, self.id)

    def begin_after(self, interrupted: str, away_s: float, utc: datetime) -> None:
        """Say that another session of this bed was interrupted, and nobody watched for so long before this one."""
        self._at = _SHORTEST_HOLE_S
        self._segment(self._at, utc, f"{AFTER}{interrupted}", watched_t=self._at - away_s)
        self._keep(self.monitor.interrupt(self._at - away_s, self._at))

    def go_on(self, earlier: Unfinished, t: float, utc: datetime) -> None:
        """An earlier run of the program left it open: it goes on from session time `t` on, at wall time `utc`.

        A device that measured and is not heard of within its time counts as lost, also one that never comes back.
        """
        self._at, self._count = t, earlier.next_number - 1
        earlier.refill(self.monitor)
        self._segment(t, utc, "program restarted", watched_t=earlier.newest_t)
        self.monitor.interrupt(earlier.newest_t, t)
        self._keep([c for c in self.monitor.alarm_log if c.number > earlier.last_alarm])
        for device in earlier.measuring:
            sentence = "Nothing has come since the program started again."
            silent = DeviceChange(
                t=t, device=device, state=LinkState.SILENT, sentence=sentence, lost_t=t + RETURN_S
            )
            self._take_link(silent, t)
        away = t - earlier.newest_t
        _log.warning("bed %s: session %s goes on after %.0f s without the program", self._bed, self.id, away)

    def take(self, device: str, readings: Sequence[Reading], t: float) -> None:
        """Readings of one device that arrived at `t`."""
        at = self.arrival(t)
        for reading in readings:
            inside = _moved(reading, -self.zero)
            self._count += 1
            self._record(
                ReadingTaken(session=self.id, number=self._count, at=at, device=device, reading=inside)
            )
            if changes := self.monitor.take(inside, at, device):
                self._keep(changes)

    def refer(self, determination: Determination) -> None:
        """A determination that is older than this session or its device's attachment: for reference only."""
        self.monitor.refer(moved(determination, -self.zero))  # type: ignore[arg-type]

    def link(self, change: DeviceChange) -> None:
        """A device's link changed its state."""
        inside = DeviceChange(
            t=max(change.t - self.zero, 0.0),
            device=change.device,
            state=change.state,
            sentence=change.sentence,
            lost_t=None if change.lost_t is None else change.lost_t - self.zero,
            interval_s=change.interval_s,
        )
        self._take_link(inside, self.arrival(change.t))

    def _take_link(self, inside: DeviceChange, at: float) -> None:
        self._count += 1
        self._record(
            DeviceChanged(session=self.id, number=self._count, at=at, utc=self._utc_of(at), change=inside)
        )
        self._keep(self.monitor.link(inside, at))

    def enter(self, command: Command, t: float) -> None:
        """A line of the timeline, entered at `t`."""
        at = self.arrival(t)
        observed: float | None = getattr(command, "observed_t", None)
        entry = Entry(
            number=len(self.monitor.entries) + 1,
            t=at if observed is None else max(0.0, min(observed, at)),
            entered_t=at,
            command=command,
        )
        self._count += 1
        self._record(EntryMade(session=self.id, number=self._count, at=at, utc=self._utc_of(at), entry=entry))
        self._keep(self.monitor.enter(entry, at))

    def interrupted(self, from_t: float, until_t: float) -> None:
        """Nobody watched between these times: the computer slept, or the program stood still (ALM-41)."""
        begin, at = max(self._at, from_t - self.zero), self.arrival(until_t)
        self._segment(at, self._utc_of(at), STOOD_STILL, watched_t=begin)
        self._keep(self.monitor.interrupt(begin, at))

    def advance(self, now: float) -> float:
        """Fire what is due at `now`; session time of it."""
        inside = self.arrival(now)
        if changes := self.monitor.advance(inside):
            self._keep(changes)
        self._say_that_it_is_open(inside)
        return inside

    def _say_that_it_is_open(self, at: float) -> None:
        """A form may lie open for an hour; after a crash the record has to know that the program ran meanwhile."""
        count, since = self._alive
        if self._count != count:
            self._alive = (self._count, at)
        elif at - since >= _ALIVE_S:
            self._alive = (count, at)
            words = (
                f"bed {self._bed}: session {self.id} is open, and nothing happened in it for {_ALIVE_S:.0f} s"
            )
            self._record(StationEvent(utc=self._utc_of(at), kind="session_open", words=words))

    def close(self, t: float, reason: str) -> None:
        """It ends at `t`."""
        at = self.advance(t)
        self._record(SessionClosed(session=self.id, t=at, utc=self._utc_of(at), reason=reason))
        _log.info("bed %s: session %s ended: %s", self._bed, self.id, reason)

    def arrival(self, t: float) -> float:
        """Session time of something at `t`; never before what was already accepted."""
        self._at = max(self._at, t - self.zero)
        return self._at

    def _utc_of(self, at: float) -> datetime:
        return self._clock.utc() - timedelta(seconds=max(0.0, self._clock.now() - self.zero - at))

    def _segment(self, t: float, utc: datetime, cause: str, watched_t: float | None = None) -> None:
        self._record(
            SegmentOpened(session=self.id, t=t, utc=utc, boot=boot_id(), cause=cause, watched_t=watched_t)
        )

    def _keep(self, changes: Sequence[AlarmChange]) -> None:
        for change in changes:
            self._record(AlarmChanged(session=self.id, utc=self._utc_of(change.t), change=change))


def _moved(reading: Reading, seconds: float) -> Reading:
    """`moved`; most readings are waves, and for these it is done directly."""
    if not isinstance(reading, Wave):
        return moved(reading, seconds)
    return Wave(
        parameter=reading.parameter,
        t=reading.t + seconds,
        rate_hz=reading.rate_hz,
        samples=reading.samples,
        quality=reading.quality,
    )


def newly_opened(bed: int, session: str, mode: Mode, utc: datetime, profile: Profile) -> SessionOpened:
    """The record of a session that begins."""
    return SessionOpened(
        session=session, bed=bed, mode=mode, started_utc=utc, profile=profile.title, version=__version__
    )


def resumed_at(earlier: Unfinished, away_s: float) -> float:
    """Session time at which an unfinished session goes on after so many seconds, s."""
    return earlier.newest_t + max(_SHORTEST_HOLE_S, away_s)
