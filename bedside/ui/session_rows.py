"""The painted rows of the session library: when, who, how long, how many alarms, how it ended, and a Review key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QListView, QWidget

from bedside.monitor.session_review import NOT_REVIEWED, SessionReview
from bedside.ui import formats
from bedside.ui.painted_list import RowDelegate, RowModel
from bedside.ui.qa.qa_words import line_words
from bedside.ui.session_summary import Summary
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Mode

_AT: Final = layout("session_library")

_DATE, _NAME = _AT.date_and_name
_KEY_WIDTH, _KEY_HEIGHT, _KEY_RIGHT = _AT.key_size_and_right


class SessionModel(RowModel[Summary]):
    """What the rows say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reviews: Mapping[str, SessionReview] | None = None  # None: nobody keeps any

    def review_words(self, row: Summary) -> str:
        """Who reviewed it, how many notes it has; "" where that is not kept, or it is still recording."""
        if self.reviews is None or not _is_over(row):
            return ""
        return line_words(self.reviews.get(row.id, NOT_REVIEWED))

    def waits_for_review(self, row: Summary) -> bool:
        """It is over, and nobody has marked it as reviewed."""
        review = (self.reviews or {}).get(row.id, NOT_REVIEWED)
        return _is_over(row) and review.reviewed is None

    def row_words(self, row: Summary) -> str:
        """When, who, where, how long, how many alarms, and how it ended."""
        started = row.started_utc.astimezone().strftime("%Y-%m-%d %H:%M")
        name = row.label or self.tr("not named")
        alarms = self.tr("alarms: {high} High, {medium} Medium, {low} Low").format(
            high=row.alarms_high, medium=row.alarms_medium, low=row.alarms_low
        )
        said = [f"{started} {name}", self.tr("bed {bed}").format(bed=row.bed)]
        if row.mode is Mode.SIMULATION:
            said.append(self.tr("simulation"))
        said += [formats.length_words(row.duration_s), alarms, self.state_words(row), self.review_words(row)]
        return ", ".join(part for part in said if part)

    def state_words(self, row: Summary) -> str:
        """How the session ended."""
        if row.interrupted:
            return self.tr("interrupted")
        if row.ended_utc is None:
            return self.tr("still recording")
        return told(row.end_reason) or self.tr("ended")


