"""The one button: raised or primary, icon, words and the key that does the same. Painted, no style sheet."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.held_text import set_words
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("key_button")


class KeyButton(PaintedKey):
    """A key of a screen: icon and words in a row, with the key that does the same.

    `primary` fills it (one per panel); `stacked` puts the icon over the words, as on the keys row. A disabled
    button keeps its place with its words in text3.
    """

    ZOOMS = True

    def __init__(
        self,
        theme: Theme,
        label: str,
        icon: str = "",
        key: str = "",
        *,
        primary: bool = False,
        stacked: bool = False,
        token: str = "label.medium",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, icon, key, primary=primary, parent=parent)
        self._stacked = stacked
        self._token = token
        self.setToolTip(f"{label} ({key})" if key else "")

    def set_icon(self, icon: str) -> None:
        """Change the glyph."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def set_scale(self, scale: float, *, stacked: bool | None = None) -> None:
        """Scale of the place the button stands in; `stacked` changes with the height of the row."""
        wanted = self._stacked if stacked is None else stacked
        if (scale, wanted) != (self._scale, self._stacked):
            self._scale = scale
            self._stacked = wanted
            self.update()

    def sizeHint(self) -> QSize:
        """The touch target at least, and room for its words."""
        least = self._theme.length("touch")
        icon = _AT.icon_room if self._icon else 0.0
        width = self._width(self.text(), self._token) + (icon + 2 * _AT.side) * self._theme.zoom
        return QSize(int(max(least, width)), int(least))

    def whole_width(self) -> int:
        """Width at its scale at which icon, words and key stand in one row, px; words do not shrink with the window."""
        theme, scale = self._theme, self._scale

        def width(words: str, token: str) -> float:
            return theme.advance(token, theme.px(token, scale), words) / scale

        return ceil((sum(self._in_a_row(width)) + 2 * _AT.inset) * scale)

    def _in_a_row(self, width: Callable[[str, str], float]) -> tuple[float, float, float]:
        """Widths of icon, words and key with the gaps between them, at 100 %; `width` measures words in a token."""
        icon = _AT.icon + (_AT.icon_gap if self.text() else 0.0) if self._icon else 0.0
        key = width(self._key, "num.key") + _AT.key_gap if self._key else 0.0
        return icon, width(self.text(), self._token), key

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        if self._stacked:
            self._paint_stacked(sketch, rect, ink.words, ink.hint)
        else:
            self._paint_row(sketch, rect, ink.words, ink.hint)

    def _paint_row(self, sketch: Sketch, rect: QRectF, words: str, hint: str) -> None:
        label, key = self.text(), self._key
        icon_width, label_width, key_width = self._in_a_row(sketch.width)
        room = rect.width() - 2 * _AT.inset
        if icon_width + label_width + key_width > room:
            key, key_width = "", 0.0
        if icon_width + label_width > room and label and icon_width:
            icon_width = 0.0
        lines, px = set_words(sketch, label, self._token, room - icon_width, rect.height())
        shown = max(_wide(sketch, line, self._token, px) for line in lines)
        x = (rect.width() - icon_width - shown - key_width) / 2
        middle = rect.height() / 2
        if icon_width:
            sketch.icon(x, middle - _AT.icon / 2, self._icon, words, _AT.icon)
        high = px / sketch.scale
        base = middle + high * _AT.rise
        first = base - high * _AT.line * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            left = x + icon_width + (shown - _wide(sketch, line, self._token, px)) / 2
            sketch.text(left, first + n * high * _AT.line, line, self._token, words, px=px)
        if key:
            sketch.text(x + icon_width + shown + _AT.key_gap, base, key, "num.key", hint)

    def _paint_stacked(self, sketch: Sketch, rect: QRectF, words: str, hint: str) -> None:
        middle = rect.width() / 2
        icon = _AT.icon_over
        top = (rect.height() - icon - _AT.words_under) / 2
        sketch.icon(middle - icon / 2, top, self._icon, words, icon)
        base = top + icon + _AT.baseline_under
        key_width = sketch.width(self._key, "num.key") + _AT.key_gap if self._key else 0.0
        room = rect.width() - 2 * _AT.inset_over
        label_width = sketch.width(self.text(), self._token)
        under = rect.height() - top - icon
        high = sketch.theme.px(self._token, sketch.scale) / sketch.scale * _AT.line
        if label_width + key_width > room or high > under:
            lines, px = set_words(sketch, self.text(), self._token, room, under)
            base -= px / sketch.scale * _AT.line * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                down = n * px / sketch.scale * _AT.line
                sketch.text(middle, base + down, line, self._token, words, align=CENTRE, px=px)
            return
        x = middle - (label_width + key_width) / 2
        sketch.text(x, base, self.text(), self._token, words)
        if self._key:
            sketch.text(x + label_width + _AT.key_gap, base, self._key, "num.key", hint)


def _wide(sketch: Sketch, words: str, token: str, px: int) -> float:
    """Advance in a pixel size, at 100 %."""
    return sketch.theme.metrics(token, px).horizontalAdvance(words) / sketch.scale
