"""How much of what the protocol planned was taken, and where the longest gap was (PLAN-02). Pure, over one session.

Continuous values are told in seconds: of the phase, and of those with a value. A baseline has to be as long as the
protocol says; one that was shorter is looked at from so long before its end on, as its medians are. What is taken now
and then is told in times it was planned: the protocol's rhythm laid over the phase, whatever was measured when. A
planned time is *taken* when something was taken for it, late too: the gap tells how late. What was put off with a
reason is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bedside.alarms.clock import observed
from bedside.review.gap_story import CUFF
from bedside.review.gaps import Gap
from bedside.review.planned_times import Plan
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Phase


class What(StrEnum):
    """What is looked at."""

    SPO2 = "spo2"
    PR = "pr"
    NIBP = "nibp"
    OBSERVATION = "observation"
    RATINGS = "ratings"


CONTINUOUS: Final = {What.SPO2: Parameter.SPO2, What.PR: Parameter.PR}
KINDS: Final = {
    What.NIBP: DueKind.NIBP,
    What.OBSERVATION: DueKind.OBSERVATION,
    What.RATINGS: DueKind.RATINGS,
}
NO_DEVICE: Final = "no device measured it"
NOT_TAKEN: Final = "none was taken"
_ONCE: Final = frozenset({Phase.BASELINE, Phase.DISCHARGE})

_Span = tuple[Phase, float, float]  # from when until when, session time, s


@dataclass(frozen=True, slots=True, kw_only=True)
class LongestGap:
    """The longest stretch without any."""

    start_t: float  # session time, s
    end_t: float
    cause: str  # in words

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.end_t - self.start_t


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing in one phase."""

    what: What
    phase: Phase
    taken: float  # seconds with a value, or how often
    planned: float | None  # seconds of the phase, or how often; None: no protocol says
    deferred: int = 0  # planned times that were put off with a reason, and not taken
    longest: LongestGap | None = None  # None: there was none

    @property
    def share(self) -> float | None:
        """Part of what was planned, 0…1; None where nothing was."""
        return min(1.0, self.taken / self.planned) if self.planned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a session holds, as far as it matters here. Times are session times, s."""

    entries: Sequence[Entry]  # in the order they were made
    determinations: Sequence[Determination] = ()
    breaths: Sequence[float] = ()  # when a device gave a respiratory rate
    gaps: Sequence[Gap] = ()
    measured: Mapping[Parameter, float] = field(
        default_factory=dict
    )  # since when some device did, by parameter
    until_t: float = 0.0  # its end, or now


def completeness(taken: Taken) -> tuple[Row, ...]:
    """Row by row: phases in their order, in each what is looked at. A running session is told up to now."""
    plan = Plan.of(taken.entries)
    found: dict[tuple[Phase, What], Row] = {}
    spans = list(_spans(plan, taken.until_t))
    rows = [
        *(_continuous(taken, what, *stretch) for stretch in _watched(plan, spans) for what in CONTINUOUS),
        *(_now_and_then(taken, plan, what, *span) for span in spans for what in KINDS),
    ]
    for row in rows:
        if row is not None:
            before = found.get((row.phase, row.what))
            found[row.phase, row.what] = row if before is None else _together(before, row)
    order = list(Phase)
    return tuple(sorted(found.values(), key=lambda row: (order.index(row.phase), list(What).index(row.what))))


def _spans(plan: Plan, until_t: float) -> Iterable[_Span]:
    """The phases; what came before the first infusion belongs to the baseline, said or not."""
    spans = plan.phases.spans(until_t)
    first = next((start for phase, start, _ in spans if phase is Phase.INFUSION), None)
    early = [span for span in spans if first is None or span[1] < first]
    if first is not None and not any(phase is Phase.BASELINE for phase, _, _ in early):
        yield Phase.BASELINE, 0.0, first
    for phase, start_t, end_t in spans:
        if phase is not Phase.SCREENING:
            yield phase, start_t, end_t


def _watched(plan: Plan, spans: Sequence[_Span]) -> Iterable[tuple[Phase, float, float, float]]:
    """Where continuous values are looked at, and how many seconds of them are planned there."""
    baseline = [(start_t, end_t) for phase, start_t, end_t in spans if phase is Phase.BASELINE]
    protocol = plan.protocol(baseline[-1][1]) if baseline else None
    least_s = 0.0 if protocol is None else protocol.baseline_continuous_min * 60.0
    short = sum(end_t - start_t for start_t, end_t in baseline) < least_s
    if short:
        end_t = baseline[-1][1]
        yield Phase.BASELINE, max(0.0, end_t - least_s), end_t, least_s
    for phase, start_t, end_t in spans:
        if end_t > start_t and not (short and phase is Phase.BASELINE):
            yield phase, start_t, end_t, end_t - start_t


def _continuous(
    taken: Taken, what: What, phase: Phase, start_t: float, end_t: float, planned_s: float
) -> Row:
    missing = _without(taken, CONTINUOUS[what], start_t, end_t)
    without_s = _covered_s([(gap.start_t, gap.end_t) for gap in missing])
    return Row(
        what=what,
        phase=phase,
        taken=end_t - start_t - without_s,
        planned=planned_s,
        longest=max(missing, key=lambda gap: gap.seconds, default=None),
    )


def _without(taken: Taken, parameter: Parameter, start_t: float, end_t: float) -> list[LongestGap]:
    """The stretches without a value, each with its cause; before a device came, there was none."""
    since = taken.measured.get(parameter, end_t)
    told = [(gap.start_t, gap.end_t, gap.cause) for gap in taken.gaps if gap.parameter is parameter]
    first = min([since, *(gap_start for gap_start, _, _ in told)])
    return [
        LongestGap(start_t=max(a, start_t), end_t=min(b, end_t), cause=cause)
        for a, b, cause in [(0.0, first, NO_DEVICE), *told]
        if a < end_t and b > start_t
    ]


def _covered_s(stretches: Iterable[tuple[float, float]]) -> float:
    covered, reached = 0.0, float("-inf")
    for start, end in sorted(stretches):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _now_and_then(
    taken: Taken, plan: Plan, what: What, phase: Phase, start_t: float, end_t: float
) -> Row | None:
    kind = KINDS[what]
    times = _times(taken, plan, kind)
    early = 0.0 if phase is Phase.BASELINE else start_t  # what was there before counts for the baseline
    inside = [t for t in times if early <= t <= end_t]
    protocol = plan.protocol(end_t)
    if protocol is None:
        planned, filled, deferred = None, len(inside), 0
    elif not plan.wants(kind, start_t, end_t):
        return None
    elif phase in _ONCE:
        if (kind, phase) == (DueKind.NIBP, Phase.BASELINE):
            wanted, filled = protocol.baseline_readings, _baseline_filled(taken, protocol, end_t)
        else:
            wanted, filled = 1, min(len(inside), 1)
        put_off = any(d.t <= end_t and d.t >= start_t for d in plan.deferrals(kind))
        planned, deferred = wanted, wanted - filled if put_off else 0
    else:
        slots = plan.slots(kind, phase, start_t, end_t)
        missed = _unfilled(slots, inside)
        late = [
            s for s, every in missed if any(d.t <= s + every and d.until_t > s for d in plan.deferrals(kind))
        ]
        planned, filled, deferred = len(slots), len(slots) - len(missed), len(late)
    return Row(
        what=what,
        phase=phase,
        taken=filled,
        planned=planned,
        deferred=deferred,
        longest=_longest(taken, plan, kind, inside, start_t, end_t),
    )


def _baseline_filled(taken: Taken, protocol: Protocol, end_t: float) -> int:
    """How many of the baseline's readings were taken up to `end_t`, s; of those too near to each other one lacks."""
    times = sorted(
        d.t for d in taken.determinations if d.sys is not None and d.dia is not None and d.t <= end_t
    )
    wanted = protocol.baseline_readings
    if len(times) < wanted or wanted < 2:
        return min(len(times), wanted)
    return wanted if times[-1] - times[0] >= protocol.baseline_apart_s else wanted - 1


