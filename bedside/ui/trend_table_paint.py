"""How the trend table looks: its headings and its cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from bedside.ui import formats
from bedside.ui.sketch import LEFT, RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.ui.trend_table_model import TrendModel
from bedside.ui.trend_table_words import CellWords, Column, RowWords
from bedside.vitals.alarms import Priority

_AT: Final = layout("trend_table")
_FILLS: Final = {
    Priority.HIGH: ("high", "on_high"),
    Priority.MEDIUM: ("med", "on_med"),
    Priority.LOW: ("low", "on_low"),
}
_LINES: Final = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
_ROLES: Final = {
    Column.PR: "pr",
    Column.SPO2: "spo2",
    Column.NIBP: "nibp",
    Column.PI: "spo2",
    Column.RR: "rr",
    Column.RATE: "infusion",
    Column.RATINGS: "experience",
}
_LEFT_COLUMNS: Final = (Column.TIME, Column.RATINGS)

Index = QModelIndex | QPersistentModelIndex


def plain_ground(widget: QWidget, theme: Theme) -> None:
    """Give what Qt fills by itself (beside the columns, between the scroll bars) the colour of the tile."""
    palette, surface = QPalette(widget.palette()), theme.color("surface")
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Button):
        palette.setColor(role, surface)
    if palette != widget.palette():  # setting it makes a PaletteChange of its own
        widget.setPalette(palette)


def _paint_number(
    sketch: Sketch, right: float, base: float, words: str, token: str, role: str, room: float
) -> float:
    """A number, or pressures with their mean in the words' parentheses (B612's look like brackets); its width."""
    pressures, opened, mean = words.partition(" (")
    if not opened or sketch.width(words, token) > room:
        return sketch.text(right, base, words, token, role, align=RIGHT, room=room)
    left = right - sketch.text(right, base, ")", "small", role, align=RIGHT)
    left -= sketch.text(left, base, mean.removesuffix(")"), token, role, align=RIGHT)
    left -= sketch.text(left, base, "(", "small", role, align=RIGHT)
    left -= sketch.text(left, base, f"{pressures} ", token, role, align=RIGHT)
    return right - left


class Headings(QHeaderView):
    """The names of the columns, in their parameters' colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._scale = 1.0
        self.setSectionsClickable(False)
        self.ink()
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def ink(self) -> None:
        """Qt fills what lies beside the columns with colours of its own palette."""
        plain_ground(self, self._theme)

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %."""
        self._scale = scale
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line."""
        high = round(_AT.columns_head * self._theme.text_scale * self._scale)
        return QSize(super().sizeHint().width(), high)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One name."""
        painter.save()
        painter.translate(rect.topLeft())
        sketch = Sketch(painter, self._theme, self._scale)
        box = QRectF(0, 0, rect.width() / self._scale, rect.height() / self._scale)
        sketch.fill(box, "surface")
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        base = box.height() / 2 + _AT.baseline * self._theme.text_scale
        column = Column(section)
        role = _ROLES.get(column, "text2")
        if column in _LEFT_COLUMNS:
            x = _AT.title_x if column is Column.TIME else _AT.pad
            sketch.text(x, base, words, "small.medium", role, room=box.width() - x)
        else:
            right = box.width() - _AT.pad
            sketch.text(right, base, words, "small.medium", role, align=RIGHT, room=box.width())
        sketch.line(0, box.height() - 1, box.width(), box.height() - 1, "line")
        painter.restore()


class Cells(QStyledItemDelegate):
    """Paints one cell; the row under the chart's pointer and the row one reads stand out."""

    def __init__(
        self, theme: Theme, model: TrendModel, view: QTableView, hovered: Callable[[], int | None]
    ) -> None:
        """`hovered` says which row the chart's pointer is at."""
        super().__init__(view)
        self._theme = theme
        self._model = model
        self._view = view
        self._hovered = hovered
        self.scale = 1.0  # px per px at 100 %

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        words = self._model.words(index.row())
        if words is None:
            return
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRectF(0, 0, option.rect.width() / self.scale, option.rect.height() / self.scale)
        sketch = Sketch(painter, self._theme, self.scale)
        row, column = index.row(), Column(index.column())
        current = row == self._view.currentIndex().row()
        if row == self._hovered() or current:
            sketch.fill(box, "hover")
        sketch.line(0, box.height() - 1, box.width(), box.height() - 1, "grid")
        base = box.height() / 2 + _AT.baseline * self._theme.text_scale
        cell = words.cells[column]
        if column is Column.TIME:
            self._paint_time(sketch, box, base, words, cell)
        else:
            self._paint_value(sketch, box, base, column, words, cell)
        if current and self._view.hasFocus():
            self._paint_focus(sketch, box, column)
        painter.restore()

    def _paint_time(self, sketch: Sketch, box: QRectF, base: float, words: RowWords, cell: CellWords) -> None:
        token = "num.sm.small.bold" if words.live else "num.sm.small"
        x = _AT.title_x + sketch.text(_AT.title_x, base, cell.text, token, "text" if words.live else "text2")
        grown = self._theme.text_scale
        size = _AT.icon * grown
        for sign, role in words.marks:
            x += _AT.icon_gap
            if x + size > box.width():
                break
            if role:
                sketch.icon(x, box.height() / 2 - size / 2, sign, role, size)
                x += size
            else:
                x += sketch.text(x, base, sign, "small.medium", "text2")

    def _paint_value(
        self, sketch: Sketch, box: QRectF, base: float, column: Column, words: RowWords, cell: CellWords
    ) -> None:
        role, token = ("text3" if cell.quiet else "text"), "num.sm.small"
        inside = box.adjusted(1, 1, -1, -2)
        size = _AT.icon * self._theme.text_scale
        if cell.priority is not None:
            token = "num.sm.small.bold"
            if words.live:  # true now; what was is only outlined
                fill, role = _FILLS[cell.priority]
                sketch.fill(inside, fill, _AT.outline_radius)
            else:
                sketch.edge(inside, _LINES[cell.priority], _AT.outline_inset, _AT.outline_radius)
        room = box.width() - _AT.pad
        if column in _LEFT_COLUMNS:
            sketch.text(_AT.pad, base, cell.text, token, role, room=room, align=LEFT)
            return
        right = box.width() - _AT.pad
        used = _paint_number(sketch, right, base, cell.text, token, role, room)
        x = right - used - size - 1
        if cell.priority is not None:
            shape = _LINES[cell.priority] if not words.live else role
            icon_x = max(1.0, x)
            sketch.icon(
                icon_x, box.height() / 2 - size / 2, formats.priority_icon(cell.priority), shape, size
            )

    def _paint_focus(self, sketch: Sketch, box: QRectF, column: Column) -> None:
        width = self._theme.length("focus")
        y = box.height() - 1 - width / 2
        sketch.line(0, width / 2, box.width(), width / 2, "focus", width)
        sketch.line(0, y, box.width(), y, "focus", width)
        if column is Column.TIME:
            sketch.line(width / 2, 0, width / 2, y, "focus", width)
        if column is Column.RATINGS:
            sketch.line(box.width() - width / 2, 0, box.width() - width / 2, y, "focus", width)
