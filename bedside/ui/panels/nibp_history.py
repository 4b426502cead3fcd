"""Every cuff reading of the session, newest first, with what went wrong in between."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.held_text import held_to
from bedside.ui.lost_device import first_clause
from bedside.ui.nibp_readings import CuffRow, cuff_rows
from bedside.ui.nibp_words import due_words, every_words, starts_itself
from bedside.ui.painted_list import Index, PaintedList, RowDelegate, RowModel
from bedside.ui.panels.cuff_rule import CuffRule
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_nibp_history")
_VALUE: Final = "num.sm.large"


class _Model(RowModel[CuffRow]):
    """The rows and the moment they are looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.update_shown: MonitorUpdate | None = None
        self.unit = PressureUnit.MMHG

    @property
    def now(self) -> float:
        """Session time, s."""
        return 0.0 if self.update_shown is None else self.update_shown.now

    def row_words(self, row: CuffRow) -> str:
        """The row in words."""
        session = None if self.update_shown is None else self.update_shown.session
        return row.words(self.now, None if session is None else session.started_utc, self.unit)


class _Delegate(RowDelegate):
    """Two lines: clock, value and age; under them how it was started and what is to say of it."""

    rings = True

    def __init__(self, theme: Theme, model: _Model, parent: QWidget) -> None:
        super().__init__(theme, QSize(), parent)
        self._model = model
        self.fit()

    def fit(self) -> None:
        """As high as its two lines."""
        self._lines = (self._theme.px(_VALUE), self._theme.px("label"))
        self._size = QSize(0, int(2 * _AT.row_pad + sum(self._lines) + _AT.line_gap))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row, with a ring where the keyboard is."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            inset = _AT.focus_inset
            rect = QRectF(option.rect).adjusted(inset, inset, -inset, -inset)
            width = self._theme.length("focus")
            Sketch(painter, self._theme).edge(rect, "focus", width, _AT.focus_radius)

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """One attempt."""
        row, model = self._model.rows[n], self._model
        first, second = self._lines
        upper = _AT.row_pad + first / 2 + first * _AT.base
        lower = _AT.row_pad + first + _AT.line_gap + second / 2 + second * _AT.base
        narrow = box.width() < _AT.narrow
        right = box.width() - _AT.right
        sketch.line(0, box.height() - 1, box.width(), box.height() - 1, "line")
        session = None if model.update_shown is None else model.update_shown.session
        x = _AT.clock_x
        if session is not None:
            clock = formats.clock_minute_at if narrow else formats.clock_at
            at = clock(session.started_utc, row.t, None if narrow else model.now)
            x += sketch.text(x, upper, at, "num.sm", "text2") + _AT.pulse_gap
        x = max(x, 0.0 if narrow else _AT.value_x)
        ago = self.tr("{age} ago").format(age=formats.age(max(0.0, model.now - row.t)))
        age = sketch.text(right, upper, ago, "label", "text" if n == 0 else "text2", align=RIGHT)
        room = right - age - _AT.pulse_gap - x
        if row.failed:
            sketch.icon(x, _AT.row_pad + (first - _AT.icon) / 2, "alert-outline", "text2", _AT.icon)
            reason = row.reason if not narrow else first_clause(row.reason)
            left = x + _AT.icon + _AT.icon_gap
            sketch.text(left, upper, reason, "label.medium", "text", room=room - _AT.icon - _AT.icon_gap)
        else:
            self._paint_value(sketch, x, upper, room, row)
        room = right - _AT.clock_x
        said = held_to(sketch, row.second_line, "label", room)
        said.text(_AT.clock_x, lower, row.second_line, "label", "text2", room=room)

    def _paint_value(self, sketch: Sketch, x: float, base: float, room: float, row: CuffRow) -> None:
        end = x + room
        x += sketch.text(x, base, row.value, _VALUE, "nibp") + _AT.gap
        if row.mean:
            mean = f"({row.mean})"
            fitting = held_to(sketch, mean, "title.small", max(1.0, end - x))
            if fitting.width(mean, "title.small") > end - x:
                return  # half a number says something else
            x += fitting.text(x, base, mean, "title.small", "text2") + _AT.pulse_gap
        pulse = f"PR {row.pulse} /min"
        if x + sketch.width(pulse, "label") <= end:
            sketch.text(x, base, pulse, "label", "pr")


