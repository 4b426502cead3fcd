"""Which NA reply is a new result, and which a new failure. No conversation: replies in, a verdict out.

A reply repeats the last result for ever; only its age tells a new one. The time of measurement, now − age,
stands still while a result is repeated and jumps forward with the next one.
"""

from __future__ import annotations

from drivers.ge_dinamap import layout

SAME_S = 3.0  # the age counts whole seconds and the reply takes its time


class Results:
    """Remembers the last result and the last failure that were told."""

    def __init__(self) -> None:
        self._result_t: float | None = None
        self._failure_t: float | None = None
        self._status: int | None = None

    def new_result(self, reply: layout.NibpReply, t: float) -> float | None:
        """When the result of `reply` was measured, s, if it is one that was not there before; else None."""
        if reply.status != layout.GOOD or not reply.plausible:
            return None
        measured_t = _measured_t(reply, t, self._result_t)
        if measured_t is not None:
            self._result_t = measured_t
        return measured_t

    def new_failure(self, reply: layout.NibpReply, t: float, *, seen_running: bool) -> bool:
        """Whether `reply` tells of a failure that was not told before. To be asked for every reply."""
        before, self._status = self._status, reply.status
        if reply.status not in layout.FAULTS:
            return False
        failed_t = _measured_t(reply, t, self._failure_t)
        ageless = reply.age_s >= layout.OLDEST_S
        new = seen_running or (before != reply.status if ageless else failed_t is not None)
        if new:
            self._failure_t = t if ageless else t - reply.age_s
        return new


def _measured_t(reply: layout.NibpReply, t: float, known_t: float | None) -> float | None:
    """now − age, s, if that is later than `known_t`. The age stops at its end, where it says nothing new."""
    if reply.age_s > layout.OLDEST_S or (reply.age_s == layout.OLDEST_S and known_t is not None):
        return None
    measured_t = t - reply.age_s
    return measured_t if known_t is None or measured_t > known_t + SAME_S else None
