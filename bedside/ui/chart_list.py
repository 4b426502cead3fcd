"""What happened, as a list beside the chart: time, icon, sentence; newest or current row marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bedside.ui import formats
from bedside.ui.chart_marks import Mark
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

ROW_PX = 36
_MARK = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class MarkModel(QAbstractListModel):
    """Rows of marks with their wall-clock times."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: tuple[Mark, ...] = ()
        self.started_utc: datetime | None = None

    def set_marks(self, marks: Sequence[Mark], started_utc: datetime | None) -> None:
        """Other rows; nothing happens when they are the same."""
        if tuple(marks) == self.marks and started_utc == self.started_utc:
            return
        self.beginResetModel()
        self.marks = tuple(marks)
        self.started_utc = started_utc
        self.endResetModel()

    def clock(self, mark: Mark) -> str:
        """Wall-clock time of a mark."""
        return "" if self.started_utc is None else formats.clock_at(self.started_utc, mark.t)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.marks)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The sentence, and for assistive tools the whole row."""
        if not index.isValid():
            return None
        mark = self.marks[index.row()]
        if role == _MARK:
            return mark
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return f"{self.clock(mark)} {mark.words}"
        return None


class _MarkDelegate(QStyledItemDelegate):
    """Paints a row in the theme."""

    def __init__(self, theme: Theme, model: MarkModel, edge: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._edge = edge
        self.current = -1

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """One row."""
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Time, icon, sentence, rule."""
        mark = self._model.marks[index.row()]
        painter.save()
        rect = QRectF(option.rect)
        painter.translate(rect.topLeft())
        sketch = Sketch(painter, self._theme)
        box = QRectF(0, 0, rect.width(), rect.height())
        if index.row() == self.current:
            sketch.fill(box.adjusted(0, 1, 0, -1), "raised", 6)
            sketch.edge(box.adjusted(0, 1, 0, -1), self._edge, 2.0, 6)
        else:
            sketch.line(12, rect.height() - 1, rect.width() - 20, rect.height() - 1, "line")
        sketch.text(12, 24, self._model.clock(mark), "num.sm.small", "text2")
        sketch.icon(100, 9, mark.icon, mark.role, 18)
        role = "text3" if mark.struck else "text"
        room = rect.width() - 131 - 16
        width = sketch.text(131, 24, mark.words, "label.bold" if mark.bold else "label", role, room=room)
        if mark.struck:
            sketch.line(131, 18, 131 + min(width, room), 18, "text3", 1.5)
        painter.restore()


class MarkList(QListView):
    """A list of marks.

    Signals:
        time_clicked: session time of the row that was chosen, s.
    """

    time_clicked = Signal(float)

    def __init__(self, theme: Theme, *, edge: str = "line2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = MarkModel(self)
        self.setModel(self._marks)
        self._delegate = _MarkDelegate(theme, self._marks, edge, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(self.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        quiet_scroll(self, theme)
        self.clicked.connect(self._chosen)
        self.activated.connect(self._chosen)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The rows."""
        return self._marks.marks

    @property
    def current_row(self) -> int:
        """The marked row; −1 = none."""
        return self._delegate.current

    def set_marks(self, marks: Sequence[Mark], started_utc: datetime | None) -> None:
        """Other rows."""
        self._marks.set_marks(marks, started_utc)

    def mark_last_before(self, t: float) -> None:
        """Mark the last row at or before session time `t`, s, and keep it in sight. Rows are oldest first."""
        row = bisect_right([mark.t for mark in self._marks.marks], t) - 1
        if row != self._delegate.current:
            self._delegate.current = row
            if row >= 0:
                self.scrollTo(self._marks.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The marked row stays in sight."""
        super().resizeEvent(event)
        if self._delegate.current >= 0:
            self.scrollTo(
                self._marks.index(self._delegate.current), QAbstractItemView.ScrollHint.EnsureVisible
            )

    def _chosen(self, index: QModelIndex) -> None:
        self.time_clicked.emit(self._marks.marks[index.row()].t)
