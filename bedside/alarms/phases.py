"""The phase of the session as the alarm engine knows it: from the timeline's entries alone."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.sessions import Phase


class Phases:
    """Which phase it is and since when; an entry that is retracted never was."""

    def __init__(self) -> None:
        self._begun: list[tuple[int, float, Phase]] = []  # entry number, session time s, phase
        self._rates: list[
            tuple[int, float, float, bool]
        ] = []  # entry number, session time s, mL/h, is a start

    def take(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if the phases or the rates changed by it."""
        command = entry.command
        if isinstance(command, Retract):
            begun, rates = len(self._begun), len(self._rates)
            self._begun = [row for row in self._begun if row[0] != command.entry]
            self._rates = [row for row in self._rates if row[0] != command.entry]
            return (begun, rates) != (len(self._begun), len(self._rates))
        if entry.retracted:
            return False
        if isinstance(command, StartInfusion | ChangeRate):
            start = isinstance(command, StartInfusion)
            self._rates.append((entry.number, at, command.rate_ml_h, start))
        phase = phase_begun_by(command)
        if phase is not None:
            self._begun.append((entry.number, at, phase))
        return phase is not None or isinstance(command, ChangeRate)

    @property
    def current(self) -> tuple[Phase, float] | None:
        """The phase it is and since when, s; None = nobody said."""
        if not self._begun:
            return None
        phase = self._begun[-1][2]
        since = self.since({phase})
        return None if since is None else (phase, since)

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

    @property
    def more_given_ts(self) -> tuple[float, ...]:
        """When an infusion was started or its rate went up, s, oldest first."""
        found: list[float] = []
        before: float | None = None
        for _, t, rate, start in self._rates:
            if start or (before is not None and rate > before):
                found.append(t)
            before = rate
        return tuple(found)


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
