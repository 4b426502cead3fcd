"""What Alembic runs for every command.

`bedside.store.upgrade` hands in a connection that is already in a transaction: all steps happen or none. A
developer's `alembic revision --autogenerate` comes the same way, through a `Config` with that attribute.
"""

from __future__ import annotations

from alembic import context

from bedside.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by copying its table
)
with context.begin_transaction():
    context.run_migrations()
