"""The box that says in words what a typed number would mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.panels.rate_check import Check
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme


class CheckBox(QWidget):
    """Calm: a check mark. Caution or refusal: the warning sign and a heavy edge, no alarm colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.check = Check(headline="")
        self.setFixedHeight(72)

    def show_check(self, check: Check) -> None:
        """Say something else."""
        if check != self.check:
            self.check = check
            self.setAccessibleName(f"{check.headline} {check.detail}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(752, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        check = self.check
        grave = check.caution or (check.refused and bool(check.detail))
        sketch.fill(rect, "surface" if grave else "raised", 6)
        sketch.edge(rect, "text" if grave else "line", 2.0 if grave else 1.0, 6)
        icon = "alert-outline" if grave else "information-outline" if check.refused else "check"
        sketch.icon(14, 21, icon, "text" if grave else "text2", 30)
        room = self.width() - 72
        if check.detail:
            sketch.text(60, 31, check.headline, "body.bold", "text", room=room)
            sketch.text(60, 54, check.detail, "label", "text2", room=room)
        else:
            sketch.text(60, 42, check.headline, "body.bold", "text", room=room)
        painter.end()
