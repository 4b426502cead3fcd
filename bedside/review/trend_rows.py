"""The rows of a trend table: one for each interval of the wall clock, one for each cuff reading, one for now.

The rule nurses know from monitors (GE CIC Pro): a cuff reading makes a row of its own, and every other number of a row
is the median of the minute before it. A missing value keeps its reason; a number that stands on less than half of its
minute is doubtful, and says so. All times are session times, s.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bedside.monitor.updates import MonitorUpdate
from bedside.review.conditions import Condition, conditions
from bedside.vitals.alarms import AlarmChange, Kind, Priority
from bedside.vitals.commands import Entry, GiveRating, MarkEvent, StartNibp, WriteNote
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Quality

INTERVALS_S: Final = (60.0, 150.0, 300.0, 600.0, 900.0, 1800.0)
MINUTE_S: Final = 60.0  # a number of a row is the median of so much before it
SAME_MOMENT_S: Final = 30.0  # a cuff reading this close to an interval's row takes its place
HALF_S: Final = 30.0  # a median of values that held for less than this is doubtful
HOLD_S: Final = 3.5  # a value holds at most so long, or 2.5 of the usual spacing of its neighbours
ASKED_S: Final = 180.0  # a cuff reading this soon after it was asked for here was started by hand
CUFF_ALARM_S: Final = 120.0  # within this the alarm of a cuff reading has begun (persistence, second reading)
NUMBERS: Final = (Parameter.PR, Parameter.SPO2, Parameter.PI, Parameter.RR)
CUFF: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP)
EXPLAINING: Final = frozenset({"T-SPO2-OFF", "T-SPO2-SIG", "T-COM"})  # why an oximeter gives nothing
_DOUBTED: Final = Quality.ARTEFACT | Quality.LOW_PERFUSION | Quality.SEARCHING | Quality.TIME_UNKNOWN

Floats = NDArray[np.float64]


class Values(Protocol):
    """Where the numbers come from: memory, the pyramid of old minima and maxima, what the store gave back."""

    def between(self, parameter: Parameter, first: float, last: float) -> tuple[Floats, Floats] | None:
        """Times and values first < t ≤ last, NaN = missing; None: not known exactly (any more)."""

    def extent(self, parameter: Parameter, first: float, last: float) -> tuple[float, float] | None:
        """Least and greatest value there, where the exact ones are not known; None: there was none."""

    def known(self, parameter: Parameter) -> bool:
        """Whether this session has ever had a value of it."""


class RowKind(Enum):
    """What makes a row."""

    INTERVAL = auto()
    CUFF = auto()
    LIVE = auto()  # of this moment; it changes until the interval is full


class Why(Enum):
    """Why a cell has no value."""

    NOT_RUNNING = auto()  # the program was not
    ALARM = auto()  # what the equipment alarm of that minute says
    NEVER = auto()  # nothing measures it in this session
    NO_VALUE = auto()  # no number came


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands."""

    t: float
    since: float  # time of the row before: what happened in between belongs to this row
    kind: RowKind
    cuff: Determination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of a row."""

    value: float | None = None
    extent: tuple[float, float] | None = None  # least and greatest, while the exact values are being fetched
    doubtful: bool = False
    why: Why | None = None  # with neither value nor extent
    alarm: Condition | None = None  # the most urgent limit alarm that was true in its minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table."""

    place: Place
    cells: Mapping[Parameter, Cell]
    cuff_doubtful: bool = False
    cuff_by_hand: bool = False  # asked for here; else the monitor's own interval or key
    rate_ml_h: float | None = None  # of the infusion; None: none had begun
    ratings: Mapping[str, int] = field(default_factory=dict)  # newest of each scale since the row before
    entered: tuple[Entry, ...] = ()  # what a person wrote down since the row before, or right after this one
    alarms: tuple[Condition, ...] = ()  # that began since the row before
    interrupted: bool = False  # the program did not run for a part of it

    @property
    def priority(self) -> Priority | None:
        """The most urgent alarm that began since the row before."""
        return max((alarm.priority for alarm in self.alarms), default=None)

    @property
    def inexact(self) -> bool:
        """Whether exact values are still to come."""
        return any(cell.extent is not None for cell in self.cells.values())


