"""What a timeline says of the plan: protocol, intervals, deferrals, and what was rated and counted when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bedside.alarms.clock import CLOCKED, DISSOCIATION, every_min_of, plan_in
from bedside.alarms.due import Deferral, EveryMin, next_due
from bedside.alarms.phases import Phases
from bedside.alarms.sedation import score_in
from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import (
    AdoptProtocol,
    DeferDue,
    EnterRespiration,
    IdentifyPatient,
    SetPlan,
)
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
        standing = Standing(*CLOCKED)
        for entry in entries:
            phases.take(entry, entry.entered_t)
            standing.take(entry, entry.entered_t)
        return cls(phases, tuple(standing.rows))

    def protocol(self, t: float) -> Protocol | None:
        """The one that was followed at session time `t`, s; before the first was named, that one."""
        told = [(at, e.command.protocol) for at, e in self.rows if isinstance(e.command, AdoptProtocol)]
        so_far = [protocol for at, protocol in told if at <= t]
        return so_far[-1] if so_far else next((protocol for _, protocol in told), None)

    def every_min(self, kind: DueKind, t: float) -> EveryMin | None:
        """Minutes between two as they were asked for at `t`, by part of the session; None without a protocol."""
        protocol = self.protocol(t)
        plan = plan_in((at, entry) for at, entry in self.rows if at <= t)
        return None if protocol is None else every_min_of(kind, protocol, plan)

    def turns(self, start_t: float, end_t: float) -> list[float]:
        """When in this stretch another protocol or plan, or a plan's patient, began to count, s, oldest first."""
        kinds = AdoptProtocol | SetPlan | IdentifyPatient
        return [t for t, entry in self.rows if isinstance(entry.command, kinds) and start_t < t < end_t]

    def wants(self, kind: DueKind, start_t: float, end_t: float) -> bool:
        """Whether a protocol that was followed in this stretch ever wants one, in whichever part of a session."""
        asked = (self.every_min(kind, t) for t in (start_t, *self.turns(start_t, end_t)))
        return any(minutes is not None for each in asked if each is not None for minutes in each.values())

    def slots(self, kind: DueKind, phase: Phase, start_t: float, end_t: float) -> list[tuple[float, float]]:
        """The times planned in a phase, and the interval each follows, s: as if every one was kept.

        Each stretch is planned by what was in force then, as the due list asked for it: what another protocol would
        have wanted earlier is wanted when it begins to count.
        """
        found: list[tuple[float, float]] = []
        before: float | None = None
        while (due := self._next(kind, phase, start_t, end_t, before)) is not None:
            before = due[0]
            if not (kind is DueKind.RATINGS and self.faded(phase, start_t, before)):
                found.append(due)
        return found

    def _next(
        self, kind: DueKind, phase: Phase, start_t: float, end_t: float, before: float | None
    ) -> tuple[float, float] | None:
        since = start_t if before is None else before
        for t, until in pairwise((since, *self.turns(since, end_t), end_t)):
            every_min = self.every_min(kind, t)
            due = (
                None
                if every_min is None
                else next_due(before, phase, start_t, self.phases.more_given_ts, every_min)
            )
            if due is not None and due[0] < until and due[1] > 0.0:
                return max(due[0], t), due[1]
        return None

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
        protocol = self.protocol(t)
        if protocol is None or phase is not Phase.RECOVERY:
            return False
        rated = [value for at, value in self.dissociations if phase_t <= at < t]
        return bool(rated) and rated[-1] <= protocol.ratings_until_dissociation
