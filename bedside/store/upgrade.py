"""Brings a record to the shape this program knows; refuses one that is newer or not ours."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bedside.errors import StoreError
from bedside.store.schema import APPLICATION_ID, REVISION
from bedside.store.sentences import sentence

_log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(connection: Connection, path: Path) -> str | None:
    """The schema's revision as stored; None for an empty database.

    Raises:
        StoreError: a database, but not one of bedside's.
    """
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0:
        return None
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise StoreError(f"{path} is a database, but not one of bedside's: choose another file with --store.")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return str(revision)


def is_current(engine: Engine, path: Path) -> bool:
    """Whether the record already has the shape this program knows.

    Raises:
        StoreError: it cannot be read, or is not bedside's.
    """
    try:
        with engine.connect() as connection:
            return revision_of(connection, path) == REVISION
    except DBAPIError as error:
        raise StoreError(sentence(error, path) + ".") from error


def prove_writable(engine: Engine, path: Path) -> None:
    """Try a change and take it back: opening a read-only file, and even beginning to write, is no error yet.

    Raises:
        StoreError: the record cannot be written.
    """
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
            connection.rollback()
    except DBAPIError as error:
        raise StoreError(sentence(error, path) + ".") from error


def upgrade(engine: Engine, path: Path, migrations: Path = MIGRATIONS) -> None:
    """Make the tables, or bring them up, in one transaction: all steps or none.

    Args:
        engine: from `writer_engine`; the caller holds the `StoreLock`.
        path: the database file, for the sentences.
        migrations: folder with the steps.

    Raises:
        StoreError: the record is newer than this program, not bedside's, damaged, or cannot be written.
    """
    # Alembic is slow to load and needed once per schema, so not at every start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    try:
        with engine.connect() as connection:
            # Rebuilding a table that others refer to needs this off, and it can only be set outside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                before = revision_of(connection, path)
                if before is not None and before not in known:
                    raise StoreError(
                        f"{path} was written by a newer bedside (schema {before}): update this program; "
                        "nothing was changed."
                    )
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StoreError(
                        f"{path} is damaged (rows without their session): choose another file with --store."
                    )
    except DBAPIError as error:
        raise StoreError(sentence(error, path) + ".") from error
    if before is not None:
        _log.info("%s: schema brought from %s to the newest", path, before)
