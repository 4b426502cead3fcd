"""An alarm profile read from its TOML file and checked before use.

A profile is data that a site owner edits; the hard bounds are not. What does not hold them is refused in words and
nothing of it is used (ALM-20).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bedside import resources
from bedside.alarms.profile import (
    AT_ONCE,
    LIMITS,
    NIBP_EVERY_MIN,
    PARAMETERS_WITH_LIMITS,
    SAT_SECONDS,
    LimitSet,
    Profile,
    Rates,
)
from bedside.alarms.profile_bounds import (
    MAY_BE_OFF,
    NIBP_EVERY_BOUNDS,
    RATE_BOUNDS,
    RATES_MAY_BE_OFF,
    bounds_fault,
    cell_fault,
    order_fault,
)
from bedside.errors import BrokenFileError
from bedside.site_files import table_of
from bedside.vitals.parameters import Parameter

DEFAULT: Final = "adult-subanaesthetic"

OFF: Final = "off"

_DELAYS: Final = ("persistence_med_s", "persistence_high_s", "clear_by", "clear_for_s")


def default_profile() -> Profile:
    """The profile that comes with bedside."""
    return load(resources.path("profiles", f"{DEFAULT}.toml"))


def load(file: Path) -> Profile:
    """Read and check a profile.

    Raises:
        BrokenFileError: the file cannot be used; the sentence names the cell and what it must be.
    """
    table = table_of(file, str(_refusal(str(file), "it is not a text file of a profile")))
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
            number = cells[cell] = _number(value, where, source)
            if fault := bounds_fault(number, RATE_BOUNDS[cell], where):
                raise _refusal(source, fault)
    return Rates(**cells)  # type: ignore[arg-type]  # only rates may be None, checked above


def _intervals(row: Mapping[str, Any], source: str) -> Mapping[str, float]:
    _known_lines("nibp_every_min", row, tuple(NIBP_EVERY_MIN), source)
    every = dict(NIBP_EVERY_MIN)
    for cell, value in row.items():
        where = f"[nibp_every_min] {cell}"
        every[cell] = _number(value, where, source)
        if fault := bounds_fault(every[cell], NIBP_EVERY_BOUNDS, where):
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


def _refusal(source: str, what: str) -> BrokenFileError:
    return BrokenFileError(f"Alarm profile {source} was not used: {what}.")
