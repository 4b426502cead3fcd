"""Two real windows on one running station with a record: what is pressed in them goes all the way and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.clock import Clock, SystemClock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.main_window import MainWindow
from bedside.ui.session.form import SessionForm
from bedside.ui.session.session_page import SessionPage
from bedside.ui.theme import Theme
from bedside.ui.window_set import WindowSet
from bedside.vitals.commands import Command, Entry
from bedside.vitals.sessions import Actor

BED = 1
PATIENCE_MS = 20_000
PATIENCE_S = PATIENCE_MS / 1000


class Place:
    """One of the windows, with somebody at it: presses keys where its keyboard is."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self.window = window

    @property
    def page(self) -> SessionPage:
        return self.window.bed_screen.session_page

    @property
    def form(self) -> SessionForm:
        form = self.page.form
        assert form is not None
        return form

    @property
    def update(self) -> MonitorUpdate:
        """What this window shows now."""
        return self.window.updates[BED]

    @property
    def focus(self) -> QWidget:
        focus = self.window.focusWidget()
        return self.window if focus is None else focus

    def come(self) -> None:
        """Somebody turns to this window."""
        self.window.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window, timeout=PATIENCE_MS)

    def press(self, *keys: Qt.Key) -> None:
        self.come()
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key)

    def type(self, text: str) -> None:
        self.come()
        for sign in text:
            QTest.keyClick(self.window.windowHandle(), sign)

    def write(self, edit: QWidget, text: str) -> None:
        """Put the keyboard into a field and type over what stands there."""
        self.come()
        edit.setFocus()
        edit.selectAll()  # type: ignore[attr-defined]
        self.type(text)

    def open(self, form: str) -> None:
        """The bed's session page with this form."""
        self.come()
        self.window.open_bed(BED)
        self._qtbot.waitUntil(lambda: BED in self.window.updates, timeout=PATIENCE_MS)
        self.window.bed_screen.open_session(form)
        self.settle()

    def settle(self) -> None:
        """Some frames."""
        self._qtbot.wait(250)


class Ward:
    """Services, and two windows of theirs."""

    def __init__(self, qtbot: QtBot, look: Theme, services: Services, screen: ClinicScreen) -> None:
        self._qtbot = qtbot
        self.services = services
        self.screen = screen
        self.left, self.right = (Place(qtbot, window) for window in screen.windows.all)

    @property
    def update(self) -> MonitorUpdate:
        """As the station has it."""
        return self.services.station.updates[BED]

    @property
    def care(self) -> Care:
        care = self.update.care
        assert care is not None
        return care

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.update.entries

    def of(self, kind: type[Command]) -> list[Entry]:
        return [entry for entry in self.entries if isinstance(entry.command, kind)]

    def counting(self, kind: type[Command]) -> list[Entry]:
        return [entry for entry in self.of(kind) if not entry.retracted]

    def say(self, *commands: Command) -> None:
        """Entered somewhere else."""
        for command in commands:
            self.services.station.submit(command).result(PATIENCE_S)

    def works_here(self, actor: Actor) -> None:
        from bedside.vitals.commands import STATION_BED
        from bedside.vitals.station_commands import PickOperator

        self.say(PickOperator(bed=STATION_BED, actor=actor, operator=actor))
        self.until(lambda: all(window._actor == actor for window in self.screen.windows.all))

    def until(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=PATIENCE_MS)

    def shown(self) -> None:
        """Wait until both windows show what the station has now."""
        number = len(self.entries)
        self.until(
            lambda: all(
                BED in place.window.updates and len(place.update.entries) >= number
                for place in (self.left, self.right)
            )
        )
        self.left.settle()


@contextmanager
def ward_in(
    qtbot: QtBot,
    look: Theme,
    store: Path,
    *,
    size: tuple[int, int] = (1366, 768),
    clock: Clock | None = None,
) -> Iterator[Ward]:
    """A running station on a record, shown by two windows. `clock`: None = the machine's."""
    clock = clock or SystemClock()
    services = build(store, clock=clock, remembered=False)
    windows = WindowSet(look, remembers=False)
    windows.make(size=size)
    windows.make(size=size)
    screen = ClinicScreen(windows.main, services, clock, windows)
    try:
        yield Ward(qtbot, look, services, screen)
    finally:
        screen.stop()
        services.stop()
        for window in windows.all:
            window.blockSignals(True)
            window._may_close = True
            window.close()
            window.deleteLater()
        windows.stop()
        screen.deleteLater()
        windows.deleteLater()
