"""Painting of the session chart around its two curves: everything that does not move, and the marks on top."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bedside.ui.chart_front import Front
from bedside.ui.chart_ground import Ground
from bedside.ui.chart_ink import Ink
from bedside.ui.chart_picture import Picture
from bedside.ui.theme import Theme


class ChartPainter:
    """Paints pictures in one theme."""

    def __init__(self, theme: Theme, words: dict[str, str]) -> None:
        """`words`: translated labels by key (spo2, nibp, pr, infusion, events, planned, to_go, due, …)."""
        ink = Ink(theme)
        self._ground = Ground(ink, words)
        self._front = Front(ink, words)

    def background(self, painter: QPainter, rect: QRectF, picture: Picture | None, empty: str = "") -> None:
        """The tile, the plot, grid, limits, infusion and everything in the gutters; without a picture `empty`."""
        self._ground.paint(painter, rect, picture, empty)

    def foreground(self, painter: QPainter, picture: Picture, *, cursor: float | None) -> None:
        """NIBP bars, ratings, events, the now line or the replay cursor, and the time axis."""
        self._front.paint(painter, picture, cursor=cursor)
