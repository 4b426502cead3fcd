"""New records are made by the real upgrade once in a process; those after it are copies of that empty one.

The tests of the store itself, and of what goes wrong while one is made, make every record step by step.
"""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from bedside.store.database import writer_engine
from bedside.store.upgrade import MIGRATIONS, revision_of, upgrade

STEP_BY_STEP = ("tests/unit/store/", "tests/integration/test_recorder_faults.py")


def quick_upgrade(engine: Engine, path: Path, migrations: Path = MIGRATIONS) -> None:
    """In place of `bedside.store.upgrade.upgrade`."""
    if os.environ.get("PYTEST_CURRENT_TEST", "").startswith(STEP_BY_STEP) or migrations != MIGRATIONS:
        upgrade(engine, path, migrations)
        return
    with engine.connect() as connection:
        is_new = revision_of(connection, path) is None
    if not is_new:
        upgrade(engine, path)
        return
    with engine.connect() as connection:
        into = connection.connection.driver_connection
        assert isinstance(into, sqlite3.Connection)
        _empty_record().backup(into)


@cache
def _empty_record() -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        engine = writer_engine(path)
        upgrade(engine, path)
        with engine.connect() as connection:
            made = connection.connection.driver_connection
            assert isinstance(made, sqlite3.Connection)
            made.backup(kept)
        engine.dispose()
    return kept
