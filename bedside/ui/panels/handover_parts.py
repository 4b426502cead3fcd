"""The painted pieces of the handover card: a number with its age, the dose's bar, a rating as a disc."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import formats
from bedside.ui.chart_ink import mix, text_on
from bedside.ui.handover_words import Rated, Value
from bedside.ui.held_text import held_theme
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_handover")
_NUMBER: Final = "num.mean"
_FIRST_SHADE: Final = 0.12  # the sequential fill of the tokens: mix(plot, experience, 0.12 + 0.088 · value)
_STEP_RATIO: Final = 0.1  # of the text size
_SHADE_PER_STEP: Final = 0.088


def _hold(piece: ValueBlock | RatedDisc, room: int) -> None:
    """Words only so large that the piece fits into `room` px: one that is cut says less than a smaller one."""
    most = piece._theme.text_scale
    while most > 1.0 and piece.sizeHint().width() > room:
        most = max(1.0, most - _STEP_RATIO)
        piece._theme = held_theme(piece._theme, most)


class ValueBlock(QWidget):
    """Name and unit, the number, its age, under each other."""

    def __init__(self, theme: Theme, value: Value, room: int) -> None:
        super().__init__()
        self._theme = theme
        self._value = value
        _hold(self, room)
        self.setAccessibleName(value.heard)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as its longest line."""
        value = self._value
        lines = ((self._head, "small.bold"), (value.value, _NUMBER), (self._foot, "small"))
        wide = max(
            self._theme.metrics(token, self._theme.px(token)).horizontalAdvance(w) for w, token in lines
        )
        high = sum(self._theme.px(token) for _, token in lines) * _AT.value_line
        return QSize(int(wide + _AT.value_pad), int(high + _AT.value_pad))

    @property
    def _head(self) -> str:
        return f"{self._value.name} {self._value.unit}".strip()

    @property
    def _foot(self) -> str:
        return " · ".join(part for part in (self._value.detail, self._value.age_and_turn) if part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Three lines."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        value, y = self._value, 0.0
        dashes = value.value == formats.DASHES
        for words, token, role in (
            (self._head, "small.bold", "text2" if dashes else value.role),
            (value.value, _NUMBER, value.role),
            (self._foot, "small", "text2"),
        ):
            y += self._theme.px(token) * _AT.value_line
            sketch.text(0, y - _AT.value_pad, words, token, role)
        painter.end()


class ShareBar(QWidget):
    """How much of the planned dose was given."""

    def __init__(self, theme: Theme, share: float) -> None:
        super().__init__()
        self._theme = theme
        self._share = min(1.0, share)
        high = max(_AT.bar_height, theme.px("num.sm.large") * _AT.value_line)  # of the words beside it
        self.setFixedSize(int(_AT.bar_width), int(high))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A quiet bar and its part."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(0, (self.height() - _AT.bar_height) / 2, self.width(), _AT.bar_height)
        sketch.fill(rect, "line", _AT.bar_height / 2)
        part = max(_AT.share_least, rect.width() * self._share)
        sketch.fill(QRectF(0, rect.y(), part, rect.height()), "infusion", _AT.bar_height / 2)
        painter.end()


class RatedDisc(QWidget):
    """A rating: a disc that is darker the stronger it is, its number inside, its scale and age beside."""

    def __init__(self, theme: Theme, rated: Rated, room: int) -> None:
        super().__init__()
        self._theme = theme
        self._rated = rated
        _hold(self, room)
        self.setAccessibleName(f"{rated.scale} {rated.value} {rated.age}")
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Disc and words."""
        wide = sum(
            self._theme.metrics(token, self._theme.px(token)).horizontalAdvance(words)
            for words, token in self._words
        )
        high = max(_AT.disc, self._theme.px("label.medium") * _AT.value_line)
        return QSize(int(self._side + 2 * _AT.disc_gap + wide), int(high))

    @property
    def _words(self) -> tuple[tuple[str, str], ...]:
        return (self._rated.scale, "label.medium"), (self._rated.age, "small")

    @property
    def _side(self) -> float:
        return float(max(_AT.disc, self._theme.px("label.bold") * _AT.value_line))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc, number, words."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        side, middle = self._side, self.height() / 2
        share = _FIRST_SHADE + _SHADE_PER_STEP * self._rated.value
        fill = mix(self._theme.color("plot"), self._theme.color("experience"), share)
        painter.setPen(self._theme.color("experience"))
        painter.setBrush(fill)
        disc = QRectF(0, middle - side / 2, side, side).adjusted(1, 1, -1, -1)
        painter.drawEllipse(disc)
        base = middle + self._theme.px("label.bold") * _AT.middle
        painter.setFont(self._theme.font("label.bold"))
        painter.setPen(text_on(fill))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._rated.value))
        x = side + _AT.disc_gap
        for words, token in self._words:
            x += sketch.text(x, base, words, token, "text" if token != "small" else "text2") + _AT.disc_gap
        painter.end()
