"""Why a rate was changed, one of a few keys; and a changed rate as it is to be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal

from bedside.ui.catalogue import catalogue, spoken
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_change")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSaid:
    """A changed rate as it is to be recorded."""

    rate_ml_h: float
    entered_value: float  # as typed, in
    entered_unit: str
    weight_kg: float | None
    reason: str
    observed_t: float | None  # session time, s; None = now


class Reasons(Flow):
    """One may be chosen, and taken back.

    Signals:
        chosen: another one, or none.
    """

    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(_AT.reason_gap)
        self.keys: dict[str, PanelKey] = {}
        label = Words(theme, self.tr("Why"), "label", "text2")
        label.setMinimumSize(*_AT.why_size)
        self.addWidget(label)
        for item in catalogue().reasons:
            key = PanelKey(theme, spoken(item.words), pad=_AT.reason_pad, token="small.medium")
            key.setCheckable(True)
            key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            key.setProperty("words", item.words)
            key.clicked.connect(self._choose)
            self.keys[item.key] = key
            self.addWidget(key)

    @property
    def reason(self) -> str:
        """The chosen one in the record's words; "" = none."""
        return next((str(key.property("words")) for key in self.keys.values() if key.isChecked()), "")

    def clear(self) -> None:
        """None is chosen."""
        for key in self.keys.values():
            key.setChecked(False)

    def _choose(self) -> None:
        pressed = self.sender()
        for key in self.keys.values():
            if key is not pressed:
                key.setChecked(False)
        self.chosen.emit()
