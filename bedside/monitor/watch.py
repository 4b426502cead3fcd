"""The alarms of the station itself: its loudspeaker, its disk, its clock, its window, its power, its watchdog.

Feeds the engine for station-wide conditions with what is so now, and records what it makes of it. In station time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bedside.alarms.station_engine import StationEngine
from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.vitals.alarms import ActiveAlarm, AlarmChange
from bedside.vitals.commands import Acknowledge
from bedside.vitals.records import Record, RecordingState, StationAlarmChanged

POWER_S: Final = 10.0  # how often the power supply is looked at
KEPT_CHANGES: Final = 2_000  # of the list a screen shows; the record keeps all


@dataclass(frozen=True, slots=True)
class Power:
    """The computer's own power."""

    on_battery: bool
    percent: float | None  # of the battery; None: it does not say


class Watchman(Protocol):
    """The watchdog process, as far as the station asks."""

    @property
    def running(self) -> bool:
        """Whether it watches now."""
        ...


class StationWatch:
    """What the station knows of itself, as alarms. Used by the station's thread only."""

    def __init__(
        self, clock: Clock, record: Callable[[Record], None], power: Callable[[], Power | None]
    ) -> None:
        self._clock = clock
        self._record = record
        self._power = power
        self._power_t: float | None = None
        self._engine = StationEngine()
        self.log: tuple[AlarmChange, ...] = ()

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order."""
        return self._engine.active

    def look(
        self,
        now: float,
        *,
        sound_fault: str,
        recording: RecordingState,
        window_beat_t: float | None,
        watchdog_runs: bool | None,
    ) -> None:
        """Take what is so at station time `now`, s.

        Args:
            now: station time, s.
            sound_fault: why no alarm can be heard; "" = it can, or nobody promised sound.
            recording: the recorder's own state.
            window_beat_t: newest beat of the window, station time, s; None without a window.
            watchdog_runs: None where there is none to run.
        """
        engine = self._engine
        self._keep(engine.sound(sound_fault, now))
        self._keep(engine.disk(recording.fault, recording.free_bytes, now))
        self._keep(engine.window(window_beat_t, now))
        self._keep(engine.watchdog(watchdog_runs, now))
        if self._power_t is None or now - self._power_t >= POWER_S:
            self._power_t = now
            power = self._power()
            on_battery, percent = (None, None) if power is None else (power.on_battery, power.percent)
            self._keep(engine.power(on_battery, percent, now))
        self._keep(engine.advance(now))

    def clock_stepped(self, seconds: float, now: float) -> None:
        """The wall clock was moved by `seconds`."""
        self._keep(self._engine.clock_stepped(seconds, now))

    def acknowledge(self, command: Acknowledge, now: float) -> None:
        """A person took one of them.

        Raises:
            RefusedError: it is no longer active.
        """
        if command.condition not in {alarm.change.condition for alarm in self._engine.active}:
            raise RefusedError("That alarm is no longer active: there is nothing to acknowledge.")
        self._keep(self._engine.acknowledge(command.condition, command.actor, now))

    def _keep(self, changes: Sequence[AlarmChange]) -> None:
        if changes:
            self.log = (*self.log, *changes)[-KEPT_CHANGES:]
        for change in changes:
            self._record(StationAlarmChanged(utc=self._clock.utc(), change=change))
