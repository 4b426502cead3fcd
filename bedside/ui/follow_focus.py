"""What gets the keyboard comes into view, however it got it.

Qt's scroll areas scroll to what the Tab key reaches from inside them, and not to what it reaches from outside, or what
a program gives the keyboard to: then the focus would be somewhere nobody sees.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QWidget

from bedside.ui.theme import layout

_AT: Final = layout("follow_focus")


class FollowFocus(QObject):
    """Keeps the focus in view in one scroll area, and lives as long as that."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        QGuiApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]  # a QApplication

    @Slot("QWidget*", "QWidget*")
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self._area.widget()
        if new is not None and inside is not None and inside.isAncestorOf(new):
            self._area.ensureWidgetVisible(new, int(_AT.margin), int(_AT.margin))
