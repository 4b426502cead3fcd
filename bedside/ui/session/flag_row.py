"""A flagged item: what was answered, and how a supervisor lets it pass, in the row itself (GATE-01)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.therapy.care import GateRow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.gate_row import Card
from bedside.ui.session.gate_words import after_start, answer_words, row_text
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")


class FlagRow(Card):
    """Signals:
    override: key of the item; its fields hold reason and name.
    change: key of the item whose answer is asked again.
    """

    override = Signal(str)
    change = Signal(str)

    def __init__(self, theme: Theme, row: GateRow) -> None:
        super().__init__(theme)
        self.row = row
        self._amending = False
        self._when = ""
        name = spoken(row.item.words)
        self.setAccessibleName(name)
        self._title = Words(theme, name, "body.bold", "text", wrap=True)
        self._said = Words(theme, "", "label", "text2", wrap=True)
        self._state = Words(theme, "", "label.bold", "text", wrap=True)
        self._reason = Words(theme, "", "label", "text2", wrap=True)
        self.amend_key = PanelKey(theme, self.tr("Amend"), least=_AT.amend_size)
        self.amend_key.setAccessibleName(self.tr("Amend: {item}").format(item=name))
        self.amend_key.clicked.connect(self._amend)
        self.reason = Field(theme, self.tr("Reason, required"), token="body.large", height=_AT.field_height)
        self.by = Field(theme, self.tr("Supervisor"), token="body.large", height=_AT.field_height)
        for field in (self.reason, self.by):
            field.edit.setAccessibleName(f"{name}: {field.name}")
            field.edit.textChanged.connect(self._show_key)
            field.edit.returnPressed.connect(self._override)
        self.override_key = PanelKey(theme, self.tr("Override"), least=_AT.override_size, token="body.medium")
        self.override_key.setAccessibleName(self.tr("Override: {item}").format(item=name))
        self.override_key.clicked.connect(self._override)
        self.change_key = PanelKey(theme, self.tr("Change answer"), least=_AT.change_size)
        self.change_key.setAccessibleName(self.tr("Change answer: {item}").format(item=name))
        self.change_key.clicked.connect(self._change)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, (self._title, self._said)), (right, (self._state, self._reason))):
            column.setSpacing(_AT.line_gap)
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(_AT.gap)
        top.addLayout(left, 1)
        top.addLayout(right, 1)
        top.addWidget(self.amend_key)
        keys = self._keys = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        keys.setSpacing(_AT.gap)
        keys.addWidget(self.by, 1)
        keys.addWidget(self.override_key)
        keys.addWidget(self.change_key)
        form = self._form = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        form.setSpacing(_AT.row_gap)
        form.addWidget(self.reason, 1)
        form.addLayout(keys)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.words_x, _AT.pad_y, _AT.pad_x, _AT.pad_y)
        rows.setSpacing(_AT.row_gap)
        rows.addLayout(top)
        rows.addLayout(form)
        self._ready = False

    def show_row(self, row: GateRow, when: str) -> None:
        """The item as it is; `when`: wall time of its override."""
        if row.override != self.row.override:
            self._amending = False
        self.row, self._when = row, when
        words = self.tr("Answer, after the start: {answer}") if row.late else self.tr("Answer: {answer}")
        answer = words.format(answer=answer_words(row.answer).lower())
        text = row_text(row, self._theme.pressure_unit)
        given = f"{answer} · {text}" if text else answer
        said = "\n".join(part for part in (given, spoken(row.item.hint)) if part)
        self._said.setText(after_start(text, late=row.late) if row.automatic and text else said)
        passed = row.override
        right = Qt.AlignmentFlag.AlignRight if passed is None else Qt.AlignmentFlag.AlignLeft
        self._state.setAlignment(right | Qt.AlignmentFlag.AlignTop)
        if passed is None:
            self._state.setText(self.tr("needs a supervisor"))
            self._reason.setText("")
        else:
            words = self.tr("✓ Overridden by {name}, {time}").format(name=passed.by.name, time=when)
            self._state.setText(after_start(words, late=passed.late))
            self._reason.setText(f"“{passed.reason}”")
        self._reason.setVisible(passed is not None)
        self._top.setStretch(1, 0 if passed is None else 1)  # two words need no half of the row
        typed = bool(self.reason.text().strip())
        editing = passed is None or self._amending or typed
        for widget in (self.reason, self.by, self.override_key, self.change_key):
            widget.setVisible(editing)
        self.amend_key.setVisible(not editing)
        self.change_key.setVisible(editing and not row.item.fills)
        self.set_look(asks=editing, icon="flag-outline")
        self._show_key()

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in its order."""
        return [self.amend_key, self.reason.edit, self.by.edit, self.override_key, self.change_key]

    def fit(self, room: int) -> None:
        """One under the other where they do not fit."""
        room = int(room / self._theme.text_scale)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(across if room >= _AT.beside_from else down)
        self._form.setDirection(across if room >= _AT.form_row_from else down)
        beside = room >= _AT.form_beside_from
        self._keys.setDirection(across if beside else down)
        self.by.setMinimumWidth(self._theme.grown(_AT.by_least) if beside else 0)  # a whole name is read
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self._top.setAlignment(self.amend_key, end)

    def _show_key(self) -> None:
        self._ready = bool(self.reason.text().strip()) and bool(self.by.text().strip())
        self.override_key.setEnabled(self._ready)
        self.override_key.set_primary(self._ready)

    def _amend(self) -> None:
        self._amending = True
        self.show_row(self.row, self._when)
        self.reason.setFocus()

    def _override(self) -> None:
        if self._ready:
            self.override.emit(self.row.item.key)

    def _change(self) -> None:
        self.change.emit(self.row.item.key)
