"""What the screening cleared, in columns; one press asks an item again, the old answer stays in the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from bedside.therapy.care import GateRow
from bedside.ui.panels.words import Rule, Words
from bedside.ui.session.gate_row import ClearKey
from bedside.ui.session.gate_words import asked_by
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")
_MOST_COLUMNS_COUNT: Final = 3


class ClearList(QWidget):
    """Signals:
    chosen: key of the item that is to be asked again.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.keys: dict[str, ClearKey] = {}
        self._placed: tuple[int, tuple[str, ...]] | None = None
        self._order: tuple[str, ...] = ()
        self._columns = _MOST_COLUMNS_COUNT
        self._title = Words(theme, self.tr("Clear"), "body.bold", "text")
        self._hint = Words(theme, "", "small", "text2", wrap=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(_AT.gap)
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_AT.gap)
        self._grid.setVerticalSpacing(0)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.section_top)
        rows.addWidget(Rule(theme))
        rows.addLayout(self._head)
        rows.addLayout(self._grid)

    def show_rows(self, rows: tuple[GateRow, ...], clock: Callable[[float | None], str]) -> None:
        """These, in this order."""
        self.setVisible(bool(rows))
        parts = (asked_by(rows, clock), self.tr("press one to change it, the old answer stays in the record"))
        self._hint.setText(" · ".join(part for part in parts if part))
        for row in rows:
            key = self.keys.get(row.item.key)
            if key is None:
                key = self.keys[row.item.key] = ClearKey(self._theme, row)
                key.clicked.connect(self._chosen)
            key.show_row(row, clock(row.t))
        self._order = tuple(row.item.key for row in rows)
        self._place()

    def forget(self) -> None:
        """Another session."""
        self._order = ()
        self._place()

    def fit(self, room: int) -> None:
        """As many columns as have room."""
        fitting = int(room / (_AT.clear_column * self._theme.text_scale))
        self._columns = max(1, min(_MOST_COLUMNS_COUNT, fitting))
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if self._columns > 1 else QBoxLayout.Direction.TopToBottom
        )
        self._place()

    def take_focus(self, item: str) -> None:
        """The keyboard goes back to this one, if it is still here."""
        if item in self.keys:
            self.keys[item].setFocus()

    def _place(self) -> None:
        placed = (self._columns, self._order)
        if placed == self._placed:
            return
        self._placed = placed
        for item in [item for item in self.keys if item not in self._order]:
            gone = self.keys.pop(item)
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        high = -(-len(self._order) // self._columns)
        before: QWidget | None = None
        for n, item in enumerate(self._order):
            key = self.keys[item]
            self._grid.removeWidget(key)
            self._grid.addWidget(key, n % high, n // high)
            key.show()
            if before is not None:
                QWidget.setTabOrder(before, key)
            before = key
        for column in range(_MOST_COLUMNS_COUNT):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def _chosen(self) -> None:
        self.chosen.emit(self.sender().objectName())
