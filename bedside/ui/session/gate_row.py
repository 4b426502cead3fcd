"""Rows of a checklist: an open one with its answers, one that fills itself, and a clear one as a low key."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.therapy.care import GateRow
from bedside.ui.held_text import lines_of
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session.gate_words import after_start, answer_words, row_text
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")


class OpenRow(QWidget):
    """One item with a key for each answer; the same row changes an answer that was given.

    Signals:
        answered: key of the item, the answer.
        left: the answer stays as it is.
        asked: name of a form where the item is filled.
    """

    answered = Signal(str, str)
    left = Signal()
    asked = Signal(str)

    def __init__(self, theme: Theme, row: GateRow) -> None:
        super().__init__()
        self._theme = theme
        self.row = row
        self.setAccessibleName(spoken(row.item.words))
        self._changing = False
        self._icon = ""
        self._title = Words(theme, spoken(row.item.words), "body.medium", "text", wrap=True)
        self._hint = Words(theme, "", "label", "text2", wrap=True)
        words = self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        words.setSpacing(_AT.gap)
        words.addWidget(self._title, 1)
        words.addWidget(self._hint, 1)
        self._keys = Flow(_AT.row_gap)
        holder = self.holder = QWidget()
        holder.setLayout(self._keys)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.keys: dict[str, PanelKey] = {}
        for answer in row.item.answers:
            key = PanelKey(theme, answer_words(answer), least=_AT.answer_size, token="label.medium")
            key.setObjectName(answer)
            key.setAccessibleName(f"{spoken(row.item.words)}: {answer_words(answer)}")
            key.clicked.connect(self._pressed)
            self.keys[answer] = key
            self._keys.addWidget(key)
        self.leave_key = PanelKey(theme, self.tr("Leave as it is"), least=_AT.answer_size)
        self.leave_key.clicked.connect(self.left)
        self.leave_key.hide()
        self._keys.addWidget(self.leave_key)
        self.open_key = PanelKey(theme, self.tr("Open"), icon="chevron-right", least=_AT.answer_size)
        self.open_key.clicked.connect(self._open)
        self.open_key.hide()
        self._keys.addWidget(self.open_key)
        self.details = Field(
            theme, self.tr("Details, kept with the answer"), token="body.large", height=_AT.field_height
        )
        self.details.edit.returnPressed.connect(self._give_worded)
        self.details.hide()
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(_AT.gap)
        top.addLayout(words, 1)
        top.addWidget(holder, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(_AT.words_x - _AT.pad_x, _AT.line_gap, 0, _AT.line_gap)
        column.setSpacing(_AT.row_gap)
        column.addLayout(top)
        column.addWidget(self.details)
        self.setMinimumHeight(int(_AT.open_height))

    def show_row(self, row: GateRow, *, hint: str = "", opens: str = "", changing: bool = False) -> None:
        """Show the item as it is; `opens`: a form that fills it, `changing`: its answer is asked again."""
        self.row, self._changing, self._opens = row, changing, opens
        by_itself = bool(row.item.fills) and not changing
        icon = "hourglass" if by_itself else ""
        if icon != self._icon:
            self._icon = icon
            self.update()
        if hint != self._hint.text():
            self._hint.setText(hint)
            self.fit(self._room)
        for answer, key in self.keys.items():
            key.setVisible(not by_itself)
            key.set_last(changing and answer == row.answer)
        self.leave_key.setVisible(changing)
        self.open_key.setVisible(by_itself and bool(opens))
        self.details.setVisible(not by_itself and (row.item.details or changing))

    def show_pending(self, answer: str) -> None:
        """Fill the key of an answer that was sent and not taken yet; "" = none."""
        for name, key in self.keys.items():
            key.set_primary(name == (answer or self._worded))

    def ask_words(self, answer: str) -> None:
        """This answer is none without words: the keyboard goes to their field, and Enter there gives both."""
        self._worded = answer
        self.show_pending(answer)
        self.details.edit.setFocus()

    def fit(self, room: int) -> None:
        """Keys under the words, and the hint under the title, where they do not fit beside each other."""
        self._room = room
        room = int(room / self._theme.text_scale)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(across if room >= _AT.keys_beside_from else down)
        beside = room >= _AT.beside_from
        self._words.setDirection(across if beside else down)
        self._words.setSpacing(_AT.gap if beside else 0)
        hinted = beside and bool(self._hint.text())  # the hints of all rows stand in one column
        least = round(room * self._theme.text_scale * _AT.title_share) if hinted else 0
        self._title.setMinimumWidth(least)
        self._title.setMaximumWidth(least or max(1, self._room))
        self._top.setSpacing(_AT.gap if room >= _AT.keys_beside_from else _AT.line_gap)

    def first_key(self) -> PanelKey | None:
        """Where the keyboard goes; None: there is nothing to press."""
        for key in (*self.keys.values(), self.open_key):
            if not key.isHidden():
                return key
        return None

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in its order."""
        return [*self.keys.values(), self.leave_key, self.open_key, self.details.edit]

    def shown_keys(self) -> list[PanelKey]:
        """Its keys as they stand, from left to right."""
        return [key for key in (*self.keys.values(), self.leave_key, self.open_key) if not key.isHidden()]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line above, and the mark: a circle is open, an hourglass fills itself."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        sketch.line(0, 0, self.width(), 0, "line")
        middle = min(self.height(), _AT.open_height * self._theme.zoom) / 2
        if self._icon:
            sketch.icon(0, middle - _AT.icon_side / 2, self._icon, "text2", _AT.icon_side)
        else:
            sketch.circle(_AT.icon_side / 2, middle, _AT.icon_side / 2 - 2, "text2", 2.0)
        painter.end()

    _opens = ""
    _room = 0
    _worded = ""  # the answer that waits for its words

    def _give_worded(self) -> None:
        if self._worded:
            self.answered.emit(self.row.item.key, self._worded)

    def _pressed(self) -> None:
        self.answered.emit(self.row.item.key, self.sender().objectName())

    def _open(self) -> None:
        self.asked.emit(self._opens)


