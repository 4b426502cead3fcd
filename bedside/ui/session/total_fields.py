"""The fields of a scale whose items are not kept: its total, and where the filled form is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.therapy.scales import Scale
from bedside.ui.panels.words import Field
from bedside.ui.session.drafts import Drafts
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_scale")


class TotalFields(QWidget):
    """What is typed is kept among the drafts, by session and scale.

    Signals:
        changed: something was typed. accepted: Enter.
    """

    changed = Signal()
    accepted = Signal()

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__()
        self._drafts = drafts
        self._of = ("", "")  # session and field of the drafts
        self._loading = False
        self.total = Field(theme, self.tr("Total"), token="num.sm.large", height=int(_AT.field_height))
        self.where = Field(
            theme, self.tr("Where the filled form is"), token="body.large", height=int(_AT.field_height)
        )
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(int(_AT.gap))
        self._row.addWidget(self.total)
        self._row.addWidget(self.where, 2)
        for field in (self.total, self.where):
            field.edit.textChanged.connect(self._typed)
            field.edit.returnPressed.connect(self.accepted)

    def load(self, session: str, field: str) -> None:
        """What was typed of this scale in this session, and not sent."""
        self._of = (session, field)
        self._loading = True
        for name, shown in (("total", self.total), ("where", self.where)):
            typed = self._drafts.text(session, f"{field}/{name}") or ""
            if shown.text() != typed:  # else the keyboard would lose its place in it
                shown.edit.setText(typed)
        self._loading = False
        self.changed.emit()

    def turn(self, direction: QBoxLayout.Direction) -> None:
        """Beside or under each other."""
        self._row.setDirection(direction)

    @property
    def anything(self) -> bool:
        """Whether a total is typed."""
        return bool(self.total.text().strip())

    @property
    def place(self) -> str:
        """Where the filled form is."""
        return self.where.text().strip()

    def typed(self, scale: Scale) -> tuple[int | None, str]:
        """The total that is typed, or a sentence why it is none."""
        typed = self.total.text().strip()
        if not typed:
            return None, ""
        if typed.isascii() and typed.isdigit() and scale.lowest <= int(typed) <= scale.highest:
            return int(typed), ""
        words = self.tr("The total of {scale} is a whole number from {low} to {high}.")
        return None, words.format(scale=scale.title, low=scale.lowest, high=scale.highest)

    def _typed(self) -> None:
        if self._loading:
            return
        session, field = self._of
        for name, shown in (("total", self.total), ("where", self.where)):
            self._drafts.keep(session, f"{field}/{name}", shown.text())
        self.changed.emit()
