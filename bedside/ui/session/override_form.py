"""A supervisor lets a missing line of the discharge gate pass: which one, why, who."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from bedside.therapy.care import Criterion
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.discharge_words import line_words
from bedside.ui.session.gate_row import Card
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_discharge")


class OverrideForm(Card):
    """Signals:
    override: key of the line. closed: nothing is let pass.
    """

    override = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName(self.tr("Override with a reason"))
        self.set_look(asks=True, icon="")
        self.line = ""
        title = Words(theme, self.tr("Let pass, by a supervisor"), "body.bold", "text", wrap=True)
        self.picks = Picks(theme, self.tr("Line to let pass"))
        self.picks.picked.connect(self._pick)
        self.reason = Field(
            theme, self.tr("Reason, required"), token="body.large", height=int(_AT.field_height)
        )
        self.by = Field(theme, self.tr("Supervisor"), token="body.large", height=int(_AT.field_height))
        for field in (self.reason, self.by):
            field.edit.setAccessibleName(self.tr("Override: {field}").format(field=field.name))
            field.edit.textChanged.connect(self._show_key)
            field.edit.returnPressed.connect(self._send)
        self.key = PanelKey(theme, self.tr("Override"), least=_AT.foot_size)
        self.key.clicked.connect(self._send)
        self.close_key = PanelKey(theme, self.tr("Close"), least=_AT.answer_size)
        self.close_key.setAccessibleName(self.tr("Close: nothing is let pass"))
        self.close_key.clicked.connect(self.closed)
        keys = QHBoxLayout()
        keys.setSpacing(int(_AT.gap))
        keys.addWidget(self.key, 1)
        keys.addWidget(self.close_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(int(_AT.pad_x), int(_AT.gap), int(_AT.gap), int(_AT.gap))
        column.setSpacing(int(_AT.row_gap))
        for widget in (title, self.picks, self.reason, self.by):
            column.addWidget(widget)
        column.addLayout(keys)
        self._show_key()

    def offer(self, lines: Iterable[Criterion]) -> None:
        """The lines that can be let pass."""
        names = {line.key: line_words(line) for line in lines}
        if self.line not in names:
            self.line = next(iter(names), "")
        self.picks.show_picks(names, self.line)
        self._show_key()

    def _pick(self, key: str) -> None:
        self.line = key
        for name, each in self.picks.keys.items():
            each.set_primary(name == key)
        self._show_key()

    @property
    def _ready(self) -> bool:
        return bool(self.line and self.reason.text().strip() and self.by.text().strip())

    def _show_key(self) -> None:
        self.key.setEnabled(self._ready)
        self.key.set_primary(self._ready)

    def _send(self) -> None:
        if self._ready:
            self.override.emit(self.line)
