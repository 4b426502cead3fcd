"""A patient's course: how the questionnaires went, what each session came to, what was said since (S1, T10).

It stands in the violet frame of the review: nothing on it is live, and nothing it says is a proposal.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QVBoxLayout

from bedside.ui.course.call_list import CallList
from bedside.ui.course.course_data import CourseData
from bedside.ui.course.course_form import CourseForm
from bedside.ui.course.course_words import course_span
from bedside.ui.course.dose_bars import DoseBars
from bedside.ui.course.file_session import Filed, FileSessionForm
from bedside.ui.course.follow_up_form import FollowUpForm
from bedside.ui.course.outcome_chart import OutcomeChart
from bedside.ui.course.patient_page import PatientPage
from bedside.ui.course.patient_search import Search
from bedside.ui.course.rise_bars import RiseBars
from bedside.ui.course.session_table import SessionTable
from bedside.ui.course.so_far import SoFar
from bedside.ui.follow_focus import FollowFocus
from bedside.ui.ground import Ground
from bedside.ui.panels.words import Words, quiet_scroll
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session.next_visit import visit_words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_screen")


class CourseScreen(Ground):
    """Shows a course, asks for one, and holds the forms about it.

    Signals:
        opened: id of a session to review.
        patient_asked: id of the patient whose course is wanted.
        move_asked: id of a session whose patient is another one.
        follow_up: a `FollowUp` to be written down.
        file: ids of session and patient, and the reason.
        report_asked: print this course.
        left: back to where it was opened from.
        renamed: what the frame says has changed.
    """

    opened = Signal(str)
    patient_asked = Signal(str)
    move_asked = Signal(str)
    follow_up = Signal(object)
    file = Signal(str, str, str)
    report_asked = Signal()
    left = Signal()
    renamed = Signal()

    def __init__(self, theme: Theme, search: Search) -> None:
        super().__init__(theme)
        self.data: CourseData | None = None
        self.now: datetime | None = None  # UTC; renewed by who owns the clock
        self._open: CourseForm | None = None
        self._alone = False  # a form was opened without a course behind it
        self.setAccessibleName(self.tr("Course of sessions"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys are what the Tab key stops at
        self.outcome, self.dose, self.rise = OutcomeChart(theme), DoseBars(theme), RiseBars(theme)
        self.so_far, self.table, self.calls = SoFar(theme), SessionTable(theme), CallList(theme)
        self.form, self.filing = FollowUpForm(theme), FileSessionForm(theme, search)
        self.patients = PatientPage(theme, search)
        self._charts, self._column = Ground(theme), Ground(theme)
        charts, column = QVBoxLayout(self._charts), QVBoxLayout(self._column)
        for rows in (charts, column):
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(_AT.gap)
        for chart, share in ((self.outcome, _AT.outcome), (self.dose, _AT.dose), (self.rise, _AT.rise)):
            charts.addWidget(chart, share)
        column.addWidget(self.so_far)
        column.addWidget(self.table, 5)
        column.addWidget(self.calls, 2)
        self.side = QStackedWidget()
        self.side.addWidget(self._column)
        self._inside = Ground(theme)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_AT.gap)
        self._box.addWidget(self._charts, 1)
        self._box.addWidget(self.side)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        quiet_scroll(self.area, theme)
        self.area.setWidget(self._inside)
        FollowFocus(self.area)
        self._waits = Words(theme, "", "title.panel", "text2", wrap=True)
        self._waits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        for whole_page in (self.area, self._waits, self.patients):
            self._pages.addWidget(whole_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._connect()

    def _connect(self) -> None:
        self.table.opened.connect(self.opened)
        self.table.move_asked.connect(self.move_asked)
        self.calls.add_asked.connect(self.add_call)
        self.calls.correct_asked.connect(self.correct_call)
        self.calls.report_asked.connect(self.report_asked)
        self.form.entered.connect(self.follow_up)
        self.filing.entered.connect(self.file)
        for form in (self.form, self.filing):
            form.closed.connect(self.close_form)
        self.patients.picked.connect(self.patient_asked)
        self.patients.closed.connect(self.left)

    # -- for the desk ----------------------------------------------------------------------------------

    def show_waiting(self, words: str) -> None:
        """It is being read."""
        self._open = None
        self._waits.setText(words)
        self._pages.setCurrentWidget(self._waits)
        self.renamed.emit()

    def show_course(self, data: CourseData) -> None:
        """A course as it was read; an open form stays."""
        same = self.data is not None and self.data.patient.id == data.patient.id
        self.data = data
        for part in (self.outcome, self.dose, self.rise, self.so_far, self.table, self.calls):
            part.set_course(data)
        if self._open is None or not same or self._alone:
            self._pages.setCurrentWidget(self.area)
        if not same or self._alone:
            self._alone = False
            self.calls.say("")
            self._open_form(None)
            self.area.ensureVisible(0, 0)
        self._arrange()
        if not self.form_open:
            first = self.table.view if data.sessions else self.calls.add_key
            (first if self._beside else self).setFocus()  # of a long page the top is read first
        self.renamed.emit()

    def show_patients(self, *, simulated: bool, today: date) -> None:
        """Find a patient first."""
        self.data = self._open = None
        self.patients.begin(simulated=simulated, today=today)
        self._pages.setCurrentWidget(self.patients)
        self.patients.first_focus().setFocus()
        self.renamed.emit()

    def show_filing(self, filed: Filed, today: date, *, alone: bool) -> None:
        """Whose is this session? `alone`: it was asked from the list, not from a course."""
        self._alone = alone
        if alone:
            self.data = None
        self.filing.begin(filed, today)
        self._open_form(self.filing)
        self.renamed.emit()

    @property
    def waiting(self) -> bool:
        """Nothing of a course is shown yet."""
        return self._pages.currentWidget() is self._waits

    @property
    def words(self) -> tuple[str, str]:
        """What the frame says, at its left and right end."""
        data = self.data
        if data is None:
            return (self.tr("File a session") if self._alone else self.tr("Course of sessions")), ""
        parts = [data.patient.label, self.tr("course {span}").format(span=course_span(data)).strip()]
        if data.patient.simulated:
            parts.append(self.tr("SIMULATION, not a patient"))
        if data.fault:
            parts.append(data.fault)
        ended = sum(one.facts is not None and one.facts.ended for one in data.sessions)
        right = self.tr("{n} of {all} sessions").format(n=ended, all=len(data.sessions))
        visit = data.next_visit_words
        if visit:
            right += " · " + self.tr("next visit {day}").format(day=visit_words(visit))
        return " · ".join(parts), right

    # -- forms -----------------------------------------------------------------------------------------

    def add_call(self) -> None:
        """Open the form of a call, about the session that is chosen."""
        if self.data is not None and self.now is not None:
            self.form.begin(self.data, self.now, "")
            self._open_form(self.form)

    def correct_call(self) -> None:
        """Open the same form about a call that was written down."""
        if self.data is not None and self.now is not None and self.data.calls:
            self.form.begin_correction(self.data, self.now)
            self._open_form(self.form)

    def close_form(self) -> None:
        """Back to the lists; what was typed stays in the form."""
        if self._alone:
            self._alone = False
            self.left.emit()
            return
        opener = self.calls.add_key if self._open is self.form else self.table.move_key
        self._open_form(None)
        opener.setFocus()

    @property
    def form_open(self) -> bool:
        """A form stands beside the charts, or in their place."""
        return self._open is not None

    def _open_form(self, form: CourseForm | None) -> None:
        self._open = form
        self._pages.setCurrentWidget(self.area)
        self._arrange()
        if form is not None:
            form.first_focus().setFocus()

    # -- Qt --------------------------------------------------------------------------------------------

    @property
    def _beside(self) -> bool:
        """There is room for charts and lists beside each other."""
        return self.width() >= _AT.beside_from * self._theme.text_scale

    def _arrange(self) -> None:
        """Beside each other, or under each other where there is no room; then a form has the page to itself."""
        grown = self._theme.text_scale
        beside = self._beside
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(wanted)
        column = min(round(_AT.column * grown), round(_AT.column_share * self.width()))
        self.side.setMaximumWidth(column if beside else self.maximumWidth())
        self.side.setMinimumWidth(column if beside else 0)
        self.table.setMinimumHeight(self._theme.grown(_AT.sessions))
        self.calls.setMinimumHeight(self._theme.grown(_AT.calls))
        self._place_form(beside=beside)

    def _place_form(self, *, beside: bool) -> None:
        """In the column, or on a page of its own: it scrolls by itself and is never cut."""
        form = self._open
        if form is None:
            self.side.setCurrentWidget(self._column)
            return
        focus = self.focusWidget()
        least = max(self._column.minimumSizeHint().height(), self._charts.minimumSizeHint().height())
        host = self.side if beside and not self._alone and self.height() >= least else self._pages
        if host.indexOf(form) < 0:
            host.addWidget(form)  # takes it from where it was
        host.setCurrentWidget(form)
        if host is self.side:
            self._pages.setCurrentWidget(self.area)
        if focus is not None and form.isAncestorOf(focus):
            focus.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, other places."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, other places."""
        super().changeEvent(event)
        if event.type() in LOOK_EVENTS and hasattr(self, "_box"):
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a form, then the course."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.form_open:
                self.close_form()
            else:
                self.left.emit()
        else:
            event.ignore()
