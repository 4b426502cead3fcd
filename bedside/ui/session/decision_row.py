"""The prescriber's go or no-go on what the screening says, signed with a name (S15)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.therapy.care import Decision
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.gate_row import Card
from bedside.ui.session.gate_words import after_start
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")


class DecisionRow(Card):
    """Signals:
    decided: whether it is a go; the fields hold name and reason.
    """

    decided = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName(self.tr("Decision of the prescriber"))
        self._decision: Decision | None = None
        self._amending = False
        self._title = Words(theme, self.tr("Go or no-go of the prescriber"), "body.bold", "text", wrap=True)
        self._state = Words(theme, "", "label", "text2", wrap=True)
        self.amend_key = PanelKey(theme, self.tr("Amend"), least=_AT.amend_size)
        self.amend_key.setAccessibleName(self.tr("Amend the decision"))
        self.amend_key.clicked.connect(self._amend)
        self.decide_key = PanelKey(theme, self.tr("Decide"), least=_AT.amend_size)
        self.decide_key.setAccessibleName(self.tr("Decide: go or no-go"))
        self.decide_key.clicked.connect(self._amend)
        self.reason = Field(
            theme, self.tr("Reason, required for no-go"), token="body.large", height=_AT.field_height
        )
        self.by = Field(theme, self.tr("Prescriber"), token="body.large", height=_AT.field_height)
        for field in (self.reason, self.by):
            field.edit.setAccessibleName(self.tr("Decision: {field}").format(field=field.name))
            field.edit.textChanged.connect(self._show_keys)
        self.go_key = PanelKey(theme, self.tr("Go"), icon="check", least=_AT.change_size, token="body.medium")
        self.no_key = PanelKey(
            theme, self.tr("No-go"), icon="close", least=_AT.change_size, token="body.medium"
        )
        self.go_key.clicked.connect(self._go)
        self.no_key.clicked.connect(self._no_go)
        words = QVBoxLayout()
        words.setSpacing(_AT.line_gap)
        words.addWidget(self._title)
        words.addWidget(self._state)
        top = QHBoxLayout()
        top.setSpacing(_AT.gap)
        top.addLayout(words, 1)
        top.addWidget(self.amend_key)
        top.addWidget(self.decide_key)
        self._form = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._form.setSpacing(_AT.gap)
        keys = QHBoxLayout()
        keys.setSpacing(_AT.row_gap)
        keys.addWidget(self.go_key)
        keys.addWidget(self.no_key)
        self._form.addWidget(self.reason, 3)
        self._form.addWidget(self.by, 2)
        self._form.addLayout(keys)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.words_x, _AT.pad_y, _AT.pad_x, _AT.pad_y)
        rows.setSpacing(_AT.row_gap)
        rows.addLayout(top)
        rows.addLayout(self._form)

    def show_decision(self, decision: Decision | None, when: str, waits: str, *, holds: bool) -> None:
        """What was decided, when; else `waits`: what the list still says, and whether that holds the start up."""
        if decision != self._decision:
            self._amending = False
        self._decision, self._when, self._waits, self._holds = decision, when, waits, holds
        if decision is None:
            self._state.setText(waits)
        else:
            word = self.tr("Go") if decision.go else self.tr("No-go")
            said = self.tr("{word} by {name}, {time}").format(word=word, name=decision.by.name, time=when)
            said = after_start(said, late=decision.late)
            self._state.setText(f"{said}: “{decision.reason}”" if decision.reason else said)
        typed = bool(self.reason.text().strip())
        editing = self._amending or typed or (decision is None and not holds)
        widgets: tuple[QWidget, ...] = (self.reason, self.by, self.go_key, self.no_key)
        for widget in widgets:
            widget.setVisible(editing)
        self.amend_key.setVisible(not editing and decision is not None)
        self.decide_key.setVisible(not editing and decision is None)
        icon = "close" if decision is not None and not decision.go else "check" if decision else ""
        self.set_look(asks=editing, icon=icon or "account-outline")
        self._show_keys()

    _when = ""
    _waits = ""
    _holds = False

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in its order."""
        keys = [self.go_key, self.no_key]
        return [self.amend_key, self.decide_key, self.reason.edit, self.by.edit, *keys]

    def fit(self, room: int) -> None:
        """One under the other where they do not fit."""
        beside = int(room / self._theme.text_scale) >= _AT.beside_from
        self._form.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _show_keys(self) -> None:
        named = bool(self.by.text().strip())
        self.go_key.setEnabled(named)
        self.no_key.setEnabled(named and bool(self.reason.text().strip()))

    def _amend(self) -> None:
        self._amending = True
        self.show_decision(self._decision, self._when, self._waits, holds=self._holds)
        self.by.setFocus()

    def _go(self) -> None:
        self.decided.emit(True)

    def _no_go(self) -> None:
        self.decided.emit(False)
