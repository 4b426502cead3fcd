"""Said instead of any bed when the station could not be started: what happened and what to do, in one sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.sketch import CENTRE, Sketch, tile_ground, wrapped
from bedside.ui.theme import Theme


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
        lines = wrapped(sketch, self._sentence, "title.name", min(900.0, rect.width() - 48), 6)
        middle = rect.width() / 2
        y = rect.height() / 2 - 15 * len(lines)
        sketch.icon(middle - 20, y - 64, "alert-outline", "text", 40)
        sketch.text(
            middle, y, self.tr("No bed is monitored"), "title", "text", align=CENTRE, room=rect.width() - 48
        )
        for n, line in enumerate(lines):
            role = "text2"
            sketch.text(
                middle, y + 44 + 30 * n, line, "title.name", role, align=CENTRE, room=rect.width() - 48
            )
        painter.end()
