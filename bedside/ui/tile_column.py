"""A column on the ground of a tile, and what scrolls inside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.follow_focus import FollowFocus
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme

_AT: Final = themes.layout("tile_column")


class TileColumn(QWidget):
    """A tile's ground behind a column."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(int(_AT.side), int(_AT.top), int(_AT.side), int(_AT.bottom))
        self.column.setSpacing(int(_AT.spacing))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()


def scrolled(theme: Theme, inside: QWidget, *, sideways: bool = False) -> QScrollArea:
    """`inside` with the theme's scroll bar, on the ground it stands on."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    quiet_scroll(area, theme)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # as high as there is room
    area.setWidget(inside)
    inside.setAutoFillBackground(False)  # the tile's ground shows through
    FollowFocus(area)
    return area
