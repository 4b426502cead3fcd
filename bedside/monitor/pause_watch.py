"""What the beds' updates say of pauses: one that is over, and a High that began and must be heard.

The start of a pause is an entry of the timeline; its end, however it came, has to stand in the log as well (ALM-42).
"""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.alarms import AlarmChange, Change, Pause, Presence, Priority

_BEGINNINGS = (Change.ONSET, Change.PRIORITY, Change.AGAIN)


class PauseWatch:
    """Compares each update of a bed with the one before."""

    def __init__(self) -> None:
        self._pauses: dict[int, tuple[Pause, ...]] = {}
        self._seen: dict[int, tuple[str, int]] = {}  # bed → session, alarm changes that were looked at

    def ended(self, update: MonitorUpdate) -> list[Pause]:
        """Pauses of the bed that are over since its last update."""
        before = self._pauses.get(update.bed, ())
        self._pauses[update.bed] = update.pauses
        kept = {(pause.kind, pause.began_t) for pause in update.pauses}
        return [pause for pause in before if (pause.kind, pause.began_t) not in kept]

    def high_began(self, update: MonitorUpdate) -> bool:
        """Whether a High began to ask to be heard since the bed's last update (ALM-32)."""
        session = "" if update.session is None else update.session.id
        known, count = self._seen.get(update.bed, ("", 0))
        self._seen[update.bed] = session, len(update.alarm_log)
        fresh = update.alarm_log[count if known == session else 0 :]
        return any(_begins_high(change) for change in fresh)


def _begins_high(change: AlarmChange) -> bool:
    rises = change.change in _BEGINNINGS
    return rises and change.priority is Priority.HIGH and change.presence is Presence.ON
