"""The first schema: sessions, inputs in order of arrival, packed waves, alarm changes, station events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _key() -> sa.Column[int]:
    return sa.Column("key", sa.Integer, primary_key=True)


def _session() -> sa.Column[int]:
    return sa.Column("session", sa.Integer, sa.ForeignKey("session.key"), nullable=False)


def _device() -> sa.Column[int]:
    return sa.Column("device", sa.Integer, sa.ForeignKey("device.key"), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _real(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def upgrade() -> None:
    """Make all tables in an empty database."""
    op.execute(f"PRAGMA application_id = {0x62656473}")
    op.create_table(
        "session",
        _key(),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _whole("bed"),
        *(_text(name) for name in ("mode", "started_utc", "profile", "version")),
        _real("closed_t", nullable=True),
        _text("closed_utc", nullable=True),
        _text("closed_reason", nullable=True),
    )
    op.create_index("session_by_bed", "session", ["bed", "key"])
    op.create_table("device", _key(), sa.Column("name", sa.Text, nullable=False, unique=True))
    op.create_table(
        "session_segment",
        _session(),
        _real("t"),
        *(_text(name) for name in ("utc", "boot", "cause")),
        sa.PrimaryKeyConstraint("session", "t"),
        sqlite_with_rowid=False,
    )
    _inputs()
    op.create_table(
        "alarm_change",
        _session(),
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
        sa.PrimaryKeyConstraint("session", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "station_event",
        _key(),
        *(_text(name) for name in ("utc", "kind", "words")),
        *(_text(name, nullable=True) for name in ("command_kind", "command")),
    )
    for table in ("entry", "alarm_change", "device_change", "station_event"):
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _inputs() -> None:
    _input(
        "numeric", _device(), _text("parameter"), _real("t"), _real("value", nullable=True), _whole("quality")
    )
    parts = (_real(name, nullable=True) for name in ("sys", "dia", "map", "pr"))
    _input("determination", _device(), _real("t"), *parts, _whole("quality"))
    _input("status", _device(), _real("t"), _text("kind"), _text("body"))
    op.create_table(
        "wave_block",
        _key(),
        _session(),
        _whole("number"),
        _real("at"),
        _whole("last_number"),
        _real("last_at"),
        _device(),
        _text("parameter"),
        _real("t"),
        _real("rate_hz"),
        _whole("n"),
        _whole("sample_bytes"),
        *(_blob(name) for name in ("samples", "quality", "pieces")),
    )
    op.create_index("wave_block_by_number", "wave_block", ["session", "number"], unique=True)
    op.create_index("wave_block_by_arrival", "wave_block", ["session", "at"])
    op.create_index("wave_block_by_time", "wave_block", ["session", "parameter", "t"])
    _input(
        "entry",
        _text("utc"),
        _whole("entry"),
        _real("t"),
        _real("entered_t"),
        *(_text(name) for name in ("kind", "actor", "role", "command")),
        _flag("retracted"),
    )
    _input(
        "device_change",
        _text("utc"),
        _device(),
        _real("t"),
        _text("state"),
        _text("sentence"),
        _real("lost_t", nullable=True),
    )


def _input(
    table: str, *columns: sa.Column[int] | sa.Column[float] | sa.Column[str] | sa.Column[bool]
) -> None:
    """A table with one row per input, in order of arrival."""
    op.create_table(
        table,
        _session(),
        _whole("number"),
        _real("at"),
        *columns,
        sa.PrimaryKeyConstraint("session", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index(f"{table}_by_arrival", table, ["session", "at"])
