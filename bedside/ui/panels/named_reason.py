"""A reason in words by a person with a name: what going on against advice takes (ALM-45, ALM-55)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("panel_named_reason")

_BESIDE: Final = _AT.beside  # px the field and its key need


class NamedReason(QWidget):
    """A field for the reason, a key that needs it, and who will be named.

    Signals:
        given: the reason.
        operator_asked: nobody said yet who works here.
    """

    given = Signal(str)
    operator_asked = Signal()

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actor = UNNAMED
        self.reason = Field(theme, name, token="body.large", height=_AT.field_height)
        self.reason.edit.textChanged.connect(self._show)
        self.give_key = PanelKey(theme, label, icon="alert-outline", least=_AT.give_size)
        self.give_key.clicked.connect(self._give)
        self.operator_key = PanelKey(
            theme,
            self.tr("Say who you are"),
            icon="account-outline",
            key=self.tr("Ctrl+O"),
            least=_AT.operator_size,
        )
        self.operator_key.clicked.connect(self.operator_asked)
        self._missing = Words(theme, "", "label", "text", wrap=True)
        self._first = first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        first.setSpacing(_AT.gap)
        first.addWidget(self.reason, 1)
        first.addWidget(self.give_key)
        self._second = second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        second.setSpacing(_AT.gap)
        second.addWidget(self._missing, 1)
        second.addWidget(self.operator_key)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.rows_gap)
        rows.addLayout(first)
        rows.addLayout(second)

    def set_actor(self, actor: Actor) -> None:
        """Who would be named."""
        self._actor = actor
        self._show()

    def fit(self, room: int) -> None:
        """One under the other where they do not fit into `room` px."""
        beside = QBoxLayout.Direction.LeftToRight
        for row in (self._first, self._second):
            row.setDirection(beside if room >= _BESIDE else QBoxLayout.Direction.TopToBottom)

    def clear(self) -> None:
        """Forget the reason."""
        self.reason.edit.clear()
        self._show()

    def _show(self) -> None:
        named, said = self._actor != UNNAMED, bool(self.reason.text().strip())
        self.operator_key.setVisible(not named)
        self.give_key.setEnabled(named and said)
        if not named:
            words = self.tr("A name is missing: this is recorded with it.")
        elif not said:
            words = self.tr("A reason is missing: it is recorded with your name, {name}.")
        else:
            words = self.tr("Recorded as {name}.")
        self._missing.setText(words.format(name=self._actor.name))

    def _give(self) -> None:
        self.given.emit(self.reason.text().strip())
