"""How a start is recorded: why, when, and the key; while the screening holds it up, the key that leads there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_check import Check, rate_words
from bedside.ui.panels.when import When
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_start")


class StartFoot(QWidget):
    """Signals:
    changed: reason or time differs. accepted: record it. screening: the person wants to do what the gate asks for.
    """

    changed = Signal()
    accepted = Signal()
    screening = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.why = Field(theme, self.tr("Why"), token="body", height=_AT.field_height)
        self.why.edit.textChanged.connect(self.changed)
        self.why.edit.returnPressed.connect(self.accepted)
        self.when = When(theme)
        self.when.changed.connect(self.changed)
        self.when.accepted.connect(self.accepted)
        self.record_key = self._key(theme, "", "play-circle-outline")
        self.record_key.clicked.connect(self.accepted)
        self.screening_key = self._key(theme, self.tr("Open screening"), "clipboard-list")
        self.screening_key.clicked.connect(self.screening)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_AT.gap)
        row.addWidget(self.why, 1)
        row.addStretch(0)
        row.addWidget(self.when)
        row.addWidget(self.record_key)
        row.addWidget(self.screening_key)

    def _key(self, theme: Theme, label: str, icon: str) -> PanelKey:
        return PanelKey(
            theme,
            label,
            icon=icon,
            key=self.tr("Enter"),
            primary=True,
            token="body.medium",
            least=_AT.start_size,
        )

    def turn(self, direction: QBoxLayout.Direction) -> None:
        """Beside or under each other."""
        self._row.setDirection(direction)

    @property
    def reason(self) -> str:
        """Why, as far as it is typed."""
        return self.why.text().strip()

    def show_check(self, check: Check, rate_ml_h: float | None, *, closed: bool, asks: bool = False) -> None:
        """Follow what is typed; `closed`: by the gate; `asks`: a reason may be given in any case."""
        self.why.setVisible(check.caution or asks)
        ready = not check.refused and (not check.caution or bool(self.reason))
        self.record_key.setEnabled(ready)
        self.record_key.setVisible(not closed)
        self.screening_key.setVisible(closed)
        if check.refused or rate_ml_h is None:
            self.record_key.set_label(self.tr("Record start"), "")
        elif not ready:
            self.record_key.set_label(self.tr("Record start: say why"), "")
        else:
            words = self.tr("Record start at {rate} mL/h").format(rate=rate_words(rate_ml_h))
            self.record_key.set_label(words, self.tr("Enter"))
