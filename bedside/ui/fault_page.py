"""Said instead of any bed when the station could not be started: what happened and what to do, in one sentence."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.sketch import CENTRE, Sketch, tile_ground, wrapped
from bedside.ui.theme import Theme

_AT: Final = themes.layout("fault_page")


class FaultPage(QWidget):
    """One sentence in the middle of the content."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._sentence = ""

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence

    def set_sentence(self, sentence: str) -> None:
        """Say this."""
        self._sentence = sentence
        self.setAccessibleName(sentence)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sentence."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        tile_ground(sketch, rect)
        room = rect.width() - 2 * _AT.side
        lines = wrapped(sketch, self._sentence, "title.name", min(_AT.widest, room), int(_AT.most_lines))
        middle, pitch = rect.width() / 2, _AT.line_pitch * max(1.0, self._theme.text_scale)
        y = rect.height() / 2 - pitch * len(lines) / 2
        sketch.icon(middle - _AT.icon / 2, y - _AT.icon_up, "alert-outline", "text", _AT.icon)
        sketch.text(middle, y, self.tr("No bed is monitored"), "title", "text", align=CENTRE, room=room)
        for n, line in enumerate(lines):
            base = y + _AT.first_line * max(1.0, self._theme.text_scale) + pitch * n
            sketch.text(middle, base, line, "title.name", "text2", align=CENTRE, room=room)
        painter.end()
