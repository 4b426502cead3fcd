"""From points to a line that tells no lie: gaps stay gaps, and every minimum survives down-sampling."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

HOLE_S: Final = 3.5  # s; a numeric is renewed at least once a second of stream, so a longer pause is a hole

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Line = tuple[Floats, Floats]
Holes = tuple[tuple[float, float], ...]

_UNKEPT_COUNT: Final = 1024  # flags of a block that numpy does not keep


def polyline(t: Floats, y: Floats, broken: Flags, *, first: float, last: float, columns: int) -> Line:
    """A line to draw through points.

    Args:
        t: session times, s, ascending, shape (n,).
        y: values, shape (n,); NaN = missing from here on.
        broken: no line leads from the point before to this one, shape (n,).
        first: left edge, s. last: right edge, s.
        columns: pixels across; more than two points for each are reduced to minimum and maximum.
    Returns:
        Times and values, each shape (m,), m at most 2·(columns + 2) + 3·holes; NaN where the line is broken.
    """
    if len(t) > 2 * columns and last > first:
        picked, broken = _extremes(t, y, broken, first, last, columns)
        t, y = t[picked], y[picked]
    cuts = np.flatnonzero(broken)  # some, where the line has hundreds of points
    cuts = cuts[cuts > 0]
    if len(cuts):
        cuts = cuts[~(np.isnan(y[cuts]) | np.isnan(y[cuts - 1]))]
        t, y = np.insert(t, cuts, t[cuts - 1]), np.insert(y, cuts, np.nan)
    return t, y


def breaks(t: Floats, interrupted: Holes) -> Flags:
    """Where a row follows so late, or behind an interruption (s), that no line leads to it; shape of `t`."""
    broken = unset(len(t))
    np.greater(np.diff(t), HOLE_S, out=broken[1:])
    for begin, end in interrupted:
        broken[1:] |= (t[:-1] <= begin) & (t[1:] >= end)
    return broken


def _extremes(
    t: Floats, y: Floats, broken: Flags, first: float, last: float, columns: int
) -> tuple[NDArray[np.intp], Flags]:
    """Minimum and maximum of each column in the order they came; a break or a missing value begins a new group."""
    column = np.clip(np.floor((t - first) * (columns / (last - first))), -1, columns).astype(np.int32)
    missing = np.isnan(y)
    starts = broken.copy()
    starts[0] = True
    starts[1:] |= (column[1:] != column[:-1]) | (missing[1:] != missing[:-1])
    begin = np.flatnonzero(starts)
    low, high = extreme_rows(y, begin)
    pair = np.sort(np.stack([low, high], axis=1), axis=1)
    keep, cut = unset(pair.size).reshape(pair.shape), unset(pair.size).reshape(pair.shape)
    keep[:, 0], cut[:, 0] = True, broken[begin]
    np.not_equal(pair[:, 0], pair[:, 1], out=keep[:, 1])
    flat = keep.ravel()
    return pair.ravel()[flat], cut.ravel()[flat]


def unset(count: int) -> Flags:
    """So many flags, none of them set.

    Of every size under 1 KiB numpy keeps up to seven freed blocks, and lines come in all lengths: after some hours it
    kept megabytes. So a short array is a part of a larger one.
    """
    return np.zeros(max(count, _UNKEPT_COUNT), dtype=bool)[:count]


def extreme_rows(y: Floats, begin: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the first minimum and first maximum of each group.

    Args:
        y: values, shape (n,), n > 0; a group is all numbers or all NaN.
        begin: first row of each group, ascending, the first is 0, shape (k,).
    Returns:
        Rows, each shape (k,); of a group without numbers its first row.
    """
    size = np.diff(begin, append=len(y))
    rows = []
    for reduceat in (np.minimum.reduceat, np.maximum.reduceat):
        hits = np.flatnonzero(y == np.repeat(reduceat(y, begin), size))
        if len(hits) == 0:
            rows.append(begin)
            continue
        nearest = np.minimum(np.searchsorted(hits, begin), len(hits) - 1)
        rows.append(np.where(np.isnan(y[begin]), begin, hits[nearest]))
    return rows[0], rows[1]
