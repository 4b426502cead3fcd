"""What SQLite says, in words a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError

# Primary result codes (SQLite documentation, "Result and Error Codes") → what happened and what to do.
_WORDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: "the disk with {path} is full: free some space",
        sqlite3.SQLITE_IOERR: "{path} cannot be read or written (disk error): check the disk and its free space",
        sqlite3.SQLITE_READONLY: "{path} is read-only: check its permissions, or choose another file with --store",
        sqlite3.SQLITE_PERM: "{path} may not be opened: check its permissions, or choose another file with --store",
        sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: check that its folder exists and may be written",
        sqlite3.SQLITE_CORRUPT: "{path} is damaged: move it away and keep it, bedside then begins a new record",
        sqlite3.SQLITE_NOTADB: "{path} is not a database: choose another file with --store",
        sqlite3.SQLITE_BUSY: "{path} is being written by another program: close that program",
        sqlite3.SQLITE_LOCKED: "{path} is being written by another program: close that program",
    }
)
# Of these, waiting can help; anything else a statement is refused for lies in the record itself.
_PASSING: Final = frozenset(_WORDS)
_WAITING: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def primary_code(error: DBAPIError) -> int | None:
    """SQLite's primary result code, None when the error is not SQLite's."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def is_passing(error: DBAPIError) -> bool:
    """Whether the same statements may succeed later (space freed, lock given back, disk plugged in again)."""
    return primary_code(error) in _PASSING or isinstance(error, OperationalError)


def is_waiting(error: DBAPIError) -> bool:
    """Whether the connection itself is sound and only has to wait."""
    return primary_code(error) in _WAITING


def sentence(error: DBAPIError, path: Path) -> str:
    """What happened and what to do, without a full stop, beginning in lower case."""
    words = _WORDS.get(primary_code(error) or 0)
    if words is None:
        return f"{path} cannot be used ({error.orig}): look into the log"
    return words.format(path=path)


def folder_sentence(error: OSError, folder: Path) -> str:
    """Why a folder for the record cannot be made and what to do."""
    if error.errno == errno.ENOSPC:
        return f"the disk with {folder} is full: free some space"
    return (
        f"the folder {folder} for recordings cannot be made ({error.strerror}): "
        "check its permissions, or choose another file with --store"
    )
