"""The ring of a wave: what is lost, late or of another rate has one meaning, however the samples came in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.monitor.history import RING_S, WaveRing, WaveView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Wave

RATE = 60.0


def wave(t: float, samples: list[int | None], rate_hz: float = RATE, quality: Quality = Quality.NONE) -> Wave:
    return Wave(
        parameter=Parameter.PLETH,
        t=t,
        rate_hz=rate_hz,
        samples=tuple(samples),
        quality=(quality,) * len(samples),
    )


def ring_of(*blocks: Wave, rate_hz: float = RATE, seconds: float = RING_S) -> WaveRing:
    ring = WaveRing(rate_hz, seconds)
    for block in blocks:
        ring.append(block)
    return ring


def held(view: WaveView) -> tuple[np.ndarray, np.ndarray]:
    return view.slice(view.start, view.end)


@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 255)), min_size=1, max_size=400),
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=8),
)
def test_blocks_of_any_size_give_the_same_ring(values: list[int | None], sizes: list[int]) -> None:
    one_by_one, blocks = WaveRing(RATE, 2.0), WaveRing(RATE, 2.0)
    for n, value in enumerate(values):
        one_by_one.append(wave(n / RATE, [value], quality=Quality.BEAT if n % 7 == 0 else Quality.NONE))
    at = size = 0
    while at < len(values):
        part = values[at : at + sizes[size % len(sizes)]]
        bits = tuple(Quality.BEAT if n % 7 == 0 else Quality.NONE for n in range(at, at + len(part)))
        blocks.append(
            Wave(parameter=Parameter.PLETH, t=at / RATE, rate_hz=RATE, samples=tuple(part), quality=bits)
        )
        at, size = at + len(part), size + 1
    mine, want = blocks.view(), one_by_one.view()
    assert mine.end == want.end
    np.testing.assert_allclose(held(mine)[0], held(want)[0], atol=1e-9)
    np.testing.assert_array_equal(held(mine)[1], held(want)[1])
    np.testing.assert_array_equal(mine.quality, want.quality)


@pytest.mark.parametrize("size", [1, 6, 60])
def test_lost_samples_are_one_place_without_a_value(size: int) -> None:
    ring = ring_of(wave(0.0, [100] * size), wave(size / RATE + 0.5, [50] * size))
    _, y = held(ring.view())
    assert np.isnan(y).tolist() == [False] * size + [True] + [False] * size


def test_jitter_of_less_than_half_a_sample_is_no_gap() -> None:
    ring = ring_of(wave(0.0, [1, 2]), wave(2.4 / RATE, [3]))
    assert not np.isnan(held(ring.view())[1]).any()


@pytest.mark.parametrize("size", [2, 40])
def test_samples_that_come_late_are_left_out_and_their_gap_stays_a_gap(size: int) -> None:
    ring = ring_of(wave(0.0, [1] * size), wave(5.0, [3] * size))
    before = [part.copy() for part in held(ring.view())]
    ring.append(wave(2.0, [2] * size))
    for part, want in zip(held(ring.view()), before, strict=True):
        np.testing.assert_array_equal(part, want)


def test_of_a_block_that_is_partly_late_the_newer_samples_are_kept() -> None:
    ring = ring_of(wave(0.0, list(range(30))), wave(20 / RATE, list(range(100, 130))))
    t, y = held(ring.view())
    assert np.all(np.diff(t) > 0)
    np.testing.assert_allclose(np.diff(t), 1 / RATE, atol=1e-9)
    assert y.tolist() == [*range(30), *range(110, 130)]


def test_a_late_block_does_not_open_a_gap_before_the_next_one_in_time() -> None:
    ring = ring_of(wave(0.0, [1] * 20), wave(-3.0, [2] * 20), wave(20 / RATE, [3] * 20))
    assert held(ring.view())[1].tolist() == [1] * 20 + [3] * 20


@given(
    starts=st.lists(
        st.tuples(st.floats(0, 30), st.integers(1, 200), st.sampled_from([1.0, 25.0, 60.0, 75.0, 600.0])),
        max_size=12,
    )
)
def test_times_in_the_ring_always_ascend(starts: list[tuple[float, int, float]]) -> None:
    ring = WaveRing(RATE)
    for start, count, rate in starts:
        ring.append(wave(start, [7] * count, rate))
    t, _ = held(ring.view())
    assert np.all(np.diff(t) > 0)


def test_a_faster_wave_gets_a_larger_ring_with_what_was_in_the_old_one() -> None:
    ring = ring_of(*(wave(n, [n % 250] * 60) for n in range(70)))
    slow = ring.view()
    ring.append(wave(70.0, [9] * 600, 600.0))
    fast = ring.view()
    assert fast.capacity >= 600 * RING_S
    assert fast.rate_hz == 600.0
    assert fast.t is not slow.t
    old_t, old_y = held(slow)
    new_t, new_y = held(fast)
    np.testing.assert_array_equal(new_t[: len(old_t)], old_t)
    np.testing.assert_array_equal(new_y[: len(old_y)], old_y)
    assert len(new_t) == len(old_t) + 600
    assert not np.isnan(new_y).any()


def test_a_slower_wave_goes_on_in_the_same_ring_at_its_own_rate() -> None:
    ring = ring_of(wave(0.0, [1] * 60))
    before = ring.view()
    ring.append(wave(1.0, [2, 3], 1.0))
    after = ring.view()
    assert after.t is before.t
    assert after.rate_hz == 1.0
    assert held(after)[0][-2:].tolist() == [1.0, 2.0]
    assert not np.isnan(held(after)[1]).any()


def test_a_wave_of_one_sample_a_second_is_held_for_its_minute_without_gaps() -> None:
    ring = WaveRing(1.0)
    for second in range(90):
        ring.append(wave(float(second), [second], 1.0))
    t, y = held(ring.view())
    assert len(t) == 60
    assert t[-1] - t[0] == 59.0
    assert not np.isnan(y).any()


def test_a_block_longer_than_the_ring_leaves_its_newest_samples() -> None:
    ring = ring_of(wave(0.0, list(range(200)) * 2), seconds=2.0)
    assert held(ring.view())[1].tolist() == list(range(80, 200))


def test_a_view_is_the_same_object_until_something_comes() -> None:
    ring = ring_of(wave(0.0, [1]))
    assert ring.view() is ring.view()
    before = ring.view()
    ring.append(wave(1 / RATE, [2]))
    assert ring.view() is not before


def test_a_block_without_samples_changes_nothing() -> None:
    ring = ring_of(wave(0.0, [1]))
    ring.append(wave(5.0, []))
    assert ring.view().end == 1


@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 255)), min_size=1, max_size=400),
    first=st.integers(-10, 420),
    count=st.integers(0, 420),
)
def test_least_and_greatest_are_those_of_the_samples_that_are_there(
    values: list[int | None], first: int, count: int
) -> None:
    view = ring_of(wave(0.0, values), seconds=2.0).view()
    _, part = view.slice(first, first + count)
    there = part[~np.isnan(part)]
    low, high = view.extent(first, first + count)
    if len(there):
        assert (low, high) == (there.min(), there.max())
    else:
        assert np.isnan([low, high]).all()
