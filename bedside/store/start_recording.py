"""The beginning of a recording: the recorder, or what stands in its place where the store cannot be used."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from bedside.clock import Clock
from bedside.errors import StoreError, StoreInUseError
from bedside.store.not_recording import NotRecording
from bedside.store.recorder import Recorder

_log = logging.getLogger(__name__)


def start_recording(
    path: Path, clock: Clock, *, must_record: bool, tell: Callable[[str], object]
) -> Recorder | NotRecording:
    """Start the recorder of a database file.

    Args:
        path: the file, made when missing.
        clock: station time.
        must_record: without it a store that cannot be used is told, and monitoring goes on unrecorded.
        tell: takes a sentence for the screen.
    Raises:
        StoreError: the store cannot be used and must be, or another bedside is using it.
    """
    recorder = Recorder(path, clock)
    try:
        recorder.start()
    except StoreInUseError:
        raise
    except StoreError as error:
        if must_record:
            raise
        _log.error("%s", error)
        tell(f"Nothing is being recorded: {error}")
        return NotRecording(str(error))
    return recorder
