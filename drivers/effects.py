"""What can happen to the simulated patient, and who the patient is at rest: the words of a scenario file.

Ranges given beside the fields are those seen in people or on monitors; what is checked is only what the model cannot
play. Nothing here knows how an effect is played.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from bedside.vitals.sessions import PatientType
from drivers.haemodynamics import PRESETS


class EffectKind(StrEnum):
    """What can happen to the patient."""

    REST = "rest"  # nothing: names a scenario's calm part
    DESATURATION = "desaturation"  # an airway event: the chest still moves
    APNOEA = "apnoea"  # no breath; the saturation follows
    HYPOVENTILATION = "hypoventilation"  # few and shallow breaths; the saturation follows
    HYPERTENSIVE_PEAK = "hypertensive_peak"
    KETAMINE = "ketamine"  # an infusion: pressure and pulse follow the effect-site concentration
    AGITATION = "agitation"  # anxious, restless: faster pulse and breath, higher pressure, steadier beat
    PROBE_OFF = "probe_off"
    MOTION = "motion"  # finger and arm move
    LOW_PERFUSION = "low_perfusion"  # cold hand
    CUFF_FAULT = "cuff_fault"  # every determination begun in this time fails
    PUMP_MISMATCH = "pump_mismatch"  # the pump runs at another rate than was entered


class CuffCause(StrEnum):
    """Why a determination fails."""

    WEAK = "weak"  # no oscillation found, at the second try either
    MOVEMENT = "movement"  # artefacts, at the second try either
    LEAK = "leak"  # loose cuff: the pressure is not reached
    KINK = "kink"  # hose bent off: the pressure shoots up at once
    OVERPRESSURE = "overpressure"  # the pump runs on
    TIMEOUT = "timeout"  # steps that never end
    WRONG_CUFF = "wrong_cuff"  # fills far too fast or too slowly for the patient type set
    DEVICE = "device"  # the monitor's own fault
    LOW_BATTERY = "low_battery"  # the pump has no power left


_DESATURATION = ("nadir", "lag_s", "fall_per_s", "recovery_lag_s", "recovery_per_s")
TAKES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        EffectKind.DESATURATION: _DESATURATION,
        EffectKind.APNOEA: _DESATURATION,
        EffectKind.HYPOVENTILATION: ("breaths_per_min", *_DESATURATION),
        EffectKind.HYPERTENSIVE_PEAK: ("rise_mmhg", "peak_after_s"),
        EffectKind.KETAMINE: ("preset", "duration_s", "dose_mg_per_kg", "weight_kg"),
        EffectKind.AGITATION: ("strength",),
        EffectKind.MOTION: ("strength",),
        EffectKind.LOW_PERFUSION: ("pi",),
        EffectKind.CUFF_FAULT: ("cause",),
        EffectKind.PUMP_MISMATCH: ("rate_factor",),
    }
)
"""The fields of a kind beside kind, start_s and end_s."""

_FASTEST_PUMP: Final = 20.0
_ABOVE_ZERO = ("fall_per_s", "recovery_per_s", "peak_after_s", "duration_s", "weight_kg", "breaths_per_min")


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that happens to the patient at a time. A field that is not of its kind changes nothing.

    Raises:
        ValueError: unknown kind, cause or preset, an end before the start, or a number the model cannot play.
    """

    kind: str  # one of EffectKind
    start_s: float
    end_s: float | None = None  # None: by itself (desaturation, peak, ketamine) or never
    # desaturation, apnoea, hypoventilation
    nadir: float = 84.0  # %, 78…90
    lag_s: float = 30.0  # from the event to the fall, 20…40
    fall_per_s: float = 0.5  # %/s, 0.3…0.8
    recovery_lag_s: float = 20.0  # 15…25
    recovery_per_s: float = 1.5  # %/s, 1…2
    breaths_per_min: float = 6.0  # hypoventilation
    # hypertensive peak
    rise_mmhg: float = 40.0  # of the systolic pressure
    peak_after_s: float = 300.0  # from the start to the peak; it falls as slowly
    # ketamine
    preset: str = "typical"  # one of drivers.haemodynamics.PRESETS
    duration_s: float = 2400.0  # of the infusion
    dose_mg_per_kg: float = 0.5
    weight_kg: float = 70.0
    # agitation, motion
    strength: float = 0.6  # 0…1
    # low perfusion
    pi: float = 0.2  # %; under 0.1 the pulse is lost
    # cuff fault
    cause: str = "weak"  # one of CuffCause
    # pump mismatch
    rate_factor: float = 1.5  # of the rate that was entered; 0: it stands still

    def __post_init__(self) -> None:
        """Check what a scenario file may get wrong."""
        _one_of("effect", self.kind, list(EffectKind))
        _one_of("cause of a cuff fault", self.cause, list(CuffCause))
        _one_of("ketamine preset", self.preset, list(PRESETS))
        if self.end_s is not None and self.end_s < self.start_s:
            raise ValueError(f"the effect {self.kind!r} ends before it starts")
        for name in _ABOVE_ZERO:
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"the effect {self.kind!r} needs a {name!r} above 0")
        if not 0 < self.strength <= 1:
            raise ValueError(f"the effect {self.kind!r} needs a 'strength' above 0, at most 1")
        if not 30 <= self.nadir <= 100:
            raise ValueError(f"the effect {self.kind!r} needs a 'nadir' from 30 to 100 %")
        if not 0 <= self.rate_factor <= _FASTEST_PUMP:
            raise ValueError(
                f"the effect {self.kind!r} needs a 'rate_factor' of at least 0, at most {_FASTEST_PUMP:g}"
            )
        if not 0 < self.pi <= 20:
            raise ValueError(f"the effect {self.kind!r} needs a 'pi' above 0, at most 20 %")
        if self.kind in (EffectKind.APNOEA, EffectKind.HYPOVENTILATION) and self.end_s is None:
            raise ValueError(
                f"the effect {self.kind!r} needs an 'end_s': nobody stops breathing for good here"
            )

    def active(self, t: float) -> bool:
        """Whether `t` lies between start and end."""
        return self.start_s <= t and (self.end_s is None or t < self.end_s)

    def part(self, t: float, edge_s: float) -> float:
        """0 outside, 1 within; rises in the first and falls in the `edge_s` after the end, straight."""
        if t < self.start_s:
            return 0.0
        rising = min(1.0, (t - self.start_s) / edge_s)
        if self.end_s is None or t < self.end_s:
            return rising
        return max(0.0, min(1.0, (self.end_s - self.start_s) / edge_s) - (t - self.end_s) / edge_s)


