"""Where the pulses of a recorded pleth begin, and a pleth where only a pulse rate was recorded.

The rule: the wave is smoothed over 0.06 s; within the 1.6 s around each sample it has a mean and a standard deviation.
A pulse begins where the wave climbs from below "mean − 0.3 deviations" to above "mean + 0.3 deviations", not sooner
than 0.25 s after the pulse before. Where the deviation is below 1 % of the wave's full scale there is no pulse.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.simulation.recording import Numbers, Samples
from bedside.vitals.parameters import Parameter

LOWEST_RATE_HZ: Final = 20.0  # below it pulses cannot be told apart
_SMOOTH_S: Final = 0.06
_AROUND_S: Final = 1.6
_BAND: Final = 0.3  # standard deviations
_FLAT: Final = 0.01  # of full scale
_DEAD_S: Final = 0.25
_PIECE: Final = (
    1 << 18
)  # samples looked at together, so that a long wave needs no more memory than a short one
_AVERAGE: Final = 8  # pulses in a counted rate
_COUNT_GAP_S: Final = 3.0  # a longer time between two pulses is a hole
_COUNT_HZ: Final = 1.0

_PEAK: Final = 0.175  # place of the systolic peak in a drawn pulse, 0…1
_NOTCH: Final = 0.42
_NOTCH_HEIGHT: Final = 0.45


def find_pulses(wave: Samples) -> array[float]:
    """Times at which pulses begin, s, ascending; none where the wave is too slow or too flat."""
    found = array("d")
    if wave.rate_hz < LOWEST_RATE_HZ:
        return found
    margin = math.ceil((_AROUND_S + _SMOOTH_S) * wave.rate_hz)
    below = False
    for first in range(0, len(wave.y), _PIECE):
        last = min(len(wave.y), first + _PIECE)
        begin, end = max(0, first - margin), min(len(wave.y), last + margin)
        sides = _sides(wave.y[begin:end].astype(np.float64), wave.rate_hz)[first - begin : last - begin]
        places = np.flatnonzero(sides)
        turns = np.flatnonzero(np.diff(sides[places], prepend=np.int8(0)))
        for place in places[turns]:
            if sides[place] < 0:
                below = True
            elif below:
                below = False
                t = (first + int(place)) / wave.rate_hz
                if not found or t - found[-1] >= _DEAD_S:
                    found.append(t)
    return found


def _sides(y: NDArray[np.float64], rate_hz: float) -> NDArray[np.int8]:
    """−1 below the band, 1 above it, 0 within it or without a pulse."""
    held = np.isfinite(y)
    if not held.any():
        return np.zeros(len(y), dtype=np.int8)
    y = np.where(held, y, y[held].mean())
    y = _mean(y, round(_SMOOTH_S * rate_hz / 2))
    around = round(_AROUND_S * rate_hz / 2)
    mean = _mean(y, around)
    deviation = np.sqrt(np.maximum(0.0, _mean((y - mean) ** 2, around)))
    clear = held & (deviation > _FLAT)
    return np.where(
        clear & (y > mean + _BAND * deviation), 1, np.where(clear & (y < mean - _BAND * deviation), -1, 0)
    ).astype(np.int8)


def _mean(y: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Mean of the `half` samples before, the sample and the `half` after it, fewer at the ends."""
    sums = np.concatenate(([0.0], np.cumsum(y)))
    place = np.arange(len(y))
    begin, end = np.maximum(0, place - half), np.minimum(len(y), place + half + 1)
    means: NDArray[np.float64] = (sums[end] - sums[begin]) / (end - begin)
    return means


def counted_rate(pulses: array[float], duration_s: float) -> Numbers:
    """A pulse rate once a second from the last eight pulses, as an oximeter counts it; missing without pulses."""
    t = [number / _COUNT_HZ for number in range(math.ceil(duration_s * _COUNT_HZ))]
    return Numbers(Parameter.PR, t, (_rate(pulses, at) for at in t))


def _rate(pulses: array[float], t: float) -> float:
    last = bisect_right(pulses, t)
    first = last - 1
    if first < 0 or t - pulses[first] > _COUNT_GAP_S:
        return math.nan
    while first > 0 and last - first <= _AVERAGE and pulses[first] - pulses[first - 1] <= _COUNT_GAP_S:
        first -= 1
    beats = last - 1 - first
    return 60.0 * beats / (pulses[last - 1] - pulses[first]) if beats >= 2 else math.nan


def paced(rate: Numbers, duration_s: float) -> array[float]:
    """Times at which pulses of this rate begin, s; none while the rate is missing."""
    found = array("d")
    t = 0.0
    while t < duration_s:
        now = rate.at(t)
        if now is None:
            t += 1.0
        else:
            found.append(t)
            t += 60.0 / now
    return found


def drawn(place: float) -> float:
    """A pulse as a pleth shows it, 0…1, at `place` in it, 0…1: up, down to the notch, and slowly to the foot."""
    if not 0.0 <= place < 1.0:
        return 0.0
    if place < _PEAK:
        return _bend(place / _PEAK)
    if place < _NOTCH:
        return 1.0 - (1.0 - _NOTCH_HEIGHT) * _bend((place - _PEAK) / (_NOTCH - _PEAK))
    return _NOTCH_HEIGHT * (1.0 - _bend((place - _NOTCH) / (1.0 - _NOTCH)))


def _bend(part: float) -> float:
    """From 0 to 1 without a corner."""
    return part * part * (3.0 - 2.0 * part)
