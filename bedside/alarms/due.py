"""When the next cuff reading is due, and T-NIBP-DUE when it does not come.

How often a pressure is wanted depends on the phase, and is denser right after an infusion began or its rate went up,
and at the start of the recovery. Nothing is due before the session has seen a cuff at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bedside.alarms.phases import Phases
from bedside.alarms.signals import Signals
from bedside.alarms.technical import Technical
from bedside.alarms.technical_rows import ROWS
from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Phase

DENSE_S: Final = 15 * 60.0  # s after the infusion began or its rate went up
RECOVERY_START_S: Final = 30 * 60.0  # s
WORDS: Final = "blood pressure overdue: measure now"


def interval_s(
    t: float, phase: Phase, phase_t: float, more_given_ts: Sequence[float], every_min: Mapping[str, float]
) -> float | None:
    """How long after `t` the next reading is wanted, s; None = this phase has no interval."""
    if phase is Phase.INFUSION:
        dense = any(since <= t < since + DENSE_S for since in (phase_t, *more_given_ts))
        key = "infusion_start" if dense else "infusion"
    elif phase is Phase.RECOVERY:
        key = "recovery_start" if t < phase_t + RECOVERY_START_S else "recovery"
    else:
        return None
    return every_min[key] * 60.0


def next_due(
    reading_t: float | None,
    phase: Phase,
    phase_t: float,
    more_given_ts: Sequence[float],
    every_min: Mapping[str, float],
) -> tuple[float, float] | None:
    """When the next reading is due and the interval it follows, both s; None = none is.

    Counted from the last reading of the phase, else from its beginning. A rate that goes up after that may bring the
    reading forward, never put it off.
    """
    base = phase_t if reading_t is None else max(reading_t, phase_t)
    interval = interval_s(base, phase, phase_t, more_given_ts, every_min)
    if interval is None:
        return None
    due = base + interval
    for since in more_given_ts:
        if since > base and phase is Phase.INFUSION:
            dense = interval_s(since, phase, phase_t, more_given_ts, every_min)
            if dense is not None and since + dense < due:
                due, interval = since + dense, dense
    return due, interval


class NibpDue:
    """T-NIBP-DUE: Low 60 s after a reading was due, Medium a whole interval after."""

    def __init__(self, phases: Phases, signals: Signals, every_min: Mapping[str, float]) -> None:
        self._phases = phases
        self._every_min = every_min
        self._condition = Technical(ROWS["T-NIBP-DUE"], phases, signals)
        self._cuff_seen = False
        self._reading_t: float | None = None
        self._due: tuple[float, float] | None = None  # when, and the interval, s

    @property
    def due_t(self) -> float | None:
        """When the next reading is due, s; None = none is."""
        return None if self._due is None else self._due[0]

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._worse_t if self._condition.running else self._condition.deadline

    def seen(self, t: float) -> None:
        """A cuff says something: from now on a reading can be wanted."""
        if not self._cuff_seen:
            self._cuff_seen = True
            self.replan(t)

    def measured(self, t: float) -> None:
        """A measurement ended with a result."""
        self._cuff_seen = True
        self._reading_t = t
        self._condition.gone(t)
        self.replan(t)

    def replan(self, t: float) -> None:
        """The phase or the rate changed, or something was measured."""
        current = self._phases.current
        due = None
        if self._cuff_seen and current is not None:
            due = next_due(self._reading_t, *current, self._phases.more_given_ts, self._every_min)
        if due == self._due:
            return
        self._due = due
        overdue = due is not None and due[0] + ROWS["T-NIBP-DUE"].onset_after_s <= t
        if not (overdue and self._condition.running):
            self._condition.gone(t)
        if due is not None:
            self._condition.arm(t)
            self._condition.caused(due[0], WORDS, t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        worse_t = self._worse_t
        if worse_t is not None and worse_t <= t:
            self._condition.begin_now(Priority.MEDIUM, "cuff reading overdue by a whole interval", t)
            self._condition.plan(t)
        else:
            self._condition.fire(t)

    @property
    def _worse_t(self) -> float | None:
        if self._due is None or self._condition.priority is Priority.MEDIUM:
            return None
        return self._due[0] + self._due[1]
