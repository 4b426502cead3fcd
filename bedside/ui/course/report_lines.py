"""What the course report says, line by line. Nothing on it is a proposal: it repeats the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bedside.ui import formats
from bedside.ui.course.course_data import CourseData, CourseSession, moment, numbered
from bedside.ui.course.course_words import (
    call_note,
    call_words,
    change_of,
    course_span,
    day_and_year,
    halved_words,
    notes_of,
    point_words,
    tr,
    trend_title,
)
from bedside.ui.course.session_record import dose_words, grave_facts
from bedside.ui.session.next_visit import visit_words
from bedside.ui.session.patient_draft import identity_words
from bedside.ui.spoken import decimal, spoken
from bedside.vitals.display import PressureUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report; a title without a label, and what must be seen, bold and in red, without one too."""

    label: str = ""
    words: str = ""
    title: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it."""

    name: str
    details: str
    simulated: bool
    lines: tuple[Line, ...]
    written: str  # when and by whom


def report_of(data: CourseData, unit: PressureUnit, *, now: datetime, actor: str) -> Report:
    """The report of a course, written at `now` (UTC) by `actor`."""
    span = course_span(data)
    details = [identity_words(data.patient, now.astimezone().date())]
    if span:
        details.append(tr("course {span}").format(span=span))
    return Report(
        name=data.patient.label,
        details=" · ".join(part for part in details if part),
        simulated=data.patient.simulated,
        lines=tuple(_lines(data, unit)),
        written=tr("Written {day}, {time} by {name}.").format(
            day=day_and_year(now), time=formats.clock_minute_at(now, 0.0), name=actor
        ),
    )


def _lines(data: CourseData, unit: PressureUnit) -> Iterable[Line]:
    if data.fault:
        yield Line(label=tr("Not complete"), words=spoken(data.fault))
    yield Line(title=True, words=tr("So far"))
    for trend in data.course.trends:
        values = ", ".join(point_words(point, day_and_year(moment(point.utc))) for point in trend.points)
        change = ", ".join(part for part in (change_of(trend), halved_words(trend)) if part)
        words = f"{trend.first} → {trend.last} ({change})"
        if trend.band:
            words += f", {spoken(trend.band)}"
        yield Line(label=trend_title(trend), words=f"{words}. {values}")
    if not data.course.trends:
        yield Line(words=tr("No questionnaire is filled and nothing is rated yet."))
    yield Line(title=True, words=tr("Sessions"))
    for n, one in enumerate(data.sessions, 1):
        yield Line(label=f"{n} · {day_and_year(one.line.started_utc)}", words=_session(one, unit))
        for fact in () if one.facts is None else grave_facts(one.facts):
            yield Line(words=", ".join(part for part in (fact.words, fact.note) if part), grave=True)
    for note in notes_of(data, on_paper=True):
        yield Line(label=tr("Note"), words=note)
    if not data.sessions:
        yield Line(words=tr("No session is filed under this patient yet."))
    yield Line(title=True, words=tr("Follow-up calls"))
    for call in numbered(data.calls):
        yield Line(
            label=day_and_year(moment(call.call.utc)), words=f"{call_words(call.call)} ({call_note(call)})"
        )
    if not data.calls:
        yield Line(words=tr("No call is written down yet."))
    if data.next_visit_words:
        yield Line(label=tr("Next visit"), words=visit_words(data.next_visit_words))


def _session(one: CourseSession, unit: PressureUnit) -> str:
    facts = one.facts
    if facts is None:
        return tr("cannot be read: {why}").format(why=spoken(one.fault))
    numbers = facts.numbers
    said = [dose_words(facts)]
    if numbers.rise_mmhg is not None:
        base, peak = (formats.pressure(each, unit) for each in (numbers.baseline_sys, numbers.peak_sys))
        said.append(tr("systolic {base} → {peak} {unit}").format(base=base, peak=peak, unit=unit.value))
    if numbers.lowest_spo2 is not None:
        said.append(tr("lowest SpO2 {n} %").format(n=decimal(numbers.lowest_spo2)))
    if numbers.highest_dissociation is not None:
        said.append(tr("dissociation {n}").format(n=numbers.highest_dissociation))
    words = tr("alarms {high} High, {medium} Medium, {low} Low")
    alarms = numbers.alarms
    said.append(words.format(high=alarms.high, medium=alarms.medium, low=alarms.low))
    return "; ".join(said)
