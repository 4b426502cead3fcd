"""The keys that work on every screen (F1 … F11, Esc)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

PANEL_KEYS: Final = {"F1": "help", "F5": "event", "F6": "rate", "F7": "ratings"}


class WindowKeys(QObject):
    """Shortcuts of a window, as wishes.

    Signals:
        panel_asked: open this side panel.
        said: a sentence for the person, for keys whose function does not exist yet.
        acknowledge, nibp, full_screen, escape: the key of that name was pressed.
    """

    panel_asked = Signal(str)
    said = Signal(str)
    acknowledge = Signal()
    nibp = Signal()
    full_screen = Signal()
    escape = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._sentences = {
            "F2": self.tr("There is no alarm sound yet: watch the screen. It comes with the next release."),
            "F8": self.tr("There is no care pause yet: acknowledge each alarm with F3."),
        }
        for key in PANEL_KEYS:
            self._shortcut(key).activated.connect(self._open_panel)
        for key in self._sentences:
            self._shortcut(key).activated.connect(self._say)
        self._shortcut("F3").activated.connect(self.acknowledge)
        self._shortcut("F4").activated.connect(self.nibp)
        self._shortcut("F11").activated.connect(self.full_screen)
        self._shortcut("Esc").activated.connect(self.escape)

    def _shortcut(self, key: str) -> QShortcut:
        return QShortcut(QKeySequence(key), self._window)

    @Slot()
    def _open_panel(self) -> None:
        self.panel_asked.emit(PANEL_KEYS[self._pressed()])

    @Slot()
    def _say(self) -> None:
        self.said.emit(self._sentences[self._pressed()])

    def _pressed(self) -> str:
        shortcut = self.sender()
        assert isinstance(shortcut, QShortcut)  # only shortcuts are connected
        return shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
