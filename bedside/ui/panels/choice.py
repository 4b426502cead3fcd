"""A wide key with a sentence under its words: for choices that are read before they are pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_choice")

_HEIGHT = _AT.height


class ChoiceKey(PanelKey):
    """Icon, what it does, and what that means."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        meaning: str,
        *,
        icon: str,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme, label, icon=icon, primary=primary, least=(_AT.width_least, _HEIGHT), parent=parent
        )
        self._meaning = ""
        self.set_meaning(meaning)

    def set_meaning(self, meaning: str) -> None:
        """Change the sentence."""
        self._meaning = meaning
        self.setAccessibleDescription(meaning)
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the glyph."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def sizeHint(self) -> QSize:
        """The panel's width."""
        return QSize(_AT.width, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Left-aligned, two lines."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        radius = self._theme.length("radius_key")
        filled = self._primary and self.isEnabled()
        words, second = ("on_primary", "on_primary") if filled else ("text", "text2")
        if not self.isEnabled():
            words = second = "text3"
        fill = "primary" if filled else "hover" if self._hovered and self.isEnabled() else "surface"
        sketch.fill(rect, fill if self.isEnabled() else "raised", radius)
        if not filled:
            sketch.edge(rect, "line", 1.0, radius)
        sketch.icon(_AT.icon_x, rect.height() / 2 - _AT.icon_up, self._icon, words, _AT.icon_side)
        room = rect.width() - _AT.room_spare
        lines = wrapped(sketch, self._meaning, "label", room, 2)
        top = _AT.one_line_y if len(lines) < 2 else _AT.two_lines_y
        sketch.text(_AT.words_x, top, self.text(), "body.bold", words, room=room)
        for n, line in enumerate(lines):
            sketch.text(
                _AT.words_x,
                top + (_AT.one_line_gap if len(lines) < 2 else _AT.two_lines_gap) + _AT.line * n,
                line,
                "label",
                second,
                room=room,
            )
        if self.hasFocus():
            inner = "on_primary" if filled else "focus"
            sketch.edge(rect.adjusted(2, 2, -2, -2), inner, self._theme.length("focus"), radius - 2)
        painter.end()
