"""What the patient's values were before the infusion: the reference for limits and badges.

Rules (protocol of sub-anaesthetic infusions, PLAN 2.3): pressure is the mean of the cuff readings before the
infusion, two at least 2 min apart make it complete; saturation and pulse are the medians of the last minutes, as many
as the protocol says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median
from typing import Final

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

APART_S: Final = 120.0  # between the two cuff readings of a complete baseline
WINDOW_S: Final = 300.0  # of the continuous values, where no protocol says
_HOLE_S: Final = 10.0  # a longer time between two values is a hole
_LACKS_S: Final = 10.0  # of the window so much may lack: values come by seconds, and not at its very edges


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Values before the infusion, in their parameters' units; what was not measured is left out."""

    values: Mapping[Parameter, float]
    readings: int  # cuff readings in it
    complete: bool  # two cuff readings, at least 2 min apart
    span_s: float | None = None  # from the first cuff reading in it to the last; None = not told
    measured_s: Mapping[Parameter, float] = field(
        default_factory=dict
    )  # of the continuous values; left out = not told
    window_s: float = WINDOW_S  # for so long they should have been measured

    @property
    def pressures(self) -> tuple[float, float] | None:
        """Systolic and diastolic, mmHg; None: no cuff reading is in it."""
        sys, dia = self.values.get(Parameter.NIBP_SYS), self.values.get(Parameter.NIBP_DIA)
        return None if sys is None or dia is None else (sys, dia)

    def short_of(self, parameter: Parameter) -> float | None:
        """For how long a continuous value was measured, s, if that is less than it should be; None = long enough."""
        measured = self.measured_s.get(parameter)
        return measured if measured is not None and measured < self.window_s - _LACKS_S else None


def baseline_of(
    determinations: Sequence[Determination],
    trends: Mapping[Parameter, tuple[list[float], list[float]]],
    until_t: float,
    *,
    settled_t: float | None = None,
    window_s: float = WINDOW_S,
) -> Baseline | None:
    """The baseline at session time `until_t`, s (now, or the start of the infusion).

    Args:
        determinations: cuff readings of the session, oldest first.
        trends: times (s) and values of the continuous parameters; NaN is no value.
        until_t: what came later does not count.
        settled_t: the continuous values end here, s, so that a look at the record finds the same ones as a look at
            values that were still coming; None = with `until_t`.
        window_s: so much before that counts of the continuous values.
    Returns:
        None without any value.
    """
    before = [d for d in determinations if d.t <= until_t and d.sys is not None and d.dia is not None]
    settled = until_t if settled_t is None else settled_t
    values: dict[Parameter, float] = {}
    measured: dict[Parameter, float] = {}
    for parameter, name in (
        (Parameter.NIBP_SYS, "sys"),
        (Parameter.NIBP_DIA, "dia"),
        (Parameter.NIBP_MAP, "map"),
    ):
        known = [value for d in before if (value := getattr(d, name)) is not None]
        if known:
            values[parameter] = fmean(known)
    for parameter, (times, numbers) in trends.items():
        recent = [
            (t, y)
            for t, y in zip(times, numbers, strict=True)
            if settled - window_s <= t <= settled and not math.isnan(y)
        ]
        if recent:
            values[parameter] = median(y for _, y in recent)
            steps = (after - before_t for (before_t, _), (after, _) in pairwise(recent))
            measured[parameter] = sum(step for step in steps if step <= _HOLE_S)
    if not values:
        return None
    span = before[-1].t - before[0].t if before else None
    apart = len(before) >= 2 and span is not None and span >= APART_S
    return Baseline(
        values=values,
        readings=len(before),
        complete=apart,
        span_s=span,
        measured_s=measured,
        window_s=window_s,
    )