class ClearKey(PaintedKey):
    """An item nothing is to be done about: low, in a column; pressed it can be changed."""

    def __init__(self, theme: Theme, row: GateRow) -> None:
        super().__init__(theme, spoken(row.item.words))
        self.setObjectName(row.item.key)
        self._notice = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.row = row
        self.show_row(row, "")

    def show_row(self, row: GateRow, when: str) -> None:
        """The answer, and by whom."""
        self.row = row
        short = row.answer in ("no", "yes")  # the title says it already
        words = spoken(row.item.words) + ("" if short else f": {answer_words(row.answer).lower()}")
        if row.text:
            words += f", {row_text(row, self._theme.pressure_unit)}"
        if row.late:
            words = self.tr("{item} · after the start").format(item=words)
        if words != self.text():
            self.setText(words)
            self.updateGeometry()
        by = "" if row.by is None else f", {after_start(f'{row.by.name} {when}', late=row.late)}"
        said = self.tr("{item}: {answer}{by}. Press to change it.")
        said = said.format(item=spoken(row.item.words), answer=answer_words(row.answer), by=by)
        if said != self.accessibleName():
            self.setAccessibleName(said)
            self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """One column."""
        return QSize(_AT.clear_column, self.heightForWidth(_AT.clear_column))

    def minimumSizeHint(self) -> QSize:
        """Narrow ones are higher."""
        return QSize(0, self.heightForWidth(max(1, self.width())))

    def heightForWidth(self, width: int) -> int:
        """All its lines, px."""
        line = self._theme.px("label") * 1.3
        lines = len(lines_of(self._theme, self.text(), "label", width - _AT.clear_words))
        return round(max(self._theme.grown(_AT.clear_height), line * lines + _AT.clear_gap))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
        super().changeEvent(event)

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered or self.isDown() else "", "text2", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        """None: it stands in a list."""

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        lines = lines_of(self._theme, self.text(), "label", rect.width() - _AT.clear_words)
        px = self._theme.px("label")
        high = px * 1.3
        base = rect.height() / 2 + px * _AT.clear_base - high * (len(lines) - 1) / 2
        sketch.icon(2, rect.height() / 2 - _AT.clear_icon / 2, "check", "text2", _AT.clear_icon)
        for n, line in enumerate(lines):
            sketch.text(_AT.clear_words, base + n * high, line, "label", ink.words)


class Card(QWidget):
    """The ground of a row that asks for something: raised, with an edge and a bar while it does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asks = False
        self._icon = ""

    def set_look(self, *, asks: bool, icon: str) -> None:
        """Whether it waits for a person, and its mark."""
        if (asks, icon) != (self._asks, self._icon):
            self._asks, self._icon = asks, icon
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, edge, bar, mark."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "raised", _AT.radius)
        sketch.edge(rect, "line2" if self._asks else "line", 1.0, _AT.radius)
        if self._asks:
            sketch.fill(QRectF(0, _AT.bar_width, _AT.bar_width, rect.height() - 2 * _AT.bar_width), "text")
        if self._icon:
            sketch.icon(_AT.icon_x, _AT.pad_y + 2, self._icon, "text", _AT.icon_side)
        painter.end()
