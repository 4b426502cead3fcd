"""Since when pressure and pulse have been back where they were before the infusion, and whether for long enough.

Back means: the newest cuff reading lies within the protocol's per cent of the baseline and is not older than one and a
half intervals, and every pulse since lies within ±20 %. A reading outside, or a gap, begins the count again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bedside.therapy.baseline import Baseline
from bedside.therapy.last_dose import LastDose
from bedside.therapy.pressure import each_within, within
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import Protocol
from bedside.vitals.readings import Determination

PULSE_PERCENT: Final = 20.0
PULSE_GAP_S: Final = 60.0  # a longer hole in the pulse begins the count again
STALE_INTERVALS: Final = 1.5  # a cuff reading older than so many intervals says nothing of now


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Session times, s."""

    since_t: float | None = None  # both have been back since; None = they are not
    done_t: float | None = None  # it has been long enough then, if nothing changes
    done: bool = False


def back_of(
    protocol: Protocol,
    baseline: Baseline | None,
    determinations: Sequence[Determination],
    trends: Mapping[Parameter, tuple[Sequence[float], Sequence[float]]],
    *,
    last: LastDose,
    cuff_every_s: float,
    now: float,
) -> Back:
    """Whether the patient's pressure and pulse are back at session time `now`, s.

    Args:
        protocol: per cent of the pressure, and for how many minutes.
        baseline: not back without the pressures and the pulse in it.
        determinations: cuff readings, oldest first.
        trends: times (s, rising) and values; the pulse's (PR, or HR without it) is looked at, NaN is no value.
        last: nothing counts before the end of the drug; nothing at all while it runs, or if none was given.
        cuff_every_s: the cuff's interval now, s.
    """
    if baseline is None or last.ended_t is None:
        return Back()
    pulse = Parameter.PR if Parameter.PR in baseline.values else Parameter.HR
    base = baseline.values.get(pulse)
    if base is None or pulse not in trends:
        return Back()
    from_t = _pressure_since(protocol, baseline, determinations, last.ended_t, cuff_every_s, now)
    if from_t is None:
        return Back()
    since = _pulse_since(*trends[pulse], base, from_t, now)
    if since is None:
        return Back()
    done_t = since + protocol.back_to_baseline_min * 60
    return Back(since_t=since, done_t=done_t, done=now >= done_t)


def _pressure_since(
    protocol: Protocol,
    baseline: Baseline,
    determinations: Sequence[Determination],
    after_t: float,
    every_s: float,
    now: float,
) -> float | None:
    """Time of the first of the unbroken readings inside that lead up to now; None when the newest is not, or old."""
    bases = baseline.values.get(Parameter.NIBP_SYS), baseline.values.get(Parameter.NIBP_DIA)
    since: float | None = None
    newer_t = now
    for reading in reversed(determinations):
        if reading.t > now or reading.sys is None or reading.dia is None:
            continue
        too_far = newer_t - reading.t > STALE_INTERVALS * every_s
        values = zip((reading.sys, reading.dia), bases, strict=True)
        inside = all(
            base is not None and within(value, base, protocol.discharge.pressure_percent)
            for value, base in values
        )
        if reading.t <= after_t or too_far or not inside:
            break
        since = newer_t = reading.t
    return since


def _pulse_since(
    times: Sequence[float], values: Sequence[float], base: float, from_t: float, now: float
) -> float | None:
    """As `_pressure_since`, not before `from_t`. Asked once a second over hours of pulses: no loop."""
    t, value = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    counts = (t <= now) & ~np.isnan(value)
    t, value = t[counts], value[counts]
    newer_t = np.append(t[1:], now)
    breaks = np.flatnonzero((newer_t - t > PULSE_GAP_S) | ~each_within(value, base, PULSE_PERCENT))
    unbroken = t[breaks[-1] + 1 :] if len(breaks) else t
    return max(float(unbroken[0]), from_t) if len(unbroken) else None
