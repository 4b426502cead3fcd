"""The desk of a patient's course over a real record, in a review screen without a window around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.ui.course.course_desk import CourseDesk
from bedside.ui.course.course_screen import CourseScreen
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.theme import Theme
from bedside.vitals.records import Record
from tests.helpers.courses import NURSE, Clinic, recorded, reyes_course


@dataclass
class Desk:
    screen: ReviewScreen
    desk: CourseDesk
    clinic: Clinic
    folder: Path

    @property
    def page(self) -> CourseScreen:
        return self.desk._page

    def until(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 30.0
        while not done():
            assert time.monotonic() < end, what
            self.desk.frame()
            QApplication.processEvents()
            time.sleep(0.005)
        QApplication.processEvents()

    def open(self, session: str = "2026-11-14") -> CourseScreen:
        self.screen.library.course_requested.emit(session)
        self.until(lambda: self.page.data is not None, "the course was read")
        return self.page

    def settled(self) -> None:
        desk = self.desk
        self.until(
            lambda: desk._course is None and desk._kept is None and desk._filed is None, "all was read"
        )


Make = Callable[..., Desk]


@contextmanager
def course_desks(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[Make]:
    """Makes them; each is stopped at the end."""
    made: list[Desk] = []

    def make(records: list[Record] | None = None, size: tuple[int, int] = (1856, 984)) -> Desk:
        path = recorded(tmp_path / "record.sqlite", reyes_course() if records is None else records)
        clinic = Clinic(path)
        screen = ReviewScreen(look)
        qtbot.addWidget(screen)
        screen.resize(*size)
        folder = tmp_path / "documents"
        desk = CourseDesk(
            screen, clinic.library, clinic.book, submit=clinic.submit, actor=lambda: NURSE, clock=clinic.clock,
            theme=look, folder=lambda: folder,
        )  # fmt: skip
        screen.set_sessions(clinic.library.sessions())
        screen.show()
        desk.frame()
        made.append(Desk(screen, desk, clinic, folder))
        return made[-1]

    yield make
    for each in made:
        each.desk.stop()
