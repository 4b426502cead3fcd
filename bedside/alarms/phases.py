"""The phase of the session as the alarm engine knows it: from the timeline's entries alone."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bedside.vitals.commands import Command, Entry, Retract, SetPhase, StartInfusion, StopInfusion
from bedside.vitals.sessions import Phase


class Phases:
    """Which phase it is and since when; an entry that is retracted never was."""

    def __init__(self) -> None:
        self._begun: list[tuple[int, float, Phase]] = []  # entry number, session time s, phase

    def take(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if the phases changed by it."""
        command = entry.command
        if isinstance(command, Retract):
            kept = [row for row in self._begun if row[0] != command.entry]
            changed = len(kept) != len(self._begun)
            self._begun = kept
            return changed
        phase = phase_begun_by(command)
        if phase is None or entry.retracted:
            return False
        self._begun.append((entry.number, at, phase))
        return True

    def since(self, phases: AbstractSet[Phase]) -> float | None:
        """Since when the session has been in any of `phases` without a break, s; None = it is in another."""
        start: float | None = None
        for _, t, phase in reversed(self._begun):
            if phase not in phases:
                break
            start = t
        return start

    @property
    def first_infusion_t(self) -> float | None:
        """When an infusion first began in this session, s."""
        return next((t for _, t, phase in self._begun if phase is Phase.INFUSION), None)


def phase_begun_by(command: Command) -> Phase | None:
    """The phase a command moves the session to, if any. A paused infusion is still one."""
    match command:
        case SetPhase(phase=phase):
            return phase
        case StartInfusion():
            return Phase.INFUSION
        case StopInfusion():
            return Phase.RECOVERY
    return None
