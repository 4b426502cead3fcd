"""Days, numbers and names on the course screen and its report."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QLocale

from bedside.therapy.course import OUTCOME_RATINGS, Point, Trend
from bedside.therapy.follow_up import words_of
from bedside.therapy.scale_file import scales
from bedside.ui import formats
from bedside.ui.course.course_data import CourseData, CourseSession, Numbered, moment
from bedside.ui.session.next_visit import visit_words
from bedside.ui.spoken import decimal
from bedside.vitals.patients import FollowUp

RATINGS = ("mood", *OUTCOME_RATINGS)
"""What is asked at a follow-up call, 0–10 (S1, T3, T5)."""


def tr(text: str) -> str:
    """Words of the course screen."""
    return QCoreApplication.translate("Course", text)


def day(moment_or_day: datetime | date) -> str:
    """ "7 Nov", at this place."""
    at = moment_or_day.astimezone() if isinstance(moment_or_day, datetime) else moment_or_day
    return f"{at.day} {QLocale().standaloneMonthName(at.month, QLocale.FormatType.ShortFormat)}"


def day_and_year(at: datetime) -> str:
    """ "28 Nov 2026", at this place."""
    return f"{day(at)} {at.astimezone().year}"


def signed(value: float, decimals: int = 0) -> str:
    """With its sign, the true minus: "+27", "−3"."""
    words = decimal(abs(value), decimals)
    return words if not float(f"{value:.{decimals}f}") else ("+" if value > 0 else "−") + words


def rating_title(key: str) -> str:
    """What a rating of a call is called."""
    known = {
        "mood": tr("Mood"),
        "pain": tr("Pain"),
        "anxiety": tr("Anxiety"),
        "well_being": tr("Well-being"),
    }
    scale = scales().get(key)
    return known.get(key) or (key.replace("_", " ") if scale is None else scale.title)


def scale_title(key: str) -> str:
    """What a questionnaire is called."""
    scale = scales().get(key)
    return key if scale is None else scale.title


def trend_title(trend: Trend) -> str:
    """ "PHQ-9", or "Item 9" for an item right after its questionnaire."""
    if trend.item is None:
        return scale_title(trend.scale)
    return tr("{scale} item {n}").format(scale=scale_title(trend.scale), n=trend.item)


def change_of(trend: Trend) -> str:
    """What became of it, "−62 %"; of a single item whether it asks for something."""
    if trend.item is not None:
        scale = scales().get(trend.scale)
        rules = () if scale is None else tuple(rule for rule in scale.prompts if rule.item == trend.item)
        asks = any(trend.last >= rule.least for rule in rules)
        return tr("asks for a prompt") if asks else tr("no new prompt")
    if trend.rated and len(trend.points) > 1:
        points = trend.last - trend.first
        return tr("{n} of 10").format(n=signed(points)) if points else tr("no change")
    percent = trend.change_percent
    if percent is None:
        return tr("one so far") if len(trend.points) == 1 else tr("from 0")
    return tr("{n} %").format(n=signed(percent))


def point_words(point: Point, when: str) -> str:
    """One number of a trend with its day: "7 Nov 6", "7 Nov right after 3"."""
    if not point.after:
        return f"{when} {point.value}"
    return tr("{day} right after {value}").format(day=when, value=point.value)


def halved_words(trend: Trend) -> str:
    """ "halved on 25 Nov"; "" where it was not, or where nothing is to be halved."""
    half, on = trend.half_of_first, trend.halved_on
    if half is None or on is None:
        return ""
    words = tr("halved on {day}") if trend.last <= half else tr("was halved on {day}")
    return words.format(day=day(moment(on)))


def trend_words(trend: Trend) -> str:
    """First to newest with what became of it: "15 → 7, −53 %, halved on 12 May"."""
    parts = [f"{trend.first} → {trend.last}" if len(trend.points) > 1 else str(trend.last)]
    return ", ".join(part for part in (*parts, change_of(trend), halved_words(trend)) if part)


def call_words(call: FollowUp) -> str:
    """All that was said, in one line."""
    parts = [f"{scale_title(key)} {value}" for key, value in call.totals]
    parts += [f"{rating_title(key)} {value}" for key, value in call.ratings]
    parts += words_of(call)
    if call.next_visit:
        parts.append(tr("next visit {day}").format(day=visit_words(call.next_visit)))
    return ", ".join(parts)


def call_note(call: Numbered) -> str:
    """Who wrote it down, and when that was long after it was said."""
    if not call.late:
        return call.actor
    return tr("late entry of {day}, {name}").format(day=day(call.written_utc), name=call.actor)


def notes_of(data: CourseData, *, on_paper: bool = False) -> list[str]:
    """What has to be said of single sessions: stopped early, never stopped, moved, not readable.

    `on_paper`: it goes out of the house with this patient's name on it, and names no other patient.
    """
    names = {} if on_paper else dict(data.names)
    found = []
    for n, one in enumerate(data.sessions, 1):
        facts = one.facts
        if facts is None:
            found.append(tr("Session {n} cannot be read: {why}").format(n=n, why=one.fault))
            continue
        if facts.emergency is not None:
            words = tr("Session {n} was begun as an emergency: {reason}.")
            found.append(words.format(n=n, reason=facts.emergency.reason))
        if facts.stopped_early:
            found.append(_early(n, facts.infused_s or 0.0, facts.stop_reason))
        if facts.never_stopped:
            found.append(tr("Session {n} has no recorded stop: its dose counts to the end.").format(n=n))
        found += [_moved(n, one, names)] if one.filings else []
    return found


def _early(n: int, infused_s: float, reason: str) -> str:
    words = tr("Session {n} stopped at {time}").format(n=n, time=formats.duration(infused_s))
    return f"{words}: {reason.rstrip('.')}." if reason else f"{words}."


def _moved(n: int, one: CourseSession, names: dict[str, str]) -> str:
    last = one.filings[-1]
    when, who = day(last.utc), last.command.actor.name
    if not last.before:
        return tr("Session {n} was filed here on {day} by {name}.").format(n=n, day=when, name=who)
    words = tr("Session {n} was under {other} until {day}, moved by {name}: {reason}.")
    return words.format(
        n=n,
        other=names.get(last.before) or tr("another patient"),
        day=when,
        name=who,
        reason=last.command.reason.strip().rstrip("."),
    )


def course_span(data: CourseData) -> str:
    """ "3 Nov – 28 Nov 2026"; "" without a session or a call."""
    times = [one.line.started_utc for one in data.sessions]
    times += [moment(call.command.follow_up.utc) for call in data.calls]
    if not times:
        return ""
    first, last = min(times), max(times)
    if first.astimezone().date() == last.astimezone().date():
        return day_and_year(first)
    same = first.astimezone().year == last.astimezone().year
    return f"{day(first) if same else day_and_year(first)} – {day_and_year(last)}"
