"""The list of what to do next: a row per step with its mark, its words and the keys that do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.device_parts import Scrolled
from bedside.ui.first_start_step import Act, Step, StepState
from bedside.ui.first_start_steps import counted, word_of
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Rule, Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("first_start")


class _Mark(QWidget):
    """The state as a shape: a filled disc with a check, an empty circle, the sign of something wrong."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = StepState.OPEN
        self.setFixedSize(int(_AT.mark_room), int(_AT.mark_room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        middle, radius = self.width() / 2, _AT.mark / 2
        icon = _AT.mark_icon
        if self.state is StepState.FAILING:
            sketch.icon(middle - radius, middle - radius, "alert-outline", "text", _AT.mark)
        elif self.state is StepState.DONE:
            box = QRectF(middle - radius, middle - radius, _AT.mark, _AT.mark)
            sketch.fill(box, "text2", radius)
            sketch.icon(middle - icon / 2, middle - icon / 2, "check", "surface", icon)
        else:
            sketch.circle(middle, middle, radius - _AT.mark_stroke, "text", _AT.mark_stroke)
        painter.end()


class StepRow(QWidget):
    """One step.

    Signals:
        asked: name of the act whose key was pressed.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, step: Step) -> None:
        super().__init__()
        self._theme = theme
        self.step = step
        self.keys: list[PanelKey] = []
        self._mark = _Mark(theme)
        self._title = Words(theme, step.title, "title.small", "text", wrap=True)
        self.words = Words(theme, step.words, "body", "text2", wrap=True)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addStretch(1)
        said.addWidget(self._title)
        said.addWidget(self.words)
        said.addStretch(1)
        self._said = said
        self._keys = QHBoxLayout()
        self._keys.setSpacing(int(_AT.row_gap))
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(int(_AT.row_gap))
        self._beside.addLayout(said, 1)
        self._beside.addLayout(self._keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, int(_AT.row_padding), 0, int(_AT.row_padding))
        row.setSpacing(int(_AT.row_gap))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._beside, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(int(_AT.row_least))
        self._acts: tuple[Act, ...] = ()
        self.show_step(step)

    def show_step(self, step: Step) -> None:
        """Another state of the same step."""
        if step.acts != self._acts:
            self._make_keys(step.acts)
        self.step = step
        self._title.setText(step.title)
        self._title.set_look("title.small", "text2" if step.state is StepState.DONE else "text")
        self.words.setText(step.words)
        self.words.set_look("body", "text" if step.state is StepState.FAILING else "text2")
        self._mark.state = step.state
        self._mark.update()
        self.setAccessibleName(f"{step.title}: {word_of(step.state)}")
        self.setAccessibleDescription(step.words)
        for key in self.keys:
            key.setAccessibleName(f"{key.text()}: {step.title}")
            key.setAccessibleDescription(step.words)

    def set_room(self, width: int, *, low: bool) -> None:
        """Lower keys in a low list; keys under the words where `width` px are too few for both."""
        beside = len(self.keys) * (_AT.key_width + _AT.row_gap)
        below = bool(self.keys) and width < beside + _AT.words_least * self._theme.text_scale
        for key in self.keys:
            key.set_least(
                0 if below else int(_AT.key_width), int(_AT.key_height_low if low else _AT.key_height)
            )
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._beside.setDirection(way)
        # A tall list does not pull its rows apart; a row over its keys is as high as its words.
        most = 2 * self._theme.grown(_AT.row_most)
        self.setMaximumHeight(int(_AT.row_unlimited) if below else most)

    def _make_keys(self, acts: Sequence[Act]) -> None:
        held = any(key.hasFocus() for key in self.keys)
        for key in self.keys:
            self._keys.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys = []
        self._acts = tuple(acts)
        for act in acts:
            key = PanelKey(self._theme, act.label, icon=act.icon, token="body.medium")
            key.IDLE = "raised"
            key.setProperty("act", act.name)
            key.clicked.connect(self._ask)
            self.keys.append(key)
            self._keys.addWidget(key)
        if held and self.keys:  # the keyboard stays where it worked
            self.keys[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        key = self.sender()
        if key is not None:
            self.asked.emit(str(key.property("act")))


class StepList(QWidget):
    """All steps under each other; scrolls where its room is too low.

    Signals:
        asked: name of an act.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, *, headed: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self.rows: dict[str, StepRow] = {}
        self._shown: tuple[Step, ...] = ()
        self._room: tuple[bool, int] | None = None
        self._low: bool | None = None
        self.count = Words(theme, "", "label", "text2")
        pad = int(_AT.list_padding)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(pad if headed else 0, 0, pad if headed else 0, 0)
        self._column.setSpacing(0)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, int(_AT.head_below) if headed else 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(Scrolled(theme, page), 1)
        self._head = QWidget(self)
        words = Flow(int(_AT.row_gap))
        title = Words(theme, self.tr("What to do next"), "title.panel", "text")
        self.count.setMinimumHeight(title.sizeHint().height())
        words.addWidget(title)
        words.addWidget(self.count)
        inside = QVBoxLayout(self._head)
        inside.addLayout(words)
        self._head.setVisible(headed)
        self._headed = headed
        self.setAccessibleName(self.tr("What to do next"))

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """The newest states. May be called for every frame."""
        if steps == self._shown:
            return
        self._shown = steps
        for step in steps:
            row = self.rows.get(step.key)
            if row is None:
                row = self._add(step)
            row.show_step(step)
        self.count.setText(counted(steps))
        self.setAccessibleDescription(counted(steps))
        self._room = None
        self._tell_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keys beside or under the words."""
        self._tell_room()
        super().resizeEvent(event)

    def _add(self, step: Step) -> StepRow:
        if self.rows or self._headed:
            self._column.addWidget(Rule(self._theme))
        row = self.rows[step.key] = StepRow(self._theme, step)
        row.asked.connect(self.asked)
        self._column.addWidget(row, 1)
        return row

    def _tell_room(self) -> None:
        low = self.height() < _AT.low_under
        self._place_head(inside=self.height() < _AT.head_scrolls_under * self._theme.text_scale)
        room = (low, self.width())
        if room != self._room:
            self._room = room
            for row in self.rows.values():
                row.set_room(self.width(), low=low)

    def _place_head(self, *, inside: bool) -> None:
        """Over the steps; in a very low list it scrolls with them."""
        if not self._headed or inside == self._low:
            return
        self._low = inside
        pad = 0 if inside else int(_AT.list_padding)
        self._outer.removeWidget(self._head)
        self._column.removeWidget(self._head)
        layout = self._head.layout()
        if layout is not None:
            layout.setContentsMargins(pad, int(_AT.head_above), pad, int(_AT.head_below))
        (self._column if inside else self._outer).insertWidget(0, self._head)

    def minimumSizeHint(self) -> QSize:
        """It scrolls."""
        return QSize(int(_AT.page_width), int(_AT.page_height))