def places(
    *, anchor: float, interval_s: float, now: float, cuffs: Sequence[Determination], live: bool
) -> tuple[Place, ...]:
    """Where the rows stand, oldest first.

    Args:
        anchor: a session time (≤ 0) at which the clock on the wall showed a multiple of the interval.
        interval_s: one of `INTERVALS_S`.
        now: session time up to which there is something to show.
        cuffs: determinations, oldest first.
        live: whether a row for this moment stands at the end.
    """
    cuffs = [cuff for cuff in cuffs if cuff.t <= now]
    times = [cuff.t for cuff in cuffs]
    found: list[tuple[float, RowKind, Determination | None]] = [
        (cuff.t, RowKind.CUFF, cuff) for cuff in cuffs
    ]
    first, last = math.floor(-anchor / interval_s) + 1, math.floor((now - anchor) / interval_s)
    for n in range(first, last + 1):
        t = anchor + n * interval_s
        near = bisect_left(times, t - SAME_MOMENT_S)
        if near == len(times) or times[near] > t + SAME_MOMENT_S:
            found.append((t, RowKind.INTERVAL, None))
    found.sort(key=lambda one: one[0])
    if live and (not found or now > found[-1][0]):
        found.append((now, RowKind.LIVE, None))
    rows, since = [], -math.inf
    for t, kind, cuff in found:
        rows.append(Place(t=t, since=since, kind=kind, cuff=cuff))
        since = t
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The conditions of a log, and when each began and ended (inf: still true), shape (n,)."""

    conditions: Sequence[Condition]
    onsets: Floats
    ends: Floats

    @classmethod
    def of(cls, log: Sequence[AlarmChange]) -> _Known:
        """Fold a log."""
        found = conditions(log)
        ends = [math.inf if one.cleared_t is None else one.cleared_t for one in found]
        return cls(conditions=found, onsets=np.array([one.onset_t for one in found]), ends=np.array(ends))

    def where(self, chosen: NDArray[np.bool_]) -> list[Condition]:
        """Those that are chosen, in their order."""
        return [self.conditions[int(n)] for n in np.flatnonzero(chosen)]


class RowMaker:
    """Makes the rows of one state of a session; each is computed when it is asked for."""

    def __init__(self, update: MonitorUpdate, values: Values, earlier: RowMaker | None = None) -> None:
        """`earlier`: of the same session; what did not change since is taken over."""
        self._values = values
        self._interrupted = () if update.session is None else update.session.interrupted
        self._infusion = update.infusion
        self._log, self._timeline, self._cuffs = update.alarm_log, update.entries, update.determinations
        same = earlier is not None and earlier._log is self._log
        self._known: _Known = earlier._known if earlier is not None and same else _Known.of(self._log)
        entered = [e for e in self._timeline if not e.retracted]
        self._asked = [e.t for e in entered if isinstance(e.command, StartNibp)]
        kinds = (GiveRating, MarkEvent, WriteNote)
        self._entries = sorted(
            (e for e in entered if isinstance(e.command, kinds)), key=lambda e: (e.t, e.number)
        )
        self._entry_times = [entry.t for entry in self._entries]
        self._cuff_times = [cuff.t for cuff in self._cuffs]

    def row(self, place: Place) -> Row:
        """The row that stands at a place."""
        last = math.inf if place.kind is RowKind.LIVE else place.t
        # what is entered right after a cuff reading, as nurses do, belongs to its row and not to the next one
        first, end = (bisect_right(self._entry_times, t + SAME_MOMENT_S) for t in (place.since, last))
        entered = self._entries[first:end]
        begun = self._known.where((self._known.onsets > place.since) & (self._known.onsets <= last))
        cells = {parameter: self._cell(parameter, place.t) for parameter in NUMBERS}
        if place.cuff is not None:
            cells |= self._cuff_cells(place.cuff)
        return Row(
            place=place,
            cells=cells,
            cuff_doubtful=place.cuff is not None and bool(place.cuff.quality & _DOUBTED),
            cuff_by_hand=place.cuff is not None and self._by_hand(place.cuff.t),
            rate_ml_h=self._rate(place.t),
            ratings={e.command.scale: e.command.value for e in entered if isinstance(e.command, GiveRating)},
            entered=tuple(entered),
            alarms=tuple(begun),
            interrupted=any(begin < place.t and end > place.since for begin, end in self._interrupted),
        )

    def _cell(self, parameter: Parameter, t: float) -> Cell:
        alarm = self._alarm((parameter,), t - MINUTE_S, t)
        rows = self._values.between(parameter, t - MINUTE_S, t)
        if rows is None:
            extent = self._values.extent(parameter, t - MINUTE_S, t)
            if extent is not None:
                return Cell(extent=extent, alarm=alarm)
        else:
            times, values = rows
            held = _held_s(times, values, t)
            if held > 0:
                return Cell(value=float(np.nanmedian(values)), doubtful=held < HALF_S, alarm=alarm)
        return Cell(why=self._why(parameter, t), alarm=alarm)

    def _cuff_cells(self, cuff: Determination) -> dict[Parameter, Cell]:
        found = {}
        for parameter, value in zip(CUFF, (cuff.sys, cuff.dia, cuff.map), strict=True):
            alarm = self._alarm((parameter,), cuff.t, cuff.t + CUFF_ALARM_S)
            if alarm is not None and not _beyond(alarm, value):
                alarm = None
            found[parameter] = Cell(value=value, why=Why.NO_VALUE if value is None else None, alarm=alarm)
        return found

    def _alarm(self, parameters: Sequence[Parameter], first: float, last: float) -> Condition | None:
        """The most urgent limit alarm of a parameter that was true between two times."""
        true = [
            one
            for one in self._known.where((self._known.onsets <= last) & (self._known.ends > first))
            if one.parameter in parameters and one.kind is Kind.PHYSIOLOGICAL
        ]
        return max(true, key=lambda one: one.priority, default=None)

    def _why(self, parameter: Parameter, t: float) -> Why:
        if any(begin < t and end > t - MINUTE_S for begin, end in self._interrupted):
            return Why.NOT_RUNNING
        if self.equipment_alarm(t) is not None and self._values.known(parameter):
            return Why.ALARM
        return Why.NO_VALUE if self._values.known(parameter) else Why.NEVER

    def equipment_alarm(self, t: float) -> Condition | None:
        """The equipment alarm that explains a missing oximeter value at `t`: probe off, no data, no signal."""
        true = [
            one
            for one in self._known.where((self._known.onsets <= t) & (self._known.ends > t - MINUTE_S))
            if one.code in EXPLAINING
        ]
        return max(true, key=lambda one: (one.priority, one.onset_t), default=None)

    def _rate(self, t: float) -> float | None:
        steps = () if self._infusion is None else self._infusion.steps
        return next((step.rate_ml_h for step in reversed(steps) if step.t <= t), None)

    def _by_hand(self, t: float) -> bool:
        """Asked for here, after the reading before it."""
        n = bisect_left(self._cuff_times, t)
        before = self._cuff_times[n - 1] if n else -math.inf
        return any(max(before, t - ASKED_S) <= asked <= t for asked in self._asked)


def _held_s(times: Floats, values: Floats, until: float) -> float:
    """For how long the values of a minute held, s."""
    if not len(times):
        return 0.0
    steps = np.diff(times)
    usual = float(np.median(steps)) if len(steps) else 0.0
    hold = np.minimum(np.diff(times, append=until), max(HOLD_S, 2.5 * usual))
    finite = np.isfinite(values)
    return max(float(hold[finite].sum()), 1e-6 if finite.any() else 0.0)


def _beyond(alarm: Condition, value: float | None) -> bool:
    """Whether a cuff's own value is beyond the limit, so that the alarm is this reading's and not the one's before."""
    if value is None or alarm.limit is None:
        return False
    return value <= alarm.limit if alarm.direction == "low" else value >= alarm.limit
