"""The alarms of a recording, in the engine's place: what was shown is shown again, nothing is computed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bedside.alarms.board import Board
from bedside.alarms.source import Heard
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause
from bedside.vitals.commands import Entry
from bedside.vitals.devices import DeviceChange


class RecordedAlarms:
    """An `AlarmSource` that only ever says what was recorded (ALM-36: it takes no command)."""

    def __init__(self, changes: Sequence[AlarmChange], limits: tuple[LimitView, ...]) -> None:
        self._changes = sorted(changes, key=lambda change: (change.t, change.number))
        self._times = [change.t for change in self._changes]
        self._next = 0
        self._board = Board()
        self._limits = limits

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        """Readings decide nothing here."""
        return self.advance(at)

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Links decide nothing here."""
        return self.advance(at)

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Entries decide nothing here."""
        return self.advance(at)

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Interruptions decide nothing here."""
        return self.advance(until_t)

    def advance(self, t: float) -> list[AlarmChange]:
        """The recorded changes up to and including session time `t`, s, that were not given yet."""
        last = bisect_right(self._times, t)
        due = self._changes[self._next : last]
        for change in due:
            self._board.apply(change)
        self._next = max(self._next, last)
        return due

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that were not off."""
        return self._board.active

    @property
    def limits(self) -> tuple[LimitView, ...]:
        """Limits of the profile the session ran under."""
        return self._limits

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """A recording is silent anyway."""
        return ()

    @property
    def nibp_due_t(self) -> float | None:
        """Nothing is due in a recording."""
        return None
