"""When the patient's value is an alarm condition: rows of limits, with persistence and hysteresis.

A *row* is one priority of one side of one parameter. It becomes true when one of its onsets (test and delay) has
held for its delay, and untrue when the value has been back inside by `clear_by` for `clear_for_s` (ALM-20).
Time counts only while there is a value: a missing one stops the count where it is, and the count goes on when
the value is back and still beyond (ALM-22). A value back inside the limit sets it to zero.

Every row is followed by itself; of a side only the highest true row is a condition with a signal (ALM-66).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bedside.alarms.profile import LimitSet
from bedside.alarms.signals import Signal, Signals
from bedside.vitals.alarms import Direction, Kind, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.sessions import Actor

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """One way a row becomes true: beyond `limit` for `delay_s` without a break."""

    limit: float
    inclusive: bool
    delay_s: float
    rule: str  # in words, e.g. "SpO2 < 88 for 5 s"


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


def limit_rows(
    parameter: Parameter, direction: Direction, limits: LimitSet, *, at_once: bool = False
) -> tuple[LimitRow, ...]:
    """The rows of one side, highest priority first; limits that are off have none.

    `at_once` drops the persistence: for values a person enters.
    """
    rows = []
    for priority in (Priority.HIGH, Priority.MEDIUM):
        limit = limits.limit(direction, priority)
        if limit is None:
            continue
        delay_s = 0.0 if at_once else limits.persistence_s(priority)
        onsets = [_onset(parameter, direction, limit, delay_s)]
        step, med_low = limits.at_once_under_med_low, limits.med_low
        if (
            (direction, priority) == (Direction.LOW, Priority.HIGH)
            and step is not None
            and med_low is not None
        ):
            onsets.insert(0, _onset(parameter, direction, med_low - step, 0.0, inclusive=True))
        inwards = limits.clear_by if direction is Direction.LOW else -limits.clear_by
        edges = [onset.limit for onset in onsets]
        rows.append(
            LimitRow(
                parameter=parameter,
                direction=direction,
                priority=priority,
                limit=limit,
                onsets=tuple(onsets),
                clear_at=(max(edges) if direction is Direction.LOW else min(edges)) + inwards,
                clear_for_s=limits.clear_for_s,
            )
        )
    return tuple(rows)


def _onset(
    parameter: Parameter, direction: Direction, limit: float, delay_s: float, *, inclusive: bool = False
) -> Onset:
    sign = "<" if direction is Direction.LOW else ">"
    if inclusive:
        sign = "≤" if direction is Direction.LOW else "≥"
    when = f"for {delay_s:g} s" if delay_s else "at once"
    return Onset(
        limit=limit,
        inclusive=inclusive,
        delay_s=delay_s,
        rule=f"{PARAMETERS[parameter].name} {sign} {limit:g} {when}",
    )


class Count:
    """Seconds something has been so, without a break; stops while there is no value."""

    __slots__ = ("_counted_s", "_since", "deadline", "delay_s")

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.deadline: float | None = None  # when the delay is over, s; None = not counting now
        self._counted_s = 0.0
        self._since = 0.0

    @property
    def begun(self) -> bool:
        """Whether it counts, or has stopped on the way."""
        return self.deadline is not None or self._counted_s > 0.0

    def run(self, t: float) -> None:
        """It is so at `t`."""
        if self.deadline is None:
            self._since = t
            self.deadline = t + (self.delay_s - self._counted_s)

    def stop(self, t: float) -> None:
        """From `t` on nothing is known."""
        if self.deadline is not None:
            self._counted_s += t - self._since
            self.deadline = None

    def reset(self) -> None:
        """It is not so."""
        self.deadline = None
        self._counted_s = 0.0


class Row:
    """A limit row over time: whether it is true, and what would change that when."""

    __slots__ = ("_clear", "_low", "_onsets", "deadline", "fired", "row", "true", "worst")

    def __init__(self, row: LimitRow) -> None:
        self.row = row
        self.true = False
        self.fired = row.onsets[0]  # the onset that made it true
        self.worst: float | None = None  # since it first went beyond
        self.deadline: float | None = None  # s
        self._low = row.direction is Direction.LOW
        self._onsets = [(onset, Count(onset.delay_s)) for onset in row.onsets]
        self._clear = Count(row.clear_for_s)

    def see(self, value: float, t: float) -> None:
        """A valid value at `t`."""
        if self.true:
            inside = value >= self.row.clear_at if self._low else value <= self.row.clear_at
            if inside:
                self._clear.run(t)
            else:
                self._clear.reset()
        else:
            for onset, count in self._onsets:
                if self._beyond(onset, value):
                    count.run(t)
                else:
                    count.reset()
            if not any(count.begun for _, count in self._onsets):
                self.worst = None
                self.deadline = None
                return
        if self.worst is None or self.worse(value):
            self.worst = value
        self._plan()

    def miss(self, t: float) -> None:
        """From `t` on the value is missing: nothing counts, nothing is forgotten."""
        self._clear.stop(t)
        for _, count in self._onsets:
            count.stop(t)
        self.deadline = None

    def drop(self) -> None:
        """Evaluation is suspended: nothing is true, everything counts from zero."""
        self.true = False
        self.worst = None
        self._clear.reset()
        for _, count in self._onsets:
            count.reset()
        self.deadline = None

    def fire(self, t: float) -> None:
        """Become true, or untrue, if that is due at `t`."""
        if self.deadline is None or self.deadline > t:
            return
        if self.true:
            self.drop()
            return
        self.fired = next(o for o, c in self._onsets if c.deadline is not None and c.deadline <= t)
        self.true = True
        self.deadline = None
        self._clear.reset()
        for _, count in self._onsets:
            count.reset()

    def worse(self, value: float) -> bool:
        """Whether `value` lies further out than the worst one so far."""
        return self.worst is not None and (value < self.worst if self._low else value > self.worst)

    def shown_limit(self, value: float | None) -> float:
        """The limit to show with an onset at `value`: the row's, unless only the at-once one was passed."""
        row = self.row
        beyond = value is None or (value < row.limit if self._low else value > row.limit)
        return row.limit if beyond else self.fired.limit

    def _beyond(self, onset: Onset, value: float) -> bool:
        if value == onset.limit:
            return onset.inclusive
        return value < onset.limit if self._low else value > onset.limit

    def _plan(self) -> None:
        if self.true:
            self.deadline = self._clear.deadline
            return
        self.deadline = min((c.deadline for _, c in self._onsets if c.deadline is not None), default=None)


