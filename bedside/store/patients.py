"""Patients in the record: their versions, their sessions, what was said afterwards, and whose a session is.

A session belongs to whom the newest of these says: an `IdentifyPatient` of its timeline that was not taken back, or a
`FileSession` made after its end. All entries of the log are counted by one `seq`, so "newest" has one meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, select, union

from bedside.errors import StoreError
from bedside.store import rows, schema
from bedside.store.patient_cards import Card, matching
from bedside.store.patient_rows import patient_entry
from bedside.store.reading import Source
from bedside.vitals.records import FollowUpWritten, PatientEntry, PatientSaved, SessionFiled
from bedside.vitals.sessions import Mode

_SAVED: Final = "save_patient"
_FILED: Final = "file_session"
_FOLLOWED: Final = "write_follow_up"
_IDENTIFIED: Final = "identify_patient"
_RETRACTED: Final = "retract"

_ENTRY: Final = schema.patient_entry
_LINE: Final = schema.entry
_T = TypeVar("_T", PatientSaved, SessionFiled, FollowUpWritten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a session is, and since when."""

    patient: str  # id
    utc: datetime  # when it was said
    actor: str  # name of who said it
    filed: bool  # after the session's end, rather than on its timeline
    reason: str = ""  # why it was moved


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSession:
    """One line of a patient's course."""

    id: str
    bed: int
    mode: Mode
    started_utc: datetime
    ended_utc: datetime | None  # None: not closed
    owner: Owner | None  # None: nobody


class PatientRows:
    """A door to the patients of a library. From any thread; every call reads what is committed by then."""

    def __init__(self, source: Source) -> None:
        """Nothing is read yet."""
        self._source = source

    # Records

    def newest(self, patient: str) -> PatientSaved | None:
        """The newest version of a record; None: there is no such patient."""
        found = self._saved(_of_patient(_SAVED, patient).order_by(_ENTRY.c.key.desc()).limit(1))
        return found[0] if found else None

    def versions(self, patient: str) -> list[PatientSaved]:
        """All versions of a record, oldest first."""
        return self._saved(_of_patient(_SAVED, patient).order_by(_ENTRY.c.key))

    def newest_key(self) -> int:
        """Rises with every entry about a patient: while it is the same, nothing has changed."""
        with self._source.read() as connection:
            return int(connection.execute(select(func.coalesce(func.max(_ENTRY.c.key), 0))).scalar_one())

    def cards(self) -> list[Card]:
        """What a patient is found by: the newest version of every record, the last saved first."""
        part = "$.patient."
        newest = select(func.max(_ENTRY.c.key)).where(_ENTRY.c.kind == _SAVED).group_by(_ENTRY.c.patient)
        statement = (
            select(
                _ENTRY.c.key,
                _ENTRY.c.patient,
                *(
                    func.json_extract(_ENTRY.c.command, part + name)
                    for name in ("simulated", "family_name", "given_name", "record_no", "born")
                ),
            )
            .where(_ENTRY.c.key.in_(newest))
            .order_by(_ENTRY.c.key.desc())
        )
        with self._source.read() as connection:
            return [
                Card.made(key=key, patient=patient, simulated=bool(simulated), words=words)
                for key, patient, simulated, *words in connection.execute(statement)
            ]

    def search(self, text: str, *, simulated: bool, most: int = 50) -> list[PatientSaved]:
        """Newest versions of the patients that all words of a text fit, the last saved first.

        Args:
            text: parts of name, record number and date of birth, in any order; "" = everybody.
            simulated: the made-up ones, else the real ones; never both (SAFE-01).
            most: at most so many.
        """
        cards = [card for card in self.cards() if card.simulated == simulated]
        return self.saved_with([card.key for card in matching(cards, text)[:most]])

    def saved_with(self, keys: Sequence[int]) -> list[PatientSaved]:
        """The versions with these keys of `cards`, in this order."""
        with self._source.read() as connection:
            found = {
                row["key"]: patient_entry(row)
                for row in connection.execute(select(_ENTRY).where(_ENTRY.c.key.in_(keys))).mappings()
            }
        return [saved for key in keys if isinstance(saved := found.get(key), PatientSaved)]

    def words(self) -> set[str]:
        """Names, record numbers and telephone numbers of all versions: what no file for others may show (AUD-02)."""
        names = ("family_name", "given_name", "record_no", "escort_name", "escort_phone", "born")
        statement = select(
            *(func.json_extract(_ENTRY.c.command, f"$.patient.{name}") for name in names)
        ).where(_ENTRY.c.kind == _SAVED)
        with self._source.read() as connection:
            return {str(word) for row in connection.execute(statement) for word in row if word}

    # Follow-ups

    def follow_ups(self, patient: str) -> list[FollowUpWritten]:
        """What was said of a patient after sessions, oldest first."""
        return _only(FollowUpWritten, self._entries(_of_patient(_FOLLOWED, patient).order_by(_ENTRY.c.key)))

    def follow_ups_of(self, session: str) -> list[FollowUpWritten]:
        """What was said after one session, oldest first."""
        return _only(FollowUpWritten, self._entries(_of_session(_FOLLOWED, session)))

    # Sessions

    def filings(self, session: str) -> list[SessionFiled]:
        """How a session was filed after its end, oldest first."""
        return _only(SessionFiled, self._entries(_of_session(_FILED, session)))

    def owner(self, session: str) -> Owner | None:
        """Whose this session is; None: nobody was named, or there is no such session."""
        found = self.session(session)
        return None if found is None else found.owner

    def session(self, session: str) -> PatientSession | None:
        """The line of one session; None: there is none of this id."""
        with self._source.read() as connection:
            lines = _lines(connection, schema.session.c.id == session)
        return lines[0] if lines else None

    def sessions(self, patient: str) -> list[PatientSession]:
        """The patient's sessions, newest first."""
        said = select(_LINE.c.session).where(
            _LINE.c.kind == _IDENTIFIED, func.json_extract(_LINE.c.command, "$.patient.id") == patient
        )
        filed = select(_ENTRY.c.session).where(_ENTRY.c.kind == _FILED, _ENTRY.c.patient == patient)
        # also those that stood under this patient only for a while: which still do is seen by their owners
        with self._source.read() as connection:
            keys = connection.execute(union(said, filed)).scalars().all()
            lines = _lines(connection, schema.session.c.key.in_(keys))
        return [line for line in lines if line.owner is not None and line.owner.patient == patient]

    # Statements

    def _saved(self, statement: Select[Any]) -> list[PatientSaved]:
        return _only(PatientSaved, self._entries(statement))

    def _entries(self, statement: Select[Any]) -> list[PatientEntry]:
        with self._source.read() as connection:
            return [patient_entry(row) for row in connection.execute(statement).mappings()]


