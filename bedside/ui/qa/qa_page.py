"""The review of the open session: its QA notes, and in their place the form of one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bedside.monitor.session_review import NOT_REVIEWED, SessionReview
from bedside.ui.qa.qa_form import QaForm
from bedside.ui.qa.qa_list import QaList
from bedside.ui.qa.qa_words import note_words
from bedside.ui.theme import Theme
from bedside.vitals.records import QaNoteWritten
from bedside.vitals.sessions import UNNAMED, Actor


class QaPage(QWidget):
    """Beside the list of events; it asks, and shows what its desk has found.

    Signals:
        note: a `WriteQaNote` for the station.
        marked: the open session is reviewed (True), or no longer (False).
        time_clicked: session time to go to, s.
        renewed: other notes stand there, or a form opened or closed.
        who_asked: nobody said yet who works here.
        opened: a form came up: the replay stands still for it.
    """

    note = Signal(object)
    marked = Signal(bool)
    time_clicked = Signal(float)
    renewed = Signal()
    who_asked = Signal()
    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.session = ""  # id of the open one
        self.review = NOT_REVIEWED
        self._started: datetime | None = None
        self._t = 0.0
        self.actor: Actor = UNNAMED
        self.list, self.form = QaList(theme), QaForm(theme)
        self.form.setAutoFillBackground(False)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.form)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._pages)
        self.list.add_asked.connect(self.add)
        self.list.correct_asked.connect(self._correct)
        self.list.marked.connect(self.marked)
        self.list.time_clicked.connect(self.time_clicked)
        self.form.asked.connect(self.note)
        self.form.who_asked.connect(self.who_asked)
        self.form.closed.connect(self.close_form)

    # -- for the screen --------------------------------------------------------------------------------

    def set_session(self, session: str, started_utc: datetime) -> None:
        """Another session was opened; what was said of it comes with `show_review`."""
        self.session, self._started, self._t = session, started_utc, 0.0
        self.list.say("")
        self.list.set_waiting(False)
        self._pages.setCurrentWidget(self.list)
        self.show_review(NOT_REVIEWED)

    def set_shown(self, t: float) -> None:
        """The replay's moment, s. For every frame."""
        self._t = t
        if self.form_open:
            self.form.set_shown(t)

    def add(self) -> None:
        """A note on the moment that is shown."""
        if self._started is None:
            return
        if not self.form_open:
            self.form.begin(self.session, self._started, self._t)
            self._open()
        self.form.first_focus().setFocus()

    def _correct(self, note: QaNoteWritten) -> None:
        if self._started is not None:
            self.form.begin_correction(note, self._started, self._t)
            self._open()
            self.form.first_focus().setFocus()

    def _open(self) -> None:
        self._pages.setCurrentWidget(self.form)
        self.opened.emit()
        self.renewed.emit()

    def close_form(self) -> None:
        """Back to the notes; what was typed stays."""
        self._pages.setCurrentWidget(self.list)
        self.renewed.emit()
        self.list.add_key.setFocus()

    @property
    def form_open(self) -> bool:
        """The form stands in the place of the notes."""
        return self._pages.currentWidget() is self.form

    @property
    def moments(self) -> list[tuple[float, str]]:
        """Session time, s, and words of every note that is about a moment."""
        started = self._started
        if started is None:
            return []
        notes = ((each.command.note.t, each) for each in self.review.notes)
        return [(t, note_words(note, started)) for t, note in notes if t is not None]

    # -- for the desk ----------------------------------------------------------------------------------

    def show_review(self, review: SessionReview) -> None:
        """What was said of the open session."""
        self.review = review
        self.list.show_review(review, self._started)
        self.renewed.emit()

    def set_actor(self, actor: Actor) -> None:
        """Who works at this window."""
        self.actor = actor
        self.form.set_actor(actor)
