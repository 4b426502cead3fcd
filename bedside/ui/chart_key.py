"""A small quiet key for the header of a chart: words alone until it is chosen. Painted, no style sheet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize

from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import Sketch

_HEIGHT = 28
_PAD = 13


class ChartKey(PaintedKey):
    """Checked, or with an icon, it stands on a raised fill."""

    RING_INSET = 0.0

    def _chosen(self) -> bool:
        return bool(self._icon) or self.isChecked()

    def _token(self) -> str:
        return "small.medium" if self._chosen() else "small"

    def sizeHint(self) -> QSize:
        """Its words and its icon."""
        width = self._width(self.text(), self._token())
        return QSize(int(width + 2 * _PAD + (20 if self._icon else 0)), _HEIGHT)

    def _ink(self) -> KeyInk:
        if self._primary:
            return KeyInk("primary", "on_primary", "on_primary")
        words = "text" if self._chosen() else "text2"
        return KeyInk("hover" if self._hovered else "raised" if self._chosen() else "", words, words)

    def _ring(self, ink: KeyInk) -> str:
        return "focus"

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        x = float(_PAD)
        if self._icon:
            sketch.icon(x - 3, rect.height() / 2 - 9, self._icon, ink.words, 18)
            x += 20
        sketch.text(x, rect.height() / 2 + 5, self.text(), self._token(), ink.words)
