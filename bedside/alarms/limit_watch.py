"""The part of the alarm engine that holds values against limits: of a device or a person, by the limits in force."""

from __future__ import annotations

from bedside.alarms.channels import Channel
from bedside.alarms.conditions import Side
from bedside.alarms.entered_rate import EnteredRate
from bedside.alarms.high_nibp import SevereReadings
from bedside.alarms.holding import HoldingTimes
from bedside.alarms.limits import InForce, LimitsRefusedError
from bedside.alarms.profile import Profile
from bedside.alarms.rates import rate_row
from bedside.alarms.rows import LimitRow, limit_rows
from bedside.alarms.signals import Signals
from bedside.vitals.alarms import Direction, LimitView
from bedside.vitals.commands import ChangeLimits, Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.sessions import PROGRAM


class LimitWatch:
    """The values of one session, and the limits in force.

    Args:
        profile: limits and delays; what it has no limits for is not watched.
        signals: of the session.
        holding: how long values hold.
    """

    def __init__(self, profile: Profile, signals: Signals, holding: HoldingTimes) -> None:
        self._limits = InForce(profile)
        self._holding = holding
        self._channels: dict[Parameter, Channel] = {}
        self._sides: dict[tuple[Parameter, Direction], Side] = {}
        severe = SevereReadings()
        for parameter in profile.limit_sets:
            own = {
                (parameter, direction): Side(
                    parameter,
                    direction,
                    self._limit_rows(parameter, direction),
                    rate_row(profile, parameter, direction),
                    signals,
                    severe,
                )
                for direction in Direction
            }
            self._channels[parameter] = Channel(parameter, tuple(own.values()), holding.usually(parameter))
            self._sides |= own
        self._entered_rate = EnteredRate(self._channels.get(Parameter.RR), holding, signals, self._relimit)
        self.sides = tuple(self._sides.values())
        self.channels = tuple(self._channels.values())

    @property
    def views(self) -> tuple[LimitView, ...]:
        """Limits in force."""
        return self._limits.views

    def channel(self, parameter: Parameter) -> Channel:
        """The values of a parameter that has limits."""
        return self._channels[parameter]

    def take(self, numeric: Numeric, t: float, device: str) -> bool | None:
        """Take a value of a device at `t`; whether it is valid and current. None: it has no limits."""
        channel = self._channels.get(numeric.parameter)
        if channel is None:
            return None
        return channel.take(numeric.value, numeric.quality, t, self._holds_s(numeric.parameter, device, t))

    def entered(self, entry: Entry, t: float) -> None:
        """Take an entry that arrived at `t`: a person may have counted a value."""
        self._entered_rate.entered(entry, t)

    def detached(self, t: float) -> None:
        """A device was taken away."""
        for channel in self.channels:
            channel.detached(t)

    def change(self, command: ChangeLimits, t: float) -> None:
        """Put edited limits in force; ones that do not fit together change nothing, as when they were asked for."""
        try:
            changed = self._limits.change(command.edits, t)
        except LimitsRefusedError:
            return
        for (parameter, direction), side in self._sides.items():
            if parameter in changed:
                side.relimit(self._limit_rows(parameter, direction), command.actor, t)

    def hold_for(self, least_s: float) -> None:
        """A value holds at least so long, s, from the next one on."""
        self._holding.at_least(least_s)
        for parameter, channel in self._channels.items():
            holds_s = self._holding.usually(parameter)
            if holds_s is not None:
                channel.renew_holding(holds_s)

    def _limit_rows(self, parameter: Parameter, direction: Direction) -> tuple[LimitRow, ...]:
        entered = self._holding.entered(parameter)
        limits = self._limits
        return limit_rows(limits.profile, parameter, direction, entered=entered, unedited=limits.unedited)

    def _relimit(self, parameter: Parameter, t: float) -> None:
        for direction in Direction:
            self._sides[parameter, direction].relimit(self._limit_rows(parameter, direction), PROGRAM, t)

    def _holds_s(self, parameter: Parameter, device: str, t: float) -> float | None:
        """How long a value of this device holds; None: as before. What a person enters may come from a device too."""
        holds_s = self._holding.of_device(parameter, device)
        if holds_s is not None and self._holding.entered(parameter):
            self._holding.no_longer_entered(parameter)
            self._relimit(parameter, t)
        return holds_s
