"""The lanes of the session chart: where they lie and how a value becomes a height. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

HEADER, HEADER_LOW = 40.0, 32.0  # px
AXIS, AXIS_LOW = 28.0, 20.0
LOW_PX = 340.0  # a chart lower than this has the low header and axis
GUTTER_LEFT = 112.0
GUTTER_RIGHT = 72.0
GUTTER_RIGHT_COMPACT = 16.0
#: middles of the rows in the experience lane, ratings then events, by the number of rating rows
ROW_SHARES = {
    3: (24.5 / 142.5, 58.5 / 142.5, 92.5 / 142.5, 126.5 / 142.5),
    1: (0.27, 0.78),
    0: (0.5,),
}
_EVENTS_TOP_SHARES = {3: 110.5 / 142.5, 1: 0.55, 0: 0.0}
_SHARES = (0.175, 0.385, 0.155, 0.285)
_LOW_SHARES = (0.17, 0.37, 0.14, 0.32)
DISC_R = 11.5
_LEAST_DISC_R = 8.5  # smaller and its number cannot be read: fewer rows instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A horizontal band with its own value scale."""

    top: float  # px
    bottom: float
    low: float  # value at the bottom
    high: float  # value at the top
    inset_top: float = 4.0  # px kept free of values, so that a line at the edge is seen whole
    inset_bottom: float = 4.0

    @property
    def height(self) -> float:
        """px."""
        return self.bottom - self.top

    def y(self, value: float) -> float:
        """Height of a value, px, kept inside the lane."""
        share = (value - self.low) / (self.high - self.low)
        usable = self.height - self.inset_top - self.inset_bottom
        return self.bottom - self.inset_bottom - min(1.0, max(0.0, share)) * usable


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """All lanes of one size of the chart."""

    left: float
    right: float
    spo2: Lane
    pressure: Lane  # NIBP and PR share it
    infusion: Lane
    experience: Lane
    header: float  # height of what stands above the lanes, px
    axis: float  # and below them
    ratings: int  # rows of ratings there is room for: 3, 1 or 0

    @property
    def width(self) -> float:
        """px of the plot."""
        return self.right - self.left

    def row(self, n: int) -> float:
        """Middle of row `n` of the experience lane, px: first the ratings, then the events."""
        return self.experience.top + ROW_SHARES[self.ratings][n] * self.experience.height

    @property
    def events_row(self) -> float:
        """Middle of the events row, px."""
        return self.row(self.ratings)

    @property
    def disc_r(self) -> float:
        """Radius of a rating's disc, px: rows never touch."""
        return _disc_r(self.ratings, self.experience.height)

    @property
    def events_top(self) -> float:
        """The line above the events row, px."""
        return self.experience.top + _EVENTS_TOP_SHARES[self.ratings] * self.experience.height


def header_px(height: float) -> float:
    """Height of the header of a chart this high, px."""
    return HEADER_LOW if height < LOW_PX else HEADER


def _disc_r(ratings: int, lane_px: float) -> float:
    shares = (0.0, *ROW_SHARES[ratings])
    half = min((b - a) * (1.0 if n else 2.0) for n, (a, b) in enumerate(pairwise(shares))) / 2
    return min(DISC_R, half * lane_px - 0.75)


def lay_out(
    width: float,
    height: float,
    *,
    compact: bool,
    spo2_low: float | None = None,
    pressure_low: float | None = None,
    pressure_high: float | None = None,
    rate_high: float | None = None,
) -> Lanes:
    """Lanes for a chart of `width` × `height` px.

    The value scales start at SpO2 82–101, pressure and pulse 40–180 and rate 0–72, and grow to hold what is
    shown: a value is never drawn at the edge of its lane because the lane was too small.
    """
    header, axis = header_px(height), AXIS_LOW if height < LOW_PX else AXIS
    inside = max(40.0, height - header - axis)
    edges = [header]
    for share in _LOW_SHARES if height < LOW_PX else _SHARES:
        edges.append(edges[-1] + share * inside)
    low = 82.0 if spo2_low is None or spo2_low >= 82.0 else max(0.0, math.floor((spo2_low - 1) / 10) * 10)
    p_low = 40.0 if pressure_low is None or pressure_low >= 40.0 else math.floor(pressure_low / 20) * 20.0
    p_high = (
        180.0 if pressure_high is None or pressure_high <= 180.0 else math.ceil(pressure_high / 20) * 20.0
    )
    r_high = 72.0 if rate_high is None or rate_high <= 66.0 else rate_high * 1.1
    ratings = next(n for n in ROW_SHARES if not n or _disc_r(n, edges[4] - edges[3]) >= _LEAST_DISC_R)
    return Lanes(
        header=header,
        axis=axis,
        ratings=ratings,
        left=GUTTER_LEFT,
        right=width - (GUTTER_RIGHT_COMPACT if compact else GUTTER_RIGHT),
        spo2=Lane(top=edges[0], bottom=edges[1], low=low, high=101.0),
        pressure=Lane(top=edges[1], bottom=edges[2], low=p_low, high=p_high),
        infusion=Lane(top=edges[2], bottom=edges[3], low=0.0, high=r_high, inset_bottom=0.0),
        experience=Lane(top=edges[3], bottom=edges[4], low=0.0, high=1.0),
    )


def value_ticks(lane: Lane, apart_px: float) -> list[float]:
    """Round values to mark on a lane, at least `apart_px` apart and clear of its edges."""
    span = lane.high - lane.low
    for step in (5, 10, 15, 20, 30, 50, 60, 100, 150, 200, 300, 500, 1000, 2000):
        if step / span * (lane.height - lane.inset_top - lane.inset_bottom) >= apart_px:
            break
    first = math.floor(lane.low / step) + 1
    marks = []
    for n in range(first, math.ceil(lane.high / step) + 1):
        value = float(n * step)
        if lane.bottom - 8 > lane.y(value) > lane.top + 3 and lane.low < value < lane.high:
            marks.append(value)
    return marks
