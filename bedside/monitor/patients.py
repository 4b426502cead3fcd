"""Patients for whoever shows them: found, opened and followed through their sessions, without ever raising.

Questions take some milliseconds each (a search through 600 records about five, all sessions of a patient among 2000
about ten), so a window may ask while somebody types. What cannot be answered is empty and says why in `fault`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from bedside.errors import UserFacingError
from bedside.monitor.patient_book import NOT_RECORDING, PatientBook
from bedside.therapy.infusion import infusion_of
from bedside.vitals.patients import PatientRecord
from bedside.vitals.put_right import standing
from bedside.vitals.records import FollowUpWritten, PatientSaved

if TYPE_CHECKING:
    from bedside.store.patients import PatientSession

_log = logging.getLogger(__name__)

MOST_FOUND: Final = 50  # patients of one answer: whoever sees so many goes on typing
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBefore:
    """What a patient was given in an earlier session; None = not recorded. A fact, never a proposal."""

    utc: datetime
    mg: float | None = None
    mg_kg: float | None = None
    minutes: float | None = None


class Patients:
    """A reading door. For one thread at a time: `fault` belongs to the newest question."""

    def __init__(self, book: PatientBook) -> None:
        """`book` is the station's: what was just saved is found at once."""
        self._book = book
        self.fault = "" if book.library is not None else NOT_RECORDING

    def search(self, text: str, simulated: bool) -> tuple[PatientSaved, ...]:
        """Patients that every word of the text fits, the last saved first; at most `MOST_FOUND`.

        Args:
            text: parts of name, record number or date of birth; "" = those last saved.
            simulated: made-up patients, else real ones; a list never has both (SAFE-01).
        """
        found = self._asked(lambda: self._book.search(text, simulated=simulated, most=MOST_FOUND))
        return tuple(found or ())

    def record(self, id: str) -> PatientRecord | None:
        """The newest version of a record; None: there is no such patient, or see `fault`."""
        saved = self.saved(id)
        return None if saved is None else saved.command.patient

    def saved(self, id: str) -> PatientSaved | None:
        """The newest version with when and by whom it was saved."""
        return self._asked(lambda: self._book.newest(id))

    def versions(self, id: str) -> tuple[PatientSaved, ...]:
        """All versions of a record, oldest first."""
        return tuple(self._asked(lambda: self._book.versions(id)) or ())

    def sessions(self, id: str) -> tuple[PatientSession, ...]:
        """The patient's sessions, newest first; also one that is open."""
        return tuple(self._asked(lambda: self._book.sessions(id)) or ())

    def session(self, session: str) -> PatientSession | None:
        """One session and whose it is; None: there is none of this id, or see `fault`."""
        return self._asked(lambda: self._book.session(session))

    def given_before(self, id: str, session: str) -> GivenBefore | None:
        """What was given in the newest other session of this patient that is over; None: in none, or see `fault`."""
        return self._asked(lambda: self._given_before(id, session))

    def _given_before(self, id: str, session: str) -> GivenBefore | None:
        library = self._book.library
        for line in self._book.sessions(id):
            if line.id == session or line.ended_utc is None or library is None:
                continue
            recorded = library.open(line.id)
            infusion = infusion_of(recorded.entries())
            if infusion is None:
                continue
            end = recorded.duration_s
            return GivenBefore(
                utc=line.started_utc,
                mg=infusion.delivered_mg(end),
                mg_kg=infusion.mg_per_kg(end),
                minutes=infusion.infused_s(end) / 60.0,
            )
        return None

    def follow_ups(self, id: str) -> tuple[FollowUpWritten, ...]:
        """What was said of a patient after sessions, as it counts now, oldest first."""
        return standing(self.follow_ups_written(id))

    def follow_ups_written(self, id: str) -> tuple[FollowUpWritten, ...]:
        """The same with the originals of what was corrected or taken back, oldest first."""
        return tuple(self._asked(lambda: self._book.follow_ups(id)) or ())

    def follow_ups_of(self, session: str) -> tuple[FollowUpWritten, ...]:
        """What was said after one session, as it counts now, oldest first."""
        return tuple(self._asked(lambda: self._follow_ups_of(session)) or ())

    def _follow_ups_of(self, session: str) -> list[FollowUpWritten]:
        """A correction may have put a call after another session, so all of its patient's are looked at."""
        patients = dict.fromkeys(each.patient for each in self._book.follow_ups_of(session))
        found = (each for id in patients for each in standing(self._book.follow_ups(id)))
        return [each for each in found if each.command.follow_up.session == session]

    def _asked(self, question: Callable[[], _T]) -> _T | None:
        try:
            answer = question()
        except UserFacingError as error:
            if self._book.library is not None:
                _log.warning("patients cannot be read: %s", error)
                self.fault = f"Patients cannot be read: {error}"
            else:
                self.fault = NOT_RECORDING
            return None
        self.fault = ""
        return answer
