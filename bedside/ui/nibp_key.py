"""What F4 means now: start the cuff, or stop the one that measures."""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import CancelNibp, Command, StartNibp
from bedside.vitals.readings import CuffState
from bedside.vitals.sessions import Actor


def cuff_command(update: MonitorUpdate, actor: Actor) -> Command:
    """The command of the NIBP key for the bed of `update`."""
    status = None if update.nibp is None else update.nibp.status
    measuring = status is not None and status.state is CuffState.MEASURING
    return (CancelNibp if measuring else StartNibp)(bed=update.bed, actor=actor)
