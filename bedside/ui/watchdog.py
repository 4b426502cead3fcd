"""The watchdog: a process of its own that says so, with a window and a melody, when bedside has stopped or hangs.

    python -m bedside.ui.watchdog      started by `bedside.ui.heartbeat`, which feeds its stdin

Nothing of bedside's station, window or sound runs in here. It leaves at `bye`, after Restart, when what it had to say
about a bedside that is gone was silenced and closed, and when another bedside was started after that one had gone.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from bedside import settings
from bedside.alarms.bursts import RATE_HZ, power_failure_melody
from bedside.clock import Clock, SystemClock
from bedside.logs import start_logging
from bedside.ui import theme as themes
from bedside.ui.first_window import has_display
from bedside.ui.lifeline import SILENCE_S, Lifeline, Verdict
from bedside.ui.run_note import Run, newest_run, note_path
from bedside.ui.watchdog_restart import Restart
from bedside.ui.watchdog_window import WatchdogWindow

if TYPE_CHECKING:
    from bedside.ui.melody import Player

_log = logging.getLogger("bedside.ui.watchdog")  # it runs as __main__

LOOK_MS: Final = 100
MELODY_S: Final = 180.0  # ALM-54 asks for 120 s at least
NOTE_S: Final = 1.0  # between two looks at whether another bedside was started
_PIECE: Final = 65_536

Tell = Callable[[str], None]


class Watchdog(QObject):
    """Watches one pipe.

    Signals:
        finished: there is nothing more to watch or to say.
    """

    finished = Signal()

    def __init__(
        self,
        pipe: int,
        window: WatchdogWindow,
        player: Player,
        clock: Clock,
        tell: Tell,
        *,
        display: bool = True,
        melody_s: float = MELODY_S,
        note: Path | None = None,
    ) -> None:
        """Watch from now on.

        Args:
            pipe: file descriptor that bedside writes its heartbeat into; read until its end.
            window: shown while bedside is not well.
            player: of the melody.
            clock: the machine's, or a test's.
            tell: prints a sentence where somebody may read it.
            display: whether a person can see the window: without one it leaves when the melody is over.
            melody_s: how long the melody goes on when nobody silences it, s.
            note: where bedside notes its newest run; None: it does not.
        """
        super().__init__()
        self._pipe = pipe
        self._window = window
        self._player = player
        self._clock = clock
        self._tell = tell
        self._display = display
        self._melody_s = melody_s
        self._note = note
        self._note_due_t: float | None = None  # None: bedside is not gone
        self._run_at_end: Run | None = None  # what the note said then
        self._lifeline = Lifeline(clock.now())
        self._told = Verdict.WELL  # the worst that was said since bedside was last well
        self._shown = Verdict.WELL
        self._since = ""
        self._armed = False
        self._sounds_until: float | None = None  # station time, s; None = silenced, or over
        self._sound_fault = ""
        self.restart = Restart(self._lifeline, clock, self)
        self.restart.begun.connect(self._restarting)
        self.restart.started.connect(self._finish)
        self.restart.failed.connect(self._not_restarted)
        window.silence.connect(self._on_silence)
        window.restart.connect(self.restart.begin)
        window.closing.connect(self._on_closing)
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="lifeline", daemon=True).start()
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def _read(self) -> None:
        """A thread of its own: a pipe cannot be waited for by the event loop on every system."""
        while True:
            try:
                piece = os.read(self._pipe, _PIECE)
            except OSError:
                piece = b""
            self._pieces.put(piece)
            if not piece:
                return

    @Slot()
    def _look(self) -> None:
        while not self._pieces.empty():
            self._lifeline.feed(self._pieces.get())
        now = self._clock.now()
        verdict = self._lifeline.look(now)
        origin = self._lifeline.origin
        if not self._armed and origin is not None and self._lifeline.armed:
            self._armed = True
            _log.info("watching process %d", origin.pid)
        if verdict is Verdict.LEFT:
            self._finish()
        elif self.restart.under_way:
            self.restart.look(now)
        elif verdict.alarming:
            self._alarm(verdict, now)
            if verdict is Verdict.STOPPED and self._note is not None:
                self._look_for_another(self._note, now)
        elif self._told.alarming:
            self._recovered()

    def _alarm(self, verdict: Verdict, now: float) -> None:
        if verdict > self._told:
            if not self._told.alarming:
                standing = timedelta(seconds=0.0 if verdict is Verdict.STOPPED else SILENCE_S)
                self._since = f"{(self._clock.utc() - standing).astimezone():%H:%M:%S}"
            self._told = verdict
            self._sounds_until = now + self._melody_s
            self._player.play()
            self._show(verdict)
            self._window.appear()
            _log.error("%s", self._window.sentence)
            self._tell(self._window.sentence)
        elif verdict is not self._shown:
            self._show(verdict)
        if self._sounds_until is not None:
            self._sounding(self._sounds_until, now)

    def _sounding(self, until: float, now: float) -> None:
        fault = self._player.fault
        if fault != self._sound_fault:
            self._sound_fault = fault
            self._window.tell_sound(silenced=False, fault=fault)
            sentence = f"The watchdog has no sound: {fault}." if fault else "The watchdog can be heard again."
            _log.error("%s", sentence)
            self._tell(sentence)
        if now >= until:
            _log.info("the melody is over; nobody silenced it")
            self._hush()
            if self._lifeline.ended and not self._display:
                self._finish()

    def _look_for_another(self, note: Path, now: float) -> None:
        """Leave if bedside was started after this one had gone.

        One that was noted before then ran beside this one, so it does not do what this one did.
        """
        if self._note_due_t is None:
            self._note_due_t, self._run_at_end = now + NOTE_S, newest_run(note)
        elif now >= self._note_due_t:
            self._note_due_t = now + NOTE_S
            run = newest_run(note)
            if run is not None and run != self._run_at_end and run.lives:
                sentence = (
                    f"bedside runs again, as process {run.pid}; nothing was measured since {self._since}."
                )
                _log.warning("%s", sentence)
                self._tell(sentence)
                self._finish()

    def _show(self, verdict: Verdict) -> None:
        self._shown = verdict
        self._window.tell(verdict, self._since)
        self._window.tell_sound(silenced=self._sounds_until is None, fault=self._sound_fault)
        origin = self._lifeline.origin
        self._window.restart_key.setEnabled(origin is not None and bool(origin.command))

    def _recovered(self) -> None:
        self._hush()
        self._window.vanish()
        self._told = self._shown = Verdict.WELL
        sentence = f"bedside answers again; it had not since {self._since}."
        _log.warning("%s", sentence)
        self._tell(sentence)

    def _hush(self) -> None:
        self._sounds_until = None
        self._sound_fault = ""
        self._player.stop()
        self._window.tell_sound(silenced=True, fault="")

    @Slot()
    def _on_silence(self) -> None:
        _log.info("a person silenced the melody")
        self._hush()

    @Slot()
    def _on_closing(self) -> None:
        """The first time it silences; it goes only when bedside has gone too, lest a hang loses its face."""
        if self._sounds_until is not None:
            self._on_silence()
        elif self._lifeline.ended:
            self._finish()

    @Slot()
    def _restarting(self) -> None:
        self._window.restart_key.setEnabled(False)
        self._window.note(self.tr("Starting bedside again …"))

    @Slot(str)
    def _not_restarted(self, sentence: str) -> None:
        self._window.note(sentence)
        self._window.restart_key.setEnabled(True)
        _log.error("%s", sentence)
        self._tell(sentence)

    @Slot()
    def _finish(self) -> None:
        self._looking.stop()
        self._player.stop()
        self._window.vanish()
        self.finished.emit()


def _print(sentence: str) -> None:
    """To stderr, if there is still anybody behind it."""
    try:
        print(f"bedside watchdog: {sentence}", file=sys.stderr, flush=True)
    except (OSError, AttributeError):
        _log.debug("nobody reads stderr")


def _keep(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """What Qt has to say belongs in the log: stderr is read by people."""
    _log.info("Qt: %s", words)


def main() -> int:
    """Watch stdin until there is nothing more to watch; the process's exit code."""
    if os.isatty(0):
        _print("bedside starts this program by itself; there is nothing to start by hand.")
        return 2
    for name in ("SIGINT", "SIGHUP"):  # meant for bedside; its end is seen at the pipe
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    display = has_display()
    if not display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    start_logging(settings.log_path().with_name("watchdog.log"), to_stderr=False)
    qInstallMessageHandler(_keep)
    from bedside.ui.melody import Melody  # noqa: PLC0415  loading Qt Multimedia already says something

    QGuiApplication.setApplicationDisplayName("bedside")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    clock = SystemClock()
    window = WatchdogWindow(themes.load(), clock)
    melody = Melody(power_failure_melody().tobytes(), RATE_HZ)
    watchdog = Watchdog(0, window, melody, clock, _print, display=display, note=note_path())
    watchdog.finished.connect(QCoreApplication.quit)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