def owners(connection: Connection, sessions: ColumnElement[bool] | None = None) -> dict[int, Owner]:
    """Whose each session is, by the key of the session; those that are nobody's are left out.

    Args:
        connection: of a reader.
        sessions: only these, by a condition on the table of sessions; None: all.
    """
    found: dict[int, tuple[int, Owner]] = {}
    for key, seq, owner in (*_said(connection, sessions), *_filed(connection, sessions)):
        if key not in found or found[key][0] < seq:
            found[key] = seq, owner
    return {key: owner for key, (_, owner) in found.items()}


def _said(connection: Connection, sessions: ColumnElement[bool] | None) -> Iterator[tuple[int, int, Owner]]:
    """The newest patient each timeline names: key of the session, number in the log, owner."""
    part = func.json_extract
    statement = (
        select(
            *(_LINE.c.session, _LINE.c.entry, _LINE.c.kind, _LINE.c.seq, _LINE.c.utc, _LINE.c.actor),
            part(_LINE.c.command, "$.patient.id"),
            part(_LINE.c.command, "$.reason"),
            part(_LINE.c.command, "$.entry"),
        )
        .where(_LINE.c.kind.in_((_IDENTIFIED, _RETRACTED)), _LINE.c.retracted.is_(False))
        .order_by(_LINE.c.session, _LINE.c.number)
    )
    if sessions is not None:
        statement = statement.where(_LINE.c.session.in_(select(schema.session.c.key).where(sessions)))
    named: dict[int, dict[int, tuple[int, Owner]]] = {}
    for key, entry, kind, seq, utc, actor, patient, reason, gone in connection.execute(statement):
        of_session = named.setdefault(key, {})
        if kind == _RETRACTED:
            of_session.pop(gone, None)
        else:
            of_session[entry] = (
                seq,
                Owner(patient=patient, utc=rows.utc_time(utc), actor=actor, filed=False, reason=reason or ""),
            )
    for key, entries in named.items():
        if entries:
            yield (key, *entries[max(entries)])


def _filed(connection: Connection, sessions: ColumnElement[bool] | None) -> Iterator[tuple[int, int, Owner]]:
    statement = select(_ENTRY).where(_ENTRY.c.kind == _FILED)
    if sessions is not None:
        statement = statement.where(_ENTRY.c.session.in_(select(schema.session.c.key).where(sessions)))
    for row in connection.execute(statement).mappings():
        entry = patient_entry(row)
        assert isinstance(entry, SessionFiled)
        yield row["session"], row["seq"], owner_by(entry)


def owner_by(filed: SessionFiled) -> Owner:
    """Whose a session is after this filing."""
    command = filed.command
    return Owner(
        patient=command.patient,
        utc=filed.utc,
        actor=command.actor.name,
        filed=True,
        reason=command.reason,
    )


def _lines(connection: Connection, sessions: ColumnElement[bool]) -> list[PatientSession]:
    own, close = schema.session, schema.session_close
    whose = owners(connection, sessions)
    statement = (
        select(own, close.c.utc.label("closed_utc"))
        .outerjoin(close, close.c.session == own.c.key)
        .where(sessions)
        .order_by(own.c.started_utc.desc(), own.c.key.desc())
    )
    return [
        PatientSession(
            id=row["id"],
            bed=row["bed"],
            mode=Mode(row["mode"]),
            started_utc=rows.utc_time(row["started_utc"]),
            ended_utc=None if row["closed_utc"] is None else rows.utc_time(row["closed_utc"]),
            owner=whose.get(row["key"]),
        )
        for row in connection.execute(statement).mappings()
    ]


def _of_patient(kind: str, patient: str) -> Select[Any]:
    return select(_ENTRY).where(_ENTRY.c.kind == kind, _ENTRY.c.patient == patient)


def _of_session(kind: str, session: str) -> Select[Any]:
    key = select(schema.session.c.key).where(schema.session.c.id == session).scalar_subquery()
    return select(_ENTRY).where(_ENTRY.c.session == key, _ENTRY.c.kind == kind).order_by(_ENTRY.c.key)


def _only(kind: type[_T], entries: Iterable[PatientEntry]) -> list[_T]:
    found = []
    for entry in entries:
        if not isinstance(entry, kind):
            raise StoreError(
                "An entry about a patient is of another kind than its row says: run `bedside verify`."
            )
        found.append(entry)
    return found
