"""The read side of the record: which sessions there are, and a door into each.

Reads through connections of its own that cannot write, while the recorder goes on or after it has ended.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from bedside.errors import StoreError
from bedside.store import alarm_rows, audit, reach, rows, schema
from bedside.store.audit import Verified
from bedside.store.database import reader_engine, writer_engine
from bedside.store.labels import labels_of
from bedside.store.lock import StoreLock
from bedside.store.patients import PatientRows, owners
from bedside.store.reading import Source
from bedside.store.recorded import RecordedSession
from bedside.store.review_rows import ReviewRows
from bedside.store.unfinished import UnfinishedSession, unfinished_of
from bedside.store.upgrade import is_current, upgrade
from bedside.vitals.alarms import Change, Priority
from bedside.vitals.records import StationAlarmChanged, StationEvent
from bedside.vitals.sessions import Mode

__all__ = ["Library", "RecordedSession", "SessionSummary", "Verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One line of the list of sessions."""

    id: str
    bed: int
    mode: Mode
    label: str  # "" = never named
    started_utc: datetime
    ended_utc: datetime | None  # None: not closed
    end_reason: str  # "" while not closed
    interrupted: bool  # neither closed nor running
    duration_s: float
    newest_sample_t: float  # session time of the newest wave sample or numeric, s; 0 = none
    alarms: Mapping[Priority, int]  # onsets
    patient: str = ""  # id of whose it is; "" = nobody's

    @property
    def alarms_high(self) -> int:
        """Onsets of high priority."""
        return self.alarms.get(Priority.HIGH, 0)

    @property
    def alarms_medium(self) -> int:
        """Onsets of medium priority."""
        return self.alarms.get(Priority.MEDIUM, 0)

    @property
    def alarms_low(self) -> int:
        """Onsets of low priority."""
        return self.alarms.get(Priority.LOW, 0)


