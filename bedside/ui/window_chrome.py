"""What stands around the screen and follows every frame: alarm bar, strips, status, panels of the station, title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from bedside.ui import flash
from bedside.ui.accessible import Announcer, announce
from bedside.ui.mode_words import mode_shown

if TYPE_CHECKING:
    from bedside.monitor.updates import StationUpdate
    from bedside.ui.main_window import MainWindow

CHROME_S: Final = 0.1  # how often bar and strip look for news of words; flashing and alarms at once
NOTICE_S: Final = 10.0


class WindowChrome(QObject):
    """The window's frame: it is shown with every frame, and looks for news ten times a second."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: tuple[float, tuple[bool, bool], tuple[object, ...]] | None = None
        self._notice = ""
        self._until: float | None = 0.0  # station time, s; None: from the next frame on
        self._announcer = Announcer(self._announce)

    def _announce(self, words: str, at_once: bool) -> None:
        announce(self._window.alarm_bar, words, at_once=at_once)

    def say(self, sentence: str) -> None:
        """Put a sentence on the status strip for ten seconds."""
        self._notice, self._until = sentence, None
        self._shown = None

    def forget(self) -> None:
        """Look for news with the next frame."""
        self._shown = None

    def show(self, station: StationUpdate) -> None:
        """Bring everything around the screen up to date."""
        window = self._window
        now, updates = window.now, window.updates
        lit = flash.phase(now)
        alarms = (station.alarms, *(update.alarms for update in updates.values()))
        if self._shown is not None:
            at, shown_lit, shown_alarms = self._shown
            if abs(now - at) < CHROME_S and lit == shown_lit and alarms == shown_alarms:
                return
        self._shown = (now, lit, alarms)
        window.alarm_bar.show_updates(updates, now, station, bed=window.acts.wanted_bed())
        self._announcer.frame(window.alarm_bar.alarms)
        if self._until is None:
            self._until = now + NOTICE_S
        notice = self._notice if now < self._until else ""
        window.status.show_station(station, updates, now, notice)
        window.show_strips(station)
        desk, screens = window.station_desk, window.screens
        desk.show(station, updates, window.actor)
        if window.first and window.screen_name != "review":
            desk.offer_test(screens.panels, station, updates, window.actor)
        self._show_mode()
        rests = window.screen_name == "bed" and not screens.panel_open
        bed = updates.get(window.bed) if rests and window.bed is not None else None
        window.attention.frame(window.alarm_bar.alarms, station, updates, bed, now)

    def _show_mode(self) -> None:
        window = self._window
        on_bed = window.screen_name == "bed" and window.bed is not None
        shown = window.updates.get(window.bed or 0) if on_bed else None
        mode, words = mode_shown(window.updates.values(), shown)
        window.screens.set_mode(mode, *words)
        window.show_title(window.screens.word)
