"""Fields beside each other, in as many columns as have room, under a heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_patient")


class FieldGrid(QWidget):
    """Some fields; their order is the order of the Tab key."""

    def __init__(self, theme: Theme, fields: Sequence[Field], *, column: int = _AT.column) -> None:
        super().__init__()
        self._theme = theme
        self._given = tuple(fields)
        self._column = column
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_AT.row_gap)
        self._place(2)

    def fit(self, room: int) -> None:
        """As many columns as have room."""
        widest = max(field.name_width for field in self._given)
        each = max(self._column * self._theme.text_scale, widest)
        self._place(max(1, min(int(_AT.most_columns_count), len(self._given), int(room / each))))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for n, field in enumerate(self._given):
            self._grid.addWidget(field, n // columns, n % columns)
        for n in range(int(_AT.most_columns_count)):
            self._grid.setColumnStretch(n, 1 if n < columns else 0)


class Choices(QWidget):
    """A question with a key for each answer: one of them, or any number.

    Signals:
        chosen: value of the key that was pressed; of several, all that are chosen, one a line.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, *, several: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self.name = name
        self._several = several
        self._room = 0
        self.keys: dict[str, PanelKey] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(not several)
        self._flow = Flow(_AT.row_gap)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(Words(theme, name, "small", "text2", wrap=True))
        rows.addLayout(self._flow)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Values and their words; what is offered already stays as it is."""
        if [value for value, _ in choices] == list(self.keys):
            return
        for old in self.keys.values():
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.keys = {}
        for value, words in choices:
            key = PanelKey(self._theme, words, least=_AT.choice_size)
            key.setAccessibleName(f"{self.name}: {words}")
            key.setObjectName(value)
            key.setCheckable(True)
            key.clicked.connect(self._pressed)
            self._group.addButton(key)
            self.keys[value] = key
            self._flow.addWidget(key)
        if self._room:
            self.fit(self._room)

    def fit(self, room: int) -> None:
        """No key is wider than the form: its words take another line."""
        self._room = room
        for key in self.keys.values():
            key.setMaximumWidth(max(1, room))

    def show_value(self, value: str) -> None:
        """What is chosen."""
        chosen = value.split("\n") if self._several else [value]
        for name, key in self.keys.items():
            key.setChecked(name in chosen)

    def _pressed(self) -> None:
        if self._several:
            self.chosen.emit("\n".join(name for name, key in self.keys.items() if key.isChecked()))
        else:
            self.chosen.emit(self.sender().objectName())


def beside(*widgets: QWidget) -> Flow:
    """Keys in a row, on as many lines as it takes."""
    row = Flow(_AT.gap)
    for widget in widgets:
        row.addWidget(widget)
    return row
