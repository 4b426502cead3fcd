"""When the patient's value is an alarm condition: of each side the highest row that is true (ALM-66).

Every row is followed by itself: those of limits in `limit_row`, the rates of change in `rates`, each ranked under the
limit rows of its priority.
"""

from __future__ import annotations

from collections.abc import Sequence

from bedside.alarms.high_nibp import SevereReadings
from bedside.alarms.limit_row import Row
from bedside.alarms.rates import Rate, RateRow
from bedside.alarms.rows import LimitRow, code_of
from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.vitals.alarms import Direction, Kind
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor

SOUNDS_AGAIN_BY = {  # mmHg: an acknowledged condition that much worse sounds again (ALM-60)
    Parameter.NIBP_SYS: 10.0,
    Parameter.NIBP_DIA: 10.0,
    Parameter.NIBP_MAP: 10.0,
}


DESATURATION = code_of(Parameter.SPO2, Direction.LOW)
"""Stays until acknowledged when the probe comes off, whatever its priority (ALM-51)."""


class Side:
    """One side of one parameter: its rows, and the one condition they make.

    Args:
        parameter: of all rows.
        direction: of all rows.
        limits: its limit rows, as `rows.limit_rows` gives them.
        rate: its rate row, if it has one.
        signals: of the session.
        severe: severe cuff readings of the session.
    """

    def __init__(
        self,
        parameter: Parameter,
        direction: Direction,
        limits: Sequence[LimitRow],
        rate: RateRow | None,
        signals: Signals,
        severe: SevereReadings,
    ) -> None:
        self.deadline: float | None = None  # s
        self._parameter = parameter
        self._direction = direction
        self._signals = signals
        self._severe = severe
        self._limits = [Row(row, severe) for row in limits]
        self._rates = [] if rate is None else [Rate(rate)]
        self._rows = self._ranked()
        self._shown: Row | Rate | None = None
        self._signal: Signal | None = None
        # the highest row acknowledged since this side was last calm, and by whom
        self._acknowledged: tuple[tuple[int, int], Actor] | None = None
        self._sounded: float | None = None  # the furthest value at which the condition sounded
        self._value: float | None = None  # None: missing, or not evaluated now
        self._doubted = False
        self._taken_t = 0.0  # when the value arrived, s

    def see(self, value: float, t: float, *, doubted: bool = False) -> None:
        """A valid value that arrived at `t`, or is evaluated from `t` on; `doubted` = of low quality."""
        self._value, self._doubted, self._taken_t = value, doubted, t
        worse = self._shown is not None and self._shown.worse(value)
        for row in self._rows:
            row.see(value, t, doubted=doubted, taken_t=t)
        if self._signal is not None and self._shown is not None:
            self._signal.value = value
            self._signal.words = self._shown.words(value)
            if worse:
                self._tell_worse(self._signal, value, t)
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
        """Evaluation is suspended from `t` on: a condition ends; a High and any desaturation latch (ALM-51)."""
        self._value = None
        desaturated = isinstance(self._shown, Row) and self._shown.code == DESATURATION
        if self._signal is not None and desaturated:
            self._signal.latching = True
        for row in self._rows:
            row.drop()
        self._show(t)
        self.deadline = None

    def relimit(self, limits: Sequence[LimitRow], actor: Actor, t: float) -> None:
        """A person changed limits of this side at `t`: the present value is judged by the new ones at once.

        What did not change goes on as it was. A condition whose limit is off now ends with its signal.
        """
        old = {row.row.priority: row for row in self._limits}
        self._limits = []
        for spec in limits:
            row = old.pop(spec.priority, None)
            if row is None:
                row = Row(spec, self._severe)
            elif row.row != spec:
                row.change(spec)
            self._limits.append(row)
        self._rows = self._ranked()
        if self._value is not None:
            for row in self._limits:
                row.see(self._value, t, doubted=self._doubted, taken_t=self._taken_t)
        off = self._shown is not None and self._shown in old.values()
        self._show(t, withdrawn=f"limit switched off by {actor.name}" if off else "")
        if self._signal is not None and self._shown is not None:
            self._signal.limit = self._shown.shown_limit(self._value)
        self._plan()

    def fire(self, t: float) -> None:
        """Do what is due at `t`: all rows first, so that no row shows for an instant between two others."""
        for row in self._rows:
            row.fire(t)
        self._show(t)
        self._plan()

    def _ranked(self) -> list[Row | Rate]:
        rows: list[Row | Rate] = [*self._limits, *self._rates]
        return sorted(rows, key=lambda row: row.rank)

    def _tell_worse(self, signal: Signal, value: float, t: float) -> None:
        """A new worst value; of a cuff condition nobody hears any more it may be one that sounds again (ALM-60)."""
        far = self._far_from_sounded(value) and not self._rising(t)
        if far and self._signals.again(signal, value, t):
            self._sounded = value
            return
        if signal.acknowledged_by is None:
            self._sounded = value
        self._signals.worse(signal, value, t)

    def _far_from_sounded(self, value: float) -> bool:
        step = SOUNDS_AGAIN_BY.get(self._parameter)
        return step is not None and self._sounded is not None and abs(value - self._sounded) >= step

    def _rising(self, t: float) -> bool:
        """Whether a higher row takes over at this instant."""
        shown = self._shown
        return shown is not None and any(
            row.rank < shown.rank and not row.true and row.deadline is not None and row.deadline <= t
            for row in self._rows
        )

    def _show(self, t: float, withdrawn: str = "") -> None:
        top = next((row for row in self._rows if row.true), None)
        if top is self._shown:
            return
        old, was, self._shown = self._signal, self._shown, top
        rises = top is not None and (was is None or top.rank < was.rank)
        if old is not None and was is not None:
            self._remember(was, old.acknowledged_by)
            if withdrawn:
                self._signals.withdraw(old, withdrawn, t)
            elif top is not None and rises:
                self._signals.take_over(old, t, top.rule)
            else:
                self._signals.clear(old, self._value, t)
        self._signal = None
        if top is None:
            self._acknowledged = None
            return
        if not rises:  # a new condition that was there all along: its own worst value starts here
            top.worst = self._value
        self._sounded = self._value
        self._signal = self._begin(top, t, None if rises else self._acknowledged_over(top), old)

    def _remember(self, row: Row | Rate, acknowledged_by: Actor | None) -> None:
        if acknowledged_by is not None and (self._acknowledged is None or row.rank <= self._acknowledged[0]):
            self._acknowledged = (row.rank, acknowledged_by)

    def _acknowledged_over(self, row: Row | Rate) -> Actor | None:
        """Who acknowledged this row or one above it since the side was last calm."""
        if self._acknowledged is None or self._acknowledged[0] > row.rank:
            return None
        return self._acknowledged[1]

    def _begin(
        self, top: Row | Rate, t: float, acknowledged_by: Actor | None, taken_over: Signal | None
    ) -> Signal:
        signal = Signal(
            condition=0,
            key=top.code,
            code=top.code,
            kind=Kind.PHYSIOLOGICAL,
            priority=top.row.priority,
            words=top.words(self._value),
            rule=top.rule,
            onset_t=t,
            parameter=self._parameter,
            direction=self._direction,
            value=self._value,
            worst=top.worst,
            limit=top.shown_limit(self._value),
        )
        return self._signals.begin(signal, t, acknowledged_by, taken_over)

    def _plan(self) -> None:
        self.deadline = min((row.deadline for row in self._rows if row.deadline is not None), default=None)
