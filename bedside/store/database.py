"""Connections to the record: how they are opened, and what they are allowed to do."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, NullPool, create_engine, event

from bedside.errors import StoreError
from bedside.store.sentences import folder_sentence

_log = logging.getLogger(__name__)

BUSY_S: Final = 2.0  # a statement waits this long for another program's write


def writer_engine(path: Path, pragmas: Mapping[str, int] | None = None) -> Engine:
    """Engine for the one writer: WAL, every commit on the disk before it counts, foreign keys enforced.

    Args:
        path: the database file; made when it is not there.
        pragmas: further settings of each connection, e.g. `{"max_page_count": 1000}` to cap the file's size.
    """

    def connect() -> sqlite3.Connection:
        connection = _connect(f"{path.absolute().as_uri()}?mode=rwc")
        try:
            with closing(connection.cursor()) as cursor:
                mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
                if mode != "wal":
                    _log.warning("%s: this disk allows no WAL; readers may wait for the writer", path)
                cursor.execute("PRAGMA synchronous = FULL")
                cursor.execute("PRAGMA foreign_keys = ON")
                cursor.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes past the triggers
                apply_pragmas(cursor.execute, pragmas or {})
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    # Immediate: a transaction that will write must not find out half-way that another one does.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def apply_pragmas(execute: Callable[[str], object], pragmas: Mapping[str, int]) -> None:
    """Set each of these on the connection that `execute` belongs to."""
    for name, value in pragmas.items():
        execute(f"PRAGMA {name} = {value:d}")


def reader_engine(path: Path) -> Engine:
    """Engine for reading only: it cannot change the record and never holds up the writer."""

    def connect() -> sqlite3.Connection:
        return _connect(f"{path.absolute().as_uri()}?mode=ro")

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def make_folder(path: Path) -> None:
    """Make the folder the database will lie in.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(folder_sentence(error, path.parent) + ".") from error


def _connect(uri: str) -> sqlite3.Connection:
    # isolation_level None: transactions begin where the engine says so, also around CREATE TABLE.
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
