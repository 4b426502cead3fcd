"""Which stretch of time the session chart shows, and where its time axis is marked. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from typing import Final

MINUTE: Final = 60.0
TEN_MINUTES_S: Final = 600.0
SHORTEST_S: Final = 30.0
LONGEST_S: Final = 26 * 3600.0
_TICK_STEPS_S: Final = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_FIVE_MINUTES_S: Final = 300.0
_BY_THE_HOUR_S: Final = 5400.0  # longer windows are marked at the hours of the wall clock
_LEAST_ALL_S: Final = 900.0
_PAST_SCALE: Final = 0.57  # of a following window lies before now
_AHEAD_SCALE: Final = 0.1  # of the session so far is kept free ahead of now


class Span(Enum):
    """What the keys above the chart choose."""

    ALL = 0.0
    HALF_HOUR = 30 * MINUTE
    TEN_MINUTES = 10 * MINUTE

    @property
    def key(self) -> str:
        """As `BedView.chart_span` keeps it."""
        return self.name.lower()


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


def anchor_of(started_utc: datetime, zone: tzinfo | None = None, every_s: float = _FIVE_MINUTES_S) -> float:
    """Session time (s, ≤ 0) of the last full five minutes, or multiple of `every_s`, before the session began.

    Counted from midnight where the screen stands: the axis and the rows of the table count from it.
    """
    return -(_past_midnight_s(local(started_utc, 0.0, zone)) % every_s)


def axis_anchor(started_utc: datetime, window: Window, zone: tzinfo | None = None) -> float:
    """Session time the marks of the axis count from: of a long window midnight, so that they fall on the hours."""
    if window.seconds <= _BY_THE_HOUR_S:
        return anchor_of(started_utc, zone)
    return window.first - _past_midnight_s(local(started_utc, window.first, zone))


def _past_midnight_s(moment: datetime) -> float:
    return timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    ).total_seconds()


def axis_time(
    started_utc: datetime, t: float, *, seconds: bool, after: float | None = None, zone: tzinfo | None = None
) -> str:
    """Wall-clock time of session time `t`; with its zone where the clocks were changed since `after`, s."""
    moment = local(started_utc, t + 0.001, zone)
    words = moment.strftime("%H:%M:%S" if seconds else "%H:%M")
    if after is not None and local(started_utc, after, zone).utcoffset() != moment.utcoffset():
        words += moment.strftime(" %Z")
    return words


def is_midnight(started_utc: datetime, t: float, zone: tzinfo | None = None) -> bool:
    """Whether a new day begins within this second."""
    return _past_midnight_s(local(started_utc, t + 0.001, zone)) < 1.0


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
        first = minute - round(span.value / MINUTE * _PAST_SCALE) * MINUTE
        return Window(first=first, last=first + span.value)
    ahead = max(_FIVE_MINUTES_S, _AHEAD_SCALE * (now - anchor))
    end = now + ahead if planned_end is None else max(planned_end, now + MINUTE)
    length = max(_LEAST_ALL_S, math.ceil((end - anchor) / _FIVE_MINUTES_S) * _FIVE_MINUTES_S)
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
