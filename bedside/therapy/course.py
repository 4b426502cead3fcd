"""A patient's course: each session, how questionnaires and ratings went, this session against the earlier ones.

Pure numbers over what the caller read from the record (S1, T10). bedside compares; it says nothing about what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import fmean
from typing import Final

from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Better, Kind, Number, Scale, change_words
from bedside.vitals.patients import FollowUp

OUTCOME_RATINGS: Final = ("pain", "anxiety", "well_being")
"""0–10 ratings that are told over the course: before the drug, right after it, at the calls (S1, T3, T5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One filled questionnaire."""

    scale: str  # key
    utc: str  # ISO 8601, when it was answered
    total: int | None  # None: an item is missing
    answers: tuple[int | None, ...] = ()  # by item number; () = total only


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What an outcome rating was before or after the drug of one session."""

    scale: str  # key
    utc: str  # ISO 8601, when it was said
    value: int
    after: bool = False  # the last one after the end of all that was given; else the last one before it began


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCounts:
    """Patient alarms of one session by priority."""

    high: int = 0
    medium: int = 0
    low: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNumbers:
    """One session as it went; None is what was not measured or not given."""

    id: str
    utc: str  # ISO 8601, its beginning
    mg_given: float | None = None
    mg_planned: float | None = None
    mg_kg_given: float | None = None
    baseline_sys: float | None = None  # mmHg
    peak_sys: float | None = None  # highest from the start of the infusion on
    lowest_spo2: float | None = None
    highest_dissociation: int | None = None
    alarms: AlarmCounts = field(default_factory=AlarmCounts)
    scores: tuple[Score, ...] = ()
    ratings: tuple[Rated, ...] = ()  # of `OUTCOME_RATINGS`
    note: str = ""  # why it ended early, and so on: words of the record

    @property
    def rise_mmhg(self) -> float | None:
        """Peak systolic rise over the session's own baseline."""
        if self.peak_sys is None or self.baseline_sys is None:
            return None
        return self.peak_sys - self.baseline_sys

    @property
    def share_of_plan(self) -> float | None:
        """Given of planned, 1 = all."""
        if self.mg_given is None or not self.mg_planned:
            return None
        return self.mg_given / self.mg_planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One total in the trend of a questionnaire, or one rating."""

    utc: str
    value: int
    session: str = ""  # id of the session it belongs to; "" = of a follow-up call
    after: bool = False  # right after the drug of that session


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One questionnaire, one of its items, or one rating over the course; points by time, at least one."""

    scale: str
    item: int | None = None  # its number; None = the total
    points: tuple[Point, ...]
    band: str = ""  # words of the newest total
    change: str = ""  # what the difference of first and newest may be called, by the scale's own rule

    @property
    def first(self) -> int:
        """Oldest value."""
        return self.points[0].value

    @property
    def last(self) -> int:
        """Newest value."""
        return self.points[-1].value

    @property
    def rated(self) -> bool:
        """It is a single 0–10 rating: told in points, and nothing is to be halved."""
        known = scales().get(self.scale)
        return known is not None and known.kind is Kind.SINGLE

    @property
    def change_percent(self) -> float | None:
        """Newest against oldest; None from 0, or with one point only."""
        if len(self.points) == 1 or self.first == 0:
            return None
        return (self.last - self.first) * 100 / self.first

    @property
    def half_of_first(self) -> float | None:
        """Where the line "half of the first score" lies; None where lower is not better, or nothing is to be halved."""
        known = scales().get(self.scale)
        if known is None or self.rated or known.better is not Better.LOWER or known.number is not Number.SUM:
            return None
        return self.first / 2 if self.first > 0 and self.item is None else None

    @property
    def halved_on(self) -> str | None:
        """UTC of the first point at or under that line; None while there is none."""
        half = self.half_of_first
        return None if half is None else next((p.utc for p in self.points if p.value <= half), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One number of a session against those of the patient's earlier ones."""

    here: float
    mean: float  # of the earlier sessions
    low: float
    high: float
    sessions: int  # how many of them have it

    @property
    def outside(self) -> bool:
        """Lower or higher than in any earlier session."""
        return not self.low <= self.here <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All of it, oldest first."""

    sessions: tuple[SessionNumbers, ...] = ()
    # By the scales' lists; items after their questionnaire, ratings after all of them.
    trends: tuple[Trend, ...] = ()
    mean_rise_mmhg: float | None = None


def course_of(sessions: Iterable[SessionNumbers], follow_ups: Iterable[FollowUp] = ()) -> Course:
    """The course these sessions and calls make. Times may come in any order."""
    ordered, calls = tuple(sorted(sessions, key=lambda session: _moment(session.utc))), tuple(follow_ups)
    given = [(score, session.id) for session in ordered for score in session.scores]
    given += [
        (Score(scale=key, utc=call.utc, total=total), "") for call in calls for key, total in call.totals
    ]
    trends: list[Trend] = []
    for scale in scales().values():
        own = sorted(
            (each for each in given if each[0].scale == scale.key), key=lambda each: _moment(each[0].utc)
        )
        trends += _trends(scale, own)
    trends += _rated(ordered, calls)
    rises = [session.rise_mmhg for session in ordered if session.rise_mmhg is not None]
    return Course(sessions=ordered, trends=tuple(trends), mean_rise_mmhg=fmean(rises) if rises else None)


def trend_of(scale: str, scores: Iterable[Score]) -> Trend | None:
    """The totals of one questionnaire by time; None without any, or of a scale this version does not know."""
    known = scales().get(scale)
    own = [score for score in scores if score.scale == scale and score.total is not None]
    if known is None or not own:
        return None
    return _totals(known, [(score, "") for score in sorted(own, key=lambda each: _moment(each.utc))])


def against_earlier(session: SessionNumbers, earlier: Sequence[SessionNumbers]) -> dict[str, Against]:
    """This session's numbers against those of the sessions before it; what either side lacks is left out.

    Keys: "mg_given", "mg_kg_given", "baseline_sys", "rise_mmhg", "lowest_spo2", "highest_dissociation".
    """
    before = [each for each in earlier if each.id != session.id and _moment(each.utc) < _moment(session.utc)]
    found: dict[str, Against] = {}
    for key, number in _COMPARED.items():
        here = number(session)
        known = [value for each in before if (value := number(each)) is not None]
        if here is not None and known:
            found[key] = Against(
                here=here, mean=fmean(known), low=min(known), high=max(known), sessions=len(known)
            )
    return found


_COMPARED: dict[str, Callable[[SessionNumbers], float | None]] = {
    "mg_given": lambda session: session.mg_given,
    "mg_kg_given": lambda session: session.mg_kg_given,
    "baseline_sys": lambda session: session.baseline_sys,
    "rise_mmhg": lambda session: session.rise_mmhg,
    "lowest_spo2": lambda session: session.lowest_spo2,
    "highest_dissociation": lambda session: session.highest_dissociation,
}


def _moment(utc: str) -> datetime:
    """A time of the record; one without an offset is UTC."""
    moment = datetime.fromisoformat(utc)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _totals(scale: Scale, given: Sequence[tuple[Score, str]]) -> Trend | None:
    totals = tuple(
        Point(utc=score.utc, value=score.total, session=session)
        for score, session in given
        if score.total is not None
    )
    if not totals:
        return None
    band = scale.band(totals[-1].value)
    return Trend(
        scale=scale.key,
        points=totals,
        band=band.words if band is not None else "",
        change=change_words(scale, totals[0].value, totals[-1].value) if len(totals) > 1 else "",
    )


def _trends(scale: Scale, given: Sequence[tuple[Score, str]]) -> list[Trend]:
    whole = _totals(scale, given)
    found = [] if whole is None else [whole]
    for rule in scale.prompts:
        if rule.item is None:
            continue
        answers = tuple(
            Point(utc=score.utc, value=answer, session=session)
            for score, session in given
            if rule.item <= len(score.answers) and (answer := score.answers[rule.item - 1]) is not None
        )
        if answers:
            found.append(Trend(scale=scale.key, item=rule.item, points=answers))
    return found


def _rated(sessions: Sequence[SessionNumbers], calls: Sequence[FollowUp]) -> Iterable[Trend]:
    """The outcome ratings: before and right after each session, and at the calls."""
    for scale in OUTCOME_RATINGS:
        points = [
            Point(utc=each.utc, value=each.value, session=session.id, after=each.after)
            for session in sessions
            for each in session.ratings
            if each.scale == scale
        ]
        points += [
            Point(utc=call.utc, value=value) for call in calls for key, value in call.ratings if key == scale
        ]
        if points:
            yield Trend(scale=scale, points=tuple(sorted(points, key=lambda point: _moment(point.utc))))
