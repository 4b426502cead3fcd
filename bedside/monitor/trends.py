"""All values of one numeric since its session began, in constant memory.

The newest rows are kept as they came, in a ring; beside it stands a pyramid of buckets with minimum and maximum,
which reaches back to the beginning however long that is. So a chart of 24 h costs what a chart of an hour costs,
no dip is lost, and no line crosses a gap. Older values one by one are in the record (`bedside.monitor.past`).

One thread writes, any thread reads: a view is the trend and a number of rows, and looks only at what lies before.
Nothing there is rewritten, except that the ring overwrites its oldest rows: a reader copies, then looks what the
writer has begun since, and leaves out what may have changed under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

import numpy as np

from bedside.monitor.polyline import HOLE_S, Flags, Floats, Holes, Line, breaks, polyline
from bedside.monitor.trend_level import MOST_ROWS, Buckets, Level, bucket_points

EXACT_ROWS: Final = 8192  # newest rows kept as they came: over 2 h at one a second
FEW_ROWS: Final = 2048  # enough for what is measured now and then: a cuff every minute for a day
_SPANS_S: Final = (8.0, 64.0)  # s, of the buckets
_REACH_S: Final = 26 * 3600.0  # s without a hole until a level has to join neighbours
_SPARE: Final = 1.125  # more buckets than that, for holes
_FOLD_ROWS: Final = 64  # rows come into buckets so many at a time
_GUARD_ROWS: Final = 64  # of the ring, the oldest, are not looked at: the next ones will be written there
_ROUND_COUNT: Final = 64  # buckets are read so many at a time: see `polyline.unset` on arrays of all lengths
_LEAST_ROWS: Final = 2 * MOST_ROWS  # what is in no bucket yet is in the ring


class Trend:
    """One numeric, written by one thread."""

    def __init__(self, rows: int = EXACT_ROWS, *, often: bool = True) -> None:
        """An empty trend.

        Args:
            rows: how many of the newest are kept as they came (more are, if that is very few).
            often: there will be a value a second; else the buckets are few.
        """
        self._room = max(rows, _LEAST_ROWS) + _GUARD_ROWS
        self._t = np.full(self._room, np.inf)
        self._y = np.full(self._room, np.nan)
        self._end = 0
        self._begun = 0  # rows that are, or are just being, written
        self._newest_t = -np.inf
        self._levels = tuple(
            Level(span, int(_SPARE * _REACH_S / span) if often else FEW_ROWS) for span in _SPANS_S
        )
        self._view = TrendView(self, 0)

    @classmethod
    def of(cls, times: Floats, values: Floats, rows: int = EXACT_ROWS, *, often: bool = True) -> Trend:
        """A trend that begins with these rows (oldest first; NaN = missing from there on).

        Args:
            times: session times, s, shape (n,). values: in the parameter's unit, shape (n,).
            rows, often: as for an empty one; `rows=len(times)` keeps every row as it came.
        """
        trend = cls(rows, often=often)
        at = 0
        while at < len(times):  # a ringful at a time, less what is in no bucket yet
            upto = min(len(times), at + trend._room - _LEAST_ROWS)
            trend._put_many(np.asarray(times[at:upto], dtype=float), np.asarray(values[at:upto], dtype=float))
            at = upto
        return trend

    def append(self, t: float, value: float | None) -> None:
        """Add one value; None is kept as NaN. Times may not go back: an earlier one is put at the newest."""
        self._newest_t = t = max(t, self._newest_t)
        slot = self._end % self._room
        self._begun = self._end + 1  # before the old row goes, for who is reading it
        self._t[slot] = t
        self._y[slot] = np.nan if value is None else value
        self._end += 1
        if self._end % _FOLD_ROWS == 0:
            for level in self._levels:
                level.fold(self._copied, self._end)

    def view(self) -> TrendView:
        """The trend as it stands; cheap (no copy), and the same object while nothing is added."""
        if self._view.end != self._end:
            self._view = TrendView(self, self._end)
        return self._view

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays; they never grow."""
        arrays = [self._t, self._y]
        for level in self._levels:
            arrays += [getattr(level.buckets, name) for name in Buckets.__slots__]
        return sum(array.nbytes for array in arrays)

    def _put_many(self, times: Floats, values: Floats) -> None:
        if len(times) == 0:
            return
        times = np.maximum(np.maximum.accumulate(times), self._newest_t)
        slots = np.arange(self._end, self._end + len(times)) % self._room
        self._begun = self._end + len(times)
        self._t[slots], self._y[slots] = times, values
        self._newest_t = float(times[-1])
        self._end += len(times)
        for level in self._levels:  # as far as rows added one by one would be
            level.fold(self._copied, self._end - self._end % _FOLD_ROWS)

    def _copied(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Rows first…last-1, copied; the caller makes sure that they are in the ring."""
        low, high = first % self._room, (last - 1) % self._room + 1
        if first >= last:
            return np.empty(0), np.empty(0)
        if low < high:
            return self._t[low:high].copy(), self._y[low:high].copy()
        return (
            np.concatenate([self._t[low:], self._t[:high]]),
            np.concatenate([self._y[low:], self._y[:high]]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class TrendView:
    """A trend as it stood: its first `end` rows, oldest first."""

    _trend: Trend
    end: int

    @property
    def start(self) -> int:
        """Index of the oldest row that is kept as it came."""
        trend = self._trend
        return min(self.end, max(0, self.end - trend._room + _GUARD_ROWS, trend._begun - trend._room))

    @property
    def exact_since(self) -> float:
        """Session time from which every value is in memory, s; -inf: none was let go."""
        start = self.start
        if start == 0:
            return -np.inf
        while start < self.end:
            times, _, _ = self._exact(start, start + 1)
            if len(times):
                return float(times[0])
            start = self.start  # that row went meanwhile
        return np.inf

    def rows(self) -> Line:
        """Times and values of the newest rows as they came (all, if none was let go), copied; NaN = missing."""
        times, values, _ = self._exact(self.start, self.end)
        return times, values

    def since(self, t: float) -> tuple[list[float], list[float]]:
        """Times and values from session time `t` on, as far back as they are kept; NaN = missing."""
        times, values, _ = self._exact(self._index(t, "left", self.start), self.end)
        return times.tolist(), values.tolist()

    def between(self, first: float, last: float) -> Line:
        """Times and values first < t ≤ last as they came, as far back as they are kept, copied; NaN = missing."""
        start = self.start
        begin, end = (self._index(edge, "right", start) for edge in (first, last))
        times, values, _ = self._exact(begin, end)
        return times, values

    def around(self, first: float, last: float) -> Line:
        """Times and values first ≤ t ≤ last and one row beyond each edge, otherwise as `between`."""
        times, values, _ = self._exact(*self._around(first, last, self.start))
        return times, values

    def whole(self) -> Line:
        """All since the beginning, for sums over a session: the rows as they came, and before `exact_since` a value
        a second between the extremes of each bucket, so a sum over it is right to some seconds for each crossing.
        """
        start = self.start
        if start == 0:
            return self.rows()
        times, values, _ = self._exact(start, self.end)
        t, y, broken = self._mixed(self._trend._levels[0], start, (), -np.inf, np.inf)
        seconds = np.arange(t[0], times[0] if len(times) else t[-1], 1.0)
        between = np.minimum(np.searchsorted(t, seconds, side="right"), len(t) - 1)
        older = np.where(broken[between], np.nan, np.interp(seconds, t, y))
        return np.concatenate([seconds, times]), np.concatenate([older, values])

    def line(
        self, first: float, last: float, columns: int, interrupted: Holes = (), *, until: float = np.inf
    ) -> Line:
        """A line to draw between two session times, from the coarsest buckets that show no less.

        Args:
            first: left edge, s. last: right edge, s.
            columns: pixels across.
            interrupted: session times without the program running, s; always a hole.
            until: no row after this session time is shown, s.
        Returns:
            Times and values, each shape (m,), m at most 2·(columns + 2) + 3·holes, ascending; NaN where the line
            is broken. Each column keeps its minimum and its maximum, in the order they came. One point beyond
            each edge is in it, so the line reaches the edges.
        """
        columns = max(1, columns)
        start = self.start
        chosen = self._level(first, last, columns, start)
        if chosen is None:
            t, y, _ = self._exact(*self._around(first, last, start))
            broken = breaks(t, interrupted)
        else:
            exact_from = self.end if chosen.span_s <= (last - first) / (2 * columns) else start
            t, y, broken = self._mixed(chosen, exact_from, interrupted, first, last)
        begin = max(0, int(np.searchsorted(t, first, side="left")) - 1)
        end = min(len(t), int(np.searchsorted(t, last, side="right")) + 1)
        end = min(end, int(np.searchsorted(t, until, side="right")))
        return polyline(
            t[begin:end], y[begin:end], broken[begin:end], first=first, last=last, columns=columns
        )

    def value_at(self, moment: float, interrupted: Holes = ()) -> float | None:
        """The value that stood at session time `moment`, or None in a gap, a hole or before the first value.

        Before `exact_since` it is the newest one known of the bucket `moment` lies in (its minimum or maximum).
        """
        if any(begin <= moment < end for begin, end in interrupted):
            return None
        start = self.start
        row = self._index(moment, "right", start) - 1
        if row >= start:
            times, values, first = self._exact(row, row + 1)
            if first == row:
                stands = moment - times[0] <= HOLE_S and not np.isnan(values[0])
                return float(values[0]) if stands else None
        return None if start == 0 else self._bucket_value(moment)

    def _level(self, first: float, last: float, columns: int, start: int) -> Level | None:
        """The level to draw from; None: the rows as they came are there, and not too many."""
        begin, end = self._around(first, last, start)
        if end - begin <= EXACT_ROWS and (start == 0 or begin > start):
            return None
        fitting = [level for level in self._trend._levels if level.span_s <= (last - first) / (2 * columns)]
        if fitting:
            return fitting[-1]
        return None if start == 0 or begin > start else self._trend._levels[0]

    def _index(self, moment: float, side: Literal["left", "right"], start: int) -> int:
        """Where `moment` belongs among the rows from `start` on, as `np.searchsorted` has it."""
        times, room = self._trend._t, self._trend._room
        low, number = start % room, self.end - start
        head = min(number, room - low)
        index = int(np.searchsorted(times[low : low + head], moment, side=side))
        if index == head < number:
            index += int(np.searchsorted(times[: number - head], moment, side=side))
        return start + index

    def _around(self, first: float, last: float, start: int) -> tuple[int, int]:
        """Rows from `start` on that lie between two times, and one beyond each edge: half open."""
        begin = max(start, self._index(first, "left", start) - 1)
        return begin, min(self.end, self._index(last, "right", start) + 1)

    def _bucket_value(self, moment: float) -> float | None:
        buckets, count = self._trend._levels[0].closed
        index = int(np.searchsorted(buckets.first[:count], moment, side="right")) - 1
        if index < 0 or moment >= buckets.until[index] or buckets.holed[index]:
            return None
        known = sorted(
            [(buckets.low_t[index], buckets.low[index]), (buckets.high_t[index], buckets.high[index])]
        )
        past = [value for t, value in known if t <= moment]
        return float(past[-1] if past else known[0][1])

    def _exact(self, first: int, last: int) -> tuple[Floats, Floats, int]:
        """Times and values of rows first…last-1, and the row they begin with: later, if some went meanwhile."""
        trend = self._trend
        times, values = trend._copied(first, last)
        gone = min(len(times), max(0, trend._begun - trend._room - first))
        return times[gone:], values[gone:], first + gone

    def _mixed(
        self, level: Level, exact_from: int, interrupted: Holes, first: float, last: float
    ) -> tuple[Floats, Floats, Flags]:
        """Points of the buckets around a stretch up to row `exact_from`, then rows as they came."""
        buckets, count = level.closed
        count = min(count, int(np.searchsorted(buckets.upto[:count], self.end, side="right")))
        used = min(count, int(np.searchsorted(buckets.upto[:count], exact_from, side="left")) + 1)
        low = int(np.searchsorted(buckets.first[:used], first, side="right")) - 2
        high = min(used, int(np.searchsorted(buckets.first[:used], last, side="right")) + 1)
        low = max(0, high - _ROUND_COUNT * ceil((high - low) / _ROUND_COUNT))
        if low < high < used:
            return bucket_points(buckets, low, high, interrupted)
        folded = int(buckets.upto[used - 1]) if used else 0
        t, y, begins = self._exact(max(folded, self.start), self.end)
        row_broken = breaks(t, interrupted)
        if high <= low:
            return t, y, row_broken
        points_t, points_y, broken = bucket_points(buckets, low, high, interrupted)
        if len(t) == 0:
            return points_t, points_y, broken
        apart = begins > folded or bool(buckets.holed[used - 1]) or t[0] > buckets.until[used - 1]
        apart = apart or any(b <= points_t[-1] and t[0] >= e for b, e in interrupted)
        row_broken[0] = apart
        return (
            np.concatenate([points_t, t]),
            np.concatenate([points_y, y]),
            np.concatenate([broken, row_broken]),
        )
