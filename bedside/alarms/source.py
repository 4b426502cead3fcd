"""What a monitor needs of whatever tells it the alarms: the engine when live, the record in replay."""

from __future__ import annotations

from typing import Protocol

from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView
from bedside.vitals.commands import Entry
from bedside.vitals.devices import DeviceChange
from bedside.vitals.readings import CuffStatus, Determination, Numeric


class AlarmSource(Protocol):
    """Inputs come in arrival order; `at` is the session time of arrival, s, and never goes back.

    Every call returns the changes it caused, oldest first; their times are those of the deadlines that passed,
    not of the call.
    """

    def observe(self, reading: Numeric | Determination | CuffStatus, at: float) -> list[AlarmChange]:
        """Take a reading."""
        ...

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link."""
        ...

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take a command (phase, infusion, acknowledge); those that mean nothing to alarms are ignored."""
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
