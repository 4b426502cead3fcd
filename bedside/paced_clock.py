"""A fast clock that waits for whoever is behind, so that simulated hours are the same on a slow machine."""

from __future__ import annotations

import math
import threading
from typing import Final

from bedside.clock import INSTANT_S, Clock, ScaledClock, Wait

PATIENCE_S: Final = 10.0  # real time; who makes others wait for longer hangs
SOON_S: Final = 0.002  # real time; whom others wait for longer may have ended
LOOK_S: Final = (
    1.0  # real time; where nobody looked for longer, the whole computer stood, and that is nobody's hanging
)


class Leash:
    """One reason for a `PacedClock` to wait, made by its `leash`. From any thread."""

    def __init__(self, clock: PacedClock, name: str, *, for_ever: bool) -> None:
        self.name = name
        self.for_ever = for_ever
        self.thread: threading.Thread | None = None  # whose it is; it ends with it
        self.waits = False  # that thread does; else it is at work
        self._clock = clock

    def hold(self, for_s: float | None = None) -> None:
        """From now on the clock goes no further than `for_s` from its present time (None: its usual slack)."""
        self._clock.hold(self, self._clock.slack_s if for_s is None else for_s)

    def free(self) -> None:
        """The clock need not wait."""
        self._clock.hold(self, None)


class PacedClock(ScaledClock):
    """A scaled clock that waits for whoever is behind, so that a slow machine makes it slow and nothing late.

    A thread that once asked `real_s` takes part: while it waits, the clock goes no further than the end of that wait,
    and while it is at work no further than from the moment it woke up; each time with `slack_s` on top. Who hands bytes
    to another thread holds the clock with a leash until they are taken. Held time is not made up for later.
    """

    def __init__(self, base: Clock, factor: float, *, slack_s: float = 0.1) -> None:
        """Begin to run; nobody takes part yet.

        Args:
            base: the clock it is driven by.
            factor: at most so many seconds per second of `base`.
            slack_s: nobody gets further behind in one step (looking, waiting, waking), s here. The less, the slower.

        Raises:
            ValueError: a factor that is not a number above 0.
        """
        super().__init__(base, factor)
        self.slack_s = slack_s
        self.given_up: set[str] = set()  # who did not come for `PATIENCE_S`; the clock went on without them
        self._lock = threading.Lock()
        self._own = threading.local()  # .leash: of the thread that looks
        self._limits: dict[Leash, float] = {}
        self._limit = math.inf  # the least of them
        self._blocked: tuple[float, float, float] | None = None  # limit, how long others waited, last look
        self._waits = True

    def leash(self, name: str, *, for_ever: bool = False) -> Leash:
        """A new reason to wait; it does not hold yet.

        Args:
            name: whose, as `given_up` tells it.
            for_ever: also longer than `PATIENCE_S`.
        """
        return Leash(self, name, for_ever=for_ever)

    def let_go(self) -> None:
        """Wait for nobody any more: for the end of a simulation."""
        with self._lock:
            self._settle()
            self._waits = False
            self._limits.clear()
            self._limit = math.inf

    def leave(self) -> None:
        """The calling thread no longer takes part."""
        own: Leash | None = self._own.__dict__.pop("leash", None)
        if own is not None:
            own.free()

    def hold(self, leash: Leash, for_s: float | None) -> None:
        """See `Leash`."""
        with self._lock:
            now = self._settle()
            self._put(leash, None if for_s is None else now + for_s)

    def now(self) -> float:
        """Station time, s. Who takes part and waited is at work from now on."""
        own: Leash | None = getattr(self._own, "leash", None)
        with self._lock:
            now = self._settle()
            if own is not None and own.waits:
                own.waits = False
                self._put(own, now + self.slack_s)
            return now

    def sleep(self, seconds: float) -> None:
        """See `Clock.sleep`. Who takes part does so while it sleeps; nobody begins to."""
        if getattr(self._own, "leash", None) is None:
            super().sleep(seconds)
            return
        end = self.now() + seconds
        self.real_s(max(0.0, seconds))  # however short it is, whoever sleeps has come to an end of its work
        while (left := end - self.now()) > INSTANT_S:
            self.real_s(left)
            self._base.sleep(left / self.factor)

    def real_s(self, seconds: Wait) -> Wait:
        """See `Clock.real_s`: the calling thread takes part from now on, until `leave` or its end."""
        own: Leash | None = getattr(self._own, "leash", None)
        if own is None:
            own = self._own.leash = self.leash(threading.current_thread().name)
            own.thread = threading.current_thread()
        own.waits = True
        wait: float | None = seconds
        if wait is None:
            own.free()
        else:
            own.hold(max(0.0, wait) + self.slack_s)
        return super().real_s(seconds)

    def _settle(self) -> float:
        """Time as far as it may go."""
        base = self._base.now()
        now = self._from + (base - self._from_base) * self.factor
        if now <= self._limit:
            return now
        limit, waited_s, looked = self._blocked or (math.inf, 0.0, base)
        waited_s = waited_s + min(base - looked, LOOK_S) if limit == self._limit else 0.0
        self._blocked = (self._limit, waited_s, base)
        self._from, self._from_base = max(self._from, self._limit), base
        if waited_s >= SOON_S:
            self._drop_the_dead(waited_s > PATIENCE_S)
        return self._from

    def _drop_the_dead(self, too_long: bool) -> None:
        """Do not wait for a thread that has ended, nor, if it has been `too_long`, for who does not come.

        Only who holds the time now is looked at, and has held it for a moment: most have come forward by then.
        """
        for leash in [each for each, limit in self._limits.items() if limit <= self._limit]:
            ended = leash.thread is not None and not leash.thread.is_alive()
            late = too_long and not leash.for_ever
            if late and not ended:
                self.given_up.add(leash.name)
            if ended or late:
                self._put(leash, None)

    def _put(self, leash: Leash, limit: float | None) -> None:
        before = self._limits.pop(leash, math.inf)
        if limit is not None and self._waits:
            self._limits[leash] = limit
            self._limit = min(self._limit, limit)
        if before <= self._limit:
            self._limit = min(self._limits.values(), default=math.inf)
