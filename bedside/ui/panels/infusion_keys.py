"""Paused, resumed, stopped: one tap each, without a panel. None where the tap would mean nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import living
from bedside.ui import formats
from bedside.vitals.commands import Command, Entry, PauseInfusion, ResumeInfusion, StartInfusion, StopInfusion
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


_TURNED: Final = (StartInfusion, PauseInfusion, ResumeInfusion, StopInfusion)
MEANT_THE_SAME_S: Final = 3.0
"""Whoever taps so soon after somebody at another window had not seen yet that it was done."""


def last_turn(update: MonitorUpdate) -> Entry | None:
    """The entry that left the infusion as it is: by when it was so, not by when it was entered; None: there is none."""
    turns = [entry for entry in living(update.entries) if isinstance(entry.command, _TURNED)]
    return turns[-1] if turns else None


def turned_words(update: MonitorUpdate, entry: Entry) -> str:
    """Who turned it and when: "Paused at 10:31:22 by Sofia"."""
    words = {
        StartInfusion: _tr("The infusion was started at {time} by {name}."),
        PauseInfusion: _tr("The infusion was paused at {time} by {name}."),
        ResumeInfusion: _tr("The infusion was resumed at {time} by {name}."),
        StopInfusion: _tr("The infusion was stopped at {time} by {name}."),
    }[type(entry.command)]
    session = update.session
    clock = "" if session is None else formats.clock_at(session.started_utc, entry.t, update.now)
    return words.format(time=clock, name=entry.command.actor.name)


def turned_elsewhere(update: MonitorUpdate, own: Command | None) -> str:
    """That somebody at another window paused or resumed it a moment ago; "" = nobody, or it was done here.

    Args:
        own: what this window asked for last.
    """
    entry = last_turn(update)
    if entry is None or not isinstance(entry.command, PauseInfusion | ResumeInfusion):
        return ""
    if entry.command is own or update.now - entry.entered_t > MEANT_THE_SAME_S:
        return ""
    return turned_words(update, entry)


def _tr(text: str) -> str:
    return QCoreApplication.translate("InfusionKeys", text)