class NibpHistoryPanel(Panel):
    """Opened by a press on the cuff's tile, or H."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="arm-flex-outline", title="", parent=parent)
        self.set_head(title=self.tr("NIBP readings"), hint=self.tr("newest first"))
        self.list = PaintedList(theme, self.tr("NIBP readings, newest first"))
        self._model = _Model(self.list)
        self.list.show_model(self._model, _Delegate(theme, self._model, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._none = Words(theme, "", "body", "text2", wrap=True)
        self._none.setContentsMargins(*(int(edge) for edge in _AT.none_margins))
        self._plan = Words(theme, "", "label.medium", "text", wrap=True)
        self.body.addWidget(self._none)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._plan)
        self.rule = CuffRule(theme)
        self.rule.command.connect(self.send)
        self.rule.asking.connect(self._give_way)
        self.body.addWidget(self.rule)
        self.list.installEventFilter(self)  # a list takes letters for a search
        self._seen: tuple[object, ...] = ()
        self._second = -1

    @property
    def rows(self) -> list[str]:
        """The rows in words."""
        return self._model.all_words()

    @property
    def plan(self) -> str:
        """How many readings there are and when the next is due."""
        return self._plan.text()

    def first_focus(self) -> QWidget:
        """The list: the arrows read row by row."""
        return self.list

    def prepare(self, update: MonitorUpdate) -> None:
        """Nothing is asked yet."""
        self.set_head(hint=self.tr("newest first"))
        self.rule.actor = self._actor
        self.rule.begin()

    def set_actor(self, actor: Actor) -> None:
        """Whose acts these are."""
        super().set_actor(actor)
        self.rule.actor = actor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The letters of the keys under the list."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.list:
            return self._letter(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same letters from the keys."""
        if not self._letter(event):
            super().keyPressEvent(event)

    def _give_way(self, asking: bool) -> None:
        """The question takes the place of the list."""
        self.list.setHidden(asking or not self._model.rows)

    def _letter(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return plain and not event.isAutoRepeat() and self.rule.press(event.key())

    def refresh(self, update: MonitorUpdate) -> None:
        """New readings come on top; ages go on once a second."""
        self.rule.show_update(update)
        unit = self._theme.pressure_unit
        nibp = update.nibp
        status = None if nibp is None or nibp.status is None else (nibp.status.state, nibp.status.fault)
        seen = (
            len(update.determinations),
            len(update.alarm_log),
            update.entries,
            status,
            update.baseline,
            unit,
        )
        if seen == self._seen and int(update.now) == self._second:
            return
        self._model.update_shown, self._model.unit = update, unit
        if seen != self._seen:
            at, row = self.list.verticalScrollBar().value(), self.list.currentIndex().row()
            self._model.set_rows(cuff_rows(update, unit))
            if self._model.rows:
                self.list.setCurrentIndex(self._model.index(max(0, min(row, len(self._model.rows) - 1))))
            self.list.verticalScrollBar().setValue(at)
        self._seen, self._second = seen, int(update.now)
        self.list.viewport().update()
        self._say(update)

    def _say(self, update: MonitorUpdate) -> None:
        rows = self._model.rows
        failed = sum(row.failed for row in rows)
        count = len(rows) - failed
        said = [self.tr("1 reading") if count == 1 else self.tr("{n} readings").format(n=count)]
        if failed:
            said.append(self.tr("{n} without a result").format(n=failed))
        said.append(every_words(update.nibp))
        said.append(" ".join(due_words(update.nibp, update.now, auto=starts_itself(update))).strip())
        self._plan.setText(", ".join(part for part in said if part))
        self._none.setHidden(bool(rows))
        self._give_way(bool(self.rule.reasons.keys))
        self._none.setText(
            self.tr(
                "No cuff reading in this session yet. Start measures now (F4), if a device of this bed can."
            )
        )
