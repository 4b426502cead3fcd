"""Alarm profiles: the limits, delays and options of each parameter, read from TOML and checked before use.

A profile is data that a site owner edits; the hard bounds below are not. What does not hold them is refused in
words and nothing of it is used (ALM-20).
"""

from __future__ import annotations

import itertools
import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter

DEFAULT: Final = "adult-subanaesthetic"

OFF: Final = "off"

LIMITS: Final = ("high_low", "med_low", "med_high", "high_high")
"""The limit cells of a parameter, lowest first."""

AT_ONCE: Final = "at_once_under_med_low"

_DELAYS: Final = ("persistence_med_s", "persistence_high_s", "clear_by", "clear_for_s")

SIDES: Mapping[str, tuple[Direction, Priority]] = MappingProxyType(
    {
        "high_low": (Direction.LOW, Priority.HIGH),
        "med_low": (Direction.LOW, Priority.MEDIUM),
        "med_high": (Direction.HIGH, Priority.MEDIUM),
        "high_high": (Direction.HIGH, Priority.HIGH),
    }
)
"""Side and priority of each limit cell."""

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
        (Parameter.SPO2, "high_low"): (80, 95),
        (Parameter.SPO2, "med_low"): (85, 98),
        (Parameter.SPO2, "high_high"): (90, 100),
        (Parameter.SPO2, "persistence_med_s"): (0, 15),
        (Parameter.SPO2, "persistence_high_s"): (0, 15),
        (Parameter.SPO2, AT_ONCE): (5, 10),
        (Parameter.SPO2, "clear_by"): (1, 5),
        (Parameter.PR, "high_low"): (20, 60),
        (Parameter.PR, "med_low"): (30, 70),
        (Parameter.PR, "med_high"): (80, 180),
        (Parameter.PR, "high_high"): (100, 220),
        (Parameter.NIBP_SYS, "high_low"): (50, 100),
        (Parameter.NIBP_SYS, "med_low"): (60, 110),
        (Parameter.NIBP_SYS, "med_high"): (120, 200),
        (Parameter.NIBP_SYS, "high_high"): (140, 220),
        (Parameter.NIBP_DIA, "high_low"): (25, 60),
        (Parameter.NIBP_DIA, "med_low"): (30, 70),
        (Parameter.NIBP_DIA, "med_high"): (80, 120),
        (Parameter.NIBP_DIA, "high_high"): (90, 140),
        (Parameter.NIBP_MAP, "high_low"): (35, 70),
        (Parameter.NIBP_MAP, "med_low"): (45, 80),
        (Parameter.NIBP_MAP, "med_high"): (95, 150),
        (Parameter.NIBP_MAP, "high_high"): (105, 165),
        (Parameter.RR, "high_low"): (4, 12),
        (Parameter.RR, "med_low"): (6, 16),
        (Parameter.RR, "med_high"): (16, 50),
        (Parameter.RR, "high_high"): (20, 60),
    }
)
"""Hard bounds of single cells, inclusive. In brackets in ALM-20: the Medium cells of SpO2, pulse, systolic and
diastolic, and the delay of Medium SpO2. The at-once step goes by the 5 or 10 points that oximeters offer for a rapid
desaturation. The others are our own: a High limit that stands so far out that it can never be met is a limit that is
off, without the person and the reason that takes."""

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"persistence_med_s": (0, 30), "persistence_high_s": (0, 30), "clear_by": (0, 10), "clear_for_s": (0, 30)}
)
"""Bounds of a column where the cell has none of its own; a limit's are the parameter's plausible range."""

MAY_BE_OFF: Final = frozenset({(Parameter.SPO2, "med_high"), (Parameter.SPO2, "high_high")})
"""The only limits a profile may leave out; any other is switched off at the bedside, by a person, with a reason."""

RATE_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "spo2_fall": (2, 20),
        "spo2_fall_persistence_s": (0, 30),
        "pr_rise": (10, 100),
        "pr_drop": (10, 100),
        "pr_persistence_s": (0, 30),
        "nibp_sys_rise": (10, 100),
    }
)
"""Bounds of the cells of [rate_of_change] (ALM-64)."""

RATES_MAY_BE_OFF: Final = frozenset({"spo2_fall", "pr_rise", "pr_drop", "nibp_sys_rise"})

NIBP_EVERY_MIN: Mapping[str, float] = MappingProxyType(
    {"infusion_start": 5.0, "infusion": 10.0, "recovery_start": 15.0, "recovery": 30.0}
)
"""Minutes between cuff readings by part of the session, where a profile does not say."""

NIBP_EVERY_BOUNDS: Final = (1.0, 120.0)  # min; what the automatic mode of cuff monitors offers

