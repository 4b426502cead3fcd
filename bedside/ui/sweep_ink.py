"""What one frame of a sweep erases and draws, in objects that are used again every frame.

Making and freeing a Qt line costs more than all else a sample needs, and each freeing lets other threads in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Final, TypeAlias, cast

from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

#: an area to erase: x, y, width, height, device pixels
Area: TypeAlias = tuple[int, int, int, int]
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
        low: left end of all segments of this frame; above `high` where there are none.
        high: their right end.
        areas: what to fill before the segments are drawn.
        grounds: with what, one colour per area.
    """

    __slots__ = ("_rects", "areas", "count", "grounds", "high", "lines", "low")

    def __init__(self) -> None:
        self.lines: list[QLineF] = []
        self.count = 0
        self.low, self.high = inf, -inf
        self.areas: list[Area] = []
        self.grounds: list[QColor] = []
        self._rects: list[QRect] = []

    def clear(self) -> None:
        """Begin a frame."""
        self.count = 0
        self.low, self.high = inf, -inf
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

    def reach(self, side: float, middle: float) -> list[tuple[float, float]]:
        """From where to where pixels may have changed, device pixels: once, or twice where a sweep turns.

        Args:
            side: how far a line colours pixels beyond its ends.
            middle: of what is swept over.
        """
        low = min(self.low - side, min((area[0] for area in self.areas), default=inf))
        high = max(self.high + side, max((area[0] + area[2] for area in self.areas), default=-inf))
        if high - low <= middle:
            return [(low, high)]
        ends = [(line.x1() - side, line.x2() + side) for line in self.lines[: self.count]]
        ends += [(x, x + width) for x, _, width, _ in self.areas]
        left = [end for end in ends if end[1] <= middle]
        right = [end for end in ends if end[0] > middle]
        if not left or not right or len(left) + len(right) < len(ends):
            return [(low, high)]
        return [(min(left)[0], max(end for _, end in left)), (min(right)[0], max(end for _, end in right))]
