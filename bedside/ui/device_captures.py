"""The raw captures that can be replayed: the newest files of a folder, and the driver each was captured with."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from bedside.errors import BrokenFileError
from bedside.link.capture import parse_capture

_log = logging.getLogger(__name__)

MOST: Final = 8
_HEAD: Final = 4096  # bytes in which a capture's first line ends


def captures_in(folder: Path | None) -> list[tuple[str, str]]:
    """The newest captures, newest first: (path, driver key). Empty without a folder; what is no capture is left out."""
    if folder is None:
        return []
    dated: list[tuple[float, Path]] = []
    try:
        dated = [(path.stat().st_mtime, path) for path in folder.glob("*.jsonl")]
    except OSError as error:  # unplugged disk, or a file that went meanwhile: a path can still be typed
        _log.warning("the captures in %s cannot be listed: %s", folder, error)
    found: list[tuple[str, str]] = []
    for _, path in sorted(dated, reverse=True):
        if len(found) == MOST:
            break
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD).partition(b"\n")[0]
            found.append((str(path), parse_capture(head + b"\n", path.name).driver))
        except (OSError, BrokenFileError) as error:
            _log.info("%s is not offered for a replay: %s", path, error)
    return found
