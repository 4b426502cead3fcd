"""What the window does for an alarm nobody takes: a border around everything, to the front, out of a quiet rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from bedside.ui.alarm_border import AlarmBorder
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.escalation import Escalations, border
from bedside.ui.quiet_page import QuietPage
from bedside.ui.theme import Theme

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate


class Attention(QObject):
    """Escalation as it is seen (ALM-35, ALM-55). The sound of it is not made here."""

    def __init__(self, theme: Theme, window: QWidget, *, main: Callable[[], bool]) -> None:
        """Of one window; `main`: whether it is the one that comes to the front."""
        super().__init__(window)
        self._window = window
        self._main = main
        self._escalations = Escalations()
        self.border = AlarmBorder(theme, window)
        self.quiet = QuietPage(window, theme)

    def frame(
        self,
        alarms: list[BedAlarm],
        station: StationUpdate,
        updates: Mapping[int, MonitorUpdate],
        rests: MonitorUpdate | None,
        now: float,
    ) -> None:
        """Show one frame at station time `now`, s.

        Args:
            alarms: of all beds and the station, in display order.
            station: its sound.
            updates: of all beds.
            rests: the bed whose screen may be dim; None: none may.
            now: station time, s.
        """
        self.border.show_border(border(alarms, now, no_sound=bool(station.sound.fault)))
        if self._escalations.news(alarms):
            self.come_to_front()
        self.quiet.frame(rests, station, updates, alarms, now)

    def set_place(self, content: QRect) -> None:
        """Where everything under the alarm bar and above the strip lies."""
        self.border.set_place(content)
        self.quiet.set_place(self._window.rect())

    def come_to_front(self) -> None:
        """The main window over those of other programs, and back from the task bar.

        Where another window of bedside is worked in, its own bar shows the alarm: nobody's typing is taken away.
        """
        window = self._window
        if not self._main() or QGuiApplication.focusWindow() not in (None, window.windowHandle()):
            return
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
        if QGuiApplication.platformName() != "offscreen":  # it has no stacking, and complains
            window.raise_()
        window.activateWindow()
