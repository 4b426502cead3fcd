"""The protocol's clock: what is due next, from the timeline and the readings (PLAN-01).

Without a protocol only cuff readings are due, as the alarm profile says, once the session has seen a cuff. With one
the protocol says how often each thing is wanted, and asks for it whether or not a cuff is there. What is due follows
from the inputs alone, never from who looks when: live, after a restart and in replay it is the same.

* a cuff reading is done when it arrives; in the baseline two are wanted, two minutes apart;
* the ratings are done when the dissociation, at least, was rated; in the recovery they are no longer wanted once it is
  as low as the protocol says;
* an observation is done when both the respiratory rate (counted, typed, or a device's) and a sedation score were
  there since the last one;
* what was entered late counts from when it was observed.

In the baseline and before discharge each is asked for once, without an alarm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.alarms.due import Deferral, EveryMin, next_due, put_off
from bedside.alarms.phases import Phases
from bedside.alarms.sedation import score_in
from bedside.alarms.standing import Standing
from bedside.vitals.care_commands import (
    AdoptProtocol,
    DeferDue,
    EnterRespiration,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    SetPlan,
)
from bedside.vitals.commands import Entry, GiveRating, StartInfusion
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import DueItem, DueKind, Intervals, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Phase

CLOCKED: Final = (
    *(AdoptProtocol, SetPlan, IdentifyPatient, StartInfusion, GiveBolus),
    *(DeferDue, GiveRating, GiveScore, EnterRespiration),
)
"""Commands from which follows what is due, beside those of the phases."""
DISSOCIATION: Final = "dissociation"  # key of the rating that counts
BREATH_EVERY_S: Final = 60.0  # of a device's respiratory rate one value in so long is remembered
_ORDER: Final = {kind: n for n, kind in enumerate(DueKind)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of one kind."""

    item: DueItem
    alarmed: bool  # it becomes an alarm when it does not come


@dataclass(slots=True)
class _Cuff:
    """What matters of the results of the cuffs so far; it does not grow. Session times, s."""

    seen: bool = False  # a cuff said something
    last_at: float | None = None  # arrival of the newest result
    whole: int = 0  # results with systolic and diastolic
    first_t: float = math.inf  # the oldest of these was measured
    last_t: float = -math.inf  # the newest

    def take(self, reading: Determination, t: float) -> None:
        """A result arrived at `t`."""
        self.seen, self.last_at = True, t
        if reading.sys is not None and reading.dia is not None:
            measured_t = min(reading.t, t)
            self.whole += 1
            self.first_t, self.last_t = min(self.first_t, measured_t), max(self.last_t, measured_t)

    def baseline_wants(self, protocol: Protocol) -> float | None:
        """When the baseline wants its next reading, s, once there is one; None = it is complete."""
        if self.whole < protocol.baseline_readings:
            return self.last_t + protocol.baseline_apart_s
        if protocol.baseline_readings > 1 and self.last_t - self.first_t < protocol.baseline_apart_s:
            return self.first_t + protocol.baseline_apart_s
        return None


