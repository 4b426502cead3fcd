"""The field a changed rate is typed into: now → new, and the unit behind the caret."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from bedside.ui.held_text import held_to
from bedside.ui.panels.words import dress
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_field")

_NEW_X = _AT.new_x


class RateField(QWidget):
    """now → new, with a caret, inside a heavy edge: it has the keyboard as soon as the panel opens.

    Signals:
        resized: what lies over it follows.
    """

    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.named = ""
        self.now = ""
        self.unit = ""
        self.syringe = ""
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setMaxLength(20)
        self.edit.setAccessibleName(self.tr("New rate"))
        dress(self.edit, theme, "num.md")
        self.edit.textChanged.connect(self._repaint)
        self.setFocusProxy(self.edit)
        self._fit()

    @property
    def down(self) -> int:
        """How far larger words over the numbers push those down, px at 100 %."""
        return self._theme.plain.grown(_AT.name_y) - int(_AT.name_y)

    @property
    def typed_px(self) -> int:
        """Size of the typed number, px."""
        return round(_AT.typed_px * self._theme.zoom)

    def _fit(self) -> None:
        zoom = self._theme.zoom
        self.setMinimumWidth(round(_AT.least_width * zoom))
        self.setMaximumWidth(round(_AT.most_width * zoom))
        self.setFixedHeight(round((_AT.height + self.down) * zoom))
        self.edit.setFont(self._theme.font_px("num.md", self.typed_px))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS and hasattr(self, "edit"):
            self._fit()
        super().changeEvent(event)

    def _repaint(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        """Beside the keypad."""
        return QSize(self.maximumWidth(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The typed number stands behind the arrow."""
        super().resizeEvent(event)
        zoom, top = self._theme.zoom, _AT.edit_y + self.down
        left, right = round((_NEW_X - 2) * zoom), self.width() - round((2 + _AT.edit_right) * zoom)
        high = int((top + _AT.edit_height) * zoom) - ceil(top * zoom)  # it never lies on the edge
        self.edit.setGeometry(left, ceil(top * zoom), right - left, high)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, the rate that runs or that it was paused from, the arrow."""
        painter = QPainter(self)
        sketch = Sketch.zoomed(painter, self._theme)
        rect = QRectF(0, 0, self.width() / sketch.scale, self.height() / sketch.scale)
        sketch.fill(rect, "surface", _AT.radius)
        sketch.edge(rect, "text", 2.0, _AT.radius)
        named, new = sketch.theme.grown(_AT.name_y), self.tr("New rate")
        px = sketch.fits(self.named, "small", _NEW_X - _AT.name_x - _AT.name_gap)
        sketch.text(_AT.name_x, named, self.named, "small", "text2", px=px)
        room = rect.width() - _AT.right - _NEW_X
        beside = held_to(sketch, f"{new} {self.syringe}", "small.bold", room - _AT.name_gap)
        used = beside.text(_NEW_X, named, new, "small.bold", "text") + _AT.name_gap
        beside.text(
            rect.width() - _AT.right, named, self.syringe, "small", "text2", align=RIGHT, room=room - used
        )
        sketch.text(
            _AT.name_x,
            _AT.now_y + self.down,
            self.now,
            "num.mean",
            "text2",
            px=sketch.fits(self.now, "num.mean", _AT.now_room),
        )
        painter.scale(sketch.scale, sketch.scale)
        painter.setPen(QPen(self._theme.color("text2"), 2.0))
        x, y = _NEW_X - _AT.arrow_x, _AT.arrow_y + self.down
        painter.drawLine(QPointF(x - _AT.arrow_long, y), QPointF(x, y))
        painter.drawPolyline(
            [
                QPointF(x - _AT.arrow_head, y - _AT.arrow_head),
                QPointF(x, y),
                QPointF(x - _AT.arrow_head, y + _AT.arrow_head),
            ]
        )
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
        sketch = Sketch.zoomed(painter, self._theme)
        typed = self._theme.metrics("num.md", self._field.typed_px).horizontalAdvance(self._field.edit.text())
        sketch.text(
            _NEW_X + typed / sketch.scale + _AT.unit_gap,
            _AT.unit_y + self._field.down,
            self._field.unit,
            "body",
            "text2",
            px=round(_AT.unit_px * sketch.scale),
        )
        painter.end()
