"""Alarm changes folded into one row per condition: when it began and ended, at which value, by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bedside.vitals.alarms import AlarmChange, Change, Direction, Kind, Priority
from bedside.vitals.parameters import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One alarm condition from its onset to its end."""

    id: int
    code: str
    kind: Kind
    words: str
    priority: Priority  # the highest it had: some technical ones rise
    onset_t: float  # session time, s
    cleared_t: float | None  # None: still true at the end
    value: float | None  # at the onset
    worst: float | None
    limit: float | None
    episode: int
    rule: str  # the table row that began it
    parameter: Parameter | None
    direction: Direction | None
    device: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about: side and parameter, or technical code and device."""
        return _subject(self)

    def overlaps(self, other: Condition) -> bool:
        """Whether there was an instant at which both were so."""
        return (self.cleared_t is None or other.onset_t <= self.cleared_t) and (
            other.cleared_t is None or self.onset_t <= other.cleared_t
        )

    def document(self) -> dict[str, Any]:
        """As JSON has it: times in s, values in the parameter's unit, null while still true."""
        return {
            "code": self.code,
            "priority": self.priority.name.lower(),
            "onset_s": round(self.onset_t, 6),
            "cleared_s": None if self.cleared_t is None else round(self.cleared_t, 6),
            "value": self.value,
            "limit": self.limit,
            "episode_id": self.episode,
            "rule": self.rule,
        }


def subject_of(change: AlarmChange) -> tuple[str, ...]:
    """What a change is about, as `Condition.subject`."""
    return _subject(change)


def conditions(changes: Sequence[AlarmChange]) -> list[Condition]:
    """One row per condition, in order of their ids, so of their onsets."""
    found: dict[int, Condition] = {}
    for change in changes:
        before = found.get(change.condition)
        if change.change is Change.ONSET:
            found[change.condition] = _begun(change)
        elif before is not None:
            cleared_t = before.cleared_t
            if not change.present and cleared_t is None:
                cleared_t = change.t
            found[change.condition] = replace(
                before,
                priority=max(before.priority, change.priority),
                worst=before.worst if change.worst is None else change.worst,
                cleared_t=cleared_t,
            )
    return [found[id_] for id_ in sorted(found)]


def _subject(one: AlarmChange | Condition) -> tuple[str, ...]:
    if one.parameter is not None and one.direction is not None:
        return one.parameter, one.direction
    return one.code, one.device


def _begun(change: AlarmChange) -> Condition:
    return Condition(
        id=change.condition,
        code=change.code,
        kind=change.kind,
        words=change.words,
        priority=change.priority,
        onset_t=change.onset_t,
        cleared_t=None if change.present else change.t,
        value=change.value,
        worst=change.worst,
        limit=change.limit,
        episode=change.episode or change.condition,
        rule=change.rule,
        parameter=change.parameter,
        direction=change.direction,
        device=change.device,
    )