class DueClock:
    """What is due in one session.

    Args:
        phases: of the session; whoever owns them gives them the entries first.
        every_min: minutes between cuff readings where no protocol says.
    """

    def __init__(self, phases: Phases, every_min: Mapping[str, float]) -> None:
        self._phases = phases
        self._every_min = every_min
        self._standing = Standing(*CLOCKED)
        self._cuff = _Cuff()
        self._breaths: list[float] = []  # arrivals of a device's respiratory rate, thinned, s

    def entered(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if it may have changed what is due."""
        return self._standing.take(entry, at)

    def measured(self, reading: Determination, t: float) -> None:
        """A cuff measurement ended with a result."""
        self._cuff.take(reading, t)

    def cuff_seen(self) -> bool:
        """A cuff says something: from now on a reading can be wanted; True if that is new."""
        new, self._cuff.seen = not self._cuff.seen, True
        return new

    def breathed(self, t: float) -> bool:
        """A device gave a respiratory rate at `t`; True if that may have changed what is due."""
        if self._breaths and t - self._breaths[-1] < BREATH_EVERY_S:
            return False
        self._breaths.append(t)
        return True

    def items(self) -> tuple[DueItem, ...]:
        """What is due next, soonest first."""
        found = [wanted.item for kind in DueKind if (wanted := self.wanted(kind)) is not None]
        return tuple(sorted(found, key=lambda item: (item.due_t, _ORDER[item.kind])))

    def wanted(self, kind: DueKind) -> Wanted | None:
        """What is wanted of this kind; None = nothing."""
        current, protocol = self._phases.current, self._protocol
        if current is None:
            return None
        phase, phase_t = current
        every_min = self._every(kind, protocol)
        if every_min is None or all(minutes is None for minutes in every_min.values()):
            return None
        if phase not in (Phase.INFUSION, Phase.RECOVERY):
            return None if protocol is None else self._once(kind, protocol, phase, phase_t)
        if kind is DueKind.RATINGS and protocol is not None and self._faded(protocol, phase, phase_t):
            return None
        more = self._phases.more_given_ts
        done_t = max(self._done_ts(kind), default=None)
        due = next_due(done_t, phase, phase_t, more, every_min)
        if due is None:
            return None
        deferral = self._deferral(kind, phase_t if done_t is None else max(done_t, phase_t))
        when, interval, reason = *due, ""
        if deferral is not None:
            before = [t for t in more if t <= deferral.t]
            asked = next_due(done_t, phase, phase_t, before, every_min) or due
            if deferral.until_t > asked[0]:  # it puts nothing off that is due later anyhow
                when, interval, reason = put_off(asked, deferral, phase, phase_t, more, every_min)
        return Wanted(DueItem(kind=kind, due_t=when, interval_s=interval, deferred=reason), alarmed=True)

    @property
    def _protocol(self) -> Protocol | None:
        told = [e.command for _, e in self._standing.rows if isinstance(e.command, AdoptProtocol)]
        return told[-1].protocol if told else None

    def _every(self, kind: DueKind, protocol: Protocol | None) -> EveryMin | None:
        if protocol is None:
            return self._every_min if kind is DueKind.NIBP and self._cuff.seen else None
        return every_min_of(kind, protocol, plan_in(self._standing.rows))

    def _once(self, kind: DueKind, protocol: Protocol, phase: Phase, phase_t: float) -> Wanted | None:
        """What a phase without a rhythm asks for: the baseline what was not there before it, the discharge anew."""
        if phase is Phase.SCREENING:
            return None
        since = phase_t if phase is Phase.DISCHARGE else -math.inf
        done = [t for t in self._done_ts(kind) if t >= since]
        due_t, base = phase_t, phase_t
        if kind is DueKind.NIBP and phase is Phase.BASELINE:
            if self._cuff.whole:
                asked = self._cuff.baseline_wants(protocol)
                if asked is None:
                    return None
                due_t, base = max(asked, phase_t), max(self._cuff.last_t, phase_t)
        elif done:
            return None
        reason = ""
        deferral = self._deferral(kind, base)
        if deferral is not None and deferral.until_t > due_t:
            due_t, reason = deferral.until_t, deferral.reason
        return Wanted(DueItem(kind=kind, due_t=due_t, interval_s=0.0, deferred=reason), alarmed=False)

    def _faded(self, protocol: Protocol, phase: Phase, phase_t: float) -> bool:
        """Whether the patient has come back far enough in this recovery for no more ratings to be due."""
        if phase is not Phase.RECOVERY:
            return False
        rated = [value for t, value in self._dissociations() if t >= phase_t]
        return bool(rated) and rated[-1] <= protocol.ratings_until_dissociation

    def _dissociations(self) -> list[tuple[float, int]]:
        return [
            (t, e.command.value)
            for t, e in self._standing.rows
            if isinstance(e.command, GiveRating) and e.command.scale == DISSOCIATION
        ]

    def _done_ts(self, kind: DueKind) -> Sequence[float]:
        match kind:
            case DueKind.NIBP:
                return [] if self._cuff.last_at is None else [self._cuff.last_at]
            case DueKind.RATINGS:
                return [t for t, _ in self._dissociations()]
            case DueKind.OBSERVATION:
                breaths = [t for t, e in self._standing.rows if isinstance(e.command, EnterRespiration)]
                scores = [t for t, e in self._standing.rows if score_in(e.command) is not None]
                return observed([*self._breaths, *breaths], scores)

    def _deferral(self, kind: DueKind, base: float) -> Deferral | None:
        """The newest deferral of what is due now: one that was said before `base` was of another one."""
        found = None
        for t, entry in self._standing.rows:
            command = entry.command
            if isinstance(command, DeferDue) and command.kind is kind and t >= base and command.minutes > 0:
                found = Deferral(t, t + command.minutes * 60.0, command.reason or "put off")
        return found


def observed(breaths: Sequence[float], scores: Sequence[float]) -> list[float]:
    """When both a respiratory rate and a sedation score had come since the last time they both had, s."""
    found: list[float] = []
    breathed = scored = False
    for t, is_score in sorted([*((t, False) for t in breaths), *((t, True) for t in scores)]):
        breathed, scored = breathed or not is_score, scored or is_score
        if breathed and scored:
            found.append(t)
            breathed = scored = False
    return found


def plan_in(rows: Iterable[tuple[float, Entry]]) -> SessionPlan | None:
    """The patient's plan that counts after these entries, oldest first.

    What was planned for somebody else before anything was given is no plan of this patient.
    """
    plan, patient, given = None, "", False
    for _, entry in rows:
        match entry.command:
            case SetPlan(plan=said):
                plan = said
            case StartInfusion() | GiveBolus():
                given = True
            case IdentifyPatient(patient=here):
                if patient not in ("", here.id) and not given:
                    plan = None
                patient = here.id
    return plan


def every_min_of(kind: DueKind, protocol: Protocol, plan: SessionPlan | None) -> EveryMin:
    """Minutes between two by part of the session; a patient's plan may say others for the cuff in the infusion."""
    match kind:
        case DueKind.NIBP:
            planned = None if plan is None else plan.nibp_every_min
            every_min = _minutes(protocol.nibp)
            return (
                every_min if planned is None else every_min | {"infusion_start": planned, "infusion": planned}
            )
        case DueKind.OBSERVATION:
            return _minutes(protocol.observation)
        case DueKind.RATINGS:
            return _minutes(protocol.ratings)


def _minutes(intervals: Intervals) -> dict[str, float | None]:
    return {
        "infusion_start": intervals.infusion_start,
        "infusion": intervals.infusion,
        "recovery_start": intervals.recovery_start,
        "recovery": intervals.recovery,
    }
