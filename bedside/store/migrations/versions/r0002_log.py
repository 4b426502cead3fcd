"""The log: one chain over everything that may only be added, the whole of an alarm change, alarms of the station.

Rows that are there already are numbered by their wall time and sealed as they are; when they were written by the
clock on the wall here, and at what station time, is not known.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OLD = ("entry", "alarm_change", "device_change", "station_event")
_TO_SEAL = ("session", "session_segment", *_OLD)
# table → columns that no two of its rows have in common
_IDENTITIES = {
    "run": (("key",),),
    "session": (("key",), ("id",)),
    "session_segment": (("session", "t"),),
    "entry": (("session", "number"),),
    "alarm_change": (("session", "number"),),
    "device_change": (("session", "number"),),
    "session_close": (("session",),),
    "station_event": (("key",),),
    "station_alarm": (("key",),),
    "chain": (("seq",),),
}
_ALARM = (
    "number, utc, t, condition, change, presence, present, code, own.kind, priority, words, onset_t, parameter, "
    "direction, value, worst, limit_value, actor, rule, activation, escalated, episode, times, device_id"
)
# table → what identifies a row, its wall time, and its content in the order of form 1 of the chain
_ROWS = {
    "session": ("key", "started_utc", "id, bed, mode, started_utc, profile, version FROM session AS own"),
    "session_segment": (
        "session, t",
        "utc",
        "session.id, t, utc, boot, cause, watched_t FROM session_segment AS own "
        "JOIN session ON session.key = own.session",
    ),
    "station_event": ("key", "utc", "utc, kind, words, command_kind, command FROM station_event AS own"),
    "entry": (
        "session, number",
        "utc",
        "session.id, number, at, utc, entry, t, entered_t, kind, actor, role, command, retracted "
        "FROM entry AS own JOIN session ON session.key = own.session",
    ),
    "device_change": (
        "session, number",
        "utc",
        "session.id, number, at, utc, device.name, t, state, sentence, lost_t FROM device_change AS own "
        "JOIN session ON session.key = own.session JOIN device ON device.key = own.device",
    ),
    "alarm_change": (
        "session, number",
        "utc",
        f"session.id, {_ALARM} FROM alarm_change AS own JOIN session ON session.key = own.session",
    ),
    "session_close": (
        "session",
        "utc",
        "session.id, t, utc, reason FROM session_close AS own JOIN session ON session.key = own.session",
    ),
}


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=default)


def _real(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, server_default=default)


def _flag(name: str, default: str | None = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=default)


def upgrade() -> None:
    """Add what is new, fill it in for what is there, seal it all."""
    for table in _OLD:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    for column in (
        _text("activation", "on"),
        _flag("escalated", "0"),
        _whole("episode", "0"),
        _whole("times", "1"),
        _text("device_id", ""),
    ):
        op.add_column("alarm_change", column)
    op.execute(
        "UPDATE alarm_change SET episode = condition, activation = CASE "
        "WHEN presence IN ('ack', 'off') OR (presence = 'on' AND NOT present) THEN 'off' ELSE 'on' END"
    )
    op.add_column("session_segment", _real("watched_t", nullable=True))
    op.create_index("entry_by_kind", "entry", ["kind", "session"])
    _new_tables()
    _move_closes()
    for table in _TO_SEAL:
        op.add_column(table, _whole("seq", "0"))
    _seal()
    _only_add()
    _views()


def _only_add() -> None:
    """Refuse whatever changes a row, also REPLACE: by default no trigger hears of the rows it deletes."""
    for table, identities in _IDENTITIES.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}")
        same = (" AND ".join(f"{name} = NEW.{name}" for name in identity) for identity in identities)
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {where})" for where in same)
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}")


def _move_closes() -> None:
    """The end of a session was written into the row of its beginning, which may now never change."""
    op.execute(
        "INSERT INTO session_close (session, t, utc, reason) "
        "SELECT key, closed_t, closed_utc, closed_reason FROM session WHERE closed_t IS NOT NULL"
    )
    for column in ("closed_t", "closed_utc", "closed_reason"):
        op.execute(f"ALTER TABLE session DROP COLUMN {column}")


def _new_tables() -> None:
    op.create_table(
        "station_alarm",
        sa.Column("key", sa.Integer, primary_key=True),
        _whole("number"),
        _text("utc"),
        _real("t"),
        _whole("condition"),
        _text("change"),
        _text("presence"),
        _flag("present"),
        _text("code"),
        _text("kind"),
        _whole("priority"),
        _text("words"),
        _real("onset_t"),
        _text("parameter", nullable=True),
        _text("direction", nullable=True),
        *(_real(name, nullable=True) for name in ("value", "worst", "limit_value")),
        _text("actor", nullable=True),
        _text("rule"),
        _text("activation", "on"),
        _flag("escalated", "0"),
        _whole("episode", "0"),
        _whole("times", "1"),
        _text("device_id", ""),
        _whole("seq", "0"),
    )
    op.create_table(
        "run",
        sa.Column("key", sa.Integer, primary_key=True),
        _text("utc"),
        _text("version"),
        _text("boot"),
        _whole("seq", "0"),
    )
    op.create_index("run_by_seq", "run", ["seq"])
    op.create_table(
        "session_close",
        sa.Column("session", sa.Integer, sa.ForeignKey("session.key"), nullable=False),
        _real("t"),
        _text("utc"),
        _text("reason"),
        _whole("seq", "0"),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chain",
        sa.Column("seq", sa.Integer, primary_key=True),
        _text("kind"),
        _whole("form"),
        _text("local", nullable=True),
        _real("mono", nullable=True),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )


def _seal() -> None:
    connection = op.get_bind()
    found = []
    for place, (table, (key, wall, content)) in enumerate(_ROWS.items()):
        keys = ", ".join(f"own.{name}" for name in key.split(", "))
        parts = len(key.split(", "))
        for row in connection.exec_driver_sql(f"SELECT own.{wall}, {keys}, {content}"):
            found.append((row[0], place, tuple(row[1 : 1 + parts]), table, tuple(row[1 + parts :])))
    found.sort(key=lambda row: row[:3])
    before = bytes(32)
    for seq, (_, _, own_key, table, values) in enumerate(found, start=1):
        text = json.dumps([1, seq, table, None, None, *values], separators=(",", ":"))
        before = hashlib.sha256(before + text.encode("ascii")).digest()
        where = " AND ".join(f"{name} = ?" for name in _ROWS[table][0].split(", "))
        connection.exec_driver_sql(f"UPDATE {table} SET seq = ? WHERE {where}", (seq, *own_key))
        connection.exec_driver_sql(
            "INSERT INTO chain (seq, kind, form, hash) VALUES (?, ?, 1, ?)", (seq, table, before)
        )


def _views() -> None:
    op.execute(
        """
        CREATE VIEW alarm_condition AS
        SELECT session.id || '/' || began.condition AS id, began.kind, began.code, found.priority,
               began.limit_value AS "limit", began.value AS value_at_onset, began.utc AS onset_utc,
               ended.utc AS clear_utc, session.id AS session
        FROM (SELECT session, condition, min(number) AS first, max(priority) AS priority,
                     min(CASE WHEN NOT present THEN number END) AS last
              FROM alarm_change GROUP BY session, condition) AS found
        JOIN session ON session.key = found.session
        JOIN alarm_change AS began ON began.session = found.session AND began.number = found.first
        LEFT JOIN alarm_change AS ended ON ended.session = found.session AND ended.number = found.last
        """
    )
    op.execute(
        """
        CREATE VIEW alarm_signal_event AS
        SELECT session.id || '/' || step.condition AS condition_id, step.t, step.presence, step.activation,
               step.actor
        FROM (SELECT session, condition, number, t, presence, activation, actor,
                     lag(presence || activation) OVER (PARTITION BY session, condition ORDER BY number) AS before
              FROM alarm_change) AS step
        JOIN session ON session.key = step.session
        WHERE step.before IS NULL OR step.before <> step.presence || step.activation
        """
    )
    op.execute(
        """
        CREATE VIEW log AS
        SELECT chain.seq, chain.kind, chain.local, chain.mono, run.boot, run.version
        FROM chain LEFT JOIN run
        ON run.seq = (SELECT max(earlier.seq) FROM run AS earlier WHERE earlier.seq <= chain.seq)
        """
    )
