"""A second way to find a patient's alarm conditions: slow, plain, and with nothing of `bedside.alarms` in it.

Written from the tables of the requirements (ALM-20, 22, 25, 51, 52, 61, 64, 66). Time is cut into equal cells small
enough that everything happens on an edge between two. At every edge each row looks back over the whole history,
cell by cell, and asks how long its statement has been so. Only the profile's numbers are shared.

Order at one edge: what was so in the cells before it; the end of the settling; the value that arrives.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from bedside.alarms.profile import Profile
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

HOLD_S, SETTLE_S = 3.0, 10.0
DOUBT_S = 30.0  # longest time that low quality excuses a Medium
JOIN_S = 60.0
EPISODIC = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP)


@dataclass(frozen=True, slots=True)
class Sample:
    """One value as it arrives."""

    t: float  # s
    parameter: Parameter
    value: float | None
    quality: Quality = Quality.NONE


@dataclass(frozen=True, slots=True)
class Condition:
    """What both engines must agree on."""

    code: str
    priority: Priority
    onset: float  # s
    cleared: float | None  # s; None = still so at the end
    episode: float  # s, onset of the first of its episode
    times: int  # which onset of its episode


@dataclass(frozen=True, slots=True)
class Seen:
    """A value in force."""

    value: float
    doubted: bool  # of low quality


class Ground:
    """One parameter in cells: what is in force, what is evaluated anew at an edge, and where all is forgotten."""

    def __init__(self, samples: Sequence[Sample], hold_s: float | None, step: float, end: float) -> None:
        self.step = step
        self.edges = round(end / step) + 1
        self.cells: list[Seen | None] = [None] * self.edges  # cell k lies behind edge k
        self.seen: list[list[Seen]] = [[] for _ in range(self.edges)]
        self.cut = [False] * self.edges
        by_edge: dict[int, Sample] = {}
        for sample in samples:
            edge = round(sample.t / step)
            assert edge * step == sample.t, "a sample between two edges"
            assert edge not in by_edge, "two samples of one parameter at one edge"
            by_edge[edge] = sample
        hold = None if hold_s is None else round(hold_s / step)
        settle, doubt = round(SETTLE_S / step), round(DOUBT_S / step)
        current: tuple[float, int, bool] | None = None  # value, edge of its arrival, flagged
        off = False
        settled_at: int | None = None
        flagged_since: int | None = None
        for k in range(self.edges):
            was_doubted = k > 0 and (cell := self.cells[k - 1]) is not None and cell.doubted
            doubted = flagged_since is not None and k - flagged_since < doubt
            if settled_at == k:
                settled_at = None
                if current is not None:
                    self.seen[k].append(Seen(current[0], current[2] and doubted))
            elif was_doubted and not doubted and current is not None:
                self.seen[k].append(Seen(current[0], False))  # excused long enough
            if current is not None and hold is not None and k - current[1] >= hold:
                current = None
            sample = by_edge.get(k)
            if sample is not None:
                quality, value = sample.quality, sample.value
                valid = not (
                    value is None or math.isnan(value) or quality & (Quality.SEARCHING | Quality.HELD)
                )
                flagged = bool(quality & Quality.ARTEFACT) and hold is not None  # a device's flag
                if valid and not flagged:
                    flagged_since = None  # only a good value ends the excuse's time
                elif valid and flagged_since is None:
                    flagged_since = k
                doubted = flagged_since is not None and k - flagged_since < doubt
                if quality & Quality.NO_FINGER:
                    current, off, settled_at, flagged_since = None, True, None, None
                    self.cut[k] = True
                elif value is None or math.isnan(value) or quality & Quality.SEARCHING:
                    current = None
                elif not quality & Quality.HELD:
                    current = (value, k, flagged)
                    if off:
                        off, settled_at = False, k + settle
                    if settled_at is None:
                        self.seen[k].append(Seen(value, doubted))
            if current is not None and settled_at is None:
                self.cells[k] = Seen(current[0], current[2] and doubted)


@dataclass(slots=True)
class Way:
    """One statement that makes a row true, and for how long it must have been so."""

    says: Callable[[float], bool]
    for_s: float
    doubted_too: bool = False


@dataclass(slots=True)
class Row:
    """One line of the table on one side of a parameter."""

    code: str
    priority: Priority
    rate: bool = False
    ways: list[Way] = field(default_factory=list)
    inside: Callable[[float], bool] = lambda _: False
    clear_for_s: float = 0.0
    change: float = (
        0.0  # of a rate: signed, so that "far enough" is value − earlier ≥ change, or ≤ if negative
    )
    within_s: float = 0.0
    ages: bool = True
    true: bool = False
    since: int = 0  # edge of its last change

    @property
    def rank(self) -> tuple[int, bool]:
        """First = above."""
        return (-self.priority, self.rate)


def conditions(
    samples: Sequence[Sample],
    profile: Profile,
    interval_s: Mapping[Parameter, float],
    *,
    end: float,
    step: float = 1.0,
) -> list[Condition]:
    """Every condition of the patient up to `end`, s, in order of onset and code.

    `interval_s` as the engine takes it; the respiratory rate is a device's if it is named there. `step`: width of a
    cell, s; samples, delays and holding times must be multiples of it.
    """
    found: list[Condition] = []
    for parameter in profile.limit_sets:
        entered = parameter is Parameter.RR and parameter not in interval_s
        hold = None if entered or parameter in EPISODIC else max(HOLD_S, 2.5 * interval_s.get(parameter, 1.0))
        ground = Ground([s for s in samples if s.parameter is parameter], hold, step, end)
        for low in (True, False):
            rows = _rows(profile, parameter, low=low, entered=entered)
            found += _with_episodes(_Side(ground, rows).walk())
    return sorted(found, key=lambda c: (c.onset, c.code, c.priority))


def _rows(profile: Profile, parameter: Parameter, *, low: bool, entered: bool) -> list[Row]:
    limits = profile.limit_sets[parameter]
    code = f"{parameter.upper().replace('_', '-')}-{'LOW' if low else 'HIGH'}"
    rows = []
    for priority, limit, for_s in (
        (Priority.HIGH, limits.high_low if low else limits.high_high, limits.persistence_high_s),
        (Priority.MEDIUM, limits.med_low if low else limits.med_high, limits.persistence_med_s),
    ):
        if limit is None:
            continue
        high = priority is Priority.HIGH
        spo2 = parameter is Parameter.SPO2
        ways = [Way(_under(limit) if low else _over(limit), 0.0 if entered else for_s, high and not spo2)]
        edge = limit
        if spo2 and low and high:
            assert limits.med_low is not None
            assert limits.at_once_under_med_low is not None
            at_once = limits.med_low - limits.at_once_under_med_low
            ways.append(Way(_at_most(at_once), 0.0))
            ways.append(Way(_under(min(85.0, limit)), max(10.0, for_s), doubted_too=True))
            edge = max(edge, at_once)
        inside = _at_least(edge + limits.clear_by) if low else _at_most(edge - limits.clear_by)
        rows.append(Row(code, priority, ways=ways, inside=inside, clear_for_s=limits.clear_for_s))
    rates = profile.rates
    for name, change, for_s, priority, at_low, within_s, of in (
        (
            "SPO2-FALL",
            rates.spo2_fall,
            rates.spo2_fall_persistence_s,
            Priority.MEDIUM,
            True,
            60.0,
            Parameter.SPO2,
        ),
        ("PR-DROP", rates.pr_drop, rates.pr_persistence_s, Priority.LOW, True, 60.0, Parameter.PR),
        ("PR-RISE", rates.pr_rise, rates.pr_persistence_s, Priority.LOW, False, 60.0, Parameter.PR),
        ("NIBP-SYS-RISE", rates.nibp_sys_rise, 0.0, Priority.LOW, False, 600.0, Parameter.NIBP_SYS),
    ):
        if change is not None and of is parameter and at_low is low:
            signed = -change if low else change
            row = Row(name, priority, rate=True, change=signed, within_s=within_s, ages=of not in EPISODIC)
            row.ways.append(Way(lambda _: False, for_s))
            rows.append(row)
    return sorted(rows, key=lambda row: row.rank)


def _under(limit: float) -> Callable[[float], bool]:
    return lambda value: value < limit


def _over(limit: float) -> Callable[[float], bool]:
    return lambda value: value > limit


def _at_most(limit: float) -> Callable[[float], bool]:
    return lambda value: value <= limit


def _at_least(limit: float) -> Callable[[float], bool]:
    return lambda value: value >= limit


class _Side:
    """One side while the edges are walked."""

    def __init__(self, ground: Ground, rows: list[Row]) -> None:
        self.ground = ground
        self.rows = rows
        self.floor = 0  # edge before which everything is forgotten
        self.top: Row | None = None
        self.begun = 0
        self.found: list[Condition] = []
        self.arrivals = [
            (at, number, seen) for at, values in enumerate(ground.seen) for number, seen in enumerate(values)
        ]
        self.arrived_at = [at for at, _, _ in self.arrivals]
        self.answers: dict[tuple[object, ...], bool] = {}  # of `_fast`, which is asked the same over and over

    def walk(self) -> list[Condition]:
        """Every condition of this side."""
        ground = self.ground
        for k in range(ground.edges):
            before = ground.cells[k - 1] if k else None
            if before is not None:
                while self._look_back(k, before):
                    self._show(k)
            for nth, seen in enumerate(ground.seen[k]):
                self._look_at(k, seen, nth)
                self._show(k)
            if ground.cut[k]:
                self.floor = k
                for row in self.rows:
                    self._set(row, k, false_too=True)
                self._show(k)
        if self.top is not None:
            self.found.append(self._condition(self.top, None))
        return self.found

    def _look_back(self, k: int, before: Seen) -> bool:
        """What becomes so, or no longer so, by having lasted until edge `k`; True if anything did."""
        changed = []
        for row in self.rows:
            if row.true:
                if row.rate:
                    ends = row.ages and not self._fast(row, before.value, k)
                else:
                    ends = row.clear_for_s > 0 and self._inside_s(row, k) >= row.clear_for_s
                if ends:
                    changed.append(row)
            elif any(way.for_s > 0 and self._so_s(row, way, k) >= way.for_s for way in row.ways):
                changed.append(row)
        for row in changed:
            self._set(row, k)
        return bool(changed)

    def _look_at(self, k: int, seen: Seen, nth: int) -> None:
        """What a value makes so, or no longer so, at once."""
        for row in self.rows:
            if row.true:
                if row.rate:
                    ends = not self._fast(row, seen.value, k, nth)
                else:
                    ends = row.clear_for_s == 0 and row.inside(seen.value)
                if ends:
                    self._set(row, k)
            elif any(
                way.for_s == 0
                and (way.doubted_too or not seen.doubted)
                and (self._fast(row, seen.value, k, nth) if row.rate else way.says(seen.value))
                for way in row.ways
            ):
                self._set(row, k)

    def _so_s(self, row: Row, way: Way, k: int) -> float:
        """How long it has been so until edge `k`; a missing or doubted value neither counts nor breaks it."""

        def breaks(seen: Seen, at: int, nth: int = -1) -> bool:
            if seen.doubted and not way.doubted_too:
                return False
            return not (self._fast(row, seen.value, at, nth) if row.rate else way.says(seen.value))

        last = self.ground.cells[k - 1]
        if last is None or (last.doubted and not way.doubted_too):
            return 0.0  # nothing begins on a missing value, or on one that does not count
        cells = 0
        for j in range(k - 1, max(self.floor, row.since) - 1, -1):
            seen = self.ground.cells[j]
            if seen is not None:
                if breaks(seen, j):
                    break
                cells += way.doubted_too or not seen.doubted
                if cells * self.ground.step >= way.for_s:
                    break
            others = self.ground.seen[j]
            if len(others) > 1 and any(breaks(other, j, nth) for nth, other in enumerate(others[:-1])):
                break  # in force for no time at all, yet it was seen
        return cells * self.ground.step

    def _inside_s(self, row: Row, k: int) -> float:
        """How long the value has been back inside until edge `k`."""
        cells = 0
        for j in range(k - 1, max(self.floor, row.since) - 1, -1):
            seen = self.ground.cells[j]
            if seen is None:
                continue
            if not row.inside(seen.value):
                break
            cells += 1
        return cells * self.ground.step

    def _fast(self, row: Row, value: float, k: int, nth: int = -1) -> bool:
        """Whether `value` at edge `k` lies far enough from an earlier one, as it arrived, that is young enough.

        `nth`: which of the values seen at `k` it is; the ones before it are earlier.
        """
        asked = (row.code, value, k, nth, self.floor)
        if asked not in self.answers:
            self.answers[asked] = self._is_fast(row, value, k, nth)
        return self.answers[asked]

    def _is_fast(self, row: Row, value: float, k: int, nth: int) -> bool:
        reach = round(row.within_s / self.ground.step)
        first = max(self.floor, k - reach + 1 if row.ages else k - reach)
        before = (k, nth if nth >= 0 else len(self.ground.seen[k]) - 1)
        young = bisect_left(self.arrived_at, first)
        for at, number, earlier in islice(self.arrivals, young, None):
            if (at, number) >= before:
                break
            if earlier.doubted:
                continue
            moved = value - earlier.value
            if moved <= row.change if row.change < 0 else moved >= row.change:
                return True
        return False

    def _set(self, row: Row, k: int, *, false_too: bool = False) -> None:
        """Turn a row over; with `false_too` make it untrue whatever it is."""
        row.true = False if false_too else not row.true
        row.since = k

    def _show(self, k: int) -> None:
        top = next((row for row in self.rows if row.true), None)
        if top is not self.top:
            if self.top is not None:
                self.found.append(self._condition(self.top, k))
            self.top, self.begun = top, k

    def _condition(self, row: Row, cleared: int | None) -> Condition:
        onset = self.begun * self.ground.step
        return Condition(
            row.code, row.priority, onset, None if cleared is None else cleared * self.ground.step, onset, 1
        )


def _with_episodes(found: Sequence[Condition]) -> list[Condition]:
    """Join what belongs together in one side; `found` in order of onset.

    A row that takes over joins the one before it. Otherwise the onsets of one code join that follow its last clearing
    by at most 60 s.
    """
    joined: list[Condition] = []
    for condition in found:
        before = joined[-1] if joined and joined[-1].cleared == condition.onset else None
        if before is None:
            before = next((c for c in reversed(joined) if c.code == condition.code), None)
            if before is not None and (before.cleared is None or condition.onset - before.cleared > JOIN_S):
                before = None
        if before is None:
            joined.append(condition)
        else:
            times = 1 + sum(c.episode == before.episode and c.code == condition.code for c in joined)
            joined.append(replace(condition, episode=before.episode, times=times))
    return joined
