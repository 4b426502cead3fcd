"""The ground of a chart, painted once for each picture and kept: it is most of the work of drawing one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from bedside.ui.chart_picture import Picture


class KeptGround:
    """Grounds as large as a widget: of the picture that is shown, and of one that is to be shown next."""

    def __init__(self, widget: QWidget, paint: Callable[[QPainter, Picture | None], None]) -> None:
        """Nothing is painted yet; `paint` fills the whole widget."""
        self._widget = widget
        self._paint = paint
        self._shown: QPixmap | None = None
        self._next: QPixmap | None = None
        self._spare: list[QPixmap] = []  # to be painted over: two in all, made together, are enough for ever

    def shown(self, picture: Picture | None) -> QPixmap:
        """Of the picture that is shown; painted now where it is not there, or the widget is no longer as large."""
        if self._shown is None or not self._fits(self._shown):
            self._shown = self._painted(picture)
            if self._next is None and not any(map(self._fits, self._spare)):
                second = self._made()
                second.fill()  # its memory is taken now, not in some later hour
                self._spare = [second]
        return self._shown

    def prepare(self, picture: Picture) -> bool:
        """Paint the one of the next picture; False: it was painted before, or there is no place to paint it for."""
        if self._next is not None or self._widget.size().isEmpty():
            return False
        self._next = self._painted(picture)
        return True

    def drop_next(self) -> None:
        """Another picture is to be shown next."""
        self._let_go(self._next)
        self._next = None

    def turn(self) -> None:
        """The next picture is shown from now on."""
        self._let_go(self._shown)
        self._shown, self._next = self._next, None

    def forget(self) -> None:
        """Another picture is shown, or another look: what was painted is of no use."""
        self._let_go(self._shown)
        self._let_go(self._next)
        self._shown = self._next = None

    def _let_go(self, ground: QPixmap | None) -> None:
        if ground is not None:
            self._spare.append(ground)

    def _fits(self, ground: QPixmap) -> bool:
        return (ground.size(), ground.devicePixelRatio()) == self._device_size()

    def _device_size(self) -> tuple[QSize, float]:
        """Of the widget, in px of the screen, and how many of these are one px."""
        ratio = self._widget.devicePixelRatioF()
        return self._widget.size() * ratio, ratio

    def _painted(self, picture: Picture | None) -> QPixmap:
        self._spare = [ground for ground in self._spare if self._fits(ground)]
        ground = self._spare.pop() if self._spare else self._made()
        with QPainter(ground) as painter:
            self._paint(painter, picture)
        return ground

    def _made(self) -> QPixmap:
        size, ratio = self._device_size()
        ground = QPixmap(size)
        ground.setDevicePixelRatio(ratio)
        return ground
