"""The box that says in words what a typed number would mean."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.panels.rate_check import Check
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_check_box")
NARROW_LINES: Final = 4  # of a sentence in a narrow panel


class CheckBox(QWidget):
    """Calm: a check mark. Caution or refusal: the warning sign and a heavy edge, no alarm colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.check = Check(headline="")
        self.set_lines(2)

    def set_lines(self, lines: int) -> None:
        """Room for so many lines."""
        self.setFixedHeight(_AT.height_spare + _AT.line * lines)

    def show_check(self, check: Check) -> None:
        """Say something else."""
        if check != self.check:
            self.check = check
            self.setAccessibleName(f"{check.headline} {check.detail}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(*_AT.size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        check = self.check
        grave = check.caution or (check.refused and bool(check.detail))
        sketch.fill(rect, "surface" if grave else "raised", _AT.radius)
        sketch.edge(rect, "text" if grave else "line", 2.0 if grave else 1.0, _AT.radius)
        icon = "alert-outline" if grave else "information-outline" if check.refused else "check"
        sketch.icon(
            _AT.icon_x, self.height() / 2 - _AT.icon_up, icon, "text" if grave else "text2", _AT.icon_side
        )
        room = self.width() - _AT.room_spare
        rows = [(line, "body.bold", "text") for line in wrapped(sketch, check.headline, "body.bold", room, 2)]
        rows += [(line, "label", "text2") for line in wrapped(sketch, check.detail, "label", room, 2)]
        baseline = self.height() / 2 + _AT.base_down - _AT.half_line * (len(rows) - 1)
        for n, (line, token, role) in enumerate(rows):
            sketch.text(_AT.words_x, baseline + _AT.line * n, line, token, role, room=room)
        painter.end()
