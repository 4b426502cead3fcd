"""What happened, as a list beside the chart: time, icon, sentence; newest or current row marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from bedside.ui import formats
from bedside.ui.chart_marks import Mark
from bedside.ui.held_text import held_to
from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("mark_list")


class _Model(RowModel[Mark]):
    """Rows of marks with their wall-clock times."""

    started_utc: datetime | None = None

    def set_marks(self, marks: Sequence[Mark], started_utc: datetime | None) -> None:
        """Other rows; nothing happens when they are the same."""
        if tuple(marks) != self.rows or started_utc != self.started_utc:
            self.started_utc = started_utc
            self.set_rows(marks)

    def clock(self, mark: Mark) -> str:
        """Wall-clock time of a mark."""
        return "" if self.started_utc is None else formats.clock_at(self.started_utc, mark.t)

    def row_words(self, row: Mark) -> str:
        """Time and sentence."""
        return f"{self.clock(row)} {row.words}"


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, edge: str, parent: QWidget) -> None:
        super().__init__(theme, QSize(), parent)
        self._model = model
        self._edge = edge
        self.current = -1
        self.fit()

    def fit(self) -> None:
        """Rows are as high as their words."""
        self._size = QSize(_AT.list_least, self._theme.grown(_AT.row))

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Time, icon, sentence, rule."""
        mark, grown = self._model.rows[n], self._theme.grown
        if n == self.current:
            sketch.fill(box.adjusted(0, 1, 0, -1), "raised", _AT.radius)
            sketch.edge(box.adjusted(0, 1, 0, -1), self._edge, 2.0, _AT.radius)
        else:
            sketch.line(_AT.rule_x, box.height() - 1, box.width() - _AT.rule_right, box.height() - 1, "line")
        left, base = grown(_AT.words_x), grown(_AT.words_y)
        sketch.text(_AT.clock_x, base, self._model.clock(mark), "num.sm.small", "text2")
        sketch.icon(grown(_AT.icon_x), grown(_AT.icon_y), mark.icon, mark.role, grown(_AT.icon_side))
        role = "text3" if mark.struck else "text"
        room = box.width() - left - _AT.right
        token = "label.bold" if mark.bold else "label"
        fitting = held_to(sketch, mark.words, token, room)  # smaller rather than with a number cut
        width = fitting.text(left, base, mark.words, token, role, room=room)
        if mark.struck:
            struck = grown(_AT.struck_y)
            sketch.line(left, struck, left + min(width, room), struck, "text3", 1.5)


class MarkList(PaintedList):
    """A list of marks.

    Signals:
        time_clicked: session time of the row that was chosen, s.
    """

    time_clicked = Signal(float)

    def __init__(self, theme: Theme, *, edge: str = "line2", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._marks = _Model(self)
        self._delegate = _Delegate(theme, self._marks, edge, self)
        self.show_model(self._marks, self._delegate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.clicked.connect(self._chosen)
        self.activated.connect(self._chosen)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The rows."""
        return self._marks.rows

    @property
    def current_row(self) -> int:
        """The marked row; −1 = none."""
        return self._delegate.current

    def set_marks(self, marks: Sequence[Mark], started_utc: datetime | None) -> None:
        """Other rows."""
        self._marks.set_marks(marks, started_utc)

    def mark_last_before(self, t: float) -> None:
        """Mark the last row at or before session time `t`, s, and keep it in sight. Rows are oldest first."""
        row = bisect_right([mark.t for mark in self._marks.rows], t) - 1
        if row != self.current_row:
            self._delegate.current = row
            self._show_current()
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The marked row stays in sight."""
        super().resizeEvent(event)
        self._show_current()

    def _show_current(self) -> None:
        if self.current_row >= 0:
            self.scrollTo(self._marks.index(self.current_row), QAbstractItemView.ScrollHint.EnsureVisible)

    def _chosen(self, index: QModelIndex) -> None:
        self.time_clicked.emit(self._marks.rows[index.row()].t)
