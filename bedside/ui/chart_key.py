"""A small quiet key for the header of a chart: words alone until it is chosen. Painted, no style sheet."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize

from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import Sketch
from bedside.ui.theme import layout

_AT: Final = layout("chart_key")


class ChartKey(PaintedKey):
    """Checked, or with an icon, it stands on a raised fill."""

    RING_INSET = 0.0

    def _chosen(self) -> bool:
        return bool(self._icon) or self.isChecked()

    def _token(self) -> str:
        return "small.medium" if self._chosen() else "small"

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %."""
        self._scale = scale
        self.update()

    def sizeHint(self) -> QSize:
        """Its words and its icon."""
        grown = self._theme.text_scale
        icon = _AT.icon_room * grown if self._icon else 0
        width = self._width(self.text(), self._token()) + 2 * _AT.pad + icon
        return QSize(int(width * self._scale), round(_AT.height * grown * self._scale))

    def _ink(self) -> KeyInk:
        if self._primary:
            return KeyInk("primary", "on_primary", "on_primary")
        words = "text" if self._chosen() else "text2"
        return KeyInk("hover" if self._hovered else "raised" if self._chosen() else "", words, words)

    def _ring(self, ink: KeyInk) -> str:
        return "focus"

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        x, middle, grown = _AT.pad, rect.height() / 2, self._theme.text_scale
        if self._icon:
            size = _AT.icon * grown
            sketch.icon(x - _AT.icon_left, middle - size / 2, self._icon, ink.words, size)
            x += _AT.icon_room * grown
        base = middle + _AT.rise * grown
        sketch.text(x, base, self.text(), self._token(), ink.words, room=rect.width() - x)
