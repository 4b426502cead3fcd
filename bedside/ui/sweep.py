"""The live sweep: all strips of one grid column in one widget with one image.

A frame erases ahead, draws only the new segments with one drawLines and asks for one rectangle to be copied to
the screen. What lies around the strips (numbers of a tile) may be painted into the same image, so that a column
stays one widget and its dirty region one rectangle; several rectangles cost as much as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QLineF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.history import WaveView
from bedside.ui.sweep_strip import ERASE_STEP, Area, SweepStrip
from bedside.ui.theme import Theme

_ANTIALIASING: Final = QPainter.RenderHint.Antialiasing
_REACH: Final = 4 + ERASE_STEP  # px copied beyond the pixels known to be new: the pen and its antialiasing
_SIDE: Final = 2  # px kept free left and right of a line, for half the pen and its antialiasing


class SweepColumn(QWidget):
    """Sweeping waves, one strip per plot area.

    Signals:
        renewed: the image was made anew (size, pixel ratio, theme); whoever painted into it paints again.
    """

    renewed = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        sweep_s: float,
        pen: float = 2.5,
        role: str = "spo2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._sweep_s = sweep_s
        self._pen_width = pen
        self._role = role
        self._strips: list[SweepStrip] = []
        self._areas: list[QRect] = []
        self._grounds: list[str] = []
        self._ground_colors: list[QColor] = []
        self._hidden: list[bool] = []
        self._span = (0, 0)  # top and height of all strips, logical px
        self._image = QImage()
        self._pen = QPen()
        self._frozen = False
        self._lines: list[QLineF] = []
        self._erase: list[Area] = []
        self._erase_colors: list[QColor] = []
        self._ratio = 1.0  # device px per logical px of the image
        self._reach = 0  # logical px left of the erased band that may have been drawn

    @property
    def sweep_s(self) -> float:
        """Seconds of one sweep."""
        return self._sweep_s

    @property
    def frozen(self) -> bool:
        """Whether the picture stands still."""
        return self._frozen

    @property
    def image(self) -> QImage:
        """What the column shows, device pixels."""
        return self._image

    def set_strips(self, areas: Sequence[QRect]) -> None:
        """Where the plots lie, logical px; one strip each. Drawn afresh with the next frame."""
        if list(areas) == self._areas:
            return
        self._areas = [QRect(area) for area in areas]
        self._grounds = ["plot"] * len(self._areas)
        self._hidden = [False] * len(self._areas)
        self._ground_colors = [self._theme.color("plot")] * len(self._areas)
        self._strips = [SweepStrip(self._sweep_s) for _ in self._areas]
        tops = [area.top() for area in self._areas]
        self._span = (
            (min(tops), max(a.top() + a.height() for a in self._areas) - min(tops)) if tops else (0, 0)
        )
        self._renew()

    def set_ground(self, strip: int, role: str) -> None:
        """The role behind one strip: a tile in High alarm tints its plot too."""
        if self._grounds[strip] != role:
            self._grounds[strip] = role
            self._ground_colors[strip] = self._theme.color(role)
            self._strips[strip].again()

    def set_hidden(self, strip: int, hidden: bool) -> None:
        """Leave a strip's area to whoever paints there (a sentence about a device that is gone), or draw again."""
        if self._hidden[strip] != hidden:
            self._hidden[strip] = hidden
            self._strips[strip].again()

    def freeze(self, frozen: bool) -> None:
        """Stand still, or go on from the present."""
        if frozen != self._frozen:
            self._frozen = frozen
            if not frozen:
                for strip in self._strips:
                    strip.again()

    def advance(
        self, views: Sequence[WaveView | None], now: float | Sequence[float], shift: Sequence[float] = ()
    ) -> None:
        """Draw one frame.

        Args:
            views: one ring per strip, None without a wave.
            now: session time of the frame, s: one for all strips or one per strip.
            shift: seconds to add to each strip's session time so that all strips sweep in one phase; empty = 0.
        """
        if self._frozen or not self._strips:
            return
        if self._image.isNull() or self._ratio != self.devicePixelRatioF():
            self._renew()
        lines, erase, colors = self._lines, self._erase, self._erase_colors
        lines.clear()
        erase.clear()
        colors.clear()
        count = len(self._strips)
        nows = (now,) * count if isinstance(now, (int, float)) else now
        for n, strip in enumerate(self._strips):
            if self._hidden[n]:
                continue
            offset = shift[n] if shift else 0.0
            if not strip.step(views[n], nows[n], offset, erase, lines):
                self._redraw(n, views[n], nows[n], offset)
            while len(colors) < len(erase):
                colors.append(self._ground_colors[n])
        if erase or lines:
            self._paint_news(erase, lines)

    def paint_part(self, part: QRect, draw: Callable[[QPainter], None], *, keep: QRect | None = None) -> None:
        """Paint something beside the strips into the image.

        Args:
            part: where, logical px; the painter's origin is its top left corner, and it is clipped to it.
            draw: paints it.
            keep: an area inside that stays as it is (the plot).
        """
        if self._image.isNull():
            self._renew()
        painter = QPainter(self._image)
        region = QRegion(part)
        painter.setClipRegion(region if keep is None else region - QRegion(keep))
        painter.translate(part.topLeft())
        draw(painter)
        painter.end()
        self.update(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what changed to the screen."""
        painter = QPainter(self)
        if self._image.isNull():
            painter.fillRect(event.rect(), self._theme.color("bg"))
        else:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(0, 0, self._image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make an image of the new size; the strips are drawn afresh from their rings."""
        self._renew()
        super().resizeEvent(event)

    def _device_area(self, area: QRect) -> QRect:
        ratio = self.devicePixelRatioF()
        left, top = round((area.left() + _SIDE) * ratio), round(area.top() * ratio)
        right = round((area.left() + area.width() - _SIDE) * ratio)
        return QRect(
            left, top, max(1, right - left), max(1, round((area.top() + area.height()) * ratio) - top)
        )

    def _renew(self) -> None:
        if self.width() <= 0 or self.height() <= 0:
            return
        ratio = self.devicePixelRatioF()
        image = QImage(self.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(self._theme.color("bg"))
        self._image, self._ratio = image, ratio
        self._pen = QPen(self._theme.color(self._role), self._pen_width * ratio)
        # Round caps would send every segment through the general stroker, at some six times the cost.
        self._pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter = QPainter(image)
        for n, area in enumerate(self._areas):
            self._strips[n].place(self._device_area(area), round(_SIDE * ratio))
            painter.fillRect(area, self._ground_colors[n])
        painter.end()
        self._reach = int(max((strip.gap for strip in self._strips), default=0.0) / ratio) + _REACH
        self.renewed.emit()
        self.update()

    def _device_painter(self) -> QPainter:
        painter = QPainter(self._image)
        if self._ratio != 1.0:
            painter.scale(1.0 / self._ratio, 1.0 / self._ratio)
        return painter

    def _redraw(self, n: int, view: WaveView | None, now: float, shift: float) -> None:
        strip, area = self._strips[n], self._areas[n]
        lines: list[QLineF] = []
        strip.redraw(view, now, shift, lines)
        painter = QPainter(self._image)
        painter.fillRect(area, self._ground_colors[n])
        painter.end()
        painter = self._device_painter()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        if lines:
            painter.drawLines(lines)
        painter.end()
        self.update(area)

    def _paint_news(self, erase: list[Area], lines: list[QLineF]) -> None:
        painter = self._device_painter()
        left, right = self._image.width(), 0
        fill = painter.fillRect
        for (x, y, width, height), color in zip(erase, self._erase_colors, strict=True):
            if width:
                fill(x, y, width, height, color)
            left = min(left, x)
            right = max(right, x + width)
        if lines:
            painter.setRenderHint(_ANTIALIASING)
            painter.setPen(self._pen)
            painter.drawLines(lines)
        painter.end()
        # The new segments end where the erased band begins, one gap further left.
        ratio, reach = self._ratio, self._reach
        x = int(left / ratio) - reach
        if x <= reach:
            x, right = 0, self._image.width()
        self.update(x, self._span[0], int(right / ratio) + 2 - x, self._span[1])
