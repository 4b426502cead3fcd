"""What a process keeps: resident memory, and its objects by type, with those of a timeline set apart."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bedside.monitor.updates import MonitorUpdate

MB = 1_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One look.

    Attributes:
        hour: simulated hours gone by.
        rss_mb: resident memory of the whole process, after the C library gave back what is free, MB.
        objects: all that the collector tracks, without those of the timeline.
        timeline: alarm changes, entries with their commands, and cuff readings: all of a session is shown.
        kinds: the same objects by type. Some hundred kilobytes after a while: see `brief`.
    """

    hour: float
    rss_mb: float
    objects: int
    timeline: int
    kinds: dict[str, int]

    def __str__(self) -> str:
        return (
            f"{self.hour:5.1f} h  {self.rss_mb:7.1f} MB  {self.objects:7d} objects  "
            f"and {self.timeline:6d} of the timeline"
        )


def brief(looks: list[Memory]) -> None:
    """Keep the types of the first and the last look only, so that looking does not grow by itself."""
    for n in range(1, len(looks) - 1):
        looks[n] = replace(looks[n], kinds={})


@contextmanager
def of_what_is_new() -> Iterator[None]:
    """Within, a look sees only what was made within: other tests' objects are neither counted nor gone through."""
    gc.collect()
    gc.freeze()
    yield  # and they stay set apart: what they are part of, the run of the tests, goes on after this


def look(hour: float, updates: list[MonitorUpdate]) -> Memory:
    """Look now, when everything that can be freed has been."""
    gc.collect()
    rss_mb = _rss_mb()  # before this look itself needs any
    timeline = _timeline(updates)
    kinds: Counter[str] = Counter()
    for each in gc.get_objects():
        if id(each) not in timeline and not isinstance(each, Memory):
            kinds[sys.intern(f"{type(each).__module__}.{type(each).__qualname__}")] += 1
    return Memory(
        hour=hour,
        rss_mb=rss_mb,
        objects=sum(kinds.values()),
        timeline=len(timeline),
        kinds=dict(kinds),
    )


def grown(before: Memory, after: Memory, least: int) -> dict[str, int]:
    """The types of which there are at least so many more."""
    return {
        kind: more
        for kind, count in after.kinds.items()
        if (more := count - before.kinds.get(kind, 0)) >= least
    }


def _timeline(updates: list[MonitorUpdate]) -> set[int]:
    found: set[int] = set()
    for update in updates:
        found.update(id(change) for change in update.alarm_log)
        found.update(id(measured) for measured in update.determinations)
        for entry in update.entries:
            found.update((id(entry), id(entry.command)))
    return found


def _rss_mb() -> float:
    """Resident memory of this process, MB. What the C library keeps for itself to use again is no growth."""
    assert sys.platform == "linux"
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB
