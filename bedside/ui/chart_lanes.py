"""The lanes of the session chart: where they lie and how a value becomes a height. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

HEADER = 40.0  # px
AXIS = 28.0
GUTTER_LEFT = 112.0
GUTTER_RIGHT = 72.0
GUTTER_RIGHT_COMPACT = 16.0
ROW_SHARES = (24.5 / 142.5, 58.5 / 142.5, 92.5 / 142.5, 126.5 / 142.5)  # three ratings, then events
EVENTS_TOP_SHARE = 110.5 / 142.5
_SHARES = (0.175, 0.385, 0.155, 0.285)


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

    @property
    def width(self) -> float:
        """px of the plot."""
        return self.right - self.left

    def row(self, n: int) -> float:
        """Middle of row `n` of the experience lane, px: 0…2 ratings, 3 events."""
        return self.experience.top + ROW_SHARES[n] * self.experience.height

    @property
    def events_top(self) -> float:
        """The line above the events row, px."""
        return self.experience.top + EVENTS_TOP_SHARE * self.experience.height


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
    inside = max(40.0, height - HEADER - AXIS)
    edges = [HEADER]
    for share in _SHARES:
        edges.append(edges[-1] + share * inside)
    low = 82.0 if spo2_low is None or spo2_low >= 82.0 else max(0.0, math.floor((spo2_low - 1) / 10) * 10)
    p_low = 40.0 if pressure_low is None or pressure_low >= 40.0 else math.floor(pressure_low / 20) * 20.0
    p_high = (
        180.0 if pressure_high is None or pressure_high <= 180.0 else math.ceil(pressure_high / 20) * 20.0
    )
    r_high = 72.0 if rate_high is None or rate_high <= 66.0 else rate_high * 1.1
    return Lanes(
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
