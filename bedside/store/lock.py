"""One writer per record: a lock beside the database, held by the system and gone with the process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from bedside.errors import StoreError, StoreInUseError

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StoreLock:
    """Holds the right to write one record.

    The lock file stays when the lock is given back: removing it would let two programs each hold their own.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock, without waiting.

        Raises:
            StoreError: another program holds it, or the folder cannot be written.
        """
        if self._file is not None:
            return
        try:
            file = self._path.open("ab")
        except OSError as error:
            raise StoreError(
                f"{self._path.parent} cannot be written ({error.strerror}): "
                "check the folder's permissions, or choose another file with --store."
            ) from error
        try:
            _take(file)
        except OSError as error:
            file.close()
            raise StoreInUseError(
                f"another bedside is already using {self._database}: "
                "close it first, or choose another file with --store."
            ) from error
        self._file = file

    def release(self) -> None:
        """Give the lock back; without one, nothing happens."""
        if self._file is not None:
            self._file.close()
            self._file = None
