"""How a recorded session stands with whoever looks at it again: its notes, and who looked at it when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bedside.vitals.put_right import Struck, standing, struck
from bedside.vitals.records import QaNoteWritten, ReviewEntry, SessionReviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReview:
    """Of one session; no part of its record."""

    notes: tuple[QaNoteWritten, ...] = ()  # that count: of the whole session first, then by their moments
    struck: tuple[Struck[QaNoteWritten], ...] = ()  # that were corrected or taken back
    reviewed: SessionReviewed | None = None  # the mark that counts; None: nobody looked, or it was taken back


NOT_REVIEWED: Final = SessionReview()


def review_of(entries: Iterable[ReviewEntry]) -> SessionReview:
    """From what was said of one session, oldest first."""
    said = tuple(entries)
    notes = [entry for entry in said if isinstance(entry, QaNoteWritten)]
    marks = [entry for entry in said if isinstance(entry, SessionReviewed)]
    return SessionReview(
        notes=tuple(sorted(standing(notes), key=_moment)),
        struck=struck(notes),
        reviewed=marks[-1] if marks and marks[-1].command.reviewed else None,
    )


def reviews_of(entries: Iterable[ReviewEntry]) -> Mapping[str, SessionReview]:
    """The same of many sessions, by their ids; those of which nothing was said are left out."""
    found: dict[str, list[ReviewEntry]] = {}
    for entry in entries:
        found.setdefault(entry.session, []).append(entry)
    return {session: review_of(said) for session, said in found.items()}


def _moment(note: QaNoteWritten) -> float:
    t = note.command.note.t
    return -1.0 if t is None else t
