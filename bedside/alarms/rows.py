"""The limit rows of a profile: what makes each true, and from where on it is no longer so.

A *row* is one priority of one side of one parameter. Mostly there is one way to become true: beyond the limit for the
persistence. The other ways are listed in `Way`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from bedside.alarms.high_nibp import NEVER_WAITS_OVER, PROMPT
from bedside.alarms.profile import LimitSet, Profile
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter

WORDS: Mapping[tuple[Parameter, Direction], str] = MappingProxyType(
    {
        (Parameter.SPO2, Direction.LOW): "oxygen saturation low",
        (Parameter.SPO2, Direction.HIGH): "oxygen saturation high",
        (Parameter.PR, Direction.LOW): "pulse rate low",
        (Parameter.PR, Direction.HIGH): "pulse rate high",
        (Parameter.NIBP_SYS, Direction.LOW): "systolic low",
        (Parameter.NIBP_SYS, Direction.HIGH): "systolic high",
        (Parameter.NIBP_DIA, Direction.LOW): "diastolic low",
        (Parameter.NIBP_DIA, Direction.HIGH): "diastolic high",
        (Parameter.NIBP_MAP, Direction.LOW): "mean pressure low",
        (Parameter.NIBP_MAP, Direction.HIGH): "mean pressure high",
        (Parameter.RR, Direction.LOW): "respiratory rate low",
        (Parameter.RR, Direction.HIGH): "respiratory rate high",
    }
)

DOUBTED_SPO2_UNDER: Final = 85.0  # %; values of low quality count for a High under this … (ALM-52)
DOUBTED_SPO2_S: Final = 10.0  # s; … when they last this long


class Way(Enum):
    """How a value beyond a limit becomes a condition."""

    TIME = "for a time"
    POINTS = "points × seconds (ALM-23)"
    CROSSINGS = "the third time within a minute (ALM-23)"
    CONFIRMED = "a severe reading that follows another (ALM-43)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """One way a row becomes true."""

    limit: float
    rule: str  # in words, e.g. "SpO2 < 88 for 5 s"
    inclusive: bool = False
    way: Way = Way.TIME
    amount: float = 0.0  # s of TIME, points × s of POINTS
    doubted_too: bool = False  # counts on while the values are of low quality (ALM-52)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """One priority of one side of one parameter."""

    parameter: Parameter
    direction: Direction
    priority: Priority
    limit: float
    onsets: tuple[Onset, ...]
    clear_at: float  # back inside from here on, inclusive
    clear_for_s: float
    severe_over: float | None = None  # a reading over this is to be repeated (ALM-43); None = no such rule


def code_of(parameter: Parameter, direction: Direction) -> str:
    """The code of a limit condition, e.g. "NIBP-SYS-HIGH"."""
    return f"{parameter.value.upper().replace('_', '-')}-{direction.value.upper()}"


def words_of(row: LimitRow, value: float | None) -> str:
    """What the condition is called at this value."""
    words = WORDS[row.parameter, row.direction]
    severe = row.severe_over is not None and value is not None and value > row.severe_over
    return f"{words}: {PROMPT}" if severe else words


def limit_rows(
    profile: Profile,
    parameter: Parameter,
    direction: Direction,
    *,
    entered: bool = False,
    unedited: Profile | None = None,
) -> tuple[LimitRow, ...]:
    """The rows of one side, highest priority first; limits that are off have none.

    Args:
        profile: limits and delays in force.
        parameter: of all rows.
        direction: of all rows.
        entered: drops the persistence: for values a person enters.
        unedited: the profile as the site has it, where `profile` was edited for a patient. Its Medium SpO2 limit
            keeps the *at once* rule of the High row when the Medium row is switched off.
    """
    limits = profile.limit_sets[parameter]
    usual = (unedited or profile).limit_sets[parameter]
    high, medium = (limits.limit(direction, priority) for priority in (Priority.HIGH, Priority.MEDIUM))
    can_be_severe = parameter in NEVER_WAITS_OVER and direction is Direction.HIGH
    waits = profile.confirm_high_nibp and can_be_severe
    severe_over = high if can_be_severe else None
    rows = []
    if high is not None:
        onsets = (
            _confirmed_onsets(parameter, high)
            if waits
            else _high_onsets(parameter, direction, limits, high, usual, entered=entered)
        )
        rows.append(_row(parameter, direction, Priority.HIGH, high, onsets, limits, severe_over))
    if medium is None and waits:
        medium = high  # the Medium limit is off, but a first severe reading is a Medium
    if medium is not None:
        if (parameter, direction) == (Parameter.SPO2, Direction.LOW) and profile.sat_seconds:
            onsets = _sat_seconds_onsets(medium, profile.sat_seconds)
        else:
            delay_s = 0.0 if entered else limits.persistence_med_s
            onsets = (_beyond(parameter, direction, medium, delay_s),)
        rows.append(_row(parameter, direction, Priority.MEDIUM, medium, onsets, limits, severe_over))
    return tuple(rows)


def _row(
    parameter: Parameter,
    direction: Direction,
    priority: Priority,
    limit: float,
    onsets: tuple[Onset, ...],
    limits: LimitSet,
    severe_over: float | None,
) -> LimitRow:
    edges = [limit, *(onset.limit for onset in onsets)]
    low = direction is Direction.LOW
    return LimitRow(
        parameter=parameter,
        direction=direction,
        priority=priority,
        limit=limit,
        onsets=onsets,
        clear_at=max(edges) + limits.clear_by if low else min(edges) - limits.clear_by,
        clear_for_s=limits.clear_for_s,
        severe_over=severe_over,
    )


def _high_onsets(
    parameter: Parameter,
    direction: Direction,
    limits: LimitSet,
    limit: float,
    usual: LimitSet,
    *,
    entered: bool,
) -> tuple[Onset, ...]:
    delay_s = 0.0 if entered else limits.persistence_high_s
    if (parameter, direction) != (Parameter.SPO2, Direction.LOW):
        return (_beyond(parameter, direction, limit, delay_s, doubted_too=True),)
    onsets = [_beyond(parameter, direction, limit, delay_s)]
    under_med_low = usual.med_low if limits.med_low is None else limits.med_low
    if limits.at_once_under_med_low is not None and under_med_low is not None:
        at_once = under_med_low - limits.at_once_under_med_low
        onsets.insert(0, _beyond(parameter, direction, at_once, 0.0, inclusive=True))
    # no sooner than values of good quality would: a site may have set the limit lower, or the delay longer
    under, for_s = min(DOUBTED_SPO2_UNDER, limit), max(DOUBTED_SPO2_S, delay_s)
    doubted = _beyond(parameter, direction, under, for_s, doubted_too=True)
    onsets.append(replace(doubted, rule=f"{doubted.rule}, whatever the signal quality"))
    return tuple(onsets)


def _confirmed_onsets(parameter: Parameter, limit: float) -> tuple[Onset, ...]:
    name = PARAMETERS[parameter].name
    return (
        _beyond(parameter, Direction.HIGH, max(limit, NEVER_WAITS_OVER[parameter]), 0.0),
        Onset(
            limit=limit,
            way=Way.CONFIRMED,
            rule=f"{name} > {limit:g}, the second severe reading within 10 min",
        ),
    )


def _sat_seconds_onsets(limit: float, points_s: int) -> tuple[Onset, ...]:
    name = PARAMETERS[Parameter.SPO2].name
    return (
        Onset(
            limit=limit,
            way=Way.POINTS,
            amount=points_s,
            rule=f"{name} < {limit:g} for {points_s} points × s",
        ),
        Onset(limit=limit, way=Way.CROSSINGS, rule=f"{name} < {limit:g} for the third time within 60 s"),
    )


def _beyond(
    parameter: Parameter,
    direction: Direction,
    limit: float,
    delay_s: float,
    *,
    inclusive: bool = False,
    doubted_too: bool = False,
) -> Onset:
    sign = "<" if direction is Direction.LOW else ">"
    if inclusive:
        sign = "≤" if direction is Direction.LOW else "≥"
    when = f"for {delay_s:g} s" if delay_s else "at once"
    return Onset(
        limit=limit,
        inclusive=inclusive,
        amount=delay_s,
        doubted_too=doubted_too,
        rule=f"{PARAMETERS[parameter].name} {sign} {limit:g} {when}",
    )
