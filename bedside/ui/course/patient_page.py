"""Finding the patient whose course is wanted, on a page of its own."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.course.patient_search import PatientSearch, Search
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import PatientRecord

_AT: Final = layout("course_form")


class PatientPage(QWidget):
    """Signals:
    picked: id of the patient. closed: back to the list of sessions.
    """

    picked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, search: Search) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Find a patient"))
        self.search = PatientSearch(theme, search)
        self.search.picked.connect(self._pick)
        self.simulated_key = PanelKey(theme, self.tr("Simulated patients"), least=_AT.key)
        self.simulated_key.setCheckable(True)
        self.simulated_key.toggled.connect(self.search.set_simulated)
        self.close_key = PanelKey(theme, self.tr("Back to the list"), key=self.tr("Esc"), least=_AT.key)
        self.close_key.clicked.connect(self.closed)
        keys = QHBoxLayout()
        keys.setSpacing(_AT.gap)
        keys.addWidget(self.simulated_key)
        keys.addStretch(1)
        keys.addWidget(self.close_key)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.pad, _AT.gap, _AT.pad, _AT.gap)
        rows.setSpacing(_AT.gap)
        rows.addWidget(Words(theme, self.tr("Whose course?"), "title.name", "text"))
        rows.addWidget(self.search, 1)
        rows.addLayout(keys)

    def begin(self, *, simulated: bool, today: date) -> None:
        """Look anew."""
        self.simulated_key.setChecked(simulated)
        self.search.begin(simulated=simulated, today=today)

    def first_focus(self) -> QWidget:
        """The search."""
        return self.search.field.edit

    def _pick(self, patient: PatientRecord) -> None:
        self.picked.emit(patient.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
