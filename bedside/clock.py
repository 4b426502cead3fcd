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
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, TypeVar, cast

Wait = TypeVar("Wait", bound=float | None)  # s; None: no end

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
INSTANT_S: Final = 1e-6  # a rest of a wait that is shorter is none


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
        while (left := end - self.now()) > INSTANT_S:
            self._base.sleep(left / self.factor)

    def real_s(self, seconds: Wait) -> Wait:
        """See `Clock.real_s`."""
        return cast(Wait, None if seconds is None else self._base.real_s(seconds / self.factor))


def boot_id() -> str:
    """Identity of this boot of the machine; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
