"""Takes what a supervisor says of recorded sessions: notes, and that a session was looked at.

It stands beside the session: no line of its timeline, nothing a replay, a report or a course reads. Sentences in here
name no patient: they may be seen by somebody at another bed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.monitor.review_book import NOT_RECORDING, ReviewBook
from bedside.monitor.session_over import may_go_on
from bedside.monitor.session_review import review_of
from bedside.vitals.put_right import moment_for
from bedside.vitals.records import QaNoteWritten, Record, ReviewEntry, SessionReviewed
from bedside.vitals.review_commands import MarkReviewed, QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import Role

# One name for whatever part of the station speaks: by it a support bundle knows which lines are free of names.
_log = logging.getLogger("bedside.monitor.station")

LONGEST_CHARS: Final = 1000  # of a note, and of a reason
_END_SLACK_S: Final = 1.0  # the moment shown at the end of a replay is rounded


class ReviewDesk:
    """Used by the station's thread only."""

    def __init__(self, clock: Clock, record: Callable[[Record], None], book: ReviewBook) -> None:
        """`record` is the recorder's; `book` learns of everything that is handed to it."""
        self._clock = clock
        self._record = record
        self._book = book

    def obey(self, command: WriteQaNote | MarkReviewed, open_sessions: Collection[str]) -> None:
        """Carry a command out.

        Args:
            command: what is asked for.
            open_sessions: ids of the sessions that are being recorded now.

        Raises:
            UserFacingError: it cannot be done; one sentence says why, and nothing was changed.
        """
        if not command.actor.named:
            raise RefusedError("A review needs a name: say who you are (Ctrl+O), then save it again.")
        match command:
            case WriteQaNote():
                self._write(command)
            case MarkReviewed():
                self._mark(command, open_sessions)

    def _keep(self, entry: ReviewEntry, words: str) -> None:
        _log.info(words)
        self._record(entry)
        self._book.add(entry)

    def _write(self, command: WriteQaNote) -> None:
        note = replace(command.note, words=command.note.words.strip())
        command = replace(command, note=note)
        said = self._said_of(note.session)
        notes = [entry for entry in said if isinstance(entry, QaNoteWritten)]
        wrong = refusal_of_correction(command, notes)
        if not command.withdrawn:  # what is taken back is as it was, whatever the rules say now
            wrong = wrong or refusal_of_note(note, self._length_s(note.session))
        if wrong:
            raise RefusedError(wrong)
        done = "taken back" if command.withdrawn else "corrected" if command.replaces else "written"
        self._keep(
            QaNoteWritten(utc=self._moment(said), command=command),
            f"write_qa_note: {done} about session {note.session}",
        )

    def _mark(self, command: MarkReviewed, open_sessions: Collection[str]) -> None:
        said = self._said_of(command.session)
        if command.actor.role is not Role.SUPERVISOR:
            raise RefusedError(
                "A session is marked as reviewed by a supervisor: say who you are (Ctrl+O), or leave it to one."
            )
        before = review_of(said).reviewed
        if command.reviewed and (command.session in open_sessions or self._goes_on(command.session)):
            raise RefusedError("That session is still open: mark it as reviewed after its end.")
        if command.reviewed and before is not None:
            raise RefusedError(f"That session was marked as reviewed by {before.command.actor.name} already.")
        if not command.reviewed and before is None:
            raise RefusedError("That session is not marked as reviewed: nothing was changed.")
        if len(command.reason) > LONGEST_CHARS:
            raise RefusedError(_too_long("reason"))
        done = "marked as reviewed" if command.reviewed else "to be reviewed once more"
        self._keep(
            SessionReviewed(utc=self._moment(said), command=command),
            f"mark_reviewed: session {command.session} is {done}",
        )

    def _said_of(self, session: str) -> list[ReviewEntry]:
        library = self._book.library
        if library is None:
            raise RefusedError(NOT_RECORDING)
        if library.patients.session(session) is None:
            raise RefusedError("There is no such session in the record: choose it from the list of sessions.")
        return self._book.entries(session)

    def _length_s(self, session: str) -> float:
        library = self._book.library
        return 0.0 if library is None else library.open(session).duration_s

    def _goes_on(self, session: str) -> bool:
        library = self._book.library
        line = None if library is None else library.patients.session(session)
        return library is not None and line is not None and may_go_on(library, line, self._clock)

    def _moment(self, said: Sequence[ReviewEntry]) -> datetime:
        return moment_for(self._clock.utc(), {entry.utc for entry in said})


def refusal_of_note(note: QaNote, length_s: float) -> str:
    """Why this note cannot be kept, one sentence; "" when it can. `length_s`: of the session, as far as recorded."""
    if not note.words and note.mark is QaMark.NONE:
        return "The note is empty: write some words or choose a mark, or close the form."
    if len(note.words) > LONGEST_CHARS:
        return _too_long("note")
    if note.t is not None and not 0.0 <= note.t <= length_s + _END_SLACK_S:  # also what is no number
        return "That moment is not in the session: go to the moment that is meant, and save again."
    return ""


def refusal_of_correction(command: WriteQaNote, notes: Sequence[QaNoteWritten]) -> str:
    """Why this note cannot be corrected or taken back, one sentence; "" when it can.

    Args:
        command: what is asked for.
        notes: every note of the session, also those that count no more.
    """
    if not command.replaces:
        return "Nothing is named that could be taken back: choose the note." if command.withdrawn else ""
    original = next((each for each in notes if each.written == command.replaces), None)
    if original is None or original.command.withdrawn:
        return "That note is not one of this session: open the session again and choose it there."
    after = next((each for each in notes if each.command.replaces == command.replaces), None)
    if after is not None:
        what = "taken back" if after.command.withdrawn else "corrected"
        return f"That note was {what} by {after.command.actor.name} already: look at what stands there now."
    if len(command.reason) > LONGEST_CHARS:
        return _too_long("reason")
    if command.withdrawn and not command.reason.strip():
        return "A note is taken back with a reason: write why."
    if not command.withdrawn and command.note == original.command.note:
        return "Nothing was changed: correct something, take the note back, or close the form."
    return ""


def _too_long(what: str) -> str:
    return f"The {what} has more than {LONGEST_CHARS} characters: shorten it."
