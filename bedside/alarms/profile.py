"""Alarm profiles: the limits and delays of each parameter, read from TOML and checked before use.

A profile is data that a site owner edits; the hard bounds below are not. What does not hold them is refused in
words and nothing of it is used (ALM-20).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter

DEFAULT: Final = "adult-subanaesthetic"

OFF: Final = "off"

_LIMITS: Final = ("high_low", "med_low", "med_high", "high_high")
_DELAYS: Final = ("persistence_med_s", "persistence_high_s", "clear_by", "clear_for_s")
_AT_ONCE: Final = "at_once_under_med_low"

_SIDES: Final = (
    ("high_low", Direction.LOW, Priority.HIGH),
    ("med_low", Direction.LOW, Priority.MEDIUM),
    ("med_high", Direction.HIGH, Priority.MEDIUM),
    ("high_high", Direction.HIGH, Priority.HIGH),
)

PARAMETERS_WITH_LIMITS: Final = (
    Parameter.SPO2,
    Parameter.PR,
    Parameter.NIBP_SYS,
    Parameter.NIBP_DIA,
    Parameter.NIBP_MAP,
    Parameter.RR,
)

BRACKETS: Mapping[tuple[Parameter, str], tuple[float, float]] = MappingProxyType(
    {
        (Parameter.SPO2, "med_low"): (85, 98),
        (Parameter.SPO2, "persistence_med_s"): (0, 15),
        (Parameter.SPO2, "persistence_high_s"): (0, 15),
        (Parameter.SPO2, _AT_ONCE): (5, 10),
        (Parameter.SPO2, "clear_by"): (1, 5),
        (Parameter.PR, "med_low"): (30, 70),
        (Parameter.PR, "med_high"): (80, 180),
        (Parameter.NIBP_SYS, "med_low"): (60, 110),
        (Parameter.NIBP_SYS, "med_high"): (120, 200),
        (Parameter.NIBP_DIA, "med_low"): (30, 70),
        (Parameter.NIBP_DIA, "med_high"): (80, 120),
    }
)
"""Hard bounds of single cells, inclusive: ALM-20, in brackets there; the at-once step by the 5 or 10 points
that oximeters offer for a rapid desaturation."""

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"persistence_med_s": (0, 30), "persistence_high_s": (0, 30), "clear_by": (0, 10), "clear_for_s": (0, 30)}
)
"""Bounds of a column where the cell has none of its own; a limit's are the parameter's plausible range."""

MAY_BE_OFF: Final = frozenset({(Parameter.SPO2, "med_high"), (Parameter.SPO2, "high_high")})
"""The only limits a profile may leave out; any other is switched off at the bedside, by a person, with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet:
    """One parameter's line of a profile. Limits in the parameter's unit, None = off."""

    high_low: float | None
    med_low: float | None
    med_high: float | None
    high_high: float | None
    persistence_med_s: float
    persistence_high_s: float
    clear_by: float  # in the parameter's unit
    clear_for_s: float
    at_once_under_med_low: float | None = None  # None = this parameter has no such rule

    def limit(self, direction: Direction, priority: Priority) -> float | None:
        """The limit of one side and priority; None = off."""
        for name, side, level in _SIDES:
            if (side, level) == (direction, priority):
                value: float | None = getattr(self, name)
                return value
        return None

    def persistence_s(self, priority: Priority) -> float:
        """How long a limit of this priority must stay violated, s."""
        return self.persistence_high_s if priority is Priority.HIGH else self.persistence_med_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A checked alarm profile."""

    name: str
    version: int
    limit_sets: Mapping[Parameter, LimitSet]

    @property
    def title(self) -> str:
        """As a header shows it, e.g. "adult-subanaesthetic v1"."""
        return f"{self.name} v{self.version}"

    def limits(self) -> tuple[LimitView, ...]:
        """Every limit of the profile, off ones too, lowest first within a parameter."""
        return tuple(
            LimitView(parameter=parameter, direction=direction, priority=priority, value=getattr(row, name))
            for parameter, row in self.limit_sets.items()
            for name, direction, priority in _SIDES
        )


def default_profile() -> Profile:
    """The profile that comes with bedside."""
    return load(resources.path("profiles", f"{DEFAULT}.toml"))


def load(file: Path) -> Profile:
    """Read and check a profile.

    Raises:
        BrokenFileError: the file cannot be used; the sentence names the cell and what it must be.
    """
    return parse(resources.read_toml(file), str(file))


def parse(table: Mapping[str, Any], source: str) -> Profile:
    """Check an already read profile; `source` names it in errors.

    Raises:
        BrokenFileError: as `load`.
    """
    unknown = sorted(set(table) - {"name", "version", *PARAMETERS_WITH_LIMITS})
    if unknown:
        raise _refusal(source, f'"{unknown[0]}" is neither a parameter with limits nor name or version')
    name, version = table.get("name"), table.get("version")
    if not isinstance(name, str) or not name.strip():
        raise _refusal(source, "the profile has no name")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refusal(source, "the profile has no version (a whole number from 1)")
    sets = {parameter: _limit_set(parameter, table, source) for parameter in PARAMETERS_WITH_LIMITS}
    return Profile(name=name.strip(), version=version, limit_sets=MappingProxyType(sets))


def _limit_set(parameter: Parameter, table: Mapping[str, Any], source: str) -> LimitSet:
    row = table.get(parameter)
    columns = (*_LIMITS, *_DELAYS, *((_AT_ONCE,) if parameter is Parameter.SPO2 else ()))
    if not isinstance(row, dict):
        raise _refusal(source, f"the table [{parameter}] is missing")
    for key in row:
        if key not in columns:
            raise _refusal(source, f'[{parameter}] has an unknown line "{key}"')
    cells = {column: _cell(parameter, column, row, source) for column in columns}
    _check_order(parameter, cells, source)
    return LimitSet(**cells)  # type: ignore[arg-type]  # only limits may be None, checked by _cell


def _cell(parameter: Parameter, column: str, row: Mapping[str, Any], source: str) -> float | None:
    where = f"[{parameter}] {column}"
    if column not in row:
        raise _refusal(source, f"{where} is missing")
    value = row[column]
    if value == OFF:
        if (parameter, column) in MAY_BE_OFF:
            return None
        raise _refusal(source, f"{where} cannot be off in a profile")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refusal(source, f"{where} is not a number")
    info = PARAMETERS[parameter]
    low, high = BRACKETS.get((parameter, column)) or BOUNDS.get(column, (info.low, info.high))
    if not low <= value <= high:
        raise _refusal(source, f"{where} = {value:g} is outside {low:g} to {high:g}")
    return float(value)


def _check_order(parameter: Parameter, cells: Mapping[str, float | None], source: str) -> None:
    known = [(name, value) for name in _LIMITS if (value := cells[name]) is not None]
    for (lower, a), (upper, b) in itertools.pairwise(known):
        if a >= b:
            raise _refusal(source, f"[{parameter}] {lower} = {a:g} is not under {upper} = {b:g}")
    low, high = cells["med_low"], cells["med_high"]
    inwards = cells["clear_by"]
    if low is None or inwards is None:
        return
    ceiling = PARAMETERS[parameter].high if high is None else high - inwards
    if low + inwards > ceiling:
        raise _refusal(source, f"[{parameter}] clear_by = {inwards:g} leaves no value at which alarms clear")


def _refusal(source: str, what: str) -> BrokenFileError:
    return BrokenFileError(f"Alarm profile {source} was not used: {what}.")
