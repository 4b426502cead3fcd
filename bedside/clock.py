"""The only place that asks the machine for the time.

Everything else takes time as an argument. Two clocks exist and are never mixed:

* *station time*: seconds of `CLOCK_BOOTTIME` (so that suspend counts), never stepped, meaningless across boots;
* *wall time*: UTC, for people and for anchoring a session; it may be stepped at any moment.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


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

    def advance(self, seconds: float) -> None:
        """Move both clocks on by `seconds` (not negative)."""
        if seconds < 0:
            raise ValueError("station time never goes back")
        self._now += seconds
        self._utc = datetime.fromtimestamp(self._utc.timestamp() + seconds, UTC)

    def step_wall(self, seconds: float) -> None:
        """Step the wall clock only, as an operator or a time server would."""
        self._utc = datetime.fromtimestamp(self._utc.timestamp() + seconds, UTC)


def boot_id() -> str:
    """Identity of this boot of the machine; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
