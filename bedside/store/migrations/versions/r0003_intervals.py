"""How often a device renews its numbers stands beside the state of its link: the alarms depend on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Not known of what was recorded before; those rows stay sealed as they are."""
    op.add_column("device_change", sa.Column("interval_s", sa.Float, nullable=True))
