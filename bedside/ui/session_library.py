"""The list of recorded sessions: newest first, searched as one types, opened with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from bedside.ui import formats
from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session_overview import length_words
from bedside.ui.session_summary import Summary
from bedside.ui.sketch import CENTRE, Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Mode

_AT: Final = layout("session_library")

ROW_PX = _AT.row
_HEAD_PX = _AT.head
_DATE, _NAME = _AT.date_and_name
_KEY_WIDTH, _KEY_HEIGHT, _KEY_RIGHT = _AT.key_size_and_right
_ALARMS_WIDTH = _AT.alarms_width


class _Model(RowModel[Summary]):
    def row_words(self, row: Summary) -> str:
        """When, who, where, and how it ended."""
        started = row.started_utc.astimezone().strftime("%Y-%m-%d %H:%M")
        name = row.label or self.tr("not named")
        return f"{started} {name}, {self.tr('bed {bed}').format(bed=row.bed)}, {self.state_words(row)}"

    def state_words(self, row: Summary) -> str:
        """How the session ended."""
        if row.interrupted:
            return self.tr("interrupted")
        return self.tr("still recording") if row.ended_utc is None else row.end_reason or self.tr("ended")


def _key_rect(rect: QRectF) -> QRectF:
    return QRectF(
        rect.right() - _KEY_RIGHT - _KEY_WIDTH,
        rect.center().y() - _KEY_HEIGHT / 2,
        _KEY_WIDTH,
        _KEY_HEIGHT,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges of the columns; None: no room for it (its words stay in the row's accessible text)."""

    length: float | None
    alarms: float | None
    state: float | None
    name_end: float
    end: float


