"""One line of the discharge gate: its mark, its words, what was found; open ones are raised and carry their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.therapy.care import Care, Criterion
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session import discharge_words as said
from bedside.ui.session.found_key import FoundKey
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_discharge")


class GateLine(QWidget):
    """Signals:
    answered: key of the line, the answer. asked: name of the form, panel or deed where it is done.
    """

    answered = Signal(str, str)
    asked = Signal(str)

    def __init__(self, theme: Theme, line: Criterion) -> None:
        super().__init__()
        self._theme = theme
        self.line = line
        self.key = line.key
        self._share: float | None = None
        self._painted: tuple[object, ...] = ()
        self._laid: tuple[bool, ...] = ()
        self.changing = False
        self._narrow = False
        name = self._name = said.line_words(line)
        self.setAccessibleName(name)
        self.title = Words(theme, name, "body.medium", "text", wrap=True)
        self.found = Words(theme, "", "label", "text2", wrap=True)
        self.found.setContentsMargins(0, 0, int(_AT.found_pad), 0)
        self.found_key = FoundKey(theme)
        self.found_key.clicked.connect(self._change)
        self.keys: dict[str, PanelKey] = {}
        self.field: Field | None = None
        self._make_keys(line)
        self._lay_out()

    def _make_keys(self, line: Criterion) -> None:
        theme, name, item = self._theme, self._name, line.item
        flow = Flow(int(_AT.gap_small))
        self._holder = QWidget()
        self._holder.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._holder.setSizePolicy(policy)
        self.open_key = PanelKey(theme, "", least=_AT.answer_size)
        self.open_key.clicked.connect(self._open)
        flow.addWidget(self.open_key)
        answers = () if item is None or item.fills == "risk_screen" else item.answers
        for answer in answers:
            words = said.answer_label(item, answer) if item is not None else answer
            key = PanelKey(theme, words, least=_AT.answer_size)
            key.setObjectName(answer)
            key.setAccessibleName(f"{name}: {words}")
            key.clicked.connect(self._pressed)
            self.keys[answer] = key
            flow.addWidget(key)
        self.leave_key = PanelKey(theme, self.tr("Leave as it is"), least=_AT.answer_size)
        self.leave_key.setAccessibleName(self.tr("{line}: leave it as it is").format(line=name))
        self.leave_key.clicked.connect(self._leave)
        flow.addWidget(self.leave_key)
        if item is not None and (item.details or item.fills == "escort"):
            self.field = Field(theme, self._field_name(), token="body.large", height=int(_AT.field_height))
            self.field.edit.setAccessibleName(f"{name}: {self._field_name()}")
            self.field.edit.returnPressed.connect(self._typed)

    def _lay_out(self) -> None:
        self._texts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._texts.setSpacing(int(_AT.gap))
        self._texts.addWidget(self.title, 3)
        self._texts.addWidget(self.found, 2)
        self._texts.addWidget(self.found_key, 2)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(int(_AT.gap))
        self._top.addLayout(self._texts, 1)
        self._top.addWidget(self._holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(
            int(_AT.words_x), int(_AT.gap_small), int(_AT.line_right), int(_AT.gap_small)
        )
        column.setSpacing(int(_AT.gap_small))
        column.addLayout(self._top)
        if self.field is not None:
            column.addWidget(self.field)

    def show_line(
        self, line: Criterion, care: Care, clock: Callable[[float | None], str], now: float
    ) -> None:
        """The line as it is at session time `now`, s."""
        if line.met != self.line.met or line.found_t != self.line.found_t:
            self.changing = False
        self.line = line
        waits = self.raised
        words = said.found_words(line, clock, now, self._theme.pressure_unit)
        if not line.met and line.override is None and line.item is not None:
            hint = said.hint_of(line, care)
            words = " · ".join(part for part in (words if line.found else "", hint) if part)
        by_hand = line.item is not None and line.item.fills != "risk_screen" and line.override is None
        quiet_key = by_hand and not waits
        self.found.setText(words)
        self.found.setVisible(bool(words) and not quiet_key)
        self.found_key.setVisible(quiet_key)
        if quiet_key:
            self.found_key.show_found(words or self.tr("done"), self._name)
        where = said.opens(line)
        self.open_key.setVisible(waits and where is not None)
        if where is not None:
            self.open_key.set_label(where.words)
            self.open_key.setAccessibleName(f"{self._name}: {where.words}")
        for key in self.keys.values():
            key.setVisible(waits and by_hand)  # none is filled: filled would be read as answered
        self.leave_key.setVisible(self.changing)
        if self.field is not None:
            self.field.setVisible(waits and self._asks_words(care))
        self._holder.setVisible(waits and (bool(self.keys) or where is not None))
        self._share = said.share_done(line, now)
        self.setMinimumHeight(int(_AT.open_height if waits else _AT.line_height))
        self._lay()
        painted = (waits, line.met, line.override is None, self._share)
        if painted != self._painted:
            self._painted = painted
            self.update()

    @property
    def raised(self) -> bool:
        """It waits for something, or is answered again."""
        return self.changing or (not self.line.met and self.line.override is None)

    @property
    def typed(self) -> str:
        """Words that are typed with the answer."""
        return self.field.text().strip() if self.field is not None and not self.field.isHidden() else ""

    def first_key(self) -> QWidget | None:
        """Where the keyboard goes in this line; None: there is nothing to press."""
        if self.field is not None and not self.field.isHidden() and said.is_visit_line(self.line):
            return self.field.edit
        keys = (*self.keys.values(), self.open_key, self.found_key)
        return next((key for key in keys if not key.isHidden() and key.isVisibleTo(self)), None)

    def fit(self, room: int) -> None:
        """What was found under the words where it does not fit beside them."""
        self._narrow = int(room / self._theme.text_scale) < _AT.one_line_from
        self._lay()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of an open line, and the mark: an empty circle is open, a filled one with a check is met."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        if self.raised:
            rect.adjust(0, 1, 0, -1)
            sketch.fill(rect, "raised", _AT.line_radius)
            sketch.edge(rect, "line2", 1.0, _AT.line_radius)
        else:
            sketch.line(
                _AT.mark_x, rect.height() - 1, rect.width() - _AT.line_right, rect.height() - 1, "line"
            )
        least = _AT.open_height if self.raised else _AT.line_height
        middle = min(rect.height(), least) / 2
        x = _AT.mark_x + _AT.mark_side / 2
        if self.line.override is not None:
            sketch.icon(_AT.mark_x, middle - _AT.mark_side / 2, "flag-outline", "text2", _AT.mark_side)
        elif self.line.met:
            box = QRectF(
                x - _AT.mark_radius, middle - _AT.mark_radius, 2 * _AT.mark_radius, 2 * _AT.mark_radius
            )
            sketch.fill(box, "text2", _AT.mark_radius)
            side = _AT.check_side
            sketch.icon(x - side / 2, middle - side / 2, "check", "surface", side)
        else:
            sketch.circle(x, middle, _AT.mark_radius - 1, "text", 2.0)
        if self._share is not None:
            ring_x = rect.width() - _AT.ring_side / 2 - _AT.line_right
            sketch.ring(ring_x, middle, _AT.ring_radius, self._share, "text", _AT.ring_width)
        painter.end()

    def _asks_words(self, care: Care) -> bool:
        """An escort is asked for by name only where nobody is named yet."""
        item = self.line.item
        if item is None or item.fills != "escort":
            return item is not None and item.details
        return care.patient is None or not care.patient.escort_name.strip() or self.changing

    def _field_name(self) -> str:
        item = self.line.item
        if item is not None and said.is_visit(item):
            return self.tr("Day and time, 2026-11-18 09:30")
        if item is not None and item.fills == "escort":
            return self.tr("Name of the escort")
        return self.tr("Words, kept with the answer")

    def _lay(self) -> None:
        """Only where something moves: a layout is made anew by whatever it is told."""
        laid = (self.raised, self._narrow, self.line.override is None, self._share is None)
        if laid == self._laid:
            return
        self._laid = laid
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        under = self.raised or self._narrow or self.line.override is not None
        self._texts.setDirection(down if under else across)
        self._texts.setSpacing(int(_AT.texts_gap if under else _AT.gap))
        right = Qt.AlignmentFlag.AlignLeft if under else Qt.AlignmentFlag.AlignRight
        self.found.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        self._top.setDirection(down if self._narrow else across)
        spare = _AT.ring_side if self._share is not None else 0
        self._texts.setContentsMargins(0, 0, int(spare), 0)

    def _pressed(self) -> None:
        self.answered.emit(self.key, self.sender().objectName())

    def _typed(self) -> None:
        """Enter in the field gives the answer that meets the line."""
        clear = next(iter(self.line.item.clear if self.line.item is not None else ()), "")
        if clear and self.typed:
            self.answered.emit(self.key, clear)

    def _open(self) -> None:
        where = said.opens(self.line)
        if where is not None:
            self.asked.emit(where.name)

    def _change(self) -> None:
        self.changing = True
        self.asked.emit("")

    def _leave(self) -> None:
        self.changing = False
        self.asked.emit("")
