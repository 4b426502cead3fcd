"""QA notes on the review screen: read beside the replay, given to the station, refusals shown where they arose.

The replay itself submits nothing; this desk submits what is said of a session afterwards, and no other command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Slot

from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.monitor.review_book import ReviewBook
from bedside.ui.qa.qa_page import QaPage
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session.drafts import Drafts
from bedside.vitals.commands import STATION_BED
from bedside.vitals.records import ReviewEntry
from bedside.vitals.review_commands import MarkReviewed, WriteQaNote
from bedside.vitals.sessions import Actor

_log = logging.getLogger(__name__)

LOOK_S: Final = 0.25  # between looks whether what was said is on the disk
SLOW_S: Final = 3.0  # until it is told that it is not


@dataclass(slots=True, eq=False)
class _Sent:
    """What the station was asked for."""

    command: WriteQaNote | MarkReviewed
    answer: Future[None]
    kept_as: tuple[str, str]  # owner and fields of what was typed for it
    taken: ReviewEntry | None = None  # the station has it; None: not yet
    since_t: float = 0.0  # real time it was taken at, s
    look_t: float = 0.0  # and at which to look for it next, s


class QaDesk(QObject):
    """Of one window."""

    def __init__(
        self,
        screen: ReviewScreen,
        book: ReviewBook,
        *,
        submit: Callable[[WriteQaNote | MarkReviewed], Future[None]],
        actor: Callable[[], Actor],
        clock: Clock,
        recording: Callable[[], str],
        ask_who: Callable[[], None],
        drafts: Drafts | None = None,
    ) -> None:
        """Connect the review screen.

        Args:
            screen: where sessions are opened and shown.
            book: what was said of sessions.
            submit: gives a command to the station.
            actor: who works at this window.
            clock: real time.
            recording: why the record cannot be written, one sentence; "" = it can.
            ask_who: somebody wants to say who works here.
            drafts: where a half-typed note is kept; None: in the form.
        """
        super().__init__(screen)
        self._screen = screen
        self._book = book
        self._submit = submit
        self._actor = actor
        self._clock = clock
        self._recording = recording
        self._sent: list[_Sent] = []  # what is not on the disk yet
        self._seen = -1  # changes of the book
        page = self._page = QaPage(screen.pages)
        if drafts is not None:
            page.form.use_drafts(drafts)
        screen.set_qa_page(page)
        screen.open_requested.connect(self._read)
        screen.close_requested.connect(self.refresh)
        page.note.connect(self._write)
        page.marked.connect(self._mark)
        page.who_asked.connect(ask_who)
        page.opened.connect(self._wait_on)

    # -- for the window --------------------------------------------------------------------------------

    def frame(self) -> None:
        """Show what has come of what was asked, and what others have said. May be called for every frame."""
        self._page.set_actor(self._actor())
        if self._page.form_open:
            self._page.form.look(self._clock.utc())
        for sent in tuple(self._sent):
            self._look_at(sent)
        if self._book.changes != self._seen:
            self.refresh()
            self._read()

    @Slot()
    def refresh(self) -> None:
        """What the list of sessions says of them."""
        self._seen = self._book.changes
        try:
            self._screen.library.set_reviews(self._book.reviews())
        except UserFacingError as error:
            self._screen.show_refusal(self._words(error))

    # -- inside ----------------------------------------------------------------------------------------

    @Slot()
    def _read(self) -> None:
        """What was said of the session that is open."""
        if not self._page.session:
            return
        try:
            self._page.show_review(self._book.review(self._page.session))
        except UserFacingError as error:
            self._page.list.say(self._words(error))

    @Slot(object)
    def _write(self, command: WriteQaNote) -> None:
        self._sent.append(_Sent(command, self._submit(command), self._page.form.kept_as))

    @Slot()
    def _wait_on(self) -> None:
        """The form was opened again before the disk had what was typed in it: it is not saved twice."""
        if any(sent.kept_as == self._page.form.kept_as for sent in self._sent):
            self._page.form.set_waiting(True)

    @Slot(bool)
    def _mark(self, reviewed: bool) -> None:
        command = MarkReviewed(
            bed=STATION_BED, actor=self._actor(), session=self._page.session, reviewed=reviewed
        )
        self._page.list.set_waiting(True)
        self._sent.append(_Sent(command, self._submit(command), ("", "")))

    def _look_at(self, sent: _Sent) -> None:
        if sent.taken is None:
            if not sent.answer.done():
                return
            error = sent.answer.exception()
            if error is not None:
                self._end(sent, self._words(error))
                return
            self._take(sent)
        elif self._clock.now() >= sent.look_t:
            self._look_on_disk(sent, sent.taken)

    def _take(self, sent: _Sent) -> None:
        """The station has it, and holds it until the disk does."""
        now = self._clock.now()
        session = sent.command.note.session if isinstance(sent.command, WriteQaNote) else sent.command.session
        try:
            said = self._book.entries(session)
        except UserFacingError as error:
            self._end(sent, self._words(error))
            return
        sent.taken = next((entry for entry in reversed(said) if entry.command == sent.command), said[-1])
        sent.since_t = sent.look_t = now
        self._look_on_disk(sent, sent.taken)

    def _look_on_disk(self, sent: _Sent, taken: ReviewEntry) -> None:
        now = self._clock.now()
        sent.look_t = now + LOOK_S
        try:
            written, fault = self._book.is_written(taken), self._recording()
        except UserFacingError as error:
            written, fault = False, self._words(error)
        if written:
            self._end(sent)
        elif fault or now - sent.since_t >= SLOW_S:
            words = self.tr(
                "This is not on the disk yet ({why}). It is written as soon as the disk takes it, and what you typed "
                "stays until then: do not save it again."
            )
            self._say(sent, words.format(why=fault or self.tr("the disk is slow")))

    def _end(self, sent: _Sent, refusal: str = "") -> None:
        """It is in the record, or was refused: then what was typed stays where it is."""
        self._sent.remove(sent)
        page = self._page
        page.list.set_waiting(False)
        if refusal:
            page.form.set_waiting(False)
            self._say(sent, refusal)
            return
        self._say(sent, "")
        if isinstance(sent.command, WriteQaNote) and page.form.forget(sent.kept_as):
            page.form.set_waiting(False)
            page.close_form()

    def _say(self, sent: _Sent, sentence: str) -> None:
        if isinstance(sent.command, WriteQaNote) and self._page.form.kept_as == sent.kept_as:
            self._page.form.say(sentence)
        else:
            self._page.list.say(sentence)

    def _words(self, error: BaseException) -> str:
        """A sentence for the person; what nobody expected goes to the log too."""
        if isinstance(error, UserFacingError):
            return str(error)
        _log.error("QA desk: %s", error, exc_info=error)
        return self.tr("That went wrong inside bedside: try again, and save a support bundle under Devices.")
