"""The border around everything under the alarm bar: four thin strips, so that nothing inside it repaints."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.escalation import NO_BORDER, Border
from bedside.ui.theme import Theme

_AT: Final = themes.layout("alarm_border")
OUTER: Final = int(_AT.outer)  # px of the alarm's colour
INNER: Final = int(_AT.inner)  # px of text colour inside it, so that it is seen without colour

_SIDES: Final = ("top", "bottom", "left", "right")


class _Side(QWidget):
    """One side; `area` is the whole, in its own px."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self.shown = NO_BORDER
        self.area = QRect()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its part of the two frames."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        if self.shown.role:
            outer = OUTER if self.shown.full else INNER
            painter.fillRect(self.rect(), self._theme.color(self.shown.role))
            inside = self.area.adjusted(outer, outer, -outer, -outer)
            inner = "text" if self.shown.full else "bg"
            painter.fillRect(inside, self._theme.color(inner))
        painter.end()


class AlarmBorder(QObject):
    """Shown and hidden with the border; it lies over the content's margin."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._sides = [_Side(theme, window) for _ in _SIDES]
        self._shown = NO_BORDER
        for side in self._sides:
            side.hide()

    @property
    def shown(self) -> Border:
        """What is painted."""
        return self._shown

    def show_border(self, border: Border) -> None:
        """Show another border, or none."""
        if border == self._shown:
            return
        self._shown = border
        for side in self._sides:
            side.shown = border
            side.setVisible(bool(border.role))
            side.raise_()
            side.update()

    def set_place(self, area: QRect) -> None:
        """Where the content lies, px of the window."""
        thick = OUTER + INNER
        x, y, wide, high = area.x(), area.y(), area.width(), area.height()
        places = (
            QRect(x, y, wide, thick),
            QRect(x, y + high - thick, wide, thick),
            QRect(x, y + thick, thick, high - 2 * thick),
            QRect(x + wide - thick, y + thick, thick, high - 2 * thick),
        )
        for side, place in zip(self._sides, places, strict=True):
            side.setGeometry(place)
            side.area = area.translated(-place.x(), -place.y())
            side.update()
