"""A limit row over time: whether it is true, with persistence and hysteresis.

A limit row becomes true when one of its onsets (`rows.Onset`) has held for its time, and untrue when the value has
been back inside by `clear_by` for `clear_for_s` (ALM-20). Time counts only while there is a value: a missing one stops
the count where it is, and the count goes on when the value is back and still beyond (ALM-22). A value back inside the
limit sets it to zero. A value of low quality (*doubted*, ALM-52) neither counts for an onset nor sets it to zero,
unless the onset says that it does; it clears like any other.
"""

from __future__ import annotations

from bedside.alarms.counts import Count, Counter
from bedside.alarms.high_nibp import SevereReadings
from bedside.alarms.rows import LimitRow, Onset, Way, code_of, words_of
from bedside.alarms.sat_seconds import Crossings, SatSeconds
from bedside.vitals.alarms import Direction


class Row:
    """A limit row over time: whether it is true, and what would change that when."""

    __slots__ = ("_clear", "_fired", "_low", "_onsets", "_severe", "deadline", "row", "true", "worst")

    def __init__(self, row: LimitRow, severe: SevereReadings) -> None:
        self.row = row
        self.true = False
        self.worst: float | None = None  # since it first went beyond
        self.deadline: float | None = None  # s
        self._fired = row.onsets[0]  # the onset that made it true
        self._low = row.direction is Direction.LOW
        self._severe = severe
        self._onsets = [(onset, _counter(onset)) for onset in row.onsets]
        self._clear = Count(row.clear_for_s)

    @property
    def code(self) -> str:
        """Of its condition."""
        return code_of(self.row.parameter, self.row.direction)

    @property
    def rank(self) -> tuple[int, int]:
        """Order within its side, first = above."""
        return (-self.row.priority, 0)

    @property
    def rule(self) -> str:
        """What made it true, in words."""
        return self._fired.rule

    def see(self, value: float, t: float, *, doubted: bool, taken_t: float) -> None:
        """A valid value, in force at `t`, that arrived at `taken_t`."""
        row = self.row
        if row.severe_over is not None and value > row.severe_over:
            self._severe.note(taken_t)
        if self.true:
            inside = value >= row.clear_at if self._low else value <= row.clear_at
            if inside:
                self._clear.run(t)
            else:
                self._clear.reset()
        else:
            for onset, count in self._onsets:
                if doubted and not onset.doubted_too:
                    count.stop(t)
                elif self._beyond(onset, value, taken_t):
                    count.run(t, abs(value - onset.limit))
                else:
                    count.inside()
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

    def change(self, row: LimitRow) -> None:
        """A person moved its limit: counts of onsets that did not change go on, the others begin again."""
        counts = dict(self._onsets)
        self._onsets = [(onset, counts.get(onset) or _counter(onset)) for onset in row.onsets]
        if row.clear_at != self.row.clear_at:
            self._clear.reset()
        if self._fired not in row.onsets:
            self._fired = next((onset for onset in row.onsets if onset.limit == row.limit), row.onsets[0])
        self.row = row
        self._plan()

    def fire(self, t: float) -> None:
        """Become true, or untrue, if that is due at `t`."""
        if self.deadline is None or self.deadline > t:
            return
        if self.true:
            self.drop()
            return
        self._fired = next(o for o, c in self._onsets if c.deadline is not None and c.deadline <= t)
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
        return row.limit if beyond else self._fired.limit

    def words(self, value: float | None) -> str:
        """What the condition is called at this value."""
        return words_of(self.row, value)

    def _beyond(self, onset: Onset, value: float, taken_t: float) -> bool:
        if value == onset.limit:
            return onset.inclusive
        beyond = value < onset.limit if self._low else value > onset.limit
        return beyond and (onset.way is not Way.CONFIRMED or self._severe.follows(taken_t))

    def _plan(self) -> None:
        if self.true:
            self.deadline = self._clear.deadline
            return
        self.deadline = min((c.deadline for _, c in self._onsets if c.deadline is not None), default=None)


def _counter(onset: Onset) -> Counter:
    match onset.way:
        case Way.POINTS:
            return SatSeconds(onset.amount)
        case Way.CROSSINGS:
            return Crossings()
    return Count(onset.amount)
