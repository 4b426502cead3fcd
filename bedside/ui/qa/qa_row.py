"""A QA note as a row: its moment, its mark, its words; and that it is no part of the record."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from bedside.ui.held_text import lines_of
from bedside.ui.painted_key import PaintedKey
from bedside.ui.qa.qa_words import mark_words, note_words, place_words, struck_words, written_words
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.replay_transport import NOTE_GLYPH
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.put_right import Struck
from bedside.vitals.records import QaNoteWritten

_AT: Final = layout("qa")


class QaRow(PaintedKey):
    """As high as its words need; one that counts no more is struck through and says by whom."""

    def __init__(
        self,
        theme: Theme,
        note: QaNoteWritten,
        started_utc: datetime,
        struck: Struck[QaNoteWritten] | None = None,
    ) -> None:
        super().__init__(theme, "")
        self.note = note
        self.struck = struck is not None
        said = note.command.note
        self._moment = place_words(said.t, started_utc)
        self._mark = mark_words(said.mark)
        self._words = said.words
        self._small = written_words(note)
        if struck is not None:
            self._small += f"; {struck_words(struck)}"
        words = note_words(note, started_utc)
        if struck is not None:
            words = self.tr("struck through: {words}").format(words=f"{words}; {struck_words(struck)}")
        self.setAccessibleName(words)
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """All its lines."""
        return QSize(_AT.least, self.heightForWidth(_AT.least))

    def heightForWidth(self, width: int) -> int:
        """Height of all it says, px."""
        return round(2 * _AT.row_pad + sum(self._line(token) for _, token, _ in self._lines(width)))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _line(self, token: str) -> float:
        return self._theme.px(token) * float(_AT.line)

    def _lines(self, width: int) -> list[tuple[str, str, str]]:
        """Words, type and colour of every line; the first has the mark behind it."""
        room = width - 2 * _AT.row_x - self._left
        role = "text3" if self.struck else "text"
        return [
            (self._moment, "num.sm.small", "text2"),
            *((line, "body", role) for line in lines_of(self._theme, self._words, "body", room)),
            *((line, "small", "text2") for line in lines_of(self._theme, self._small, "small", room)),
        ]

    @property
    def _left(self) -> float:
        return (_AT.icon_side + _AT.icon_gap) * self._theme.text_scale

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The chosen one stands in the violet of the replay."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect, radius = QRectF(self.rect()).adjusted(1, 1, -1, -1), _AT.radius
        if self.isChecked() or self._hovered:
            sketch.fill(rect, "raised" if self.isChecked() else "hover", radius)
        if self.isChecked():
            sketch.edge(rect, "replayline", 2.0, radius)
        side = _AT.icon_side * self._theme.text_scale
        x, y = _AT.row_x + self._left, float(_AT.row_pad)
        for n, (line, token, role) in enumerate(self._lines(self.width())):
            px = self._theme.px(token)
            base = y + px * _AT.base
            wide = sketch.text(x, base, line, token, role)
            if not n:
                sketch.icon(
                    _AT.row_x, base - side + 2, NOTE_GLYPH, "text3" if self.struck else "replayline", side
                )
                sketch.text(
                    x + wide + _AT.mark_gap, base, self._mark, "label.bold", role if self.struck else "text"
                )
            elif self.struck and token == "body":
                over = base - px * _AT.struck
                sketch.line(x, over, x + wide, over, "text3", 1.5)
            y += self._line(token)
        if self.hasFocus():
            sketch.edge(rect, "focus", self._theme.length("focus"), radius)
        painter.end()
