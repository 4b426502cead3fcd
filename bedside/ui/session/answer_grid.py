"""Rows of numbers to answer items with: a tap, or a digit that answers and goes on to the next row."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.ui.held_text import set_words
from bedside.ui.painted_key import KeyInk
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_scale")
_KEYS_RATIO: Final = 3  # of the row's width against its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One row: its name, a text of the site or of bedside, and the words of its levels from the lowest on."""

    name: str
    text: str = ""
    levels: tuple[str, ...] = ()


class LevelKey(PanelKey):
    """A number, and what it means."""

    ZOOMS = False

    def __init__(self, theme: Theme, number: str, words: str, spoken: str) -> None:
        super().__init__(theme, words, least=_AT.worded if words else _AT.key)
        self.number = number
        self.brief = False
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_brief(self, brief: bool) -> None:
        """Its number alone, where there is little room."""
        if brief != self.brief:
            self.brief = brief
            self.set_least(*(_AT.key if brief or not self.text() else _AT.worded))
            self.update()

    def sizeHint(self) -> QSize:
        """The least target, in larger text a little more."""
        wide, high = self.minimumWidth(), self.minimumHeight()
        return QSize(wide, max(high, round(self._theme.px("label") * _AT.line * 2)))

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        middle = rect.height() / 2
        px = self._theme.px("num.sm.bold")
        base = middle + px * _AT.number_y
        if not self.text() or self.brief:
            label = self.number
            sketch.text(rect.width() / 2, base, label, "num.sm.bold", ink.words, align=CENTRE)
            return
        wide = sketch.text(_AT.inside, base, self.number, "num.sm.bold", ink.words)
        x = _AT.inside + wide + _AT.words_gap
        lines, px = set_words(
            sketch, self.text(), "small", rect.width() - x - _AT.key_gap, rect.height() - _AT.key_gap
        )
        start = middle + px * _AT.number_y - px * _AT.line * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            role = ink.words if ink.filled else "text2"
            sketch.text(x, start + n * px * _AT.line, line, "small", role, px=px)


class AnswerRow(QWidget):
    """One item and its keys."""

    def __init__(self, theme: Theme, asked: Asked, values: Sequence[int], labels: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self.asked = asked
        self.setAccessibleName(asked.name)
        self.name = Words(theme, asked.name, "body.medium", "text", wrap=True)
        self.text = Words(theme, asked.text, "label", "text2", wrap=True)
        self.keys: dict[int, LevelKey] = {}
        keys = QHBoxLayout()
        keys.setSpacing(int(_AT.key_gap))
        for n, value in enumerate(values):
            words = asked.levels[n] if n < len(asked.levels) else ""
            spoken = ": ".join(part for part in (asked.name, " ".join((labels[n], words)).strip()) if part)
            key = self.keys[value] = LevelKey(theme, labels[n], words, spoken)
            key.setFocusPolicy(Qt.FocusPolicy.StrongFocus if n == 0 else Qt.FocusPolicy.ClickFocus)
            keys.addWidget(key)
        self._names = QVBoxLayout()
        self._names.setSpacing(0)
        self._names.addWidget(self.name)
        self._names.addWidget(self.text)
        if not asked.text:
            self.text.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(int(_AT.gap))
        self._row.addLayout(self._names, 1)
        self._row.addLayout(keys, _KEYS_RATIO)

    def show_answer(self, value: int | None, last: int | None, *, skipped: bool) -> None:
        """The chosen key filled, the one of before dashed; a row that is not asked is closed."""
        known = value if value in self.keys else next(iter(self.keys))
        for each, key in self.keys.items():
            key.set_primary(each == value)
            key.set_last(each == last and value is None)
            key.setEnabled(not skipped)
            key.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == known else Qt.FocusPolicy.ClickFocus)
        self.name.set_look("body.medium", "text3" if skipped else "text")

    def key_for(self, value: int | None) -> LevelKey:
        """The key of a value, else the first one."""
        return (
            self.keys.get(value, next(iter(self.keys.values())))
            if value is not None
            else next(iter(self.keys.values()))
        )

    def fit(self, room: int) -> None:
        """The name beside its keys, or over them; numbers alone where words do not fit."""
        room = int(room / self._theme.text_scale)
        long = bool(self.asked.text)
        beside = room >= (_AT.text_beside_from if long else _AT.names_beside_from)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        width = _AT.number_width if not self.asked.levels and not long else _AT.name_width
        self.name.setMinimumWidth(int(self._theme.grown(width)) if beside else 0)
        self._row.setStretch(0, _KEYS_RATIO if long else 1)
        for key in self.keys.values():
            key.set_brief(room < _AT.words_from)


