"""What holds for one second of a simulated patient: the numbers of an oximeter's display, and what troubles them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from drivers.breathing import Breathing
from drivers.chance import Drift, source
from drivers.effects import Baseline, Effect, EffectKind, of
from drivers.finger import Finger
from drivers.pulse import Heart

PR_BEATS: Final = 8
SEARCH_S: Final = 5.0  # from the probe's return to the first numbers
FOUND_S: Final = 3.0  # from the pulse's return to the first numbers after that
LOWEST_RATE: Final = 20.0  # /min
_SPO2_AVERAGE_S: Final = 8
_JUMPS_S: Final = 6  # false rates are averaged over so long
_LOWEST_PI: Final = 0.02  # %
_TEMP_SD: Final = 0.08  # °C, over tens of minutes
_CACHED: Final = 64  # s


class Second(NamedTuple):
    """What changes once a second, and what goes on in it."""

    spo2: float
    pr: float
    pi: float
    rr: float
    etco2: float | None
    temp: float
    seen: float  # saturation at its beginning, and how much is added up to its end
    seen_more: float
    false_rate: float
    probe_offs: tuple[Effect, ...]
    motions: tuple[Effect, ...]
    lost: list[tuple[float, float]]
    troubled: bool  # whether there is any of these three


class Seconds:
    """The seconds of one patient; each is drawn once and kept for a while.

    Args:
        seed: of what varies.
        effects: what happens to the patient.
        baseline: the patient at rest.
        heart: gives rate and perfusion.
        finger: gives what the sensor finds.
        breathing: gives what is breathed.
    """

    def __init__(
        self,
        seed: int,
        effects: Sequence[Effect],
        baseline: Baseline,
        heart: Heart,
        finger: Finger,
        breathing: Breathing,
    ) -> None:
        self._baseline = baseline
        self._heart = heart
        self._finger = finger
        self._breathing = breathing
        self._probe_offs = of(effects, EffectKind.PROBE_OFF)
        self._warmth = Drift(source(seed, "temperature"), slower=20.0)
        self._saturations: dict[int, float] = {}
        self._seconds: dict[int, Second] = {}
        self._now = 0, self._read(0)

    def again(self) -> None:
        """What comes of the heart is another since a moment: nothing that was read holds any more."""
        self._seconds.clear()
        self._now = self._now[0], self._read(self._now[0])

    def of(self, t: float) -> Second:
        """What holds for the second of `t`."""
        second = math.floor(t)
        if second == self._now[0]:
            return self._now[1]
        known = self._seconds.get(second)
        if known is None:
            if len(self._seconds) > _CACHED:
                self._seconds.clear()
            known = self._seconds[second] = self._read(second)
        self._now = second, known
        return known

    def _read(self, second: int) -> Second:
        finger, breathing = self._finger, self._breathing
        seen = [self._seen(second + 1 - k) for k in range(_SPO2_AVERAGE_S + 1)]  # newest first
        pr, height = self._heart.averages(second, PR_BEATS)
        motions = finger.motions(second, second + 1)
        lost = finger.lost(second - FOUND_S, second + 1)
        probe_offs = tuple(
            effect
            for effect in self._probe_offs
            if effect.start_s < second + 1 and (effect.end_s is None or second < effect.end_s + SEARCH_S)
        )
        false = sum(finger.false_rate(second - k) for k in range(_JUMPS_S)) / _JUMPS_S
        return Second(
            spo2=sum(seen[1:]) / _SPO2_AVERAGE_S,
            pr=max(LOWEST_RATE, pr + false),
            pi=max(_LOWEST_PI, self._baseline.pi * height),
            rr=breathing.rate(second),
            etco2=breathing.end_tidal(second, self._baseline.etco2),
            temp=self._baseline.temp + _TEMP_SD * self._warmth.at(second),
            seen=seen[1],
            seen_more=seen[0] - seen[1],
            false_rate=finger.false_rate(second) if motions else 0.0,
            probe_offs=probe_offs,
            motions=motions,
            lost=lost,
            troubled=bool(motions or lost or probe_offs),
        )

    def _seen(self, second: int) -> float:
        """Saturation as the sensor finds it, %; drawn once."""
        known = self._saturations.get(second)
        if known is None:
            if len(self._saturations) > _CACHED:
                self._saturations.clear()
            known = self._saturations[second] = self._finger.seen(second)
        return known
