"""The window's process: window first, the station behind it after the first paint, one frame clock for both.

Without a display it runs on an off-screen one, says so and prints what it sees.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from bedside import settings
from bedside.clock import SystemClock
from bedside.errors import BrokenFileError, UserFacingError
from bedside.ui import theme as themes
from bedside.ui.display import size_of
from bedside.ui.first_window import has_display
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.ui.tidying import Tidying
from bedside.ui.window_places import displays, stand, tell, usable
from bedside.ui.window_set import WindowSet
from bedside.vitals.display import Appearance

if TYPE_CHECKING:
    from bedside.monitor.services import Services
    from bedside.monitor.sound_port import SoundPort
    from bedside.monitor.updates import MonitorUpdate
    from bedside.settings import Settings
    from bedside.ui.clinic_screen import ClinicScreen
    from bedside.ui.first_window import FirstWindow
    from bedside.ui.heartbeat import Heartbeat
    from bedside.ui.sound import Sound

_log = logging.getLogger(__name__)

Build = Callable[[Path, "Callable[[Settings], SoundPort]", "Sequence[str]"], "Services"]
Tell = Callable[["Mapping[int, MonitorUpdate]"], None]

_BEAT_MS: Final = 200  # of the window's thread, for whoever watches it
_UNSEEN_MS: Final = 3000  # behind a locked screen nothing is painted: monitoring begins all the same
_TELL_MS: Final = 1000  # what the beds show, where somebody reads along
_S_MS: Final = 1000
_LOOK_MS: Final = 100  # Python answers a signal only between two bytecodes: give it some


class ClinicWindow(QObject):
    """One run of the program with a window, from its first paint to its end.

    It ends by `exit`, never by `quit`: that would ask the window to close, which asks the person.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        build: Build,
        tell: Tell | None,
        starting: FirstWindow | None = None,
    ) -> None:
        """Show the window; everything else follows the first paint.

        Args:
            args: of `bedside run`.
            build: builds and starts the station on a record; the last argument: sentences to show from the start.
            tell: prints what the beds show, once a second; None: nobody reads along.
            starting: the window that says that bedside starts.
        """
        super().__init__()
        self._before = starting
        self._args = args
        self._build = build
        self._tell = tell
        self._services: Services | None = None
        self._screen: ClinicScreen | None = None
        self._sound: Sound | None = None
        self._heartbeat: Heartbeat | None = None
        self._beats = 0
        self._beating = QTimer(self)
        self._beating.setInterval(_BEAT_MS)
        self._beating.timeout.connect(self._beat)
        self._tidying = Tidying(self)
        self._tidying.start()
        self.exit_code = 0
        size = size_of(args.size)
        file = settings.SettingsFile(settings.settings_path())
        stored = file.load()
        self._notices = [file.fault] if file.fault else []  # said by the station, which reads the file again
        theme, appearance = self._look(stored.appearance)
        # What the command line says of the window is for this run: nothing is brought back or remembered then.
        self._as_left = args.size is None and args.screen is None and args.screenshot is None
        self.windows = WindowSet(theme, appearance, kiosk=args.kiosk, remembers=self._as_left)
        self.windows.ended.connect(self._on_ended)
        self._places = usable(stored.windows) if self._as_left else ()
        first = self._places[0] if self._places else None
        self._stands = None if first is None else stand(first, displays())
        full_screen = args.full_screen or (first is not None and first.full_screen)
        self._starting = QTimer(self)
        self._starting.setSingleShot(True)
        self._starting.timeout.connect(self._start)
        self._starting.start(_UNSEEN_MS)
        self.windows.opened.connect(self._await_paint)
        self._first = self.windows.make(self._stands, size=size, full_screen=full_screen)
        self.windows.opened.disconnect(self._await_paint)
        if first is not None and first.screen == "bed":
            self._first.come_back(first.bed)
        self._telling = QTimer(self)
        self._telling.setInterval(_TELL_MS)
        self._telling.timeout.connect(self._tell_beds)
        self._ending = QTimer(self)
        self._ending.setSingleShot(True)
        self._ending.timeout.connect(self._end_by_itself)

    @property
    def window(self) -> MainWindow:
        """The main window."""
        return self.windows.main

    def _look(self, appearance: Appearance) -> tuple[Theme, Appearance | None]:
        """The look that was set; the usual one where that cannot be read."""
        try:
            return themes.of(appearance), appearance
        except BrokenFileError as error:
            _log.warning("%s", error)
            self._notices.append(str(error))
            return themes.load(themes.DEFAULT), appearance

    @Slot(object)
    def _await_paint(self, window: MainWindow) -> None:
        window.alarm_bar.installEventFilter(self)  # a window covered by its parts is not painted itself

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the window's first paint; everything heavy comes after it."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._starting.start(0)
        return False

    def stop(self) -> None:
        """End everything in good order. Idempotent."""
        self._tell_beds()
        self._beating.stop()
        if self._heartbeat is not None:
            self._heartbeat.stop()
        if self._services is not None:
            self._services.station.window_beat_t = None
        if self._screen is not None:
            self._screen.stop()
        if self._services is not None:
            self._services.stop()
        if self._sound is not None:
            self._sound.stop()
        self._tidying.stop()

    @Slot()
    def _start(self) -> None:
        if self._before is not None:
            self._before.close()
            self._before.deleteLater()
            self._before = None
        from bedside.ui.clinic_screen import ClinicScreen  # noqa: PLC0415
        from bedside.ui.later import Later  # noqa: PLC0415

        if self._args.for_s is not None:
            self._ending.start(round(self._args.for_s * _S_MS))
        if self._tell is not None:
            self._telling.start()
        try:
            self._services = services = self._build(
                self._args.store or settings.store_path(), self._new_sound, self._notices
            )
            self._screen = ClinicScreen(self.window, services, SystemClock(), self.windows)
            self.windows.restore(self._places)
            if self._stands is not None:
                tell(self._first, self._stands)
            if self._args.simulate:
                beds = list(range(1, self._args.simulate + 1))
                services.simulate(beds, scenario=self._args.scenario, seed=self._args.seed)
            self._open_screen()
            for sentence in themes.faults():  # a font, glyph or theme that could not be used
                self.window.say(sentence)
            self._begin_beating(services)
            QTimer.singleShot(0, self._tidying.settle)
            Later(self._tidying.settle, self).start()
        except UserFacingError as error:
            self._give_up(str(error))
        except Exception:  # noqa: BLE001  top of the program: a window that says so is better than one that hangs
            _log.critical("a bug kept bedside from starting", exc_info=True)
            self._give_up(
                self.tr("An internal error kept bedside from starting; it is in the log. Please report it.")
            )

    def _new_sound(self, stored: Settings) -> SoundPort:
        from bedside.ui.sound import Sound  # noqa: PLC0415 - window first

        self._sound = Sound(
            SystemClock(),
            volume=stored.volume,
            pulse_tone=stored.pulse_tone,
            station_output=stored.station_output,
        )
        self._sound.start()
        return self._sound

    def _begin_beating(self, services: Services) -> None:
        """From here on the watchdog must hear from this window and from the station."""
        from bedside.ui.heartbeat import Heartbeat  # noqa: PLC0415 - window first

        station = services.station
        again = [sys.executable, "-m", "bedside", *sys.argv[1:]]
        self._heartbeat = Heartbeat(again, ui=lambda: self._beats, station=lambda: station.turns)
        self._beat()
        self._beating.start()
        self._heartbeat.start()
        station.watchman = self._heartbeat

    @Slot()
    def _beat(self) -> None:
        self._beats += 1
        if self._services is not None:
            self._services.station.window_beat_t = self._services.clock.now()

    def _open_screen(self) -> None:
        name, _, bed = (self._args.screen or "").partition(":")
        if name == "bed" and bed.isdigit():
            self.window.open_bed(int(bed))
        elif name in ("devices", "review", "settings"):
            self.window.show_screen(name)

    def _give_up(self, sentence: str) -> None:
        print(f"bedside: {sentence}", file=sys.stderr, flush=True)
        self.exit_code = 1
        if has_display():
            self.window.show_fault(sentence)
        else:
            QCoreApplication.exit(1)

    @Slot()
    def _tell_beds(self) -> None:
        if self._services is None or self._tell is None:
            return
        try:
            self._tell(self._services.station.updates)
        except BrokenPipeError:
            # Whoever read along (head, less) has seen enough; the window goes on.
            self._tell = None
            self._telling.stop()

    @Slot()
    def _end_by_itself(self) -> None:
        if self._args.screenshot is not None:
            self._leave_picture(self._args.screenshot)
        QCoreApplication.exit(0)

    def _leave_picture(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            written = self.window.grab().save(str(file))
        except OSError:
            written = False
        if not written:
            print(f"bedside: {file} could not be written: check the folder and the ending.", file=sys.stderr)
            self.exit_code = 1

    @Slot(object)
    def _on_ended(self, _choice: object) -> None:
        QCoreApplication.exit(0)


def run_window(
    args: argparse.Namespace, build: Build, teller: Callable[[], Tell], starting: FirstWindow | None = None
) -> int:
    """`bedside run`: its exit code. `starting` is the window that goes when the station's own is painted."""
    off_screen = not has_display()
    if off_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        print("No display: bedside runs on an off-screen one and prints what it sees.", flush=True)
    QGuiApplication.setApplicationDisplayName("bedside")
    QGuiApplication.setDesktopFileName("bedside")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    tell = teller() if off_screen or args.json else None
    clinic = ClinicWindow(args, build, tell, starting)
    looking = QTimer()
    looking.start(_LOOK_MS)
    looking.timeout.connect(_look)
    before = {number: signal.signal(number, _quit) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = app.exec()
    finally:
        clinic.stop()
        for number, old in before.items():
            signal.signal(number, old)
    for window in clinic.windows.all:
        window.deleteLater()
    return code or clinic.exit_code


def _look() -> None:
    """Nothing: that the interpreter runs at all lets it answer signals."""


def _quit(number: int, frame: FrameType | None) -> None:
    QCoreApplication.exit(0)
