"""Undo of the last tap: ten seconds in which the entry it made can be taken back."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import Command, Retract
from bedside.vitals.sessions import UNNAMED, Actor

UNDO_S = 10.0


def _essence(command: Command) -> Command:
    """What was asked, without who: the station may know the person better than the tap did."""
    return replace(command, actor=UNNAMED)


@dataclass(slots=True)
class _Tap:
    command: Command
    t: float  # session time of the tap, s
    after: int  # number of the newest entry known then
    entry: int | None = None
    wanted: bool = False  # undo was asked before the entry was known


class Undo:
    """Remembers the last tap, finds its entry in the updates, and makes the `Retract` for it."""

    def __init__(self) -> None:
        self._tap: _Tap | None = None
        self._found: int | None = None
        self._update: MonitorUpdate | None = None

    def tapped(self, command: Command) -> None:
        """A command went out just now; it replaces the one before as what undo would take back."""
        entries = self._update.entries if self._update is not None else ()
        newest = max((entry.number for entry in entries), default=0)
        now = self._update.now if self._update is not None else 0.0
        self._tap = _Tap(command, now, newest)
        self._found = None

    def forget(self) -> None:
        """Nothing can be undone any more (panel closed, other bed)."""
        self._tap = None
        self._found = None

    def update(self, update: MonitorUpdate) -> Retract | None:
        """Take the newest update; returns the `Retract` that was asked for before its entry was known."""
        self._update = update
        tap = self._tap
        if tap is None:
            return None
        if tap.entry is None:
            tap.entry = next(
                (
                    entry.number
                    for entry in update.entries
                    if entry.number > tap.after
                    and entry.entered_t >= tap.t
                    and not entry.retracted
                    and type(entry.command) is type(tap.command)
                    and _essence(entry.command) == _essence(tap.command)
                ),
                None,
            )
        self._found = tap.entry
        if tap.wanted and tap.entry is not None:
            self._tap = self._found = None
            return Retract(bed=tap.command.bed, actor=tap.command.actor, entry=tap.entry)
        if not tap.wanted and update.now - tap.t >= UNDO_S:
            self._tap = None
        return None

    @property
    def entry(self) -> int | None:
        """Number of the entry the last tap made, also after undo has ended; None: not known, or taken back."""
        return self._found

    @property
    def saved(self) -> bool:
        """Whether the station has confirmed the tap as an entry."""
        return self._tap is not None and self._tap.entry is not None

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds undo is still offered, counting down from 10; None = there is nothing to undo."""
        if self._tap is None or self._tap.wanted or self._update is None:
            return None
        left = UNDO_S - (self._update.now - self._tap.t)
        return math.ceil(left) if left > 0 else None

    def ask(self, actor: Actor) -> Retract | None:
        """Undo was pressed: the `Retract` to send, or None if there is nothing or its entry is not known yet."""
        tap = self._tap
        if tap is None:
            return None
        if tap.entry is None:
            tap.wanted = True
            return None
        self._tap = self._found = None
        return Retract(bed=tap.command.bed, actor=actor, entry=tap.entry)
