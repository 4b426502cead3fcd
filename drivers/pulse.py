"""Beat by beat: when the simulated heart beats, and the shapes a beat has in the finger and in the ECG.

Landmarks of a pulse (systolic peak at 17.5 % of the beat, notch at 40 % and 49 % of the height, diastolic peak at 45 %
and 51 %), and how much peak and height vary, as in the public generator of NeuroKit2; the curves between are our own.
Beats follow each other from the first; asking draws those still missing (see `drivers.course`).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from drivers.breathing import Breathing
from drivers.chance import source
from drivers.circulation import Circulation
from drivers.course import Course

SHORTEST_S: Final = 0.3

_FIRST_S: Final = -20.0  # beats before the patient began, so that the averages stand at once
_PEAK, _PEAK_SD = 0.175, 0.01
_NOTCH, _NOTCH_HEIGHT = 0.40, 0.49
_DIASTOLIC, _DIASTOLIC_HEIGHT = 0.45, 0.51
_HEIGHT_SD: Final = 0.06  # beat by beat, beside what breathing does
_SINUS_SHARE: Final = 0.035  # of the interval, ±, with each breath (respiratory sinus arrhythmia)
_VARIES_SHARE: Final = 0.022  # of the interval, standard deviation, at rest
_STEADIER: Final = 1.5  # how fast the drive takes the variability away
_BREATH_HEIGHT: Final = 0.10  # by which breathing makes pulses smaller and larger

# place in the beat 0…1, width, height mV: P, Q, R, S, T
_ECG = (
    (0.80, 0.03, 0.12),
    (0.965, 0.01, -0.10),
    (0.99, 0.012, 1.0),
    (0.02, 0.012, -0.20),
    (0.30, 0.06, 0.25),
)
_ECG_REACH: Final = 4.0  # widths beyond which a bell is nothing


class Beat(NamedTuple):
    """One beat of the heart and its pulse."""

    start_s: float
    end_s: float
    height: float  # of the pulse, about 1
    peak: float  # its place in the beat, 0…1


class Heart:
    """One patient's beats.

    Args:
        seed: of what varies.
        circulation: rate, drive and perfusion.
        breathing: whose breath moves interval and height.
    """

    def __init__(self, seed: int, circulation: Circulation, breathing: Breathing) -> None:
        self._seed = seed
        self._circulation, self._breathing = circulation, breathing
        self.course = Course(self._beats)

    def beat(self, t: float) -> Beat:
        """The beat that runs at `t`, s."""
        return self.course.at(t)

    def again_from(self, t: float) -> None:
        """The circulation is another from `t`, s, on."""
        self.course.again_from(t)

    def averages(self, t: float, beats: int) -> tuple[float, float]:
        """Mean rate (/min) and mean height of the last whole beats before `t`, s."""
        runs, *whole = islice(
            self.course.back_from(t), beats + 1
        )  # newest first; all but the first are complete
        whole = whole[::-1] or [runs]
        rate = 60.0 * len(whole) / (whole[-1].end_s - whole[0].start_s)
        return rate, sum(beat.height for beat in whole) / len(whole)

    def _beats(self) -> Iterator[Beat]:
        chance, beat = source(self._seed, "heart"), None
        while True:
            beat = self._next(chance, _FIRST_S if beat is None else beat.end_s)
            yield beat

    def _next(self, chance: random.Random, start_s: float) -> Beat:
        circulation = self._circulation
        varies, height, peak = chance.gauss(0.0, 1.0), chance.gauss(0.0, 1.0), chance.gauss(0.0, 1.0)
        breath = self._breathing.swing(start_s)
        freedom = 1.0 / (1.0 + _STEADIER * circulation.drive(start_s))
        share = freedom * (_VARIES_SHARE * varies - _SINUS_SHARE * breath)  # a breath in quickens the heart
        length_s = max(SHORTEST_S, 60.0 / circulation.rate(start_s) * (1.0 + share))
        size = circulation.perfusion(start_s) * (1.0 - _BREATH_HEIGHT * breath)
        return Beat(
            start_s=start_s,
            end_s=start_s + length_s,
            height=size * (1.0 + _HEIGHT_SD * max(-2.5, min(2.5, height))),
            peak=_PEAK + _PEAK_SD * max(-3.0, min(3.0, peak)),
        )


def pulse_height(place: float, peak: float) -> float:
    """Height of a pulse, 0…1, at `place` in the beat, 0…1: half cosines between the landmarks."""
    if place < peak:
        return 0.5 - 0.5 * math.cos(math.pi * place / peak)
    if place < _NOTCH:
        fall = (1.0 - _NOTCH_HEIGHT) / 2.0
        return _NOTCH_HEIGHT + fall * (1.0 + math.cos(math.pi * (place - peak) / (_NOTCH - peak)))
    if place < _DIASTOLIC:
        rise = (_DIASTOLIC_HEIGHT - _NOTCH_HEIGHT) / 2.0
        return _NOTCH_HEIGHT + rise * (1.0 - math.cos(math.pi * (place - _NOTCH) / (_DIASTOLIC - _NOTCH)))
    if place < 1.0:
        fall = _DIASTOLIC_HEIGHT / 2.0
        return fall * (1.0 + math.cos(math.pi * (place - _DIASTOLIC) / (1.0 - _DIASTOLIC)))
    return 0.0


def ecg_mv(place: float) -> float:
    """ECG at `place` in the beat, 0…1, mV: five bells for P, Q, R, S and T."""
    total = 0.0
    for at, width, height in _ECG:
        distance = (place - at) / width
        if -_ECG_REACH < distance < _ECG_REACH:
            total += height * math.exp(-distance * distance)
    return total
