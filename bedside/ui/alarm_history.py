"""The list of a session's alarms with its filters; the same live and in review, where nothing can be acted on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from bedside.alarms.flood import Grouped, hints
from bedside.ui import formats
from bedside.ui.alarm_rows import (
    GROUPS,
    AlarmFilter,
    AlarmRow,
    Heading,
    alarm_rows,
    first_line,
    grouped,
    hint_words,
    length_words,
    row_words,
    second_line,
)
from bedside.ui.chart_key import ChartKey
from bedside.ui.held_text import held_to
from bedside.ui.painted_list import Index, PaintedList, RowDelegate, RowModel
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.words import Words
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import AlarmChange, Kind, Priority
from bedside.vitals.display import PressureUnit

_AT: Final = layout("alarm_history")

ROW_PX = _AT.row
_LINES = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


class _Model(RowModel[AlarmRow | Heading]):
    now = 0.0  # session time, s
    started_utc: datetime | None = None
    unit = PressureUnit.MMHG

    def row_words(self, row: AlarmRow | Heading) -> str:
        """Everything the row says."""
        return row_words(row, self.now, self.started_utc, self.unit)


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, parent: QWidget) -> None:
        super().__init__(theme, QSize(_AT.list_least, ROW_PX), parent)
        self._model = model
        self.fit()

    def fit(self) -> None:
        """As high as its two lines."""
        self._size = QSize(_AT.list_least, ROW_PX + self._lower(_AT.second_y))

    def _lower(self, y: float) -> int:
        """How far larger text pushes a baseline down, px."""
        return self._theme.grown(y) - round(y)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row, and where the keyboard is."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            rect = QRectF(option.rect).adjusted(*_AT.focus_inset)
            Sketch(painter, self._theme).edge(rect, "focus", 2.0, _AT.focus_radius)

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Clock, shape, message and length; under it what was done about it."""
        row, model = self._model.rows[n], self._model
        right = box.width() - _AT.right
        sketch.line(
            _AT.rule_margin, box.height() - 1, box.width() - _AT.rule_margin, box.height() - 1, "line"
        )
        if isinstance(row, Heading):
            base = _AT.words_y + self._lower(_AT.words_y)
            sketch.text(_AT.words_x, base, row.words, "title.small", "text", room=right - _AT.words_x)
            return
        change = row.change
        first = _AT.first_y + self._lower(_AT.first_y)
        second = _AT.second_y + self._lower(_AT.second_y)
        started = model.started_utc
        clock = "" if started is None else formats.clock_at(started, change.onset_t)
        if started is not None and box.width() >= self._theme.grown(_AT.day_from):
            clock = formats.clock_at(started, change.onset_t, model.now)
        after = _AT.words_x + sketch.text(_AT.words_x, first, clock, "num.sm.small", "text2")
        icon_x = max(float(_AT.icon_x), after + _AT.icon_gap)
        left = icon_x + _AT.message_x - _AT.icon_x
        icon_y = _AT.icon_y + self._lower(_AT.first_y) * _AT.icon_rise
        icon = formats.priority_icon(change.priority)
        sketch.icon(icon_x, icon_y, icon, _LINES[change.priority], _AT.icon_side)
        token, role = ("num.sm.small.bold", "text") if row.open else ("num.sm.small", "text2")
        used = sketch.text(right, first, length_words(row, model.now), token, role, align=RIGHT)
        token = "label.bold" if change.priority is Priority.HIGH or row.open else "label.medium"
        words, room = first_line(row, self._theme.pressure_unit), right - used - _AT.message_gap - left
        beside = held_to(sketch, words, token, room)
        beside.text(left, first, words, token, "text", room=room)
        words = second_line(row, self._theme.pressure_unit)
        left = _AT.message_x if left == _AT.message_x else _AT.words_x  # pushed aside, it has the whole row
        sketch.text(left, second, words, "small", "text2", room=right - left)


