"""Which NA reply is a new result, and which a new failure. No conversation: replies in, a verdict out.

A reply repeats the last result for ever, and its age grows. A smaller age or other numbers are a new result; the
same with an age that is not smaller is a repeat as long as replies follow each other. After a silence, or when
the monitor was seen measuring in between, the time of measurement, now − age, decides: it stands still while a
result is repeated and jumps forward with the next one.

The age is asked first because replies in a file without a clock are timed evenly, not as they really came.
"""

from __future__ import annotations

from drivers.ge_dinamap import layout

SAME_S = 3.0  # the age counts whole seconds and the reply takes its time
FOLLOWS_S = 12.0  # as long as the link counts as alive


class _Last:
    """The last reply of its kind, be it a result or a failure, and whether another one only repeats it."""

    def __init__(self) -> None:
        self._content: tuple[int, ...] | None = None
        self._age_s = 0
        self._seen_t = 0.0
        self._measuring_t: float | None = None  # when the monitor was last seen measuring since then

    def interrupt(self, t: float) -> None:
        """The monitor measures at `t`, s."""
        self._measuring_t = t

    def is_new(self, content: tuple[int, ...], age_s: int, t: float) -> bool:
        """Whether `content`, `age_s` old at `t`, is not the last one again. Takes it for the last one."""
        new = not self._repeats(content, age_s, t)
        self._content, self._age_s, self._seen_t, self._measuring_t = content, age_s, t, None
        return new

    def _repeats(self, content: tuple[int, ...], age_s: int, t: float) -> bool:
        if content != self._content or age_s < self._age_s:
            return False
        stands_still = t - age_s <= self._seen_t - self._age_s + SAME_S
        if self._measuring_t is None:
            return stands_still or t <= self._seen_t + FOLLOWS_S
        return stands_still or age_s > t - self._measuring_t + SAME_S


class Results:
    """Remembers the last result and the last failure that were told."""

    def __init__(self) -> None:
        self._result = _Last()
        self._failure = _Last()
        self._status: int | None = None
        self._has_result = False

    def new_result(self, reply: layout.NibpReply, t: float) -> float | None:
        """When the result of `reply` was measured, s, if it is one that was not there before; else None."""
        if reply.status != layout.GOOD or not reply.plausible or reply.age_s > layout.OLDEST_S:
            return None
        if reply.age_s == layout.OLDEST_S and self._has_result:
            return None  # the counter stands at its end and says nothing new
        self._has_result = True
        new = self._result.is_new((reply.sys, reply.dia, reply.map), reply.age_s, t)
        return t - reply.age_s if new else None

    def new_failure(self, reply: layout.NibpReply, t: float, *, seen_running: bool) -> bool:
        """Whether `reply` tells of a failure that was not told before. To be asked for every reply."""
        before, self._status = self._status, reply.status
        if reply.status == layout.MEASURING:
            self._result.interrupt(t)
            self._failure.interrupt(t)
        if reply.status not in layout.FAULTS:
            return False
        if reply.age_s >= layout.OLDEST_S:
            new = before != reply.status
            self._failure.is_new((reply.status,), 0, t)
        else:
            new = self._failure.is_new((reply.status,), reply.age_s, t)
        return new or seen_running
