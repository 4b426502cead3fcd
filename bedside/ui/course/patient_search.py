"""Finding a patient by name, record number or date of birth: two identifiers a line; arrows and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.patient_draft import identity_words
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import PatientRecord
from bedside.vitals.records import PatientSaved

_AT: Final = layout("course_form")
Search = Callable[[str, bool], tuple[Sequence[PatientSaved], str]]
"""Text, whether made-up patients are meant → those found, and why there are none."""


class _Rows(RowModel[PatientRecord]):
    today = date.min

    def row_words(self, row: PatientRecord) -> str:
        """Name and identifiers."""
        said = [row.label, identity_words(row, self.today)]
        if row.simulated:
            said.append(self.tr("simulated"))
        return ", ".join(part for part in said if part)


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Rows, view: PaintedList) -> None:
        super().__init__(theme, QSize(), view)
        self._model = model
        self._view = view
        self.fit()

    def fit(self) -> None:
        """As high as its two lines."""
        self._size = QSize(0, self._theme.grown(_AT.row))

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Name, under it the identifiers."""
        row, grown = self._model.rows[n], self._theme.text_scale
        if n == self._view.currentIndex().row():
            inside = box.adjusted(0, 2, 0, -2)
            sketch.fill(inside, "raised", _AT.ring)
            focused = self._view.hasFocus()
            sketch.edge(inside, "focus" if focused else "line2", 2.0 if focused else 1.0, _AT.ring)
        room = box.width() - 2 * _AT.row_x
        sketch.text(_AT.row_x, _AT.row_first * grown, row.label, "body.bold", "text", room=room)
        said = identity_words(row, self._model.today)
        if row.simulated:
            said = f"{self._model.tr('SIMULATED')} · {said}"
        sketch.text(_AT.row_x, _AT.row_second * grown, said, "label", "text2", room=room)
        sketch.line(0, box.height() - 1, box.width(), box.height() - 1, "line")


class PatientSearch(QWidget):
    """Signals:
    chosen: another `PatientRecord` is marked, or None.
    picked: the `PatientRecord` of the row that was pressed.
    """

    chosen = Signal(object)
    picked = Signal(object)

    def __init__(self, theme: Theme, search: Search) -> None:
        super().__init__()
        self._search = search
        self._simulated = False
        self.field = Field(
            theme,
            self.tr("Name, record number or date of birth"),
            token="body.large",
            height=_AT.search,
            search=True,
        )
        self.field.edit.textChanged.connect(self._look)
        self.field.edit.returnPressed.connect(self._take_current)
        self.field.edit.installEventFilter(self)
        self._model = _Rows(self)
        self.view = PaintedList(theme, self.tr("Patients found"))
        self.view.show_model(self._model, _Delegate(theme, self._model, self.view))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setMinimumHeight(_AT.list_least)
        self.view.activated.connect(self._take)
        self.view.clicked.connect(self._take)
        self.view.selectionModel().currentChanged.connect(self._tell)
        self._said = Words(theme, "", "label", "text2", wrap=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.gap)
        rows.addWidget(self.field)
        rows.addWidget(self._said)
        rows.addWidget(self.view, 1)

    def begin(self, *, simulated: bool, today: date) -> None:
        """Look anew: among made-up patients, else among real ones; never both (SAFE-01)."""
        self._simulated = simulated
        self._model.today = today
        self.field.edit.clear()
        self._look()

    def set_simulated(self, simulated: bool) -> None:
        """Look among the others."""
        self._simulated = simulated
        self._look()

    @property
    def current(self) -> PatientRecord | None:
        """Who is marked."""
        at = self.view.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def row_words(self) -> list[str]:
        """Who is found, in words."""
        return self._model.all_words()

    def _look(self) -> None:
        text = self.field.text().strip()
        found, fault = self._search(text, self._simulated)
        self._model.set_rows([each.command.patient for each in found])
        if text and len(found) == 1:  # else a person looks first
            self.view.setCurrentIndex(self._model.index(0))
        if fault:
            words = spoken(fault)
        elif found:
            words = "" if text else self.tr("Saved last:")
        elif text:
            words = self.tr("Nobody fits “{text}”: type less.").format(text=text)
        else:
            words = self.tr("No patient is known here yet.")
        self._said.setText(words)
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.current)

    def _take(self, index: QModelIndex) -> None:
        self.picked.emit(self._model.rows[index.row()])

    def _take_current(self) -> None:
        """The only one is taken; of several one is looked at first."""
        if len(self._model.rows) == 1:
            self.picked.emit(self._model.rows[0])
        elif self._model.rows:
            self._into_list()

    def _into_list(self) -> None:
        if self.current is None:
            self.view.setCurrentIndex(self._model.index(0))
        self.view.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Down goes from the text into the list."""
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if down and event.type() == QEvent.Type.KeyPress and self._model.rows:
            self._into_list()
            return True
        return False
