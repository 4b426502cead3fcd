"""The phase of the session as the alarm engine knows it: from the timeline's entries alone."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.sessions import Phase


class Phases:
    """Which phase it is and since when; an entry that is retracted or corrected never was."""

    def __init__(self) -> None:
        self._standing = Standing(SetPhase, StartInfusion, StopInfusion, ChangeRate, GiveBolus)
        self._begun: list[tuple[float, Phase]] = []  # session time, s, and phase

    def take(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if the phases or the rates changed by it."""
        if not self._standing.take(entry, at):
            return False
        began = ((t, phase_begun_by(standing.command)) for t, standing in self._standing.rows)
        self._begun = [(t, phase) for t, phase in began if phase is not None]
        return True

    @property
    def current(self) -> tuple[Phase, float] | None:
        """The phase it is and since when, s; None = nobody said."""
        if not self._begun:
            return None
        phase = self._begun[-1][1]
        since = self.since({phase})
        return None if since is None else (phase, since)

    def since(self, phases: AbstractSet[Phase]) -> float | None:
        """Since when the session has been in any of `phases` without a break, s; None = it is in another."""
        start: float | None = None
        for t, phase in reversed(self._begun):
            if phase not in phases:
                break
            start = t
        return start

    def spans(self, until_t: float) -> list[tuple[Phase, float, float]]:
        """Every stretch of one phase up to session time `until_t`: which, from when, until when, s."""
        found: list[tuple[Phase, float, float]] = []
        for n, (t, phase) in enumerate(self._begun):
            end = self._begun[n + 1][0] if n + 1 < len(self._begun) else max(until_t, t)
            if found and found[-1][0] is phase:
                found[-1] = phase, found[-1][1], end
            else:
                found.append((phase, t, end))
        return found

    @property
    def first_infusion_t(self) -> float | None:
        """When an infusion first began in this session, s."""
        return next((t for t, phase in self._begun if phase is Phase.INFUSION), None)

    @property
    def more_given_ts(self) -> tuple[float, ...]:
        """When an infusion was started, its rate went up or a bolus was given, s, oldest first."""
        found: list[float] = []
        before: float | None = None
        for t, entry in self._standing.rows:
            command = entry.command
            if isinstance(command, GiveBolus):
                found.append(t)
            elif isinstance(command, StartInfusion | ChangeRate):
                start, rate = isinstance(command, StartInfusion), command.rate_ml_h
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