class AnswerGrid(QWidget):
    """Signals:
    answered: number of the row from 0, its value; None: the answer is taken back.
    """

    answered = Signal(int, object)

    def __init__(
        self, theme: Theme, rows: Sequence[Asked], values: Sequence[int], labels: Sequence[str]
    ) -> None:
        """`labels`: what the keys of `values` say, "0", "1" … or "No", "Yes"."""
        super().__init__()
        self._labels = [label.casefold() for label in labels]
        self._values = list(values)
        self._answers: tuple[int | None, ...] = (None,) * len(rows)
        self._skipped: Set[int] = frozenset()
        self.rows: list[AnswerRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.row_gap))
        for asked in rows:
            row = AnswerRow(theme, asked, values, labels)
            self.rows.append(row)
            column.addWidget(row)
            for key in row.keys.values():
                key.clicked.connect(self._tapped)
                key.installEventFilter(self)

    def show_answers(
        self, answers: Sequence[int | None], last: Sequence[int | None] = (), skipped: Set[int] = frozenset()
    ) -> None:
        """What is answered, what was answered the time before, and rows that are not asked (from 0)."""
        self._answers, self._skipped = tuple(answers), skipped
        for n, row in enumerate(self.rows):
            before = last[n] if n < len(last) else None
            row.show_answer(self._answers[n], before, skipped=n in skipped)

    def first_focus(self) -> QWidget:
        """The first row that is not answered, else the first."""
        asked = [n for n in range(len(self.rows)) if n not in self._skipped]
        at = next((n for n in asked if self._answers[n] is None), asked[0])
        return self.rows[at].key_for(self._answers[at])

    def fit(self, room: int) -> None:
        """Every row."""
        for row in self.rows:
            row.fit(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit answers and goes on, arrows move, Backspace takes the answer back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        place = self._place_of(watched)
        if held or place is None:
            return False
        n, value = place
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._go(n, 1 if event.key() == Qt.Key.Key_Down else -1, value)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                at = self._values.index(value) + step
                if 0 <= at < len(self._values):
                    self.rows[n].keys[self._values[at]].setFocus(Qt.FocusReason.OtherFocusReason)
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.answered.emit(n, None)
            case _:
                typed = self._typed(event.text())
                if typed is None:
                    return False
                self.answered.emit(n, typed)
                self._go(n, 1, typed)
        return True

    def _typed(self, text: str) -> int | None:
        """The value a typed sign means: its digit, or the first letter of its label."""
        sign = text.casefold()
        if sign.isdigit() and sign.isascii():
            return int(sign) if int(sign) in self._values else None
        found = [n for n, label in enumerate(self._labels) if sign.strip() and label.startswith(sign)]
        return self._values[found[0]] if len(found) == 1 else None

    def _place_of(self, watched: QObject) -> tuple[int, int] | None:
        for n, row in enumerate(self.rows):
            for value, key in row.keys.items():
                if key is watched:
                    return n, value
        return None

    def _go(self, n: int, step: int, value: int) -> None:
        """To the next row that is asked; at its answer, or at the same column by the arrows."""
        n += step
        while 0 <= n < len(self.rows) and n in self._skipped:
            n += step
        if 0 <= n < len(self.rows):
            answer = self._answers[n]
            row = self.rows[n]
            wanted = value if answer is None and value in row.keys else answer
            row.key_for(wanted).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tapped(self) -> None:
        sender = self.sender()
        place = self._place_of(sender) if sender is not None else None
        if place is not None:
            n, value = place
            self.answered.emit(n, value)
