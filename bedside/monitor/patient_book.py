"""The patients as the station knows them: what is in the record, and what is still on its way there.

The recorder writes a little later than it is given something, and for as long as a disk is full it writes nothing.
Whoever saves a record and looks at it again must see what was saved: so the newest entries are kept in memory too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bedside.errors import RefusedError
from bedside.vitals.records import FollowUpWritten, PatientEntry, PatientSaved, SessionFiled

if TYPE_CHECKING:
    from bedside.store.library import Library
    from bedside.store.patient_cards import Card
    from bedside.store.patients import PatientRows, PatientSession

NOT_RECORDING: Final = (
    "Nothing is being recorded, so patients can be neither kept nor found: the notice on the screen says why."
)
_KEPT: Final = 1000  # entries in memory: far more than are ever on their way


@dataclass(frozen=True, slots=True)
class _Cards:
    """What the record had when it was last looked through; `key` says whether it still has just that."""

    key: int
    cards: tuple[Card, ...]


class PatientBook:
    """From any thread; only the station's adds to it.

    Every question may raise a `StoreError`: the record cannot be read.
    """

    def __init__(self, library: Library | None) -> None:
        """`library` None: nothing is recorded; then every question is refused with `NOT_RECORDING`."""
        self.library = library
        self._fresh: tuple[PatientEntry, ...] = ()  # of this run, oldest first; replaced, never changed
        self._cards: _Cards | None = None

    def add(self, entry: PatientEntry) -> None:
        """It was handed to the recorder."""
        self._fresh = (*self._fresh[-(_KEPT - 1) :], entry)

    # Records

    def newest(self, patient: str) -> PatientSaved | None:
        """The newest version of a record; None: there is no such patient."""
        rows = self._rows()
        for entry in reversed(self._fresh):
            if isinstance(entry, PatientSaved) and entry.patient == patient:
                return entry
        return rows.newest(patient)

    def versions(self, patient: str) -> list[PatientSaved]:
        """All versions of a record, oldest first."""
        fresh = self._fresh
        found = self._rows().versions(patient)
        last = found[-1].command.patient.version if found else 0
        return [
            *found,
            *(
                entry
                for entry in fresh
                if isinstance(entry, PatientSaved)
                and entry.patient == patient
                and entry.command.patient.version > last
            ),
        ]

    def search(self, text: str, *, simulated: bool, most: int) -> list[PatientSaved]:
        """As `PatientRows.search`."""
        from bedside.store.patient_cards import matching  # noqa: PLC0415 - the store takes a while to load

        fresh, cards = self._all_cards(simulated)
        found = matching(cards, text)[:most]
        stored = iter(self._rows().saved_with([card.key for card in found if card.patient not in fresh]))
        return [fresh[card.patient] if card.patient in fresh else next(stored) for card in found]

    def with_number(self, record_no: str, *, simulated: bool) -> list[str]:
        """Ids of the patients with this record number, however it is written."""
        from bedside.store.patient_cards import number_of  # noqa: PLC0415

        number = number_of(record_no)
        _, cards = self._all_cards(simulated)
        return [card.patient for card in cards if number and card.record_no == number]

    def _all_cards(self, simulated: bool) -> tuple[dict[str, PatientSaved], list[Card]]:
        """The newest versions in memory, by id; and what all patients are found by, the last saved first."""
        from bedside.store.patient_cards import Card  # noqa: PLC0415

        rows = self._rows()
        fresh = {entry.patient: entry for entry in self._fresh if isinstance(entry, PatientSaved)}
        key, known = rows.newest_key(), self._cards
        if known is None or known.key != key:
            known = self._cards = _Cards(key, tuple(rows.cards()))
        newest_first = sorted(fresh.values(), key=lambda saved: saved.utc, reverse=True)
        cards = [
            *(Card.of(saved) for saved in newest_first),
            *(card for card in known.cards if card.patient not in fresh),
        ]
        return fresh, [card for card in cards if card.simulated == simulated]

    # Sessions

    def session(self, session: str) -> PatientSession | None:
        """One session and whose it is; None: there is none of this id."""
        filed = self._filed()
        line = self._rows().session(session)
        return None if line is None else _as_filed(line, filed)

    def sessions(self, patient: str) -> list[PatientSession]:
        """The patient's sessions, newest first."""
        filed = self._filed()
        rows = self._rows()
        lines = {line.id: line for line in rows.sessions(patient)}
        for session, entry in filed.items():
            if entry.patient == patient and session not in lines and (line := rows.session(session)):
                lines[session] = line
        mine = [
            line
            for line in (_as_filed(line, filed) for line in lines.values())
            if line.owner is not None and line.owner.patient == patient
        ]
        return sorted(mine, key=lambda line: line.started_utc, reverse=True)

    def _filed(self) -> dict[str, SessionFiled]:
        """The newest filing in memory of each session; none is made while a session is open, so it holds."""
        return {entry.command.session: entry for entry in self._fresh if isinstance(entry, SessionFiled)}

    # Follow-ups

    def follow_ups(self, patient: str) -> list[FollowUpWritten]:
        """What was said of a patient after sessions, oldest first."""
        fresh = self._fresh
        return _with(self._rows().follow_ups(patient), fresh, lambda entry: entry.patient == patient)

    def follow_ups_of(self, session: str) -> list[FollowUpWritten]:
        """What was said after one session, oldest first."""
        fresh = self._fresh
        found = self._rows().follow_ups_of(session)
        return _with(found, fresh, lambda entry: entry.command.follow_up.session == session)

    def _rows(self) -> PatientRows:
        if self.library is None:
            raise RefusedError(NOT_RECORDING)
        return self.library.patients


def _as_filed(line: PatientSession, filed: dict[str, SessionFiled]) -> PatientSession:
    from bedside.store.patients import owner_by  # noqa: PLC0415

    return replace(line, owner=owner_by(filed[line.id])) if line.id in filed else line


def _with(
    found: list[FollowUpWritten],
    fresh: Iterable[PatientEntry],
    wanted: Callable[[FollowUpWritten], bool],
) -> list[FollowUpWritten]:
    """What the record has, and behind it what it does not have yet."""
    missing = [entry for entry in fresh if isinstance(entry, FollowUpWritten) and wanted(entry)]
    return [*found, *(entry for entry in missing if entry not in found)]
