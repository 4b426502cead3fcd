"""What a timeline says of the plan: protocol, intervals, deferrals, and what was rated and counted when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bedside.alarms.clock import DISSOCIATION, every_min_of
from bedside.alarms.due import Deferral, EveryMin
from bedside.alarms.phases import Phases
from bedside.alarms.sedation import score_in
from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import AdoptProtocol, DeferDue, EnterRespiration, GiveScore, SetPlan
from bedside.vitals.commands import Entry, GiveRating
from bedside.vitals.protocol import DueKind, Protocol
from bedside.vitals.sessions import Phase


@dataclass(frozen=True, slots=True)
class Plan:
    """Of one session, as its timeline stands."""

    phases: Phases
    rows: tuple[tuple[float, Entry], ...]  # session time it counts from, s

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Plan:
        """Of these entries, in the order they were made."""
        phases = Phases()
        standing = Standing(AdoptProtocol, SetPlan, DeferDue, GiveRating, GiveScore, EnterRespiration)
        for entry in entries:
            phases.take(entry, entry.entered_t)
            standing.take(entry, entry.entered_t)
        return cls(phases, tuple(standing.rows))

    @property
    def protocol(self) -> Protocol | None:
        """The one that was followed last."""
        told = [e.command.protocol for _, e in self.rows if isinstance(e.command, AdoptProtocol)]
        return told[-1] if told else None

    def every_min(self, kind: DueKind) -> EveryMin | None:
        """Minutes between two, by part of the session; None without a protocol."""
        plans = [e.command.plan for _, e in self.rows if isinstance(e.command, SetPlan)]
        protocol = self.protocol
        return None if protocol is None else every_min_of(kind, protocol, plans[-1] if plans else None)

    def deferrals(self, kind: DueKind) -> list[Deferral]:
        """What was put off, oldest first."""
        return [
            Deferral(t, t + e.command.minutes * 60.0, e.command.reason)
            for t, e in self.rows
            if isinstance(e.command, DeferDue) and e.command.kind is kind
        ]

    @property
    def dissociations(self) -> list[tuple[float, int]]:
        """When the dissociation was rated, s, and how high."""
        return [
            (t, e.command.value)
            for t, e in self.rows
            if isinstance(e.command, GiveRating) and e.command.scale == DISSOCIATION
        ]

    @property
    def breaths(self) -> list[float]:
        """When a respiratory rate was counted or typed, s."""
        return [t for t, e in self.rows if isinstance(e.command, EnterRespiration)]

    @property
    def scores(self) -> list[float]:
        """When the sedation was scored, s."""
        return [t for t, e in self.rows if score_in(e.command) is not None]

    def faded(self, phase: Phase, phase_t: float, t: float) -> bool:
        """Whether at `t` the patient had come back far enough in this recovery for no more ratings to be due."""
        protocol = self.protocol
        if protocol is None or phase is not Phase.RECOVERY:
            return False
        rated = [value for at, value in self.dissociations if phase_t <= at < t]
        return bool(rated) and rated[-1] <= protocol.ratings_until_dissociation
