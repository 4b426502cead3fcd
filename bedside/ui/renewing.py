"""For Qt's own widgets that were given colours and fonts once: give them again whenever the look changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar, cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)
_NAME: Final = "renewed with the look"
LOOK_EVENTS: Final = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


class _Renewed(QObject):
    """Lives and dies with its widget."""

    def __init__(self, widget: QWidget, renew: Callable[[QWidget], None]) -> None:
        super().__init__(widget)
        self.setObjectName(_NAME)
        self._renew = renew
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the look again; setting what is there already sends no further event."""
        if event.type() in LOOK_EVENTS and isinstance(watched, QWidget):
            self._renew(watched)
        return False


def renew_with_look(widget: W, renew: Callable[[W], None]) -> None:
    """Give `widget` its look now and after every change of the theme; a later call replaces an earlier one.

    Args:
        widget: that is given colours or fonts of the theme.
        renew: gives them; it must not hold the widget itself.
    """
    for old in widget.findChildren(_Renewed, _NAME):
        if old.parent() is widget:
            widget.removeEventFilter(old)
            old.setParent(None)
    _Renewed(widget, cast("Callable[[QWidget], None]", renew))
    renew(widget)


def same_type(one: QFont, other: QFont) -> bool:
    """Whether two fonts are of the same family, size and weight."""
    return (one.family(), one.pixelSize(), one.weight()) == (
        other.family(),
        other.pixelSize(),
        other.weight(),
    )
