"""The infusion as it was recorded: rate steps, running total, elapsed and remaining time.

bedside records what the pump was told by a person. It never proposes a rate (clinical.md: ALM-53).
Times are session times, s; rates mL/h; doses mg.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """From `t` on the pump ran at this rate (0 = paused or stopped)."""

    t: float
    rate_ml_h: float
    concentration_mg_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionState:
    """The infusion at one moment."""

    steps: tuple[RateStep, ...]
    started_t: float
    stopped_t: float | None  # None = not stopped yet
    paused: bool
    rate_ml_h: float  # what it runs at now, or would run at when resumed
    concentration_mg_ml: float
    planned_mg: float | None
    planned_min: float | None

    def delivered_mg(self, t: float) -> float:
        """mg given up to session time `t`: the integral of the recorded rate (DOSE-02)."""
        total = 0.0
        for n, step in enumerate(self.steps):
            until = self.steps[n + 1].t if n + 1 < len(self.steps) else t
            seconds = max(0.0, min(until, t) - step.t)
            total += step.rate_ml_h * step.concentration_mg_ml * seconds / 3600.0
        return total

    def elapsed_s(self, t: float) -> float:
        """Seconds since the start, pauses included, up to the stop."""
        end = t if self.stopped_t is None else min(t, self.stopped_t)
        return max(0.0, end - self.started_t)

    def remaining_s(self, t: float) -> float | None:
        """Seconds of the planned duration still to go (negative = overrun); None without a plan."""
        return None if self.planned_min is None else self.planned_min * 60.0 - self.elapsed_s(t)


def infusion_of(entries: Iterable[Entry]) -> InfusionState | None:
    """The infusion the timeline describes, or None before its start.

    Entries are taken in the order of their times; retracted ones do not count. A second start after a stop
    begins a new infusion; the total goes on from the steps of both.
    """
    state: InfusionState | None = None
    for entry in sorted((e for e in entries if not e.retracted), key=lambda e: (e.t, e.number)):
        state = _after(state, entry.command, entry.t)
    return state


def _after(state: InfusionState | None, command: Command, t: float) -> InfusionState | None:
    if isinstance(command, StartInfusion):
        earlier = state.steps if state is not None else ()
        first = RateStep(t=t, rate_ml_h=command.rate_ml_h, concentration_mg_ml=command.concentration_mg_ml)
        return InfusionState(
            steps=(*earlier, first),
            started_t=t,
            stopped_t=None,
            paused=False,
            rate_ml_h=command.rate_ml_h,
            concentration_mg_ml=command.concentration_mg_ml,
            planned_mg=command.planned_mg,
            planned_min=command.planned_min,
        )
    if state is None or state.stopped_t is not None:
        return state
    match command:
        case ChangeRate(rate_ml_h=rate):
            return _step(state, t, 0.0 if state.paused else rate, rate=rate)
        case PauseInfusion():
            return _step(state, t, 0.0, paused=True)
        case ResumeInfusion():
            return _step(state, t, state.rate_ml_h, paused=False)
        case StopInfusion():
            return _step(state, t, 0.0, stopped_t=t, paused=False)
    return state


def _step(
    state: InfusionState,
    t: float,
    running_at: float,
    *,
    rate: float | None = None,
    paused: bool | None = None,
    stopped_t: float | None = None,
) -> InfusionState:
    step = RateStep(t=t, rate_ml_h=running_at, concentration_mg_ml=state.concentration_mg_ml)
    return InfusionState(
        steps=(*state.steps, step),
        started_t=state.started_t,
        stopped_t=stopped_t,
        paused=state.paused if paused is None else paused,
        rate_ml_h=state.rate_ml_h if rate is None else rate,
        concentration_mg_ml=state.concentration_mg_ml,
        planned_mg=state.planned_mg,
        planned_min=state.planned_min,
    )
