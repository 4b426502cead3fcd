"""The life of one alarm signal, as a table.

A signal begins with its condition and may outlive it: a High of the patient *latches* until someone has
acknowledged it, any other one is shown for at least `SHOWN_S` (it *lingers*). An acknowledged signal stays, silent
and steady, as long as its condition. A pair that is not in the table changes nothing, on purpose:

* nothing acknowledges twice, and nothing acknowledges what is off;
* a condition that has cleared cannot clear again: a new onset is a new condition with its own signal;
* only a signal whose condition is still true can rise in priority;
* a latched signal has no time limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from bedside.vitals.alarms import Kind, Presence, Priority

SHOWN_S: Final = 5.0  # s a signal that does not latch stays at least (ALM-30)
REMINDER_S: Final = 120.0  # s after the acknowledgement, condition still true (ALM-31)


class State(Enum):
    """State of a signal: what the world sees (`presence`), and a lingering one told from one that is true."""

    OFF = Presence.OFF, "off"
    ON = Presence.ON, "on"
    LINGERING = Presence.ON, "lingering"  # the condition has cleared; shown until its 5 s are over
    LATCHED = Presence.LATCHED, "latched"
    ACKNOWLEDGED = Presence.ACKNOWLEDGED, "acknowledged"

    @property
    def presence(self) -> Presence:
        """As it is recorded and shown."""
        return self.value[0]


class Trigger(Enum):
    """What may happen to a signal."""

    ONSET = "the condition begins"
    SILENT_ONSET = "a lower row takes over what was already acknowledged"
    ACKNOWLEDGE = "a person acknowledges"
    RAISED = "the priority of a technical condition rises"
    CLEARED = "the condition ends; the signal was shown long enough"
    CLEARED_EARLY = "the condition ends sooner than 5 s after its onset"
    CLEARED_LATCHING = "the condition ends; its signal latches"
    SHOWN = "the 5 s are over"
    TAKEN_OVER = "a newer signal says the same or more"


TRANSITIONS: Mapping[tuple[State, Trigger], State] = MappingProxyType(
    {
        (State.OFF, Trigger.ONSET): State.ON,
        (State.OFF, Trigger.SILENT_ONSET): State.ACKNOWLEDGED,
        (State.ON, Trigger.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.ON, Trigger.RAISED): State.ON,
        (State.ON, Trigger.CLEARED): State.OFF,
        (State.ON, Trigger.CLEARED_EARLY): State.LINGERING,
        (State.ON, Trigger.CLEARED_LATCHING): State.LATCHED,
        (State.ON, Trigger.TAKEN_OVER): State.OFF,
        (State.LINGERING, Trigger.ACKNOWLEDGE): State.OFF,
        (State.LINGERING, Trigger.SHOWN): State.OFF,
        (State.LINGERING, Trigger.TAKEN_OVER): State.OFF,
        (State.LATCHED, Trigger.ACKNOWLEDGE): State.OFF,
        (State.LATCHED, Trigger.TAKEN_OVER): State.OFF,
        (State.ACKNOWLEDGED, Trigger.RAISED): State.ON,
        (State.ACKNOWLEDGED, Trigger.CLEARED): State.OFF,
        (State.ACKNOWLEDGED, Trigger.CLEARED_EARLY): State.OFF,
        (State.ACKNOWLEDGED, Trigger.CLEARED_LATCHING): State.OFF,
        (State.ACKNOWLEDGED, Trigger.TAKEN_OVER): State.OFF,
    }
)


def after(state: State, trigger: Trigger) -> State | None:
    """The next state, or None where the trigger means nothing."""
    return TRANSITIONS.get((state, trigger))


def latches(kind: Kind, priority: Priority) -> bool:
    """Whether a signal outlives its condition until it is acknowledged (ALM-30)."""
    return kind is Kind.PHYSIOLOGICAL and priority is Priority.HIGH


def clearing(kind: Kind, priority: Priority, shown_s: float) -> Trigger:
    """Which way of clearing applies to a signal that has been shown for `shown_s` seconds."""
    if latches(kind, priority):
        return Trigger.CLEARED_LATCHING
    return Trigger.CLEARED if shown_s >= SHOWN_S else Trigger.CLEARED_EARLY
