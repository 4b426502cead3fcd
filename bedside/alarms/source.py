"""What a monitor needs of whatever tells it the alarms: the engine when live, the record in replay."""

from __future__ import annotations

from typing import Protocol

from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause
from bedside.vitals.commands import Entry
from bedside.vitals.devices import DeviceChange
from bedside.vitals.protocol import DueItem
from bedside.vitals.readings import Battery, CuffStatus, Determination, Numeric

Heard = Numeric | Determination | CuffStatus | Battery
"""The readings alarms depend on."""


class AlarmSource(Protocol):
    """Inputs come in arrival order; `at` is the session time of arrival, s, and never goes back.

    Every call returns the changes it caused, oldest first; their times are those of the deadlines that passed,
    not of the call.
    """

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        """Take a reading of a device."""
        ...

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link."""
        ...

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take a command (phase, infusion, acknowledge); those that mean nothing to alarms are ignored."""
        ...

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Nobody watched between these session times (restart, suspend); it is `until_t` now (ALM-41)."""
        ...

    def advance(self, t: float) -> list[AlarmChange]:
        """Fire every deadline up to and including session time `t`, in order."""
        ...

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order (ALM-50)."""
        ...

    @property
    def limits(self) -> tuple[LimitView, ...]:
        """Limits in force."""
        ...

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        ...

    @property
    def nibp_due_t(self) -> float | None:
        """Session time at which the next cuff reading is due; None = no interval is in force."""
        ...

    @property
    def due(self) -> tuple[DueItem, ...]:
        """What the protocol, or else the profile, asks for next, soonest first (PLAN-01)."""
        ...