class _List(PaintedList):
    """Rows that keep their place while the newest ones change."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self._look = theme
        self.model_kept = _Model(self)
        self.show_model(self.model_kept, _Delegate(theme, self.model_kept, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def show_rows(self, rows: Sequence[AlarmRow | Heading], now: float, started_utc: datetime | None) -> None:
        """Other rows, or the same ones a little later."""
        model = self.model_kept
        same, model.now, model.started_utc = tuple(rows) == model.rows, now, started_utc
        model.unit = self._look.pressure_unit
        if same:
            self.viewport().update()
            return
        at, row = self.verticalScrollBar().value(), self.currentIndex().row()
        model.set_rows(rows)
        if 0 <= row < len(rows):
            self.setCurrentIndex(model.index(row))
        self.verticalScrollBar().setValue(at)


class AlarmHistory(QWidget):
    """Filters, what so many alarms suggest, and the rows.

    Signals:
        time_clicked: onset of the row that was chosen, session time, s.
    """

    time_clicked = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._log: tuple[AlarmChange, ...] = ()
        self._now = 0.0
        self._started: datetime | None = None
        self._rows: list[AlarmRow] = []
        self.keys: dict[Priority | Kind | str, ChartKey] = {}
        self._hint = Words(theme, "", "label.medium", "text", wrap=True)
        self._none = Words(theme, "", "body", "text2", wrap=True)
        self._none.setContentsMargins(*_AT.none_margins)
        self.list = _List(theme, self.tr("Alarms, newest first"))
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addLayout(self._filter_keys(theme))
        column.addWidget(self._hint)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)

    def _filter_keys(self, theme: Theme) -> Flow:
        row = Flow(_AT.key_gap)
        words: list[tuple[Priority | Kind | str, str]] = [
            (Priority.HIGH, self.tr("High")),
            (Priority.MEDIUM, self.tr("Medium")),
            (Priority.LOW, self.tr("Low")),
            (Kind.PHYSIOLOGICAL, self.tr("Patient")),
            (Kind.TECHNICAL, self.tr("Equipment")),
            *((group, group) for group in GROUPS),
            ("open", self.tr("Only open")),
        ]
        for name, label in words:
            key = ChartKey(theme, label)
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Show only {what}").format(what=label))
            key.setMinimumHeight(_AT.key_least)
            key.clicked.connect(self._show)
            self.keys[name] = key
            row.addWidget(key)
        return row

    @property
    def filter(self) -> AlarmFilter:
        """What the keys keep."""
        chosen = {name for name, key in self.keys.items() if key.isChecked()}
        return AlarmFilter(
            priorities=frozenset(name for name in chosen if isinstance(name, Priority)),
            kinds=frozenset(name for name in chosen if isinstance(name, Kind)),
            groups=frozenset(group for group in GROUPS if group in chosen),
            only_open="open" in chosen,
        )

    def show_log(self, log: tuple[AlarmChange, ...], now: float, started_utc: datetime | None) -> None:
        """The alarm changes of a session up to session time `now`, s."""
        if log is not self._log:
            self._rows = alarm_rows(log)
        self._log, self._now, self._started = log, now, started_utc
        self._show()

    def row_words(self) -> list[str]:
        """The rows that are shown, in words."""
        return self.list.model_kept.all_words()

    @property
    def hint(self) -> str:
        """What so many alarms suggest."""
        return self._hint.text()

    def _show(self) -> None:
        kept = self.filter
        rows = [row for row in self._rows if kept.keeps(row)]
        found = hints(self._log, self._now)
        by_parameter = any(isinstance(hint, Grouped) for hint in found)
        self.list.show_rows(grouped(rows) if by_parameter else rows, self._now, self._started)
        said = hint_words(found)
        if said != self._hint.text():
            self._hint.setText(said)
        self._hint.setVisible(bool(said))
        self._none.setText(
            self.tr("No alarm of this kind.") if self._rows else self.tr("No alarm in this session.")
        )
        self._none.setVisible(not rows)
        self.list.setVisible(bool(rows))

    def _chosen(self, index: QModelIndex) -> None:
        row = self.list.model_kept.rows[index.row()]
        if isinstance(row, AlarmRow):
            self.time_clicked.emit(row.change.onset_t)
