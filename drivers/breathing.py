"""Breath by breath: the simulated patient's chest, rate and expired carbon dioxide.

Breaths follow each other from the first; asking draws those still missing (see `drivers.course`), so the order of
questions makes no difference. While the patient does not breathe, flat pieces of a second stand in for breaths.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from drivers.chance import Drift, source
from drivers.course import Course
from drivers.effects import Effect, EffectKind, of

APNOEA_AFTER_S: Final = 20.0  # without a breath for so long: rate 0, nothing expired

_FIRST_S: Final = -40.0  # breaths before the patient began, so that the rate stands at once
_INSPIRED_AT: Final = 0.4  # place in the breath, 0…1
_RATE_BREATHS: Final = 4
_SHALLOW: Final = 0.5  # depth under hypoventilation
_AGITATED_BREATHS: Final = 10.0  # /min at full unrest
_CO2_PER_S: Final = 5.0 / 60.0  # mmHg a second without any breath
_CO2_MOST: Final = 30.0  # mmHg above rest
_CO2_FILLS_S, _CO2_EMPTIES_S = 120.0, 60.0


class Breath(NamedTuple):
    """One breath, or a piece without one."""

    start_s: float
    end_s: float
    depth: float  # about 1; 0: none


class Breathing:
    """One patient's.

    Args:
        seed: of the variability.
        effects: all of the patient's.
        rate: breaths/min at rest.
        agitation: how restless the patient is at a time, 0…1.
    """

    def __init__(
        self, seed: int, effects: Sequence[Effect], rate: float, agitation: Callable[[float], float]
    ) -> None:
        self._seed = seed
        self._apnoeas = of(effects, EffectKind.APNOEA)
        self._slow = of(effects, EffectKind.HYPOVENTILATION)
        self._rate, self._agitation = rate, agitation
        self.course = Course(self._breaths)

    def swing(self, t: float) -> float:
        """Chest at `t`, s: −1 breathed out, about 1 breathed in; smooth."""
        start_s, end_s, depth = self.breath(t)
        place = (t - start_s) / (end_s - start_s)
        if place < _INSPIRED_AT:
            height = 1.0 - math.cos(math.pi * place / _INSPIRED_AT)
        else:
            height = 1.0 + math.cos(math.pi * (place - _INSPIRED_AT) / (1.0 - _INSPIRED_AT))
        return depth * height - 1.0

    def breath(self, t: float) -> Breath:
        """The breath that runs at `t`, s."""
        return self.course.at(t)

    def rate(self, t: float) -> float:
        """Breaths/min over the last few at `t`, s, as a monitor counts; falls while none comes, to 0 in an apnoea."""
        begun = self._begun(t)
        if not begun or t - begun[-1].end_s >= APNOEA_AFTER_S:
            return 0.0
        since_s = max(t - begun[-1].start_s, begun[-1].end_s - begun[-1].start_s)
        before_s = begun[-1].start_s - begun[0].start_s
        return 60.0 * len(begun) / (before_s + since_s)

    def end_tidal(self, t: float, resting: float) -> float | None:
        """Carbon dioxide at the end of the last breath before `t`, s, mmHg; None: none for 20 s.

        Args:
            t: now.
            resting: the value at rest.
        """
        begun = self._begun(t)
        if not begun or t - begun[-1].end_s >= APNOEA_AFTER_S:
            return None
        return resting + self.co2_rise(min(t, begun[-1].end_s))

    def co2_rise(self, t: float) -> float:
        """Carbon dioxide above rest at `t`, s, mmHg: it gathers while too little is breathed and goes afterwards."""
        risen = (self._gathered(effect, t) for effect in (*self._apnoeas, *self._slow) if effect.start_s < t)
        return min(_CO2_MOST, sum(risen))

    def _gathered(self, effect: Effect, t: float) -> float:
        end_s = t if effect.end_s is None else min(t, effect.end_s)
        length_s = end_s - effect.start_s
        if effect.kind == EffectKind.APNOEA:
            gathered = _CO2_PER_S * length_s
        else:
            lacking = max(0.0, 1.0 - effect.breaths_per_min * _SHALLOW / self._rate)
            gathered = _CO2_MOST * lacking * (1.0 - math.exp(-length_s / _CO2_FILLS_S))
        return min(_CO2_MOST, gathered) * math.exp(-(t - end_s) / _CO2_EMPTIES_S)

    def _begun(self, t: float) -> list[Breath]:
        """The last few breaths up to `t`, none behind a pause that a monitor calls apnoea."""
        begun: list[Breath] = []
        for each in self.course.back_from(t):
            later_s = begun[0].start_s if begun else t
            if len(begun) == _RATE_BREATHS or later_s - each.end_s >= APNOEA_AFTER_S:
                break
            if each.depth > 0:
                begun.insert(0, each)
        return begun

    def _breaths(self) -> Iterator[Breath]:
        chance, breath = source(self._seed, "breathing"), None
        drift = Drift(chance)
        while True:
            breath = self._next(chance, drift, _FIRST_S if breath is None else breath.end_s)
            yield breath

    def _next(self, chance: random.Random, drift: Drift, start_s: float) -> Breath:
        length, depth = chance.gauss(1.0, 0.06), max(0.7, min(1.12, chance.gauss(1.0, 0.08)))
        if any(effect.active(start_s) for effect in self._apnoeas):
            return Breath(start_s, start_s + 1.0, 0.0)
        rate = self._rate * (1.0 + 0.04 * drift.at(start_s))
        rate += _AGITATED_BREATHS * self._agitation(start_s)
        for effect in self._slow:
            if effect.active(start_s):
                rate, depth = min(rate, effect.breaths_per_min), depth * _SHALLOW
        length_s = 60.0 / rate * max(0.7, min(1.3, length))
        return Breath(start_s, start_s + length_s, depth)
