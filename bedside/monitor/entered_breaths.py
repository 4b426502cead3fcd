"""The respiratory rates that people entered in a session: those that stand, by when they were counted (PLAN-04)."""

from __future__ import annotations

from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import Entry


class EnteredBreaths:
    """One that was undone or corrected never was; one that was entered late stands where it was counted."""

    def __init__(self) -> None:
        self._standing = Standing(EnterRespiration)

    def take(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if the rates are others by it."""
        return self._standing.take(entry, at)

    @property
    def rows(self) -> list[tuple[float, float]]:
        """Session times, s, and rates, /min, oldest first."""
        return [
            (t, entry.command.rate_per_min)
            for t, entry in self._standing.rows
            if isinstance(entry.command, EnterRespiration)
        ]
