"""What the station says: sentences for the people at the screen, and lines of the audit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from bedside.clock import Clock
from bedside.vitals.command_records import name_of
from bedside.vitals.commands import Command
from bedside.vitals.records import Record, StationEvent

# One name for whatever part of the station speaks: by it a support bundle knows which lines are free of names.
_log = logging.getLogger("bedside.monitor.station")

_NOTICES: Final = 20


class StationLog:
    """Used by the station's thread only."""

    def __init__(self, clock: Clock, record: Callable[[Record], None], notices: tuple[str, ...]) -> None:
        """`notices`: what is to be told already."""
        self._clock = clock
        self._record = record
        self._bugs: set[str] = set()  # kinds that were told
        self.notices = notices  # newest last

    def notice(self, sentence: str) -> None:
        """Tell whoever looks at the screen."""
        self.notices = (*self.notices[-(_NOTICES - 1) :], sentence)

    def say(self, kind: str, words: str, command: Command | None = None) -> None:
        """Write what happened, or what a `command` brought about, into the audit and the log."""
        _log.info("%s: %s", kind if command is None else name_of(command), words)
        self._record(StationEvent(utc=self._clock.utc(), kind=kind, words=words, command=command))

    def tell_bug(self, doing: str, bug: Exception) -> None:
        """Log a bug each time, tell it once per kind: monitoring of everything else goes on."""
        kind = f"{doing}: {type(bug).__name__}"
        _log.critical("a bug in the station while %s; monitoring goes on", doing, exc_info=bug)
        if kind not in self._bugs:
            self._bugs.add(kind)
            self.notice("An internal error happened; it is in the log. Monitoring goes on: please report it.")
            self.say("internal_error", kind)
