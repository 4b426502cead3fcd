"""What a process keeps: resident memory, and its objects by type, with those of a timeline set apart."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bedside.monitor.updates import MonitorUpdate

MB = 1_000_000.0
_POINTER = 9  # bytes, of a list for each of its members, with its spare room


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One look.

    Attributes:
        hour: simulated hours gone by.
        rss_mb: resident memory, MB, without `patients_mb`.
        patients_mb: what simulated patients and devices remember of their past, MB. In a clinic they live in another
            process.
        objects: all that the collector tracks, without those of the timeline and of simulated patients.
        timeline: alarm changes, entries with their commands, and cuff readings: all of a session is shown.
        kinds: the same objects by type.
    """

    hour: float
    rss_mb: float
    patients_mb: float
    objects: int
    timeline: int
    kinds: dict[str, int]

    def __str__(self) -> str:
        return (
            f"{self.hour:5.1f} h  {self.rss_mb:7.1f} MB  {self.objects:7d} objects  "
            f"and {self.timeline:6d} of the timeline, {self.patients_mb:.1f} MB of patients"
        )


def look(hour: float, updates: list[MonitorUpdate]) -> Memory:
    """Look now, when everything that can be freed has been."""
    gc.collect()
    tracked = gc.get_objects()
    timeline = _timeline(updates)
    kinds: Counter[str] = Counter()
    patients = 0
    for each in tracked:
        module = str(type(each).__module__)
        if module.startswith("drivers.") and isinstance(each, tuple):
            patients += _POINTER + _block(each) + sum(_block(part) for part in each)
        elif id(each) not in timeline and not isinstance(each, Memory):
            kinds[f"{module}.{type(each).__qualname__}"] += 1
    return Memory(
        hour=hour,
        rss_mb=_rss_mb() - patients / MB,
        patients_mb=patients / MB,
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


def _block(each: object) -> int:
    """Bytes that an object takes: the allocator gives whole lots of 16."""
    return -(-sys.getsizeof(each) // 16) * 16


def _timeline(updates: list[MonitorUpdate]) -> set[int]:
    found: set[int] = set()
    for update in updates:
        found.update(id(change) for change in update.alarm_log)
        found.update(id(measured) for measured in update.determinations)
        for entry in update.entries:
            found.update((id(entry), id(entry.command)))
    return found


def _rss_mb() -> float:
    """Resident memory of this process, MB."""
    assert sys.platform == "linux"
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB
