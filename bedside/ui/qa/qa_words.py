"""What is read of a review: its notes, who wrote them, and that they are no part of the record."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from bedside.monitor.session_review import SessionReview
from bedside.ui import formats
from bedside.ui.course.said_when import shown_time
from bedside.ui.panels.operator import role_name
from bedside.vitals.put_right import Struck
from bedside.vitals.records import QaNoteWritten, SessionReviewed
from bedside.vitals.review_commands import QaMark
from bedside.vitals.sessions import Actor


def tr(text: str) -> str:
    """In the language of the screen."""
    return QCoreApplication.translate("QaNotes", text)


def mark_words(mark: QaMark) -> str:
    """ "Look at"; "" for none."""
    return {
        QaMark.NONE: "",
        QaMark.FINE: tr("Fine"),
        QaMark.LOOK_AT: tr("Look at"),
        QaMark.IMPROVE: tr("Improve"),
    }[mark]


def moment_words(t: float | None, started_utc: datetime) -> str:
    """The wall clock of the recording, or that it is about all of it."""
    return tr("Whole session") if t is None else formats.clock_at(started_utc, t)


def place_words(t: float | None, started_utc: datetime) -> str:
    """The same with the time into the session: "10:20:00 (+50:00)"."""
    if t is None:
        return moment_words(t, started_utc)
    words = tr("{clock} (+{time})")
    return words.format(clock=moment_words(t, started_utc), time=formats.duration(t))


def who_words(actor: Actor) -> str:
    """ "Dr. L. Hartmann, supervisor"."""
    return tr("{name}, {role}").format(name=actor.name, role=role_name(actor.role))


def written_words(note: QaNoteWritten) -> str:
    """What stands under every note: it is nothing that was recorded."""
    words = tr("QA note, written on {time} by {who}, not part of the record")
    return words.format(time=shown_time(note.utc), who=who_words(note.command.actor))


def struck_words(struck: Struck[QaNoteWritten]) -> str:
    """By whom, when and why a note counts no more."""
    by = struck.by.command
    words = tr("taken back by {who}, {time}") if by.withdrawn else tr("corrected by {who}, {time}")
    said = words.format(who=who_words(by.actor), time=shown_time(struck.by.utc))
    return f"{said}: {by.reason.strip()}" if by.reason.strip() else said


def note_words(note: QaNoteWritten, started_utc: datetime) -> str:
    """A note in one line: its moment, its mark, its words, where it comes from."""
    said = note.command.note
    parts = (place_words(said.t, started_utc), mark_words(said.mark), said.words)
    return f"{', '.join(part for part in parts if part)} · {written_words(note)}"


def reviewed_words(reviewed: SessionReviewed | None) -> str:
    """Who looked at the session and when; or that nobody has."""
    if reviewed is None:
        return tr("Not reviewed yet")
    words = tr("Reviewed by {who} on {time}")
    return words.format(who=who_words(reviewed.command.actor), time=shown_time(reviewed.utc))


def count_words(notes: int) -> str:
    """ "2 QA notes"; "" for none."""
    if not notes:
        return ""
    return tr("1 QA note") if notes == 1 else tr("{n} QA notes").format(n=notes)


def line_words(review: SessionReview) -> str:
    """In the list of sessions: whether it was reviewed, and how many notes it has."""
    reviewed = review.reviewed
    first = tr("not reviewed")
    if reviewed is not None:
        at = reviewed.utc.astimezone()
        words = tr("reviewed by {name}, {day}")
        first = words.format(name=reviewed.command.actor.name, day=at.strftime("%d %b"))
    return " · ".join(part for part in (first, count_words(len(review.notes))) if part)