class Side:
    """One side of one parameter: its rows, and the one condition they make."""

    def __init__(self, rows: tuple[LimitRow, ...], signals: Signals) -> None:
        first = rows[0]
        self.deadline: float | None = None  # s
        self._rows = [Row(row) for row in rows]
        self._signals = signals
        self._shown: Row | None = None
        self._signal: Signal | None = None
        self._acknowledged_by: Actor | None = None  # of any condition since this side was last calm
        self._value: float | None = None
        self._parameter = first.parameter
        self._direction = first.direction
        name = first.parameter.value.upper().replace("_", "-")
        self._code = f"{name}-{first.direction.value.upper()}"
        self._words = WORDS[first.parameter, first.direction]

    def see(self, value: float, t: float) -> None:
        """A valid value, evaluated from `t` on."""
        self._value = value
        worse = self._shown is not None and self._shown.worse(value)
        for row in self._rows:
            row.see(value, t)
        if self._signal is not None:
            self._signal.value = value
            if worse:
                self._signals.worse(self._signal, value, t)
        self._plan()

    def miss(self, t: float) -> None:
        """From `t` on the value is missing; what is so stays so."""
        self._value = None
        if self._signal is not None:
            self._signal.value = None
        for row in self._rows:
            row.miss(t)
        self.deadline = None

    def drop(self, t: float) -> None:
        """Evaluation is suspended from `t` on: a condition ends, a High one latches (ALM-51)."""
        self._value = None
        for row in self._rows:
            row.drop()
        self._show(t)
        self.deadline = None

    def fire(self, t: float) -> None:
        """Do what is due at `t`: all rows first, so that no row shows for an instant between two others."""
        for row in self._rows:
            row.fire(t)
        self._show(t)
        self._plan()

    def _show(self, t: float) -> None:
        top = next((row for row in self._rows if row.true), None)
        if top is self._shown:
            return
        old, self._shown = self._signal, top
        if old is not None and old.acknowledged_by is not None:
            self._acknowledged_by = old.acknowledged_by
        rises = top is not None and (old is None or top.row.priority > old.priority)
        if old is not None:
            if top is not None and rises:
                self._signals.take_over(old, t, top.fired.rule)
            else:
                self._signals.clear(old, self._value, t)
        self._signal = None
        if top is None:
            self._acknowledged_by = None
            return
        if not rises:  # a new condition that was there all along: its own worst value starts here
            top.worst = self._value
        self._signal = self._begin(top, t, None if rises else self._acknowledged_by)

    def _begin(self, top: Row, t: float, acknowledged_by: Actor | None) -> Signal:
        signal = Signal(
            condition=0,
            key=self._code,
            code=self._code,
            kind=Kind.PHYSIOLOGICAL,
            priority=top.row.priority,
            words=self._words,
            rule=top.fired.rule,
            onset_t=t,
            parameter=self._parameter,
            direction=self._direction,
            value=self._value,
            worst=top.worst,
            limit=top.shown_limit(self._value),
        )
        return self._signals.begin(signal, t, acknowledged_by)

    def _plan(self) -> None:
        self.deadline = min((row.deadline for row in self._rows if row.deadline is not None), default=None)
