"""A wide key with a sentence under its words: for choices that are read before they are pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.panels.key import PanelKey
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch
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
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_meaning(meaning)

    def set_meaning(self, meaning: str) -> None:
        """Change the sentence."""
        if meaning == self._meaning:
            return
        self._meaning = meaning
        self.setAccessibleDescription(meaning)
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the glyph."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def sizeHint(self) -> QSize:
        """The panel's width."""
        return QSize(_AT.width, self.heightForWidth(_AT.width))

    def heightForWidth(self, width: int) -> int:
        """All that it says, never under the least target, px."""
        title, lines = self._said(width)
        needed = _AT.high_spare + self._line("body.bold") * len(title) + self._line("label") * len(lines)
        return max(_HEIGHT, round(needed))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
        super().changeEvent(event)

    def _line(self, token: str) -> float:
        """From line to line, px."""
        return self._theme.px(token) * float(_AT.line)

    def _said(self, width: int) -> tuple[list[str], list[str]]:
        """Lines of the title and of its meaning in a key so wide, px."""
        room = width - _AT.room_spare
        return lines_of(self._theme, self.text(), "body.bold", room), lines_of(
            self._theme, self._meaning, "label", room
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Left-aligned, as many lines as it takes."""
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
        title, lines = self._said(self.width())
        rows = [(line, "body.bold", words) for line in title] + [(line, "label", second) for line in lines]
        top = (rect.height() - sum(self._line(token) for _, token, _ in rows)) / 2
        for line, token, role in rows:
            sketch.text(_AT.words_x, top + self._theme.px(token) * _AT.base, line, token, role)
            top += self._line(token)
        if self.hasFocus():
            inner = "on_primary" if filled else "focus"
            sketch.edge(rect.adjusted(2, 2, -2, -2), inner, self._theme.length("focus"), radius - 2)
        painter.end()
