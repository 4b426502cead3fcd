"""The edge around a text of several lines, as that of a field."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_note")


class TextFrame(QWidget):
    """Heavy while the keyboard is there."""

    def __init__(self, theme: Theme, edit: QPlainTextEdit) -> None:
        super().__init__()
        self._theme = theme
        self._edit = edit
        edit.setFrameShape(QFrame.Shape.NoFrame)
        edit.installEventFilter(self)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(*_AT.text_margins)
        inside.addWidget(edit)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The edge follows the keyboard."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the text and its edge."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect, focused = QRectF(self.rect()), self._edit.hasFocus()
        sketch.fill(rect, "surface", _AT.radius)
        sketch.edge(rect, "text" if focused else "line2", 2.0 if focused else 1.0, _AT.radius)
        painter.end()
