"""One line of a record in words: what it is, and what was so beside it; struck through where replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a line says."""

    label: str = ""
    words: str = ""
    note: str = ""  # small, under the words
    struck: bool = False  # the original of something that was corrected or taken back
    grave: bool = False  # must be seen: with a warning sign and in bold
    heading: bool = False


class FactLine(QWidget):
    """As high as its words need."""

    def __init__(self, theme: Theme, fact: Fact) -> None:
        super().__init__()
        self._theme = theme
        self.fact = fact
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        struck = self.tr("struck through: {words}").format(words=fact.words) if fact.struck else fact.words
        self.setAccessibleName(", ".join(part for part in (fact.label, struck, fact.note) if part))

    def sizeHint(self) -> QSize:
        """All its lines."""
        return QSize(_AT.narrow, self.heightForWidth(_AT.narrow))

    def heightForWidth(self, width: int) -> int:
        """Height of all it says, px."""
        return round(2 * _AT.top + sum(self._line(token) for _, _, token, _ in self._rows(width)))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _line(self, token: str) -> float:
        return self._theme.px(token) * float(_AT.line)

    def _rows(self, width: int) -> list[tuple[float, str, str, str]]:
        """Left edge, words, type and colour of every line; the label is no line where it stands beside them."""
        fact, theme = self.fact, self._theme
        if fact.heading:
            return [
                (0.0, line, "title.small", "text")
                for line in lines_of(theme, fact.words, "title.small", width)
            ]
        left = 0.0 if self._under(width) or not fact.label else _AT.label * theme.text_scale + _AT.gap
        icon = _AT.icon * theme.text_scale + _AT.gap if fact.grave else 0.0
        room = width - left - icon
        token = "body.bold" if fact.grave else "body"
        role = "text3" if fact.struck else "text"
        rows = [(left + icon, line, token, role) for line in lines_of(theme, fact.words or "–", token, room)]
        rows += [(left + icon, line, "small", "text2") for line in lines_of(theme, fact.note, "small", room)]
        if fact.label and self._under(width):
            rows = [
                (0.0, line, "label", "text2") for line in lines_of(theme, fact.label, "label", width)
            ] + rows
        return rows

    def _under(self, width: int) -> bool:
        return width < _AT.narrow * self._theme.text_scale

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lines."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        fact, theme, width = self.fact, self._theme, self.width()
        y = float(_AT.top)
        if fact.label and not fact.heading and not self._under(width):
            room = _AT.label * theme.text_scale
            base = y + theme.px("body") * _AT.base
            sketch.text(0, base, fact.label, "label", "text2", room=room)
        iconed = False
        for left, line, token, role in self._rows(width):
            px = theme.px(token)
            base = y + px * _AT.base
            if fact.grave and not iconed and token == "body.bold":
                side = _AT.icon * theme.text_scale
                sketch.icon(left - side - _AT.gap, base - side + 2, "alert-outline", "text", side)
                iconed = True
            wide = sketch.text(left, base, line, token, role)
            if fact.struck and token == "body":
                over = base - px * _AT.struck
                sketch.line(left, over, left + wide, over, "text3", 1.5)
            y += self._line(token)
        if not fact.heading:
            sketch.line(0, self.height() - 1, width, self.height() - 1, "line")
        painter.end()
