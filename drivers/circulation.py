"""Pressure, pulse rate and vessels of the simulated patient: what every effect adds to them. A function of the time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bedside.driver_api import Infused
from drivers.chance import Drift, source
from drivers.effects import Baseline, Effect, EffectKind, of
from drivers.haemodynamics import DELAYS_MIN, DIA_SHARE, PRESETS, PULSE_SHARE, Response, Segment
from drivers.infused import Answer

PRESSURE_SD: Final = 4.0  # mmHg, slow noise of the systolic pressure
_PULSE_SD: Final = 1.2  # /min
_LOWEST_PULSE: Final = 30.0
_AGITATED_MMHG: Final = 25.0  # at full strength
_AGITATED_PULSE: Final = 25.0  # /min
_AGITATED_EDGE_S: Final = 20.0
_COLD_EDGE_S: Final = 10.0
_NARROWER_PER_MMHG: Final = 0.016  # 20 % smaller pulses at +13 mmHg, and at most half
_DRIVE_PER_MMHG: Final = 1.0 / 30.0


class Circulation:
    """One patient's.

    Args:
        seed: of the slow noise and of the drug's delay.
        effects: all of the patient's.
        baseline: the patient at rest.
    """

    def __init__(self, seed: int, effects: Sequence[Effect], baseline: Baseline) -> None:
        chance = source(seed, "circulation")
        self._pressure, self._pulse = Drift(chance), Drift(chance)
        self._peaks = of(effects, EffectKind.HYPERTENSIVE_PEAK)
        self._agitations = of(effects, EffectKind.AGITATION)
        self._cold = of(effects, EffectKind.LOW_PERFUSION)
        infusions = of(effects, EffectKind.KETAMINE)
        self._responses = [_response(effect, chance.uniform(*DELAYS_MIN)) for effect in infusions]
        answers_with = baseline.answers_with(infusions)
        shown = infusions[0].preset if infusions else answers_with
        preset = None if shown is None else PRESETS[shown]
        self._answer: Answer | None = None
        if answers_with is not None:
            delay_min = source(seed, "answer to an infusion").uniform(*DELAYS_MIN)
            self._answer = Answer(PRESETS[answers_with], delay_min)
        self._rest = baseline.resting() if preset is None else baseline.resting(preset.sys, preset.dia)
        self._pi = baseline.pi
        self._risen = (-math.inf, 0.0)

    def infuse(self, infused: Infused) -> float:
        """What is entered as infused is this from now on; from when on that makes a difference, s (inf: never)."""
        self._risen = (-math.inf, 0.0)
        return math.inf if self._answer is None else self._answer.take(infused)

    def rise_mmhg(self, t: float) -> float:
        """How far the systolic pressure lies above rest at `t`, s, through drug, peak and unrest; without the noise."""
        if t != self._risen[0]:  # every beat asks several times for one moment
            self._risen = t, self._rise(t)
        return self._risen[1]

    def _rise(self, t: float) -> float:
        return (
            sum(effect.rise_mmhg * _bump(effect, t) for effect in self._peaks)
            + sum(response.sys_mmhg(t) for response in self._responses)
            + (self._answer.sys_mmhg(t) if self._answer is not None else 0.0)
            + _AGITATED_MMHG * self.agitation(t)
        )

    def agitation(self, t: float) -> float:
        """How restless the patient is at `t`, s, 0…1."""
        return max((e.strength * e.part(t, _AGITATED_EDGE_S) for e in self._agitations), default=0.0)

    def drive(self, t: float) -> float:
        """Sympathetic drive at `t`, s: 0 at rest, about 1 at +30 mmHg or great unrest."""
        return max(0.0, self.rise_mmhg(t)) * _DRIVE_PER_MMHG + 0.5 * self.agitation(t)

    def pressures(self, t: float) -> tuple[float, float]:
        """Systolic and diastolic pressure at `t`, s, mmHg."""
        faint = self._faint(t)[1]
        rise = self.rise_mmhg(t) + faint + PRESSURE_SD * self._pressure.at(t)
        return max(50.0, self._rest.sys + rise), max(25.0, self._rest.dia + DIA_SHARE * rise)

    def rate(self, t: float) -> float:
        """Pulse rate at `t`, s, /min; breathing and beat-to-beat changes come on top."""
        unrest = self.agitation(t)
        from_pressure = PULSE_SHARE * (self.rise_mmhg(t) - _AGITATED_MMHG * unrest)
        faint = self._faint(t)[0]
        rate = self._rest.pr + from_pressure + _AGITATED_PULSE * unrest + faint
        return max(_LOWEST_PULSE, rate + _PULSE_SD * self._pulse.at(t))

    def _faint(self, t: float) -> tuple[float, float]:
        """Change of pulse (/min) and systolic pressure (mmHg) through vagal reactions at `t`, s."""
        all_of_them = [response.faint(t) for response in self._responses]
        if self._answer is not None:
            all_of_them.append(self._answer.faint(t))
        return sum(pr for pr, _ in all_of_them), sum(mmhg for _, mmhg in all_of_them)

    def perfusion(self, t: float) -> float:
        """Size of the pulse in the finger at `t`, s, as a part of that at rest: high pressure is narrow vessels."""
        part = 1.0 - min(0.5, _NARROWER_PER_MMHG * max(0.0, self.rise_mmhg(t)))
        for effect in self._cold:
            part = min(part, 1.0 + (effect.pi / self._pi - 1.0) * effect.part(t, _COLD_EDGE_S))
        return part


def _response(effect: Effect, delay_min: float) -> Response:
    length_s = effect.duration_s
    if effect.end_s is not None:  # stopped early
        length_s = min(length_s, effect.end_s - effect.start_s)
    rate = effect.dose_mg_per_kg * effect.weight_kg * 60.0 / effect.duration_s
    return Response(
        PRESETS[effect.preset],
        effect.start_s,
        [Segment(0.0, length_s / 60.0, rate)],
        effect.weight_kg,
        delay_min,
    )


def _bump(effect: Effect, t: float) -> float:
    """0 before, 1 at the peak; stays there up to the end, if one is given, and falls as slowly as it rose."""
    top_from = effect.start_s + effect.peak_after_s
    top_to = top_from if effect.end_s is None else max(top_from, effect.end_s)
    distance = max(top_from - t, t - top_to, 0.0) / effect.peak_after_s
    return 0.0 if distance >= 1.0 else (1.0 + math.cos(math.pi * distance)) / 2.0
