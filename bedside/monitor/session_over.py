"""Whether a session is over for good: what is said of it afterwards is said of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bedside.clock import Clock, boot_id
from bedside.monitor.earlier_session import RESUME_WITHIN_S

if TYPE_CHECKING:
    from bedside.store.library import Library
    from bedside.store.patients import PatientSession


def may_go_on(library: Library, line: PatientSession, clock: Clock) -> bool:
    """It was interrupted so lately that its bed goes on with it as soon as a device speaks (ALM-41)."""
    if line.ended_utc is not None:
        return False
    left = library.unfinished(line.bed)
    if left is None or left.opened.session != line.id:
        return False
    return left.unwatched_s(clock.utc(), clock.now(), boot_id()) <= RESUME_WITHIN_S
