"""Several windows of one station, fed as the program feeds them."""

from __future__ import annotations

from collections.abc import Mapping

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.ui.window_set import WindowSet
from bedside.vitals.commands import Command
from bedside.vitals.display import Appearance
from bedside.vitals.sessions import PROGRAM
from tests.helpers.updates import station


class Windows(WindowSet):
    """The windows, with what they ask the station for."""

    def __init__(self, look: Theme, *, kiosk: bool = False) -> None:
        super().__init__(look, Appearance(), kiosk=kiosk)
        self.asked: list[tuple[MainWindow, Command]] = []
        self.clock = 52_818.0
        self.command.connect(self._keep)

    def _keep(self, window: MainWindow, command: Command) -> None:
        self.asked.append((window, command))

    @property
    def said(self) -> list[Command]:
        """What people asked for; where the windows stand is told by the program itself, once they stood still."""
        return [command for _, command in self.asked if command.actor != PROGRAM]

    def of(self, kind: type[Command]) -> list[Command]:
        """What was asked of one kind."""
        return [command for _, command in self.asked if type(command) is kind]

    def feed(self, *updates: MonitorUpdate, frames: int = 3, **more: object) -> None:
        """Some frames of these beds."""
        beds: Mapping[int, MonitorUpdate] = {update.bed: update for update in updates}
        for _ in range(frames):
            self.clock += 0.2
            self.frame(beds, station(**more), self.clock)  # type: ignore[arg-type]

    def end(self) -> None:
        """Close all of them, asking nobody."""
        for window in self.all:
            window.blockSignals(True)
            window._may_close = True
            window.close()
            window.deleteLater()
        self.stop()
        self.deleteLater()
