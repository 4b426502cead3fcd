"""What is said of a recorded session at its review: what is accepted, what is refused and in which words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.export.log_scrub import Names, scrub
from bedside.monitor.review_book import NOT_RECORDING, ReviewBook
from bedside.monitor.review_desk import LONGEST_CHARS, ReviewDesk
from bedside.monitor.session_review import SessionReview, review_of
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.records import QaNoteWritten, Record, ReviewEntry, SessionReviewed
from bedside.vitals.review_commands import MarkReviewed, QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import UNNAMED, Actor, Mode
from tests.helpers.make_database import NURSE, STARTED, SUPERVISOR, Stream, pleth, review_entries

LATER = STARTED + timedelta(days=3)
LENGTH_S = 60.0
LATE = QaNote(session="one", words="The second cuff reading came 6 min late.", t=20.0)


class Desk:
    """A desk over a real record with one ended session. `flushed` writes what is on its way."""

    def __init__(self, path: Path, *more: Record) -> None:
        stream = Stream("one")
        begun = [*stream.opened(Mode.LIVE), stream.taken(pleth(1.0, 6)), stream.closed(LENGTH_S)]
        self.path = path
        self.clock = ManualClock(now=100_000.0, utc=LATER)
        self.kept: list[Record] = [*begun, *more]
        self.flushed()
        self.book = ReviewBook(Library(path))
        self.open: set[str] = set()
        self._desk = ReviewDesk(self.clock, self.kept.append, self.book)

    def flushed(self) -> None:
        recorder = Recorder(self.path, self.clock, interval_s=0.01)
        recorder.start()
        for record in self.kept:
            recorder.put(record)
        self.kept = []
        recorder.stop()

    def write(self, note: QaNote = LATE, actor: Actor = SUPERVISOR) -> QaNoteWritten:
        self._desk.obey(WriteQaNote(bed=0, actor=actor, note=note), self.open)
        return self.newest()

    def correct(self, original: QaNoteWritten, note: QaNote, actor: Actor = SUPERVISOR) -> QaNoteWritten:
        command = WriteQaNote(bed=0, actor=actor, note=note, replaces=original.written, reason="looked again")
        self._desk.obey(command, self.open)
        return self.newest()

    def withdraw(self, original: QaNoteWritten, reason: str = "wrong session") -> None:
        note, named = original.command.note, original.written
        command = WriteQaNote(
            bed=0, actor=SUPERVISOR, note=note, replaces=named, withdrawn=True, reason=reason
        )
        self._desk.obey(command, self.open)

    def mark(self, session: str = "one", *, reviewed: bool = True, actor: Actor = SUPERVISOR) -> None:
        self._desk.obey(MarkReviewed(bed=0, actor=actor, session=session, reviewed=reviewed), self.open)

    def newest(self) -> QaNoteWritten:
        entry = self.book.entries("one")[-1]
        assert isinstance(entry, QaNoteWritten)
        return entry

    @property
    def review(self) -> SessionReview:
        return self.book.review("one")


Make = Callable[..., Desk]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda *more: Desk(tmp_path / "b.sqlite", *more)


def words_of(review: SessionReview) -> list[str]:
    return [each.command.note.words for each in review.notes]


# Notes


def test_a_note_is_there_at_once_and_when_it_is_written_it_is_there_once(make: Make) -> None:
    desk = make()
    said = desk.write()
    assert (said.utc, said.command.note, said.command.actor) == (LATER, LATE, SUPERVISOR)
    assert not desk.book.is_written(said)
    assert words_of(desk.review) == [LATE.words]
    desk.flushed()
    assert desk.book.is_written(said)
    assert words_of(desk.review) == [LATE.words]


@pytest.mark.req("QA-01")
def test_notes_stand_by_their_moments_those_of_the_whole_session_first(make: Make) -> None:
    desk = make()
    desk.write()
    desk.write(replace(LATE, t=5.0, words="probe on"))
    desk.write(replace(LATE, t=None, words="a calm session"))
    assert words_of(desk.review) == ["a calm session", "probe on", LATE.words]


def test_a_mark_alone_is_a_note(make: Make) -> None:
    assert (
        make().write(QaNote(session="one", words="", t=3.0, mark=QaMark.FINE)).command.note.mark
        is QaMark.FINE
    )


def test_two_notes_of_one_moment_of_the_clock_have_two_names(make: Make) -> None:
    desk = make()
    first, second = desk.write(), desk.write(replace(LATE, words="another"))
    assert first.written != second.written


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (replace(LATE, words=" \n"), "The note is empty: write some words or choose a mark"),
        (replace(LATE, words="x" * (LONGEST_CHARS + 1)), f"more than {LONGEST_CHARS} characters: shorten it"),
        (replace(LATE, t=LENGTH_S + 2.0), "That moment is not in the session"),
        (replace(LATE, t=-0.5), "That moment is not in the session"),
        (replace(LATE, t=float("nan")), "That moment is not in the session"),
        (replace(LATE, session="another"), "There is no such session in the record"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_leaves_nothing(
    make: Make, note: QaNote, words: str
) -> None:
    desk = make()
    with pytest.raises(RefusedError, match=words):
        desk.write(note)
    assert (desk.kept, desk.review) == ([], SessionReview())


@pytest.mark.parametrize("nobody", [UNNAMED, replace(SUPERVISOR, name="  ")])
def test_a_review_needs_a_name(make: Make, nobody: Actor) -> None:
    with pytest.raises(RefusedError, match=r"needs a name: say who you are \(Ctrl\+O\)"):
        make().write(actor=nobody)


def test_without_a_record_the_sentence_says_so() -> None:
    desk = ReviewDesk(ManualClock(utc=LATER), lambda _record: None, ReviewBook(None))
    with pytest.raises(RefusedError, match=NOT_RECORDING[:40]):
        desk.obey(WriteQaNote(bed=0, actor=SUPERVISOR, note=LATE), ())


# Put right


@pytest.mark.req("QA-01")
def test_a_note_is_corrected_and_the_original_is_kept_with_who_and_why(make: Make) -> None:
    desk = make()
    first = desk.write()
    second = desk.correct(first, replace(LATE, words="It came 3 min late."), NURSE)
    review = desk.review
    assert review.notes == (second,)
    assert [(each.original, each.by) for each in review.struck] == [(first, second)]
    assert (second.command.actor, second.command.reason) == (NURSE, "looked again")


@pytest.mark.req("QA-01")
def test_a_note_is_taken_back_with_a_reason_and_stays_readable(make: Make) -> None:
    desk = make()
    first = desk.write()
    with pytest.raises(RefusedError, match="taken back with a reason: write why"):
        desk.withdraw(first, " ")
    desk.withdraw(first)
    assert desk.review.notes == ()
    assert [each.original for each in desk.review.struck] == [first]


def test_of_two_corrections_of_one_note_the_second_is_told_who_was_first(make: Make) -> None:
    desk = make()
    first = desk.write()
    desk.correct(first, replace(LATE, words="3 min"))
    with pytest.raises(RefusedError, match=r"corrected by Dr\. L\. Hartmann already"):
        desk.correct(first, replace(LATE, words="4 min"))


def test_a_correction_that_changes_nothing_is_refused(make: Make) -> None:
    desk = make()
    with pytest.raises(RefusedError, match="Nothing was changed"):
        desk.correct(desk.write(), LATE)


def test_a_note_of_another_session_cannot_be_put_right_here(make: Make) -> None:
    other = Stream("two")
    desk = make(*other.opened(Mode.LIVE), other.closed(LENGTH_S))
    first = desk.write()
    with pytest.raises(RefusedError, match="not one of this session"):
        desk.correct(first, replace(LATE, session="two"))


# Reviewed


@pytest.mark.req("QA-01")
def test_a_supervisor_marks_a_session_as_reviewed_and_the_mark_can_be_taken_back(make: Make) -> None:
    desk = make()
    desk.mark()
    assert desk.review.reviewed is not None and desk.review.reviewed.command.actor == SUPERVISOR
    with pytest.raises(RefusedError, match=r"marked as reviewed by Dr\. L\. Hartmann already"):
        desk.mark()
    desk.mark(reviewed=False)
    assert desk.review.reviewed is None
    with pytest.raises(RefusedError, match="is not marked as reviewed: nothing was changed"):
        desk.mark(reviewed=False)
    assert len(desk.book.entries("one")) == 2, "both marks are in the log"


@pytest.mark.req("QA-01")
def test_nobody_but_a_supervisor_marks_a_session_as_reviewed(make: Make) -> None:
    with pytest.raises(RefusedError, match="by a supervisor: say who you are"):
        make().mark(actor=NURSE)


def test_a_session_that_is_still_open_is_not_reviewed_yet_but_may_have_notes(make: Make) -> None:
    desk = make()
    desk.open.add("one")
    with pytest.raises(RefusedError, match="still open: mark it as reviewed after its end"):
        desk.mark()
    desk.write()
    assert words_of(desk.review) == [LATE.words]


def test_a_session_that_may_still_go_on_after_a_crash_is_not_reviewed_yet(tmp_path: Path) -> None:
    stream = Stream("two", bed=2)
    desk = Desk(tmp_path / "b.sqlite", *stream.opened(Mode.LIVE), stream.taken(pleth(1.0, 6)))
    desk.clock.advance(14 * 60.0)
    with pytest.raises(RefusedError, match="still open"):
        desk.mark("two")
    desk.clock.advance(2 * 60.0)
    desk.mark("two")
    assert desk.book.review("two").reviewed is not None


def test_the_reviews_of_all_sessions_come_by_their_ids(make: Make) -> None:
    other = Stream("two")
    desk = make(*other.opened(Mode.LIVE), other.closed(LENGTH_S), *review_entries("two"))
    desk.write()
    found = desk.book.reviews()
    assert {session: len(review.notes) for session, review in found.items()} == {"one": 1, "two": 1}
    assert found["two"].reviewed is not None and found["one"].reviewed is None


def test_the_newest_mark_holds() -> None:
    said: list[ReviewEntry] = [
        SessionReviewed(utc=LATER, command=MarkReviewed(bed=0, actor=SUPERVISOR, session="one", reviewed=on))
        for on in (True, False, True)
    ]
    assert review_of(said).reviewed is said[-1]
    assert review_of(said[:2]).reviewed is None


def test_a_support_bundle_keeps_the_lines_about_reviews_which_quote_nothing(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bedside.monitor.station")
    desk = make()
    desk.withdraw(desk.write())
    desk.mark()
    desk.mark(reviewed=False)
    lines = [
        f"2026-11-17 09:30:00,000 INFO bedside.monitor.station: {record.getMessage()}\n"
        for record in caplog.records
    ]
    assert len(lines) == 4
    assert not any("cuff" in line or "Hartmann" in line for line in lines)
    assert scrub("".join(lines), Names([])).text == "".join(lines)
