"""Records on their way to the disk: packed as they come, written in one transaction.

A batch holds its rows until they are committed, so a failed write loses nothing and can be tried again. The rows
of the log are sealed anew with every attempt, onto what is then the newest of them.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

from bedside.store import alarm_rows, patient_rows, reading_rows, review_rows, rows, schema
from bedside.store.blocks import OpenBlock, readings_in
from bedside.store.chain import Link, head, sealed, stored
from bedside.store.sentences import is_passing
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    CuffStatus,
    Determination,
    Identity,
    Numeric,
    SignalLevel,
    Wave,
)
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    FollowUpWritten,
    PatientSaved,
    QaNoteWritten,
    ReadingTaken,
    Record,
    SegmentOpened,
    SessionClosed,
    SessionFiled,
    SessionOpened,
    SessionReviewed,
    StationAlarmChanged,
    StationEvent,
)

_log = logging.getLogger(__name__)

_SESSION_KEY: Final = (
    select(schema.session.c.key).where(schema.session.c.id == bindparam("session_id")).scalar_subquery()
)
_DEVICE_KEY: Final = (
    select(schema.device.c.key).where(schema.device.c.name == bindparam("device_name")).scalar_subquery()
)


def _insert(table: Table) -> Insert:
    """An insert whose rows name session and device instead of knowing their keys."""
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    values.pop("key", None)
    if "session" in values:
        values["session"] = _SESSION_KEY
    if "device" in values:
        values["device"] = _DEVICE_KEY
    return insert(table).values(values)


_ADD_DEVICE: Final = sqlite_insert(schema.device).values(name=bindparam("name")).on_conflict_do_nothing()
# In this order within the transaction: a session before what belongs to it, its end last.
_OPEN: Final = insert(schema.session).values(
    {name: bindparam(name) for name in ("id", "bed", "mode", "started_utc", "profile", "version", "seq")}
)
_STATEMENTS: Final[dict[str, Insert]] = {
    "run": _insert(schema.run),
    "session": _OPEN,
    **{
        table.name: _insert(table)
        for table in (
            schema.session_segment,
            schema.numeric,
            schema.determination,
            schema.status,
            schema.wave_block,
            schema.entry,
            schema.alarm_change,
            schema.device_change,
            schema.station_event,
            schema.station_alarm,
            schema.session_close,
            schema.patient_entry,
            schema.review_entry,
        )
    },
}
_LINK: Final = insert(schema.chain)
# An alarm change as it is recorded. Its wall time is left out: whoever computes it again may have another clock.
_DERIVED: Final = tuple(
    column for column in schema.alarm_change.columns if column.name not in ("session", "utc", "seq")
)
_SAME_ALARM: Final = select(*_DERIVED).where(
    schema.alarm_change.c.session == _SESSION_KEY, schema.alarm_change.c.number == bindparam("number")
)
# What a single row can be refused for, beside what SQLite says: numbers of more than 64 bits, half a character.
UNSTORABLE: Final = (DBAPIError, OverflowError, UnicodeEncodeError)


class Batch:
    """Rows that are not on the disk yet.

    Args:
        run: the row of this start of the program; it goes into the log before the first other row of it.
    """

    def __init__(self, run: rows.Row | None = None) -> None:
        self._run = run
        self._links: list[Link] = []  # rows of the log, in order
        self._rows: dict[str, list[rows.Row]] = {name: [] for name in _STATEMENTS}
        self._open: dict[tuple[str, str, Parameter], OpenBlock] = {}
        self._size = 0

    def __len__(self) -> int:
        """Rows held; a wave block counts as one."""
        return self._size + len(self._open)

    def add(self, record: Record, mono: float | None = None) -> None:
        """Take one record; waves join the block they continue.

        Args:
            record: what is to be kept.
            mono: station time at which it was handed over, s.

        Raises:
            ValueError: it cannot be stored (a bug in whoever made it).
        """
        match record:
            case ReadingTaken():
                self._add_reading(record)
            case SegmentOpened():
                self._log("session_segment", rows.segment_row(record), record.utc, mono)
            case SessionClosed():
                self._log("session_close", rows.closed_row(record), record.utc, mono)
            case SessionOpened():
                self._log("session", rows.opened_row(record), record.started_utc, mono)
            case EntryMade():
                self._log("entry", rows.entry_row(record), record.utc, mono)
            case AlarmChanged():
                self._log("alarm_change", alarm_rows.alarm_row(record), record.utc, mono)
            case DeviceChanged():
                self._log("device_change", rows.device_change_row(record), record.utc, mono)
            case StationEvent():
                self._log("station_event", rows.event_row(record), record.utc, mono)
            case PatientSaved() | SessionFiled() | FollowUpWritten():
                self._log("patient_entry", patient_rows.patient_row(record), record.utc, mono)
            case QaNoteWritten() | SessionReviewed():
                self._log("review_entry", review_rows.review_row(record), record.utc, mono)
            case StationAlarmChanged():
                self._log("station_alarm", alarm_rows.station_alarm_row(record), record.utc, mono)

    def _log(self, kind: str, row: rows.Row, utc: datetime, mono: float | None) -> None:
        if self._run is not None:
            run, self._run = self._run, None
            self._log("run", run, rows.utc_time(run["utc"]), mono)
        row["seq"] = 0  # until it is sealed
        self._links.append(Link(kind, row, rows.local_text(utc), mono))
        self._put(kind, row)

    def _add_reading(self, taken: ReadingTaken) -> None:
        reading = taken.reading
        match reading:
            case Wave():
                self._add_wave(taken, reading)
            case Numeric():
                self._put("numeric", reading_rows.numeric_row(taken, reading))
            case Determination():
                self._put("determination", reading_rows.determination_row(taken, reading))
            case CuffStatus() | SignalLevel() | Battery() | Identity():
                self._put("status", reading_rows.status_row(taken, reading))

    def _add_wave(self, taken: ReadingTaken, wave: Wave) -> None:
        key = (taken.session, taken.device, wave.parameter)
        block = self._open.get(key)
        if block is not None and block.fits(taken, wave):
            block.append(taken, wave)
            return
        self._open[key] = OpenBlock(taken, wave)
        if block is not None:
            self._put("wave_block", block.row(wave.parameter))

    def close_blocks(self) -> None:
        """End the running wave blocks: what comes next begins new ones."""
        for (_, _, parameter), block in self._open.items():
            self._put("wave_block", block.row(parameter))
        self._open.clear()

    def _put(self, statement: str, row: rows.Row) -> None:
        self._rows[statement].append(row)
        self._size += 1

    def write(self, connection: Connection) -> None:
        """Execute everything inside the caller's transaction. The rows stay until `clear`.

        Raises:
            DBAPIError: the database refused; the caller rolls back.
        """
        self._add_devices(connection)
        chained = sealed(self._links, *head(connection)) if self._links else []
        for name, statement in _STATEMENTS.items():
            if self._rows[name]:
                connection.execute(statement, self._rows[name])
        if chained:
            connection.execute(_LINK, chained)

    def drop_unstorable(self, connection: Connection) -> int:
        """After a refusal that waiting cannot cure: find the rows at fault, log them, forget them.

        Runs each row alone inside the caller's transaction, which the caller rolls back afterwards. An alarm change
        that is recorded already, just as it is, is forgotten too, and is no loss.

        Returns:
            How many readings, entries, … were in the forgotten rows and are in no others.

        Raises:
            DBAPIError: a refusal that waiting may cure.
        """
        self._add_devices(connection)
        lost = 0
        for name, statement in _STATEMENTS.items():
            good: list[rows.Row] = []
            for row in self._rows[name]:
                try:
                    with connection.begin_nested():
                        connection.execute(statement, row)
                    good.append(row)
                except UNSTORABLE as error:
                    if isinstance(error, DBAPIError) and is_passing(error):
                        raise
                    if name == schema.alarm_change.name and _is_recorded(connection, row):
                        _log.debug(
                            "alarm change %s of %s is recorded already", row["number"], row["session_id"]
                        )
                        continue
                    lost += readings_in(row) if name == "wave_block" else 1
                    _log.error("a row of %s cannot be stored and is lost: %s", name, error)
            self._size -= len(self._rows[name]) - len(good)
            self._rows[name] = good
        kept = {id(row) for waiting in self._rows.values() for row in waiting}
        self._links = [link for link in self._links if id(link.row) in kept]
        return lost

    def _add_devices(self, connection: Connection) -> None:
        names = {
            row["device_name"] for waiting in self._rows.values() for row in waiting if "device_name" in row
        }
        if names:
            connection.execute(_ADD_DEVICE, [{"name": name} for name in sorted(names)])

    def clear(self) -> None:
        """Forget the rows: they are on the disk."""
        for waiting in self._rows.values():
            waiting.clear()
        self._links.clear()
        self._size = 0


def _is_recorded(connection: Connection, alarm: rows.Row) -> bool:
    """Whether the record has this very alarm change."""
    try:
        there = connection.execute(_SAME_ALARM, alarm).mappings().one_or_none()
    except (OverflowError, UnicodeEncodeError):  # what names it cannot even be asked for
        return False
    return there is not None and all(
        there[column.name] == stored(column.name, alarm[column.name]) for column in _DERIVED
    )
