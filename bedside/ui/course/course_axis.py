"""The time axis all charts of a course share, and the steps of their numbers. Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from bedside.ui.course.course_data import CourseData, moment

_NICE_RATIO: Final = (1, 2, 5, 10)
_STEPS_COUNT: Final = 5  # of an axis, at most so many
_SHORTEST_S: Final = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAxis:
    """From the first day of a course to its last, or to the next visit."""

    first: datetime
    last: datetime
    visit: datetime | None = None

    def share(self, utc: datetime) -> float:
        """Where a time lies, 0…1."""
        whole = max(_SHORTEST_S, (self.last - self.first).total_seconds())
        if whole > (self.last - self.first).total_seconds() and self.last == self.first:
            return 0.5
        return (utc - self.first).total_seconds() / whole


def axis_of(data: CourseData) -> CourseAxis | None:
    """The axis of a course; None without any day."""
    times = [one.line.started_utc for one in data.sessions]
    times += [moment(call.command.follow_up.utc) for call in data.calls]
    times += [moment(point.utc) for trend in data.course.trends for point in trend.points]
    if not times:
        return None
    visit = noon(data.next_visit) if data.next_visit is not None else None
    return CourseAxis(first=min(times), last=max([*times, *([] if visit is None else [visit])]), visit=visit)


def noon(day: date) -> datetime:
    """The middle of a day at this place."""
    return datetime.combine(day, time(hour=12)).astimezone(UTC)


def steps(low: float, high: float) -> list[float]:
    """Round numbers from `low` to at least `high`, a handful."""
    span = max(high - low, 1e-9)
    size = 1.0
    while size * _STEPS_COUNT * _NICE_RATIO[-1] < span:
        size *= _NICE_RATIO[-1]
    while size * _STEPS_COUNT / _NICE_RATIO[-1] > span:
        size /= _NICE_RATIO[-1]
    step = next((size * nice for nice in _NICE_RATIO if size * nice * _STEPS_COUNT >= span), size)
    first = int(low // step)
    last = first
    while last * step < high - 1e-9:
        last += 1
    return [n * step for n in range(first, max(last, first + 1) + 1)]


def spread(xs: Sequence[float], apart: float) -> list[bool]:
    """Which of these places, in order, may carry words when two need `apart`: the first, then all that fit."""
    shown: list[bool] = []
    reached = float("-inf")
    for x in xs:
        fits = x - reached >= apart
        shown.append(fits)
        if fits:
            reached = x
    return shown


def newest_apart(places: Sequence[tuple[float, float]], apart: float) -> list[bool]:
    """Which of these places, oldest first, may carry a number: the newest, then all that keep `apart` to those."""
    kept: list[tuple[float, float]] = []
    shown = []
    for x, y in reversed(places):
        fits = all(math.dist((x, y), other) >= apart for other in kept)
        shown.append(fits)
        if fits:
            kept.append((x, y))
    return shown[::-1]


def closest(xs: Iterable[float]) -> float:
    """The smallest distance of two neighbours; infinite for one."""
    ordered = sorted(xs)
    return min((b - a for a, b in itertools.pairwise(ordered)), default=float("inf"))
