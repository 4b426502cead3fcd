"""The simulated patient: what every virtual device of a bed measures. Pure and seeded.

The same seed and effects give the same values, byte for byte, whoever asks, in which order and how often. Only
the cuff has a memory: it knows when somebody started or cancelled it.

    effects ──► circulation ──► pulse (beats) ──► wave, rate
        └─────► breathing ──────┘     finger (saturation, movement) ──► SpO2      cuff ──► pressures

`spo2`, `pr` and `pi` are a plain oximeter's display (8 s, 8 beats, renewed once a second) for devices that do not
average themselves; `sao2` and `rate` are what a sensor is given at the moment: movement is already in them.
A model for practice and tests, not of any person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bedside.driver_api import CuffView, Infused, Patient, PumpView, Vitals
from drivers.breathing import Breathing
from drivers.circulation import Circulation
from drivers.cuff import CuffWorld, SimulatedCuff, Squeeze
from drivers.cuff_run import SQUEEZES_MMHG, Truth
from drivers.effects import TAKES, Baseline, CuffCause, Effect, EffectKind, not_of_kind, of
from drivers.finger import Finger
from drivers.infused import Pump
from drivers.pulse import Heart, ecg_mv, pulse_height
from drivers.seconds import FOUND_S, LOWEST_RATE, PR_BEATS, SEARCH_S, Second, Seconds

__all__ = [
    "BEAT_MARK_S",
    "TAKES",
    "Baseline",
    "CuffCause",
    "Effect",
    "EffectKind",
    "SimulatedPatient",
    "not_of_kind",
]

BEAT_MARK_S: Final = 0.05
"""For so long after its beginning a pulse is reported as `Vitals.beat`. A device sampling at 25 Hz or more sees
each pulse at least once and takes the rising edge."""

_FLAG_AFTER_S: Final = 2.0  # the probe is off for so long before the oximeter says so
_HOLD_S: Final = 10.0  # a pulse is lost for so long before the numbers go
_BASE, _PULSE = 0.15, 0.58  # of full scale: where a pulse begins, and its height
_BREATH: Final = 0.04  # of full scale: the base moves with the breath
_FLATTENS_MMHG: Final = 40.0  # from the first squeeze to no pulse at all
_WANDERS_HZ: Final = 0.05
_SHAKES_S: Final = 0.5  # until a movement is at its full strength

_NO_NUMBERS: Final[Mapping[str, Any]] = {"spo2": None, "pr": None, "pi": None}


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
        self._baseline = baseline = baseline or Baseline()
        self._circulation = circulation = Circulation(seed, effects, baseline)
        resting = baseline.resting()
        self._breathing = Breathing(seed, effects, resting.breaths_per_min, circulation.agitation)
        self._heart = Heart(seed, circulation, self._breathing)
        self._finger = Finger(seed, effects, baseline)
        self._wander = baseline.pleth_drift
        self._watched = baseline.same_arm  # every sample has to ask the cuff
        self._seconds = Seconds(seed, effects, baseline, self._heart, self._finger, self._breathing)
        self._pump = Pump(baseline.rate_ml_h, of(effects, EffectKind.PUMP_MISMATCH))
        self._infused: Infused | None = None
        self._cuff = SimulatedCuff(
            seed, patient_type=baseline.patient_type, world=self._world(effects), auto_s=auto_cuff_s
        )

    # oximeter, electrodes, thermometer

    def at(self, t: float) -> Vitals:
        """State at `t`, s; see `Patient.at`. `beat` is on for `BEAT_MARK_S` from the beginning of a pulse."""
        second = self._seconds.of(t)
        start_s, end_s, height, peak = self._heart.beat(t)
        length_s = end_s - start_s
        place = (t - start_s) / length_s
        swing = self._breathing.swing(t)
        base = _BASE - _BREATH * swing
        if self._wander:
            base += self._wander * math.sin(2.0 * math.pi * _WANDERS_HZ * t)
        pleth = base + _PULSE * height * pulse_height(place, peak)
        now: dict[str, Any] = {
            "t": t,
            "pleth": min(1.0, max(0.0, pleth)),
            "beat": t - start_s < BEAT_MARK_S,
            "spo2": second.spo2,
            "pr": second.pr,
            "pi": second.pi,
            "probe_on": True,
            "searching": False,
            "rr": second.rr,
            "resp": 0.5 + 0.4 * swing,
            "ecg_mv": ecg_mv(place),
            "etco2": second.etco2,
            "temp": second.temp,
            "sao2": second.seen + second.seen_more * (t - math.floor(t)),
            "rate": 60.0 / length_s,
        }
        squeeze = self._cuff.squeezes(t, FOUND_S) if self._watched else None
        if second.troubled or squeeze:
            self._trouble(now, second, base, squeeze)
        return Vitals(**now)

    def _trouble(self, now: dict[str, Any], second: Second, base: float, squeeze: Squeeze | None) -> None:
        """Enter a probe that comes off, a finger that moves, a lost pulse into `now`; the electrodes stay on."""
        t = now["t"]
        for effect in second.probe_offs:
            if effect.active(t):
                self._come_off(now, effect)
                return
            if effect.end_s is not None and effect.end_s <= t < effect.end_s + SEARCH_S:
                now["searching"] = True
        pleth = now["pleth"]
        if second.lost or squeeze:
            pleth = base + (pleth - base) * self._lose(now, second, squeeze)
        for effect in second.motions:
            if effect.active(t):
                pleth = self._finger.shaken(pleth, effect.strength * effect.part(t, _SHAKES_S), t)
                now["artefact"], now["rate"] = True, max(LOWEST_RATE, now["rate"] + second.false_rate)
        now["pleth"] = min(1.0, max(0.0, pleth))
        if now["searching"]:
            now |= _NO_NUMBERS
            if not now.get("weak"):
                now["sao2"] = now["rate"] = None

    def _come_off(self, now: dict[str, Any], effect: Effect) -> None:
        """The probe lies on the bed: at first nothing but noise, and numbers not yet given up."""
        t, now["beat"] = now["t"], False
        if t - effect.start_s >= _FLAG_AFTER_S:
            now |= {"pleth": None, "probe_on": False, "sao2": None, "rate": None, **_NO_NUMBERS}
            return
        held = self._seconds.of(effect.start_s)
        now |= {"spo2": held.spo2, "pr": held.pr, "pi": held.pi, "sao2": held.seen, "rate": held.pr}
        now["pleth"] = 0.5 + 0.02 * math.sin(40.0 * t)

    def _lose(self, now: dict[str, Any], second: Second, squeeze: Squeeze | None) -> float:
        """Enter a pulse that is too weak to be found into `now`; how much of it is left, 0…1."""
        t, times, left = now["t"], second.lost, 1.0
        if squeeze is not None:
            times = [*times, (squeeze.start_s, squeeze.end_s)]
            left = (SQUEEZES_MMHG + _FLATTENS_MMHG - squeeze.pressure_mmhg) / _FLATTENS_MMHG
            left = min(1.0, max(0.0, left))
        since = min((begin for begin, end in times if begin <= t < end), default=None)
        if since is not None:
            now["weak"], now["beat"] = True, False
            if t - since < _HOLD_S:
                held = self._seconds.of(since)
                now |= {"spo2": held.spo2, "pr": held.pr, "pi": held.pi}
            else:
                now["searching"] = True
        elif any(end <= t < end + FOUND_S and end - begin >= _HOLD_S for begin, end in times):
            now["searching"] = True
        return left

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

    def _world(self, effects: Sequence[Effect]) -> CuffWorld:
        faults = of(effects, EffectKind.CUFF_FAULT)
        baseline, circulation = self._baseline, self._circulation

        def truth(t: float) -> Truth:
            high, low = circulation.pressures(t)
            return Truth(sys=high, dia=low, pr=self._heart.averages(t, PR_BEATS)[0])

        def failure_share(t: float) -> tuple[float, bool]:
            restless = circulation.agitation(t) > 0
            return baseline.cuff_failure_agitated if restless else baseline.cuff_failure_rest, restless

        return CuffWorld(
            truth=truth,
            cause=lambda t: next((effect.cause for effect in faults if effect.active(t)), None),
            moves=lambda begin, end: bool(self._finger.motions(begin, end)),
            failure_share=failure_share,
        )

    # pump

    def pump(self, t: float) -> PumpView:
        """State of the infusion pump at `t`, s: as entered; as long as nobody told anything, at one rate."""
        return self._pump.at(t)

    def infuse(self, infused: Infused) -> None:
        """See `Patient.infuse`. What was entered late changes all behind its time, also what was asked before."""
        if infused == self._infused:
            return
        self._infused = infused
        self._pump.take(infused)
        from_s = self._circulation.infuse(infused)
        if math.isfinite(from_s):
            self._heart.again_from(from_s)
            self._seconds.again()
