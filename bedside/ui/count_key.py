"""How many alarms there are, on the alarm bar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import Sketch

_AT: Final = themes.layout("alarm_bar")
_HIGHEST_RATIO: Final = 0.75  # of its height: larger type would be cut by its edge
_RISE: Final = 0.35  # of the type, from the middle of the key down to the baseline


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
        return (
            self._theme.metrics("label.medium", self._px()).horizontalAdvance(self.text()) / self._scale
            + _AT.count_more
        )

    def _px(self) -> int:
        """Of its words: no larger than its edge leaves room for."""
        return min(
            self._theme.px("label.medium", self._scale), int(_AT.count_high * self._scale * _HIGHEST_RATIO)
        )

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        sketch.edge(rect, ink.words, 1.5, _AT.count_radius)
        middle, icon = rect.height() / 2, _AT.count_icon
        px = self._px()
        baseline, room = middle + px / sketch.scale * _RISE, rect.width() - _AT.count_margin
        sketch.text(_AT.count_text_x, baseline, self.text(), "label.medium", ink.words, room=room, px=px)
        x = rect.width() - _AT.count_icon_right
        sketch.icon(x, middle - icon / 2, "chevron-right", ink.words, icon)
