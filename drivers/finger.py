"""What a sensor at the simulated finger is given: saturation, and what movement makes of it and of the wave.

Movement lends an oximeter a saturation of its own, 85 % (equal absorption of both colours), and false pulses. All of it
is a function of seed and time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from drivers.chance import Drift, source
from drivers.effects import Baseline, Effect, EffectKind, of

COLD_EDGE_S: Final = 10.0  # a hand becomes cold and warm again
LOST_PI: Final = 0.1  # %, below it no pulse is found

_MOVED_SPO2: Final = 85.0  # %
_MOVED_EDGE_S: Final = 6.0
_MOVED_SHARE: Final = 0.8  # of the way to it at full strength
_HOLD_NADIR_S: Final = 20.0
_RESTLESS_SD: Final = 0.33  # % of saturation
_NOISE = ((0.9, 0.16), (1.7, 0.14), (2.9, 0.10), (4.3, 0.06))  # Hz, share of full scale at full strength
_JUMP_S: Final = 3  # a false rate lasts so long
_JUMPS: Final = (-35.0, 55.0)  # /min at full strength


class Finger:
    """One patient's.

    Args:
        seed: of noise and false pulses.
        effects: all of the patient's.
        baseline: the patient at rest.
    """

    def __init__(self, seed: int, effects: Sequence[Effect], baseline: Baseline) -> None:
        chance = source(seed, "finger")
        self._seed = seed
        self._resting = baseline.spo2
        self._drift = Drift(chance)
        self._waves = [
            (2.0 * math.pi * hertz, share, chance.uniform(0, 2 * math.pi)) for hertz, share in _NOISE
        ]
        self._events = of(effects, EffectKind.DESATURATION, EffectKind.APNOEA, EffectKind.HYPOVENTILATION)
        self._motions = of(effects, EffectKind.MOTION)
        self._lost = [
            (effect.start_s + COLD_EDGE_S, math.inf if effect.end_s is None else effect.end_s)
            for effect in of(effects, EffectKind.LOW_PERFUSION)
            if effect.pi < LOST_PI
        ]

    def saturation(self, t: float) -> float:
        """In the artery at `t`, s, %."""
        value = min(100.0, self._resting + _RESTLESS_SD * self._drift.at(t))
        for effect in self._events:
            if effect.start_s < t:
                value = min(value, self._resting - _fall(effect, self._resting, t))
        return value

    def seen(self, t: float) -> float:
        """Saturation as a sensor finds it at `t`, s, %: movement draws it toward 85."""
        value = self.saturation(t)
        for effect in self._motions:
            moved = _MOVED_SHARE * effect.strength * effect.part(t, _MOVED_EDGE_S)
            value += moved * (_MOVED_SPO2 - value)
        return value

    def motions(self, start_s: float, end_s: float) -> tuple[Effect, ...]:
        """Movements that go on somewhere between the two times."""
        return tuple(e for e in self._motions if e.start_s < end_s and (e.end_s is None or e.end_s > start_s))

    def lost(self, start_s: float, end_s: float) -> list[tuple[float, float]]:
        """Times without enough perfusion that touch the time between the two."""
        return [each for each in self._lost if each[0] < end_s and each[1] > start_s]

    def shaken(self, value: float, strength: float, t: float) -> float:
        """The wave `value`, 0…1, of a finger that moves, at `t`, s."""
        noise = sum(share * math.sin(speed * t + phase) for speed, share, phase in self._waves)
        burst = 0.6 + 0.4 * math.sin(0.9 * t + self._waves[0][2])
        return value * (1.0 - 0.5 * strength) + strength * (0.2 + burst * noise)

    def false_rate(self, second: int) -> float:
        """What movement adds to the pulse rate that is counted in `second`, /min; 0 without movement."""
        near = self.motions(second, second + 1)
        if not near:
            return 0.0
        jump = source(self._seed, f"motion {second // _JUMP_S}").uniform(*_JUMPS)
        return max(effect.strength for effect in near) * jump


def _fall(effect: Effect, resting: float, t: float) -> float:
    """How far an airway event has lowered the saturation at `t`, %."""
    deepest = max(0.0, resting - effect.nadir)
    falls_t = effect.start_s + effect.lag_s
    if effect.end_s is None:
        recovers_t = falls_t + deepest / effect.fall_per_s + _HOLD_NADIR_S
    else:
        recovers_t = effect.end_s + effect.recovery_lag_s
    drop = min(deepest, effect.fall_per_s * max(0.0, min(t, recovers_t) - falls_t))
    return max(0.0, drop - effect.recovery_per_s * max(0.0, t - recovers_t))
