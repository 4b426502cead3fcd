"""The alarm engine of one bed, in event time.

Every input first fires the deadlines up to its own time, in order, each stamped with the deadline itself; then it
takes effect. `advance` only fires deadlines. So the same inputs give the same changes at any stepping cadence:
live, after a restart, and computed again from the record.

Deadlines at the same instant go by the order of `_sources`: limits first (a value that holds until then still
counts), then equipment, then signals (a condition that clears at the instant of its reminder has none), last
the values that go missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from bedside.alarms.board import Board
from bedside.alarms.channels import Channel, hold_s
from bedside.alarms.conditions import Side, limit_rows
from bedside.alarms.phases import Phases
from bedside.alarms.profile import Profile
from bedside.alarms.signals import Signals
from bedside.alarms.source import Heard
from bedside.alarms.technical import Cuff, Links, Probe
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Direction, LimitView, Pause
from bedside.vitals.commands import Acknowledge, Entry
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffStatus, Determination, Numeric

EPISODIC: Final = frozenset({Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP})
ENTERED: Final = frozenset({Parameter.RR})  # unless a device gives them
DEFAULT_INTERVAL_S: Final = 1.0

_EVERY_SECOND: Mapping[Parameter, float] = MappingProxyType({})


class _Source(Protocol):
    """Anything with deadlines."""

    @property
    def deadline(self) -> float | None: ...

    def fire(self, t: float) -> None: ...


class Engine:
    """Decides the alarms of one session of one bed. Implements `bedside.alarms.source.AlarmSource`.

    Args:
        profile: limits and delays.
        interval_s: how often the sources of continuous parameters renew their values, s; 1 s where not named.
            The respiratory rate counts as entered by a person (it holds until the next one and has no
            persistence) unless it is named here.
    """

    def __init__(self, profile: Profile, interval_s: Mapping[Parameter, float] = _EVERY_SECOND) -> None:
        self._limits = profile.limits()
        self._now = 0.0
        self._board = Board()
        self._phases = Phases()
        self._signals = Signals()
        self._probe = Probe(self._phases, self._signals)
        self._links = Links(self._phases, self._signals)
        self._cuff = Cuff(self._phases, self._signals)
        self._channels: dict[Parameter, Channel] = {}
        sides: list[Side] = []
        for parameter, limit_set in profile.limit_sets.items():
            entered = parameter in ENTERED and parameter not in interval_s
            rows = (limit_rows(parameter, direction, limit_set, at_once=entered) for direction in Direction)
            own = tuple(Side(side_rows, self._signals) for side_rows in rows if side_rows)
            holds = (
                None
                if entered or parameter in EPISODIC
                else hold_s(interval_s.get(parameter, DEFAULT_INTERVAL_S))
            )
            self._channels[parameter] = Channel(parameter, own, holds)
            sides += own
        self._sources: tuple[_Source, ...] = (
            *sides,
            self._probe,
            self._links,
            self._cuff,
            self._signals,
            *self._channels.values(),
        )

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        """Take a reading that arrived at session time `at`, s."""
        t = self._until(at)
        match reading:
            case Numeric():
                self._take(reading, t)
            case Determination():
                self._cuff.measured(t)
                for part in reading.numerics():
                    self._take(part, t)
            case CuffStatus():
                self._cuff.status(reading, t)
        return self._changes(t)

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link that arrived at session time `at`, s."""
        t = self._until(at)
        self._links.changed(change, t)
        if change.state is LinkState.DETACHED:
            for channel in self._channels.values():
                channel.detached(t)
        return self._changes(t)

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take an entry of the timeline that arrived at session time `at`, s."""
        t = self._until(at)
        command = entry.command
        if isinstance(command, Acknowledge):
            self._signals.acknowledge(command.condition, command.actor, t)
        elif self._phases.take(entry, t):
            self._probe.replan(t)
            self._links.replan(t)
        return self._changes(t)

    def advance(self, t: float) -> list[AlarmChange]:
        """Fire every deadline up to and including session time `t`, s, in order."""
        return self._changes(self._until(t))

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order (ALM-50)."""
        return self._board.active

    @property
    def limits(self) -> tuple[LimitView, ...]:
        """Limits in force."""
        return self._limits

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Nobody watched between these session times."""
        return self._changes(self._until(until_t))

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        return ()

    @property
    def nibp_due_t(self) -> float | None:
        """When the next cuff reading is due, session time, s."""
        return None

    @property
    def next_deadline(self) -> float | None:
        """Session time at which something happens by itself, s; None = only with the next input."""
        return min((s.deadline for s in self._sources if s.deadline is not None), default=None)

    def _take(self, numeric: Numeric, t: float) -> None:
        channel = self._channels.get(numeric.parameter)
        if channel is None:
            return
        valid = channel.take(numeric.value, numeric.quality, t)
        if numeric.parameter is Parameter.SPO2:
            self._probe.take(numeric.quality, t, valid=valid)

    def _changes(self, t: float) -> list[AlarmChange]:
        self._fire(t)
        changes = self._signals.taken()
        for change in changes:
            self._board.apply(change)
        return changes

    def _until(self, at: float) -> float:
        """Fire what is due up to `at`, and make that the present; an older time counts as the present."""
        t = max(at, self._now)
        self._fire(t)
        self._now = t
        return t

    def _fire(self, until: float) -> None:
        while True:
            due: _Source | None = None
            first = until
            for source in self._sources:
                deadline = source.deadline
                if deadline is not None and (deadline < first or (due is None and deadline <= first)):
                    due, first = source, deadline
            if due is None:
                return
            # a cause that is learned late begins when it is learned: the list never goes back
            self._now = max(first, self._now)
            due.fire(self._now)
            if isinstance(due, Channel) and due.parameter is Parameter.SPO2 and due.sourceless:
                self._probe.sourceless(self._now)
