"""A plain table of values (t_s,parameter,value) given to the alarm engine as if a device had said them.

    t_s,parameter,value
    0,spo2,97
    1,spo2,
    1,nibp_sys,121

* The header names the columns, in any order; others than these and `flags` are not looked at. So the table that
  `bedside decode` writes can be given back, its flags count, its samples of waves are skipped.
* An empty value or NaN is a missing one. Blank lines and spaces around the cells mean nothing.
* Lines may come in any order of time; at one time they count in the order of the file.
* Systolic, diastolic and mean pressure at one time are one cuff reading.
* A respiratory rate counts as a device's, with its persistence.
* How long a value holds nobody recorded here: whoever asks says by which table of ages.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bedside.alarms.engine import Engine
from bedside.alarms.holding import DEFAULT_INTERVAL_S, EPISODIC
from bedside.alarms.profile import Profile
from bedside.errors import BrokenFileError
from bedside.review.holding import USUAL, Holding
from bedside.vitals.alarms import AlarmChange, Kind
from bedside.vitals.commands import Command, Entry, SetAges, SetPhase
from bedside.vitals.display import Ages
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination, Numeric, Quality
from bedside.vitals.sessions import PROGRAM, Phase

_COLUMNS: Final = ("t_s", "parameter", "value")
_CUFF: Final = (*sorted(EPISODIC), Parameter.NIBP_PR)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTable:
    """What a table says, oldest first."""

    readings: tuple[Numeric | Determination, ...]
    interval_s: Mapping[Parameter, float]  # median spacing of each continuous parameter's lines

    @property
    def first_t(self) -> float:
        """Time of the first reading, s."""
        return self.readings[0].t if self.readings else 0.0

    @property
    def last_t(self) -> float:
        """Time of the last reading, s."""
        return self.readings[-1].t if self.readings else 0.0


def read_table(lines: Iterable[str], source: str) -> ValueTable:
    """Read a table; `source` names it in errors.

    Raises:
        BrokenFileError: a line cannot be understood; the sentence names it.
    """
    rows = csv.reader(lines)
    header = next((row for row in rows if any(cell.strip() for cell in row)), None)
    columns = [name.lstrip("\ufeff").strip().lower() for name in header or ()]
    missing = [name for name in _COLUMNS if name not in columns]
    if missing:
        raise BrokenFileError(
            f"{source} has no column {missing[0]}: its first line must be {','.join(_COLUMNS)}."
        )
    found: list[Numeric] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        numeric = _numeric(cells, f"{source}, line {rows.line_num}")
        if not PARAMETERS[numeric.parameter].wave:
            found.append(numeric)
    found.sort(key=lambda numeric: numeric.t)
    return ValueTable(readings=tuple(_with_cuff_readings(found)), interval_s=_intervals(found))


def alarms_of(
    table: ValueTable,
    profile: Profile,
    *,
    phase: Phase | None = None,
    interval_s: float | None = None,
    ages: Ages = USUAL,
) -> list[AlarmChange]:
    """What the alarm engine makes of a table, in event time.

    The session begins with the first line, and the phase right behind the values of that instant. It ends when the
    last value of each parameter has held for its time: a persistence that is complete by then gives an alarm, one
    that would need another value does not. Equipment alarms that would only come from the table being over are
    left out.

    Args:
        table: as `read_table` gives it.
        profile: limits and delays.
        phase: of the session, from its start; None: none was entered.
        interval_s: how often every continuous source renews its value, s; None: the table's median spacings.
        ages: the table of ages that says how long a value holds; in force from the first line on.
    """
    given = table.interval_s
    intervals = dict(given) if interval_s is None else dict.fromkeys(given, interval_s)
    engine = Engine(profile, intervals)
    changes: list[AlarmChange] = []
    if ages != USUAL:
        changes += engine.entered(
            _entry(1, table.first_t, SetAges(bed=1, actor=PROGRAM, ages=ages)), table.first_t
        )
    for t, arrived in itertools.groupby(table.readings, key=lambda reading: reading.t):
        for reading in arrived:
            changes += engine.observe(reading, t)
        if phase is not None and t == table.first_t:
            changes += engine.entered(_entry(2, t, SetPhase(bed=1, actor=PROGRAM, phase=phase)), t)
    changes += engine.advance(_held_until(table, profile, intervals, Holding(first=ages)))
    late = {
        change.condition
        for change in changes
        if change.kind is Kind.TECHNICAL and change.onset_t > table.last_t
    }
    return [change for change in changes if change.condition not in late]


def _entry(number: int, t: float, command: Command) -> Entry:
    return Entry(number=number, t=t, entered_t=t, command=command)


def _held_until(
    table: ValueTable, profile: Profile, intervals: Mapping[Parameter, float], holding: Holding
) -> float:
    """When the last value has held for its time; a cuff reading holds for as long as its limits may need."""
    ends = [table.last_t]
    for reading in table.readings:
        for numeric in reading.numerics() if isinstance(reading, Determination) else [reading]:
            if numeric.parameter in EPISODIC:
                row = profile.limit_sets[numeric.parameter]
                ends.append(reading.t + max(row.persistence_med_s, row.persistence_high_s))
            elif numeric.parameter in intervals:
                ends.append(reading.t + holding.hold_s(reading.t, intervals[numeric.parameter]))
    return max(ends)


def _numeric(cells: Mapping[str, str], where: str) -> Numeric:
    key = cells.get("parameter", "").lower()
    if key not in set(Parameter):
        known = ", ".join(p for p in Parameter if not PARAMETERS[p].wave)
        raise BrokenFileError(f'{where}: "{key}" is no parameter: use one of {known}.')
    t = _number(cells.get("t_s", ""))
    if t is None or not 0 <= t < math.inf:
        raise BrokenFileError(f'{where}: "{cells.get("t_s", "")}" is no time: t_s is in seconds, from 0 on.')
    text = cells.get("value", "")
    value = math.nan if text == "" else _number(text)
    if value is None or math.isinf(value):
        raise BrokenFileError(
            f'{where}: "{text}" is no value: write a number, or nothing where it is missing.'
        )
    return Numeric(
        parameter=Parameter(key),
        t=t,
        value=None if math.isnan(value) else value,
        quality=_quality(cells.get("flags", ""), where),
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _quality(text: str, where: str) -> Quality:
    found = Quality.NONE
    for word in text.lower().split():
        flag = Quality.__members__.get(word.upper())
        if flag is None:
            known = ", ".join(flag.name.lower() for flag in Quality if flag.name)
            raise BrokenFileError(f'{where}: "{word}" is no flag: use some of {known}.')
        found |= flag
    return found


def _with_cuff_readings(numerics: Sequence[Numeric]) -> Iterable[Numeric | Determination]:
    """The same in order, with the cuff's values of one time as one determination at the place of the last of them.

    A part that is there twice at one time begins another determination; one without any value is none at all.
    """
    for t, group in itertools.groupby(numerics, key=lambda numeric: numeric.t):
        cuffs: list[dict[Parameter, Numeric]] = []
        for numeric in group:
            if numeric.parameter not in _CUFF:
                yield numeric
                continue
            if not cuffs or numeric.parameter in cuffs[-1]:
                cuffs.append({})
            cuffs[-1][numeric.parameter] = numeric
        for cuff in cuffs:
            parts = {parameter: numeric.value for parameter, numeric in cuff.items()}
            if any(value is not None for value in parts.values()):
                quality = Quality.NONE
                for numeric in cuff.values():
                    quality |= numeric.quality
                yield Determination(
                    t=t,
                    sys=parts.get(Parameter.NIBP_SYS),
                    dia=parts.get(Parameter.NIBP_DIA),
                    map=parts.get(Parameter.NIBP_MAP),
                    pr=parts.get(Parameter.NIBP_PR),
                    quality=quality,
                )


def _intervals(numerics: Sequence[Numeric]) -> dict[Parameter, float]:
    times: dict[Parameter, list[float]] = {}
    for numeric in numerics:
        if numeric.parameter not in _CUFF:
            of_it = times.setdefault(numeric.parameter, [])
            if not of_it or numeric.t > of_it[-1]:
                of_it.append(numeric.t)
    return {
        parameter: median(b - a for a, b in itertools.pairwise(ts)) if len(ts) > 1 else DEFAULT_INTERVAL_S
        for parameter, ts in times.items()
    }
