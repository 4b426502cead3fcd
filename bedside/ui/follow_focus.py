"""What gets the keyboard comes into view, however it got it.

Qt's scroll areas scroll to what the Tab key reaches from inside them, and not to what it reaches from outside, or what
a program gives the keyboard to: then the focus would be somewhere nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from bedside.ui.theme import layout

_AT: Final = layout("follow_focus")


class FollowFocus(QObject):
    """Keeps the focus in view in one scroll area, and lives as long as that."""

    def __init__(self, area: QScrollArea, covered: Callable[[QWidget], int] = lambda _: 0) -> None:
        """`covered`: px at the area's lower edge behind which this widget is not seen."""
        super().__init__(area)
        self._area = area
        self._covered = covered
        QGuiApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]  # a QApplication

    @Slot()
    def show_focus(self) -> None:
        """What has the keyboard comes into view again: its surroundings were laid out anew."""
        self._follow(None, QApplication.focusWidget())

    @Slot("QWidget*", "QWidget*")
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self._area.widget()
        if new is inside:
            return  # all of it has the keyboard: a panel that just opened is read from its top
        if new is not None and inside is not None and inside.isAncestorOf(new):
            self._area.ensureWidgetVisible(new, int(_AT.margin), int(_AT.margin))
            self._uncover(new, inside)

    def _uncover(self, new: QWidget, inside: QWidget) -> None:
        """Out from behind what covers the lower edge; its top stays in view."""
        bar, margin = self._area.verticalScrollBar(), int(_AT.margin)
        top = new.mapTo(inside, QPoint(0, 0)).y() - margin
        edge = bar.value() + self._area.viewport().height() - self._covered(new)
        hidden = top + new.height() + 2 * margin - edge
        if hidden > 0:
            bar.setValue(min(bar.value() + hidden, max(bar.value(), top)))
