"""What stands around the screen and follows every frame: alarm bar, strips, status, panels of the station, title."""

from __future__ import annotations

from itertools import count
from operator import and_
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QObject

from bedside.ui import flash
from bedside.ui.accessible import Announcer, announce
from bedside.ui.mode_words import mode_shown
from bedside.vitals.alarms import Priority

if TYPE_CHECKING:
    from bedside.monitor.updates import StationUpdate
    from bedside.ui.main_window import MainWindow
    from bedside.vitals.alarms import ActiveAlarm

CHROME_S: Final = 0.2  # how often bar and strip look for news of words; flashing and alarms at once
NOTICE_S: Final = 10.0
_APART_RATIO: Final = (
    0.618  # of a turn: the windows take turns, so that no frame has to make the words of all
)
_FLASHING: Final = (Priority.HIGH, Priority.MEDIUM)


class WindowChrome(QObject):
    """The window's frame: it is shown with every frame, and looks for news five times a second."""

    _made: ClassVar = count()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: tuple[int, tuple[bool, ...], tuple[tuple[ActiveAlarm, ...], ...]] | None = None
        self._phase = next(self._made) * _APART_RATIO % 1.0
        self._flashing: tuple[bool, ...] = ()  # which of the priorities that flash there are
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
        turn = int(now / CHROME_S + self._phase)
        alarms = (station.alarms, *(update.alarms for update in updates.values()))
        if self._shown is None or alarms != self._shown[2]:
            there = {alarm.change.priority for each in alarms for alarm in each}
            self._flashing = tuple(priority in there for priority in _FLASHING)
        lit = tuple(map(and_, flash.phase(now), self._flashing))
        if self._shown == (turn, lit, alarms):
            return
        self._shown = (turn, lit, alarms)
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
