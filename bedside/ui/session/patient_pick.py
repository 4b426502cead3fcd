"""Picking a patient who is known: by name, record number or date of birth; every line has two identifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.field_grid import beside
from bedside.ui.session.patient_draft import identity_words
from bedside.ui.session.patient_source import PatientSource
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import PatientRecord

_AT: Final = layout("session_patient")
_MOST_ROWS: Final = 8


class PatientPick(QWidget):
    """Signals:
    picked: the `PatientRecord` that was chosen.
    new_asked: somebody new.
    back_asked: leave everything as it is.
    """

    picked = Signal(object)
    new_asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, source: Callable[[], PatientSource]) -> None:
        super().__init__()
        self._theme = theme
        self._source = source
        self._simulated = False
        self._today = date.min
        self._found: list[PatientRecord] = []
        self._asked: tuple[object, ...] | None = None
        self.search = Field(
            theme,
            self.tr("Name, record number or date of birth"),
            token="body.large",
            height=_AT.field_height,
            search=True,
        )
        self.search.edit.textChanged.connect(self._look)
        self.search.edit.returnPressed.connect(self._take_first)
        self.search.edit.installEventFilter(self)
        self.new_key = PanelKey(theme, self.tr("New patient"), icon="plus", least=_AT.save_size)
        self.new_key.clicked.connect(self.new_asked)
        self.back_key = PanelKey(theme, self.tr("Back"), least=_AT.choice_size)
        self.back_key.clicked.connect(self.back_asked)
        self._said = Words(theme, "", "label", "text2", wrap=True)
        self.rows: list[ChoiceKey] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(_AT.row_gap)
        for _ in range(_MOST_ROWS):
            row = ChoiceKey(theme, "", "", icon="account-outline")
            row.clicked.connect(self._take)
            row.installEventFilter(self)
            row.hide()
            self.rows.append(row)
            self._list.addWidget(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_AT.gap)
        whole.addWidget(self.search)
        whole.addWidget(self._said)
        whole.addLayout(self._list)
        whole.addLayout(beside(self.new_key, self.back_key))

    def show_for(self, *, simulated: bool, today: date, back: bool) -> None:
        """Whom to offer: simulated patients on a simulated bed, real ones on any other (SAFE-01)."""
        self._simulated, self._today = simulated, today
        self.back_key.setVisible(back)
        self._look()

    def forget(self) -> None:
        """Ask the records again: another session, or somebody was saved."""
        self._asked = None

    def _look(self) -> None:
        text = self.search.text().strip()
        asked = (text, self._simulated, self._today, id(self._source()))
        if asked == self._asked:
            return
        self._asked = asked
        source = self._source()
        found = [each.command.patient for each in source.search(text, self._simulated)]
        self._found = [each for each in found if each.simulated == self._simulated][:_MOST_ROWS]
        for n, row in enumerate(self.rows):
            row.setVisible(n < len(self._found))
            if n < len(self._found):
                record = self._found[n]
                row.set_label(record.label)
                row.set_meaning(self._meaning(record, source))
                row.set_primary(bool(text) and len(self._found) == 1)
        self._said.setText(self._words(text, len(found), source.fault))

    def _words(self, text: str, found: int, fault: str) -> str:
        if fault:
            return told(fault)
        if not found:
            return (
                self.tr("Nobody fits “{text}”: type less, or take New patient.").format(text=text)
                if text
                else self.tr("No patient is known here yet: take New patient.")
            )
        if found > _MOST_ROWS:
            return self.tr("{n} fit: type more to see the right one.").format(n=found)
        kind = self.tr("Simulated patients only: this bed is a simulation.") if self._simulated else ""
        known = (
            self.tr("Enter takes this one.")
            if text and found == 1
            else self.tr("Enter goes to the first of {n}.").format(n=found)
            if text
            else self.tr("Saved last:")
        )
        return " ".join(part for part in (kind, known) if part)

    def _meaning(self, record: PatientRecord, source: PatientSource) -> str:
        earlier = source.sessions(record.id)
        last = (
            self.tr("last session {date}").format(date=earlier[0].started_utc.astimezone().date().isoformat())
            if earlier
            else self.tr("no session yet")
        )
        count = self.tr("{n} sessions").format(n=len(earlier)) if len(earlier) > 1 else ""
        return " · ".join(part for part in (identity_words(record, self._today), last, count) if part)

    def _take(self) -> None:
        row = self.sender()
        assert isinstance(row, ChoiceKey)  # only rows are connected
        self.picked.emit(self._found[self.rows.index(row)])

    def _take_first(self) -> None:
        """The only one is taken; of several one is looked at first."""
        if not self.search.text().strip():
            return
        if len(self._found) == 1:
            self.picked.emit(self._found[0])
        elif self._found:
            self.rows[0].setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from the text into the list and back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            return False
        shown = [row for row in self.rows if not row.isHidden()]
        order: list[QWidget] = [self.search.edit, *shown]
        at = next((n for n, each in enumerate(order) if each is watched), 0)
        at += 1 if event.key() == Qt.Key.Key_Down else -1
        order[max(0, min(len(order) - 1, at))].setFocus()
        return True
