"""The box that says in words what a typed number would mean."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.panels.rate_check import Check
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_check_box")
NARROW_LINES: Final = 4  # of a sentence in a narrow panel


class CheckBox(QWidget):
    """Calm: a check mark. Caution or refusal: the warning sign and a heavy edge, no alarm colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.check = Check(headline="")
        self._lines = 2
        # Not Fixed: a layout would hold it at the lines that it has in its usual width.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_lines(self, lines: int) -> None:
        """Room for so many lines at least, so that nothing moves with every digit; a longer sentence takes more."""
        self._lines = lines
        self.updateGeometry()

    def show_check(self, check: Check) -> None:
        """Say something else."""
        if check != self.check:
            self.check = check
            self.setAccessibleName(f"{check.headline} {check.detail}".strip())
            self.updateGeometry()
            self.update()

    @property
    def grave(self) -> bool:
        """Whether it warns: of a number, or that the station did not take it."""
        return self.check.caution or (self.check.refused and bool(self.check.detail))

    def sizeHint(self) -> QSize:
        """All it says."""
        return QSize(_AT.size[0], self.heightForWidth(_AT.size[0]))

    def heightForWidth(self, width: int) -> int:
        """All its lines, and never fewer than it was asked to keep room for, px."""
        return int(_AT.height_spare + self._line * max(self._lines, len(self._rows(width))))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
        super().changeEvent(event)

    @property
    def _line(self) -> int:
        """From line to line, px."""
        return self._theme.grown(_AT.line)

    def _rows(self, width: int) -> list[tuple[str, str, str]]:
        """Lines with their type and colour in a box so wide, px."""
        check, room = self.check, width - _AT.room_spare
        said = ((check.headline, "body.bold", "text"), (check.detail, "label", "text2"))
        return [
            (line, token, role)
            for words, token, role in said
            for line in lines_of(self._theme, words, token, room)
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        check, grave = self.check, self.grave
        sketch.fill(rect, "surface" if grave else "raised", _AT.radius)
        sketch.edge(rect, "text" if grave else "line", 2.0 if grave else 1.0, _AT.radius)
        icon = "alert-outline" if grave else "information-outline" if check.refused else "check"
        sketch.icon(
            _AT.icon_x, self.height() / 2 - _AT.icon_up, icon, "text" if grave else "text2", _AT.icon_side
        )
        rows = self._rows(self.width())
        baseline = self.height() / 2 + self._theme.grown(_AT.base_down) - self._line / 2 * (len(rows) - 1)
        for n, (line, token, role) in enumerate(rows):
            sketch.text(_AT.words_x, baseline + self._line * n, line, token, role)
        painter.end()
