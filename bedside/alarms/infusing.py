"""The infusion as the timeline tells it: at what rate it is recorded to run now, and when its plan says it ends.

A pause does not use up the planned minutes: the end moves by as long as the pump stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import GiveBolus, IdentifyPatient, SetPlan
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)


@dataclass(frozen=True, slots=True)
class Infusing:
    """An infusion whose start was recorded."""

    rate_ml_h: float  # it runs at, or will when it goes on
    running_since_t: float | None  # s; None = paused or stopped
    ran_s: float = 0.0  # before that
    stopped: bool = False
    planned_min: float | None = None
    stood_t: float = 0.0  # since when it has been paused or stopped, if it has

    @property
    def recorded_ml_h(self) -> float:
        """What the pump should be doing now."""
        return 0.0 if self.running_since_t is None else self.rate_ml_h

    @property
    def end_t(self) -> float | None:
        """When it reaches, or reached, its planned end, s; None = it was stopped, stands before it, or has no plan."""
        if self.stopped or self.planned_min is None:
            return None
        left_s = self.planned_min * 60.0 - self.ran_s
        if self.running_since_t is not None:
            return self.running_since_t + left_s
        return self.stood_t + left_s if left_s <= 0.0 else None


class RecordedInfusion:
    """The infusion of one session."""

    def __init__(self) -> None:
        self.now: Infusing | None = None  # None before its start
        self._standing = Standing(
            *(StartInfusion, ChangeRate, PauseInfusion, ResumeInfusion, StopInfusion),
            *(GiveBolus, SetPlan, IdentifyPatient),
        )

    def entered(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if it may be another infusion by it."""
        if not self._standing.take(entry, at):
            return False
        now: Infusing | None = None
        planned_min: float | None = None
        patient, given = "", False
        for t, standing in self._standing.rows:
            command = standing.command
            if isinstance(command, IdentifyPatient):
                if patient not in ("", command.patient.id) and not given:
                    planned_min = None  # it was the plan of somebody else
                patient = command.patient.id
            if isinstance(command, SetPlan):
                runs = now is not None and not now.stopped
                planned_min = command.plan.minutes or (planned_min if runs else None)
            if isinstance(command, StartInfusion):
                planned_min = command.planned_min or planned_min
            given = given or isinstance(command, StartInfusion | GiveBolus)
            now = _after(now, command, t, planned_min)
        self.now = now
        return True


def _after(now: Infusing | None, command: Command, t: float, planned_min: float | None) -> Infusing | None:
    if isinstance(command, StartInfusion):
        return Infusing(command.rate_ml_h, t, planned_min=planned_min)
    if now is None or now.stopped:
        return now
    match command:
        case ChangeRate(rate_ml_h=rate):
            return replace(now, rate_ml_h=rate)
        case PauseInfusion():
            return _stand(now, t)
        case ResumeInfusion() if now.running_since_t is None:
            return replace(now, running_since_t=t)
        case StopInfusion():
            return replace(_stand(now, t), stopped=True)
        case SetPlan(plan=plan) if plan.minutes:
            return replace(now, planned_min=plan.minutes)
    return now


def _stand(now: Infusing, t: float) -> Infusing:
    if now.running_since_t is None:
        return now
    return replace(now, running_since_t=None, ran_s=now.ran_s + t - now.running_since_t, stood_t=t)
