"""The tables of the record, as they are now.

Times `t` and `at` are session time in seconds, REAL; wall times are ISO 8601 text in UTC with microseconds.
`number` is the order of arrival within a session and `at` the session time of arrival: both are kept with
every input, so that the alarms can be computed again from the record alone. Released shapes live in
`migrations/versions` and are never edited; a test holds this module against the newest of them.

The log (ALM-42) is the tables of `LOG`: their rows may only be added, are counted by one `seq` and sealed by
`chain`. For people with an SQL prompt there are the views `alarm_condition` and `alarm_signal_event` (ALM-01) and
`log`, which are made by the steps alone.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from bedside.store import columns

REVISION: Final = "0005"  # newest migration this program knows
APPLICATION_ID: Final = 0x62656473  # "beds" in the file's header: this SQLite file is one of ours

metadata = MetaData()


session = Table(
    "session",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("bed", Integer, nullable=False),
    Column("mode", Text, nullable=False),
    Column("started_utc", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("version", Text, nullable=False),
    columns.seq(),
    Index("session_by_bed", "bed", "key"),
)

device = Table(
    "device",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)


session_segment = Table(
    "session_segment",
    metadata,
    columns.session(),
    Column("t", Float, nullable=False),
    Column("utc", Text, nullable=False),
    Column("boot", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("watched_t", Float),
    columns.seq(),
    PrimaryKeyConstraint("session", "t"),
    sqlite_with_rowid=False,
)

session_close = Table(  # a row of its own: that of the session's beginning is never touched again
    "session_close",
    metadata,
    columns.session(),
    Column("t", Float, nullable=False),
    Column("utc", Text, nullable=False),
    Column("reason", Text, nullable=False),
    columns.seq(),
    PrimaryKeyConstraint("session"),
    sqlite_with_rowid=False,
)

numeric = Table(
    "numeric",
    metadata,
    columns.session(),
    *columns.arrival(),
    columns.device(),
    Column("parameter", Text, nullable=False),
    Column("t", Float, nullable=False),
    Column("value", Float),
    Column("quality", Integer, nullable=False),
    PrimaryKeyConstraint("session", "number"),
    Index("numeric_by_arrival", "session", "at"),
    sqlite_with_rowid=False,
)

determination = Table(
    "determination",
    metadata,
    columns.session(),
    *columns.arrival(),
    columns.device(),
    Column("t", Float, nullable=False),
    Column("sys", Float),
    Column("dia", Float),
    Column("map", Float),
    Column("pr", Float),
    Column("quality", Integer, nullable=False),
    PrimaryKeyConstraint("session", "number"),
    Index("determination_by_arrival", "session", "at"),
    sqlite_with_rowid=False,
)

status = Table(  # what a device says about itself: cuff, signal level, battery, identity
    "status",
    metadata,
    columns.session(),
    *columns.arrival(),
    columns.device(),
    Column("t", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("session", "number"),
    Index("status_by_arrival", "session", "at"),
    sqlite_with_rowid=False,
)

wave_block = Table(  # `blocks.py` says how the three blobs are packed
    "wave_block",
    metadata,
    Column("key", Integer, primary_key=True),
    columns.session(),
    *columns.arrival(),
    Column("last_number", Integer, nullable=False),
    Column("last_at", Float, nullable=False),
    columns.device(),
    Column("parameter", Text, nullable=False),
    Column("t", Float, nullable=False),  # of the first sample
    Column("rate_hz", Float, nullable=False),
    Column("n", Integer, nullable=False),
    Column("sample_bytes", Integer, nullable=False),  # 2, or 4 for a device that needs more
    Column("samples", LargeBinary, nullable=False),
    Column("quality", LargeBinary, nullable=False),
    Column("pieces", LargeBinary, nullable=False),
    Index("wave_block_by_number", "session", "number", unique=True),
    Index("wave_block_by_arrival", "session", "at"),
    Index("wave_block_by_time", "session", "parameter", "t"),
)

entry = Table(
    "entry",
    metadata,
    columns.session(),
    *columns.arrival(),
    Column("utc", Text, nullable=False),
    Column("entry", Integer, nullable=False),  # number within the timeline
    Column("t", Float, nullable=False),
    Column("entered_t", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),  # the name, for people and searches; whole in `command`
    Column("role", Text, nullable=False),
    Column("command", Text, nullable=False),  # JSON
    Column("retracted", Boolean, nullable=False),
    columns.seq(),
    PrimaryKeyConstraint("session", "number"),
    Index("entry_by_arrival", "session", "at"),
    Index("entry_by_kind", "kind", "session"),
    sqlite_with_rowid=False,
)


alarm_change = Table(
    "alarm_change",
    metadata,
    columns.session(),
    *columns.alarm(),
    PrimaryKeyConstraint("session", "number"),
    sqlite_with_rowid=False,
)

# Of the station itself: `t` and `onset_t` are station time, and `number` and `condition` begin anew with each run.
station_alarm = Table("station_alarm", metadata, Column("key", Integer, primary_key=True), *columns.alarm())

device_change = Table(
    "device_change",
    metadata,
    columns.session(),
    *columns.arrival(),
    Column("utc", Text, nullable=False),
    columns.device(),
    Column("t", Float, nullable=False),
    Column("state", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("lost_t", Float),
    columns.seq(),
    Column("interval_s", Float),
    PrimaryKeyConstraint("session", "number"),
    Index("device_change_by_arrival", "session", "at"),
    sqlite_with_rowid=False,
)

patient_entry = Table(  # versions of records, filings of sessions, follow-ups: what stands on no timeline
    "patient_entry",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("session", ForeignKey("session.key")),  # that was filed, or that is followed up
    Column("utc", Text, nullable=False),
    Column("patient", Text, nullable=False),  # id; of a filing: to whom
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),  # the name, for people and searches; whole in `command`
    Column("role", Text, nullable=False),
    Column("command", Text, nullable=False),  # JSON
    Column("before", Text, nullable=False),  # of a filing: id of the patient it stood under; "" = nobody
    columns.seq(),
    Index("patient_entry_by_patient", "kind", "patient", "key"),
    Index("patient_entry_by_session", "session", "key"),
)

review_entry = Table(  # what was said of a recorded session when it was looked at again: no part of it
    "review_entry",
    metadata,
    Column("key", Integer, primary_key=True),
    columns.session(),
    Column("utc", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),  # the name, for people and searches; whole in `command`
    Column("role", Text, nullable=False),
    Column("command", Text, nullable=False),  # JSON
    columns.seq(),
    Index("review_entry_by_session", "session", "key"),
)

station_event = Table(
    "station_event",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("utc", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("command_kind", Text),
    Column("command", Text),  # JSON
    columns.seq(),
    Index("station_event_by_kind", "kind", "key"),
)

run = Table(  # one start of the program that recorded something; what follows in the log is of its version
    "run",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("utc", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("boot", Text, nullable=False),  # station times of different boots do not compare
    columns.seq(),
    Index("run_by_seq", "seq"),
)

chain = Table(  # `chain.py` says how a row is sealed
    "chain",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # name of the table
    Column("form", Integer, nullable=False),
    Column("local", Text),  # wall time of the row with the offset that was in force; None before 0002
    Column("mono", Float),  # station time at which it was handed over, s; None before 0002
    Column("hash", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # so that SQLite remembers the highest number, also when the end is cut off
)

INPUTS: Final = (numeric, determination, status, entry, device_change)  # one row per input; waves have blocks
LOG: Final = (
    *(run, session, session_segment, entry, alarm_change, device_change, session_close),
    *(station_event, station_alarm, patient_entry, review_entry),
)
APPEND_ONLY: Final = (*LOG, chain)
