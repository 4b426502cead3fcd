"""A small quiet key for the header of a chart: words alone until it is chosen. Painted, no style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_HEIGHT = 28
_PAD = 13


class ChartKey(QAbstractButton):
    """`clicked` as any button; checked, or with an icon, it stands on a raised fill."""

    def __init__(self, theme: Theme, label: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._primary = False
        self._hovered = False
        self.setText(label)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_label(self, label: str) -> None:
        """Change the words."""
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(label)

    def set_primary(self, primary: bool) -> None:
        """Fill it: it now asks to be pressed."""
        if primary != self._primary:
            self._primary = primary
            self.update()

    def _token(self) -> str:
        return "small.medium" if self._icon or self.isChecked() else "small"

    def sizeHint(self) -> QSize:
        """Its words and its icon."""
        width = self._theme.metrics(self._token(), self._theme.px(self._token())).horizontalAdvance(
            self.text()
        )
        return QSize(int(width + 2 * _PAD + (20 if self._icon else 0)), _HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover fill."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover fill away."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it at once; there are no fades."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        radius = self._theme.length("radius_key")
        words = "text" if self._icon or self.isChecked() else "text2"
        if self._primary:
            sketch.fill(rect, "primary", radius)
            words = "on_primary"
        elif self._hovered or self._icon or self.isChecked():
            sketch.fill(rect, "hover" if self._hovered else "raised", radius)
            sketch.edge(rect, "line", 1.0, radius)
        x = float(_PAD)
        if self._icon:
            sketch.icon(x - 3, self.height() / 2 - 9, self._icon, words, 18)
            x += 20
        sketch.text(x, self.height() / 2 + 5, self.text(), self._token(), words)
        if self.hasFocus():
            sketch.edge(rect, "focus", 2.0, radius)
        painter.end()
