"""What a supervisor says of a recorded session when it is looked at again: notes on it, and that it was looked at.

It is about how the session went and no part of it: it stands on no timeline, and nothing that is told of the session
or of its patient reads it. Asked of the station (bed 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bedside.vitals.commands import Command


class QaMark(StrEnum):
    """What a note is for; most need none."""

    NONE = ""
    FINE = "fine"  # worth showing to others
    LOOK_AT = "look at"  # worth talking about
    IMPROVE = "improve"  # worth changing


@dataclass(frozen=True, slots=True, kw_only=True)
class QaNote:
    """A note on a session, or on a moment of it."""

    session: str  # id
    words: str
    t: float | None = None  # session time it is about, s; None = the whole session
    mark: QaMark = QaMark.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteQaNote(Command):
    """Write a note down; or, put right, what it should have said."""

    note: QaNote
    replaces: str = ""  # `QaNoteWritten.written` of the one that this corrects or takes back; "" = of none
    withdrawn: bool = False  # taken back; `note` is as it was
    reason: str = ""  # why it was corrected or taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReviewed(Command):
    """A supervisor has looked at a session; or has to look at it once more."""

    session: str  # id
    reviewed: bool = True  # False: the mark is taken back
    reason: str = ""  # why it is taken back
