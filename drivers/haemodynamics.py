"""What a ketamine infusion does to pressure and pulse of the simulated patient. Pure, exact in time.

The concentration at the effect site follows Domino's three compartments with ke0 0.238 /min (numbers as they stand in
open infusion programs); the systolic pressure rises in proportion to it, 1 to 3 min later. It is a model for practice:
measured levels lie about a third lower, and people differ.

Any infusion is a list of segments of constant rate, so the pump that really runs can drive it. Each segment has a
closed solution (a sum of exponentials); nothing is stepped, so the time at which somebody asks makes no difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

# Domino, adult: L/kg and /min
_V1 = 0.063
_K10, _K12, _K13, _K21, _K31 = 0.4381, 0.5921, 0.5900, 0.2470, 0.0146
KE0: Final = 0.238  # /min

DIA_SHARE: Final = 0.69  # ΔDBP / ΔSBP, and
PULSE_SHARE: Final = 0.3  # ΔHR / ΔSBP (1/min per mmHg): ratios of studies of depression infusions
DELAYS_MIN: Final = (1.0, 3.0)  # pressure after the effect site

FAINT_AT_S: Final = 12 * 60.0  # after the infusion began
_FAINT_S: Final = 180.0
_FAINT_EDGE_S: Final = 20.0


class Segment(NamedTuple):
    """An infusion at constant rate."""

    start_min: float
    end_min: float
    mg_per_min: float


Bolus = tuple[float, float]
"""When, min, and how much, mg, was given at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How somebody reacts to 0.5 mg/kg in 40 min."""

    rise_mmhg: float  # of the systolic pressure at 40 min
    sys: float | None = None  # mmHg, at rest, where the scenario sets none
    dia: float | None = None
    faint_pr: float = 0.0  # /min, change in minute 12 to 15
    faint_mmhg: float = 0.0  # the same, systolic


PRESETS: Final[Mapping[str, Preset]] = MappingProxyType(
    {
        "quiet": Preset(rise_mmhg=3.0),
        "typical": Preset(rise_mmhg=13.0),
        "strong": Preset(rise_mmhg=20.0),
        "hypertensive": Preset(rise_mmhg=35.0, sys=142.0, dia=88.0),
        "vagal": Preset(rise_mmhg=13.0, faint_pr=-25.0, faint_mmhg=-30.0),
    }
)


def plasma(
    segments: Sequence[Segment], t_min: float, weight_kg: float = 70.0, boluses: Sequence[Bolus] = ()
) -> float:
    """Concentration in the plasma at `t_min`, ng/mL."""
    return _level(segments, boluses, t_min, weight_kg, _disposition()[:3])


def effect_site(
    segments: Sequence[Segment], t_min: float, weight_kg: float = 70.0, boluses: Sequence[Bolus] = ()
) -> float:
    """Concentration at the effect site at `t_min`, ng/mL."""
    return _level(segments, boluses, t_min, weight_kg, _disposition()[3:])


def standard(weight_kg: float = 70.0, mg_per_kg: float = 0.5, minutes: float = 40.0) -> list[Segment]:
    """The infusion the presets are about."""
    return [Segment(0.0, minutes, mg_per_kg * weight_kg / minutes)]


@cache
def reference() -> float:
    """The effect site at the end of the standard infusion, ng/mL; it is the same for every weight."""
    return effect_site(standard(), 40.0)


class Response:
    """One infusion's effect on one person.

    Args:
        preset: how the person reacts.
        start_s: when the infusion begins.
        segments: of the infusion, min from its beginning.
        weight_kg: of the person.
        delay_min: pressure after the effect site.
    """

    def __init__(
        self, preset: Preset, start_s: float, segments: Sequence[Segment], weight_kg: float, delay_min: float
    ) -> None:
        self._preset, self._start_s, self._segments = preset, start_s, tuple(segments)
        self._weight_kg, self._delay_min = weight_kg, delay_min

    def sys_mmhg(self, t: float) -> float:
        """Rise of the systolic pressure through the drug at `t`, s."""
        minutes = (t - self._start_s) / 60.0 - self._delay_min
        if minutes <= 0:
            return 0.0
        return self._preset.rise_mmhg * effect_site(self._segments, minutes, self._weight_kg) / reference()

    def faint(self, t: float) -> tuple[float, float]:
        """Change of pulse (/min) and systolic pressure (mmHg) through a vagal reaction at `t`, s."""
        return faint_at(self._preset, t - self._start_s - FAINT_AT_S)


def faint_at(preset: Preset, since_s: float) -> tuple[float, float]:
    """Change of pulse (/min) and systolic pressure (mmHg) so long after a vagal reaction began, s."""
    if not (0 <= since_s < _FAINT_S and preset.faint_mmhg):
        return 0.0, 0.0
    part = min(1.0, since_s / _FAINT_EDGE_S, (_FAINT_S - since_s) / _FAINT_EDGE_S)
    return part * preset.faint_pr, part * preset.faint_mmhg


class _Term(NamedTuple):
    share: float  # of the answer to 1 mg/min for ever, (mg/L)·kg per mg/min
    per_min: float  # rate at which it is reached


def _level(
    segments: Sequence[Segment],
    boluses: Sequence[Bolus],
    t_min: float,
    weight_kg: float,
    terms: Sequence[_Term],
) -> float:
    total = 0.0
    for start_min, end_min, rate in segments:
        if start_min < t_min:
            since, ended = t_min - start_min, max(0.0, t_min - end_min)
            total += rate * sum(
                share * (math.exp(-per_min * ended) - math.exp(-per_min * since)) for share, per_min in terms
            )
    for at_min, mg in boluses:
        if at_min < t_min:
            total += mg * sum(
                share * per_min * math.exp(-per_min * (t_min - at_min)) for share, per_min in terms
            )
    return 1000.0 * total / weight_kg


@cache
def _disposition() -> tuple[_Term, ...]:
    """Partial fractions: three terms of the plasma, then four of the effect site."""
    rates = _roots(
        _K10 + _K12 + _K13 + _K21 + _K31,
        _K21 * _K31 + _K10 * (_K21 + _K31) + _K12 * _K31 + _K13 * _K21,
        _K10 * _K21 * _K31,
    )

    def share(rate: float, others: Sequence[float]) -> float:
        """Of an exponential in the plasma's answer to a bolus of 1 mg per kg, per its rate."""
        return (_K21 - rate) * (_K31 - rate) / math.prod(other - rate for other in others) / rate / _V1

    plasma_terms = [
        _Term(share(rate, rates[:place] + rates[place + 1 :]), rate) for place, rate in enumerate(rates)
    ]
    site = [_Term(term.share * KE0 / (KE0 - term.per_min), term.per_min) for term in plasma_terms]
    site.append(_Term(share(KE0, rates) * KE0, KE0))
    return (*plasma_terms, *site)


def _roots(a: float, b: float, c: float) -> list[float]:
    """The three positive roots of x³ − a·x² + b·x − c (Viète); a mammillary system has no others."""
    p = (a * a - 3.0 * b) / 9.0
    q = a * (2.0 * a * a - 9.0 * b) / 54.0 + c / 2.0
    angle = math.acos(max(-1.0, min(1.0, q / p**1.5)))
    return [a / 3.0 + 2.0 * math.sqrt(p) * math.cos((angle + 2.0 * math.pi * k) / 3.0) for k in range(3)]
