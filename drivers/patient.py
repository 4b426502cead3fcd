"""The simulated patient: what every virtual device of a bed measures. Pure and seeded.

The same seed and effects give the same values, byte for byte, whoever asks, in which order and how often. Only
the cuff has a memory: it knows when somebody started or cancelled it.

Shapes and sizes: pleth landmarks (systolic peak at 17.5 % of the beat, notch at 40 %, diastolic peak at 45 %)
as in the public generator of NeuroKit2, drawn here with curves of our own; respiratory modulation, averaging
and cuff times as usual for such devices. A model for practice and tests, not of any person.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from bedside.driver_api import CuffView, Patient, PumpView, Vitals
from bedside.vitals.sessions import PatientType
from drivers.cuff import SimulatedCuff, Truth

BEAT_MARK_S = 0.05
"""For so long after its beginning a pulse is reported as `Vitals.beat`. A device sampling at 25 Hz or more sees
each pulse at least once and takes the rising edge."""

_FIRST_BEAT_S = -20.0  # beats before the patient began, so that the averages stand at once
_PR_BEATS = 8
_SPO2_AVERAGE_S = 8
_FLAG_AFTER_S = 2.0  # the probe is off for so long before the oximeter says so
_SEARCH_S = 5.0  # from the probe's return to the first numbers
_HOLD_NADIR_S = 20.0

# place in the beat 0…1, height 0…1: foot, systolic peak, notch, diastolic peak, foot
_SHAPE = ((0.0, 0.0), (0.175, 1.0), (0.40, 0.49), (0.45, 0.51), (1.0, 0.0))

# place in the beat 0…1, width, height mV: P, Q, R, S, T
_ECG = (
    (0.80, 0.03, 0.12),
    (0.965, 0.01, -0.10),
    (0.99, 0.012, 1.0),
    (0.02, 0.012, -0.20),
    (0.30, 0.06, 0.25),
)


class EffectKind(StrEnum):
    """What can happen to the patient."""

    REST = "rest"  # nothing: names a scenario's calm part
    DESATURATION = "desaturation"  # an airway event
    HYPERTENSIVE_PEAK = "hypertensive_peak"
    PROBE_OFF = "probe_off"
    CUFF_FAULT = "cuff_fault"  # every determination begun in this time fails


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that happens to the patient at a time.

    Raises:
        ValueError: unknown kind, or an end before the start.
    """

    kind: str  # one of EffectKind
    start_s: float
    end_s: float | None = None  # None: by itself (desaturation, peak) or never
    # desaturation
    nadir: float = 84.0  # %
    lag_s: float = 30.0  # from the event to the fall
    fall_per_s: float = 0.5  # %/s
    recovery_lag_s: float = 20.0
    recovery_per_s: float = 1.5  # %/s
    # hypertensive peak
    rise_mmhg: float = 40.0  # of the systolic pressure
    peak_after_s: float = 300.0  # from the start to the peak; it falls as slowly

    def __post_init__(self) -> None:
        """Check what a scenario file may get wrong."""
        EffectKind(self.kind)
        if self.end_s is not None and self.end_s < self.start_s:
            raise ValueError(f"the effect {self.kind!r} ends before it starts")

    def active(self, t: float) -> bool:
        """Whether `t` lies between start and end."""
        return self.start_s <= t and (self.end_s is None or t < self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The patient at rest."""

    spo2: float = 97.5  # %
    pr: float = 68.0  # /min
    sys: float = 122.0  # mmHg
    dia: float = 74.0  # mmHg
    pi: float = 3.5  # %
    breaths_per_min: float = 14.0
    etco2: float = 38.0  # mmHg
    temp: float = 36.6  # °C
    rate_ml_h: float = 30.0  # of the infusion pump; runs from the beginning
    patient_type: PatientType = PatientType.ADULT


class _Beat(NamedTuple):
    start_s: float
    length_s: float
    height: float  # about 1


class _Second(NamedTuple):
    """Displayed numbers; renewed once a second."""

    spo2: float
    pr: float
    pi: float


class _Drift:
    """Slow noise of about unit size: three sines whose phases come from the seed."""

    _PERIODS_S = (41.0, 97.0, 233.0)

    def __init__(self, source: random.Random) -> None:
        self._phases = [source.uniform(0.0, 2 * math.pi) for _ in self._PERIODS_S]

    def at(self, t: float) -> float:
        waves = (
            math.sin(2 * math.pi * t / period + phase)
            for period, phase in zip(self._PERIODS_S, self._phases, strict=True)
        )
        return sum(waves) / 1.5


class SimulatedPatient(Patient):
    """One patient for all virtual devices of a bed.

    Args:
        seed: the same seed gives the same patient.
        effects: what happens, each at its time.
        auto_cuff_s: interval of a cuff that cycles by itself, as set at its monitor; None: it does not.
        baseline: the patient at rest.
    """

    def __init__(
        self,
        seed: int,
        effects: Sequence[Effect] = (),
        *,
        auto_cuff_s: float | None = None,
        baseline: Baseline | None = None,
    ) -> None:
        source = random.Random(f"bedside patient {seed}")
        self._baseline = baseline or Baseline()
        self._desaturations = _of(effects, EffectKind.DESATURATION)
        self._peaks = _of(effects, EffectKind.HYPERTENSIVE_PEAK)
        self._probe_offs = _of(effects, EffectKind.PROBE_OFF)
        self._pr_drift, self._spo2_drift, self._bp_drift = (_Drift(source) for _ in range(3))
        self._beat_source = random.Random(source.getrandbits(64))
        self._beats = [_Beat(_FIRST_BEAT_S, 60.0 / self._baseline.pr, 1.0)]
        self._starts = [_FIRST_BEAT_S]
        self._second = (0, self._numbers(0))
        self._near_second: tuple[int, tuple[Effect, ...]] = (-1, ())
        faults = _of(effects, EffectKind.CUFF_FAULT)
        self._cuff = SimulatedCuff(
            seed,
            patient_type=self._baseline.patient_type,
            truth=self._truth,
            fails=lambda t: any(effect.active(t) for effect in faults),
            auto_s=auto_cuff_s,
        )

    # oximeter

    def at(self, t: float) -> Vitals:
        """State at `t`, s; see `Patient.at`. `beat` is on for `BEAT_MARK_S` from the beginning of a pulse."""
        near = self._near(t)
        for effect in near:
            if not effect.active(t):
                continue
            if t - effect.start_s < _FLAG_AFTER_S:  # nothing but noise, and numbers not yet given up
                noise = 0.5 + 0.02 * math.sin(40.0 * t)
                return self._vitals(t, pleth=noise, numbers=self._displayed(effect.start_s))
            return self._vitals(t, pleth=None, numbers=None, probe_on=False)
        beat = self._beat(t)
        searching = any(
            effect.end_s is not None and effect.end_s <= t < effect.end_s + _SEARCH_S for effect in near
        )
        return self._vitals(
            t,
            pleth=self._pleth(beat, t),
            numbers=None if searching else self._displayed(t),
            beat=t - beat.start_s < BEAT_MARK_S,
            searching=searching,
        )

    def _near(self, t: float) -> tuple[Effect, ...]:
        """Times with the probe off that matter within the second of `t`; a long scenario has hundreds."""
        second = math.floor(t)
        if self._near_second[0] != second:
            near = tuple(
                effect
                for effect in self._probe_offs
                if effect.start_s < second + 1 and (effect.end_s is None or second < effect.end_s + _SEARCH_S)
            )
            self._near_second = (second, near)
        return self._near_second[1]

    def _displayed(self, t: float) -> _Second:
        second = math.floor(t)
        if self._second[0] != second:
            self._second = (second, self._numbers(second))
        return self._second[1]

    def _numbers(self, second: int) -> _Second:
        spo2 = sum(self._true_spo2(second - k) for k in range(_SPO2_AVERAGE_S)) / _SPO2_AVERAGE_S
        self._beat(second)
        last = bisect_right(self._starts, second) - 1  # the beat that runs; those before are complete
        beats = self._beats[max(0, last - _PR_BEATS) : last] or self._beats[:1]
        pr = 60.0 * len(beats) / sum(beat.length_s for beat in beats)
        return _Second(spo2=spo2, pr=pr, pi=self._baseline.pi * self._perfusion(second))

    def _true_spo2(self, t: float) -> float:
        value = min(100.0, self._baseline.spo2 + 0.4 * self._spo2_drift.at(t))
        for effect in self._desaturations:
            value = min(value, self._baseline.spo2 - _desaturation(effect, self._baseline.spo2, t))
        return value

    def _rise_mmhg(self, t: float) -> float:
        return sum(effect.rise_mmhg * _bump(effect, t) for effect in self._peaks)

    def _perfusion(self, t: float) -> float:
        """1 at rest; vessels narrow as the pressure rises."""
        return 1.0 - min(0.5, self._rise_mmhg(t) / 100.0)

    def _rate(self, t: float) -> float:
        return max(30.0, self._baseline.pr + 1.5 * self._pr_drift.at(t) + 0.3 * self._rise_mmhg(t))

    def _breath(self, t: float) -> float:
        return math.sin(2 * math.pi * t * self._baseline.breaths_per_min / 60.0)

    def _beat(self, t: float) -> _Beat:
        """The beat that runs at `t`. Beats follow each other from the first; asking draws those still missing."""
        source = self._beat_source
        while (last := self._beats[-1]).start_s + last.length_s <= t:
            start_s = last.start_s + last.length_s
            length_s = 60.0 / self._rate(start_s) * (1.0 + 0.04 * self._breath(start_s))
            length_s = max(0.3, length_s + source.gauss(0.0, 0.015))
            self._beats.append(_Beat(start_s, length_s, source.gauss(1.0, 0.03)))
            self._starts.append(start_s)
        return self._beats[max(0, bisect_right(self._starts, t) - 1)]

    def _pleth(self, beat: _Beat, t: float) -> float:
        breath = self._breath(t - 1.0)
        height = beat.height * self._perfusion(beat.start_s) * (1.0 + 0.1 * self._breath(beat.start_s))
        value = 0.15 + 0.04 * breath + 0.62 * height * _shape((t - beat.start_s) / beat.length_s)
        return min(1.0, max(0.0, value))

    def _truth(self, t: float) -> Truth:
        """What a perfect cuff would find at `t`."""
        rise = self._rise_mmhg(t) + 2.5 * self._bp_drift.at(t)
        return Truth(
            sys=self._baseline.sys + rise, dia=self._baseline.dia + 0.69 * rise, pr=self._displayed(t).pr
        )

    def _vitals(
        self,
        t: float,
        *,
        pleth: float | None,
        numbers: _Second | None,
        beat: bool = False,
        probe_on: bool = True,
        searching: bool = False,
    ) -> Vitals:
        """What there is at `t`; the electrodes and the thermometer stay on when the probe comes off."""
        runs = self._beat(t)
        return Vitals(
            t=t,
            pleth=pleth,
            beat=beat,
            spo2=None if numbers is None else numbers.spo2,
            pr=None if numbers is None else numbers.pr,
            pi=None if numbers is None else numbers.pi,
            probe_on=probe_on,
            searching=searching,
            rr=self._baseline.breaths_per_min,
            resp=0.5 + 0.4 * self._breath(t),
            ecg_mv=_ecg_mv((t - runs.start_s) / runs.length_s),
            etco2=self._baseline.etco2,
            temp=self._baseline.temp,
        )

    # cuff

    def cuff(self, t: float) -> CuffView:
        """State of the cuff at `t`, s."""
        return self._cuff.at(t)

    def start_cuff(self, t: float) -> None:
        """Begin a determination at `t`; nothing happens while one runs."""
        self._cuff.start(t)

    def cancel_cuff(self, t: float) -> None:
        """Deflate at `t`; nothing happens while none runs."""
        self._cuff.cancel(t)

    # pump

    def pump(self, t: float) -> PumpView:
        """State of the infusion pump at `t`, s: runs from the beginning at one rate."""
        rate = self._baseline.rate_ml_h
        return PumpView(running=rate > 0, rate_ml_h=rate, volume_ml=rate * max(0.0, t) / 3600.0)


def _of(effects: Sequence[Effect], kind: EffectKind) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if effect.kind == kind)


def _ecg_mv(place: float) -> float:
    """ECG at `place` in the beat, 0…1, mV: five bells for P, Q, R, S and T."""
    return sum(height * math.exp(-(((place - at) / width) ** 2)) for at, width, height in _ECG)


def _shape(place: float) -> float:
    """Height of the pulse at `place` in the beat, both 0…1: half cosines between the landmarks."""
    for (x0, y0), (x1, y1) in pairwise(_SHAPE):
        if place <= x1:
            return y0 + (y1 - y0) * (1.0 - math.cos(math.pi * (place - x0) / (x1 - x0))) / 2.0
    return 0.0


def _desaturation(effect: Effect, resting: float, t: float) -> float:
    """How far an airway event has lowered the saturation at `t`, %."""
    deepest = resting - effect.nadir
    falls_t = effect.start_s + effect.lag_s
    if effect.end_s is None:
        recovers_t = falls_t + deepest / effect.fall_per_s + _HOLD_NADIR_S
    else:
        recovers_t = effect.end_s + effect.recovery_lag_s
    drop = min(deepest, effect.fall_per_s * max(0.0, min(t, recovers_t) - falls_t))
    return max(0.0, drop - effect.recovery_per_s * max(0.0, t - recovers_t))


def _bump(effect: Effect, t: float) -> float:
    """0 before, 1 at the peak; stays there up to the end, if one is given, and falls as slowly as it rose."""
    top_from = effect.start_s + effect.peak_after_s
    top_to = top_from if effect.end_s is None else max(top_from, effect.end_s)
    distance = max(top_from - t, t - top_to, 0.0) / effect.peak_after_s
    return 0.0 if distance >= 1.0 else (1.0 + math.cos(math.pi * distance)) / 2.0
