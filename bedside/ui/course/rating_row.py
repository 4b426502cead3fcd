"""One 0–10 rating of a call: a key per number, and one for "not asked". Arrow keys choose, Tab goes on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_form")
_HIGHEST_COUNT: Final = 10


class RatingRow(QWidget):
    """A digit typed on any of its keys chooses too; 1 and 0 right after each other are 10."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._typed = ""
        self.keys: dict[int | None, PanelKey] = {}
        flow = Flow(2)
        for value in (None, *range(_HIGHEST_COUNT + 1)):
            none = value is None
            words = self.tr("not asked") if none else str(value)
            least = _AT.rating_none if none else _AT.rating_key
            key = PanelKey(theme, words, least=least, pad=_AT.rating_pad)
            key.setCheckable(True)
            key.setAccessibleName(f"{title}: {words}")
            key.installEventFilter(self)
            self._group.addButton(key)
            self.keys[value] = key
            flow.addWidget(key)
        self.keys[None].setChecked(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(Words(theme, title, "small.medium", "text2"))
        rows.addLayout(flow)

    @property
    def value(self) -> int | None:
        """What is chosen; None: not asked."""
        return next((value for value, key in self.keys.items() if key.isChecked()), None)

    def put(self, text: str) -> None:
        """Choose what a text says; what is none of the keys means not asked."""
        self._typed = ""
        value = int(text) if text.isascii() and text.isdigit() else None
        self.keys.get(value, self.keys[None]).setChecked(True)

    def clear(self) -> None:
        """Not asked."""
        self._typed = ""
        self.keys[None].setChecked(True)

    def eventFilter(self, _watched: object, event: object) -> bool:
        """Digits choose."""
        if not isinstance(event, QKeyEvent) or event.type() != QKeyEvent.Type.KeyPress:
            return False
        digit = event.text()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._typed = ""
            return False
        if not (digit.isascii() and digit.isdigit()):
            return False
        value = _HIGHEST_COUNT if self._typed + digit == str(_HIGHEST_COUNT) else int(digit)
        self._typed = digit
        key = self.keys[value]
        key.setChecked(True)
        key.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
