"""From a numeric series to a line that tells no lie: gaps stay gaps, and a minimum survives down-sampling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOLE_S = 3.5  # s; a numeric is renewed at least once a second of stream, so a longer pause is a hole

Line = tuple[NDArray[np.float64], NDArray[np.float64]]


def trend_line(
    t: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    first: float,
    last: float,
    columns: int,
    interrupted: tuple[tuple[float, float], ...] = (),
) -> Line:
    """The part of a series between two times, as a line to draw.

    Args:
        t: session times, s, ascending, shape (n,).
        y: values, shape (n,); NaN = missing from here on.
        first: left edge, s. last: right edge, s.
        columns: pixels across; more than two points for each are reduced to minimum and maximum.
        interrupted: session times without the program running, s; always a hole.
    Returns:
        Times and values, each shape (m,), m ≤ 2·columns + holes; NaN where the line is broken.
    """
    low = max(0, int(np.searchsorted(t, first, side="left")) - 1)
    high = min(len(t), int(np.searchsorted(t, last, side="right")) + 1)
    times, values = t[low:high], y[low:high]
    if len(times) == 0:
        return np.empty(0), np.empty(0)
    breaks = np.diff(times) > HOLE_S
    for begin, end in interrupted:
        breaks |= (times[:-1] <= begin) & (times[1:] >= end)
    cuts = np.flatnonzero(breaks) + 1
    if len(times) > 2 * columns:
        times, values, cuts = _reduced(times, values, cuts, first, last, columns)
    if len(cuts):
        times = np.insert(times, cuts, times[cuts - 1])
        values = np.insert(values, cuts, np.nan)
    return times, values


def _reduced(
    t: NDArray[np.float64],
    y: NDArray[np.float64],
    cuts: NDArray[np.intp],
    first: float,
    last: float,
    columns: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Minimum and maximum of each pixel column, in the order they came; a NaN or a cut starts a new group."""
    column = np.floor((t - first) / (last - first) * columns).astype(np.int64)
    missing = np.isnan(y)
    starts = np.zeros(len(t), dtype=bool)
    starts[0] = True
    starts[1:] = (np.diff(column) != 0) | (missing[1:] != missing[:-1])
    starts[cuts] = True
    begin = np.flatnonzero(starts)
    group = np.cumsum(starts) - 1
    order = np.lexsort((y, group))  # inside a group by value: its first is the minimum, its last the maximum
    end = np.append(begin[1:], len(t)) - 1
    pair = np.sort(np.stack([order[begin], order[end]], axis=1), axis=1)
    single = pair[:, 0] == pair[:, 1]
    keep = np.stack([np.ones(len(begin), dtype=bool), ~single], axis=1).ravel()
    picked = pair.ravel()[keep]
    new_cuts = np.searchsorted(picked, cuts, side="left")
    return t[picked], y[picked], new_cuts


def value_at(
    t: NDArray[np.float64],
    y: NDArray[np.float64],
    moment: float,
    interrupted: tuple[tuple[float, float], ...] = (),
) -> float | None:
    """The value that stood at session time `moment`, or None in a gap, a hole or before the first value."""
    index = int(np.searchsorted(t, moment, side="right")) - 1
    if index < 0 or moment - t[index] > HOLE_S or np.isnan(y[index]):
        return None
    if any(begin <= moment < end for begin, end in interrupted):
        return None
    return float(y[index])
