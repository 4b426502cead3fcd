"""The respiratory rate that people count: it holds until the next one, and one of a device goes before it (PLAN-04)."""

from __future__ import annotations

from collections.abc import Callable

from bedside.alarms.channels import Channel
from bedside.alarms.holding import HoldingTimes
from bedside.alarms.signals import Signals
from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality


class EnteredRate:
    """What was entered in one session.

    Args:
        channel: of the respiratory rate; None: the profile has no limits for it.
        holding: how long values hold.
        signals: of the session.
        relimit: puts the limits of entered, or of a device's, values in force at a session time, s.
    """

    def __init__(
        self,
        channel: Channel | None,
        holding: HoldingTimes,
        signals: Signals,
        relimit: Callable[[Parameter, float], None],
    ) -> None:
        self._channel = channel
        self._holding = holding
        self._signals = signals
        self._relimit = relimit
        self._standing = Standing(EnterRespiration)
        self._in_force: int | None = None  # number of the entry that gives the rate

    def entered(self, entry: Entry, t: float) -> None:
        """Take an entry that arrived at `t`: of those that stand, the one that was counted last is in force."""
        channel = self._channel
        if not self._standing.take(entry, t) or channel is None:
            return
        rows = self._standing.rows
        newest = rows[-1][1] if rows else None
        if (None if newest is None else newest.number) == self._in_force:
            return
        if not self._holding.entered(Parameter.RR):
            if channel.value is not None or newest is None:
                return
            self._holding.entered_again(Parameter.RR)
            channel.until_next()
            self._relimit(Parameter.RR, t)
        self._in_force = None if newest is None else newest.number
        if newest is None:
            channel.take_back(t)
        elif isinstance(newest.command, EnterRespiration):
            self._signals.source(Parameter.RR, "")
            channel.take(newest.command.rate_per_min, Quality.NONE, t)
