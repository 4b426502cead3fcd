"""Plays a recorded session through the monitor that showed it live.

Pure of threads and clocks: whoever owns the player calls `advance(seconds)` with the real time that went by and
shows the update that comes back. No recorder, no sound and no way to submit a command hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.alarms.profile import NIBP_EVERY_MIN
from bedside.monitor.history import RING_S
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.replay.recorded_alarms import RecordedAlarms
from bedside.replay.recorded_due import RecordedDue
from bedside.store.library import RecordedSession
from bedside.vitals.alarms import LimitView
from bedside.vitals.display import Ages
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination, Numeric, Wave
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened
from bedside.vitals.sessions import Mode

Floats = NDArray[np.float64]

_CHUNK_S: Final = 60.0  # read from the store at a time
_SETTLE_S: Final = 15.0  # numbers and device states this far back are played in again after a seek
# Those of the cuff come with its determinations.
_CUFF: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR)
_NUMBERS: Final[tuple[Parameter, ...]] = tuple(
    key for key, info in PARAMETERS.items() if not info.wave and key not in _CUFF
)


class Player:
    """A cursor in a recorded session."""

    def __init__(
        self,
        recorded: RecordedSession,
        limits: tuple[LimitView, ...],
        nibp_every_min: Mapping[str, float] = NIBP_EVERY_MIN,
    ) -> None:
        """`limits` and `nibp_every_min` are those of the profile the session began with."""
        self._recorded = recorded
        self._limits = limits
        self._entries = list(recorded.entry_records())
        self._changes = recorded.alarm_changes()
        self._links = recorded.device_changes()
        self._sources = recorded.sources()
        self._due = RecordedDue(recorded.clock_records(), nibp_every_min)
        self.duration_s = recorded.duration_s
        self.playing = False
        self.speed = 1.0
        self.t = 0.0
        self._monitor = self._fresh()
        self._records: list[ReadingTaken | EntryMade | DeviceChanged] = []
        self._read_to = 0.0
        self.seek(0.0)

    def advance(self, seconds: float) -> MonitorUpdate:
        """Move on by `seconds` of real time at the chosen speed (not at all when paused) and show."""
        if self.playing:
            self._play_to(min(self.duration_s, self.t + seconds * self.speed))
            if self.t >= self.duration_s:
                self.playing = False
        return self.update()

    def update(self) -> MonitorUpdate:
        """What the screen showed at the cursor."""
        update = self._monitor.step(self.t, station_now=self.t)
        return replace(update, mode=Mode.REPLAY)

    def seek(self, t: float) -> None:
        """Put the cursor at session time `t`, s (clipped to the recording); history comes from the store."""
        self.t = max(0.0, min(t, self.duration_s))
        self._monitor = monitor = self._fresh()
        until = _just_after(self.t)  # what arrived at the cursor itself is already shown
        settled = [*self._recorded.readings(max(0.0, self.t - RING_S), until)]
        recent = [taken for taken in settled if taken.at >= self.t - _SETTLE_S]
        monitor.preload(self._trends(recent), self._determinations(recent))
        for changed in self._links:
            if changed.at <= self.t:
                monitor.link(changed.change, changed.at)
        for last in self._last_numbers(recent):
            monitor.take(last, last.t, self._sources.get(last.parameter, ""))
        for taken in settled:
            if taken.at >= self.t - _SETTLE_S or isinstance(taken.reading, Wave):
                monitor.take(taken.reading, taken.at, taken.device)
        for made in self._entries:
            if made.at <= self.t:
                monitor.enter(made.entry, made.at)
        monitor.advance(self.t)
        self._records, self._read_to = [], until

    def overview(self) -> MonitorUpdate:
        """The whole session at its end: for the chart, the overview strip and the lists."""
        monitor = self._fresh()
        trends = {key: rows for key in _NUMBERS if len((rows := self._recorded.numerics(key))[0])}
        monitor.preload(trends, self._recorded.determinations())
        for made in self._entries:
            monitor.enter(made.entry, made.at)
        monitor.advance(self.duration_s)
        return replace(monitor.step(self.duration_s, station_now=self.duration_s), mode=Mode.REPLAY)

    def _play_to(self, t: float) -> None:
        while self._read_to <= t:
            until = max(_just_after(t), self._read_to + _CHUNK_S)
            found = self._recorded.records(self._read_to, until)
            self._records.extend(record for record in found if not isinstance(record, SegmentOpened))
            self._read_to = until
        taken = 0
        for record in self._records:
            if record.at > t:
                break
            taken += 1
            match record:
                case ReadingTaken():
                    self._monitor.take(record.reading, record.at, record.device)
                case EntryMade():
                    self._monitor.enter(record.entry, record.at)
                case DeviceChanged():
                    self._monitor.link(record.change, record.at)
        del self._records[:taken]
        self.t = t
        self._monitor.advance(t)

    def _before(self, parameter: Parameter, recent: Sequence[ReadingTaken]) -> tuple[Floats, Floats]:
        """Times and values of a numeric that are older than those played in again."""
        times, values = self._recorded.numerics(parameter)
        played = (
            taken.reading.t
            for taken in recent
            if isinstance(taken.reading, Numeric) and taken.reading.parameter is parameter
        )
        end = np.searchsorted(times, min(played, default=self.t - _SETTLE_S))
        return times[:end], values[:end]

    def _trends(self, recent: Sequence[ReadingTaken]) -> dict[Parameter, tuple[Floats, Floats]]:
        """What lies before the last valid value of each numeric, and before what is played in again."""
        trends = {}
        for parameter in _NUMBERS:
            times, values = self._before(parameter, recent)
            end = _last_valid(values)
            if end > 0:
                trends[parameter] = times[:end], values[:end]
        return trends

    def _last_numbers(self, recent: Sequence[ReadingTaken]) -> list[Numeric]:
        """The last valid value of each numeric and when it was lost: a number long gone is shown as gone."""
        found = []
        for parameter in _NUMBERS:
            times, values = self._before(parameter, recent)
            first = _last_valid(values)
            for t, value in zip(times[first : first + 2], values[first : first + 2], strict=True):
                found.append(
                    Numeric(parameter=parameter, t=float(t), value=None if np.isnan(value) else float(value))
                )
        return sorted(found, key=lambda numeric: numeric.t)

    def _determinations(self, recent: Sequence[ReadingTaken]) -> list[Determination]:
        """Cuff measurements that came before those played in again. They are listed in order of arrival."""
        played = [taken.reading for taken in recent if isinstance(taken.reading, Determination)]
        arrived = self._recorded.determinations()
        if played:
            return arrived[: arrived.index(played[0])]
        return [measured for measured in arrived if measured.t < self.t - _SETTLE_S]

    def _fresh(self) -> Monitor:
        opened = self._recorded.opened
        session = SessionView.begun(
            opened, profile=opened.profile, interrupted=self._recorded.interruptions()
        )
        alarms = RecordedAlarms(self._changes, self._limits, self._due)
        # The usual table: another one that was in force then is an entry of the timeline.
        return Monitor(opened.bed, session, alarms, Ages())


def _just_after(t: float) -> float:
    """The end of a half-open range that still holds `t`, s."""
    return float(np.nextafter(t, np.inf))


def _last_valid(values: Floats) -> int:
    """Index of the last value that is one; 0 when there is none."""
    valid = np.flatnonzero(~np.isnan(values))
    return int(valid[-1]) if len(valid) else 0
