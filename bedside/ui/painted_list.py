"""Base of the painted lists: rows of one kind, each painted in the theme and said in words. Quiet, never edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
_WORDS = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class RowModel(QAbstractListModel, Generic[Row]):
    """The rows; a kind of list says what a row reads as."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def row_words(self, row: Row) -> str:
        """The whole row in words, for assistive tools and tests."""
        raise NotImplementedError

    def all_words(self) -> list[str]:
        """All rows in words."""
        return [self.row_words(row) for row in self.rows]

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The words of a row, shown or spoken."""
        return self.row_words(self.rows[index.row()]) if index.isValid() and role in _WORDS else None


class RowDelegate(QStyledItemDelegate):
    """Paints one row of equal height after the other; a kind of list says how a row looks."""

    rings = False  # it paints a ring around the row the keyboard is on

    def __init__(self, theme: Theme, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size

    def fit(self) -> None:
        """Take the row's size anew from the theme, where it follows the text."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row with its corner at the origin."""
        rect = QRectF(option.rect)
        painter.save()
        painter.translate(rect.topLeft())
        self.paint_row(Sketch(painter, self._theme), index.row(), QRectF(0, 0, rect.width(), rect.height()))
        painter.restore()

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Paint row `n` of the model into `box`."""
        raise NotImplementedError


class PaintedList(QListView):
    """The view: no frame, no editing, the theme's scroll bar."""

    def __init__(self, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(name)
        self._theme = theme
        quiet_scroll(self, theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; a ring while the keyboard is on a list and no row shows it."""
        super().paintEvent(event)
        delegate = self.itemDelegate()
        rings = isinstance(delegate, RowDelegate) and delegate.rings
        unchosen = self.selectionMode() is QListView.SelectionMode.NoSelection and not rings
        rowless = unchosen or not self.currentIndex().isValid()
        if self.hasFocus() and rowless:
            painter = QPainter(self.viewport())
            rect, radius = QRectF(self.viewport().rect()), self._theme.length("radius_key")
            Sketch(painter, self._theme).edge(rect, "focus", self._theme.length("focus"), radius)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed: rows are as high as their words now."""
        delegate = self.itemDelegate()
        if event.type() is QEvent.Type.FontChange and isinstance(delegate, RowDelegate):
            delegate.fit()
            self.doItemsLayout()
        super().changeEvent(event)

    def show_model(self, model: QAbstractListModel, delegate: RowDelegate) -> None:
        """The rows and how they are painted."""
        self.setModel(model)
        self.setItemDelegate(delegate)
