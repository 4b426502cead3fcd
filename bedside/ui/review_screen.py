"""Review: the list of sessions, and one session played back in the bed's own look.

Nothing here acts on a patient: no acknowledge, no cuff, no limit. A replayed alarm is outlined, never filled,
never flashing, and silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.chart_marks import alarm_marks
from bedside.ui.chart_window import Span
from bedside.ui.course.fact_line import Fact
from bedside.ui.extent import Extent
from bedside.ui.frame import ModeFrame
from bedside.ui.review_page import ReviewPage
from bedside.ui.review_words import recording_words, time_words
from bedside.ui.session_library import SessionLibrary
from bedside.ui.session_summary import Summary
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_state import Moment
from bedside.vitals.sessions import Mode

if TYPE_CHECKING:
    from bedside.ui.course.course_screen import CourseScreen
    from bedside.ui.qa.qa_page import QaPage

_AT: Final = layout("review_screen")
_ALARM_SLACK_S: Final = 1.0  # "previous alarm" right after one was reached goes to the one before


class _Frame(ModeFrame):
    """The replay frame; over the list of sessions its word is REVIEW."""

    library = True

    @property
    def word(self) -> str:
        """REVIEW over the list, REPLAY over a session."""
        return self.tr("REVIEW") if self.library and self.mode is Mode.REPLAY else super().word


class ReviewScreen(QWidget):
    """Brings its own replay frame; fill the whole content area with it.

    Signals:
        open_requested: id of a session to open; answer with `show_session`.
        play: start (True) or pause (False). speed: times real time. seek: session time to go to, s.
        close_requested: back to the list; the player can be dropped.
        course_requested: id of a session whose patient's course is wanted.
        patients_requested: find a patient whose course is wanted.
        file_requested: id of a session to be filed under a patient.
    """

    open_requested = Signal(str)
    play = Signal(bool)
    speed = Signal(float)
    seek = Signal(float)
    close_requested = Signal()
    course_requested = Signal(str)
    patients_requested = Signal()
    file_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, pages: Theme | None = None) -> None:
        """`pages`: the look of lists and forms; the recording itself is drawn to the size of the window."""
        super().__init__(parent)
        self._theme = theme
        self.pages = pages or theme
        self._summary: Summary | None = None
        self._whole: MonitorUpdate | None = None
        self._update: MonitorUpdate | None = None
        self._alarm_times: list[float] = []
        self._refusal = ""
        self._course: CourseScreen | None = None
        self._qa: QaPage | None = None
        self.setAccessibleName(self.tr("Review"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys are what the Tab key stops at
        self.library = SessionLibrary(self.pages)
        self.page = ReviewPage(theme, self, self.pages)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.library)
        self._pages.addWidget(self.page)
        self.frame = _Frame(theme, self._pages, self)
        self.library.open_requested.connect(self.open_requested)
        self.library.course_requested.connect(self.course_requested)
        self.library.patients_requested.connect(self.patients_requested)
        self.library.file_requested.connect(self.file_requested)
        self.library.search.edit.textChanged.connect(self._show_frame)
        for key in self.library.filter_keys.values():
            key.clicked.connect(self._show_frame)
        page = self.page
        page.overview.time_clicked.connect(self.seek)
        page.chart.time_clicked.connect(self.seek)
        page.events.list.time_clicked.connect(self.seek)
        page.events.alarms.time_clicked.connect(self.seek)
        page.transport.play.connect(self.play)
        page.transport.speed.connect(self.speed)
        page.transport.step.connect(self._step)
        page.transport.previous_alarm.connect(self._previous_alarm)
        page.transport.next_alarm.connect(self._next_alarm)
        page.transport.close_key.clicked.connect(self.show_library)
        self._show_frame()

    # -- for the window --------------------------------------------------------------------------------

    def set_extent(self, extent: Extent) -> None:
        """A larger window has a larger recording in it; in a smaller one its words stay readable."""
        scale = 1.0 if extent.small else max(1.0, extent.scale)
        self.frame.set_scale(scale)
        self.page.set_scale(scale)

    def set_sessions(self, sessions: Sequence[Summary]) -> None:
        """The recorded sessions, newest first."""
        self.library.set_sessions(sessions)
        self._show_frame()

    def show_session(self, summary: Summary, whole: MonitorUpdate) -> None:
        """Open a session.

        Args:
            summary: its line of the list.
            whole: the session as it stood at its end: chart, overview and list are drawn from it, beyond the
                cursor too.
        """
        self._summary, self._whole, self._update = summary, whole, None
        self._refusal = ""
        self._alarm_times = sorted(mark.t for mark in alarm_marks(whole.alarm_log))
        page = self.page
        page.overview.set_session(whole)
        page.events.set_session(whole)
        if self._qa is not None:
            self._qa.set_session(summary.id, summary.started_utc)
        page.transport.show_state(playing=False, speed=1.0)
        page.chart.set_cursor(0.0)
        page.chart.show_update(whole)
        page.chart.choose(Span.HALF_HOUR if whole.now > Span.HALF_HOUR.value else Span.ALL)
        self._pages.setCurrentWidget(page)
        self._show_frame()
        self.setFocus()

    def show_update(
        self, update: MonitorUpdate, *, playing: bool | None = None, speed: float | None = None
    ) -> None:
        """What the bed showed at the cursor. For every frame.

        Args:
            update: from the player; its `now` is the cursor.
            playing: whether the player runs; None = as the keys say, until the session's end.
            speed: times real time; None = as the keys say.
        """
        self._update = update
        page, whole = self.page, self._whole
        if whole is None or self._pages.currentWidget() is not page:
            return
        session = update.session
        moment = Moment(
            now=update.now, started_utc=None if session is None else session.started_utc, replay=True
        )
        for tile in (page.spo2, page.pr, page.nibp):
            tile.show_update(update, moment)
        page.pleth.show_update(update)
        page.pleth.frame(update)
        page.chart.set_cursor(update.now)
        page.overview.set_cursor(update.now, page.chart.window_shown)
        page.events.list.mark_last_before(update.now)
        if self._qa is not None:
            self._qa.set_shown(update.now)
        if playing is None and update.now >= whole.now:
            playing = False
        page.transport.show_state(playing=playing, speed=speed)
        self._show_time(update)
        self._show_frame()

    def show_refusal(self, sentence: str) -> None:
        """Say why a session could not be opened, on the strip."""
        self._refusal = sentence
        self._show_frame()

    def show_library(self) -> None:
        """Back to the list."""
        self._whole = self._update = None
        self._pages.setCurrentWidget(self.library)
        self._show_frame()
        self.library.view.setFocus()
        self.close_requested.emit()

    def set_course_page(self, page: CourseScreen) -> None:
        """Patients can be asked for from now on: the page their courses are shown on."""
        self._course = page
        self._pages.addWidget(page)
        self.library.offer_patients()
        self.page.events.offer_record()
        page.renamed.connect(self._show_frame)

    def set_qa_page(self, page: QaPage) -> None:
        """Sessions can be reviewed from now on: the page of their QA notes. It asks its own desk, never the replay."""
        self._qa = page
        self.library.offer_reviews()
        self.page.offer_qa(page)
        page.time_clicked.connect(self.seek)
        page.opened.connect(self.page.transport.pause)

    def show_course(self) -> None:
        """The page of courses comes to the front; its desk says what is on it."""
        if self._course is None:
            return
        playing = self.session_open
        self._whole = self._update = None
        self._refusal = ""
        self._pages.setCurrentWidget(self._course)
        self._show_frame()
        if playing:
            self.close_requested.emit()

    @property
    def course_open(self) -> bool:
        """Whether a course is shown."""
        return self._course is not None and self._pages.currentWidget() is self._course

    def show_facts(self, session: str, facts: Sequence[Fact] | str) -> None:
        """What the open session was, in words; a sentence: why it cannot be told."""
        if self._summary is not None and self._summary.id == session:
            self.page.events.set_record([Fact(words=facts)] if isinstance(facts, str) else facts)

    @property
    def session_open(self) -> bool:
        """Whether a session is shown (else the list)."""
        return self._pages.currentWidget() is self.page

    # -- inside ----------------------------------------------------------------------------------------

    def _show_frame(self) -> None:
        self.frame.library = not self.session_open
        summary, update = self._summary, self._update
        if self.course_open and self._course is not None:
            words, right = self._course.words
            self.frame.set_mode(Mode.REPLAY, " · ".join(p for p in (words, self._refusal) if p), right)
            return
        if not self.session_open or summary is None:
            words = self._refusal or self.tr("Session library")
            self.frame.set_mode(Mode.REPLAY, words, self.library.count_words)
            return
        right, parts = recording_words(summary, update, self._theme)
        self.frame.set_mode(Mode.REPLAY, " · ".join(parts), right)

    def _show_time(self, update: MonitorUpdate) -> None:
        session = update.session
        if session is None:
            return
        after = next((t for t in self._alarm_times if t > update.now), None)
        clock = formats.clock_at(session.started_utc, update.now)
        self.page.transport.show_time(clock, *time_words(update, after))

    @property
    def _now(self) -> float:
        return 0.0 if self._update is None else self._update.now

    def _step(self, seconds: float) -> None:
        end = 0.0 if self._whole is None else self._whole.now
        self.seek.emit(min(end, max(0.0, self._now + seconds)))

    def _previous_alarm(self) -> None:
        before = [t for t in self._alarm_times if t < self._now - _ALARM_SLACK_S]
        if before:
            self.seek.emit(before[-1])

    def _next_alarm(self) -> None:
        after = [t for t in self._alarm_times if t > self._now]
        if after:
            self.seek.emit(after[0])

    # -- Qt --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a form, then the session for the list."""
        if event.key() == Qt.Key.Key_Escape and self.session_open:
            if self._qa is not None and self._qa.form_open:
                self._qa.close_form()
            elif not self.page.close_qa():
                self.show_library()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The frame is the whole screen."""
        super().resizeEvent(event)
        self.frame.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        """Between rail and edge, alarm bar and strip, at 1920×1080."""
        return QSize(*_AT.size)
