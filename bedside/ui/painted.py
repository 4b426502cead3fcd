"""Base of the painted widgets that show a value: they repaint only when the value differs."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

T = TypeVar("T")


class Painted(QWidget, Generic[T]):
    """A widget of a nominal size that paints one immutable value, scaled to the room it has."""

    def __init__(
        self, theme: Theme, width: float, height: float, shown: T, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._nominal = (width, height)
        self._shown = shown

    @property
    def shown(self) -> T:
        """What is painted."""
        return self._shown

    def show_value(self, value: T) -> None:
        """Paint `value` from now on."""
        if value != self._shown:
            self._shown = value
            self.setAccessibleDescription(self.spoken(value))
            self.update()

    def spoken(self, value: T) -> str:
        """What a screen reader says for a value."""
        return str(value)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the value; `rect` is the whole widget at 100 %."""
        raise NotImplementedError

    def scale(self) -> float:
        """Px of the widget per px at 100 %."""
        return max(0.1, min(self.width() / self._nominal[0], self.height() / self._nominal[1]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the value."""
        scale = self.scale()
        painter = QPainter(self)
        self.paint(
            Sketch(painter, self._theme, scale), QRectF(0, 0, self.width() / scale, self.height() / scale)
        )
        painter.end()
