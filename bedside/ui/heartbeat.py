"""The clinic's end of the watchdog: starts it, feeds it, notices its death and starts it again.

A small thread of its own reads two counters and writes them into the watchdog's stdin. It takes no lock of the window
or the station and waits for neither, so that it goes on telling that one of them stands.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from bedside.clock import Clock, SystemClock
from bedside.ui.lifeline import BEAT_S, BYE, Origin, beat_line, first_line
from bedside.ui.run_note import Run, note_path, note_run

_log = logging.getLogger(__name__)

WATCHDOG: Final = (sys.executable, "-m", "bedside.ui.watchdog")
STOP_S: Final = 5.0  # s for the watchdog to answer bye
FIRST_BACK_OFF_S: Final = 0.5
LONGEST_BACK_OFF_S: Final = 30.0
PROVEN_S: Final = 60.0  # a watchdog that has run this long was a good one: the back-off begins anew
_PIPE_BYTES: Final = 4096  # holds about a minute of lines, so one that does not read is found out (Linux)


class Heartbeat:
    """Tells the watchdog that the window and the station are alive.

    `start` and `stop` belong to one thread; `running` may be asked from any.
    """

    def __init__(
        self,
        command: Sequence[str],
        ui: Callable[[], int],
        station: Callable[[], int],
        *,
        watchdog: Sequence[str] = WATCHDOG,
        clock: Clock | None = None,
    ) -> None:
        """Nothing is started yet.

        Args:
            command: how this program is started again, as an argument list.
            ui: a counter that grows, at least twice a second, while the window answers. Called from the
                heartbeat's thread: it must return at once and not wait for the window.
            station: the same of the station.
            watchdog: command line of the watchdog; a frozen bundle has its own.
            clock: the machine's when None.
        """
        self._origin = Origin(pid=os.getpid(), command=tuple(command), folder=str(Path.cwd()))
        self._ui = ui
        self._station = station
        self._command = list(watchdog)
        self._clock = clock if clock is not None else SystemClock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started_t = 0.0
        self._again_t = 0.0  # station time from which it may be started again
        self._back_off_s = FIRST_BACK_OFF_S
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether a watchdog runs now. What T-WATCHDOG asks."""
        process, thread = self._process, self._thread
        fed = thread is not None and thread.is_alive()
        return fed and process is not None and process.returncode is None

    def start(self) -> None:
        """Start the watchdog and feed it from now on; a watchdog left over from a crash falls silent by it."""
        self._launch()
        try:
            note_run(note_path(), Run(pid=self._origin.pid, since_utc=self._clock.utc().isoformat()))
        except OSError as error:
            _log.warning("this run could not be noted (%s): an older watchdog may go on", error.strerror)
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say bye and wait until the watchdog has left. Idempotent.

        To be called as soon as a person has ended the program, before whatever else takes time: a window that no
        longer answers looks like one that hangs.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._discard()

    def _run(self) -> None:
        try:
            while not self._stopping.wait(BEAT_S):
                self._beat()
            self._say_bye()
        except Exception:  # noqa: BLE001  top of the thread: the watchdog then reports bedside as stopped
            _log.critical("a bug ended the heartbeat", exc_info=True)
            if self._process is not None:
                _pipe_of(self._process).close()

    def _beat(self) -> None:
        """One line; start the watchdog again where there is none."""
        process = self._process
        if process is None:
            if self._clock.now() >= self._again_t:
                self._launch()
            return
        if process.poll() is not None:
            self._lost(f"it ended with {process.returncode}")
            return
        line = beat_line(self._ui(), self._station())
        try:
            os.write(_pipe_of(process).fileno(), line)
        except BlockingIOError:
            self._lost("it no longer reads")
        except OSError as error:
            self._lost(error.strerror or "its pipe broke")

    def _launch(self) -> None:
        self._started_t = self._clock.now()
        try:
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                bufsize=0,
                pipesize=_PIPE_BYTES,
                start_new_session=sys.platform != "win32",  # Ctrl-C and a signal to the group are not for it
            )
            pipe = _pipe_of(process)
            os.write(pipe.fileno(), first_line(self._origin))
            if sys.platform != "win32":
                os.set_blocking(pipe.fileno(), False)
        except OSError as error:
            self._lost(error.strerror or "it could not be started")

    def _lost(self, why: str) -> None:
        """It is gone, or no good any more: away with it, and a new one after the back-off."""
        now = self._clock.now()
        if now - self._started_t >= PROVEN_S:
            self._back_off_s = FIRST_BACK_OFF_S
        self._again_t = now + self._back_off_s
        _log.warning("the watchdog is gone (%s): it is started again in %g s", why, self._back_off_s)
        self._back_off_s = min(2.0 * self._back_off_s, LONGEST_BACK_OFF_S)
        self._discard()

    def _say_bye(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            pipe = _pipe_of(process)
            os.write(pipe.fileno(), BYE)
            pipe.close()
            process.wait(STOP_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            _log.warning("the watchdog did not leave at bye: %s", error)
        self._discard()

    def _discard(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _pipe_of(process).close()


def _pipe_of(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdin is None:
        raise AssertionError("the watchdog is always started with a pipe")
    return process.stdin
