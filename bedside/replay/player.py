"""Plays a recorded session through the monitor that showed it live.

Pure of threads and clocks: whoever owns the player calls `advance(seconds)` with the real time that went by and
shows the update that comes back. No recorder, no sound and no way to submit a command hangs on it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bedside.monitor.history import RING_S
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.replay.recorded_alarms import RecordedAlarms
from bedside.settings import Ages
from bedside.store.library import RecordedSession
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import PARAMETERS
from bedside.vitals.readings import Wave
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken
from bedside.vitals.sessions import Mode, PatientType, Phase

SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_CHUNK_S: Final = 60.0  # read from the store at a time
_SETTLE_S: Final = 15.0  # numbers and device states this far back are played in again after a seek


class Player:
    """A cursor in a recorded session."""

    def __init__(self, recorded: RecordedSession, ages: Ages, limits: tuple[LimitView, ...]) -> None:
        self._recorded = recorded
        self._ages = ages
        self._limits = limits
        self._entries = list(recorded.entry_records())
        self._changes = recorded.alarm_changes()
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
        before = self.t - _SETTLE_S
        trends = {}
        for parameter, info in PARAMETERS.items():
            if not info.wave:
                times, values = self._recorded.numerics(parameter)
                keep = times < before
                if keep.any():
                    trends[parameter] = (times[keep], values[keep])
        monitor.preload(trends, [d for d in self._recorded.determinations() if d.t < before])
        for record in self._recorded.readings(max(0.0, self.t - RING_S), self.t):
            if record.at >= before or isinstance(record.reading, Wave):
                monitor.take(record.reading, record.at)
        for made in self._entries:
            if made.at < self.t:  # what lies at the cursor itself is played next
                monitor.enter(made.entry, made.at)
        monitor.advance(self.t)
        self._records, self._read_to = [], self.t

    def overview(self) -> MonitorUpdate:
        """The whole session at its end: for the chart, the overview strip and the lists."""
        monitor = self._fresh()
        trends = {}
        for parameter, info in PARAMETERS.items():
            if not info.wave:
                times, values = self._recorded.numerics(parameter)
                if len(times):
                    trends[parameter] = (times, values)
        monitor.preload(trends, self._recorded.determinations())
        for made in self._entries:
            monitor.enter(made.entry, made.at)
        monitor.advance(self.duration_s)
        return replace(monitor.step(self.duration_s, station_now=self.duration_s), mode=Mode.REPLAY)

    def _play_to(self, t: float) -> None:
        while self._read_to < t:
            until = self._read_to + _CHUNK_S
            self._records.extend(self._recorded.records(self._read_to, until))
            self._read_to = until
        taken = 0
        for record in self._records:
            if record.at > t:
                break
            taken += 1
            match record:
                case ReadingTaken():
                    self._monitor.take(record.reading, record.at)
                case EntryMade():
                    self._monitor.enter(record.entry, record.at)
                case DeviceChanged():
                    self._monitor.link(record.change, record.at)
        del self._records[:taken]
        self.t = t
        self._monitor.advance(t)

    def _fresh(self) -> Monitor:
        opened = self._recorded.opened
        session = SessionView(
            id=opened.session,
            started_utc=opened.started_utc,
            mode=opened.mode,
            label="",
            patient_type=PatientType.NOT_SET,
            weight_kg=None,
            phase=Phase.BASELINE,
            phase_t=0.0,
            profile=opened.profile,
            interrupted=self._recorded.interruptions(),
        )
        alarms = RecordedAlarms(self._changes, self._limits)
        return Monitor(opened.bed, session, alarms, self._ages)
