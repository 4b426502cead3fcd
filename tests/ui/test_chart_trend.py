"""The lines of the chart: a gap is a gap, a dip survives, and time is marked where a clock would."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.ui.chart_lanes import lay_out, value_ticks
from bedside.ui.chart_trend import trend_line, value_at
from bedside.ui.chart_window import Span, Window, anchor_of, follow_window, ticks


def line(t: list[float], y: list[float], columns: int = 500, **more: object) -> tuple[np.ndarray, np.ndarray]:
    first, last = (min(t), max(t)) if t else (0.0, 1.0)
    return trend_line(
        np.array(t, dtype=float), np.array(y, dtype=float), first=first, last=last, columns=columns, **more
    )  # type: ignore[arg-type]


def test_values_a_second_apart_make_one_line() -> None:
    _, y = line([0, 1, 2, 3], [97, 97, 96, 97])
    assert y.tolist() == [97, 97, 96, 97]


@pytest.mark.req("ALM-41")
def test_a_hole_of_more_than_three_and_a_half_seconds_breaks_the_line() -> None:
    _, y = line([0, 1, 5, 6], [97, 97, 96, 96])
    assert np.isnan(y).tolist() == [False, False, True, False, False]


def test_a_short_pause_does_not_break_the_line() -> None:
    _, y = line([0, 1, 4.4, 5.4], [97, 97, 96, 96])
    assert not np.isnan(y).any()


def test_a_missing_value_breaks_the_line() -> None:
    _, y = line([0, 1, 2, 3], [97, float("nan"), float("nan"), 97])
    assert np.isnan(y).any()


def test_an_interruption_breaks_the_line_however_short_it_was() -> None:
    _, y = line([0, 1, 2, 3], [97, 97, 97, 97], interrupted=((1.2, 1.8),))
    assert np.isnan(y).tolist() == [False, False, True, False, False]


def test_a_single_low_second_survives_in_eight_hours_on_a_thousand_pixels() -> None:
    t = np.arange(0, 8 * 3600.0)
    y = np.full(len(t), 97.0)
    y[12345] = 71.0
    times, values = trend_line(t, y, first=0, last=t[-1], columns=1000)
    assert len(times) <= 2100
    assert values.min() == 71.0
    assert times[int(np.argmin(values))] == 12345.0


@given(
    st.lists(
        st.tuples(st.floats(0.1, 6.0), st.one_of(st.none(), st.integers(60, 100))), min_size=1, max_size=300
    )
)
def test_reduction_keeps_extremes_order_and_holes(rows: list[tuple[float, int | None]]) -> None:
    t = np.cumsum([step for step, _ in rows])
    y = np.array([np.nan if value is None else value for _, value in rows], dtype=float)
    times, values = trend_line(t, y, first=float(t[0]), last=float(t[-1]) + 1, columns=20)
    assert (np.diff(times) >= 0).all()
    if np.isfinite(y).any():
        assert np.nanmin(values) == np.nanmin(y)
        assert np.nanmax(values) == np.nanmax(y)
    holes = np.flatnonzero(np.diff(t) > 3.5)
    for hole in holes:
        inside = (times >= t[hole]) & (times <= t[hole + 1])
        assert np.isnan(values[inside]).any(), "no line may cross a hole"


def test_a_value_is_read_only_where_there_was_one() -> None:
    t, y = np.array([0.0, 1.0, 2.0, 10.0]), np.array([97.0, 96.0, np.nan, 95.0])
    assert value_at(t, y, 1.5) == 96.0
    assert value_at(t, y, 2.5) is None
    assert value_at(t, y, 8.0) is None
    assert value_at(t, y, -1.0) is None
    assert value_at(t, y, 10.2, ((10.0, 20.0),)) is None


def test_all_of_the_session_includes_the_planned_end() -> None:
    window = follow_window(Span.ALL, anchor=-120.0, now=43 * 60.0, planned_end=58 * 60.0)
    assert (window.first, window.last) == (-120.0, 58 * 60.0)


def test_following_windows_stand_still_inside_a_minute() -> None:
    a, b = (follow_window(Span.HALF_HOUR, anchor=0, now=now, planned_end=None) for now in (1800.0, 1859.0))
    assert a == b
    assert a.first < 1800 < a.last


def test_the_newest_data_are_always_inside_a_following_window() -> None:
    for span in Span:
        for now in range(0, 20000, 97):
            window = follow_window(span, anchor=-200, now=float(now), planned_end=None)
            assert window.first <= now < window.last


def test_time_is_marked_where_the_clock_on_the_wall_is_round() -> None:
    started = datetime(2026, 11, 14, 9, 47, 30, tzinfo=UTC)
    anchor = anchor_of(started, UTC)
    assert anchor == -150.0
    marks = ticks(Window(first=anchor, last=3600.0), anchor=anchor, width_px=1088, apart_px=130)
    assert marks[:3] == [-150.0, 450.0, 1050.0]


def test_zooming_keeps_the_moment_under_the_pointer() -> None:
    window = Window(first=0.0, last=1000.0).zoomed(0.5, 250.0)
    assert (window.first, window.last) == (125.0, 625.0)
    assert Window(first=0, last=40).zoomed(0.01, 20).seconds == 30.0


def test_a_deep_desaturation_is_not_drawn_at_the_edge_of_its_lane() -> None:
    lane = lay_out(1272, 568, compact=False, spo2_low=64).spo2
    assert lane.low < 64
    assert lane.y(64) < lane.bottom - lane.inset_bottom


def test_lanes_lie_where_the_design_puts_them() -> None:
    lanes = lay_out(1272, 568, compact=False)
    assert (lanes.left, lanes.right) == (112.0, 1200.0)
    edges = [
        lanes.spo2.top,
        lanes.pressure.top,
        lanes.infusion.top,
        lanes.experience.top,
        lanes.experience.bottom,
    ]
    assert edges == [40.0, 127.5, 320.0, 397.5, 540.0]
    assert value_ticks(lanes.spo2, 22) == [90.0, 100.0]
    assert value_ticks(lanes.pressure, 22) == [60.0, 80.0, 100.0, 120.0, 140.0, 160.0]
    assert value_ticks(lanes.infusion, 22) == [30.0, 60.0]
