"""A trend in constant memory: every dip is kept, no gap is joined, however long the session and however it came in."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.monitor import trends as trends_module
from bedside.monitor.polyline import HOLE_S, breaks
from bedside.monitor.trend_level import Level
from bedside.monitor.trends import EXACT_ROWS, FEW_ROWS, Trend, TrendView

HOUR = 3600.0


def appended(times: np.ndarray, values: np.ndarray, rows: int = EXACT_ROWS) -> Trend:
    trend = Trend(rows)
    for t, value in zip(times.tolist(), values.tolist(), strict=True):
        trend.append(t, None if np.isnan(value) else value)
    return trend


def a_day(seed: int = 1, hours: float = 24.0) -> tuple[np.ndarray, np.ndarray]:
    """A value a second with some missing stretches and some holes."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(hours * HOUR), dtype=float)
    y = np.round(95 + 3 * np.sin(t / 700) + rng.normal(0, 1, len(t)))
    for begin in rng.integers(0, len(t) - 100, 40):
        y[begin : begin + rng.integers(1, 60)] = np.nan
    keep = np.ones(len(t), dtype=bool)
    for begin in rng.integers(0, len(t) - 400, 40):
        keep[begin : begin + rng.integers(1, 300)] = False
    return t[keep], y[keep]


@st.composite
def readings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Some thousand values with steps, missing values and holes, made from few drawn numbers."""
    pieces = draw(
        st.lists(
            st.tuples(
                st.integers(1, 700),  # values
                st.sampled_from([0.25, 0.5, 1.0, 1.0, 2.0, 3.4]),  # s apart
                st.sampled_from([0.0, 0.0, 1.0, 3.5, 3.6, 30.0, 4000.0]),  # s pause before
                st.booleans(),  # the last value is missing
            ),
            min_size=1,
            max_size=12,
        )
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    t, y, at = [], [], 0.0
    for number, apart, pause, lost in pieces:
        at += pause
        times = at + apart * np.arange(1, number + 1)
        values = np.round(rng.uniform(60, 100, number), 1)
        if lost:
            values[-1] = np.nan
        t.append(times)
        y.append(values)
        at = float(times[-1])
    return np.concatenate(t), np.concatenate(y)


def gaps_of(
    t: np.ndarray, y: np.ndarray, interrupted: tuple[tuple[float, float], ...] = ()
) -> list[tuple[float, float]]:
    """Stretches that no line may cross: from the last value before to the first after."""
    known = np.flatnonzero(~np.isnan(y))
    found = []
    for before, after in pairwise(known.tolist()):
        times = t[before : after + 1]
        stopped = any(((times[:-1] <= b) & (times[1:] >= e)).any() for b, e in interrupted)
        if after > before + 1 or (np.diff(times) > HOLE_S).any() or stopped:
            found.append((float(t[before]), float(t[after])))
    return found


def joins_of(line: tuple[np.ndarray, np.ndarray]) -> list[tuple[float, float]]:
    """The stretches a line is drawn over."""
    t, y = line
    known = ~np.isnan(y)
    return [(float(t[i]), float(t[i + 1])) for i in np.flatnonzero(known[:-1] & known[1:])]


def crossed(
    line: tuple[np.ndarray, np.ndarray], gaps: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    if not gaps:
        return []
    begins, ends = np.array(gaps).T
    return [(a, b) for a, b in joins_of(line) if ((begins >= a) & (ends <= b)).any()]


def few_buckets(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Levels that are soon full."""
    monkeypatch.setattr(trends_module, "Level", lambda span, _room: Level(span, room))


