"""Ends a bedside that hangs and starts it again: the same command in the same folder, once the old one is gone."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from typing import Final

from PySide6.QtCore import QObject, Signal

from bedside.clock import Clock
from bedside.ui.lifeline import Lifeline

_log = logging.getLogger("bedside.ui.watchdog")  # of one process, in one voice

KILL_S: Final = 5.0  # for a killed bedside to be gone


class Restart(QObject):
    """One attempt at a time.

    Signals:
        begun: somebody asked for it, and it is under way.
        started: the new one runs.
        failed: it could not be started; a sentence that says why and what to do.
    """

    begun = Signal()
    started = Signal()
    failed = Signal(str)

    def __init__(self, lifeline: Lifeline, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._lifeline = lifeline
        self._clock = clock
        self._by: float | None = None  # station time, s, by which a killed bedside must be gone
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def under_way(self) -> bool:
        """Whether the end of the old one is waited for."""
        return self._by is not None

    def begin(self) -> None:
        """Kill what hangs; start the new one at once where the old one has gone already."""
        origin = self._lifeline.origin
        if origin is None or self.under_way:
            return
        self._by = self._clock.now() + KILL_S
        self.begun.emit()
        if self._lifeline.ended:
            self._launch()
            return
        _log.warning("bedside (process %d) hangs and is killed to be started again", origin.pid)
        try:
            os.kill(origin.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        except ProcessLookupError:
            _log.debug("it has just gone by itself: the end of the pipe follows")
        except OSError as error:
            self._fail(error)

    def look(self, now: float) -> None:
        """The pipe's end is the proof that the old one is gone, and lets go of its record and its ports."""
        if self._by is None:
            return
        if self._lifeline.ended:
            self._launch()
        elif now >= self._by:
            self._fail(TimeoutError(None, self.tr("the old one does not end")))

    def _launch(self) -> None:
        origin = self._lifeline.origin
        if origin is None:
            return
        try:
            self.process = subprocess.Popen(
                origin.command,
                cwd=origin.folder,
                stdin=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            self._fail(error)
            return
        _log.warning("bedside is started again as process %d", self.process.pid)
        self.started.emit()

    def _fail(self, error: OSError) -> None:
        self._by = None
        sentence = self.tr("bedside could not be started again ({why}): start it by hand.")
        self.failed.emit(sentence.format(why=error.strerror or error))
