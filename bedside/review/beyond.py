"""How long the values of a session were beyond each limit, whatever the alarms made of it.

A value counts as long as the alarm engine let it hold: until the next one, a continuous one for at most
max(3 s, 2.5 × its source's interval). A cuff reading or an entered rate holds until the next one, here for at most
the hour after which a screen no longer shows it. These times are those of the session's own table of ages, where it
was recorded with another one (`bedside.review.holding`). Where nothing is known nothing is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bedside.alarms.profile import SIDES
from bedside.review.holding import Holding
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.commands import ChangeLimits, Entry
from bedside.vitals.parameters import Parameter

Floats = NDArray[np.float64]
Values = Mapping[Parameter, tuple[ArrayLike, ArrayLike]]
"""Session times (s, oldest first) and values in the parameter's unit; NaN = from here on there is none."""

EPISODIC: Final = frozenset({Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.RR})
EVERY_SECOND: Final[Mapping[Parameter, float]] = MappingProxyType({})
USUAL: Final = Holding()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStretch:
    """One limit and how long it was in force."""

    limit: LimitView
    from_t: float  # session time, s
    until_t: float  # session time, s


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """How long a parameter was beyond one limit."""

    limit: LimitView  # as it was at the end
    seconds: float  # of known values beyond it, while it was on


def limit_stretches(
    limits: Sequence[LimitView], entries: Sequence[Entry], until_t: float
) -> tuple[LimitStretch, ...]:
    """Which limit was in force when.

    Args:
        limits: those of the profile, in force from 0 on.
        entries: the timeline; its changes of limits count from when they were entered.
        until_t: end of the session or of what is known of it, s.
    Returns:
        For each limit its stretches, oldest first; a limit that was off for a while is one with value None.
    """
    edits = [
        (entry.entered_t, edit.parameter, *SIDES[edit.cell], edit.value)
        for entry in entries
        if isinstance(entry.command, ChangeLimits)
        for edit in entry.command.edits
        if edit.cell in SIDES
    ]
    stretches = []
    for limit in limits:
        from_t = 0.0
        for t, parameter, direction, priority, value in sorted(edits, key=lambda edit: edit[0]):
            if (parameter, direction, priority) == (limit.parameter, limit.direction, limit.priority):
                stretches.append(LimitStretch(limit=limit, from_t=from_t, until_t=min(t, until_t)))
                limit, from_t = replace(limit, value=value, edited=True, since_t=t), min(t, until_t)  # noqa: PLW2901
        stretches.append(LimitStretch(limit=limit, from_t=from_t, until_t=until_t))
    return tuple(stretches)


def beyond(
    stretches: Sequence[LimitStretch],
    values: Values,
    interval_s: Mapping[Parameter, float] = EVERY_SECOND,
    holding: Holding = USUAL,
) -> tuple[Beyond, ...]:
    """Seconds beyond each limit, in the order of the limits.

    A value beyond a High limit is beyond the Medium one of its side too, and counts for both.

    Args:
        stretches: the limits and when they were in force, as `limit_stretches` gives them.
        values: per parameter; one without values was never beyond anything.
        interval_s: how often a continuous source renews its value, s; 1 s where not named. A respiratory rate
            counts as entered by a person unless it is named, as in the engine.
        holding: how long values held when they were recorded.
    """
    found: dict[tuple[Parameter, Direction, Priority], Beyond] = {}
    for stretch in stretches:
        limit = stretch.limit
        key = (limit.parameter, limit.direction, limit.priority)
        before = found[key].seconds if key in found else 0.0
        seconds = 0.0
        if limit.value is not None and limit.parameter in values:
            times, numbers = values[limit.parameter]
            holds = holds_s(limit.parameter, times, interval_s, holding)
            starts, ends, level = held(times, numbers, holds)
            out = level < limit.value if limit.direction is Direction.LOW else level > limit.value
            within = np.minimum(ends[out], stretch.until_t) - np.maximum(starts[out], stretch.from_t)
            seconds = float(np.maximum(within, 0.0).sum())
        found[key] = Beyond(limit=limit, seconds=before + seconds)
    return tuple(found.values())


def holds_s(
    parameter: Parameter,
    times: ArrayLike,
    interval_s: Mapping[Parameter, float] = EVERY_SECOND,
    holding: Holding = USUAL,
) -> Floats:
    """How long each value of a parameter counts here at most, s, shape (times,)."""
    if parameter in EPISODIC and (parameter is not Parameter.RR or parameter not in interval_s):
        return holding.dashes_each_s(parameter, times)
    return holding.hold_each_s(times, interval_s.get(parameter, 1.0))


def held(times: ArrayLike, values: ArrayLike, holds_s: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """The stretches in which each value was the present one.

    Args:
        times: s, oldest first.
        values: at these times; NaN = none.
        holds_s: how long each value holds at most, s; one number for all or one each.
    Returns:
        Their starts and ends in s and their values, shape (values that are one,).
    """
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    ends = np.minimum(np.append(t[1:], np.inf), t + holds_s)
    known = np.isfinite(y)
    return t[known], ends[known], y[known]
