"""Paused, resumed, stopped: one tap each, without a panel. None where the tap would mean nothing."""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import PauseInfusion, ResumeInfusion, StopInfusion
from bedside.vitals.sessions import UNNAMED, Actor


def pause_command(update: MonitorUpdate, actor: Actor = UNNAMED) -> PauseInfusion | None:
    """The pump was paused; None unless an infusion runs."""
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is not None or infusion.paused:
        return None
    return PauseInfusion(bed=update.bed, actor=actor)


def resume_command(update: MonitorUpdate, actor: Actor = UNNAMED) -> ResumeInfusion | None:
    """The pump runs again at the rate it had; None unless it is paused."""
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is not None or not infusion.paused:
        return None
    return ResumeInfusion(bed=update.bed, actor=actor)


def stop_command(update: MonitorUpdate, actor: Actor = UNNAMED) -> StopInfusion | None:
    """The pump was stopped for good; None unless an infusion was started and not stopped."""
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is not None:
        return None
    return StopInfusion(bed=update.bed, actor=actor)
