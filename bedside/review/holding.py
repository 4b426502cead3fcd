"""For how long a value of a record counted: by the table of ages that was in force when it came.

Every session keeps that table. A change of it is an entry of the timeline (`SetAges`), also one that was in force when
the session began; a session without such an entry was recorded with the usual one. So today's settings say nothing
about a recorded session, and are asked only where there is no record: a plain table of values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bedside.alarms.holding import HOLD_INTERVALS, hold_s
from bedside.vitals.commands import Entry, SetAges
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter

USUAL = Ages()


@dataclass(frozen=True, slots=True)
class Holding:
    """The tables of ages of one session, oldest first."""

    first: Ages = USUAL
    changes: tuple[tuple[float, Ages], ...] = ()  # session time from which on, s

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Holding:
        """As a timeline tells it; like in the alarm engine a change counts from when it was entered."""
        made = [(e.entered_t, e.command.ages) for e in entries if isinstance(e.command, SetAges)]
        return cls(changes=tuple(sorted(made, key=lambda change: change[0])))

    def at(self, t: float) -> Ages:
        """The table for a value that came at session time `t`, s."""
        place = bisect_right(self.changes, t, key=lambda change: change[0])
        return self.changes[place - 1][1] if place else self.first

    def hold_s(self, t: float, interval_s: float) -> float:
        """How long a value of a device with this interval that came at `t` held, s (ALM-22)."""
        return hold_s(interval_s, self.at(t).numeric_valid_s)

    def hold_each_s(self, times: ArrayLike, interval_s: float) -> NDArray[np.float64]:
        """The same of many, shape (times,)."""
        return np.maximum(
            self._each(times, [ages.numeric_valid_s for ages in self._tables]), HOLD_INTERVALS * interval_s
        )

    def dashes_each_s(self, parameter: Parameter, times: ArrayLike) -> NDArray[np.float64]:
        """After how long each reading that holds until the next one was no longer shown, s, shape (times,)."""
        entered = parameter is Parameter.RR
        gone = [ages.entered_gone_s if entered else ages.nibp_gone_s for ages in self._tables]
        return self._each(times, gone)

    @property
    def words(self) -> str:
        """Which ages these are, in one sentence."""
        if not self.changes or {ages.numeric_valid_s for ages in self._tables} == {USUAL.numeric_valid_s}:
            return f"A device's value holds for at least {USUAL.numeric_valid_s:g} s, as usual."
        parts = [] if self._replaced_at_once else [f"{self.first.numeric_valid_s:g} s"]
        before = parts[0] if parts else ""
        for t, ages in self.changes:
            words = f"{ages.numeric_valid_s:g} s"
            if words != before:
                parts.append(f"{words} from {t / 60.0:.1f} min on" if t > 0 and before else words)
            before = words
        return f"A device's value holds for at least {', '.join(parts)}, as set when it was recorded."

    @property
    def _tables(self) -> list[Ages]:
        return [self.first, *(ages for _, ages in self.changes)]

    @property
    def _replaced_at_once(self) -> bool:
        return bool(self.changes) and self.changes[0][0] <= 0

    def _each(self, times: ArrayLike, of_table: list[float]) -> NDArray[np.float64]:
        places = np.searchsorted([t for t, _ in self.changes], np.asarray(times, dtype=float), side="right")
        found: NDArray[np.float64] = np.asarray(of_table, dtype=float)[places]
        return found
