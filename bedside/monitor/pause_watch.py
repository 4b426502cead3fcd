"""What follows from the beds' updates for pauses: one that is over, and a High that began and must be heard.

The start of a pause is an entry of the timeline; its end, however it came, has to stand in the log as well (ALM-42).
A new High on one bed ends the audio pauses of all others: there is one loudspeaker (ALM-32).
"""

from __future__ import annotations

from collections.abc import Iterator

from bedside.monitor.bed import Bed
from bedside.monitor.beds import Beds
from bedside.monitor.station_log import StationLog
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.alarms import AlarmChange, Change, Pause, PauseKind, Presence, Priority
from bedside.vitals.commands import EndAudioPause
from bedside.vitals.sessions import PROGRAM

_BEGINNINGS = (Change.ONSET, Change.PRIORITY, Change.AGAIN)


class PauseWatch:
    """Compares each update of a bed with the one before. Used by the station's thread only."""

    def __init__(self, beds: Beds, log: StationLog) -> None:
        self._beds = beds
        self._log = log
        self._pauses: dict[int, tuple[Pause, ...]] = {}
        self._seen: dict[int, tuple[str, int]] = {}  # bed → session, alarm changes that were looked at

    def look(self, update: MonitorUpdate, now: float) -> Iterator[Bed]:
        """Look at the newest update of a bed at station time `now`, s.

        Yields:
            Each other bed right after its audio pause was ended; it has news.
        """
        for pause in self._ended(update):
            self._log.say("pause_ended", f"the {pause.kind} pause of bed {update.bed} is over")
        if not self._high_began(update):
            return
        for other in self._beds:
            if other.number != update.bed and any(p.kind is PauseKind.AUDIO for p in other.pauses):
                reason = f"a new High began on bed {update.bed}"
                other.command(EndAudioPause(bed=other.number, actor=PROGRAM, reason=reason), now)
                yield other

    def _ended(self, update: MonitorUpdate) -> list[Pause]:
        """Pauses of the bed that are over since its last update."""
        before = self._pauses.get(update.bed, ())
        self._pauses[update.bed] = update.pauses
        kept = {(pause.kind, pause.began_t) for pause in update.pauses}
        return [pause for pause in before if (pause.kind, pause.began_t) not in kept]

    def _high_began(self, update: MonitorUpdate) -> bool:
        """Whether a High began to ask to be heard since the bed's last update (ALM-32)."""
        session = "" if update.session is None else update.session.id
        known, count = self._seen.get(update.bed, ("", 0))
        self._seen[update.bed] = session, len(update.alarm_log)
        fresh = update.alarm_log[count if known == session else 0 :]
        return any(_begins_high(change) for change in fresh)


def _begins_high(change: AlarmChange) -> bool:
    rises = change.change in _BEGINNINGS
    return rises and change.priority is Priority.HIGH and change.presence is Presence.ON
