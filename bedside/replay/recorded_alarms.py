"""The alarms of a recording, in the engine's place: what was shown is shown again, nothing is computed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from bedside.alarms.board import Board
from bedside.alarms.profile import SIDES
from bedside.alarms.source import Heard
from bedside.replay.recorded_due import RecordedDue
from bedside.replay.recorded_pauses import RecordedPauses
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause
from bedside.vitals.commands import ChangeLimits, Entry, LimitEdit
from bedside.vitals.devices import DeviceChange
from bedside.vitals.protocol import DueItem, DueKind


class RecordedAlarms:
    """An `AlarmSource` that only ever says what was recorded (ALM-36: it takes no command)."""

    def __init__(
        self,
        changes: Sequence[AlarmChange],
        limits: tuple[LimitView, ...],
        due: RecordedDue | None = None,
    ) -> None:
        """All `changes` of the recording, the limits it began with, and what was `due` when."""
        self._due = RecordedDue() if due is None else due
        self._changes = sorted(changes, key=lambda change: (change.t, change.number))
        self._times = [change.t for change in self._changes]
        self._next = 0
        self._t = 0.0
        self._board = Board()
        self._pauses = RecordedPauses(self._changes)
        self._profile = limits
        self._limits = limits

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        """Readings decide nothing here."""
        return self.advance(at)

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Links decide nothing here."""
        return self.advance(at)

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Entries decide nothing here, but limits and pauses were shown as the timeline has them."""
        self._pauses.entered(entry.command, at)
        if isinstance(entry.command, ChangeLimits):
            for edit in entry.command.edits:
                self._limits = self._with(edit, at)
        return self.advance(at)

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Interruptions decide nothing here."""
        return self.advance(until_t)

    def advance(self, t: float) -> list[AlarmChange]:
        """The recorded changes up to and including session time `t`, s, that were not given yet."""
        self._t = max(self._t, t)
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
        """Limits of the profile the session ran under, with what was changed for its patient."""
        return self._limits

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses that were in force."""
        return self._pauses.at(self._t)

    @property
    def nibp_due_t(self) -> float | None:
        """When the next cuff reading was due, session time, s; None = none was."""
        return next((item.due_t for item in self.due if item.kind is DueKind.NIBP), None)

    @property
    def due(self) -> tuple[DueItem, ...]:
        """What was due next, soonest first."""
        return self._due.at(self._t)

    def _with(self, edit: LimitEdit, at: float) -> tuple[LimitView, ...]:
        side = SIDES.get(edit.cell)
        return tuple(
            _edited(now, own, edit.value, at)
            if now.parameter is edit.parameter and (now.direction, now.priority) == side
            else now
            for now, own in zip(self._limits, self._profile, strict=True)
        )


def _edited(now: LimitView, own: LimitView, value: float | None, at: float) -> LimitView:
    if value == now.value:
        return now
    changed = value != own.value
    return replace(now, value=value, edited=changed, since_t=at if changed else None)
