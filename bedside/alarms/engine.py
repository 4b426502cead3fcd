"""The alarm engine of one bed, in event time.

Every input first fires the deadlines up to its own time, in order, each stamped with the deadline itself; then it
takes effect. `advance` only fires deadlines. So the same inputs give the same changes at any stepping cadence:
live, after a restart, and computed again from the record.

Deadlines at the same instant go by the order of `_sources`: pauses that end first (what begins then is heard), then
limits (a value that holds until then still counts), then equipment, then signals (a condition that clears at the
instant of its reminder has none), last the values that go missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from bedside.alarms.board import Board
from bedside.alarms.channels import Channel
from bedside.alarms.equipment import Batteries, Cuff, Links, interrupted
from bedside.alarms.flow import Flow
from bedside.alarms.holding import HoldingTimes
from bedside.alarms.limit_watch import LimitWatch
from bedside.alarms.oximeter import Perfusion, Probe, ProbeSignal
from bedside.alarms.pauses import granted
from bedside.alarms.phases import Phases
from bedside.alarms.profile import Profile
from bedside.alarms.same_arm import SameArm
from bedside.alarms.signals import Signals
from bedside.alarms.source import Heard
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause, PauseKind
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CarePause,
    ChangeLimits,
    EndAudioPause,
    EndCarePause,
    Entry,
    SetAges,
)
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.readings import Battery, CuffState, CuffStatus, Determination, Numeric, Quality

_EVERY_SECOND: Mapping[Parameter, float] = MappingProxyType({})


class _Source(Protocol):
    """Anything with deadlines."""

    @property
    def deadline(self) -> float | None: ...

    def fire(self, t: float) -> None: ...


class _PauseEnds:
    """The end of each pause by its time."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    @property
    def deadline(self) -> float | None:
        """When the next pause ends, s."""
        return self._signals.pauses.deadline

    def fire(self, t: float) -> None:
        """End what is over at `t`."""
        self._signals.end_pauses(t)