@given(data=readings(), columns=st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_the_lowest_and_the_highest_value_are_always_on_the_line(
    data: tuple[np.ndarray, np.ndarray], columns: int
) -> None:
    t, y = data
    if np.isnan(y).all():
        return
    view = Trend.of(t, y).view()
    _, shown = view.line(t[0], t[-1] + 1, columns)
    assert np.nanmin(shown) == np.nanmin(y)
    assert np.nanmax(shown) == np.nanmax(y)


@given(data=readings(), columns=st.integers(1, 300), split=st.integers(0, 9000))
@settings(max_examples=60, deadline=None)
def test_no_line_joins_a_gap_and_every_point_on_it_was_measured(
    data: tuple[np.ndarray, np.ndarray], columns: int, split: int
) -> None:
    t, y = data
    middle = float(t[split % len(t)])
    interrupted = ((middle, middle + 0.1),)
    view = Trend.of(t, y).view()
    line = view.line(float(t[0]), float(t[-1]) + 1, columns, interrupted)
    assert crossed(line, gaps_of(t, y, interrupted)) == []
    assert np.all(np.diff(line[0]) >= 0)
    real = set(zip(t.tolist(), y.tolist(), strict=True))
    known = ~np.isnan(line[1])
    assert set(zip(line[0][known].tolist(), line[1][known].tolist(), strict=True)) <= real


@given(data=readings(), columns=st.integers(1, 200), cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=60, deadline=None)
def test_a_line_has_at_most_two_points_a_column_and_some_at_each_hole(
    data: tuple[np.ndarray, np.ndarray], columns: int, cut: tuple[float, float]
) -> None:
    t, y = data
    first, last = (float(t[0] + c * (t[-1] - t[0])) for c in sorted(cut))
    if last - first < 1e-3:
        return
    line = Trend.of(t, y).view().line(first, last, columns)
    missing = int((np.isnan(y[1:]) != np.isnan(y[:-1])).sum())
    assert len(line[0]) <= 2 * (columns + 2) + 3 * (len(gaps_of(t, y)) + missing + 1)


@given(data=readings(), split=st.integers(0, 9000), columns=st.integers(1, 300))
@settings(max_examples=40, deadline=None)
def test_what_was_loaded_at_once_and_what_came_one_by_one_make_the_same(
    data: tuple[np.ndarray, np.ndarray], split: int, columns: int
) -> None:
    t, y = data
    split = split % (len(t) + 1)
    at_once, one_by_one, mixed = Trend.of(t, y), appended(t, y), Trend.of(t[:split], y[:split])
    for when, value in zip(t[split:].tolist(), y[split:].tolist(), strict=True):
        mixed.append(when, value)
    want = one_by_one.view().line(0, t[-1], columns)
    for trend in (at_once, mixed):
        for have, expected in zip(trend.view().line(0, t[-1], columns), want, strict=True):
            np.testing.assert_array_equal(have, expected)
        np.testing.assert_array_equal(trend.view().rows()[1], one_by_one.view().rows()[1])


@given(data=readings(), columns=st.integers(1, 100), room=st.sampled_from([8, 32, 200]))
@settings(max_examples=60, deadline=None)
def test_full_levels_keep_extremes_and_gaps_too(
    data: tuple[np.ndarray, np.ndarray], columns: int, room: int
) -> None:
    t, y = data
    if np.isnan(y).all():
        return
    with pytest.MonkeyPatch.context() as patch:
        few_buckets(patch, room)
        patch.setattr(trends_module, "EXACT_ROWS", 256)
        one_by_one, at_once = appended(t, y, 256), Trend.of(t, y, 256)
        line = one_by_one.view().line(t[0], t[-1] + 1, columns)
        same = at_once.view().line(t[0], t[-1] + 1, columns)
    np.testing.assert_array_equal(line[1], same[1])
    assert (np.nanmin(line[1]), np.nanmax(line[1])) == (np.nanmin(y), np.nanmax(y))
    assert crossed(line, gaps_of(t, y)) == []


def test_every_column_of_a_day_keeps_its_minimum_and_its_maximum() -> None:
    """Columns lie as wide as whole buckets here: otherwise a bucket on an edge counts where its extreme came."""
    t, y = a_day()
    columns, width = 1350, 64.0
    shown_t, shown = Trend.of(t, y).view().line(0.0, columns * width, columns)
    for number in range(0, columns, 7):
        here = (t >= number * width) & (t < (number + 1) * width) & ~np.isnan(y)
        drawn = (shown_t >= number * width) & (shown_t < (number + 1) * width) & ~np.isnan(shown)
        if here.any():
            assert y[here].min() == shown[drawn].min()
            assert y[here].max() == shown[drawn].max()


def test_a_stretch_of_which_every_value_is_there_is_drawn_value_by_value() -> None:
    t = np.arange(0, 24 * HOUR)
    y = t % 97
    view = Trend.of(t, y).view()
    assert 2 * HOUR < t[-1] - view.exact_since < 3 * HOUR
    shown_t, shown = view.line(t[-1] - 900, t[-1], 1800)
    np.testing.assert_array_equal(shown_t, t[-902:])
    np.testing.assert_array_equal(shown, y[-902:])


def test_a_line_from_old_to_new_goes_over_from_buckets_to_values_without_a_break() -> None:
    t = np.arange(0, 24 * HOUR)
    y = np.sin(t / 10)
    view = Trend.of(t, y).view()
    edge = view.exact_since
    shown_t, shown = view.line(edge - 600, edge + 600, 1200)
    assert not np.isnan(shown).any()
    assert np.diff(shown_t).max() <= 16
    assert (shown_t > edge + 10).sum() >= 590


def test_a_short_session_is_kept_whole_and_says_so() -> None:
    t, y = a_day(hours=1.0)
    view = appended(t, y).view()
    assert view.exact_since == -np.inf
    np.testing.assert_array_equal(view.rows()[0], t)
    np.testing.assert_array_equal(view.rows()[1], y)


def test_a_replay_may_keep_every_value_of_a_day() -> None:
    t, y = a_day()
    view = Trend.of(t, y, len(t)).view()
    assert view.exact_since == -np.inf
    np.testing.assert_array_equal(view.rows()[1], y)


@pytest.mark.parametrize("count", [1, 2, 500, 1023, 1024, 5000])
def test_flags_of_a_line_are_no_block_of_those_that_numpy_keeps_seven_of_for_each_length(count: int) -> None:
    flags = breaks(np.arange(count, dtype=float), ())
    assert flags.shape == (count,)
    whole = flags if flags.base is None else flags.base
    assert whole.nbytes >= 1024


def test_memory_is_the_same_after_a_minute_and_after_a_week() -> None:
    trend = Trend()
    size = trend.nbytes
    t = np.arange(0, 7 * 24 * HOUR)
    long = Trend.of(t, np.sin(t / 1000))
    for second in range(70):
        trend.append(float(second), 97.0)
    assert trend.nbytes == long.nbytes == size < 1_100_000
    shown_t, shown = long.view().line(0.0, t[-1], 1000)
    assert shown_t[0] < 200
    assert not np.isnan(shown).any()
    assert Trend(FEW_ROWS, often=False).nbytes < 300_000


@given(data=readings(), at=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_value_at_a_moment_is_the_newest_unless_it_is_missing_or_too_old(
    data: tuple[np.ndarray, np.ndarray], at: float
) -> None:
    t, y = data
    moment = float(t[0] - 1 + at * (t[-1] - t[0] + 10))
    index = int(np.searchsorted(t, moment, side="right")) - 1
    stands = index >= 0 and moment - t[index] <= HOLE_S and not np.isnan(y[index])
    assert Trend.of(t, y, len(t)).view().value_at(moment) == (y[index] if stands else None)


@given(data=readings(), cut=st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2)))
@settings(max_examples=60, deadline=None)
def test_rows_between_two_moments_are_those_that_are_kept_there_and_around_them_one_more_each_side(
    data: tuple[np.ndarray, np.ndarray], cut: tuple[float, float]
) -> None:
    t, y = data
    view = appended(t, y).view()
    first, last = (float(t[0] + part * (t[-1] - t[0])) for part in sorted(cut))
    kept = slice(view.start, None)
    there = (t[kept] > first) & (t[kept] <= last)
    for got, all_of in zip(view.between(first, last), (t, y), strict=True):
        np.testing.assert_array_equal(got, all_of[kept][there])
    begin = max(0, int(np.searchsorted(t[kept], first)) - 1)
    end = int(np.searchsorted(t[kept], last, side="right")) + 1
    for got, all_of in zip(view.around(first, last), (t, y), strict=True):
        np.testing.assert_array_equal(got, all_of[kept][begin:end])


