"""A real record under the review screen, with both its desks: the replay, and the QA notes beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.errors import UserFacingError
from bedside.monitor.review_book import ReviewBook
from bedside.monitor.review_desk import ReviewDesk
from bedside.store.library import Library
from bedside.ui.qa.qa_desk import QaDesk
from bedside.ui.qa.qa_page import QaPage
from bedside.ui.replay_desk import ReplayDesk
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session.drafts import Drafts
from bedside.vitals.commands import Command
from bedside.vitals.records import Record
from bedside.vitals.review_commands import MarkReviewed, WriteQaNote
from bedside.vitals.sessions import Actor
from tests.helpers.courses import NOW, SUPERVISOR, recorded


@dataclass
class Reviewing:
    """`written` lets the recorder catch up; until then what was said is on its way to the disk."""

    screen: ReviewScreen
    path: Path
    drafts: Drafts = field(default_factory=Drafts)
    actor: Actor = SUPERVISOR
    refusal: UserFacingError | None = None
    fault: str = ""  # of the recorder
    holds: bool = False  # the disk takes nothing

    def __post_init__(self) -> None:
        self.clock = ManualClock(now=1000.0, utc=NOW)
        self.library = Library(self.path)
        self.sent: list[Command] = []
        self.asked_who = 0
        self.waiting: list[Record] = []
        self.open: set[str] = set()
        self.start()

    def start(self, screen: ReviewScreen | None = None) -> None:
        """A window, and a station that knows what is in the record."""
        self.screen = screen or self.screen
        self.book = ReviewBook(self.library)
        self._desk = ReviewDesk(self.clock, self.waiting.append, self.book)
        profile = default_profile()
        self.replay = ReplayDesk(
            self.screen,
            self.library,
            running=lambda: self.open,
            profile_of=lambda _title: profile,
            clock=self.clock,
        )
        self.qa = QaDesk(
            self.screen,
            self.book,
            submit=self._submit,
            actor=lambda: self.actor,
            clock=self.clock,
            recording=lambda: self.fault,
            ask_who=self._ask_who,
            drafts=self.drafts,
        )
        self.replay.refresh()
        self.qa.refresh()

    def _ask_who(self) -> None:
        self.asked_who += 1

    def _submit(self, command: WriteQaNote | MarkReviewed) -> Future[None]:
        self.sent.append(command)
        answer: Future[None] = Future()
        try:
            if self.refusal is not None:
                raise self.refusal
            self._desk.obey(command, self.open)
        except UserFacingError as error:
            answer.set_exception(error)
        else:
            answer.set_result(None)
        return answer

    @property
    def page(self) -> QaPage:
        return self.qa._page

    def written(self) -> None:
        """The recorder has caught up."""
        recorded(self.path, self.waiting)
        self.waiting.clear()

    def frame(self, seconds: float = 0.5) -> None:
        """Some time goes by, and the window shows what has come of it."""
        self.clock.advance(seconds)
        if self.waiting and not self.holds:
            self.written()
        self.replay.frame()
        self.qa.frame()
        QApplication.processEvents()

    def open_session(self, session: str, t: float = 0.0) -> QaPage:
        self.screen.open_requested.emit(session)
        self.frame(0.0)
        if t:
            self.go(t)
        return self.page

    def go(self, t: float) -> None:
        """The replay stands at session time `t`, s."""
        self.screen.seek.emit(t)
        self.frame(0.0)

    def until(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 20.0
        while not done():
            assert time.monotonic() < end, what
            self.frame(0.1)
