"""What the alarms of a session came to (ALM-65): how many, how soon acknowledged, how long beyond, how long paused.

Pure: everything is counted from the alarm changes, the timeline and the values, live and of a recorded session alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bedside.monitor.updates import MonitorUpdate
from bedside.review.beyond import EVERY_SECOND, Beyond, Values, beyond, limit_stretches
from bedside.review.holding import Holding
from bedside.review.paused import pauses, seconds
from bedside.store.recorded import RecordedSession
from bedside.vitals.alarms import Activation, AlarmChange, Change, Kind, LimitView, PauseKind, Priority
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """How often one code alarmed at one priority."""

    code: str  # e.g. "SPO2-LOW", "T-COM"
    priority: Priority  # highest of each condition
    kind: Kind
    words: str  # of the newest one
    conditions: int  # onsets
    episodes: int  # onsets that belong together counted once (ALM-61)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How soon people acknowledged what asked for it."""

    asked: int  # conditions that began with a sound of their own
    acknowledged: int  # of these, by a person
    median_s: float | None  # from onset to acknowledgement, s; None: none was
    longest_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStatistics:
    """The alarms of one session in numbers."""

    duration_s: float
    counts: tuple[CodeCount, ...]  # High first, then by code
    by_priority: Mapping[Priority, int]  # conditions, every priority named
    answered: Answered
    answered_by_priority: Mapping[Priority, Answered]
    beyond: tuple[Beyond, ...]  # one per limit, in the order of the profile
    audio_paused_s: float
    care_paused_s: float
    escalated: int  # signals that grew louder because nobody acknowledged them


def statistics(
    changes: Sequence[AlarmChange],
    entries: Sequence[Entry],
    duration_s: float,
    *,
    limits: Sequence[LimitView] = (),
    values: Values | None = None,
    interval_s: Mapping[Parameter, float] = EVERY_SECOND,
    interrupted: Sequence[tuple[float, float]] = (),
) -> AlarmStatistics:
    """Count.

    Args:
        changes: the alarm changes of the session, oldest first.
        entries: its timeline.
        duration_s: its length so far, s.
        limits: those the session began with (the profile's); edits are taken from the timeline.
        values: what was measured; without it nothing was beyond anything.
        interval_s: how often continuous sources renewed their values, s; 1 s where not named.
        interrupted: session times without the program running, s.
    """
    lives = _lives(changes)
    paused = pauses(entries, changes, duration_s, interrupted)
    return AlarmStatistics(
        duration_s=duration_s,
        counts=_counts(lives),
        by_priority={p: sum(life.priority is p for life in lives) for p in sorted(Priority, reverse=True)},
        answered=_answered(lives),
        answered_by_priority={
            p: _answered([life for life in lives if life.priority is p])
            for p in sorted(Priority, reverse=True)
        },
        beyond=beyond(
            limit_stretches(limits, entries, duration_s), values or {}, interval_s, Holding.of(entries)
        ),
        audio_paused_s=seconds(paused, PauseKind.AUDIO),
        care_paused_s=seconds(paused, PauseKind.CARE),
        escalated=sum(change.change is Change.ESCALATED for change in changes),
    )


def of_update(update: MonitorUpdate, limits: Sequence[LimitView]) -> AlarmStatistics:
    """The statistics of what a screen shows, live or in replay.

    Args:
        update: of a bed; without a session everything is zero.
        limits: those of the profile the session began with (an update's own are those in force now).
    """
    trends: Values = {parameter: series.whole() for parameter, series in update.trends.items()}
    return statistics(
        update.alarm_log,
        update.entries,
        update.now,
        limits=limits,
        values={**trends, **cuff_values(update.determinations)},
        interrupted=() if update.session is None else update.session.interrupted,
    )


def of_recorded(session: RecordedSession, limits: Sequence[LimitView]) -> AlarmStatistics:
    """The statistics of a recorded session.

    Args:
        session: of a library.
        limits: those of the profile it began with.
    """
    return statistics(
        session.alarm_changes(),
        session.entries(),
        session.duration_s,
        limits=limits,
        values={parameter: session.numerics(parameter) for parameter in {x.parameter for x in limits}},
        interrupted=session.interruptions(),
    )


def cuff_values(determinations: Sequence[Determination]) -> Values:
    """Cuff readings as times (s) and values per parameter; a part a reading lacks is left out."""
    found: dict[Parameter, tuple[list[float], list[float]]] = {}
    for reading in sorted(determinations, key=lambda reading: reading.t):
        for numeric in reading.numerics():
            if numeric.value is not None:
                times, numbers = found.setdefault(numeric.parameter, ([], []))
                times.append(numeric.t)
                numbers.append(numeric.value)
    return found


@dataclass(slots=True)
class _Life:
    """What is counted of one condition."""

    onset: AlarmChange
    priority: Priority
    acknowledged_t: float | None = None

    @property
    def asked(self) -> bool:
        """Whether it began with a sound of its own, or would have but for a pause."""
        return self.onset.activation is not Activation.OFF


def _lives(changes: Sequence[AlarmChange]) -> list[_Life]:
    lives: dict[int, _Life] = {}
    for change in changes:
        life = lives.get(change.condition)
        if change.change is Change.ONSET:
            lives[change.condition] = _Life(change, change.priority)
        elif life is not None:
            life.priority = max(life.priority, change.priority)
            if change.change is Change.ACKNOWLEDGED and life.acknowledged_t is None:
                life.acknowledged_t = change.t
    return list(lives.values())


def _counts(lives: Sequence[_Life]) -> tuple[CodeCount, ...]:
    rows: dict[tuple[Priority, str], list[AlarmChange]] = {}
    for life in lives:
        rows.setdefault((life.priority, life.onset.code), []).append(life.onset)
    return tuple(
        CodeCount(
            code=code,
            priority=priority,
            kind=onsets[-1].kind,
            words=onsets[-1].words,
            conditions=len(onsets),
            episodes=len({onset.episode or onset.condition for onset in onsets}),
        )
        for (priority, code), onsets in sorted(rows.items(), key=lambda row: (-row[0][0], row[0][1]))
    )


def _answered(lives: Sequence[_Life]) -> Answered:
    asked = [life for life in lives if life.asked]
    waits = [life.acknowledged_t - life.onset.onset_t for life in asked if life.acknowledged_t is not None]
    return Answered(
        asked=len(asked),
        acknowledged=len(waits),
        median_s=median(waits) if waits else None,
        longest_s=max(waits, default=None),
    )