class Library:
    """The recorded sessions of one database file. Usable from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the record for reading; one of an older bedside is brought up first.

        Raises:
            StoreError: there is none, it is newer than this program, it is damaged or no database of ours.
        """
        if not path.exists():
            raise StoreError(f"there is no record at {path} yet: check the path given with --store.")
        engine = reader_engine(path)
        if not is_current(engine, path):
            lock = StoreLock(path)
            lock.acquire()
            try:
                upgrade(writer_engine(path), path)
            finally:
                lock.release()
        self.path = path
        self._source = Source(engine, path)
        self.patients = PatientRows(self._source)
        self.reviews = ReviewRows(self._source)

    def sessions(self, running: Collection[str] = ()) -> list[SessionSummary]:
        """All sessions, newest first.

        Args:
            running: ids of those being recorded now; any other that is not closed counts as interrupted.
        """
        key = schema.session.c.key
        close = schema.session_close
        statement = (
            select(
                schema.session,
                close.c.t.label("closed_t"),
                close.c.utc.label("closed_utc"),
                close.c.reason.label("closed_reason"),
                reach.newest_t(key).label("newest_t"),
                reach.newest_sample_t(key).label("newest_sample_t"),
            )
            .outerjoin(close, close.c.session == key)
            .order_by(schema.session.c.started_utc.desc(), key.desc())
        )
        with self._source.read() as connection:
            whose = owners(connection)
            labels = labels_of(connection, whose)
            alarms = _onsets(connection)
            return [
                SessionSummary(
                    id=row["id"],
                    bed=row["bed"],
                    mode=Mode(row["mode"]),
                    label=labels.get(row["key"], ""),
                    started_utc=rows.utc_time(row["started_utc"]),
                    ended_utc=None if row["closed_utc"] is None else rows.utc_time(row["closed_utc"]),
                    end_reason=row["closed_reason"] or "",
                    interrupted=row["closed_t"] is None and row["id"] not in running,
                    duration_s=row["newest_t"] if row["closed_t"] is None else row["closed_t"],
                    newest_sample_t=row["newest_sample_t"],
                    alarms=alarms.get(row["key"], {}),
                    patient=whose[row["key"]].patient if row["key"] in whose else "",
                )
                for row in connection.execute(statement).mappings()
            ]

    def open(self, session_id: str) -> RecordedSession:
        """One session.

        Raises:
            StoreError: there is none of that id.
        """
        statement = select(schema.session).where(schema.session.c.id == session_id)
        with self._source.read() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        if row is None:
            raise StoreError(
                f"there is no session {session_id} in {self._source.path}: `bedside sessions` lists them."
            )
        return RecordedSession(self._source, row["key"], rows.opened(row))

    def unfinished(self, bed: int) -> UnfinishedSession | None:
        """The bed's newest session if it was not closed: away for 15 min at most, it may go on (ALM-41)."""
        return unfinished_of(self._source, bed)

    def newest_closed(self, label: str, mode: Mode | None = None) -> tuple[RecordedSession, datetime] | None:
        """The newest ended session of a patient with this label, and when it ended (ALM-40).

        Args:
            label: as it was typed; "" is nobody.
            mode: only sessions of this mode; None: of any.
        """
        name = label.strip()
        if not name:
            return None
        sessions, entries, close = schema.session, schema.entry, schema.session_close
        # also those that had this name only for a while: which of them still have it is seen by `labels_of`
        named = select(entries.c.session).where(
            entries.c.kind == "name_patient",
            func.trim(func.json_extract(entries.c.command, "$.label")) == name,
        )
        statement = (
            select(sessions, close.c.utc.label("closed_utc"))
            .join(close, close.c.session == sessions.c.key)
            .where(sessions.c.key.in_(named))
            .order_by(sessions.c.started_utc.desc(), sessions.c.key.desc())
        )
        if mode is not None:
            statement = statement.where(sessions.c.mode == mode.value)
        with self._source.read() as connection:
            for row in connection.execute(statement).mappings():
                key = row["key"]
                whose = owners(connection, sessions.c.key == key)
                if labels_of(connection, whose, session=key).get(key, "").strip() == name:
                    recorded = RecordedSession(self._source, key, rows.opened(row))
                    return recorded, rows.utc_time(row["closed_utc"])
        return None

    def newest_closed_of(self, patient: str, mode: Mode) -> tuple[RecordedSession, datetime] | None:
        """The newest ended session of the patient with this id, and when it ended (ALM-40)."""
        for line in self.patients.sessions(patient):
            if line.ended_utc is not None and line.mode is mode:
                return self.open(line.id), line.ended_utc
        return None

    def station_alarms(self) -> list[StationAlarmChanged]:
        """The alarm changes of the station itself, oldest first; each run of bedside numbers its own from 1."""
        found = self._source.rows(select(schema.station_alarm).order_by(schema.station_alarm.c.key))
        return [alarm_rows.station_alarm(row) for row in found]

    def verify(self, noted: str = "") -> Verified:
        """Go along the log's chain: whether any row was changed, put in or taken out since it was written (ALM-42).

        Takes about a second per 40 000 rows; the writer goes on meanwhile.

        Args:
            noted: the `head` of an earlier finding; with it a log whose end was cut off cleanly is found too.
        """
        with self._source.read() as connection:
            return audit.verify(connection, noted)

    def station_events_of(self, kinds: Collection[str], most: int) -> list[StationEvent]:
        """What happened to the station, of these kinds, newest first; at most so many."""
        own = schema.station_event.c
        wanted = select(schema.station_event).where(own.kind.in_(kinds)).order_by(own.key.desc()).limit(most)
        return [rows.event(row) for row in self._source.rows(wanted)]


def _onsets(connection: Connection) -> dict[int, dict[Priority, int]]:
    """How many alarms of each priority began in each session."""
    changes = schema.alarm_change
    statement = (
        select(changes.c.session, changes.c.priority, func.count())
        .where(changes.c.change == Change.ONSET.value)
        .group_by(changes.c.session, changes.c.priority)
    )
    counts: dict[int, dict[Priority, int]] = {}
    row: Any
    for row in connection.execute(statement):
        counts.setdefault(row[0], {})[Priority(row[1])] = row[2]
    return counts
