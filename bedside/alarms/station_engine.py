"""The alarms of the station itself: loudspeaker, disk, clock, window, power, watchdog. In station time, s.

The station says what is so, as often as it likes; what has not changed changes nothing. Every call first fires the
deadlines up to its time. That a window stands still shows only when its beat is told: a station that was itself late
does not take that for a still window. Nothing pauses these alarms: a pause belongs to a bed.
"""

from __future__ import annotations

from typing import Final

from bedside.alarms.board import Board
from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.alarms.technical_rows import STATION_ROWS, TechnicalRow
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Kind, Priority
from bedside.vitals.sessions import Actor

FREE_BYTES: Final = 500_000_000  # under which the disk alarms
CLOCK_STEP_S: Final = 2.0  # a wall clock that moves by no more is only being kept right
CLOCK_SHOWN_S: Final = 60.0  # s a clock step stays an alarm
BATTERY_PERCENT: Final = 10.0  # under which running on battery is Medium

BATTERY_LOW: Final = "the computer's battery is nearly empty: connect its charger now"
ON_BATTERY: Final = "the computer runs on its battery: connect its charger"
NO_WATCHDOG: Final = (
    "nothing warns if bedside stops: start bedside again, meanwhile watch the patient's monitor"
)
STILL_WINDOW: Final = "the window stands still: watch the patient's monitor"


class _Standing:
    """One condition of the station: what is so now, as it was last said."""

    def __init__(self, row: TechnicalRow, signals: Signals) -> None:
        self.signal: Signal | None = None
        self._row = row
        self._signals = signals

    def so(self, words: str, t: float, priority: Priority | None = None, rule: str = "") -> None:
        """It is so at `t`, s. What gets worse rises; what gets better is a new, lower condition."""
        priority = priority or self._row.priority
        rule = rule or self._row.rule
        if self.signal is not None and self.signal.priority < priority:
            self.signal.words, self.signal.rule = words, rule
            self._signals.rise(self.signal, priority, t)
        elif self.signal is not None and self.signal.priority > priority:
            self.over(t)
        if self.signal is None:
            signal = Signal(
                condition=0,
                key=self._row.code,
                code=self._row.code,
                kind=Kind.TECHNICAL,
                priority=priority,
                words=words,
                rule=rule,
                onset_t=t,
            )
            self.signal = self._signals.begin(signal, t)

    def over(self, t: float) -> None:
        """It is not so any more."""
        if self.signal is not None:
            self._signals.clear(self.signal, None, t)
            self.signal = None


class StationEngine:
    """Decides the alarms of the station. Every method returns the changes it caused, oldest first."""

    def __init__(self) -> None:
        self._now = 0.0
        self._signals = Signals()
        self._board = Board()
        self._audio, self._disk, self._clock, self._window, self._power, self._watchdog = (
            _Standing(STATION_ROWS[code], self._signals)
            for code in ("T-AUDIO", "T-DISK", "T-CLOCK", "T-UI", "T-PWR", "T-WATCHDOG")
        )
        self._clock_over_t: float | None = None  # when the clock step is old news

    def sound(self, fault: str, t: float) -> list[AlarmChange]:
        """Why no alarm can be heard, in words; "" = it can (T-AUDIO)."""
        t = self._until(t)
        if fault:
            self._audio.so(f"no alarm sound: {fault}", t)
        else:
            self._audio.over(t)
        return self._changes()

    def disk(self, fault: str, free_bytes: int | None, t: float) -> list[AlarmChange]:
        """Why recording fails, in words, "" = it does not; and what is left on its disk, None = unknown (T-DISK)."""
        t = self._until(t)
        if fault:
            self._disk.so(f"nothing is recorded: {fault}", t, Priority.HIGH, "writing the record failed")
        elif free_bytes is not None and free_bytes < FREE_BYTES:
            self._disk.so("the disk of the record is nearly full: free some space", t)
        else:
            self._disk.over(t)
        return self._changes()

    def clock_stepped(self, seconds: float, t: float) -> list[AlarmChange]:
        """The wall clock moved by `seconds` against the one that only counts (T-CLOCK, for 60 s)."""
        t = self._until(t)
        if abs(seconds) > CLOCK_STEP_S:
            self._clock.over(t)  # another step is other news
            way = "ahead" if seconds > 0 else "back"
            self._clock.so(f"the computer's clock was set {way} by {_span(abs(seconds))}", t)
            self._clock_over_t = t + CLOCK_SHOWN_S
        return self._changes()

    def window(self, beat_t: float | None, t: float) -> list[AlarmChange]:
        """When the window last showed that it is alive, station time, s; None = there is no window (T-UI)."""
        t = self._until(t)
        if beat_t is None or t - beat_t <= STATION_ROWS["T-UI"].onset_after_s:
            self._window.over(t)
        else:
            self._window.so(STILL_WINDOW, t)
        return self._changes()

    def power(self, on_battery: bool | None, percent: float | None, t: float) -> list[AlarmChange]:
        """Whether the computer runs on its battery and how full that is; None = it does not say (T-PWR)."""
        t = self._until(t)
        if not on_battery:
            self._power.over(t)
        elif percent is not None and percent < BATTERY_PERCENT:
            self._power.so(BATTERY_LOW, t, Priority.MEDIUM, "running on battery, under 10 %")
        elif self._power.signal is None:  # a percentage that trembles around its limit says nothing new
            self._power.so(ON_BATTERY, t)
        return self._changes()

    def watchdog(self, running: bool | None, t: float) -> list[AlarmChange]:
        """Whether the watchdog runs; None = there is none to run (T-WATCHDOG)."""
        t = self._until(t)
        if running is False:
            self._watchdog.so(NO_WATCHDOG, t)
        else:
            self._watchdog.over(t)
        return self._changes()

    def acknowledge(self, condition: int, actor: Actor, t: float) -> list[AlarmChange]:
        """A person acknowledged a condition; one that is off or already acknowledged stays as it is."""
        t = self._until(t)
        self._signals.acknowledge(condition, actor, t)
        return self._changes()

    def advance(self, t: float) -> list[AlarmChange]:
        """Fire every deadline up to and including `t`, s, in order."""
        self._until(t)
        return self._changes()

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order (ALM-50)."""
        return self._board.active

    @property
    def next_deadline(self) -> float | None:
        """When something happens by itself, s; None = only with the next call."""
        times = (self._clock_over_t, self._signals.deadline)
        return min((t for t in times if t is not None), default=None)

    def _until(self, t: float) -> float:
        """Fire what is due up to `t`, and make that the present; an older time counts as the present."""
        t = max(t, self._now)
        self._fire(t)
        self._now = t
        return t

    def _fire(self, until: float) -> None:
        while (deadline := self.next_deadline) is not None and deadline <= until:
            t = self._now = max(deadline, self._now)
            if self._clock_over_t is not None and self._clock_over_t <= t:
                self._clock_over_t = None
                self._clock.over(t)
            else:
                self._signals.fire(t)

    def _changes(self) -> list[AlarmChange]:
        changes = self._signals.taken()
        for change in changes:
            self._board.apply(change)
        return changes


def _span(seconds: float) -> str:
    """A span of time in words, e.g. "1:00:00" or "2.5 s"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
