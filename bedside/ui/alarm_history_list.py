"""The rows of a list of alarms: clock, shape, message and length, and under them what was done about it.

A message that has no room beside its clock gets lines of its own: nothing of an alarm is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QMargins, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from bedside.ui import formats
from bedside.ui.alarm_rows import AlarmRow, Heading, first_line, length_words, row_words, second_line
from bedside.ui.held_text import held_to, lines_of
from bedside.ui.painted_list import Index, PaintedList, RowDelegate, RowModel
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority
from bedside.vitals.display import PressureUnit

_AT: Final = layout("alarm_history")
ROW_PX = _AT.row
_LONG_S: Final = 3599.0  # a row keeps its lines while the length of its alarm grows up to here
_LINES = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


class _Model(RowModel[AlarmRow | Heading]):
    now = 0.0  # session time, s
    started_utc: datetime | None = None
    unit = PressureUnit.MMHG

    def row_words(self, row: AlarmRow | Heading) -> str:
        """Everything the row says."""
        return row_words(row, self.now, self.started_utc, self.unit)


@dataclass(frozen=True, slots=True)
class _Lines:
    """How the words of one row are broken.

    Attributes:
        message: lines of its own under the first one; none: it stands in the first, beside clock and length.
        details: what was done about it.
    """

    message: tuple[str, ...]
    details: tuple[str, ...]


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, parent: PaintedList) -> None:
        super().__init__(theme, QSize(_AT.list_least, ROW_PX), parent)
        self._model = model
        self._list = parent
        self.fit()

    def fit(self) -> None:
        """As high as two lines."""
        self._size = QSize(_AT.list_least, ROW_PX + self._lower(_AT.second_y))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as all its lines: nothing of an alarm is cut."""
        lines = self._lines(index.row(), self._list.viewport().width())
        more = len(lines.message) * self._pitch("label.bold")
        more += max(0, len(lines.details) - 1) * self._pitch("small")
        return self._size.grownBy(QMargins(0, 0, 0, more))

    def _lower(self, y: float) -> int:
        """How far larger text pushes a baseline down, px."""
        return self._theme.grown(y) - round(y)

    def _pitch(self, token: str) -> int:
        """From line to line, px."""
        return round(self._theme.px(token) * float(_AT.pitch))

    def _width(self, words: str, token: str) -> float:
        return self._theme.metrics(token, self._theme.px(token)).horizontalAdvance(words)

    def _clock(self, row: AlarmRow, wide: float) -> str:
        started = self._model.started_utc
        if started is None:
            return ""
        if wide < self._theme.grown(_AT.day_from):
            return formats.clock_at(started, row.change.onset_t)
        return formats.clock_at(started, row.change.onset_t, self._model.now)

    def _message_x(self, row: AlarmRow, wide: float) -> float:
        """Where the message begins beside the clock, px; a clock in large type pushes it aside."""
        after = _AT.words_x + self._width(self._clock(row, wide), "num.sm.small") + _AT.icon_gap
        return max(float(_AT.icon_x), after) + _AT.message_x - _AT.icon_x

    def _lines(self, n: int, wide: float) -> _Lines:
        """The words of row `n` in a list so wide, px."""
        row = self._model.rows[n]
        if isinstance(row, Heading):
            return _Lines((), ())
        unit, right = self._theme.pressure_unit, wide - _AT.right
        left = self._message_x(row, wide)
        words, own = first_line(row, unit), self._own_x(left)
        lasting = length_words(row, max(self._model.now, row.change.onset_t + _LONG_S))
        room = right - self._width(lasting, "num.sm.small.bold") - _AT.message_gap - left
        usual = self._theme.metrics(
            "label.bold", round(self._theme.px("label.bold") / self._theme.text_scale)
        )
        beside = usual.horizontalAdvance(words) <= room
        message = () if beside else tuple(lines_of(self._theme, words, "label.bold", right - own))
        return _Lines(message, tuple(lines_of(self._theme, second_line(row, unit), "small", right - own)))

    def _own_x(self, message_x: float) -> float:
        """Where lines begin that have the whole row: under the message, unless that was pushed aside."""
        return _AT.message_x if message_x == _AT.message_x else _AT.words_x

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row, and where the keyboard is."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            rect = QRectF(option.rect).adjusted(*_AT.focus_inset)
            Sketch(painter, self._theme).edge(rect, "focus", 2.0, _AT.focus_radius)

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Clock, shape, message and length; under it what was done about it."""
        row, model, wide = self._model.rows[n], self._model, box.width()
        right = wide - _AT.right
        sketch.line(_AT.rule_margin, box.height() - 1, wide - _AT.rule_margin, box.height() - 1, "line")
        if isinstance(row, Heading):
            base = _AT.words_y + self._lower(_AT.words_y)
            sketch.text(_AT.words_x, base, row.words, "title.small", "text", room=right - _AT.words_x)
            return
        change, lines, left = row.change, self._lines(n, wide), self._message_x(row, wide)
        y = _AT.first_y + self._lower(_AT.first_y)
        sketch.text(_AT.words_x, y, self._clock(row, wide), "num.sm.small", "text2")
        icon_y = _AT.icon_y + self._lower(_AT.first_y) * _AT.icon_rise
        icon_x = left - _AT.message_x + _AT.icon_x
        sketch.icon(
            icon_x, icon_y, formats.priority_icon(change.priority), _LINES[change.priority], _AT.icon_side
        )
        token, role = ("num.sm.small.bold", "text") if row.open else ("num.sm.small", "text2")
        used = sketch.text(right, y, length_words(row, model.now), token, role, align=RIGHT)
        token = "label.bold" if change.priority is Priority.HIGH or row.open else "label.medium"
        if not lines.message:
            words, room = first_line(row, self._theme.pressure_unit), right - used - _AT.message_gap - left
            held_to(sketch, words, token, room).text(left, y, words, token, "text", room=room)
        for line in lines.message:
            y += self._pitch("label.bold")
            sketch.text(self._own_x(left), y, line, token, "text")
        y += _AT.second_y - _AT.first_y + self._lower(_AT.second_y) - self._lower(_AT.first_y)
        for n_line, line in enumerate(lines.details):
            sketch.text(self._own_x(left), y + n_line * self._pitch("small"), line, "small", "text2")


class AlarmRows(PaintedList):
    """Rows that keep their place while the newest ones change."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self._look = theme
        self.model_kept = _Model(self)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.show_model(self.model_kept, _Delegate(theme, self.model_kept, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def show_rows(self, rows: Sequence[AlarmRow | Heading], now: float, started_utc: datetime | None) -> None:
        """Other rows, or the same ones a little later."""
        model = self.model_kept
        same, model.now, model.started_utc = tuple(rows) == model.rows, now, started_utc
        model.unit = self._look.pressure_unit
        if same:
            self.viewport().update()
            return
        at, row = self.verticalScrollBar().value(), self.currentIndex().row()
        model.set_rows(rows)
        if 0 <= row < len(rows):
            self.setCurrentIndex(model.index(row))
        self.verticalScrollBar().setValue(at)
