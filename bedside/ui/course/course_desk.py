"""Courses on the review screen: read beside the window, forms given to the station, refusals shown where they arose."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Slot

from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.monitor.patient_book import PatientBook
from bedside.monitor.patients import Patients
from bedside.review.session_facts import SessionFacts
from bedside.store.library import Library
from bedside.therapy.course import SessionNumbers
from bedside.ui.course.course_data import CourseData, CourseReader, Trace
from bedside.ui.course.course_report import save_report
from bedside.ui.course.course_screen import CourseScreen
from bedside.ui.course.file_session import Filed
from bedside.ui.course.report_lines import report_of
from bedside.ui.course.session_record import record_facts
from bedside.ui.paper import documents_folder
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session.drafts import Drafts
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import FileSession
from bedside.vitals.commands import STATION_BED, Command
from bedside.vitals.patients import FollowUp
from bedside.vitals.records import PatientSaved
from bedside.vitals.sessions import Actor, Mode

_log = logging.getLogger(__name__)

AGAIN_S: Final = 1.5  # what was just filed is written by then: read once more for its whole trace
Read = tuple[SessionFacts | str, Trace | None, tuple[SessionNumbers, ...]]


class CourseDesk(QObject):
    """Of one window."""

    def __init__(
        self,
        screen: ReviewScreen,
        library: Library,
        book: PatientBook,
        *,
        submit: Callable[[Command], Future[None]],
        actor: Callable[[], Actor],
        clock: Clock,
        theme: Theme,
        folder: Callable[[], Path] = documents_folder,
        drafts: Drafts | None = None,
    ) -> None:
        """Connect the review screen.

        Args:
            screen: where courses are asked for and shown.
            library: the record.
            book: the station's patients: what was just saved is found at once.
            submit: gives a command to the station.
            actor: who works at this window.
            clock: for the time a form is opened at.
            theme: of the window; the report is set in its type.
            folder: where reports are saved.
            drafts: where half-typed calls are kept; None: in the form.
        """
        super().__init__(screen)
        self._review = screen
        self._submit = submit
        self._actor = actor
        self._clock = clock
        self._theme = theme
        self._folder = folder
        self._library = library
        self._found = Patients(book)  # for the window's thread
        self._reader = CourseReader(library, Patients(book))
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="course desk")
        self._course: Future[CourseData | str] | None = None
        self._facts: tuple[str, Future[Read]] | None = None
        self._kept: Future[None] | None = None  # a follow-up
        self._filed: Future[None] | None = None
        self._patient = ""  # whose course is shown or read
        self._patient_after = ""  # whose the session will be that is being filed
        self._again_t: float | None = None
        page = self._page = CourseScreen(screen.pages, self._search)
        if drafts is not None:
            page.form.use_drafts(drafts)
        screen.set_course_page(page)
        screen.course_requested.connect(self.open_of_session)
        screen.patients_requested.connect(self._find)
        screen.file_requested.connect(self._ask_whose)
        screen.open_requested.connect(self._read_facts)
        page.opened.connect(screen.open_requested)
        page.patient_asked.connect(self.open)
        page.move_asked.connect(self._ask_whose_here)
        page.follow_up.connect(self._keep)
        page.file.connect(self._file)
        page.report_asked.connect(self._report)
        page.left.connect(screen.show_library)

    # -- for the window --------------------------------------------------------------------------------

    def frame(self) -> None:
        """Show what has come of what was asked. May be called for every frame."""
        self._page.now = self._clock.utc()
        self._page.form.look()
        if self._course is not None:
            self._look_at_course(self._course)
        if self._facts is not None and self._facts[1].done():
            session, read = self._facts
            self._facts = None
            self._show_facts(session, read)
        if self._kept is not None and self._kept.done():
            kept, self._kept = self._kept, None
            self._told_kept(kept)
        if self._filed is not None and self._filed.done():
            filed, self._filed = self._filed, None
            self._told_filed(filed)
        if self._again_t is not None and self._clock.now() >= self._again_t:
            self._again_t = None
            if self._patient:
                self._read()

    def stop(self) -> None:
        """Read nothing more."""
        self._reader.ending.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    @Slot(str)
    def open(self, patient: str) -> None:
        """Show the course of a patient, by its id."""
        if patient != self._patient or self._page.data is None:
            self._page.show_waiting(self._waiting_words())
        self._patient = patient
        self._review.show_course()
        self._read()

    @Slot(str)
    def open_of_session(self, session: str) -> None:
        """Show the course a session belongs to; one that is nobody's is filed first."""
        line = self._found.session(session)
        if line is None or line.owner is None:
            if self._found.fault:
                self._review.show_refusal(self._found.fault)
            else:
                self._ask_whose(session)
            return
        self.open(line.owner.patient)

    # -- reading ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._course = self._worker.submit(self._reader.course, self._patient)

    def _waiting_words(self) -> str:
        read, whole = self._reader.told
        if not whole or read == whole:
            return self.tr("The course is being read …")
        return self.tr("Session {n} of {all} is being read …").format(n=read + 1, all=whole)

    def _look_at_course(self, course: Future[CourseData | str]) -> None:
        if not course.done():
            if self._page.waiting:
                self._page.show_waiting(self._waiting_words())
            return
        self._course = None
        error = course.exception()
        if error is not None:
            self._page.show_waiting(self._words(error))
            return
        found = course.result()
        if isinstance(found, str):
            self._page.show_waiting(found)
        elif found.patient.id == self._patient and self._review.course_open:
            self._page.show_course(found)
            if self._again_t is None and any(one.untold for one in found.sessions):
                self._again_t = self._clock.now() + AGAIN_S

    @Slot(str)
    def _read_facts(self, session: str) -> None:
        self._facts = (session, self._worker.submit(self._facts_of, session))

    def _facts_of(self, session: str) -> Read:
        facts = self._reader.facts(session)
        named = None if isinstance(facts, str) else facts.patient
        return facts, self._reader.owner_words(session, named), self._reader.earlier(session)

    def _show_facts(self, session: str, read: Future[Read]) -> None:
        error = read.exception()
        if error is not None:
            self._review.show_facts(session, self._words(error))
            return
        facts, trace, earlier = read.result()
        unit = self._theme.pressure_unit
        told = facts if isinstance(facts, str) else record_facts(facts, trace, unit, earlier)
        self._review.show_facts(session, told)

    def _search(self, text: str, simulated: bool) -> tuple[Sequence[PatientSaved], str]:
        found = self._found.search(text, simulated)
        return found, self._found.fault

    # -- acts ------------------------------------------------------------------------------------------

    @Slot()
    def _find(self) -> None:
        self._patient = ""
        self._review.show_course()
        self._page.show_patients(simulated=False, today=self._today())

    @Slot(str)
    def _ask_whose(self, session: str) -> None:
        self._whose(session, alone=True)

    @Slot(str)
    def _ask_whose_here(self, session: str) -> None:
        self._whose(session, alone=False)

    def _whose(self, session: str, *, alone: bool) -> None:
        line = self._found.session(session)
        if line is None:
            self._review.show_refusal(self._found.fault or self.tr("There is no such session in the record."))
            return
        owner = line.owner
        record = None if owner is None else self._found.record(owner.patient)
        filed = Filed(
            session=session,
            bed=line.bed,
            started_utc=line.started_utc,
            simulated=line.mode is Mode.SIMULATION,
            owner="" if owner is None else owner.patient,
            owner_label="" if record is None else record.label,
        )
        if alone:
            self._patient = ""
        self._review.show_course()
        self._page.show_filing(filed, self._today(), alone=alone)

    def _today(self) -> date:
        return self._clock.utc().astimezone().date()

    @Slot(object)
    def _keep(self, follow_up: FollowUp) -> None:
        self._kept = self._submit(self._page.form.command_for(follow_up, self._patient, self._actor()))

    def _told_kept(self, kept: Future[None]) -> None:
        error = kept.exception()
        form = self._page.form
        form.set_waiting(False)
        if error is not None:
            form.say(self._words(error))
            return
        form.clear()
        self._page.close_form()
        self._read()

    @Slot(str, str, str)
    def _file(self, session: str, patient: str, reason: str) -> None:
        command = FileSession(
            bed=STATION_BED, actor=self._actor(), session=session, patient=patient, reason=reason
        )
        self._patient_after = patient
        self._filed = self._submit(command)

    def _told_filed(self, filed: Future[None]) -> None:
        error = filed.exception()
        form = self._page.filing
        form.set_waiting(False)
        if error is not None:
            form.say(self._words(error))
            return
        self.open(self._patient_after)  # where it is now

    @Slot()
    def _report(self) -> None:
        data = self._page.data
        if data is None:
            return
        now = self._clock.utc()
        report = report_of(data, self._theme.pressure_unit, now=now, actor=self._actor().name)
        try:
            file = save_report(
                report, self._theme, self._folder(), f"course-{now.astimezone():%Y-%m-%d-%H%M}"
            )
        except UserFacingError as error:
            self._page.calls.say(str(error))
            return
        self._page.calls.say(self.tr("Saved as {file}").format(file=file))

    def _words(self, error: BaseException) -> str:
        """A sentence for the person; what nobody expected goes to the log too."""
        if isinstance(error, UserFacingError):
            return str(error)
        _log.error("course desk: %s", error, exc_info=error)
        return self.tr("That went wrong inside bedside: try again, and save a support bundle under Devices.")
