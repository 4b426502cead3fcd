"""What the alarm system says: conditions (what is so) and signals (what is seen and heard).

Both live separately: a latched signal outlives its condition, an acknowledged condition outlives its sound.
An `AlarmChange` is the only thing that is recorded; everything shown is folded from the changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor


class Priority(IntEnum):
    """Higher number = act sooner."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Kind(StrEnum):
    """Patient or equipment."""

    PHYSIOLOGICAL = "phys"
    TECHNICAL = "tech"


class Direction(StrEnum):
    """Which side of the limit."""

    LOW = "low"
    HIGH = "high"


class Presence(StrEnum):
    """State of a signal (names after HL7 DeviceAlert)."""

    ON = "on"
    LATCHED = "latched"
    ACKNOWLEDGED = "ack"
    OFF = "off"


class Change(StrEnum):
    """What happened to a condition or its signal."""

    ONSET = "onset"  # the condition began; the signal is on
    WORSE = "worse"  # a new worst value of the running condition
    CLEARED = "cleared"  # the condition ended; the signal may stay (latched) or linger for its 5 s
    ACKNOWLEDGED = "acknowledged"
    REMINDER = "reminder"  # acknowledged and still true
    ENDED = "ended"  # the signal is gone too
    PRIORITY = "priority"  # a technical condition rose by its table (e.g. probe off in infusion)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChange:
    """One step in the life of one alarm. Whole in itself: it can be shown without the ones before."""

    t: float  # session time, s: the deadline or input that caused it, not the step that noticed it
    number: int  # order within the session's alarm changes, from 1
    condition: int  # id of the condition within the session, from 1
    change: Change
    presence: Presence  # of the signal, after the change
    present: bool  # the condition itself, after the change
    code: str  # e.g. "SPO2-LOW", "T-COM"
    kind: Kind
    priority: Priority
    words: str  # e.g. "oxygen saturation low"
    onset_t: float  # session time, s
    parameter: Parameter | None = None
    direction: Direction | None = None
    value: float | None = None  # at this change
    worst: float | None = None  # reached so far
    limit: float | None = None
    actor: Actor | None = None
    rule: str = ""  # the table row that fired, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveAlarm:
    """One signal a screen has to show: the newest change of a condition that is not yet off."""

    change: AlarmChange
    acknowledged_by: Actor | None = None
    reminder_t: float | None = None  # session time of the next reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """One limit in force, for the side of a number and the lines of the chart."""

    parameter: Parameter
    direction: Direction
    priority: Priority
    value: float | None  # None = off, shown as a crossed bell
