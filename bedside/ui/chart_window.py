"""Which stretch of time the session chart shows, and where its time axis is marked. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import Enum

MINUTE = 60.0
SHORTEST_S = 30.0
LONGEST_S = 26 * 3600.0
_TICK_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)


class Span(Enum):
    """What the keys above the chart choose."""

    ALL = 0.0
    HALF_HOUR = 30 * MINUTE
    TEN_MINUTES = 10 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of session time, s."""

    first: float
    last: float

    @property
    def seconds(self) -> float:
        """Length, s."""
        return self.last - self.first

    def moved(self, seconds: float) -> Window:
        """The same length, later by `seconds`."""
        return Window(first=self.first + seconds, last=self.last + seconds)

    def zoomed(self, factor: float, around: float) -> Window:
        """Longer (factor > 1) or shorter, with session time `around` staying where it is."""
        length = min(LONGEST_S, max(SHORTEST_S, self.seconds * factor))
        factor = length / self.seconds
        return replace(
            self, first=around - (around - self.first) * factor, last=around + (self.last - around) * factor
        )


def local(started_utc: datetime, t: float, zone: tzinfo | None = None) -> datetime:
    """Wall-clock time of session time `t` (s) where the screen stands, or in `zone`."""
    return (started_utc + timedelta(seconds=t)).astimezone(zone)


def anchor_of(started_utc: datetime, zone: tzinfo | None = None) -> float:
    """Session time (s, ≤ 0) of the last full five minutes before the session began: the axis counts from it."""
    start = local(started_utc, 0.0, zone)
    past = (start.minute % 5) * MINUTE + start.second + start.microsecond / 1e6
    return -past


def follow_window(span: Span, *, anchor: float, now: float, planned_end: float | None) -> Window:
    """The stretch that follows: all of the session with what is planned, or the newest 30 or 10 minutes.

    Steps in whole minutes, so that the picture stands still between them.

    Args:
        span: what was chosen.
        anchor: `anchor_of` the session, s.
        now: session time, s.
        planned_end: session time the running infusion should end, s; None without a plan.
    """
    if span is not Span.ALL:
        minute = anchor + math.floor((now - anchor) / MINUTE) * MINUTE
        first = minute - round(span.value / MINUTE * 0.57) * MINUTE
        return Window(first=first, last=first + span.value)
    ahead = max(5 * MINUTE, 0.1 * (now - anchor))
    end = now + ahead if planned_end is None else max(planned_end, now + MINUTE)
    length = max(15 * MINUTE, math.ceil((end - anchor) / (5 * MINUTE)) * 5 * MINUTE)
    return Window(first=anchor, last=anchor + length)


def ticks(window: Window, *, anchor: float, width_px: float, apart_px: float) -> list[float]:
    """Session times to mark on the axis, at least `apart_px` from each other, counted from `anchor`."""
    shortest = window.seconds * apart_px / max(1.0, width_px)
    step = next((s for s in _TICK_STEPS_S if s >= shortest), _TICK_STEPS_S[-1])
    n = math.ceil((window.first - anchor) / step - 1e-9)
    marks = []
    while (t := anchor + n * step) <= window.last + 1e-6:
        marks.append(t)
        n += 1
    return marks
