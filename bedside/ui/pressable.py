"""A painted tile that can be pressed as a whole: by mouse, touch, Enter and Space, with its focus to be seen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Pressable(QWidget):
    """Not pressable before `set_pressable`. Keys that stand in it are pressed for themselves.

    Signals:
        pressed: a person pressed it.
    """

    pressed = Signal()

    def set_pressable(self, pressable: bool) -> None:
        """Whether a press does anything; else no key leads to it either."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if pressable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press ends where it began."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self._is_pressable():
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press it; all other keys belong to the screen."""
        if event.key() in _KEYS and self._is_pressable():
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        self.update()
        super().focusOutEvent(event)

    def _is_pressable(self) -> bool:
        return self.focusPolicy() != Qt.FocusPolicy.NoFocus
