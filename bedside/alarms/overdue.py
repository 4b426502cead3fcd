"""When something the protocol asked for does not come: T-NIBP-DUE, T-OBSERVATION-DUE, T-RATINGS-DUE (PLAN-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bedside.alarms.clock import DueClock
from bedside.alarms.phases import Phases
from bedside.alarms.signals import Signals
from bedside.alarms.technical import Technical
from bedside.alarms.technical_rows import ROWS
from bedside.vitals.alarms import Priority
from bedside.vitals.protocol import DueKind


@dataclass(frozen=True, slots=True)
class Asked:
    """How one kind is asked for when it is overdue."""

    code: str
    words: str
    worse: str = ""  # rule by which it is Medium when a whole interval has gone by; "" = it stays Low


ASKED: Mapping[DueKind, Asked] = MappingProxyType(
    {
        DueKind.NIBP: Asked(
            "T-NIBP-DUE",
            "blood pressure overdue: measure now",
            worse="cuff reading overdue by a whole interval",
        ),
        DueKind.OBSERVATION: Asked(
            "T-OBSERVATION-DUE", "observation overdue: count the breaths, rate the sedation"
        ),
        DueKind.RATINGS: Asked("T-RATINGS-DUE", "ratings overdue: ask the patient"),
    }
)


class Overdue:
    """One kind: Low 60 s after it was due; a cuff reading is Medium a whole interval after."""

    def __init__(self, kind: DueKind, clock: DueClock, phases: Phases, signals: Signals) -> None:
        self._kind = kind
        self._asked = ASKED[kind]
        self._row = ROWS[self._asked.code]
        self._clock = clock
        self._condition = Technical(self._row, phases, signals)
        self._due: tuple[float, float] | None = None  # when, and the interval, s

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._worse_t if self._condition.running else self._condition.deadline

    def done(self, t: float) -> None:
        """It came: what was overdue is over, whatever is asked for next."""
        self._condition.gone(t)
        self._due = None

    def replan(self, t: float) -> None:
        """Something changed that what is due may depend on."""
        wanted = self._clock.wanted(self._kind)
        alarmed = wanted is not None and wanted.alarmed
        due = (wanted.item.due_t, wanted.item.interval_s) if wanted is not None and alarmed else None
        if due == self._due:
            return
        self._due = due
        overdue = due is not None and due[0] + self._row.onset_after_s <= t
        if not (overdue and self._condition.running):
            self._condition.gone(t)
        if due is not None:
            self._condition.arm(t)
            self._condition.caused(due[0], self._asked.words, t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        worse_t = self._worse_t
        if worse_t is not None and worse_t <= t:
            self._condition.begin_now(Priority.MEDIUM, self._asked.worse, t)
            self._condition.plan(t)
        else:
            self._condition.fire(t)

    @property
    def _worse_t(self) -> float | None:
        if not self._asked.worse or self._due is None or self._condition.priority is Priority.MEDIUM:
            return None
        return self._due[0] + self._due[1]
