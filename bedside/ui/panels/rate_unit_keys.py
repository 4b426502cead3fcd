"""The keys of the units a rate may be typed in: beside each other where they have room, else under each other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_units import PER_KG, RateUnit
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_change")


class UnitKeys(QGridLayout):
    """One is chosen; those per kg are closed without a weight, and keep their places.

    Signals:
        chosen: the `RateUnit` that was pressed.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setSpacing(_AT.gap)
        self.keys: dict[RateUnit, PanelKey] = {}
        self._group = QButtonGroup(self)
        for unit in RateUnit:
            key = PanelKey(theme, unit.value, token="body.medium")
            key.setCheckable(True)
            key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            key.setProperty("unit", unit.value)
            key.clicked.connect(self._pressed)
            self._group.addButton(key)
            self.keys[unit] = key
        self._place(len(RateUnit))

    def fit(self, room: int) -> None:
        """As many columns as `room` px hold."""
        widest = max(key.sizeHint().width() for key in self.keys.values()) + _AT.gap
        whole = sum(key.sizeHint().width() + _AT.gap for key in self.keys.values())
        columns = len(RateUnit) if whole <= room else 2 if 2 * widest <= room else 1
        self._place(columns)

    def _place(self, columns: int) -> None:
        for n, key in enumerate(self.keys.values()):
            self.addWidget(key, n // columns, n % columns)

    def show_unit(self, chosen: RateUnit, *, weighed: bool) -> None:
        """Which one the number is in, and whether the patient's weight is known."""
        for unit, key in self.keys.items():
            open_to_all = weighed or unit not in PER_KG
            key.setChecked(unit is chosen)
            key.setEnabled(open_to_all)
            key.setAccessibleDescription("" if open_to_all else self.tr("needs the patient's weight"))

    def _pressed(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self.chosen.emit(RateUnit(str(key.property("unit"))))