class Engine:
    """Decides the alarms of one session of one bed. Implements `bedside.alarms.source.AlarmSource`.

    Args:
        profile: limits and delays.
        interval_s: how often the sources of continuous parameters renew their values, s; 1 s where not named.
            The respiratory rate counts as entered by a person (it holds until the next one and has no
            persistence) unless it is named here.
    """

    def __init__(self, profile: Profile, interval_s: Mapping[Parameter, float] = _EVERY_SECOND) -> None:
        self._now = 0.0
        self._quiet_until = -math.inf  # before this session time nothing happens by itself, s
        self._board = Board()
        self._phases = Phases()
        self._signals = Signals()
        self._probe = Probe(self._phases, self._signals)
        self._probe_signal = ProbeSignal(self._phases, self._signals)
        self._perfusion = Perfusion(self._phases, self._signals)
        self._links = Links(self._phases, self._signals)
        self._cuff = Cuff(self._phases, self._signals)
        self._batteries = Batteries(self._phases, self._signals)
        self._holding = HoldingTimes(interval_s)
        self._flow = Flow(self._phases, self._signals, self._holding, profile.nibp_every_min)
        self._oximeter = ""  # device of the newest reading of SpO2
        self._limits = LimitWatch(profile, self._signals, self._holding)
        held = [self._limits.channel(parameter) for parameter in (Parameter.SPO2, Parameter.PR)]
        self._same_arm = SameArm((*held, self._probe), self._probe_signal)
        self._sources: tuple[_Source, ...] = (
            _PauseEnds(self._signals),
            *self._limits.sides,
            self._same_arm,
            self._probe,
            self._probe_signal,
            self._perfusion,
            self._links,
            self._cuff,
            *self._flow.sources,
            self._signals,
            *self._limits.channels,
        )

    def observe(self, reading: Heard, at: float, device: str = "") -> list[AlarmChange]:
        """Take a reading that arrived at session time `at`, s."""
        t = self._until(at)
        match reading:
            case Numeric():
                self._take(reading, t, device)
            case Determination():
                self._cuff.measured(t)
                self._same_arm.status(CuffState.IDLE, t)
                self._flow.measured(reading, t)
                for part in reading.numerics():
                    self._take(part, t, device)
            case CuffStatus():
                self._signals.source(Parameter.NIBP_SYS, device)
                self._cuff.status(reading, t)
                self._same_arm.status(reading.state, t)
                self._flow.cuff_seen(t)
            case Battery():
                self._batteries.says(reading.state, device, t)
        return self._changes(t)

    def linked(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link that arrived at session time `at`, s."""
        t = self._until(at)
        if change.interval_s is not None:
            self._holding.renews(change.device, change.interval_s)
        self._links.changed(change, t)
        self._follow_link(t)
        if change.state is LinkState.DETACHED:
            self._batteries.detached(change.device, t)
            self._flow.detached(change.device, t)
            self._limits.detached(t)
        return self._changes(t)

    def entered(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take an entry of the timeline that arrived at session time `at`, s."""
        t = self._until(at)
        match entry.command:
            case Acknowledge() as command:
                self._signals.acknowledge(command.condition, command.actor, t)
            case AudioPause() | CarePause() as command:
                if (pause := granted(command, t, self._signals.any_active)) is not None:
                    self._signals.pause(pause, t)
            case EndAudioPause():
                self._signals.resume(PauseKind.AUDIO, t)
            case EndCarePause():
                self._signals.resume(PauseKind.CARE, t)
            case ChangeLimits() as command:
                self._limits.change(command, t)
            case SetAges() as command:
                self._limits.hold_for(command.ages.numeric_valid_s)
            case _:
                self._same_arm.take(entry, t)
                changed = self._phases.take(entry, t)
                if changed:
                    for each in (self._probe, self._probe_signal, self._links):
                        each.replan(t)
                self._flow.entered(entry, t, phases_changed=changed)
                if changed:
                    self._follow_link(t)
                self._limits.entered(entry, t)
        return self._changes(t)

    def advance(self, t: float) -> list[AlarmChange]:
        """Fire every deadline up to and including session time `t`, s, in order."""
        if t < self._quiet_until:
            self._now = max(t, self._now)
            return []
        changes = self._changes(self._until(t))
        due = self.next_deadline
        self._quiet_until = math.inf if due is None else due
        return changes

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order (ALM-50)."""
        return self._board.active

    @property
    def limits(self) -> tuple[LimitView, ...]:
        """Limits in force."""
        return self._limits.views

    def interrupted(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Nobody watched between these session times, s: pauses end, and a person has to know (ALM-41)."""
        t = self._until(until_t)
        for kind in PauseKind:
            self._signals.resume(kind, t)
        interrupted(self._signals, from_t, until_t, t)
        return self._changes(t)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        return self._signals.pauses.in_force

    @property
    def nibp_due_t(self) -> float | None:
        """When the next cuff reading is due, session time, s; None = none is."""
        return next((item.due_t for item in self.due if item.kind is DueKind.NIBP), None)

    @property
    def due(self) -> tuple[DueItem, ...]:
        """What is due next, soonest first (PLAN-01)."""
        return self._flow.due

    @property
    def next_deadline(self) -> float | None:
        """Session time at which something happens by itself, s; None = only with the next input."""
        return min((s.deadline for s in self._sources if s.deadline is not None), default=None)

    def _take(self, numeric: Numeric, t: float, device: str) -> None:
        self._signals.source(numeric.parameter, device)
        if numeric.parameter is Parameter.PI:
            self._perfusion.take(numeric.value, numeric.quality, t)
        elif numeric.parameter is Parameter.INFUSION_RATE:
            self._flow.pump(numeric, device, t)
        elif numeric.parameter is Parameter.RR:
            self._flow.breathed(numeric, t)
        valid = self._limits.take(numeric, t, device)
        if valid is not None and numeric.parameter is Parameter.SPO2:
            self._oximeter = device
            self._follow_link(t)
            self._probe.take(numeric.quality, t, valid=valid)
            self._probe_signal.take(numeric.quality, t, valid=valid)
            if numeric.quality & Quality.NO_FINGER:
                self._perfusion.off(t)

    def _changes(self, t: float) -> list[AlarmChange]:
        self._fire(t)
        changes = self._signals.taken()
        for change in changes:
            self._board.apply(change)
        return changes

    def _until(self, at: float) -> float:
        """Fire what is due up to `at`, and make that the present; an older time counts as the present."""
        self._quiet_until = -math.inf
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
            if due is self._links:
                self._follow_link(self._now)
            elif isinstance(due, Channel) and due.parameter is Parameter.SPO2:
                self._follow_saturation(due, self._now)

    def _follow_link(self, t: float) -> None:
        """A saturation that is lost with its link is one alarm, the link's."""
        self._probe_signal.linked(t, lost=self._links.lost(self._oximeter))

    def _follow_saturation(self, channel: Channel, t: float) -> None:
        if channel.sourceless:
            self._probe.sourceless(t)
            self._probe_signal.sourceless(t)
            self._perfusion.off(t)
        elif channel.lapsed:
            self._probe_signal.lapsed(t)
