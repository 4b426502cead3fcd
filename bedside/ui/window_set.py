"""The windows of one station: opened, placed, fed with the same frames, remembered, and rescued from a lost monitor.

One clock draws them all. A window nobody can see is not drawn; the newest frame is what it shows when it is seen again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen

from bedside.ui.extent import NOMINAL
from bedside.ui.main_window import MainWindow
from bedside.ui.spoken import use_decimal_mark
from bedside.ui.theme import Theme
from bedside.ui.tidying import Tidying
from bedside.ui.window_places import Stand, beside, displays, place_of, stand, tell
from bedside.vitals.commands import STATION_BED
from bedside.vitals.display import Appearance, WindowPlace
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import RememberWindows

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate

MOST_WINDOWS: Final = 8
_SETTLED_MS: Final = 2000  # a window that was moved is remembered when it has stood so long
_MONITORS_MS: Final = 300  # the system arranges the desktop anew before windows are put right


class WindowSet(QObject):
    """At least one window, the main one first.

    Signals:
        command: the window and its `Command` for the station.
        opened: a `MainWindow` that was opened.
        gone: a `MainWindow` that was closed while others stay.
        ended: bedside is to end; a `Closing`, or None where nothing was asked.
    """

    command = Signal(object, object)
    opened = Signal(object)
    gone = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        theme: Theme,
        appearance: Appearance | None = None,
        *,
        kiosk: bool = False,
        remembers: bool = True,
    ) -> None:
        """No window yet.

        Args:
            theme: the one look all windows share.
            appearance: what `theme` was made from; None: not known, the station's first word counts.
            kiosk: windows fill their monitors, without the system's keys.
            remembers: whether the station is told where the windows stand.
        """
        super().__init__()
        self._theme = theme
        self._appearance = appearance
        use_decimal_mark((appearance or Appearance()).decimal_mark)
        self._kiosk = kiosk
        self._remembers = remembers
        self._windows: list[MainWindow] = []
        self._kept: tuple[WindowPlace, ...] = ()
        self._homes: dict[MainWindow, WindowPlace] = {}  # windows that had to leave a monitor
        self._ended = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self.remember)
        self._monitors = QTimer(self)
        self._monitors.setSingleShot(True)
        self._monitors.setInterval(_MONITORS_MS)
        self._monitors.timeout.connect(self.settle)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._monitor_gone)
            app.screenAdded.connect(self._monitors_changed)
            app.primaryScreenChanged.connect(self._monitors_changed)

    @property
    def all(self) -> Sequence[MainWindow]:
        """Every window, the main one first."""
        return tuple(self._windows)

    @property
    def main(self) -> MainWindow:
        """The main window; when it was closed, the one that was opened next."""
        return self._windows[0]

    # -- opening and closing ---------------------------------------------------------------------------

    def adopt(self, window: MainWindow) -> None:
        """Take in a window that was made elsewhere."""
        self._windows.append(window)
        window.command.connect(self._command)
        window.window_asked.connect(self._open_asked)
        window.closing.connect(self._closing)
        window.ending.connect(self._end)
        window.place_changed.connect(self._settled.start)
        self._rank()
        self.opened.emit(window)

    def make(
        self, at: Stand | None = None, *, size: tuple[int, int] = NOMINAL, full_screen: bool = False
    ) -> MainWindow:
        """A new window, shown.

        Args:
            at: where it stands; None: where the system puts it.
            size: px, where the system puts it.
            full_screen: it fills its monitor.
        """
        window = MainWindow(self._theme, kiosk=self._kiosk)
        if at is None:
            window.resize(*size)
        else:
            window.setGeometry(at.rect)
        self.adopt(window)
        if full_screen or self._kiosk:
            window.showFullScreen()
        else:
            window.show()
        return window

    def restore(self, places: Sequence[WindowPlace]) -> None:
        """Open the windows there were besides the main one."""
        self._kept = tuple(places)
        there = displays()
        for place in places[1:MOST_WINDOWS]:
            at = stand(place, there)
            window = self.make(at, full_screen=place.full_screen)
            _go(window, place.screen, place.bed)
            tell(window, at)

    @Slot(str, object)
    def _open_asked(self, screen: str, bed: int | None) -> None:
        source = self.sender()
        if isinstance(source, MainWindow):
            self.open(source, screen, bed)

    def open(self, source: MainWindow, screen: str, bed: int | None) -> MainWindow | None:
        """Open a window for a screen or a bed, beside `source`; None where that is not possible, and said there."""
        if len(self._windows) >= MOST_WINDOWS:
            source.say(
                self.tr("{n} windows are open, more is too much for one look: close one first.").format(
                    n=MOST_WINDOWS
                )
            )
            return None
        there, taken = displays(), [window.frameGeometry() for window in self._windows]
        at = beside(source.frameGeometry(), taken, there)
        if self._kiosk and any(at.rect.intersects(rect) for rect in taken):
            source.say(self.tr("A kiosk fills its monitors, and none is free: connect another one first."))
            return None
        window = self.make(at)
        _go(window, screen, bed)
        return window

    @Slot(object)
    def _closing(self, choice: object) -> None:
        window = self.sender()
        if not isinstance(window, MainWindow):
            return
        if len(self._windows) == 1:
            self._end(choice)
        elif not self._ended:
            self._windows.remove(window)
            self._homes.pop(window, None)
            self._rank()
            self._settled.start()
            self.gone.emit(window)
            window.deleteLater()
            Tidying.soon()

    @Slot(object)
    def _end(self, choice: object) -> None:
        if not self._ended:
            self.remember()
            self._ended = True
            self.ended.emit(choice)

    def _rank(self) -> None:
        for n, window in enumerate(self._windows):
            window.first = n == 0
            window.alone = len(self._windows) == 1

    # -- frames ----------------------------------------------------------------------------------------

    def frame(self, updates: Mapping[int, MonitorUpdate], station: StationUpdate, now: float) -> None:
        """Show one frame in every window, drawn only where somebody can see it."""
        if station.appearance != self._appearance:
            self._look_like(station.appearance)
        for window in self._windows:
            if window.on_screen:
                window.show_updates(updates, station, now)
            else:
                window.watch(updates, station, now)

    def _look_like(self, appearance: Appearance) -> None:
        from bedside.ui.appearance import apply  # noqa: PLC0415 - hardly ever needed

        self._appearance = appearance
        use_decimal_mark(appearance.decimal_mark)
        for window in self._windows:
            apply(window, self._theme, appearance)

    @Slot(object)
    def _command(self, command: object) -> None:
        self.command.emit(self.sender(), command)

    # -- places ----------------------------------------------------------------------------------------

    @Slot()
    def remember(self) -> None:
        """Tell the station where the windows stand, if they stand elsewhere than it knows."""
        self._settled.stop()
        if not self._remembers or self._ended or not self._windows:
            return
        # A window that had to leave its monitor goes back there when both are there again.
        places = tuple(self._homes.get(window) or place_of(window) for window in self._windows)
        if places != self._kept:
            self._kept = places
            asked = RememberWindows(bed=STATION_BED, actor=PROGRAM, windows=places)
            self.command.emit(self.main, asked)

    @Slot(QScreen)
    def _monitor_gone(self, screen: QScreen) -> None:
        for window in self._windows:
            if window.screen() is screen:
                self._homes.setdefault(window, place_of(window))
        self._monitors.start()

    def stop(self) -> None:
        """Look after the windows no longer: bedside ends."""
        self._settled.stop()
        self._monitors.stop()
        self._windows.clear()
        self._homes.clear()

    @Slot()
    def _monitors_changed(self) -> None:
        self._monitors.start()

    @Slot()
    def settle(self) -> None:
        """Every window whole on a monitor there is; one that had to leave goes back when its own is there again."""
        there = displays()
        for window in self._windows if there else ():
            home = self._homes.get(window)
            place = home or place_of(window)
            at = stand(place, there)
            if home is not None and at.display == home.display:
                del self._homes[window]
                _put(window, at)
                window.say(
                    self.tr("The monitor “{name}” is there again, and this window on it.").format(
                        name=at.display
                    )
                )
            elif at.moved_from or (at.rect != window.geometry() and not window.isFullScreen()):
                _put(window, at)
                tell(window, at)


def _go(window: MainWindow, screen: str, bed: int | None) -> None:
    if screen == "bed" and bed is not None:
        window.open_bed(bed)
    else:
        window.show_screen(screen)


def _put(window: MainWindow, at: Stand) -> None:
    """Move a window, also one that fills its screen."""
    if window.isFullScreen():
        window.showNormal()
        window.setGeometry(at.rect)
        window.showFullScreen()
    else:
        window.setGeometry(at.rect)
