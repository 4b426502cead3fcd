"""The list of recorded sessions: newest first, searched as one types, opened with one tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside.monitor.session_review import SessionReview
from bedside.ui.painted_list import PaintedList
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session_rows import SessionDelegate, SessionModel, columns_in, key_rect
from bedside.ui.session_summary import Summary
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import Mode

_AT: Final = layout("session_library")


class _Head(QWidget):
    def __init__(self, theme: Theme, view: PaintedList) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self.fit()
        view.verticalScrollBar().rangeChanged.connect(self._moved)

    def _moved(self) -> None:
        """A scroll bar came or went: the columns stand where those of the rows do."""
        self.update()

    def fit(self) -> None:
        """As high as its words."""
        self.setFixedHeight(self._theme.grown(_AT.head))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of the columns."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        columns = columns_in(self._view.viewport().width(), self._theme.text_scale)
        for x, words in (
            (columns.date, self.tr("Date")),
            (columns.name, self.tr("Patient and bed")),
            (columns.length, self.tr("Length")),
            (columns.alarms, self.tr("Alarms")),
            (columns.state, self.tr("End")),
        ):
            if x is None:
                continue
            sketch.text(x, self._theme.grown(_AT.head_y), words, "small.medium", "text2")
        y = self.height() - 1
        sketch.line(_AT.rule_margin, y, self.width() - _AT.rule_margin, y, "line")
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
        if not index.isValid():
            return
        key = key_rect(QRectF(self.visualRect(index)), self._theme.text_scale)
        if key.contains(event.position()):
            self.opened.emit(index.row())


class SessionLibrary(QWidget):
    """All recorded sessions.

    Signals:
        open_requested: id of the session to open.
        course_requested: id of the session whose patient's course is wanted.
        patients_requested: find a patient.
        file_requested: id of the session to be filed under a patient.
    """

    open_requested = Signal(str)
    course_requested = Signal(str)
    patients_requested = Signal()
    file_requested = Signal(str)

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
            ("unreviewed", self.tr("Not reviewed")),
        ):
            key = PanelKey(theme, words, pad=_AT.filter_pad)
            key.setCheckable(True)
            key.clicked.connect(self._filter)
            self.filter_keys[name] = key
            filters.addWidget(key)
        self.filter_keys["unreviewed"].hide()  # until sessions can be reviewed
        filters.addStretch(1)
        self._model = SessionModel(self)
        self.view = _SessionView(theme, self.tr("Recorded sessions, newest first"))
        self.view.show_model(self._model, SessionDelegate(theme, self._model, self.view))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.opened.connect(self._open_row)
        self.view.activated.connect(self._open_index)
        self.view.selectionModel().currentChanged.connect(self._show_patient_keys)
        self._none = Words(theme, "", "title.panel", "text2")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.list_margins)
        column.setSpacing(0)
        column.addLayout(filters)
        self._head = _Head(theme, self.view)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)
        column.addWidget(self._patient_keys())

    def _patient_keys(self) -> QWidget:
        """What can be done about the patient of the chosen session; hidden until somebody answers."""
        self.course_key = PanelKey(self._theme, self.tr("Course"), icon="history")
        self.course_key.setAccessibleDescription(self.tr("All sessions of the chosen session's patient"))
        self.course_key.clicked.connect(self._ask_course)
        self.file_key = PanelKey(self._theme, self.tr("Whose session"), icon="account-outline")
        self.file_key.setAccessibleDescription(self.tr("File the chosen session under a patient"))
        self.file_key.clicked.connect(self._ask_file)
        self.patients_key = PanelKey(self._theme, self.tr("Find a patient"), icon="account-outline")
        self.patients_key.clicked.connect(self.patients_requested)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(*_AT.filter_margins)
        row.setSpacing(_AT.filter_gap)
        for key in (self.course_key, self.file_key, self.patients_key):
            row.addWidget(key)
        row.addStretch(1)
        self._foot.hide()
        return self._foot

    def offer_reviews(self) -> None:
        """Sessions can be reviewed: those that were not are found by a key."""
        self.filter_keys["unreviewed"].show()
        self._fit_filters(self.width())

    def set_reviews(self, reviews: Mapping[str, SessionReview]) -> None:
        """How sessions stand with whoever looks at them again, by id; one that is left out was not reviewed."""
        self._model.reviews = reviews
        self._filter()
        self.view.viewport().update()

    def offer_patients(self) -> None:
        """Courses can be shown and sessions filed."""
        self._foot.show()
        self._show_patient_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low list keeps its rows: the names of its columns go, and the keys under it are low."""
        low = event.size().height() < _AT.low_list * self._theme.text_scale
        self._head.setVisible(not (low and self._foot.isVisibleTo(self)))
        for key in (self.course_key, self.file_key, self.patients_key):
            key.set_least(*(_AT.low_key if low else _AT.key))
        self._fit_filters(event.size().width())
        super().resizeEvent(event)

    def _fit_filters(self, width: int) -> None:
        """Without room their words stand in two lines, rather than over each other."""
        keys = [key for key in self.filter_keys.values() if not key.isHidden()]
        room = width - _AT.search_least - 2 * _AT.filter_margins[0] - _AT.filter_gap * (len(keys) + 1)
        for key in keys:
            key.setMinimumWidth(min(key.sizeHint().width(), room // len(keys)))

    def _show_patient_keys(self) -> None:
        row = self.current
        self.course_key.setEnabled(row is not None)
        # what is being recorded is named at its bed; what was interrupted may still go on there, the station knows
        self.file_key.setEnabled(row is not None and (row.ended_utc is not None or row.interrupted))

    @property
    def current(self) -> Summary | None:
        """The chosen session."""
        at = self.view.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def _ask_course(self) -> None:
        if self.current is not None:
            self.course_requested.emit(self.current.id)

    def _ask_file(self) -> None:
        if self.current is not None:
            self.file_requested.emit(self.current.id)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange:
            self._head.fit()
        super().changeEvent(event)

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
                and ("unreviewed" not in chosen or self._model.waits_for_review(row))
            )

        rows = tuple(row for row in self._all if passes(row))
        if rows != self._model.rows:
            kept = self.view.currentIndex().row()
            self._model.set_rows(rows)
            if rows:
                self.view.setCurrentIndex(self._model.index(min(max(kept, 0), len(rows) - 1)))
        self._show_patient_keys()
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
