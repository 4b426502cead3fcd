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


class Activation(StrEnum):
    """Whether a signal may be heard (names after HL7 DeviceAlert)."""

    ON = "on"  # it sounds, unless something more urgent does
    PAUSED = "paused"  # an audio pause or a care pause holds it
    OFF = "off"  # acknowledged, or shown on only for its 5 s: nothing to hear


class Change(StrEnum):
    """What happened to a condition or its signal."""

    ONSET = "onset"  # the condition began; the signal is on
    WORSE = "worse"  # a new worst value of the running condition
    CLEARED = "cleared"  # the condition ended; the signal may stay (latched) or linger for its 5 s
    ACKNOWLEDGED = "acknowledged"
    REMINDER = "reminder"  # acknowledged and still true
    ENDED = "ended"  # the signal is gone too
    PRIORITY = "priority"  # a technical condition rose by its table (e.g. probe off in infusion)
    AGAIN = "again"  # acknowledged, but so much worse that it sounds again (ALM-60)
    PAUSED = "paused"  # a pause began to hold the signal
    RESUMED = "resumed"  # no pause holds it any more
    ESCALATED = "escalated"  # nobody acknowledged it for its time: louder, to the front (ALM-35)


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
    activation: Activation = Activation.ON  # of the sound, after the change
    escalated: bool = False
    episode: int = 0  # condition id of the first onset of this episode (ALM-61)
    times: int = 1  # which onset of its code in the episode this is
    device: str = ""  # id of the device whose reading or silence it is; "" = none, or not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveAlarm:
    """One signal a screen has to show: the newest change of a condition that is not yet off."""

    change: AlarmChange
    acknowledged_by: Actor | None = None
    reminder_t: float | None = None  # session time of the next reminder
    reminded_t: float | None = None  # session time of the newest reminder
    loud_t: float | None = (
        None  # session time since which it asks to be heard without a break; None: it does not
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """One limit in force, for the side of a number and the lines of the chart."""

    parameter: Parameter
    direction: Direction
    priority: Priority
    value: float | None  # None = off, shown as a crossed bell
    edited: bool = False  # a person changed it for this patient; with value None: switched off by a person
    since_t: float | None = None  # session time of that change, s


class PauseKind(StrEnum):
    """The two ways to be quiet for a while. There is no third, and none without an end."""

    AUDIO = "audio"  # ALM-32: sounds only
    CARE = "care"  # ALM-34: patient alarms and minor equipment, for work at the patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause in force."""

    kind: PauseKind
    began_t: float  # session time, s
    until_t: float  # session time it ends by itself, s
    actor: Actor
    reason: str = ""
