"""What one frame of a sweep erases and draws, in objects that are used again every frame.

Making and freeing a Qt line costs more than all else a sample needs, and each freeing lets other threads in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, cast

from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from bedside.ui import theme

#: an area to erase: x, y, width, height, device pixels
Area: TypeAlias = tuple[int, int, int, int]
_AT: Final = theme.layout("sweep")
_SOURCE: Final = QPainter.CompositionMode.CompositionMode_Source


def copy_image(painter: QPainter, image: QImage, region: QRegion) -> None:
    """Copy what `region` needs of an image that fills the widget, rectangle by rectangle.

    Under a clip of several rectangles Qt copies line by line and hands the lines to other threads: five times the cost.
    Where logical pixels are not whole device pixels a rectangle's edge would be rounded, so there it stays as it is.
    """
    painter.setCompositionMode(_SOURCE)
    if region.rectCount() == 1 or image.devicePixelRatio() % 1.0:
        painter.drawImage(0, 0, image)
        return
    for part in cast(Iterable[QRect], region):  # it can be gone through, only its types do not say so
        painter.setClipRect(part)
        painter.drawImage(0, 0, image)


class Ink:
    """Segments and erased areas of a frame, device pixels.

    Attributes:
        lines: kept objects; only the first `count` belong to this frame. Whoever adds makes room first.
        count: segments of this frame.
        spans: from where to where across it draws or fills.
        areas: what to fill before the segments are drawn.
        grounds: with what, one colour per area.
    """

    __slots__ = ("_rects", "areas", "count", "grounds", "lines", "spans")

    def __init__(self) -> None:
        self.lines: list[QLineF] = []
        self.count = 0
        self.spans: list[tuple[float, float]] = []
        self.areas: list[Area] = []
        self.grounds: list[QColor] = []
        self._rects: list[QRect] = []

    def clear(self) -> None:
        """Begin a frame."""
        self.count = 0
        self.spans.clear()
        self.areas.clear()
        self.grounds.clear()

    def make_room(self, more: int) -> None:
        """Have objects for `more` segments."""
        missing = self.count + more - len(self.lines)
        if missing > 0:
            self.lines.extend(QLineF() for _ in range(missing))

    def fill(self, painter: QPainter) -> None:
        """Fill the areas, in as few calls as there are colours in a row. Sets the brush of a painter without pen."""
        areas, grounds, rects = self.areas, self.grounds, self._rects
        while len(rects) < len(areas):
            rects.append(QRect())
        ground, begun, n = grounds[0], 0, 0
        for area in areas:
            rects[n].setRect(*area)
            if grounds[n] is not ground and grounds[n] != ground:
                painter.setBrush(ground)
                painter.drawRects(rects[begun:n])
                ground, begun = grounds[n], n
            n += 1
        painter.setBrush(ground)
        painter.drawRects(rects[begun:n])

    def reach(self, side: float) -> list[tuple[float, float]]:
        """From where to where across pixels may have changed, device px: about once for each column of strips.

        Args:
            side: how far a line colours pixels beyond its ends.
        """
        found: list[tuple[float, float]] = []
        spans = sorted(self.spans)
        low, high = spans[0]
        for begin, end in spans:
            if begin > high + _AT.near:
                found.append((low - side, high + side))
                low, high = begin, end
            elif end > high:
                high = end
        found.append((low - side, high + side))
        return found