SAT_SECONDS: Final = (0, 10, 25, 50, 100)
"""Points × seconds under the Medium SpO2 limit that a profile may ask for; 0 = its persistence counts (ALM-23)."""


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
        for cell, side in SIDES.items():
            if side == (direction, priority):
                return self.cell(cell)
        return None

    def cell(self, name: str) -> float | None:
        """The limit in one of `LIMITS`; None = off."""
        value: float | None = getattr(self, name)
        return value

    def persistence_s(self, priority: Priority) -> float:
        """How long a limit of this priority must stay violated, s."""
        return self.persistence_high_s if priority is Priority.HIGH else self.persistence_med_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What counts as a change that is too fast, and for how long it must stand (ALM-64). None = off."""

    spo2_fall: float | None = 4.0  # points within 60 s
    spo2_fall_persistence_s: float = 10.0
    pr_rise: float | None = 30.0  # /min within 60 s
    pr_drop: float | None = 30.0  # /min within 60 s
    pr_persistence_s: float = 10.0
    nibp_sys_rise: float | None = 30.0  # mmHg between two readings at most 10 min apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A checked alarm profile."""

    name: str
    version: int
    limit_sets: Mapping[Parameter, LimitSet]
    approved_by: str = ""  # "" = as it came with bedside, nobody here approved it
    approved_on: str = ""  # ISO date
    reason: str = ""
    rates: Rates = field(default_factory=Rates)
    nibp_every_min: Mapping[str, float] = field(default_factory=lambda: NIBP_EVERY_MIN)
    confirm_high_nibp: bool = False  # ALM-43
    sat_seconds: int = 0  # one of `SAT_SECONDS`

    @property
    def title(self) -> str:
        """As a header shows it, e.g. "adult-subanaesthetic v1"."""
        return f"{self.name} v{self.version}"

    def limits(self) -> tuple[LimitView, ...]:
        """Every limit of the profile, off ones too, lowest first within a parameter."""
        return tuple(
            LimitView(parameter=parameter, direction=direction, priority=priority, value=row.cell(cell))
            for parameter, row in self.limit_sets.items()
            for cell, (direction, priority) in SIDES.items()
        )


def default_profile() -> Profile:
    """The profile that comes with bedside."""
    return load(resources.path("profiles", f"{DEFAULT}.toml"))


