"""One of several, as keys side by side: the chosen one is marked. Keys come and go with what there is to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_picks")


class Picks(QWidget):
    """Signals:
    picked: the name of the key that was pressed.
    """

    picked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        meaning: str,
        parent: QWidget | None = None,
        *,
        least: tuple[int, int] = _AT.key_size,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._least = least
        self._meaning = meaning
        self._flow = Flow()
        self.setLayout(self._flow)
        self.keys: dict[str, PanelKey] = {}
        self.hide()

    def show_picks(self, labels: Mapping[str, str], chosen: str) -> None:
        """What there is to choose, by name, and what is chosen now. Nothing to choose: nothing is shown."""
        if list(self.keys) != list(labels):
            for key in self.keys.values():
                self._flow.removeWidget(key)
                key.hide()
                key.deleteLater()
            self.keys = {name: self._key(name, label) for name, label in labels.items()}
            self.setVisible(bool(labels))
        for name, key in self.keys.items():
            key.set_primary(name == chosen)

    def _key(self, name: str, label: str) -> PanelKey:
        key = PanelKey(self._theme, label, least=self._least)
        key.setAccessibleName(f"{self._meaning}: {label}")
        key.setObjectName(name)
        key.clicked.connect(self._on_key)
        self._flow.addWidget(key)
        return key

    @Slot()
    def _on_key(self) -> None:
        self.picked.emit(self.sender().objectName())