def _columns(width: float) -> _Columns:
    end = width - _KEY_RIGHT - _KEY_WIDTH - _AT.column_gap
    right = end
    state = min(_AT.state_most, right - _AT.state_room) if right >= _AT.state_from else None
    right = right if state is None else state - _AT.column_gap
    alarms = min(_AT.alarms_most, right - _ALARMS_WIDTH) if right >= _AT.alarms_from else None
    right = right if alarms is None else alarms - _AT.column_gap
    length = min(_AT.length_most, right - _AT.length_room) if right >= _AT.length_from else None
    return _Columns(length, alarms, state, (right if length is None else length) - _AT.name_gap, end)


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, view: QListView) -> None:
        super().__init__(theme, QSize(_AT.list_least, ROW_PX), view)
        self._model = model
        self._view = view

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Paint a session."""
        row = self._model.rows[n]
        current = n == self._view.currentIndex().row()
        if current:
            inside = box.adjusted(*_AT.inside)
            sketch.fill(inside, "raised", _AT.radius)
            sketch.edge(inside, "line2", 1.0, _AT.radius)
            sketch.fill(QRectF(_AT.mark_x, _AT.mark_y, _AT.mark_width, ROW_PX - _AT.mark_low), "text", 2)
        else:
            sketch.line(_AT.rule_x, ROW_PX - 1, box.width() - _AT.rule_x, ROW_PX - 1, "line")
        self._cells(sketch, row, _columns(box.width()))
        key = _key_rect(box)
        radius = self._theme.length("radius_key")
        sketch.fill(key, "primary" if current else "raised", radius)
        if not current:
            sketch.edge(key, "line", 1.0, radius)
        words = "on_primary" if current else "text"
        sketch.icon(key.left() + _AT.play_x, key.center().y() - _AT.play_up, "play", words, _AT.play_side)
        sketch.text(
            key.left() + _AT.play_words_x,
            key.center().y() + _AT.play_words_down,
            self._model.tr("Review"),
            "label.medium",
            words,
        )

    def _cells(self, sketch: Sketch, row: Summary, columns: _Columns) -> None:
        started = row.started_utc.astimezone()
        sketch.text(_DATE + _AT.date_pad, _AT.first_y, started.strftime("%d %b"), "num.sm", "text")
        sketch.text(_DATE + _AT.date_pad, _AT.second_y, started.strftime("%H:%M %Y"), "num.sm.small", "text2")
        name = row.label or self._model.tr("not named")
        room = columns.name_end - _NAME
        role = "text" if row.label else "text2"
        simulated = row.mode is Mode.SIMULATION
        beside = simulated and sketch.width(name, "body.bold") + _AT.tag_beside_room <= room
        used = sketch.text(_NAME, _AT.first_y, name, "body.bold", role, room=room)
        bed = sketch.text(
            _NAME, _AT.second_y, self._model.tr("bed {bed}").format(bed=row.bed), "label", "text2"
        )
        if simulated:
            place = (
                (_NAME + used + _AT.tag_gap, _AT.tag_first_y)
                if beside
                else (_NAME + bed + _AT.tag_gap, _AT.tag_second_y)
            )
            tag = QRectF(*place, _AT.tag_width, _AT.tag_height)
            sketch.fill(tag, "sim", self._theme.length("radius_plot"))
            words = self._model.tr("SIMULATION")
            sketch.text(
                tag.center().x(), tag.top() + _AT.tag_words_down, words, "tiny.medium", "on_sim", align=CENTRE
            )
        if columns.length is not None:
            sketch.text(columns.length, _AT.middle_y, length_words(row.duration_s), "body", "text")
        if columns.alarms is not None:
            self._counts(sketch, row, columns.alarms)
        if columns.state is not None:
            state = self._model.state_words(row)
            token, role = ("body.bold", "text") if row.interrupted else ("body", "text2")
            sketch.text(columns.state, _AT.middle_y, state, token, role, room=columns.end - columns.state)

    def _counts(self, sketch: Sketch, row: Summary, left: float) -> None:
        roles = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
        for n, (priority, count) in enumerate(
            (
                (Priority.HIGH, row.alarms_high),
                (Priority.MEDIUM, row.alarms_medium),
                (Priority.LOW, row.alarms_low),
            )
        ):
            x = left + _AT.alarm_pitch * n
            sketch.icon(
                x,
                _AT.alarm_y,
                formats.priority_icon(priority),
                roles[priority] if count else "line",
                _AT.alarm_side,
            )
            sketch.text(
                x + _AT.alarm_words_x, _AT.middle_y, str(count), "num.sm", "text" if count else "text3"
            )


class _Head(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(_HEAD_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of the columns."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        columns = _columns(self.width())
        for x, words in (
            (_DATE + _AT.date_pad, self.tr("Date")),
            (_NAME, self.tr("Patient and bed")),
            (columns.length, self.tr("Length")),
            (columns.alarms, self.tr("Alarms")),
            (columns.state, self.tr("End")),
        ):
            if x is None:
                continue
            sketch.text(x, _AT.head_y, words, "small.medium", "text2")
        sketch.line(_AT.rule_margin, _HEAD_PX - 1, self.width() - _AT.rule_margin, _HEAD_PX - 1, "line")
        painter.end()


class _SessionView(PaintedList):
    """The list itself: the Review key or Enter opens, a click elsewhere chooses.

    Signals:
        opened: the row whose session is to be opened.
    """

    opened = Signal(int)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open when the Review key was hit."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and _key_rect(QRectF(self.visualRect(index))).contains(event.position()):
            self.opened.emit(index.row())


class SessionLibrary(QWidget):
    """All recorded sessions.

    Signals:
        open_requested: id of the session to open.
    """

    open_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[Summary, ...] = ()
        self.setAccessibleName(self.tr("Session library"))
        self.search = Field(
            theme, self.tr("Search: name, bed, date, id"), token="body", height=_AT.search_height, search=True
        )
        self.search.setMaximumWidth(_AT.search_most)
        self.search.setMinimumWidth(_AT.search_least)
        self.search.edit.textChanged.connect(self._filter)
        self.filter_keys: dict[str, PanelKey] = {}
        filters = self._filters = QHBoxLayout()
        filters.setContentsMargins(*_AT.filter_margins)
        filters.setSpacing(_AT.filter_gap)
        filters.addWidget(self.search, 10)
        for name, words in (
            ("high", self.tr("Has a High")),
            ("interrupted", self.tr("Interrupted")),
            ("patients", self.tr("Patients only")),
        ):
            key = PanelKey(theme, words)
            key.setCheckable(True)
            key.clicked.connect(self._filter)
            key.setMinimumWidth(key.sizeHint().width())
            self.filter_keys[name] = key
            filters.addWidget(key)
        filters.addStretch(1)
        self._model = _Model(self)
        self.view = _SessionView(theme, self.tr("Recorded sessions, newest first"))
        self.view.show_model(self._model, _Delegate(theme, self._model, self.view))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.opened.connect(self._open_row)
        self.view.activated.connect(self._open_index)
        self._none = Words(theme, "", "title.panel", "text2")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.list_margins)
        column.setSpacing(0)
        column.addLayout(filters)
        column.addWidget(_Head(theme))
        column.addWidget(self._pages, 1)

    def set_sessions(self, sessions: Sequence[Summary]) -> None:
        """All sessions, in the order to show them."""
        self._all = tuple(sessions)
        self._filter()

    @property
    def shown(self) -> tuple[Summary, ...]:
        """Sessions that pass the search and the filters."""
        return self._model.rows

    @property
    def count_words(self) -> str:
        """ "3 of 12 shown"."""
        return self.tr("{n} of {all} shown").format(n=len(self.shown), all=len(self._all))

    def row_words(self) -> list[str]:
        """The lines in words."""
        return self._model.all_words()

    def _filter(self) -> None:
        wanted = self.search.text().casefold().split()
        chosen = {name for name, key in self.filter_keys.items() if key.isChecked()}

        def passes(row: Summary) -> bool:
            started = row.started_utc.astimezone().strftime("%Y-%m-%d %d %b %H:%M")
            words = f"{row.label} {self.tr('bed {bed}').format(bed=row.bed)} {started} {row.id}".casefold()
            return (
                all(part in words for part in wanted)
                and ("high" not in chosen or row.alarms_high > 0)
                and ("interrupted" not in chosen or row.interrupted)
                and ("patients" not in chosen or row.mode is Mode.LIVE)
            )

        rows = tuple(row for row in self._all if passes(row))
        if rows != self._model.rows:
            kept = self.view.currentIndex().row()
            self._model.set_rows(rows)
            if rows:
                self.view.setCurrentIndex(self._model.index(min(max(kept, 0), len(rows) - 1)))
        self._pages.setCurrentIndex(0 if rows else 1)
        self._none.setText(
            self.tr("No session passes the search and the filters.")
            if self._all
            else self.tr("No session is recorded yet: recording starts by itself with the first reading.")
        )

    def _open_index(self, index: QModelIndex) -> None:
        self._open_row(index.row())

    def _open_row(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.open_requested.emit(self._model.rows[row].id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tiles behind the search row and the list."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        sketch.fill(QRectF(self.rect()), "bg")
        bar = self._filters.geometry().height()
        tile_ground(sketch, QRectF(0, 0, self.width(), bar))
        tile_ground(sketch, QRectF(0, bar + _AT.list_gap, self.width(), self.height() - bar - _AT.list_gap))
        painter.end()