def load(file: Path) -> Profile:
    """Read and check a profile.

    Raises:
        BrokenFileError: the file cannot be used; the sentence names the cell and what it must be.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors begin a text with a mark
    except OSError as error:
        raise BrokenFileError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f"{file} is not valid TOML: {error}.") from error
    except (UnicodeDecodeError, RecursionError) as error:  # bytes that are no text, brackets without an end
        raise _refusal(str(file), "it is not a text file of a profile") from error
    return parse(table, str(file))


def parse(table: Mapping[str, Any], source: str) -> Profile:
    """Check an already read profile; `source` names it in errors.

    Raises:
        BrokenFileError: as `load`.
    """
    lines = ("name", "version", "approved_by", "approved_on", "reason")
    tables = ("rate_of_change", "nibp_every_min", "options")
    for key in sorted(set(table) - {*lines, *tables, *PARAMETERS_WITH_LIMITS}):
        raise _refusal(source, f'"{key}" is neither a parameter with limits nor a known line or table')
    name, version = table.get("name"), table.get("version")
    if not isinstance(name, str) or not name.strip():
        raise _refusal(source, "the profile has no name")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refusal(source, "the profile has no version (a whole number from 1)")
    approved_by, reason = (_text(key, table, source) for key in ("approved_by", "reason"))
    confirm, sat_seconds = _options(_table("options", table, source), source)
    return Profile(
        name=name.strip(),
        version=version,
        approved_by=approved_by,
        approved_on=_day(table.get("approved_on", ""), source),
        reason=reason,
        limit_sets=MappingProxyType({p: _limit_set(p, table, source) for p in PARAMETERS_WITH_LIMITS}),
        rates=_rates(_table("rate_of_change", table, source), source),
        nibp_every_min=_intervals(_table("nibp_every_min", table, source), source),
        confirm_high_nibp=confirm,
        sat_seconds=sat_seconds,
    )


def cell_fault(parameter: Parameter, cell: str, value: float, called: str) -> str:
    """Why `value` cannot stand in a cell, in words that call it `called`; "" = it can."""
    info = PARAMETERS[parameter]
    bounds = BRACKETS.get((parameter, cell)) or BOUNDS.get(cell, (info.low, info.high))
    return _bounds_fault(value, bounds, called)


def order_fault(parameter: Parameter, limits: LimitSet, called: Callable[[str], str]) -> str:
    """What is wrong between the cells of one parameter, in words that call a cell `called(cell)`; "" = nothing."""
    known = [(cell, value) for cell in LIMITS if (value := limits.cell(cell)) is not None]
    for (lower, a), (upper, b) in itertools.pairwise(known):
        if a >= b:
            return f"{called(lower)} = {a:g} is not under {called(upper)} = {b:g}"
    low, high, inwards = limits.med_low, limits.med_high, limits.clear_by
    if low is None:
        return ""
    ceiling = PARAMETERS[parameter].high if high is None else high - inwards
    if low + inwards > ceiling:
        return f"{called('clear_by')} = {inwards:g} leaves no value at which alarms clear"
    return ""


def _limit_set(parameter: Parameter, table: Mapping[str, Any], source: str) -> LimitSet:
    row = table.get(parameter)
    columns = (*LIMITS, *_DELAYS, *((AT_ONCE,) if parameter is Parameter.SPO2 else ()))
    if not isinstance(row, dict):
        raise _refusal(source, f"the table [{parameter}] is missing")
    _known_lines(parameter, row, columns, source)
    cells = {column: _cell(parameter, column, row, source) for column in columns}
    limit_set = LimitSet(**cells)  # type: ignore[arg-type]  # only limits may be None, checked by _cell
    if fault := order_fault(parameter, limit_set, lambda cell: f"[{parameter}] {cell}"):
        raise _refusal(source, fault)
    return limit_set


def _cell(parameter: Parameter, column: str, row: Mapping[str, Any], source: str) -> float | None:
    where = f"[{parameter}] {column}"
    if column not in row:
        raise _refusal(source, f"{where} is missing")
    value = row[column]
    if value == OFF:
        if (parameter, column) in MAY_BE_OFF:
            return None
        raise _refusal(source, f"{where} cannot be off in a profile")
    number = _number(value, where, source)
    if fault := cell_fault(parameter, column, number, where):
        raise _refusal(source, fault)
    return number


def _rates(row: Mapping[str, Any], source: str) -> Rates:
    _known_lines("rate_of_change", row, tuple(RATE_BOUNDS), source)
    cells: dict[str, float | None] = {}
    for cell, value in row.items():
        where = f"[rate_of_change] {cell}"
        if value == OFF and cell in RATES_MAY_BE_OFF:
            cells[cell] = None
        elif value == OFF:
            raise _refusal(source, f"{where} cannot be off; switch the rate itself off")
        else:
            cells[cell] = _number(value, where, source)
            if fault := _bounds_fault(cells[cell] or 0.0, RATE_BOUNDS[cell], where):
                raise _refusal(source, fault)
    return Rates(**cells)  # type: ignore[arg-type]  # only rates may be None, checked above


def _intervals(row: Mapping[str, Any], source: str) -> Mapping[str, float]:
    _known_lines("nibp_every_min", row, tuple(NIBP_EVERY_MIN), source)
    every = dict(NIBP_EVERY_MIN)
    for cell, value in row.items():
        where = f"[nibp_every_min] {cell}"
        every[cell] = _number(value, where, source)
        if fault := _bounds_fault(every[cell], NIBP_EVERY_BOUNDS, where):
            raise _refusal(source, fault)
    return MappingProxyType(every)


def _options(row: Mapping[str, Any], source: str) -> tuple[bool, int]:
    _known_lines("options", row, ("confirm_high_nibp", "sat_seconds"), source)
    confirm, sat_seconds = row.get("confirm_high_nibp", False), row.get("sat_seconds", 0)
    if not isinstance(confirm, bool):
        raise _refusal(source, "[options] confirm_high_nibp is neither true nor false")
    if isinstance(sat_seconds, bool) or not isinstance(sat_seconds, int) or sat_seconds not in SAT_SECONDS:
        raise _refusal(source, "[options] sat_seconds is none of 0, 10, 25, 50, 100")
    return confirm, sat_seconds


def _table(name: str, table: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    """A table that profiles from before it existed do not have."""
    row = table.get(name, {})
    if not isinstance(row, dict):
        raise _refusal(source, f"[{name}] is not a table")
    return row


def _known_lines(name: str, row: Mapping[str, Any], known: tuple[str, ...], source: str) -> None:
    for key in row:
        if key not in known:
            raise _refusal(source, f'[{name}] has an unknown line "{key}"')


def _number(value: object, where: str, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refusal(source, f"{where} is not a number")
    return float(value)


def _text(key: str, table: Mapping[str, Any], source: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _refusal(source, f"{key} is not text")
    return value.strip()


def _day(value: object, source: str) -> str:
    """A day as TOML has it, or as text; "" = not said."""
    if type(value) is date:
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat() if value else ""  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _refusal(source, "approved_on is not a day like 2026-01-31") from None


def _bounds_fault(value: float, bounds: tuple[float, float], called: str) -> str:
    low, high = bounds
    return "" if low <= value <= high else f"{called} = {value:g} is outside {low:g} to {high:g}"


def _refusal(source: str, what: str) -> BrokenFileError:
    return BrokenFileError(f"Alarm profile {source} was not used: {what}.")
