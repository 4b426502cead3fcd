"""What the Devices screen says while nothing is plugged in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.device_parts import Scrolled
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_empty")


class EmptyPage(QWidget):
    """What to do, and what happens by itself."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*_AT.margins)
        column.setSpacing(_AT.gap)
        column.addStretch(1)
        self.sentences = (
            self.tr("No device is connected"),
            self.tr(
                "Plug the oximeter or blood-pressure monitor into a USB port: bedside listens by itself, says here "
                "what it found and offers a bed. “Add by hand” is for whatever it does not find."
            ),
            self.tr(
                "A device that brings no serial port (USB-HID or Bluetooth alone, such as some Contec and Beurer "
                "models) never appears here: use a model with the serial cable."
            ),
            self.tr("To look around without a device, go to Station and press “Simulator” on an empty bed."),
        )
        for n, text in enumerate(self.sentences):
            token, role = ("body", "text2") if n else ("title.panel", "text")
            words = Words(theme, text, token, role, wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(words)
        column.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(theme, page))

    def minimumSizeHint(self) -> QSize:
        """It scrolls."""
        return QSize(*_AT.least)
