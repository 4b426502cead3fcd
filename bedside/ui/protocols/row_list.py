"""The rows of one list of a protocol to choose from: each as high as a finger needs, long words on two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QFrame, QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bedside.ui import theme as themes
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.renewing import renew_with_look
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.theme import Theme

_AT: Final = themes.layout("protocol_editor")
_MOST_LINES: Final = 2
_BAR_OVER: Final = 0.25  # of a row: free over and under the bar of the chosen one


class RowList(QListWidget):
    """Its rows are told anew as a whole; up and down choose."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_RowLook(theme, self))
        quiet_scroll(self, theme)

        def renew(it: QListWidget) -> None:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
            it.setPalette(palette)
            it.setFont(theme.font("body"))
            it.setMinimumHeight(theme.grown(_AT.rows_height))
            it.doItemsLayout()

        renew_with_look(self, renew)

    @property
    def said(self) -> list[str]:
        """The words of all rows."""
        return [self.item(n).text() for n in range(self.count())]

    def show_rows(self, said: Sequence[str], at: int) -> None:
        """Other rows, row `at` of them chosen (-1: none)."""
        self.clear()
        self.addItems(list(said))
        self.setCurrentRow(at)


class _RowLook(QStyledItemDelegate):
    """The chosen row has a ground, an edge and a bar; the keyboard's row the ring."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A target for a finger."""
        return QSize(0, self._theme.grown(_AT.row_height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words, whole as far as two lines hold them."""
        sketch, place = Sketch(painter, self._theme), QRectF(option.rect).adjusted(1, 1, -1, -1)
        radius, chosen = self._theme.length("radius_key"), option.state & QStyle.StateFlag.State_Selected
        if chosen:
            sketch.fill(place, "raised", radius)
            sketch.edge(place, "line2", 1.0, radius)
            over = place.height() * _BAR_OVER
            bar = QRectF(place.left(), place.top() + over, _AT.row_bar, place.height() - 2 * over)
            sketch.fill(bar, "text", _AT.row_bar / 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            sketch.edge(place, "focus", self._theme.length("focus"), radius)
        token = "body.medium" if chosen else "body"
        left, pitch = place.left() + _AT.row_pad, self._theme.px(token) * _AT.row_line
        room = place.right() - left - _AT.row_pad
        lines = wrapped(sketch, index.data(), token, room, _MOST_LINES)
        base = place.center().y() + pitch * (_AT.row_middle - len(lines) / 2)
        for n, line in enumerate(lines):
            sketch.text(left, base + n * pitch, line, token, "text", room=room)
