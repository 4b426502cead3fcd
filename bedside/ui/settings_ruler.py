"""A line of known length in pixels, to be measured with a ruler; once measured, one of known length in mm to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_display")


@dataclass(frozen=True, slots=True)
class _Line:
    px: float
    ticks: int = 0  # parts it is divided into


class Ruler(QWidget):
    """Drawn from end mark to end mark; nothing scales it, so that it is as long as it says."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._px_per_mm: float | None = None
        self._fit()

    @property
    def line_px(self) -> float:
        """Length of the line between the end marks, logical px."""
        return self._line().px

    def show_calibration(self, px_per_mm: float | None) -> None:
        """Draw the line that checks this calibration; None: the line that is to be measured."""
        if px_per_mm != self._px_per_mm:
            self._px_per_mm = px_per_mm
            self.update()

    def sizeHint(self) -> QSize:
        """The longest line and its marks."""
        return QSize(int(_AT.line / _AT.line_share), self.height())

    def minimumSizeHint(self) -> QSize:
        """The shortest line that can be measured well."""
        return QSize(_AT.line_least, self.height())

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Only the words under the line grow."""
        self.setFixedHeight(_AT.line_room + self._theme.grown(_AT.words_room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, its end marks, and what it is."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "plot")
        line = self._line()
        left = round((rect.width() - line.px) / 2)
        y, high = _AT.line_y, _AT.end_height
        sketch.fill(QRectF(left, y - 1, line.px, 2), "text")
        for n in range(1, line.ticks):
            x = left + line.px * n / line.ticks
            sketch.fill(QRectF(x - 1, y - _AT.tick_height / 2, 2, _AT.tick_height), "text2")
        for x in (left, left + line.px):  # the outer edges of the marks are its ends
            inside = x if x == left else x - 2
            sketch.fill(QRectF(inside, y - high / 2, 2, high), "text")
        words = (
            self.tr("this line must be {n} mm long").format(n=_AT.check_mm)
            if line.ticks
            else self.tr("measure this line, from the outside of one end mark to the outside of the other")
        )
        base = _AT.line_room + self._theme.grown(_AT.words_baseline)
        sketch.text(rect.width() / 2, base, words, "small", "text2", align=CENTRE, room=rect.width())
        painter.end()

    def _line(self) -> _Line:
        room = self.width() * _AT.line_share
        if self._px_per_mm is not None:
            px = self._px_per_mm * _AT.check_mm
            if px <= self.width():
                return _Line(px, int(_AT.check_mm / _AT.tick_mm))
        wanted = min(_AT.line, max(_AT.line_least, room))
        return _Line(wanted // _AT.step * _AT.step)
