"""The record's files on the disk: how large they are, whether they are still there, how much room is left."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

SPACE_S: Final = 5.0  # between looks at the free space


class RecordOnDisk:
    """The files of one record. Used by the thread that writes it; the two numbers may be read by any."""

    def __init__(self, path: Path) -> None:
        self.bytes_used = 0  # by the database and its log, as measured last
        self.bytes_free: int | None = None  # on the disk, as seen last; None: it cannot be told
        self._path = path
        self._looked_t: float | None = None  # station time of the last look, s

    def measure(self) -> str:
        """Look at the files' sizes; the fault when the database is no longer where it was, else ""."""
        try:
            size = self._path.stat().st_size
        except OSError as error:
            return f"{self._path} is gone ({error.strerror}): put it back, or restart bedside to begin a new record"
        wal = self._path.with_name(self._path.name + "-wal")
        self.bytes_used = size + (wal.stat().st_size if wal.exists() else 0)
        return ""

    def look(self, now: float) -> None:
        """Look at the free space at station time `now`, s, if the last look is long enough ago."""
        if self._looked_t is not None and now - self._looked_t < SPACE_S:
            return
        self._looked_t = now
        try:
            self.bytes_free = shutil.disk_usage(self._path.parent).free
        except OSError:
            self.bytes_free = None
