"""Changes that are too fast, whatever the limit (ALM-64): rows of their side, ranked under its limit rows.

A row is true while the newest value lies `change` or more from some earlier one of the last 60 s, after that has stood
for its persistence. An earlier value counts for less than 60 s from its arrival; when the last one that says so is
older, the row is untrue at that instant. Two cuff readings count when at most 10 min apart, and what a reading says
holds until the next one.

Values of low quality (ALM-52) are not compared with, and while they come nothing begins. While the value is missing
nothing begins and nothing ends. Probe off forgets all values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bedside.alarms.counts import Count
from bedside.alarms.profile import Profile, Rates
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import PARAMETERS, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """One change that is too fast."""

    code: str
    parameter: Parameter
    direction: Direction  # of the change
    priority: Priority
    change: float  # this much or more, in the parameter's unit
    within_s: float
    persistence_s: float
    ages: bool  # untrue as soon as the earlier value is too old; otherwise with the next reading
    verb: str  # what the value does, e.g. "falls"

    @property
    def rule(self) -> str:
        """In words, e.g. "SpO2 falls ≥ 4 within 60 s"."""
        return f"{PARAMETERS[self.parameter].name} {self.verb} ≥ {self.change:g} {self.span}"

    @property
    def span(self) -> str:
        """In words, e.g. "within 60 s"."""
        return f"within {self.within_s:g} s" if self.ages else f"within {self.within_s / 60:g} min"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What of a row is the same in every profile."""

    code: str
    priority: Priority
    verb: str
    within_s: float
    ages: bool
    change: Callable[[Rates], float | None]
    persistence_s: Callable[[Rates], float]


KINDS: Mapping[tuple[Parameter, Direction], _Kind] = MappingProxyType(
    {
        (Parameter.SPO2, Direction.LOW): _Kind(
            code="SPO2-FALL",
            priority=Priority.MEDIUM,
            verb="falls",
            within_s=60.0,
            ages=True,
            change=lambda rates: rates.spo2_fall,
            persistence_s=lambda rates: rates.spo2_fall_persistence_s,
        ),
        (Parameter.PR, Direction.HIGH): _Kind(
            code="PR-RISE",
            priority=Priority.LOW,
            verb="rises",
            within_s=60.0,
            ages=True,
            change=lambda rates: rates.pr_rise,
            persistence_s=lambda rates: rates.pr_persistence_s,
        ),
        (Parameter.PR, Direction.LOW): _Kind(
            code="PR-DROP",
            priority=Priority.LOW,
            verb="drops",
            within_s=60.0,
            ages=True,
            change=lambda rates: rates.pr_drop,
            persistence_s=lambda rates: rates.pr_persistence_s,
        ),
        (Parameter.NIBP_SYS, Direction.HIGH): _Kind(
            code="NIBP-SYS-RISE",
            priority=Priority.LOW,
            verb="rises",
            within_s=600.0,
            ages=False,
            change=lambda rates: rates.nibp_sys_rise,
            persistence_s=lambda rates: 0.0,
        ),
    }
)


def rate_row(profile: Profile, parameter: Parameter, direction: Direction) -> RateRow | None:
    """The row of one side; None = there is none, or it is off."""
    kind = KINDS.get((parameter, direction))
    change = None if kind is None else kind.change(profile.rates)
    if kind is None or change is None:
        return None
    return RateRow(
        code=kind.code,
        parameter=parameter,
        direction=direction,
        priority=kind.priority,
        change=change,
        within_s=kind.within_s,
        persistence_s=kind.persistence_s(profile.rates),
        ages=kind.ages,
        verb=kind.verb,
    )


class Rate:
    """A rate row over time: whether it is true, and what would change that when."""

    __slots__ = ("_count", "_earlier", "_over_t", "_sign", "_start", "deadline", "row", "true", "worst")

    def __init__(self, row: RateRow) -> None:
        self.row = row
        self.true = False
        self.worst: float | None = None  # since the change began to stand
        self.deadline: float | None = None  # s
        self._count = Count(row.persistence_s)
        self._over_t: float | None = None  # when the change is no longer one of the last 60 s
        self._start: float | None = None  # the value it changed from
        self._sign = 1.0 if row.direction is Direction.HIGH else -1.0
        # arrival (s) and value; only those further back from the change than all that came after them
        self._earlier: deque[tuple[float, float]] = deque()

    @property
    def code(self) -> str:
        """Of its condition."""
        return self.row.code

    @property
    def rank(self) -> tuple[int, int]:
        """Order within its side, first = above."""
        return (-self.row.priority, 1)

    @property
    def rule(self) -> str:
        """What made it true, in words."""
        return self.row.rule

    def see(self, value: float, t: float, *, doubted: bool, taken_t: float) -> None:
        """A valid value, in force at `t`, that arrived at `taken_t`."""
        if doubted and not self.true:
            self.miss(t)
            return
        stands = self._compare(value, t)
        if not doubted:
            self._note(value, t)
        if not stands:
            if self.true:
                self._over_t = t
                self._plan()
            else:
                self._end()
            return
        if not self.true:
            self._count.run(t)
        if self.worst is None or self.worse(value):
            self.worst = value
        self._plan()

    def miss(self, t: float) -> None:
        """From `t` on the value is missing: nothing counts, nothing is forgotten."""
        self._count.stop(t)
        self.deadline = None

    def drop(self) -> None:
        """Evaluation is suspended: it is not true, no value is remembered."""
        self._earlier.clear()
        self._end()

    def fire(self, t: float) -> None:
        """Become true, or untrue, if that is due at `t`; what has stood until then counts first."""
        if self.deadline is None or self.deadline > t:
            return
        enough_t = self._count.deadline
        if not self.true and enough_t is not None and enough_t <= t:
            self.true = True
            self._count.reset()
            self._plan()
        else:
            self._end()

    def worse(self, value: float) -> bool:
        """Whether `value` lies further out than the worst one so far."""
        return self.worst is not None and (value - self.worst) * self._sign > 0

    def shown_limit(self, value: float | None) -> None:
        """It has none: what counts is the change."""
        return

    def words(self, value: float | None) -> str:
        """What the condition is called at this value, e.g. "SpO2 falls: 97 to 92 within 60 s"."""
        info = PARAMETERS[self.row.parameter]
        words = f"{info.name} {self.row.verb}"
        if value is not None and self._start is not None:
            words += f": {self._start:.{info.decimals}f} to {value:.{info.decimals}f}"
        return f"{words} {self.row.span}"

    def _compare(self, value: float, t: float) -> bool:
        """Whether the value changed too fast, seen from `t`; sets how long at most that is so."""
        within_s, ages = self.row.within_s, self.row.ages
        while self._earlier and (
            self._earlier[0][0] + within_s <= t if ages else self._earlier[0][0] + within_s < t
        ):
            self._earlier.popleft()
        for then, earlier in reversed(self._earlier):
            if (value - earlier) * self._sign >= self.row.change:
                self._over_t = then + within_s if ages else None
                self._start = self._earlier[0][1]
                return True
        return False

    def _note(self, value: float, t: float) -> None:
        while self._earlier and (self._earlier[-1][1] - value) * self._sign >= 0:
            self._earlier.pop()
        self._earlier.append((t, value))

    def _end(self) -> None:
        self.true = False
        self.worst = self._over_t = self.deadline = None
        self._count.reset()

    def _plan(self) -> None:
        times = (self._count.deadline, self._over_t)
        self.deadline = min((t for t in times if t is not None), default=None)
