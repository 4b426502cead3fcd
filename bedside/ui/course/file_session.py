"""Filing a session that is over under a patient: a first time at once, from another patient only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.ui.course.course_form import CourseForm
from bedside.ui.course.course_words import day_and_year
from bedside.ui.course.patient_search import PatientSearch, Search
from bedside.ui.formats import clock_minute_at
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import PatientRecord

_AT: Final = layout("course_form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A session and whose it is now."""

    session: str  # id
    bed: int
    started_utc: datetime
    simulated: bool
    owner: str = ""  # id; "" = nobody's
    owner_label: str = ""


class FileSessionForm(CourseForm):
    """Signals:
    entered: ids of session and patient, and the reason.
    """

    entered = Signal(str, str, str)

    def __init__(self, theme: Theme, search: Search) -> None:
        super().__init__(theme, self.tr("Whose session is it?"), "")
        self._filed: Filed | None = None
        self.search = PatientSearch(theme, search)
        self.search.chosen.connect(self._show)
        self.search.picked.connect(self._go_on)
        self.reason = Field(
            theme, self.tr("Why it moves (it is kept with your name)"), token="body", height=_AT.field
        )
        self.reason.edit.textChanged.connect(self._show)
        self.reason.edit.returnPressed.connect(self.save)
        self.body.addWidget(self.search, 1)
        self.body.addWidget(self.reason)

    def begin(self, filed: Filed, today: date) -> None:
        """Open it for a session."""
        self._filed = filed
        when = f"{day_and_year(filed.started_utc)}, {clock_minute_at(filed.started_utc, 0.0)}"
        words = [self.tr("Session of {when}, bed {bed}").format(when=when, bed=filed.bed)]
        if filed.simulated:
            words.append(self.tr("a simulation: only simulated patients can have it"))
        now = self.tr("now under {patient}").format(
            patient=filed.owner_label or self.tr("a patient without a name")
        )
        words.append(now if filed.owner else self.tr("now under nobody"))
        self.hint.setText(" · ".join(words))
        self.reason.setVisible(bool(filed.owner))
        self.reason.edit.clear()
        self.say("")
        self.set_waiting(False)
        self.search.begin(simulated=filed.simulated, today=today)
        self._show()

    def first_focus(self) -> QWidget:
        """The search."""
        return self.search.field.edit

    def _show(self) -> None:
        patient, filed = self.search.current, self._filed
        same = patient is not None and filed is not None and patient.id == filed.owner
        if patient is None:
            words = self.tr("Choose a patient")
        elif same:
            words = self.tr("It is under {patient} already")
        elif filed is not None and filed.owner:
            words = self.tr("Move it to {patient}")
        else:
            words = self.tr("File it under {patient}")
        self.save_key.set_label(words.format(patient="" if patient is None else patient.label))
        self.save_key.setEnabled(patient is not None and not same)

    def _go_on(self, patient: PatientRecord) -> None:
        """Somebody was pressed: on to the reason, or to the key."""
        del patient
        self._show()
        if self.save_key.isEnabled():
            (self.save_key if self.reason.isHidden() else self.reason.edit).setFocus()

    def save(self) -> None:
        """Ask for it; a session that moves needs its reason."""
        patient, filed = self.search.current, self._filed
        if patient is None or filed is None or not self.save_key.isEnabled():
            return
        reason = self.reason.text().strip()
        if filed.owner and not reason:
            self.say(self.tr("It stands under another patient: write why it moves."))
            self.reason.edit.setFocus()
            return
        self.say("")
        self.set_waiting(True)
        self.entered.emit(filed.session, patient.id, reason)

    def set_waiting(self, waiting: bool) -> None:
        """After a refusal the key is there again."""
        super().set_waiting(waiting)
        if not waiting:
            self._show()
