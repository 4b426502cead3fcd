from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.link.sample_clock import JUMP_S, SampleClock


def placed(arrivals: list[float], rate_hz: float = 60.0, count: int = 1) -> list[float]:
    clock = SampleClock()
    return [clock.place(count, rate_hz, arrival) for arrival in arrivals]


@pytest.mark.parametrize(("rate_hz", "count"), [(60.0, 1), (75.0, 25)])
def test_jitter_of_15_ms_leaves_less_than_1_ms_between_samples(rate_hz: float, count: int) -> None:
    source = random.Random(1)
    period = count / rate_hz
    times = placed([n * period + source.uniform(-0.015, 0.015) for n in range(3000)], rate_hz, count)
    spacing = [after - before for before, after in itertools.pairwise(times)]
    assert max(abs(each - period) for each in spacing) < 0.001


def test_a_hole_of_one_second_stays_a_hole() -> None:
    before = [n / 60 for n in range(120)]
    after = [before[-1] + 1.0 + n / 60 for n in range(1, 60)]
    times = placed(before + after)
    assert times[120] - times[119] == pytest.approx(1.0 + 1 / 60, abs=0.001)


@pytest.mark.parametrize("drift", [200e-6, -200e-6])
def test_a_slow_drift_of_200_ppm_is_followed(drift: float) -> None:
    arrivals = [n / 60 * (1 + drift) for n in range(60 * 600)]
    assert abs(placed(arrivals)[-1] - arrivals[-1]) < 0.005


def test_the_first_sample_of_a_block_lies_its_length_before_the_arrival() -> None:
    assert placed([10.0], rate_hz=75.0, count=25) == [pytest.approx(10.0 - 24 / 75)]


def test_lost_bytes_leave_a_hole_of_whole_samples() -> None:
    clock = SampleClock()
    first = clock.place(1, 60.0, 1.0)
    assert clock.place(1, 60.0, 1.0 + 4 / 60 + 0.004, lost=True) == pytest.approx(first + 4 / 60)


def test_a_burst_after_a_stall_does_not_pile_samples_into_the_future() -> None:
    clock = SampleClock()
    for n in range(60):
        clock.place(1, 60.0, n / 60)
    assert clock.place(60, 60.0, 2.0) == pytest.approx(1.0 + 1 / 60, abs=0.02)
    assert clock.place(1, 60.0, 2.0 + 1 / 60) == pytest.approx(2.0 + 1 / 60, abs=0.02)


def test_a_pleth_of_one_sample_a_second_is_placed_evenly_and_a_lost_sample_is_a_hole() -> None:
    source = random.Random(2)
    arrivals = [n + source.uniform(-0.3, 0.3) for n in range(200) if n != 150]
    times = placed(arrivals, rate_hz=1.0)
    spacing = [after - before for before, after in itertools.pairwise(times)]
    assert spacing[149] > 1.25
    del spacing[149]
    assert max(abs(each - 1.0) for each in spacing) < 0.03


def test_what_was_kept_back_and_comes_ten_times_as_fast_is_caught_up_with_and_never_goes_back() -> None:
    clock = SampleClock()
    times = [clock.place(1, 60.0, n / 60) for n in range(60)]
    arrival, late = 3.0, 120  # two seconds of samples, in a fifth of a second
    for _ in range(late):
        times.append(clock.place(1, 60.0, arrival))
        arrival += 1 / 600
    for n in range(60 * 8):
        times.append(clock.place(1, 60.0, arrival + n / 60))
    assert all(after > before for before, after in itertools.pairwise(times))
    assert abs(times[-1] - (arrival + (60 * 8 - 1) / 60)) <= JUMP_S
    ahead = times[60 + late - 1] - arrival
    assert ahead < 1.0, "half a period for each, not a whole one"


@given(st.lists(st.floats(0.0, 2 * JUMP_S), max_size=60))
def test_time_never_goes_back(gaps: list[float]) -> None:
    arrivals, t = [], 0.0
    for gap in gaps:
        t += gap
        arrivals.append(t)
    times = placed(arrivals)
    assert all(after > before for before, after in itertools.pairwise(times))
