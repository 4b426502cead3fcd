"""The sessions of a course as a list: dose, lowest saturation, highest dissociation, alarms by their shapes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui import formats
from bedside.ui.course.against import against_words
from bedside.ui.course.course_data import CourseData, CourseSession
from bedside.ui.course.course_words import day, notes_of
from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority

_AT: Final = layout("course_lines")
_ROLES: Final = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
_DASH: Final = "–"
_SHOWN_NOTES_COUNT: Final = 3
Row = tuple[int, CourseSession]  # which of the course, from 1


class SessionRows(RowModel[Row]):
    """What the rows say."""

    def row_words(self, row: Row) -> str:
        """Number, day, dose, saturation, dissociation, alarms."""
        n, one = row
        said = [self.tr("session {n}, {day}").format(n=n, day=day(one.line.started_utc))]
        facts = one.facts
        if facts is None:
            return ", ".join([*said, self.tr("cannot be read")])
        numbers = facts.numbers
        if not facts.ended:
            said.append(self.tr("not ended"))
        mg = _DASH if numbers.mg_given is None else decimal(numbers.mg_given, 1)
        said.append(self.tr("{mg} mg").format(mg=mg))
        if numbers.lowest_spo2 is not None:
            said.append(self.tr("lowest SpO2 {n}").format(n=decimal(numbers.lowest_spo2)))
        if numbers.highest_dissociation is not None:
            said.append(self.tr("dissociation {n}").format(n=numbers.highest_dissociation))
        alarms = self.tr("alarms: {high} High, {medium} Medium, {low} Low").format(
            high=numbers.alarms.high, medium=numbers.alarms.medium, low=numbers.alarms.low
        )
        return ", ".join([*said, alarms])


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: SessionRows, view: PaintedList) -> None:
        super().__init__(theme, QSize(), view)
        self._model = model
        self._view = view
        self.fit()

    def fit(self) -> None:
        """As high as its line."""
        self._size = QSize(0, self._theme.grown(_AT.row))

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """One session."""
        number, one = self._model.rows[n]
        grown, width = self._theme.text_scale, box.width()
        if n == self._view.currentIndex().row():
            focused = self._view.hasFocus()
            inside = box.adjusted(0, 2, 0, -2)
            sketch.fill(inside, "raised", _AT.ring)
            if focused:
                sketch.edge(inside, "focus", self._theme.length("focus"), _AT.ring)
            mark = QRectF(0, _AT.mark_pad, _AT.mark_width, box.height() - 2 * _AT.mark_pad)
            sketch.fill(mark, "text", 2)
        sketch.line(0, box.height() - 1, width, box.height() - 1, "line")
        base = _AT.row_y * grown
        used = sketch.text(_AT.number_x, base, str(number), "num.sm.bold", "text")
        date_x = max(_AT.date_x, _AT.number_x + used + _AT.arrow_gap)
        facts = one.facts
        if facts is None:
            words = f"{day(one.line.started_utc)}, {self._model.tr('cannot be read')}"
            sketch.text(date_x, base, words, "label", "text", room=width - date_x)
            return
        numbers = facts.numbers
        mg = _DASH if numbers.mg_given is None else decimal(numbers.mg_given, 1)
        token = "num.sm.bold" if facts.stopped_early or facts.never_stopped else "num.sm"
        right = width * _AT.mg_right
        room = right - sketch.width(mg, token) - _AT.arrow_gap - date_x
        sketch.text(date_x, base, day(one.line.started_utc), "num.sm.small", "text2", room=room)
        sketch.text(right, base, mg, token, "text", align=RIGHT)
        spo2 = _DASH if numbers.lowest_spo2 is None else decimal(numbers.lowest_spo2)
        sketch.text(width * _AT.spo2_right, base, spo2, "num.sm", "spo2", align=RIGHT)
        rated = _DASH if numbers.highest_dissociation is None else str(numbers.highest_dissociation)
        sketch.text(width * _AT.dissociation_right, base, rated, "num.sm", "experience", align=RIGHT)
        self._alarms(sketch, one, width, base)

    def _alarms(self, sketch: Sketch, one: CourseSession, width: float, base: float) -> None:
        assert one.facts is not None
        alarms = one.facts.numbers.alarms
        side = _AT.icon * min(self._theme.text_scale, width / _AT.alarms_from)
        for n, (priority, role) in enumerate(_ROLES.items()):
            count = (alarms.high, alarms.medium, alarms.low)[n]
            x = width * (_AT.alarms_x + n * _AT.pitch)
            icon = formats.priority_icon(priority)
            sketch.icon(x, base - side + 2, icon, role if count else "line", side)
            x += side + _AT.icon_gap
            room = width * _AT.pitch - side - _AT.icon_gap
            sketch.text(
                x, base, str(count), "num.sm.small", "text" if count else "text3", room=max(room, side)
            )


class _Head(QWidget):
    def __init__(self, theme: Theme, view: PaintedList) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.grown(_AT.head))

    def changeEvent(self, event: QEvent) -> None:
        """As high as its words."""
        if event.type() in LOOK_EVENTS and hasattr(self, "_view"):
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of the columns."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        width, base = self._view.viewport().width(), _AT.head_y * self._theme.text_scale
        edge = _AT.date_x
        for share, words, brief in (
            (_AT.mg_right, self.tr("mg"), self.tr("mg")),
            (_AT.spo2_right, self.tr("Lowest SpO2"), self.tr("SpO2")),
            (_AT.dissociation_right, self.tr("Dissoc."), self.tr("Diss.")),
        ):
            right = width * share
            room = right - edge - _AT.arrow_gap
            said = words if sketch.width(words, "small") <= room else brief
            sketch.text(right, base, said, "small", "text2", align=RIGHT, room=room)
            edge = right
        left = width * _AT.alarms_x
        sketch.text(left, base, self.tr("Alarms"), "small", "text2", room=width - left)
        sketch.line(0, self.height() - 1, width, self.height() - 1, "line")
        painter.end()


class SessionTable(QWidget):
    """The list with its keys.

    Signals:
        opened: id of a session to review.
        move_asked: id of a session that belongs to somebody else.
    """

    opened = Signal(str)
    move_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._model = SessionRows(self)
        self.view = PaintedList(theme, self.tr("Sessions of this course, oldest first"))
        self.view.show_model(self._model, _Delegate(theme, self._model, self.view))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMinimumHeight(2 * round(_AT.row))
        self.view.activated.connect(self._open_index)
        self.against = Words(theme, "", "label", "text2", wrap=True)
        self.view.selectionModel().currentChanged.connect(self._show_against)
        self.notes = Words(theme, "", "label", "text2", wrap=True)
        self.review_key = PanelKey(theme, self.tr("Review"), icon="play", key=self.tr("Enter"))
        self.review_key.clicked.connect(self._open)
        self.move_key = PanelKey(theme, self.tr("Another patient"), icon="account-outline")
        self.move_key.setAccessibleDescription(self.tr("File the chosen session under another patient"))
        self.move_key.clicked.connect(self._move)
        self._title = Words(theme, self.tr("Sessions"), "title.small", "text")
        keys = QHBoxLayout()
        keys.setSpacing(_AT.top)
        keys.addWidget(self.review_key, 1)
        keys.addWidget(self.move_key, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.pad, _AT.gap, _AT.pad, _AT.gap)
        rows.setSpacing(_AT.top)
        rows.addWidget(self._title)
        rows.addWidget(_Head(theme, self.view))
        rows.addWidget(self.view, 1)
        rows.addWidget(self.against)
        rows.addWidget(self.notes)
        rows.addLayout(keys)

    def set_course(self, data: CourseData | None) -> None:
        """Other rows; the chosen session stays chosen."""
        before = self.current
        rows = () if data is None else tuple(enumerate(data.sessions, 1))
        if rows != self._model.rows:
            self._model.set_rows(rows)
            at = next((n for n, (_, one) in enumerate(rows) if one.id == before), len(rows) - 1)
            if rows:
                self.view.setCurrentIndex(self._model.index(at))
        self._show_against()
        notes = [] if data is None else notes_of(data)
        more = len(notes) - _SHOWN_NOTES_COUNT
        shown = notes[-_SHOWN_NOTES_COUNT:]
        if more > 0:
            shown.insert(0, self.tr("{n} more notes stand with their sessions.").format(n=more))
        if data is not None and not rows:
            shown = [self.tr("No session is filed under this patient yet.")]
        self.notes.setText("\n".join(shown))
        self.notes.setVisible(bool(shown))
        for key in (self.review_key, self.move_key):
            key.setEnabled(bool(rows))

    @property
    def current(self) -> str:
        """Id of the chosen session; "" = none."""
        index = self.view.currentIndex()
        return self._model.rows[index.row()][1].id if 0 <= index.row() < len(self._model.rows) else ""

    def _show_against(self) -> None:
        """The chosen session beside those before it (T10)."""
        index = self.view.currentIndex().row()
        facts = self._model.rows[index][1].facts if 0 <= index < len(self._model.rows) else None
        words = ""
        if facts is not None:
            known = [one.facts.numbers for _, one in self._model.rows if one.facts is not None]
            words = against_words(facts.numbers, known, self._theme.pressure_unit)
        self.against.setText(words)
        self.against.setVisible(bool(words))

    def row_words(self) -> list[str]:
        """The rows in words."""
        return self._model.all_words()

    def _open_index(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.rows[index.row()][1].id)

    def _open(self) -> None:
        if self.current:
            self.opened.emit(self.current)

    def _move(self) -> None:
        if self.current:
            self.move_asked.emit(self.current)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
