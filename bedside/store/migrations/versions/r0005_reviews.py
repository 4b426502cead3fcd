"""Reviews: what was said of a recorded session when it was looked at again, beside the session and no part of it.

The station's events are found by their kind: a page shows the newest of a few kinds among those of years.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """A table of the log, so its rows can only be added; nothing in it yet. An index beside another."""
    op.create_table(
        "review_entry",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("session", sa.Integer, sa.ForeignKey("session.key"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("utc", "kind", "actor", "role", "command")),
        sa.Column("seq", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("review_entry_by_session", "review_entry", ["session", "key"])
    refuse = "BEGIN SELECT RAISE(ABORT, 'review_entry is append-only'); END"
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER review_entry_no_{verb} BEFORE {verb.upper()} ON review_entry {refuse}")
    there = "EXISTS (SELECT 1 FROM review_entry WHERE key = NEW.key)"
    op.execute(f"CREATE TRIGGER review_entry_no_replace BEFORE INSERT ON review_entry WHEN {there} {refuse}")
    op.create_index("station_event_by_kind", "station_event", ["kind", "key"])
