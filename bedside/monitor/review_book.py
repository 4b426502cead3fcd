"""What was said of sessions at their review, as the station knows it: in the record, and on its way there.

The recorder writes a little later than it is given something, and for as long as a disk is full it writes nothing:
so the newest entries are kept in memory too, as those of patients are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bedside.errors import RefusedError
from bedside.monitor.session_review import SessionReview, review_of, reviews_of
from bedside.vitals.records import ReviewEntry

if TYPE_CHECKING:
    from bedside.store.library import Library

NOT_RECORDING: Final = (
    "Nothing is being recorded, so no QA note can be kept: the notice on the screen says why."
)
_KEPT: Final = 1000  # entries in memory: far more than are ever on their way


class ReviewBook:
    """From any thread; only the station's adds to it.

    Every question may raise a `StoreError`: the record cannot be read.
    """

    def __init__(self, library: Library | None) -> None:
        """`library` None: nothing is recorded; then every question is refused with `NOT_RECORDING`."""
        self.library = library
        self._fresh: tuple[ReviewEntry, ...] = ()  # of this run, oldest first; replaced, never changed
        self.changes = 0  # rises with everything that is said

    def add(self, entry: ReviewEntry) -> None:
        """It was handed to the recorder."""
        self._fresh = (*self._fresh[-(_KEPT - 1) :], entry)
        self.changes += 1

    def entries(self, session: str) -> list[ReviewEntry]:
        """What was said of a session, oldest first."""
        fresh = [entry for entry in self._fresh if entry.session == session]
        return _with(self._there().reviews.of(session), fresh)

    def review(self, session: str) -> SessionReview:
        """How one session stands."""
        return review_of(self.entries(session))

    def reviews(self) -> Mapping[str, SessionReview]:
        """How all sessions stand of which anything was said, by their ids."""
        fresh = list(self._fresh)
        return reviews_of(_with(self._there().reviews.all(), fresh))

    def is_written(self, entry: ReviewEntry) -> bool:
        """Whether the record has it."""
        return entry in self._there().reviews.of(entry.session)

    def _there(self) -> Library:
        if self.library is None:
            raise RefusedError(NOT_RECORDING)
        return self.library


def _with(found: list[ReviewEntry], fresh: list[ReviewEntry]) -> list[ReviewEntry]:
    """What the record has, and behind it what it does not have yet."""
    known = set(found)
    return [*found, *(entry for entry in fresh if entry not in known)]
