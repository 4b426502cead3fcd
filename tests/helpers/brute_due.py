"""A second way to find what is due and what is overdue: slow, plain, and with nothing of `bedside.alarms` in it.

Written from the tables of the requirements (PLAN-01, 2.3). Everything is asked anew at every second from the whole
history: which phase, what was done since it began, what was put off. All events lie on whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bedside.vitals.protocol import DueKind, Intervals, Protocol
from bedside.vitals.sessions import Phase

MIN = 60
CODES = {
    DueKind.NIBP: "T-NIBP-DUE",
    DueKind.OBSERVATION: "T-OBSERVATION-DUE",
    DueKind.RATINGS: "T-RATINGS-DUE",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at `seen_t` and is known from `at` on, s."""

    at: int
    seen_t: int
    what: str  # phase, rate, bolus, reading, breaths, sedation, dissociation, deferral, gone
    phase: Phase = Phase.SCREENING
    value: float = 0.0
    kind: DueKind = DueKind.NIBP
    number: int = 0  # of "gone": the one it takes back


@dataclass(frozen=True, slots=True)
class Alarmed:
    """One alarm of something overdue."""

    code: str
    onset: int
    medium: int | None  # when it rose, s
    cleared: int | None


def due_at(events: Iterable[Event], protocol: Protocol, now: int) -> dict[DueKind, tuple[int, int]]:
    """When each kind is due and the interval, s, as known at `now`."""
    known = [(n, e) for n, e in enumerate(events) if e.at <= now]
    gone = {e.number for _, e in known if e.what == "gone"}
    story = sorted((e for n, e in known if n not in gone and e.what != "gone"), key=lambda e: e.seen_t)
    return {kind: found for kind in DueKind if (found := _due(story, protocol, kind)) is not None}


def _due(story: Sequence[Event], protocol: Protocol, kind: DueKind) -> tuple[int, int] | None:
    phases = [e for e in story if e.what == "phase"]
    if not phases:
        return None
    phase = phases[-1].phase
    if phase not in (Phase.INFUSION, Phase.RECOVERY):
        return None
    began = phases[-1].seen_t
    for e in reversed(phases):
        if e.phase is not phase:
            break
        began = e.seen_t
    intervals = {
        DueKind.NIBP: protocol.nibp,
        DueKind.OBSERVATION: protocol.observation,
        DueKind.RATINGS: protocol.ratings,
    }[kind]
    if kind is DueKind.RATINGS and phase is Phase.RECOVERY:
        low = [e.value for e in story if e.what == "dissociation" and e.seen_t >= began]
        if low and low[-1] <= protocol.ratings_until_dissociation:
            return None
    increases = _increases(story)
    base = max([began, *_done(story, kind)])
    due = _first(base, began, phase, increases, intervals)
    put_off = [e for e in story if e.what == "deferral" and e.kind is kind and e.seen_t >= base]
    if due is None:
        return None
    if put_off:
        last = put_off[-1]
        until = last.seen_t + round(last.value * MIN)
        before = [t for t in increases if t <= last.seen_t]
        asked = _first(base, began, phase, before, intervals)
        if asked is not None and until > asked[0]:
            later = [t for t in increases if t > last.seen_t]
            return _forward((until, asked[1]), last.seen_t, began, phase, later, intervals)
    return due


def _increases(story: Sequence[Event]) -> list[int]:
    found, before = [], None
    for e in story:
        if e.what == "bolus":
            found.append(e.seen_t)
        if e.what == "rate":
            if e.phase is Phase.INFUSION or (before is not None and e.value > before):  # a start says so
                found.append(e.seen_t)
            before = e.value
    return found


def _done(story: Sequence[Event], kind: DueKind) -> list[int]:
    if kind is DueKind.NIBP:
        return [e.seen_t for e in story if e.what == "reading"]
    if kind is DueKind.RATINGS:
        return [e.seen_t for e in story if e.what == "dissociation"]
    found: list[int] = []
    for e in story:
        if e.what in ("breaths", "sedation"):
            since = found[-1] if found else -1
            both = {
                o.what for o in story if o.what in ("breaths", "sedation") and since < o.seen_t <= e.seen_t
            }
            if len(both) == 2:
                found.append(e.seen_t)
    return found


def _minutes(t: int, began: int, phase: Phase, increases: Sequence[int], intervals: Intervals) -> int | None:
    if phase is Phase.INFUSION:
        dense = any(0 <= t - since < 15 * MIN for since in (began, *increases))
        minutes = intervals.infusion_start if dense else intervals.infusion
    else:
        minutes = intervals.recovery_start if t - began < 30 * MIN else intervals.recovery
    return None if minutes is None else round(minutes * MIN)


def _first(
    base: int, began: int, phase: Phase, increases: Sequence[int], intervals: Intervals
) -> tuple[int, int] | None:
    for t in range(base, base + 24 * 3600, 1):  # the first second of a part that wants any
        every = _minutes(t, began, phase, increases, intervals)
        if every is not None:
            return _forward((t + every, every), base, began, phase, increases, intervals)
    return None


def _forward(
    due: tuple[int, int],
    base: int,
    began: int,
    phase: Phase,
    increases: Sequence[int],
    intervals: Intervals,
) -> tuple[int, int]:
    for since in increases:
        every = _minutes(since, began, phase, increases, intervals)
        if phase is Phase.INFUSION and since > base and every is not None and since + every < due[0]:
            due = since + every, every
    return due


def alarms(events: Sequence[Event], protocol: Protocol, end: int) -> list[Alarmed]:
    """Every alarm up to `end`, s, by onset and code: overdue for 60 s, worse by a whole interval."""
    found: list[Alarmed] = []
    when = sorted({e.at for e in events})
    for kind, code in CODES.items():
        onset: int | None = None
        medium: int | None = None
        due: tuple[int, int] | None = None
        for now in range(end + 1):
            before = due
            if now in when or now == 0:
                # what is due by now is decided by what was known before; then what arrives counts
                onset, medium = _decide(kind, before, now, onset, medium)
                due = due_at(events, protocol, now).get(kind)
                came = kind is DueKind.NIBP and any(e.at == now and e.what == "reading" for e in events)
                still = due is not None and due[0] + 60 <= now and not came
                if (onset is not None and due != before and not still) or (onset is not None and came):
                    found.append(Alarmed(code, onset, medium, now))
                    onset = medium = None
            onset, medium = _decide(kind, due, now, onset, medium)
        if onset is not None:
            found.append(Alarmed(code, onset, medium, None))
    return sorted(found, key=lambda a: (a.onset, a.code))


def _decide(
    kind: DueKind, due: tuple[int, int] | None, now: int, onset: int | None, medium: int | None
) -> tuple[int | None, int | None]:
    if due is None:
        return onset, medium
    if onset is None and now >= due[0] + 60:
        onset = now
    worse = kind is DueKind.NIBP and now >= due[0] + due[1]
    if onset is not None and medium is None and worse:
        medium = now
    return onset, medium
