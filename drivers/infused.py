"""The infusion a person entered at the bed: what the simulated patient and the simulated pump make of it.

Everything at a time follows from what was entered for times up to then; nothing is stepped. A correction tells the
whole once more: only what lies behind the first difference changes. The pressure follows the effect site by one to
three minutes, so an entry of now changes no beat that has been drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

from bedside.driver_api import Infused, InfusedStep, PumpView
from drivers.effects import Effect
from drivers.haemodynamics import FAINT_AT_S, Preset, Segment, effect_site, faint_at, reference

USUAL_KG: Final = 70.0  # of a person whose weight nobody said


class _Timed(Protocol):
    @property
    def t(self) -> float: ...


class Answer:
    """How one person answers to what is entered.

    Args:
        preset: how strongly.
        delay_min: pressure after the effect site.
    """

    def __init__(self, preset: Preset, delay_min: float) -> None:
        self._preset, self._delay_min = preset, delay_min
        self._infused = Infused()
        self._segments: list[Segment] = []
        self._boluses: list[tuple[float, float]] = []
        self._weight_kg = USUAL_KG
        self._faint_from: float | None = None

    def take(self, infused: Infused) -> float:
        """What is infused is this from now on; the time from which on anything is different, s (inf: nothing is)."""
        first_s = first_difference(self._infused, infused)
        if not math.isfinite(first_s):
            return first_s
        before = self._faint_from
        self._infused = infused
        self._weight_kg = infused.weight_kg or USUAL_KG
        self._segments = segments_of(infused.steps)
        self._boluses = [(bolus.t / 60.0, bolus.mg) for bolus in infused.boluses]
        self._faint_from = self._faints_from()
        changes = [first_s + 60.0 * self._delay_min]
        if before != self._faint_from:
            changes += [t for t in (before, self._faint_from) if t is not None]
        return min(changes)

    def sys_mmhg(self, t: float) -> float:
        """Rise of the systolic pressure through the drug at `t`, s."""
        if not self._segments and not self._boluses:
            return 0.0
        level = effect_site(self._segments, t / 60.0 - self._delay_min, self._weight_kg, self._boluses)
        return self._preset.rise_mmhg * level / reference()

    def faint(self, t: float) -> tuple[float, float]:
        """Change of pulse (/min) and systolic pressure (mmHg) through a vagal reaction at `t`, s."""
        if self._faint_from is None:
            return 0.0, 0.0
        return faint_at(self._preset, t - self._faint_from)

    def _faints_from(self) -> float | None:
        """Once, so long after the drug first ran, if it runs then, s; None: never."""
        start_s = next((step.t for step in self._infused.steps if step.rate_ml_h > 0.0), None)
        if start_s is None or not self._preset.faint_mmhg:
            return None
        begins_s = start_s + FAINT_AT_S
        newest = [step.rate_ml_h for step in self._infused.steps if step.t <= begins_s][-1]
        return begins_s if newest > 0.0 else None


class Pump:
    """The pump beside the patient: it runs as it was entered, or, where a fault says so, otherwise.

    Args:
        rate_ml_h: it runs at from the beginning, as long as nobody told what is infused.
        mismatches: times in which it runs at another rate than was entered.
    """

    def __init__(self, rate_ml_h: float, mismatches: Sequence[Effect]) -> None:
        self._own_ml_h, self._mismatches = rate_ml_h, tuple(mismatches)
        self._steps: tuple[InfusedStep, ...] | None = None

    def take(self, infused: Infused) -> None:
        """What is infused is this from now on."""
        self._steps = infused.steps

    def at(self, t: float) -> PumpView:
        """State at `t`, s."""
        if self._steps is None:
            own = self._own_ml_h
            return PumpView(running=own > 0, rate_ml_h=own, volume_ml=own * max(0.0, t) / 3600.0)
        rate = self._rate(t)
        return PumpView(running=rate > 0, rate_ml_h=rate, volume_ml=self._volume_ml(t))

    def _rate(self, t: float) -> float:
        rate = 0.0
        for step in self._steps or ():
            if step.t <= t:
                rate = step.rate_ml_h
        for effect in self._mismatches:
            if effect.active(t):
                rate *= effect.rate_factor
        return rate

    def _volume_ml(self, t: float) -> float:
        edges = {step.t for step in self._steps or ()}
        if not edges:
            return 0.0
        first = min(edges)
        edges |= {each.start_s for each in self._mismatches}
        edges |= {each.end_s for each in self._mismatches if each.end_s is not None}
        times = [*sorted(edge for edge in edges if first <= edge < t), t]
        return sum(self._rate(begin) * (end - begin) for begin, end in pairwise(times)) / 3600.0


def segments_of(steps: Sequence[InfusedStep]) -> list[Segment]:
    """The drug of these steps; the last one goes on for ever."""
    ends = [*(step.t for step in steps), math.inf][1:]
    return [
        Segment(step.t / 60.0, end / 60.0, step.rate_ml_h * step.concentration_mg_ml / 60.0)
        for step, end in zip(steps, ends, strict=True)
        if step.rate_ml_h > 0.0 and end > step.t
    ]


def first_difference(before: Infused, after: Infused) -> float:
    """From which time on the two are not the same, s; inf: they are."""
    if before.weight_kg != after.weight_kg:
        times = [step.t for each in (before, after) for step in each.steps]
        times += [bolus.t for each in (before, after) for bolus in each.boluses]
        return min(times, default=math.inf)
    return min(_apart(before.steps, after.steps), _apart(before.boluses, after.boluses))


def _apart(before: Sequence[_Timed], after: Sequence[_Timed]) -> float:
    for n in range(max(len(before), len(after))):
        either = (*before[n : n + 1], *after[n : n + 1])
        if len(either) == 1 or either[0] != either[1]:
            return min(each.t for each in either)
    return math.inf
