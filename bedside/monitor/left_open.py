"""Beds whose session goes on without any device: a station that starts looks at them by itself (ALM-41).

A bed with a device is spoken of when that comes back. A session that was opened for a patient before anything was
connected would else wait, with all that was answered in it, until somebody happens to open its bed.
"""

from __future__ import annotations

import logging

from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.monitor.beds import MOST_BEDS
from bedside.monitor.earlier_session import RESUME_WITHIN_S
from bedside.monitor.resume import unfinished_in
from bedside.store.library import Library

_log = logging.getLogger(__name__)


def beds_left_open(library: Library | None, clock: Clock) -> tuple[int, ...]:
    """Numbers of the beds an earlier run left a session on that waits for no device and is not too old."""
    if library is None:
        return ()
    found = []
    for bed in range(1, MOST_BEDS + 1):
        try:
            left = unfinished_in(library, bed)
            if left is None or left.unwatched_s(clock.utc(), clock.now()) > RESUME_WITHIN_S:
                continue
            if not left.measuring:
                found.append(bed)
        except UserFacingError as error:  # the bed asks again when it is spoken of, and says so
            _log.warning("bed %d was not looked at: %s", bed, error)
    return tuple(found)
