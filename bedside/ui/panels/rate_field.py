"""The field a changed rate is typed into: now → new, and the unit behind the caret."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from bedside.ui.panels.words import dress
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme

_NEW_X = 124


class RateField(QWidget):
    """now → new, with a caret, inside a heavy edge: it has the keyboard as soon as the panel opens.

    Signals:
        resized: what lies over it follows.
    """

    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.now = ""
        self.unit = ""
        self.syringe = ""
        self.setFixedHeight(92)
        self.setMinimumWidth(280)
        self.setMaximumWidth(456)
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setMaxLength(9)
        self.edit.setAccessibleName(self.tr("New rate"))
        dress(self.edit, theme, "num.md")
        self.edit.setFont(theme.font_px("num.md", 54))
        self.edit.textChanged.connect(self._repaint)
        self.setFocusProxy(self.edit)

    def _repaint(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        """Beside the keypad."""
        return QSize(456, 92)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The typed number stands behind the arrow."""
        super().resizeEvent(event)
        self.edit.setGeometry(_NEW_X - 2, 30, self.width() - _NEW_X - 12, 60)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, the rate now, the arrow."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "surface", 6)
        sketch.edge(rect, "text", 2.0, 6)
        sketch.text(16, 28, self.tr("Now"), "small", "text2")
        sketch.text(_NEW_X, 28, self.tr("New rate"), "small.bold", "text")
        room = self.width() - 14 - _NEW_X - sketch.width(self.tr("New rate"), "small.bold") - 12
        sketch.text(self.width() - 14, 28, self.syringe, "small", "text2", align=RIGHT, room=room)
        sketch.text(16, 78, self.now, "num.mean", "text2", px=sketch.fits(self.now, "num.mean", 66))
        painter.setPen(QPen(self._theme.color("text2"), 2.0))
        x, y = _NEW_X - 20.0, 64.0
        painter.drawLine(QPointF(x - 16, y), QPointF(x, y))
        painter.drawPolyline([QPointF(x - 7, y - 7), QPointF(x, y), QPointF(x - 7, y + 7)])
        painter.end()


class UnitWords(QWidget):
    """The unit behind the caret; lies over the text field and lets the mouse through."""

    def __init__(self, theme: Theme, field: RateField) -> None:
        super().__init__(field)
        self._theme = theme
        self._field = field
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(field.rect())
        field.resized.connect(self._follow)

    def _follow(self) -> None:
        self.setGeometry(self._field.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Behind the number, wherever it ends."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        typed = self._theme.metrics("num.md", 54).horizontalAdvance(self._field.edit.text())
        sketch.text(_NEW_X + typed + 22, 79, self._field.unit, "body", "text2", px=22)
        painter.end()