def test_an_old_value_is_one_of_its_bucket_and_a_gap_there_has_none() -> None:
    t = np.arange(0, 12 * HOUR)
    y = 90.0 + t % 8
    y[1000:1020] = np.nan
    view = Trend.of(t, y).view()
    assert view.value_at(503.2) == 97.0, "the newest of its bucket that is known and not later"
    assert view.value_at(500.0) == 90.0
    assert view.value_at(1005.0) is None
    assert view.value_at(999.5) is not None
    assert view.value_at(503.2, interrupted=((500.0, 510.0),)) is None
    assert view.value_at(-1.0) is None


def test_nothing_is_shown_after_the_moment_it_is_asked_for() -> None:
    t = np.arange(0, 100.0)
    shown_t, _ = Trend.of(t, t).view().line(0, 100, 1000, until=50.5)
    assert shown_t[-1] == 50.0


def test_a_time_that_goes_back_is_put_at_the_newest() -> None:
    trend = Trend()
    trend.append(10.0, 97.0)
    trend.append(9.0, 96.0)
    t, y = trend.view().rows()
    assert t.tolist() == [10.0, 10.0]
    assert y.tolist() == [97.0, 96.0]
    t, _ = Trend.of(np.array([10.0, 9.0]), np.array([97.0, 96.0])).view().rows()
    assert t.tolist() == [10.0, 10.0]


