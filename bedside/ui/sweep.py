"""The live sweep: all strips of a screen in one widget with one image.

A frame erases ahead, draws only the new segments with one drawLines and asks for one rectangle of each column of strips
to be copied to the screen. What lies around the strips (numbers of a tile) may be painted into the same image, so that
all tiles are one widget and its dirty region few rectangles, which are copied one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.sweep_ink import Ink, copy_image
from bedside.ui.sweep_strip import SweepStrip
from bedside.ui.theme import Theme

if TYPE_CHECKING:  # the first paint comes before numpy
    from bedside.monitor.history import WaveView

_AT: Final = themes.layout("sweep")
_ANTIALIASING: Final = QPainter.RenderHint.Antialiasing
_CORNER: Final = 0.5 * sqrt(
    2.0
)  # of a pen's width: how far the corner of a square cap lies off the end of the line
_FROZEN: Final = "text2"  # a wave that is not live has not the colour of a live one


class SweepCanvas(QWidget):
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
        pen: float,
        role: str = "spo2",
        gain: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._sweep_s = sweep_s
        self._pen_width = pen
        self._role = role
        self._gain = gain
        self._strips: list[SweepStrip] = []
        self._areas: list[QRect] = []
        self._grounds: list[str] = []
        self._hidden: list[bool] = []
        self._span = (0, 0)  # top and height of all strips, logical px
        self._image = QImage()
        self._pen = QPen()
        self._ink = Ink()
        self._whole = Ink()  # of a strip that is drawn afresh
        self._shown: tuple[Sequence[WaveView | None], Sequence[float], Sequence[float]] = ((), (), ())
        self._frozen = False
        self._going: Sequence[WaveView | None] = ()  # what a frozen picture was taken of
        self._ratio = 1.0  # device px per logical px of the image

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

    def flat(self, strip: int) -> bool:
        """Whether the last seconds of a strip show a level line and no pulse."""
        return strip < len(self._strips) and self._strips[strip].scale.flat

    def set_strips(self, areas: Sequence[QRect]) -> None:
        """Where the plots lie, logical px; one strip each. Drawn afresh with the next frame."""
        if list(areas) == self._areas:
            return
        if len(areas) != len(self._areas):
            self._shown = ((), (), ())
            self._grounds = ["plot"] * len(areas)
            self._hidden = [False] * len(areas)
            ground = self._theme.color("plot")
            self._strips = [SweepStrip(self._sweep_s, self._gain, ground) for _ in areas]
        self._areas = [QRect(area) for area in areas]
        tops = [area.top() for area in self._areas]
        bottoms = [area.top() + area.height() for area in self._areas]
        self._span = (min(tops), max(bottoms) - min(tops)) if tops else (0, 0)
        self._renew()

    def set_view(self, *, sweep_s: float, gain: float | None) -> None:
        """Seconds per sweep, and how high a wave is drawn (see `sweep_scale.Scale.gain`)."""
        if (sweep_s, gain) == (self._sweep_s, self._gain):
            return
        self._sweep_s, self._gain = sweep_s, gain
        self._strips = [SweepStrip(sweep_s, gain, strip.ground) for strip in self._strips]
        self._renew()

    def set_pen(self, width: float) -> None:
        """How thick the wave is, logical px."""
        if width != self._pen_width:
            self._pen_width = width
            self._renew()

    def set_ground(self, strip: int, role: str) -> None:
        """The role behind one strip: a tile in High alarm tints its plot too."""
        if self._grounds[strip] != role:
            self._grounds[strip] = role
            self._strips[strip].ground = self._theme.color(role)
            self._strips[strip].again()

    def set_hidden(self, strip: int, hidden: bool) -> None:
        """Leave a strip's area to whoever paints there (a sentence about a device that is gone), or draw again."""
        if self._hidden[strip] != hidden:
            self._hidden[strip] = hidden
            self._strips[strip].again()

    def freeze(self, frozen: bool) -> None:
        """Stand still as it is now, or go on from the present."""
        if frozen == self._frozen:
            return
        self._frozen = frozen
        views, nows, shifts = self._shown
        if frozen:  # the rings go on: what stands still is a copy
            self._going = views
            kept = [v and strip.kept(v) for strip, v in zip(self._strips, views, strict=False)]
            self._shown = kept, nows, shifts
        self._renew()
        if not frozen:
            for strip, view in zip(self._strips, self._going, strict=False):
                if view is not None:
                    strip.come_back(view)
            self._going = ()

    def advance(
        self, views: Sequence[WaveView | None], now: float | Sequence[float], shift: Sequence[float] = ()
    ) -> None:
        """Draw one frame.

        Args:
            views: one ring per strip, None without a wave.
            now: session time of the frame, s: one for all strips or one per strip.
            shift: seconds to add to each strip's session time so that all strips sweep in one phase; empty = 0.
        """
        if not self._strips:
            return
        if self._ratio != self.devicePixelRatioF() or self._image.isNull():
            self._renew()  # the window went to a screen of other pixels
        if self._frozen:
            return
        count = len(self._strips)
        nows = (now,) * count if isinstance(now, (int, float)) else now
        shifts = shift or (0.0,) * count
        self._shown = views, nows, shifts
        ink = self._ink
        ink.clear()
        for n, strip in enumerate(self._strips):
            if not self._hidden[n] and not strip.step(views[n], nows[n], shifts[n], ink):
                self._redraw(n, views[n], nows[n], shifts[n])
        if ink.count or ink.areas:
            self._paint_news(ink)

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
            copy_image(painter, self._image, event.region())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make an image of the new size; the strips are drawn afresh from their rings."""
        self._renew()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: an image in its colours."""
        if event.type() == QEvent.Type.PaletteChange:
            self._renew()
        super().changeEvent(event)

    @property
    def _side(self) -> float:
        """How far a line reaches to its sides, logical px."""
        return max(_AT.side, self._pen_width / 2 + _AT.soft)

    def _device_area(self, area: QRect) -> QRect:
        ratio, side = self.devicePixelRatioF(), self._side
        left, top = round((area.left() + side) * ratio), round(area.top() * ratio)
        right = round((area.left() + area.width() - side) * ratio)
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
        self._pen = QPen(self._theme.color(_FROZEN if self._frozen else self._role), self._pen_width * ratio)
        # Round caps would send every segment through the general stroker, at some six times the cost.
        self._pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter = QPainter(image)
        for strip, area, role in zip(self._strips, self._areas, self._grounds, strict=True):
            strip.ground = self._theme.color(role)
            strip.place(self._device_area(area), round(self._side * ratio))
            painter.fillRect(area, strip.ground)
        painter.end()
        for n, (view, now, shift) in enumerate(zip(*self._shown, strict=True)):
            if not self._hidden[n]:
                self._redraw(n, view, now, shift)
        self.renewed.emit()
        self.update()

    def _device_painter(self) -> QPainter:
        painter = QPainter(self._image)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._ratio != 1.0:
            painter.scale(1.0 / self._ratio, 1.0 / self._ratio)
        return painter

    def _redraw(self, n: int, view: WaveView | None, now: float, shift: float) -> None:
        strip, area, ink = self._strips[n], self._areas[n], self._whole
        ink.clear()
        split = strip.redraw(view, now, shift, ink)
        painter = QPainter(self._image)
        painter.fillRect(area, strip.ground)
        painter.end()
        painter = self._device_painter()
        painter.setRenderHint(_ANTIALIASING)
        painter.setPen(self._pen)
        if split:
            painter.drawLines(ink.lines[:split])
        if ink.areas:
            painter.setRenderHint(_ANTIALIASING, False)
            painter.setPen(Qt.PenStyle.NoPen)
            ink.fill(painter)
            painter.setRenderHint(_ANTIALIASING)
            painter.setPen(self._pen)
        if ink.count > split:
            painter.drawLines(ink.lines[split : ink.count])
        painter.end()
        self.update(area)

    def _paint_news(self, ink: Ink) -> None:
        painter = self._device_painter()
        if ink.areas:
            ink.fill(painter)
        if ink.count:
            painter.setRenderHint(_ANTIALIASING)
            painter.setPen(self._pen)
            painter.drawLines(ink.lines[: ink.count])
        painter.end()
        ratio, (top, height) = self._ratio, self._span
        side = (self._pen_width * _CORNER + _AT.soft) * ratio
        for low, high in ink.reach(side):
            x = int(low / ratio) - 1
            self.update(x, top, int(high / ratio) + 2 - x, height)
