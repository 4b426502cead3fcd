"""The head of a side panel: what it is, and one hint."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_frame")


class PanelHead(QWidget):
    """Icon, title and hint of a panel."""

    def __init__(self, theme: Theme, icon: str, title: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.icon = icon
        self.title = title
        self.hint = hint
        self.fit()

    def fit(self) -> None:
        """A hint that has no room beside the title stands under it, in lines of its own."""
        high = self.high_at(self.width())
        if high != self.height():
            self.setFixedHeight(high)
        self.update()

    def high_at(self, width: float) -> int:
        """How high it is at this width, px."""
        theme, lines = self._theme, self._lines(width)
        under = theme.px("label") * _AT.hint_line * len(lines) + (_AT.hint_under * theme.zoom if lines else 0)
        least = max(theme.length("panel_head"), theme.px("title.name") * _AT.title_line)
        return round(least + under)

    def title_fits(self, width: float) -> bool:
        """Whether the title stands in its own size in this width, px."""
        return self._title_width() <= width - self._beside

    @property
    def _beside(self) -> float:
        """What the icon and the edges take of the width, px."""
        return float(_AT.title_x + _AT.hint_right) * self._theme.zoom

    def _title_width(self) -> float:
        theme = self._theme
        return theme.metrics("title.name", theme.px("title.name")).horizontalAdvance(self.title)

    def _lines(self, width: float) -> list[str]:
        """The hint's lines under the title; none where it stands beside it."""
        theme, room = self._theme, width - self._beside
        hint = theme.metrics("label", theme.px("label")).horizontalAdvance(self.hint)
        if self._title_width() + _AT.hint_gap * theme.zoom + hint <= room:
            return []
        return lines_of(theme, self.hint, "label", room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, other lines."""
        super().changeEvent(event)
        if event.type() in LOOK_EVENTS and hasattr(self, "hint"):
            self.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        sketch = Sketch.zoomed(painter, self._theme)
        sketch.icon(_AT.icon_x, _AT.icon_y, self.icon, "text", _AT.icon_side)
        room = self.width() / sketch.scale - _AT.title_x
        lines = self._lines(self.width())
        px = sketch.fits(self.title, "title.name", room)
        width = sketch.text(_AT.title_x, _AT.title_y, self.title, "title.name", "text", px=px)
        if not lines:
            sketch.text(_AT.title_x + width + _AT.hint_gap, _AT.title_y, self.hint, "label", "text2")
        high = sketch.theme.px("label")
        for n, line in enumerate(lines, start=1):
            base = _AT.title_y + _AT.hint_under + n * high * _AT.hint_line
            sketch.text(_AT.title_x, base, line, "label", "text2")
        painter.end()