def test_sums_over_a_long_session_are_right_to_some_seconds() -> None:
    t, y = a_day(seed=4)
    y[(t % 1800) < 45] = 80.0
    whole_t, whole = Trend.of(t, y).view().whole()
    assert np.all(np.diff(whole_t) > 0)
    assert whole_t[0] == t[~np.isnan(y)][0]

    def below(times: np.ndarray, values: np.ndarray) -> float:
        held = np.minimum(np.diff(times, append=times[-1] + 1), 3.0)
        return float(held[values < 85].sum())

    assert below(whole_t, whole) == pytest.approx(below(t, y), abs=48 * 8)
    assert np.isnan(whole).sum() > 0.5 * np.isnan(y).sum()
    short = Trend.of(t[:500], y[:500]).view()
    np.testing.assert_array_equal(short.whole()[0], short.rows()[0])


def test_an_empty_trend_has_no_line_and_no_value() -> None:
    view = Trend().view()
    assert [len(part) for part in view.line(0, 10, 100)] == [0, 0]
    assert view.value_at(3.0) is None
    assert view.since(0.0) == ([], [])
    assert [len(part) for part in view.rows()] == [0, 0]


def test_a_view_stays_what_it_was_when_more_comes() -> None:
    trend = Trend()
    for second in range(100):
        trend.append(float(second), 90.0)
    before = trend.view()
    assert trend.view() is before
    line = before.line(0, 200, 400)
    for second in range(100, 1000):
        trend.append(float(second), 80.0)
    for have, want in zip(before.line(0, 200, 400), line, strict=True):
        np.testing.assert_array_equal(have, want)
    assert trend.view() is not before


def test_a_view_that_was_held_for_hours_leaves_out_what_was_overwritten() -> None:
    trend = Trend()
    for second in range(20_000):
        trend.append(float(second), float(second))
    old = trend.view()
    for second in range(20_000, 35_000):
        trend.append(float(second), -1.0)
    assert len(old.rows()[0]) == 0
    assert old.exact_since == np.inf
    _, shown = old.line(0, 20_000, 500)
    assert np.nanmin(shown) >= 0.0
    assert np.nanmax(shown) > 18_000


def test_who_reads_while_another_writes_never_sees_a_row_of_another_time() -> None:
    trend = Trend(2048)
    stop = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        held: TrendView | None = None
        turn = 0
        while not stop.is_set():
            view = held if held is not None and turn % 3 else trend.view()
            held, turn = view, turn + 1
            t, y = view.rows()
            if not np.array_equal(t * 2, y) or (len(t) > 1 and np.diff(t).min() <= 0):
                wrong.append("a row is not what was written")
            shown_t, shown = view.line(0, 1e6, 50)
            if not np.array_equal((shown_t * 2)[~np.isnan(shown)], shown[~np.isnan(shown)]):
                wrong.append("a point of the line is not what was written")

    reader = threading.Thread(target=read)
    reader.start()
    for second in range(60_000):
        trend.append(float(second), 2.0 * second)
    stop.set()
    reader.join(10.0)
    assert wrong == []
