"""When a protocol wants the next reading, rating or observation: arithmetic on times alone.

How often something is wanted depends on the phase, and is denser right after an infusion began, its rate went up or a
bolus was given, and at the start of the recovery. A deferral puts it off, and never brings it forward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.vitals.sessions import Phase

DENSE_S: Final = 15 * 60.0  # s after the infusion began, its rate went up or a bolus was given
RECOVERY_START_S: Final = 30 * 60.0  # s

EveryMin = Mapping[str, float | None]
"""Minutes between two, by part of the session; None = not wanted in that part."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """Something was put off."""

    t: float  # when somebody said so, s
    until_t: float  # s
    reason: str


def interval_s(
    t: float, phase: Phase, phase_t: float, more_given_ts: Sequence[float], every_min: EveryMin
) -> float | None:
    """How long after `t` the next one is wanted, s; None = this part of the session has no interval."""
    if phase is Phase.INFUSION:
        dense = any(since <= t < since + DENSE_S for since in (phase_t, *more_given_ts))
        key = "infusion_start" if dense else "infusion"
    elif phase is Phase.RECOVERY:
        key = "recovery_start" if t < phase_t + RECOVERY_START_S else "recovery"
    else:
        return None
    minutes = every_min[key]
    return None if minutes is None else minutes * 60.0


def next_due(
    reading_t: float | None,
    phase: Phase,
    phase_t: float,
    more_given_ts: Sequence[float],
    every_min: EveryMin,
) -> tuple[float, float] | None:
    """When the next one is due and the interval it follows, both s; None = none is.

    Counted from the last one of the phase, else from its beginning; where that part of the phase wants none, from
    the beginning of the next part. A rate that goes up after that may bring it forward, never put it off.
    """
    base = phase_t if reading_t is None else max(reading_t, phase_t)
    for since in (base, *_parts_after(base, phase, phase_t, more_given_ts)):
        interval = interval_s(since, phase, phase_t, more_given_ts, every_min)
        if interval is not None:
            due = since + interval
            return _sooner((due, interval), base, phase, phase_t, more_given_ts, every_min)
    return None


def put_off(
    due: tuple[float, float],
    deferral: Deferral,
    phase: Phase,
    phase_t: float,
    more_given_ts: Sequence[float],
    every_min: EveryMin,
) -> tuple[float, float, str]:
    """The same after a deferral of what was due sooner: when, the interval, both s, and why ("" = not any more).

    More that was given after the deferral may bring it forward again.
    """
    later = (deferral.until_t, due[1])
    found = _sooner(later, deferral.t, phase, phase_t, more_given_ts, every_min)
    return *found, deferral.reason if found == later else ""


def _sooner(
    due: tuple[float, float],
    base: float,
    phase: Phase,
    phase_t: float,
    more_given_ts: Sequence[float],
    every_min: EveryMin,
) -> tuple[float, float]:
    if phase is not Phase.INFUSION:
        return due
    for since in more_given_ts:
        if since > base:
            dense = interval_s(since, phase, phase_t, more_given_ts, every_min)
            if dense is not None and since + dense < due[0]:
                due = since + dense, dense
    return due


def _parts_after(
    base: float, phase: Phase, phase_t: float, more_given_ts: Sequence[float]
) -> Iterator[float]:
    """When other parts of the phase begin after `base`, s, in order."""
    if phase is Phase.RECOVERY:
        starts = [phase_t + RECOVERY_START_S]
    else:
        starts = [*more_given_ts, *(since + DENSE_S for since in (phase_t, *more_given_ts))]
    yield from sorted(t for t in starts if t > base)
