"""Somebody at the keys of a real window of a running station: devices at their lines, a record, every key counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.clock import Clock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients
from bedside.store.library import Library
from bedside.store.recorded import RecordedSession
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.ui.window_set import WindowSet
from bedside.vitals.commands import STATION_BED, Command, Entry
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import AttachDevice, PickOperator

BED = 1
PATIENCE_MS = 20_000
KEY_S = 0.28
"""Real seconds a key takes somebody who types now and then (average non-secretary typist, Keystroke-Level Model: Card,
Moran and Newell, Communications of the ACM 23(7), 1980)."""
THINK_S = 1.35
"""Real seconds of the same model for making one's mind up, before each unit of what is done."""


class Keys:
    """Presses keys where the keyboard of the window is. Nothing is said to the station but through them."""

    def __init__(self, qtbot: QtBot, window: MainWindow, services: Services) -> None:
        self._qtbot, self.window, self.services = qtbot, window, services
        self.pressed = 0  # keys
        self.typed = 0  # digits and letters of numbers and names
        self.units = 0  # things that were done
        self.taps = 0

    @property
    def update(self) -> MonitorUpdate:
        """As the station has it."""
        return self.services.station.updates[BED]

    @property
    def station(self) -> StationUpdate:
        """The state of the whole station."""
        update = self.services.station.station_update
        assert update is not None
        return update

    def of(self, kind: type[Command]) -> list[Entry]:
        return [entry for entry in self.update.entries if isinstance(entry.command, kind)]

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def press(self, *keys: Qt.Key) -> None:
        """These keys, as one unit of what somebody does."""
        self.units += 1
        self.press_on(*keys)

    def press_on(self, *keys: Qt.Key) -> None:
        """More keys of the same unit."""
        for key in keys:
            self.pressed += 1
            QTest.keyClick(self.window.windowHandle(), key)

    def type(self, text: str) -> None:
        """A number or a name."""
        self.typed += len(text)
        for sign in text:
            QTest.keyClick(self.window.windowHandle(), sign)

    def tap(self, key: QWidget) -> None:
        """A press with the mouse, in the middle of a key that can be seen."""
        assert key.isVisible() and key.isEnabled()
        self.taps += 1
        self._qtbot.mouseClick(key, Qt.MouseButton.LeftButton)

    @property
    def seconds(self) -> float:
        """How long all of this takes a person, by the model."""
        return (self.pressed + self.typed) * KEY_S + self.units * THINK_S

    def anew(self) -> None:
        """Count from here."""
        self.pressed = self.typed = self.units = self.taps = 0

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE_MS)

    def shown(self) -> None:
        """The window shows all that the station has."""
        number = len(self.update.entries)
        self.until(lambda: BED in self.window.updates and len(self.window.updates[BED].entries) >= number)
        self._qtbot.wait(30)

    def say(self, *commands: Command) -> None:
        """Said elsewhere: what is not the keyboard's to show."""
        for command in commands:
            self.services.station.submit(command).result(PATIENCE_MS / 1000)
        if BED in self.services.station.updates:
            self.shown()


def session_of(store: Path) -> RecordedSession:
    """The one session of the record, read anew."""
    library = Library(store)
    (session,) = library.sessions()
    return library.open(session.id)


def recorded(store: Path) -> list[Entry]:
    """Its timeline."""
    return session_of(store).entries()


@contextmanager
def keyed_window(
    qtbot: QtBot, look: Theme, services: Services, clock: Clock, actor: Actor, size: tuple[int, int]
) -> Iterator[Keys]:
    """A real window of this station, with somebody at work."""
    windows = WindowSet(look, remembers=False)
    window = windows.make(size=size)
    screen = ClinicScreen(window, services, clock, windows)
    try:
        keys = Keys(qtbot, window, services)
        keys.say(PickOperator(bed=STATION_BED, actor=actor, operator=actor))
        window.activateWindow()
        keys.until(lambda: QApplication.activeWindow() is window and window._actor == actor)
        yield keys
    finally:
        screen.stop()
        window.blockSignals(True)
        window._may_close = True
        window.close()
        window.deleteLater()
        windows.stop()
        screen.deleteLater()
        windows.deleteLater()


@contextmanager
def keyed_clinic(
    qtbot: QtBot,
    look: Theme,
    store: Path,
    actor: Actor,
    *,
    play: str = "rest",
    factor: float = 60.0,
    size: tuple[int, int] = (1366, 768),
) -> Iterator[Keys]:
    """A bed with an oximeter and a cuff, whose patient lives so much faster than the person at the keys."""
    patients = FastPatients(("contec_v7", "dinamap"), [scenario.load(play)], beds=1, seed=1, factor=factor)
    services = build(store, remembered=False, clock=patients.clock)
    try:
        for port in patients.ports:
            command = AttachDevice(bed=port.bed, driver=port.driver, port=port.port, remember=False)
            services.station.submit(command).result(PATIENCE_MS / 1000)
        patients.go()
        with keyed_window(qtbot, look, services, patients.clock, actor, size) as keys:
            keys.until(lambda: BED in services.station.updates and keys.update.session is not None)
            yield keys
    finally:
        patients.end()
        services.stop()
        patients.stop()
