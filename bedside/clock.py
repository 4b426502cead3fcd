"""The only place that asks the machine for the time.

Everything else takes time as an argument. Two clocks exist and are never mixed:

* *station time*: seconds of `CLOCK_BOOTTIME` (so that suspend counts), never stepped, meaningless across boots;
* *wall time*: UTC, for people and for anchoring a session; it may be stepped at any moment.

Simulated hours pass in minutes on a `ScaledClock`. Whoever waits for real (in `select`, for an event, at a queue) for
something a clock says asks that clock how long it is: `real_s`. What guards against a hanging machine or a power
failure, as joining a thread or the interval between commits, is real time and is not asked for.
"""

from __future__ import annotations

import math
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, TypeVar, cast

Wait = TypeVar("Wait", bound=float | None)  # s; None: no end

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_INSTANT_S: Final = 1e-6  # a rest of a wait that is shorter is none
PATIENCE_S: Final = 10.0  # real time; who makes others wait for longer hangs


class Clock(Protocol):
    """What long-lived objects take instead of calling the machine."""

    def now(self) -> float:
        """Station time, s. Never goes back."""
        ...

    def utc(self) -> datetime:
        """Wall time with its zone, UTC. May be stepped."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait without holding the interpreter."""
        ...

    def real_s(self, seconds: Wait) -> Wait:
        """How long it is in real time until `seconds` of station time have gone by; None (no end) stays None.

        To be called right before a wait of that length, and not for anything else: a clock may wait for the waiter.
        """
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> float:
        """Station time, s: CLOCK_BOOTTIME where the system has it, else the monotonic clock."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.clock_gettime(boottime) if boottime is not None else time.monotonic()

    def utc(self) -> datetime:
        """Wall time, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait `seconds`; a negative wait is none."""
        time.sleep(max(0.0, seconds))

    def real_s(self, seconds: Wait) -> Wait:
        """See `Clock.real_s`: unchanged."""
        return seconds


class ManualClock:
    """A clock that moves only when it is told to. For tests and for simulated hours."""

    def __init__(self, now: float = 0.0, utc: datetime | None = None) -> None:
        self._now = now
        self._utc = utc if utc is not None else datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> float:
        """Station time, s, as last set."""
        return self._now

    def utc(self) -> datetime:
        """Wall time as last set; `advance` moves it too."""
        return self._utc

    def sleep(self, seconds: float) -> None:
        """Move the clock on by `seconds` at once."""
        self.advance(seconds)

    def real_s(self, seconds: Wait) -> Wait:
        """See `Clock.real_s`: unchanged."""
        return seconds

    def advance(self, seconds: float) -> None:
        """Move both clocks on by `seconds` (not negative)."""
        if seconds < 0:
            raise ValueError("station time never goes back")
        self._now += seconds
        self._utc = datetime.fromtimestamp(self._utc.timestamp() + seconds, UTC)

    def step_wall(self, seconds: float) -> None:
        """Step the wall clock only, as an operator or a time server would."""
        self._utc = datetime.fromtimestamp(self._utc.timestamp() + seconds, UTC)


class ScaledClock:
    """A clock that runs `factor` times as fast as another, from the moment it was made.

    Its wall time begins at that of the other and goes on at the same pace as its station time: it is never stepped.
    """

    def __init__(self, base: Clock, factor: float) -> None:
        """Begin to run.

        Args:
            base: the clock it is driven by.
            factor: its seconds per second of `base`.

        Raises:
            ValueError: a factor that is not a number above 0.
        """
        if not 0 < factor < math.inf:
            raise ValueError("a clock runs at a factor above 0")
        self.factor = factor
        self._base = base
        self._start_utc = base.utc()
        self._start = self._from = base.now()  # own time at the moment `_from_base` of the other clock
        self._from_base = self._start

    def now(self) -> float:
        """Station time, s."""
        return self._from + (self._base.now() - self._from_base) * self.factor

    def utc(self) -> datetime:
        """Wall time, UTC: what the other clock showed at the beginning, and what has gone by here since."""
        return self._start_utc + timedelta(seconds=self.now() - self._start)

    def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have gone by here."""
        end = self.now() + seconds
        while (left := end - self.now()) > _INSTANT_S:
            self._base.sleep(left / self.factor)

    def real_s(self, seconds: Wait) -> Wait:
        """See `Clock.real_s`."""
        return cast(Wait, None if seconds is None else self._base.real_s(seconds / self.factor))


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
        self._blocked: tuple[float, float] | None = None  # limit, and since when of the other clock
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
        while (left := end - self.now()) > _INSTANT_S:
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
        if self._blocked is None or self._blocked[0] != self._limit:
            self._blocked = (self._limit, base)
        self._from, self._from_base = max(self._from, self._limit), base
        self._drop_the_dead(base - self._blocked[1] > PATIENCE_S)
        return self._from

    def _drop_the_dead(self, too_long: bool) -> None:
        """Do not wait for a thread that has ended, nor, if it has been `too_long`, for who does not come."""
        for leash, limit in list(self._limits.items()):
            ended = leash.thread is not None and not leash.thread.is_alive()
            late = too_long and limit <= self._limit and not leash.for_ever
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


def boot_id() -> str:
    """Identity of this boot of the machine; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
