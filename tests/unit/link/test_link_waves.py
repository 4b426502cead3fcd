from __future__ import annotations

from bedside.link.sample_clock import SampleClock
from bedside.link.waves import join_waves, place_waves
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Wave


def wave(value: int, t: float = 1.0, parameter: Parameter = Parameter.PLETH) -> Wave:
    return Wave(parameter=parameter, t=t, rate_hz=60.0, samples=(value,), quality=(Quality.NONE,))


def test_samples_that_came_together_become_one_block_per_waveform() -> None:
    number = Numeric(parameter=Parameter.SPO2, t=1.0, value=97.0)
    joined = join_waves([wave(1), number, wave(2), wave(9, parameter=Parameter.CUFF), wave(3, t=1.1)])
    assert [each.samples if isinstance(each, Wave) else each for each in joined] == [(1, 2, 3), number, (9,)]


def test_only_waves_are_moved_by_the_sample_clock() -> None:
    number = Numeric(parameter=Parameter.SPO2, t=1.0, value=97.0)
    clocks: dict[Parameter, SampleClock] = {}
    place_waves([wave(1)], clocks)
    placed = place_waves([wave(2, t=1.02), number], clocks)
    assert placed[1] is number
    assert abs(placed[0].t - (1.0 + 1 / 60)) < 0.001
