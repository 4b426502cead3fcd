"""Times in which the station's own thread did not run: the computer slept, or the program was stopped (ALM-41)."""

from __future__ import annotations

import logging
from typing import Final

from bedside.monitor.beds import Beds
from bedside.monitor.station_log import StationLog

_log = logging.getLogger(__name__)

# Between two turns of the thread: longer stands in the log, as the watchdog tells it …
STOOD_STILL_S: Final = 2.0
INTERRUPTED_S: Final = 5.0  # … and longer than this is an interruption of the monitoring


class StoodStill:
    """Looks back from turn to turn of the thread. Used by it only."""

    def __init__(self, beds: Beds, log: StationLog) -> None:
        self._beds = beds
        self._said = log
        self._last_turn: float | None = None  # station time, s

    def look(self, now: float) -> None:
        """A turn begins at station time `now`, s: say so, and tell the beds, if nobody watched since the last."""
        last, self._last_turn = self._last_turn, now
        if last is None or now - last <= STOOD_STILL_S:
            return
        words = f"nobody watched for {now - last:.0f} s: the computer slept or was stopped"
        _log.warning(words)
        self._said.say("stood_still", words)
        if now - last > INTERRUPTED_S:
            for bed in self._beds:
                bed.interrupted(last, now)
