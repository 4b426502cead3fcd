"""The lanes of the session chart: where they lie and how a value becomes a height."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from bedside.ui.theme import layout

_AT: Final = layout("chart_lanes")
#: middles of the rows in the experience lane, ratings then events, by the number of rating rows
ROW_SHARES: Final = {len(rows) - 1: rows for rows in (_AT.rows_3, _AT.rows_1, _AT.rows_0)}
_SHARES: Final = (0.175, 0.385, 0.155, 0.285)
_LOW_SHARES: Final = (0.17, 0.37, 0.14, 0.32)
_GROWTH_SCALE: Final = 0.85
_RATE_CLEAR: Final = 1.1
_DISC_CLEAR: Final = 0.75  # px


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A horizontal band with its own value scale."""

    top: float  # px
    bottom: float
    low: float  # value at the bottom
    high: float  # value at the top
    inset_top: float = _AT.inset
    inset_bottom: float = _AT.inset

    @property
    def height(self) -> float:
        """px."""
        return self.bottom - self.top

    @property
    def per_unit(self) -> float:
        """px of one unit of its values."""
        return (self.height - self.inset_top - self.inset_bottom) / (self.high - self.low)

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
        return self.experience.top + _AT.events_top[self.ratings] * self.experience.height


def header_px(height: float, text_scale: float = 1.0) -> float:
    """Height of the header of a chart this high, px."""
    return (_AT.header_low if height < _AT.low else _AT.header) * _grown(text_scale)


def held_words(height: float, text_scale: float) -> float:
    """How large words may be in a chart of `height` px: in a low one they grow only as far as they can be read."""
    return max(1.0, min(text_scale, height / _AT.words_high))


def _grown(text_scale: float) -> float:
    """How much room words of this size need: they stand in half-empty places, so not quite their own factor."""
    return 1.0 + _GROWTH_SCALE * (text_scale - 1.0)


def _disc_r(ratings: int, lane_px: float) -> float:
    shares = (0.0, *ROW_SHARES[ratings])
    half = min((b - a) * (1.0 if n else 2.0) for n, (a, b) in enumerate(pairwise(shares))) / 2
    return min(_AT.disc, half * lane_px - _DISC_CLEAR)


def _has_room(ratings: int, lane_px: float, text_scale: float) -> bool:
    """Whether so many rows of ratings can be read: the numbers in their discs, and their names under each other."""
    pitch = min(b - a for a, b in pairwise(ROW_SHARES[ratings])) * lane_px
    return _disc_r(ratings, lane_px) >= _AT.least_disc and pitch >= _AT.least_pitch * text_scale


def lay_out(
    width: float,
    height: float,
    *,
    compact: bool,
    spo2_low: float | None = None,
    pressure_low: float | None = None,
    pressure_high: float | None = None,
    rate_high: float | None = None,
    text_scale: float = 1.0,
    two_scales: bool = False,
) -> Lanes:
    """Lanes for a chart of `width` × `height` px.

    The value scales start at SpO2 82–101, pressure and pulse 40–180 and rate 0–72, and grow to hold what is
    shown: a value is never drawn at the edge of its lane because the lane was too small. `two_scales`: pressure in
    kPa and pulse have each their own numbers in the left gutter.
    """
    grown = _grown(text_scale)
    is_low = height < _AT.low
    header, axis = header_px(height, text_scale), (_AT.axis_low if is_low else _AT.axis) * grown
    inside = max(_AT.least_inside, height - header - axis)
    edges = list(
        accumulate((share * inside for share in (_LOW_SHARES if is_low else _SHARES)), initial=header)
    )
    low, spo2_high = _AT.spo2
    if spo2_low is not None and spo2_low < low:
        low = max(0.0, math.floor((spo2_low - 1) / _AT.spo2_step) * _AT.spo2_step)
    p_low, p_high = _AT.pressure
    step = _AT.pressure_step
    if pressure_low is not None and pressure_low < p_low:
        p_low = math.floor(pressure_low / step) * step
    if pressure_high is not None and pressure_high > p_high:
        p_high = math.ceil(pressure_high / step) * step
    r_high = _AT.rate if rate_high is None or rate_high <= _AT.rate_full else rate_high * _RATE_CLEAR
    tops, bottoms = edges[:-1], edges[1:]
    places = [{"top": top, "bottom": bottom} for top, bottom in zip(tops, bottoms, strict=True)]
    spo2, pressure, infusion, experience = places
    rows = experience["bottom"] - experience["top"]
    ratings = next(n for n in ROW_SHARES if not n or _has_room(n, rows, text_scale))
    left = (_AT.gutter_left_kpa if two_scales else _AT.gutter_left) * grown
    right = _AT.gutter_right_compact if compact else _AT.gutter_right * grown
    return Lanes(
        header=header,
        axis=axis,
        ratings=ratings,
        left=left,
        right=max(left + 1.0, width - right),
        spo2=Lane(**spo2, low=low, high=spo2_high),
        pressure=Lane(**pressure, low=p_low, high=p_high),
        infusion=Lane(**infusion, low=0.0, high=r_high, inset_bottom=0.0),
        experience=Lane(**experience, low=0.0, high=1.0),
    )


def value_ticks(lane: Lane, apart_px: float, per_shown: float = 1.0) -> list[float]:
    """Values to mark on a lane, at least `apart_px` apart and clear of its edges.

    `per_shown`: how many units of the lane make one of those shown; the marks are round in the shown ones.
    """
    span = lane.high - lane.low
    inside = lane.height - lane.inset_top - lane.inset_bottom
    steps = [step * per_shown for step in (_AT.ticks if per_shown == 1.0 else _AT.ticks_kpa)]
    step = next((step for step in steps if step / span * inside >= apart_px), steps[-1])
    marks = []
    for n in range(math.floor(lane.low / step) + 1, math.ceil(lane.high / step) + 1):
        value = n * step
        clear = lane.bottom - _AT.tick_clear_bottom > lane.y(value) > lane.top + _AT.tick_clear_top
        if clear and lane.low < value < lane.high:
            marks.append(float(value))
    return marks
