"""When a recorded session was in which phase."""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.commands import SetPhase, StartInfusion, StopInfusion
from bedside.vitals.sessions import Phase


def phases_of(update: MonitorUpdate) -> list[tuple[float, Phase]]:
    """(session time, phase) of every change, oldest first: by hand, or by start and stop of the infusion."""
    changes: list[tuple[float, Phase]] = [(0.0, Phase.BASELINE)]
    for entry in sorted(update.entries, key=lambda e: (e.t, e.number)):
        if entry.retracted:
            continue
        match entry.command:
            case SetPhase(phase=phase):
                changes.append((entry.t, phase))
            case StartInfusion():
                changes.append((entry.t, Phase.INFUSION))
            case StopInfusion():
                changes.append((entry.t, Phase.RECOVERY))
    return [change for n, change in enumerate(changes) if n == 0 or change[1] is not changes[n - 1][1]]