def _is_over(row: Summary) -> bool:
    return row.ended_utc is not None or row.interrupted


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges of the columns; None: no room for it (its words stay in the row's accessible text).

    Attributes:
        wide: how much further apart they stand than at 100 %; in a narrow list less than the text has grown.
        key_width: of the Review key; without its word where a name would have no room.
    """

    wide: float
    date: float
    name: float
    length: float | None
    alarms: float | None
    state: float | None
    name_end: float
    end: float
    key_width: float
    key_word: bool


def columns_in(width: float, text_scale: float) -> Columns:
    """The columns of a list `width` px wide; larger text needs wider ones, and so has fewer."""
    wide = min(text_scale, max(1.0, width / _AT.least_wide))
    columns = _columns(width / wide, wide, _KEY_WIDTH, word=True)
    if columns.name_end - columns.name >= _AT.name_least * text_scale:
        return columns
    return _columns(width / wide, wide, _AT.key_bare, word=False)


def _columns(width: float, wide: float, key: float, *, word: bool) -> Columns:
    right = end = width - _KEY_RIGHT - key - _AT.column_gap
    state = min(_AT.state_most, right - _AT.state_room) if right >= _AT.state_from else None
    right = right if state is None else state - _AT.column_gap
    alarms = min(_AT.alarms_most, right - _AT.alarms_width) if right >= _AT.alarms_from else None
    right = right if alarms is None else alarms - _AT.column_gap
    length = min(_AT.length_most, right - _AT.length_room) if right >= _AT.length_from else None
    name_end = (right if length is None else length) - _AT.name_gap
    length, alarms, state = (None if x is None else x * wide for x in (length, alarms, state))
    return Columns(
        wide=wide,
        date=(_DATE + _AT.date_pad) * wide,
        name=_NAME * wide,
        length=length,
        alarms=alarms,
        state=state,
        name_end=name_end * wide,
        end=end * wide,
        key_width=key * wide,
        key_word=word,
    )


def key_rect(rect: QRectF, text_scale: float) -> QRectF:
    """Where the Review key stands in a row at `rect`."""
    columns = columns_in(rect.width(), text_scale)
    high = _KEY_HEIGHT * text_scale
    left = rect.right() - _KEY_RIGHT * columns.wide - columns.key_width
    return QRectF(left, rect.center().y() - high / 2, columns.key_width, high)


class SessionDelegate(RowDelegate):
    """How a row is painted."""

    def __init__(self, theme: Theme, model: SessionModel, view: QListView) -> None:
        super().__init__(theme, QSize(), view)
        self._model = model
        self._view = view
        self.fit()

    def fit(self) -> None:
        """As high as its two lines."""
        self._size = QSize(_AT.list_least, self._theme.grown(_AT.row))

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Paint a session."""
        row, high = self._model.rows[n], self._size.height()
        current = n == self._view.currentIndex().row()
        if current:
            inside = box.adjusted(*_AT.inside)
            sketch.fill(inside, "raised", _AT.radius)
            sketch.edge(inside, "line2", 1.0, _AT.radius)
            sketch.fill(QRectF(_AT.mark_x, _AT.mark_y, _AT.mark_width, high - _AT.mark_low), "text", 2)
        else:
            sketch.line(_AT.rule_x, high - 1, box.width() - _AT.rule_x, high - 1, "line")
        columns = columns_in(box.width(), self._theme.text_scale)
        self._cells(sketch, row, columns)
        self._key(sketch, key_rect(box, self._theme.text_scale), columns, current=current)

    def _key(self, sketch: Sketch, key: QRectF, columns: Columns, *, current: bool) -> None:
        radius, lower = self._theme.length("radius_key"), self._theme.text_scale
        sketch.fill(key, "primary" if current else "raised", radius)
        if not current:
            sketch.edge(key, "line", 1.0, radius)
        role, side = "on_primary" if current else "text", _AT.play_side * lower
        x = _AT.play_x * columns.wide if columns.key_word else (key.width() - side) / 2
        sketch.icon(key.left() + x, key.center().y() - _AT.play_up * lower, "play", role, side)
        if columns.key_word:
            x = max(_AT.play_words_x * columns.wide, x + side + _AT.play_gap)
            base = key.center().y() + _AT.play_words_down * lower
            room = key.width() - x - _AT.play_gap
            sketch.text(key.left() + x, base, self._model.tr("Review"), "label.medium", role, room=room)

    def _cells(self, sketch: Sketch, row: Summary, columns: Columns) -> None:
        lower = self._theme.text_scale
        first, second, middle = _AT.first_y * lower, _AT.second_y * lower, _AT.middle_y * lower
        started, room = row.started_utc.astimezone(), columns.name - columns.date - _AT.date_pad
        sketch.text(columns.date, first, started.strftime("%d %b"), "num.sm", "text", room=room)
        sketch.text(columns.date, second, started.strftime("%H:%M %Y"), "num.sm.small", "text2", room=room)
        self._name(sketch, row, columns, first, second)
        if columns.length is not None:
            words, room = (
                formats.length_words(row.duration_s),
                (columns.alarms or columns.end) - columns.length,
            )
            sketch.text(columns.length, middle, words, "body", "text", room=room)
        if columns.alarms is not None:
            self._counts(sketch, row, columns.alarms, columns.wide)
        if columns.state is not None:
            state = self._model.state_words(row)
            token, role = ("body.bold", "text") if row.interrupted else ("body", "text2")
            reviewed, room = self._model.review_words(row), columns.end - columns.state
            sketch.text(columns.state, first if reviewed else middle, state, token, role, room=room)
            sketch.text(columns.state, second, reviewed, "label", "text2", room=room)

    def _name(self, sketch: Sketch, row: Summary, columns: Columns, first: float, second: float) -> None:
        """Who and which bed; a simulation has its tag behind the name, or behind the bed where that is long."""
        lower, room = self._theme.text_scale, columns.name_end - columns.name
        name, simulated = row.label or self._model.tr("not named"), row.mode is Mode.SIMULATION
        beside = simulated and sketch.width(name, "body.bold") + _AT.tag_beside_room * lower <= room
        role = "text" if row.label else "text2"
        used = sketch.text(columns.name, first, name, "body.bold", role, room=room)
        bed = self._model.tr("bed {bed}").format(bed=row.bed)
        if columns.state is None and not simulated and (reviewed := self._model.review_words(row)):
            bed = f"{bed} · {reviewed}"
        wide = sketch.text(columns.name, second, bed, "label", "text2", room=room)
        if not simulated:
            return
        left = columns.name + (used if beside else wide) + _AT.tag_gap * lower
        words, width = self._model.tr("SIMULATION"), _AT.tag_width * lower
        if left + width > columns.name_end:
            words, width = self._model.tr("S"), _AT.tag_small * lower
        top = (_AT.tag_first_y if beside else _AT.tag_second_y) * lower
        tag = QRectF(left, top, width, _AT.tag_height * lower)
        sketch.fill(tag, "sim", self._theme.length("radius_plot"))
        base = tag.top() + _AT.tag_words_down * lower
        sketch.text(tag.center().x(), base, words, "tiny.medium", "on_sim", align=CENTRE)

    def _counts(self, sketch: Sketch, row: Summary, left: float, wide: float) -> None:
        roles = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
        counts = (row.alarms_high, row.alarms_medium, row.alarms_low)
        lower = self._theme.text_scale
        for n, ((priority, role), count) in enumerate(zip(roles.items(), counts, strict=True)):
            x, side = left + _AT.alarm_pitch * n * wide, _AT.alarm_side * lower
            icon = formats.priority_icon(priority)
            sketch.icon(x, _AT.alarm_y * lower, icon, role if count else "line", side)
            x += max(_AT.alarm_words_x * wide, side + _AT.play_gap)
            sketch.text(x, _AT.middle_y * lower, str(count), "num.sm", "text" if count else "text3")
