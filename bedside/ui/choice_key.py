"""A quiet key whose words are the present choice: pressed it goes on to the next one, arrow keys go either way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("choice_key")
_BACK: Final = (Qt.Key.Key_Left, Qt.Key.Key_Down)
_ON: Final = (Qt.Key.Key_Right, Qt.Key.Key_Up)


class ChoiceKey(PaintedKey):
    """Some values with their words, one of them chosen.

    Signals:
        chosen: number of the value the person chose.
    """

    RING_INSET = 0.0
    chosen = Signal(int)

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, framed: bool = False
    ) -> None:
        """A key.

        Args:
            theme: of the window.
            name: what is chosen here, for whoever cannot see where the key stands.
            parent: of the key.
            framed: it has the ground of a key: in a form words alone would not look like one.
        """
        super().__init__(theme, "", parent=parent)
        self._name = name
        self._ground = "raised" if framed else ""
        self._words: tuple[str, ...] = ()
        self._short: tuple[str, ...] = ()
        self._at = 0
        self._brief = False
        self.clicked.connect(self._next)
        self.setAccessibleDescription(self.tr("Enter goes on to the next choice, arrow keys change it."))

    @property
    def at(self) -> int:
        """Number of the chosen value."""
        return self._at

    def offer(self, words: Sequence[str], short: Sequence[str], at: int) -> None:
        """What can be chosen, in full and in few words, and what is chosen now."""
        if (tuple(words), tuple(short), at) != (self._words, self._short, self._at):
            self._words, self._short, self._at = tuple(words), tuple(short), at
            self._say()

    def set_brief(self, brief: bool) -> None:
        """Few words, where there is little room."""
        if brief != self._brief:
            self._brief = brief
            self._say()

    def set_scale(self, scale: float) -> None:
        """Scale of the place it stands in."""
        if scale != self._scale:
            self._scale = scale
            self.update()

    def wanted(self, *, brief: bool) -> float:
        """Width for any of its choices, px of the screen: it does not move when another is chosen."""
        size = self._theme.px("label", self._scale)
        advance = self._theme.metrics("label", size).horizontalAdvance
        words = self._short if brief else self._words
        return max((advance(each) for each in words), default=0.0) + 2 * _AT.pad * self._scale

    def sizeHint(self) -> QSize:
        """Room for its words, and the touch target."""
        return QSize(round(self.wanted(brief=self._brief)), round(self._theme.length("touch")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go one on or back and stop at the ends."""
        step = 1 if event.key() in _ON else -1 if event.key() in _BACK else 0
        if not step:
            super().keyPressEvent(event)
        elif 0 <= self._at + step < len(self._words):
            self.chosen.emit(self._at + step)

    def _next(self) -> None:
        if self._words:
            self.chosen.emit((self._at + 1) % len(self._words))

    def _say(self) -> None:
        words = (self._short if self._brief else self._words)[self._at] if self._words else ""
        self.setText(words)
        full = self._words[self._at] if self._words else ""
        self.setAccessibleName(f"{self._name}: {full}")
        self.setToolTip(f"{self._name}: {full}")
        self.update()

    def _ink(self) -> KeyInk:
        ink = "text" if self._ground else "text2"
        return KeyInk("hover" if self._hovered or self.isDown() else self._ground, ink, "text2")

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        base = rect.height() / 2 + _AT.rise * self._theme.px("label", self._scale) / self._scale
        middle, room = rect.width() / 2, rect.width()
        sketch.text(middle, base, self.text(), "label", ink.words, align=CENTRE, room=room)
