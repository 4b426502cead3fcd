"""The keys that work on every screen (F1 … F11, Esc, and those with Ctrl)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

PANEL_KEYS: Final = {
    "F1": "help",
    "F5": "event",
    "F6": "rate",
    "F7": "ratings",
    "F9": "handover",
    "F10": "session",
}


class WindowKeys(QObject):
    """Shortcuts of a window, as wishes.

    Signals:
        panel_asked: open this side panel.
        audio_pause, acknowledge, nibp, care_pause, operator, full_screen, escape: the key of that name was pressed.
        window, station_window: open what is shown, or the station, in a window of its own.
        close_window: close this window.
        end: end bedside.
    """

    panel_asked = Signal(str)
    audio_pause = Signal()
    acknowledge = Signal()
    nibp = Signal()
    care_pause = Signal()
    operator = Signal()
    full_screen = Signal()
    escape = Signal()
    window = Signal()
    station_window = Signal()
    close_window = Signal()
    end = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        for key in PANEL_KEYS:
            self._shortcut(key).activated.connect(self._open_panel)
        self._shortcut("F2").activated.connect(self.audio_pause)
        self._shortcut("F3").activated.connect(self.acknowledge)
        self._shortcut("F4").activated.connect(self.nibp)
        self._shortcut("F8").activated.connect(self.care_pause)
        self._shortcut("Ctrl+O").activated.connect(self.operator)
        self._shortcut("F11").activated.connect(self.full_screen)
        self._shortcut("Esc").activated.connect(self.escape)
        self._shortcut("Ctrl+N").activated.connect(self.window)
        self._shortcut("Ctrl+Shift+N").activated.connect(self.station_window)
        self._shortcut("Ctrl+W").activated.connect(self.close_window)
        self._shortcut("Ctrl+Q").activated.connect(self.end)

    def _shortcut(self, key: str) -> QShortcut:
        return QShortcut(QKeySequence(key), self._window)

    @Slot()
    def _open_panel(self) -> None:
        shortcut = self.sender()
        assert isinstance(shortcut, QShortcut)  # only shortcuts are connected
        key = shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
        self.panel_asked.emit(PANEL_KEYS[key])
