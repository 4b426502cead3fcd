"""A window for a widget under test: the offscreen platform warns about size limits of windows, not of children."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def host(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Put `widget` into a shown window of its size; the test ends both."""
    window = QWidget()
    window.resize(width, height)
    widget.setParent(window)
    widget.setGeometry(0, 0, width, height)
    widget.window_kept = window  # type: ignore[attr-defined]
    qtbot.addWidget(window)
    window.show()
