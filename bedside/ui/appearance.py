"""Change the look of windows that are open: one shared theme becomes another, and every child hears of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from bedside.ui import theme as themes
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance


def apply(window: QWidget, look: Theme, appearance: Appearance) -> None:
    """Let a window and everything in it look like `appearance` from now on.

    Args:
        window: a top-level window whose widgets paint with `look`.
        look: the one theme object that all of them share; calling this again for a second window is fine.
        appearance: as people want it.

    Raises:
        BrokenFileError: not even the usual theme can be read; nothing changed.
    """
    wanted = themes.of(appearance)
    if not _same(wanted, look):
        look.become(wanted)
    window.setPalette(look.palette())
    window.setFont(look.font("body"))
    tell(window)


def tell(window: QWidget) -> None:
    """Let a window, or a part of one, and everything in it lay out and paint anew: its look has changed."""
    # Qt tells a child only of what it inherits. Ours have colours, fonts and places of their own: tell all of them.
    widgets = (window, *window.findChildren(QWidget))
    for widget in widgets:
        QApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
        QApplication.sendEvent(widget, QEvent(QEvent.Type.FontChange))
    # What is inside says first how much room it needs now; then the room is shared from outside in.
    for widget in reversed(widgets):
        layout = widget.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
    for widget in widgets:
        QApplication.sendEvent(widget, QResizeEvent(widget.size(), widget.size()))
        layout = widget.layout()
        if layout is not None:
            layout.activate()
        widget.update()


def _same(one: Theme, other: Theme) -> bool:
    return (one.name, one.text_scale, one.pressure_unit, one.reduced_motion) == (
        other.name,
        other.text_scale,
        other.pressure_unit,
        other.reduced_motion,
    )
