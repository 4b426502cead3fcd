"""The life of one alarm signal, as a table.

A signal begins with its condition and may outlive it: a High of the patient *latches* until someone has
acknowledged it, any other one is shown for at least `SHOWN_S` (it *lingers*). An acknowledged signal stays, silent
and steady, as long as its condition. A pair that is not in the table changes nothing, on purpose:

* nothing acknowledges twice, and nothing acknowledges what is off;
* a condition that has cleared cannot clear again: a new onset is a new condition with its own signal;
* only a signal whose condition is still true can rise in priority, or be withdrawn with its limit;
* only what was acknowledged can sound again (what a pause holds is still on);
* a latched signal has no time limit.

Whether it may be heard is not a state of its own: it follows from the state and from whether a pause holds the
signal (`ACTIVATIONS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from bedside.vitals.alarms import Activation, Kind, Presence, Priority

SHOWN_S: Final = 5.0  # s a signal that does not latch stays at least (ALM-30)
REMINDER_S: Final = 120.0  # s after the acknowledgement and each reminder, condition still true (ALM-31)
ESCALATES_AFTER_S: Final[Mapping[Priority, float]] = MappingProxyType(
    {Priority.HIGH: 30.0, Priority.MEDIUM: 120.0}
)
"""Seconds from when a signal last came on, nobody acknowledging it; a Low never escalates (ALM-35)."""


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
    SILENT_ONSET = "the condition begins in an episode that was already acknowledged"
    ACKNOWLEDGE = "a person acknowledges"
    RAISED = "the priority of a technical condition rises"
    AGAIN = "the value worsened so much that it sounds again"
    CLEARED = "the condition ends, its signal shown long enough"
    CLEARED_EARLY = "the condition ends sooner than 5 s after its onset"
    CLEARED_LATCHING = "the condition ends and its signal latches"
    SHOWN = "the 5 s are over"
    TAKEN_OVER = "a newer signal says the same or more"
    WITHDRAWN = "a person switched the limit off"


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
        (State.ON, Trigger.WITHDRAWN): State.OFF,
        (State.LINGERING, Trigger.ACKNOWLEDGE): State.OFF,
        (State.LINGERING, Trigger.SHOWN): State.OFF,
        (State.LINGERING, Trigger.TAKEN_OVER): State.OFF,
        (State.LATCHED, Trigger.ACKNOWLEDGE): State.OFF,
        (State.LATCHED, Trigger.TAKEN_OVER): State.OFF,
        (State.ACKNOWLEDGED, Trigger.RAISED): State.ON,
        (State.ACKNOWLEDGED, Trigger.AGAIN): State.ON,
        (State.ACKNOWLEDGED, Trigger.CLEARED): State.OFF,
        (State.ACKNOWLEDGED, Trigger.CLEARED_EARLY): State.OFF,
        (State.ACKNOWLEDGED, Trigger.CLEARED_LATCHING): State.OFF,
        (State.ACKNOWLEDGED, Trigger.TAKEN_OVER): State.OFF,
        (State.ACKNOWLEDGED, Trigger.WITHDRAWN): State.OFF,
    }
)

ACTIVATIONS: Mapping[tuple[State, bool], Activation] = MappingProxyType(
    {
        (State.OFF, False): Activation.OFF,
        (State.OFF, True): Activation.OFF,
        (State.ON, False): Activation.ON,
        (State.ON, True): Activation.PAUSED,
        (State.LINGERING, False): Activation.OFF,
        (State.LINGERING, True): Activation.OFF,
        (State.LATCHED, False): Activation.ON,
        (State.LATCHED, True): Activation.PAUSED,
        (State.ACKNOWLEDGED, False): Activation.OFF,
        (State.ACKNOWLEDGED, True): Activation.OFF,
    }
)
"""Whether a signal may be heard: by its state, and whether a pause holds it."""


def after(state: State, trigger: Trigger) -> State | None:
    """The next state, or None where the trigger means nothing."""
    return TRANSITIONS.get((state, trigger))


def latches(kind: Kind, priority: Priority) -> bool:
    """Whether a signal of this kind outlives its condition until it is acknowledged (ALM-30)."""
    return kind is Kind.PHYSIOLOGICAL and priority is Priority.HIGH


def clearing(shown_s: float, *, latching: bool) -> Trigger:
    """Which way of clearing applies to a signal that has been shown for `shown_s` seconds."""
    if latching:
        return Trigger.CLEARED_LATCHING
    return Trigger.CLEARED if shown_s >= SHOWN_S else Trigger.CLEARED_EARLY
