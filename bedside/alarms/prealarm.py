"""A value that comes close to its limit: information, never an alarm (ALM-63).

No colour of an alarm and no sound belong to it, and nothing of it is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bedside.vitals.alarms import Direction, LimitView
from bedside.vitals.parameters import Parameter

BANDS: Mapping[Parameter, tuple[Direction, float]] = MappingProxyType(
    {
        Parameter.SPO2: (Direction.LOW, 2.0),
        Parameter.PR: (Direction.HIGH, 10.0),
        Parameter.NIBP_SYS: (Direction.HIGH, 10.0),
        Parameter.NIBP_DIA: (Direction.HIGH, 5.0),
    }
)
"""Towards which side, and how near, in the parameter's unit."""


def approaching(parameter: Parameter, value: float | None, limits: Sequence[LimitView]) -> Direction | None:
    """The side whose limit the value is near to or beyond; None = none, or there is no value.

    The limit that is met first counts: the Medium one, or the High one where that is off. Beyond the limit it stays
    so: whether an alarm says it already is for the alarm to show.
    """
    if value is None or parameter not in BANDS:
        return None
    direction, near = BANDS[parameter]
    known = [
        limit.value
        for limit in limits
        if (limit.parameter, limit.direction) == (parameter, direction) and limit.value is not None
    ]
    if not known:
        return None
    close = value <= max(known) + near if direction is Direction.LOW else value >= min(known) - near
    return direction if close else None
