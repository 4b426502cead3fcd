"""Patients: versions of their records, which session was filed under whom, what was said after a session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A table of the log, so its rows can only be added; nothing in it yet."""
    op.create_table(
        "patient_entry",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("session", sa.Integer, sa.ForeignKey("session.key"), nullable=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("utc", "patient", "kind", "actor", "role", "command", "before")
        ),
        sa.Column("seq", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("patient_entry_by_patient", "patient_entry", ["kind", "patient", "key"])
    op.create_index("patient_entry_by_session", "patient_entry", ["session", "key"])
    refuse = "BEGIN SELECT RAISE(ABORT, 'patient_entry is append-only'); END"
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER patient_entry_no_{verb} BEFORE {verb.upper()} ON patient_entry {refuse}")
    there = "EXISTS (SELECT 1 FROM patient_entry WHERE key = NEW.key)"
    op.execute(
        f"CREATE TRIGGER patient_entry_no_replace BEFORE INSERT ON patient_entry WHEN {there} {refuse}"
    )
