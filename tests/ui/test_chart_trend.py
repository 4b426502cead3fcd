"""The windows and lanes of the chart: time is marked where a clock would mark it, and nothing falls off a lane."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bedside.ui.chart_lanes import lay_out, value_ticks
from bedside.ui.chart_window import (
    Span,
    Window,
    anchor_of,
    axis_anchor,
    axis_time,
    follow_window,
    is_midnight,
    local,
    ticks,
)
from bedside.ui.formats import MMHG_PER_KPA

BERLIN = ZoneInfo("Europe/Berlin")


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


def test_a_day_is_marked_at_the_hours_of_the_wall_clock() -> None:
    started = datetime(2026, 11, 14, 9, 47, 30, tzinfo=UTC)
    day = Window(first=0.0, last=24 * 3600.0)
    marks = ticks(day, anchor=axis_anchor(started, day, UTC), width_px=1088, apart_px=130)
    shown = [axis_time(started, t, seconds=False, zone=UTC) for t in marks]
    assert all(words.endswith(":00") for words in shown)
    assert shown[0] in {"10:00", "12:00"}
    assert sum(is_midnight(started, t, UTC) for t in marks) == 1


@pytest.mark.parametrize(
    ("change", "zones"),
    [
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), ("CEST", "CET")),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), ("CET", "CEST")),
    ],
)
def test_when_the_clocks_are_changed_the_axis_says_which_time_it_shows(
    change: datetime, zones: tuple[str, str]
) -> None:
    started = change - timedelta(hours=2)
    window = Window(first=0.0, last=4 * 3600.0)
    marks = ticks(window, anchor=axis_anchor(started, window, BERLIN), width_px=1088, apart_px=130)
    assert all(local(started, t, BERLIN).minute in {0, 30} for t in marks)
    shown, before = [], None
    for t in marks:
        shown.append(axis_time(started, t, seconds=False, after=before, zone=BERLIN))
        before = t
    assert [words for words in shown if words.endswith(zones[1])] == [
        f"0{2 if zones[1] == 'CET' else 3}:00 {zones[1]}"
    ]


@pytest.mark.parametrize("every_s", [60, 150, 300, 600, 900, 1800])
def test_rows_of_the_table_stand_at_multiples_of_their_interval_on_the_wall_clock(every_s: float) -> None:
    started = datetime(2026, 11, 14, 9, 47, 33, tzinfo=UTC)
    moment = local(started, anchor_of(started, UTC, every_s), UTC)
    assert (moment.hour * 3600 + moment.minute * 60 + moment.second) % every_s == 0
    assert -every_s < anchor_of(started, UTC, every_s) <= 0


def test_in_kilopascal_the_marks_of_the_pressure_lane_are_round_kilopascal() -> None:
    lane = lay_out(1272, 568, compact=False, two_scales=True).pressure
    shown = [value / MMHG_PER_KPA for value in value_ticks(lane, 22, MMHG_PER_KPA)]
    assert shown == pytest.approx([8, 12, 16, 20])


def test_larger_words_get_wider_gutters_and_a_higher_header() -> None:
    usual, large = lay_out(1272, 568, compact=False), lay_out(1272, 568, compact=False, text_scale=2.0)
    assert large.left > usual.left
    assert large.header > usual.header
    assert large.axis > usual.axis


@pytest.mark.parametrize("size", [(60, 40), (300, 120), (415, 190), (7500, 1500)])
def test_every_size_has_lanes_that_lie_under_each_other(size: tuple[int, int]) -> None:
    lanes = lay_out(*size, compact=size[0] < 700)
    tops = [lane.top for lane in (lanes.spo2, lanes.pressure, lanes.infusion, lanes.experience)]
    assert tops == sorted(tops)
    assert lanes.width > 0
