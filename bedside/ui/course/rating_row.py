"""One 0–10 rating of a call: a key per number, and one for "not asked". Arrow keys choose, Tab goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_form")
_HIGHEST_COUNT: Final = 10
_KEY_GAP_PX: Final = _AT.rating_gap


class RatingRow(QWidget):
    """A digit typed on any of its keys chooses too; 1 and 0 right after each other are 10."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._typed = ""
        self.keys: dict[int | None, PanelKey] = {}
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
        self.keys[None].setChecked(True)
        name = Words(theme, title, "small.medium", "text2")
        name.setMinimumWidth(theme.grown(_AT.rating_name))
        head = QHBoxLayout()
        head.addWidget(name)
        head.addWidget(self.keys[None])
        head.addStretch(1)
        flow = Flow(_KEY_GAP_PX)
        for key in self._numbers:
            flow.addWidget(key)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_KEY_GAP_PX)
        rows.addLayout(head)
        rows.addLayout(flow)

    @property
    def whole_width(self) -> int:
        """Of its numbers in one line, px."""
        return sum(key.sizeHint().width() + _KEY_GAP_PX for key in self._numbers)

    @property
    def _numbers(self) -> list[PanelKey]:
        return [key for value, key in self.keys.items() if value is not None]

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


class RatingGrid(QWidget):
    """Ratings under each other; two and two where their keys stand in one line then."""

    def __init__(self, rows: Sequence[RatingRow]) -> None:
        super().__init__()
        self._given = tuple(rows)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_AT.pad)
        self._grid.setVerticalSpacing(_AT.gap)
        self._place(1)

    def fit(self, room: int) -> None:
        """Lay out for so many px."""
        widest = max(row.whole_width for row in self._given)
        self._place(2 if 2 * widest + _AT.pad <= room else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for n, row in enumerate(self._given):
            self._grid.addWidget(row, n // columns, n % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
