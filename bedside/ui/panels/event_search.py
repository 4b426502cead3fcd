"""Events and treatments found by a few letters: the first is saved by Enter, or by a digit for its severity."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from bedside.ui.catalogue import Item, catalogue, spoken
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_event")
MOST_ROWS: Final = 6
SEVERITIES_COUNT: Final = 3


class EventSearch(QWidget):
    """Signals:
    chosen: key of an event or a treatment, and its severity or None.
    """

    chosen = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._found: tuple[Item, ...] = ()
        self.field = Field(
            theme, self.tr("Type a few letters"), token="body.large", height=_AT.search_height, search=True
        )
        self.field.edit.setMaxLength(30)
        self.field.edit.textChanged.connect(self._search)
        self.field.edit.installEventFilter(self)
        self.none = Words(theme, "", "body", "text2", wrap=True)
        self.rows: list[tuple[PanelKey, list[PanelKey]]] = []
        grid = QGridLayout()
        grid.setSpacing(_AT.gap)
        grid.setColumnStretch(0, 1)
        for row in range(MOST_ROWS):
            name = PanelKey(theme, "", least=_AT.search_key)
            name.clicked.connect(self._pressed)
            grid.addWidget(name, row, 0)
            degrees = []
            for degree in range(1, SEVERITIES_COUNT + 1):
                key = PanelKey(theme, str(degree), token="num.sm.large", least=_AT.target)
                key.setProperty("severity", degree)
                key.clicked.connect(self._pressed)
                grid.addWidget(key, row, degree)
                degrees.append(key)
            self.rows.append((name, degrees))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self.field)
        column.addWidget(self.none)
        column.addLayout(grid)
        column.addStretch(1)
        self._search()

    def begin(self, letters: str = "") -> None:
        """A new search, with what was typed already."""
        self.field.edit.setText(letters)
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.edit.end(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter saves the first one found; a digit is no letter: it gives that one its severity."""
        if watched is not self.field.edit or not isinstance(event, QKeyEvent):
            return False
        if event.type() is not QEvent.Type.KeyPress:
            return False
        typed = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_first()
            return True
        if typed.isascii() and typed.isdigit():
            if 1 <= int(typed) <= SEVERITIES_COUNT and self._found:
                self._take(self._found[0], int(typed))
            return True
        return False

    def _search(self) -> None:
        events = {item.key for item in catalogue().events}
        self._found = catalogue().found(self.field.text())[:MOST_ROWS]
        typed = self.field.text().strip()
        words = self.tr("Enter saves the first, a digit 1 to 3 with its severity.")
        if typed and not self._found:
            words = self.tr("Nothing has “{typed}” in its name: take Other, and add words.").format(
                typed=typed
            )
        self.none.setText(words)
        for n, (name, degrees) in enumerate(self.rows):
            item = self._found[n] if n < len(self._found) else None
            name.setVisible(item is not None)
            if item is not None:
                name.set_label(spoken(item.words))
                name.setProperty("event", item.key)
                name.set_primary(n == 0)
            for key in degrees:
                key.setVisible(item is not None and item.key in events)
                if item is not None:
                    key.setProperty("event", item.key)
                    key.setAccessibleName(f"{spoken(item.words)} {key.text()}")

    def _take_first(self) -> None:
        if self._found:
            self._take(self._found[0], None)

    def _take(self, item: Item, severity: int | None) -> None:
        is_event = any(each.key == item.key for each in catalogue().events)
        self.chosen.emit(item.key, severity if is_event else None)
        self.field.edit.selectAll()

    def _pressed(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self.chosen.emit(str(key.property("event")), key.property("severity"))
