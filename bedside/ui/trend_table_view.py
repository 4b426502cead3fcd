"""The rows of the trend table as a table: a real one for assistive technology, painted in the theme for the eye."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from bedside.ui.panels.words import quiet_scroll
from bedside.ui.theme import Theme, layout
from bedside.ui.trend_table_model import Index, TrendModel
from bedside.ui.trend_table_paint import Cells, Headings, plain_ground
from bedside.ui.trend_table_words import Column
from bedside.vitals.display import PressureUnit

_AT: Final = layout("trend_table")


class TableRows(QTableView):
    """The rows; read only.

    Signals:
        row_reached: row the keyboard came to. row_pressed: row that was clicked, or Enter.
        looked: other rows are in sight.
    """

    row_reached = Signal(int)
    row_pressed = Signal(int)
    looked = Signal()

    def __init__(self, theme: Theme, model: TrendModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = 1.0
        self.hovered_row: int | None = None
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self._headings = Headings(theme, self)
        self.setHorizontalHeader(self._headings)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(self.tr("Trend table: up and down choose a row, Enter shows it in the chart"))
        quiet_scroll(self, theme)
        self.setModel(model)
        self._cells = Cells(theme, model, self, lambda: self.hovered_row)
        self.setItemDelegate(self._cells)
        self._at_end = True
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._grown)
        self._unit = PressureUnit.MMHG
        plain_ground(self, theme)
        self.fit(self._unit)

    def needed_width(self, unit: PressureUnit) -> int:
        """px all columns need beside each other."""
        columns = _AT.columns_kpa if unit is PressureUnit.KPA else _AT.columns
        return round(sum(columns) * self._theme.text_scale * self._scale)

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %; `fit` follows it."""
        self._scale = self._cells.scale = scale
        self._headings.set_scale(scale)

    def fit(self, unit: PressureUnit) -> None:
        """Widths of the columns and height of the rows, as text size and unit ask; spare room is shared."""
        self._unit, grown = unit, self._theme.text_scale * self._scale
        fits = self.needed_width(unit) <= self.viewport().width()
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(off if fits else needed)
        columns = [round(w * grown) for w in (_AT.columns_kpa if unit is PressureUnit.KPA else _AT.columns)]
        spare = self.viewport().width() - sum(columns)
        if spare > 0:
            share, rest = divmod(spare, len(columns))
            columns = [width + share for width in columns]
            columns[Column.RATINGS] += rest
        for n, width in enumerate(columns):
            self.setColumnWidth(n, width)
        self.verticalHeader().setDefaultSectionSize(round(_AT.row * grown))

    def set_hovered(self, row: int | None) -> None:
        """Let the row under the chart's pointer stand out, and bring it into sight."""
        if row == self.hovered_row:
            return
        self.hovered_row = row
        if row is not None:
            self.scrollTo(self.model().index(row, 0))
        self.viewport().update()

    def go_to_end(self) -> None:
        """Bring the newest row into sight, and those that come."""
        self._at_end = True
        self.scrollToBottom()

    def rows_in_sight(self) -> tuple[int, int]:
        """First and last row that can be seen; (0, -1): none."""
        count = self.model().rowCount()
        if not count:
            return 0, -1
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return max(0, first), last if last >= 0 else count - 1

    def _scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 1
        self.looked.emit()

    def _grown(self, _least: int, most: int) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(most)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The keyboard, or a click, came to another row."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.viewport().update()
            self.row_reached.emit(current.row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows the row in the chart."""
        super().mouseReleaseEvent(event)
        row = self.rowAt(round(event.position().y()))
        if event.button() is Qt.MouseButton.LeftButton and row >= 0:
            self.row_pressed.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what a click does; keys without a meaning here belong to the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_pressed.emit(self.currentIndex().row())
            return
        if event.key() in _MOVES and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes here by the keyboard begins at the newest row."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 0))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the new width."""
        super().resizeEvent(event)
        self.fit(self._unit)

    def changeEvent(self, event: QEvent) -> None:
        """Another look: the colours beside the columns, and the rows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_unit"):
            plain_ground(self, self._theme)
            plain_ground(self.horizontalHeader(), self._theme)
            self.fit(self._unit)
            self.viewport().update()


_MOVES: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
