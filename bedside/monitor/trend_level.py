"""One level of a trend's pyramid: buckets of some seconds, each with its minimum and its maximum.

A bucket never reaches over a hole or a missing value; so the line through its two points joins no gap. Buckets
lie on a grid of session time, so they do not depend on when rows came together. When a level is full, its span
doubles and neighbours become one. Only if so many holes are in it that this does not make room are neighbours
joined over a hole too, and such a bucket says so: its two points are not joined to anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.monitor.polyline import HOLE_S, Flags, Floats, Holes, extreme_rows

MOST_ROWS: Final = 1024  # of a bucket; so what is in no bucket yet is always among the newest rows
_NUMBERS: Final = ("first", "until", "low_t", "low", "high_t", "high")


class Buckets:
    """Closed buckets, oldest first; one is never rewritten.

    Attributes:
        first: session time of the first row, s. until: up to when the last value stood, s.
        low_t, low: first minimum and when it came. high_t, high: the same of the maximum.
        upto: number of rows of the trend up to the end of the bucket.
        apart: a hole or a missing value lies before it. holed: one lies inside.
    """

    __slots__ = ("apart", "first", "high", "high_t", "holed", "low", "low_t", "until", "upto")

    def __init__(self, room: int) -> None:
        self.first, self.until, self.low_t, self.low, self.high_t, self.high = (
            np.full(room, np.nan) for _ in _NUMBERS
        )
        self.upto: NDArray[np.int64] = np.full(room, np.iinfo(np.int64).max)
        self.apart = np.full(room, fill_value=True)
        self.holed = np.full(room, fill_value=True)


class Level:
    """Buckets of one span, written by one thread. `closed` and `buckets` are read by any (take `closed` first)."""

    def __init__(self, span_s: float, room: int) -> None:
        self.span_s = span_s
        self.buckets = Buckets(room)
        self.closed: tuple[Buckets, int] = (self.buckets, 0)
        self.folded = 0  # rows that are in closed buckets, or missing
        self._room = room

    def fold(self, rows: Callable[[int, int], tuple[Floats, Floats]], end: int) -> None:
        """Close every bucket that is complete.

        Args:
            rows: gives times and values of rows first…last-1 of the trend.
            end: number of rows there are.
        """
        while self.folded < end:
            before = max(0, self.folded - 1)  # the row before says whether a hole lies in between
            t, y = rows(before, end)
            if not self._close(t, y, self.folded - before):
                return

    def _close(self, t: Floats, y: Floats, skip: int) -> bool:
        """Close the complete buckets of rows `skip`…; True: the level was full on the way, so look again."""
        missing = np.isnan(y)
        starts = np.zeros(len(t), dtype=bool)
        apart = np.zeros(len(t), dtype=bool)
        apart[1:] = (np.diff(t) > HOLE_S) | (missing[1:] != missing[:-1])
        key = np.floor(t / self.span_s)
        starts[1:] = apart[1:] | (key[1:] != key[:-1])
        starts[: skip + 1] = False
        starts[skip] = True
        begin = np.flatnonzero(starts)
        into = np.arange(skip, len(t)) - np.repeat(begin, np.diff(begin, append=len(t)))
        starts[skip:] |= into % MOST_ROWS == 0
        begin = np.flatnonzero(starts)
        if len(begin) == 1:
            return False  # it is still open
        begin, ends = begin[:-1], begin[1:]
        real = np.flatnonzero(~missing[begin])
        buckets, count = self.closed
        room = self._room - count
        full = len(real) >= room
        if full:
            ends = ends[: real[room - 1] + 1]
            begin, real = begin[: len(ends)], real[:room]
        low, high = extreme_rows(y[skip : ends[-1]], begin - skip)
        low, high = low[real] + skip, high[real] + skip
        into_level = slice(count, count + len(real))
        start, stop = begin[real], ends[real]
        buckets.first[into_level] = t[start]
        buckets.until[into_level] = np.minimum(t[stop], t[stop - 1] + HOLE_S)
        buckets.low_t[into_level], buckets.low[into_level] = t[low], y[low]
        buckets.high_t[into_level], buckets.high[into_level] = t[high], y[high]
        buckets.upto[into_level] = self.folded - skip + stop
        buckets.apart[into_level] = apart[start]
        buckets.holed[into_level] = False
        self.folded += int(ends[-1]) - skip
        self.closed = (buckets, count + len(real))
        if full:
            self._make_room()
        return full

    def _make_room(self) -> None:
        """Join neighbours into new buckets; who still looks at the old ones keeps them."""
        self.span_s *= 2
        old = self.buckets
        key = np.floor(old.first / self.span_s)
        begins = np.ones(self._room, dtype=bool)
        begins[1:] = old.apart[1:] | old.holed[1:] | old.holed[:-1] | (key[1:] != key[:-1])
        if begins.sum() > 3 * self._room // 4:  # holes everywhere
            begins[1::2] = False
        begin = np.flatnonzero(begins)
        end = np.append(begin[1:], self._room) - 1
        low, high = extreme_rows(old.low, begin)[0], extreme_rows(old.high, begin)[1]
        new, count = Buckets(self._room), len(begin)
        new.first[:count], new.until[:count] = old.first[begin], old.until[end]
        new.low_t[:count], new.low[:count] = old.low_t[low], old.low[low]
        new.high_t[:count], new.high[:count] = old.high_t[high], old.high[high]
        new.upto[:count], new.apart[:count] = old.upto[end], old.apart[begin]
        inside = old.apart & ~begins
        new.holed[:count] = np.logical_or.reduceat(inside | old.holed, begin)
        self.buckets, self.closed = new, (new, count)


def bucket_points(buckets: Buckets, low: int, high: int, interrupted: Holes) -> tuple[Floats, Floats, Flags]:
    """Minimum and maximum of buckets low…high-1 in the order they came, and where no line leads to one."""
    part = slice(low, high)
    early = buckets.low_t[part] <= buckets.high_t[part]
    t = np.stack(
        [
            np.where(early, buckets.low_t[part], buckets.high_t[part]),
            np.where(early, buckets.high_t[part], buckets.low_t[part]),
        ],
        axis=1,
    )
    y = np.stack(
        [
            np.where(early, buckets.low[part], buckets.high[part]),
            np.where(early, buckets.high[part], buckets.low[part]),
        ],
        axis=1,
    )
    holed = buckets.holed[part].copy()
    for begin, end in interrupted:
        holed |= (buckets.first[part] <= begin) & (buckets.until[part] >= end)
    broken = np.stack([buckets.apart[part] | holed, holed], axis=1)
    broken[1:, 0] |= holed[:-1]
    for begin, end in interrupted:
        broken[1:, 0] |= (t[:-1, 1] <= begin) & (t[1:, 0] >= end)
    twice = (t[:, 0] == t[:, 1]) & (y[:, 0] == y[:, 1])
    keep = np.stack([np.ones(len(t), dtype=bool), ~twice], axis=1).ravel()
    return t.ravel()[keep], y.ravel()[keep], broken.ravel()[keep]
