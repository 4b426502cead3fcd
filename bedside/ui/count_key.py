"""How many alarms there are, on the alarm bar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import Sketch

_AT: Final = themes.layout("alarm_bar")


class CountKey(PaintedKey):
    """ "1 of 3": opens the list. It stands on the alarm and wears its colours."""

    on_fill = "text"

    def _ink(self) -> KeyInk:
        return KeyInk("", self.on_fill, self.on_fill)

    def _ring(self, ink: KeyInk) -> str:
        return ink.words

    def set_scale(self, scale: float) -> None:
        """Scale of the bar."""
        self._scale = scale

    def wide(self) -> float:
        """The room it needs at 100 %; small type does not shrink with the bar, so it is measured as painted."""
        px = self._theme.px("label.medium", self._scale)
        return (
            self._theme.metrics("label.medium", px).horizontalAdvance(self.text()) / self._scale
            + _AT.count_more
        )

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        sketch.edge(rect, ink.words, 1.5, _AT.count_radius)
        middle, icon = rect.height() / 2, _AT.count_icon
        baseline, room = middle + _AT.count_under_middle, rect.width() - _AT.count_margin
        sketch.text(_AT.count_text_x, baseline, self.text(), "label.medium", ink.words, room=room)
        x = rect.width() - _AT.count_icon_right
        sketch.icon(x, middle - icon / 2, "chevron-right", ink.words, icon)
