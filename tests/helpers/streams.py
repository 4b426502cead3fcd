"""Streams of values as a bed might bring them, by seed: near the limits, with all that makes a count stand still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from tests.helpers.brute_alarms import EPISODIC, Sample

STEP_S = 0.25  # everything happens on multiples of it
_PLACES: Mapping[
    Parameter, tuple[int, ...]
] = {  # around which values tarry: at, beside and between the limits
    Parameter.SPO2: (97, 95, 93, 92, 91, 90, 89, 88, 87, 86, 85, 84, 82, 80),
    Parameter.PR: (75, 110, 117, 120, 121, 125, 147, 150, 151, 160, 53, 50, 49, 43, 40, 39, 35),
    Parameter.RR: (14, 12, 10, 9, 8, 7, 23, 25, 26, 28, 30, 31),
}
_PRESSURES: Mapping[Parameter, tuple[int, ...]] = {
    Parameter.NIBP_SYS: (120, 130, 150, 160, 161, 171, 180, 181, 200, 205, 90, 89, 80, 79),
    Parameter.NIBP_DIA: (75, 100, 101, 110, 111, 121, 50, 49, 40, 39),
    Parameter.NIBP_MAP: (90, 120, 121, 130, 131, 60, 59, 55, 54),
}
_EVERY_S: Mapping[Parameter, tuple[float, ...]] = {
    Parameter.SPO2: (1.0, 1.0, 2.0, 4.0),
    Parameter.PR: (1.0, 1.0, 2.0, 6.0),
    Parameter.RR: (1.0, 2.0, 10.0),
}


@dataclass(frozen=True, slots=True)
class Stream:
    """One bed for some minutes."""

    seed: int
    samples: tuple[Sample, ...]
    interval_s: Mapping[Parameter, float]
    end_s: float


def stream(seed: int) -> Stream:
    """The stream of a seed: always the same."""
    chance = np.random.default_rng(seed)
    interval_s = {parameter: every[int(chance.integers(len(every)))] for parameter, every in _EVERY_S.items()}
    if chance.random() < 0.3:
        del interval_s[Parameter.RR]  # entered by a person
    length_s = float(chance.integers(30, 150))
    wanted = [parameter for parameter in _PLACES if chance.random() < 0.6] or [Parameter.SPO2]
    samples: list[Sample] = []
    for parameter in wanted:
        samples += _continuous(chance, parameter, interval_s.get(parameter, 20.0), length_s)
    if chance.random() < 0.4:
        samples += _cuff(chance, length_s)
    samples.sort(key=lambda sample: sample.t)
    return Stream(seed, tuple(samples), interval_s, length_s + 40.0)


def _continuous(
    chance: np.random.Generator, parameter: Parameter, every_s: float, length_s: float
) -> list[Sample]:
    places = _PLACES[parameter]
    samples: list[Sample] = []
    t = int(chance.integers(0, 20)) * STEP_S
    jitter = chance.random() < 0.3
    while t < length_s:
        value = places[int(chance.integers(len(places)))]
        mood = chance.random()
        for _ in range(int(chance.integers(1, 14))):
            samples.append(_sample(chance, parameter, t, value, mood))
            t += every_s
            if jitter:
                t += int(chance.integers(0, 5)) * STEP_S
            if chance.random() < 0.02:
                t += int(chance.integers(1, 60)) * STEP_S  # nothing comes
            if t >= length_s:
                break
    return samples


def _sample(chance: np.random.Generator, parameter: Parameter, t: float, value: int, mood: float) -> Sample:
    if mood < 0.04:
        return Sample(t, parameter, None, Quality.NO_FINGER)
    if mood < 0.08:
        return Sample(t, parameter, None)
    if mood < 0.10:
        return Sample(t, parameter, float(value), Quality.SEARCHING)
    if mood < 0.12:
        return Sample(t, parameter, float(value), Quality.HELD)
    quality = Quality.ARTEFACT if mood < 0.25 and chance.random() < 0.95 else Quality.NONE
    return Sample(t, parameter, float(value + int(chance.integers(-1, 2))), quality)


def _cuff(chance: np.random.Generator, length_s: float) -> list[Sample]:
    samples: list[Sample] = []
    t = int(chance.integers(0, 80)) * STEP_S
    while t < length_s:
        for parameter in EPISODIC:
            places = _PRESSURES[parameter]
            if chance.random() < 0.9:
                samples.append(Sample(t, parameter, float(places[int(chance.integers(len(places)))])))
        t += int(chance.integers(40, 200)) * STEP_S
    return samples
