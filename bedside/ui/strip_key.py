"""A word of the status strip that can be pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("status_strip")
_HIGHEST_RATIO: Final = 0.82  # of the strip's height: larger type would be cut by it


def strip_px(theme: Theme, token: str, scale: float) -> int:
    """Pixel size of a type token in the strip, as large as the strip can show whole."""
    return min(theme.px(token, scale), int(_AT.high * scale * _HIGHEST_RATIO))


class StripKey(PaintedKey):
    """A word of the strip that can be pressed: plain until the pointer or the keyboard is on it."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(theme, "", icon, parent=parent)
        self._loud = False

    def show_words(self, icon: str, words: str, *, loud: bool, hint: str) -> None:
        """Say something else; `hint` is what pressing it does."""
        if (icon, words, loud) != (self._icon, self.text(), self._loud):
            self._icon, self._loud = icon, loud
            self.setText(words)
            self.setAccessibleName(words)
            self.setAccessibleDescription(hint)
            self.setToolTip(hint)
            self.update()

    @property
    def loud(self) -> bool:
        """Whether it is said loudly."""
        return self._loud

    def set_scale(self, scale: float) -> None:
        """Scale of the strip."""
        self._scale = scale

    def _token(self) -> str:
        return "label.bold" if self._loud else "label.medium"

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered else "", "text" if self._loud else "text2", "text3")

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        middle = rect.height() / 2
        sketch.icon(_AT.key_icon_x, middle - _AT.icon / 2, self._icon, ink.words, _AT.icon)
        baseline, room = middle + _AT.key_text_under, rect.width() - _AT.key_margin
        px = strip_px(self._theme, self._token(), sketch.scale)
        sketch.text(_AT.key_text_x, baseline, self.text(), self._token(), ink.words, room=room, px=px)
