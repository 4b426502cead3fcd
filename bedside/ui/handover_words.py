"""The 30-second handover: what one nurse tells the next, as one immutable card.

Five rows, read from top to bottom: Now, Dose, Alarms, Patient, Due. Every value has its age; what is missing or
nothing is said in words, never left blank. The card is frozen at its own time and never half old, half new.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bedside.ui import formats
from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Mode

RISING, FALLING, LEVEL = "↑", "↓", "→"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One number with its unit and age."""

    name: str
    value: str
    unit: str
    age: str  # "now", "4:50 ago", or why there is none
    role: str
    detail: str = ""  # beside the value: the mean of a cuff reading
    turn: str = ""  # an arrow: where it went since `before`; "" = nothing to hold it against
    before: str = ""  # what it was ten minutes ago, or the cuff reading before

    @property
    def line(self) -> str:
        """Value, unit and detail: "136/84 mmHg, mean 101"."""
        said = f"{self.value} {self.unit}".strip() if self.value != formats.DASHES else self.value
        return f"{said}, {self.detail}" if self.detail else said

    @property
    def age_and_turn(self) -> str:
        """Short: "now ↑"."""
        return f"{self.age} {self.turn}".strip()

    @property
    def age_and_before(self) -> str:
        """Whole: "now, ↑ from 72"."""
        if not self.turn:
            return self.age
        from_words = _tr("{arrow} from {value}").format(arrow=self.turn, value=self.before)
        return f"{self.age}, {from_words}"

    @property
    def heard(self) -> str:
        """For assistive technology: "SpO2 97 % now, rising, was 94"."""
        said = f"{self.name} {self.line} {self.age}"
        words = {RISING: _tr("rising"), FALLING: _tr("falling"), LEVEL: _tr("steady")}
        if not self.turn:
            return said
        return _tr("{said}, {turn}, was {before}").format(
            said=said, turn=words[self.turn], before=self.before
        )

    @property
    def spoken(self) -> str:
        """In running words; an age is told where it is not now: "EtCO2 38 mmHg", "Temp 36.6 °C, 3 min ago"."""
        said = f"{self.name} {self.line}"
        return said if self.age == _tr("now") else f"{said}, {self.age}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRow:
    """What was given and what runs."""

    given: str = ""  # mg; "" = no infusion was recorded
    of: str = ""
    per_kg: str = ""
    percent: str = ""
    share: float | None = None
    running: str = ""  # "55 mL/h since 10:15", "stopped at 10:45"
    reason: str = ""  # of that rate: "low response"
    time: str = ""  # "29:50 of 40:00"
    stops: str = ""  # "planned end 10:45:00, 10:10 left", "1:30 over the plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """One alarm in words."""

    message: str
    detail: str
    priority: Priority

    @property
    def line(self) -> str:
        """Both parts."""
        return f"{self.message}, {self.detail}" if self.detail else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The newest value of one scale."""

    scale: str
    value: int
    age: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """What comes next: when, and what."""

    clock: str
    words: str
    left: str  # "in 5:10", "overdue by 1:02"
    soon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCard:
    """Everything the card and its page say."""

    bed: str
    name: str
    details: str
    phase: str
    mode: Mode
    clock: str  # "10:34:50"; "" without a session
    date: str  # "14 Nov 2026"
    written_by: str
    session: str
    now: tuple[Value, ...] = ()
    others: tuple[Value, ...] = ()
    dose: DoseRow = DoseRow()
    open_alarms: tuple[AlarmLine, ...] = ()
    ended_alarms: tuple[AlarmLine, ...] = ()
    quiet: str = ""  # what is paused, "Nothing paused"
    limits: str = ""
    profile: str = ""
    rated: tuple[Rated, ...] = ()
    events: tuple[tuple[str, str], ...] = ()  # words, clock
    due: tuple[DueLine, ...] = ()

    @property
    def mode_words(self) -> str:
        """What must stand on everything that is no live patient; "" for one."""
        return {
            Mode.LIVE: "",
            Mode.SIMULATION: _tr("SIMULATION: no patient"),
            Mode.REPLAY: _tr("REPLAY of a recorded session"),
        }[self.mode]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Handover", text)