class _Resting(NamedTuple):
    sys: float  # mmHg
    dia: float  # mmHg
    pr: float  # /min
    breaths_per_min: float


NO_ANSWER: Final = "no"
_USUAL_ANSWER: Final = "typical"

_RESTING = {
    PatientType.CHILD: _Resting(102.0, 62.0, 92.0, 20.0),
    PatientType.NEONATE: _Resting(70.0, 42.0, 135.0, 40.0),
}
_ADULT = _Resting(122.0, 74.0, 68.0, 14.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The patient at rest. None: as usual for the patient type (adult 122/74, 68 /min, 14 breaths).

    Raises:
        ValueError: a number the model cannot play.
    """

    spo2: float = 97.5  # %, 96…99
    pr: float | None = None  # /min
    sys: float | None = None  # mmHg
    dia: float | None = None  # mmHg
    pi: float = 3.5  # %, 1…10
    breaths_per_min: float | None = None
    etco2: float = 38.0  # mmHg
    temp: float = 36.6  # °C
    rate_ml_h: float = 30.0  # of the infusion pump; runs from the beginning
    patient_type: PatientType = PatientType.ADULT
    same_arm: bool = False  # cuff and oximeter on one arm: every inflation takes the pulse away
    cuff_failure_rest: float = 0.0  # share of the determinations that fail by chance; 0.03 is usual
    cuff_failure_agitated: float = 0.0  # the same during agitation; 0.1 is usual
    responds: str | None = (
        None  # to the infusion that is entered: a preset, or "no"; None: see `answers_with`
    )
    pleth_drift: float = 0.0  # share of full scale by which the wave wanders, 0.05 Hz

    def __post_init__(self) -> None:
        """Check what a scenario file may get wrong."""
        limits = {
            "spo2": (30.0, 100.0),
            "pr": (30.0, 250.0),
            "sys": (40.0, 270.0),
            "dia": (20.0, 260.0),
            "pi": (0.02, 20.0),
            "breaths_per_min": (4.0, 80.0),
            "cuff_failure_rest": (0.0, 1.0),
            "cuff_failure_agitated": (0.0, 1.0),
            "pleth_drift": (0.0, 0.2),
        }
        for name, (least, most) in limits.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise ValueError(f"the baseline needs {name!r} from {least:g} to {most:g}")
        if self.responds is not None:
            _one_of("answer to an infusion", self.responds, [*PRESETS, NO_ANSWER])
        if self.sys is not None and self.dia is not None and self.dia >= self.sys:
            raise ValueError("the baseline needs 'dia' below 'sys'")

    def answers_with(self, infusions: Sequence[Effect]) -> str | None:
        """The preset of the answer to an infusion that is entered; None: there is none.

        Args:
            infusions: those of the scenario. A patient who has one answers to that, unless told to answer to both.
        """
        if self.responds is None:
            return None if infusions else _USUAL_ANSWER
        return None if self.responds == NO_ANSWER else self.responds

    def resting(self, sys: float | None = None, dia: float | None = None) -> _Resting:
        """Pressures and rates, with the usual ones where none is set.

        Args:
            sys: what stands in for an unset systolic pressure, mmHg; None: the patient type decides.
            dia: the same for the diastolic pressure.
        """
        usual = _RESTING.get(self.patient_type, _ADULT)
        high = self.sys if self.sys is not None else sys if sys is not None else usual.sys
        low = self.dia if self.dia is not None else dia if dia is not None else usual.dia
        return _Resting(
            sys=high,
            dia=min(low, high - 10.0),
            pr=usual.pr if self.pr is None else self.pr,
            breaths_per_min=usual.breaths_per_min if self.breaths_per_min is None else self.breaths_per_min,
        )


def of(effects: Sequence[Effect], *kinds: EffectKind) -> tuple[Effect, ...]:
    """The effects of these kinds, in their order."""
    return tuple(effect for effect in effects if effect.kind in kinds)


def not_of_kind(kind: str, names: Sequence[str]) -> str | None:
    """The first field that an effect of this kind does not take; None: all are its own."""
    own = {"kind", "start_s", "end_s", *TAKES.get(kind, ())}
    known = {field.name for field in fields(Effect)}
    return next((name for name in names if name in known and name not in own), None)


def _one_of(what: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise ValueError(f"there is no {what} {value!r}; there are {', '.join(known)}")
