"""A recorded session under another alarm profile: which alarms would have been saved, which events missed.

The recorded inputs go through a new engine, in their order. What people did is done again where it still means
something: an acknowledgement counts for the signal that says the same thing at that moment, pauses are as recorded,
limits that were edited are edited again unless the other profile forbids the value. People might have acted otherwise
on other alarms; that cannot be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bedside.alarms.engine import Engine
from bedside.alarms.limits import InForce, LimitsRefusedError
from bedside.alarms.profile import Profile
from bedside.alarms.source import Heard
from bedside.review.beyond import Beyond, Values, beyond, limit_stretches
from bedside.review.conditions import Condition, conditions, subject_of
from bedside.review.holding import Holding
from bedside.store.recorded import RecordedSession
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Kind, LimitView, Priority
from bedside.vitals.commands import Acknowledge, ChangeLimits, Entry
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened

Input = ReadingTaken | EntryMade | DeviceChanged | SegmentOpened
Counts = Mapping[tuple[str, Priority], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """An alarm that both had, of a lower priority under the other profile."""

    recorded: Condition
    other: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The alarms as recorded and as they would have been."""

    duration_s: float
    holding: Holding  # how long values held when they were recorded; for both
    recorded: tuple[Condition, ...]
    other: tuple[Condition, ...]
    recorded_beyond: tuple[Beyond, ...] | None  # None: the limits of the record are not known here
    other_beyond: tuple[Beyond, ...]
    saved: tuple[
        Condition, ...
    ]  # recorded, and nothing of the same side or code at that time under the other
    missed: tuple[
        Condition, ...
    ]  # of the saved: the patient's, High and Medium; somebody should look at each
    lowered: tuple[Lowered, ...]
    added: tuple[Condition, ...]  # under the other profile only
    refused: tuple[str, ...]  # limit edits of the record that the other profile does not allow, in words


def counts(found: Sequence[Condition]) -> Counts:
    """Conditions by code and priority, High first."""
    keys = sorted({(c.code, c.priority) for c in found}, key=lambda key: (-key[1], key[0]))
    return {key: sum((c.code, c.priority) == key for c in found) for key in keys}


def what_if(
    inputs: Iterable[Input],
    recorded: Sequence[AlarmChange],
    profile: Profile,
    duration_s: float,
    *,
    values: Values,
    interrupted: Sequence[tuple[float, float]] = (),
    recorded_limits: Sequence[LimitView] | None = None,
) -> WhatIf:
    """Compare.

    Args:
        inputs: what the alarm engine was given, in order of arrival.
        recorded: the alarm changes of the record, oldest first.
        profile: the other one.
        duration_s: length of the session, s.
        values: what was measured, for the seconds beyond the limits.
        interrupted: session times without the program running, s.
        recorded_limits: those of the profile the session began with; None: not known.
    """
    inputs = list(inputs)
    changes, refused = recomputed(inputs, recorded, profile, duration_s, interrupted)
    entries = [one.entry for one in inputs if isinstance(one, EntryMade)]
    allowed = [entry for entry in entries if entry.number not in refused]
    holding = Holding.of(entries)
    before, after = tuple(conditions(recorded)), tuple(conditions(changes))
    saved = tuple(c for c in before if not _same(c, after))
    return WhatIf(
        duration_s=duration_s,
        holding=holding,
        recorded=before,
        other=after,
        recorded_beyond=(
            None
            if recorded_limits is None
            else beyond(limit_stretches(recorded_limits, entries, duration_s), values, holding=holding)
        ),
        other_beyond=beyond(limit_stretches(profile.limits(), allowed, duration_s), values, holding=holding),
        saved=saved,
        missed=tuple(c for c in saved if c.kind is Kind.PHYSIOLOGICAL and c.priority >= Priority.MEDIUM),
        lowered=tuple(
            Lowered(recorded=c, other=highest)
            for c in before
            if (same := _same(c, after))
            and (highest := max(same, key=lambda other: other.priority)).priority < c.priority
        ),
        added=tuple(c for c in after if not _same(c, before)),
        refused=tuple(refused.values()),
    )


def recomputed(
    inputs: Iterable[Input],
    recorded: Sequence[AlarmChange],
    profile: Profile,
    duration_s: float,
    interrupted: Sequence[tuple[float, float]] = (),
) -> tuple[list[AlarmChange], Mapping[int, str]]:
    """The alarm changes of the same inputs under a profile.

    Returns:
        The changes, oldest first, and why limit edits of the record were not applied, by entry number.
    """
    again = _Again(profile, recorded, interrupted)
    for one in inputs:
        again.take(one)
    again.changes += again.engine.advance(duration_s)
    return again.changes, again.refused


def of_recorded(
    session: RecordedSession, profile: Profile, recorded_limits: Sequence[LimitView] | None = None
) -> WhatIf:
    """Compare a recorded session with itself under another profile.

    Args:
        session: of a library.
        profile: the other one.
        recorded_limits: those of the profile it began with; None: not known.
    """
    return what_if(
        session.records(waves=False),
        session.alarm_changes(),
        profile,
        session.duration_s,
        values={parameter: session.numerics(parameter) for parameter in profile.limit_sets},
        interrupted=session.interruptions(),
        recorded_limits=recorded_limits,
    )


def _same(condition: Condition, others: Sequence[Condition]) -> list[Condition]:
    """Those of the same side or code that were so at the same time."""
    return [c for c in others if c.subject == condition.subject and c.overlaps(condition)]


class _Again:
    """A new engine on the recorded inputs."""

    def __init__(
        self, profile: Profile, recorded: Sequence[AlarmChange], interrupted: Sequence[tuple[float, float]]
    ) -> None:
        self.engine = Engine(profile)
        self.changes: list[AlarmChange] = []
        self.refused: dict[int, str] = {}  # entry number → why its limits are not applied
        self._limits = InForce(profile)
        self._meant = {condition.id: condition for condition in conditions(recorded)}
        self._holes = {until_t: from_t for from_t, until_t in interrupted}

    def take(self, one: Input) -> None:
        """The next input of the record."""
        match one:
            case ReadingTaken(reading=reading):
                if isinstance(reading, Heard):
                    self.changes += self.engine.observe(reading, one.at, one.device)
            case EntryMade(entry=entry):
                self._enter(entry, one.at)
            case DeviceChanged():
                self.changes += self.engine.linked(one.change, one.at)
            case SegmentOpened(t=t):
                if t in self._holes:
                    self.changes += self.engine.interrupted(self._holes[t], t)

    def _enter(self, entry: Entry, at: float) -> None:
        match entry.command:
            case Acknowledge() as command:
                # what is due before the entry arrives can already be acknowledged by it
                self.changes += self.engine.advance(at)
                condition = self._now_saying(command.condition)
                if condition is None:
                    return
                entry = replace(entry, command=replace(command, condition=condition))
            case ChangeLimits(edits=edits):
                try:
                    self._limits.change(edits, at)
                except LimitsRefusedError as error:
                    self.refused[entry.number] = str(error)
                    return
        self.changes += self.engine.entered(entry, at)

    def _now_saying(self, recorded: int) -> int | None:
        """The condition whose signal says now what that of the recorded condition said; None: none does."""
        meant = self._meant.get(recorded)
        if meant is None:
            return None
        live = [alarm for alarm in self.engine.active if subject_of(alarm.change) == meant.subject]

        def likeness(alarm: ActiveAlarm) -> tuple[bool, bool, int]:
            change = alarm.change
            return change.onset_t == meant.onset_t, change.priority is meant.priority, change.priority

        return max(live, key=likeness).change.condition if live else None