def _times(taken: Taken, plan: Plan, kind: DueKind) -> list[float]:
    match kind:
        case DueKind.NIBP:
            return sorted(d.t for d in taken.determinations)
        case DueKind.OBSERVATION:
            return observed([*taken.breaths, *plan.breaths], plan.scores)
        case DueKind.RATINGS:
            return [t for t, _ in plan.dissociations]


def _unfilled(slots: Sequence[tuple[float, float]], times: Sequence[float]) -> list[tuple[float, float]]:
    """The planned times nothing was taken for: each takes the earliest that is free, less than an interval away."""
    free = list(times)
    missed = []
    for slot, every in slots:
        fitting = next((t for t in free if slot - every < t < slot + every), None)
        if fitting is None:
            missed.append((slot, every))
        else:
            free.remove(fitting)
    return missed


def _longest(
    taken: Taken, plan: Plan, kind: DueKind, times: Sequence[float], start_t: float, end_t: float
) -> LongestGap | None:
    edges = [start_t, *(t for t in times if t > start_t), end_t]
    first, last = max(pairwise(edges), key=lambda pair: pair[1] - pair[0])
    if last <= first:
        return None
    return LongestGap(start_t=first, end_t=last, cause=_cause(taken, plan, kind, first, last))


def _cause(taken: Taken, plan: Plan, kind: DueKind, first: float, last: float) -> str:
    """Why there was none: what the record tells of the cuff, or what somebody said when they put it off."""
    if kind is DueKind.NIBP:
        told = [g for g in taken.gaps if g.parameter is CUFF and g.start_t < last and g.end_t > first]
        if told:
            return max(told, key=lambda g: min(g.end_t, last) - max(g.start_t, first)).cause
    said = [d for d in plan.deferrals(kind) if first <= d.t <= last]
    return f"put off: {said[-1].reason}" if said else NOT_TAKEN


def _together(a: Row, b: Row) -> Row:
    """One row of a phase that came twice."""
    longest = max((x for x in (a.longest, b.longest) if x is not None), key=lambda x: x.seconds, default=None)
    planned = None if a.planned is None or b.planned is None else a.planned + b.planned
    return replace(
        a, taken=a.taken + b.taken, planned=planned, deferred=a.deferred + b.deferred, longest=longest
    )
