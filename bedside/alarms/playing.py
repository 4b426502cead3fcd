"""The one sound that is on: its samples, how loud, and how it ends early."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.alarms.bursts import RATE_HZ, Samples
from bedside.vitals.alarms import Priority

_FADE: Final = RATE_HZ // 100  # samples


class Tone(Enum):
    """Sounds that are no alarm."""

    TONE = "tone"
    TEST = "test"


@dataclass(slots=True)
class Playing:
    """What sounds."""

    samples: Samples | NDArray[np.float64]
    kind: Priority | Tone
    gain: float  # of the sample before
    began: int  # in samples of the mixer
    at: int = 0
    reminder: bool = False
    fading: bool = False

    def into(self, out: Samples, gain: float) -> int:
        """Write the next samples at `gain`, reached without a step; how many there were."""
        part = self.samples[self.at : self.at + out.size]
        if gain == self.gain:
            scaled = part * gain
        else:
            scaled = part * np.concatenate(
                (np.linspace(self.gain, gain, _FADE)[: part.size], np.full(max(0, part.size - _FADE), gain))
            )
            self.gain = gain
        out[: part.size] = np.rint(scaled)
        self.at += part.size
        return part.size

    @property
    def spent(self) -> bool:
        """Whether it is over."""
        return self.at >= len(self.samples)

    def fade(self) -> None:
        """End within 10 ms."""
        if not self.fading:
            rest = self.samples[self.at : self.at + _FADE]
            self.samples, self.at = rest * np.linspace(1.0, 0.0, rest.size), 0
            self.fading = True
