"""Which blood pressure of an Accutorr 3 is a new one. No conversation: replies in, a verdict out.

A reply repeats the last pressures until the next measurement, with their age in whole minutes. There is no
checksum, so pressures and age count only when two replies in a row agree on all of them. Other pressures, or a
smaller age, are a new measurement; so are equal ones whose time of measurement, now − age, has jumped forward.
"""

from __future__ import annotations

from typing import NamedTuple

SAME_S = 65.0  # the age counts whole minutes, and the reply takes its time
ENDS = (59, 99)  # where the age counter may stop or begin again; the manual does not say

Pressures = tuple[int, int, int]


class _Seen(NamedTuple):
    pressures: Pressures
    minutes: int
    measured_t: float  # s


class Results:
    """Remembers the measurement that was told last."""

    def __init__(self) -> None:
        self._waiting: _Seen | None = None  # until the next reply agrees
        self._told: _Seen | None = None

    @property
    def waits(self) -> bool:
        """Whether another reply is wanted to confirm the last one."""
        return self._waiting is not None

    def forget_waiting(self) -> None:
        """A reply without pressures came in between."""
        self._waiting = None

    def new(self, pressures: Pressures, minutes: int, t: float) -> float | None:
        """When `pressures` were measured, s, if they are new and confirmed; else None."""
        now = _Seen(pressures, minutes, t - 60.0 * minutes)
        told, waiting = self._told, self._waiting
        self._waiting = None
        if told is not None and told[:2] == now[:2] and now.measured_t <= told.measured_t + SAME_S:
            self._told = now  # keeps pace with the monitor's own clock
            return None
        if waiting is None or waiting[:2] != now[:2]:
            self._waiting = now
            return None
        self._told = now
        return None if told is not None and _repeats(told, now) else waiting.measured_t


def _repeats(told: _Seen, now: _Seen) -> bool:
    if now.pressures != told.pressures:
        return False
    if now.minutes < told.minutes:
        return now.minutes == 0 and told.minutes in ENDS
    return now.measured_t <= told.measured_t + SAME_S or now.minutes == max(ENDS)
