"""Chance of the simulated patient that does not depend on who asks when: a function of the seed and the time."""

from __future__ import annotations

import math
import random

_PERIODS_S = (41.0, 97.0, 233.0)
_UNIT = math.sqrt(2.0 / len(_PERIODS_S))


def source(seed: int, purpose: str) -> random.Random:
    """A stream of its own for each purpose, so that a change of one moves no other."""
    return random.Random(f"bedside {purpose} {seed}")


class Drift:
    """Slow noise, mean 0 and standard deviation 1 over time: three sines whose phases come from the seed.

    Args:
        chance: where the phases come from.
        slower: factor on the periods (41, 97 and 233 s).
    """

    def __init__(self, chance: random.Random, slower: float = 1.0) -> None:
        self._waves = [
            (2.0 * math.pi / (period * slower), chance.uniform(0.0, 2.0 * math.pi)) for period in _PERIODS_S
        ]

    def at(self, t: float) -> float:
        """Value at `t`, s."""
        return _UNIT * sum(math.sin(speed * t + phase) for speed, phase in self._waves)
