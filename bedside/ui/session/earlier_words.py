"""What stands beside a questionnaire: its totals in this session and in the course before it, each with its change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.earlier_scores import NOTHING_EARLIER, EarlierScore, EarlierScores
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scales import Scale, change_words, result_of
from bedside.ui import formats
from bedside.ui.course.course_words import day_and_year, signed
from bedside.ui.session.scale_words import given_of
from bedside.ui.spoken import plural, spoken

EarlierSource = Callable[[str, str], EarlierScores]
"""What a patient's questionnaires came to before a session, by the ids of both; never waits."""

_HERE_COUNT: Final = 4
_BEFORE_COUNT: Final = 3


def nothing_earlier(_patient: str, _session: str) -> EarlierScores:
    """A window without a record."""
    return NOTHING_EARLIER


def _tr(text: str) -> str:
    return QCoreApplication.translate("Scales", text)


def here_words(update: MonitorUpdate, scale: Scale) -> list[str]:
    """The earlier values of this session, newest first, each with its change against the one before."""
    session = update.session
    if session is None:
        return []
    given = given_of(update.entries, scale.key)
    lines = []
    for n, (entry, command) in enumerate(given[:_HERE_COUNT]):
        result = result_of(scale, command.answers, command.total)
        value = _tr("no total") if result.total is None else str(result.total)
        band = "" if result.band is None else f", {spoken(result.band.words)}"
        line = _tr("{time}  {value}{band}, {name}").format(
            time=formats.clock_minute_at(session.started_utc, entry.t, update.now),
            value=value,
            band=band,
            name=command.actor.name,
        )
        if entry.entered_t - entry.t > formats.MINUTE:
            at = formats.clock_minute_at(session.started_utc, entry.entered_t, update.now)
            line += _tr(", entered late at {time}").format(time=at)
        if result.total is not None and n + 1 < len(given):
            _, before = given[n + 1]
            earlier = result_of(scale, before.answers, before.total).total
            if earlier is not None and (words := change_words(scale, earlier, result.total)):
                line += f", {spoken(words)}"
        if command.where:
            line += _tr(", form: {where}").format(where=command.where)
        lines.append(line)
    return lines


def before_words(scale: Scale, earlier: EarlierScores, now: int | None, today: date) -> list[str]:
    """The totals of the course before this session, newest first.

    Args:
        scale: whose. earlier: of the patient. now: what is filled in comes to; None: not yet.
        today: the day at this place, for the ages.
    """
    found = earlier.of(scale.key)
    lines = [_line(scale, found, n, today) for n in range(min(len(found), _BEFORE_COUNT))]
    if len(found) > _BEFORE_COUNT:
        first = found[-1]
        words = _tr("first of {n}: {value} on {day}")
        lines.append(words.format(n=len(found), value=first.total, day=day_and_year(first.utc)))
    if found and now is not None:
        lines.insert(0, _tr("Now {value}: {change}").format(value=now, change=_against(scale, found[0], now)))
    if earlier.reading:
        lines.append(_tr("The sessions of before are being read …"))
    elif earlier.fault:
        lines.append(spoken(earlier.fault))
    return lines


def _line(scale: Scale, found: Sequence[EarlierScore], n: int, today: date) -> str:
    one = found[n]
    days = (today - one.utc.astimezone().date()).days
    ago = _tr("today") if days <= 0 else plural("Scales", "%n day ago", "%n days ago", days)
    band = scale.band(one.total)
    line = _tr("{day} ({ago})  {value}").format(day=day_and_year(one.utc), ago=ago, value=one.total)
    if band is not None:
        line += f", {spoken(band.words)}"
    if one.called:
        line += _tr(", said in a call")
    if n + 1 < len(found):
        line += f", {_difference(one.total - found[n + 1].total)}"
    return line


def _against(scale: Scale, last: EarlierScore, now: int) -> str:
    said = _tr("{difference} against {day}").format(
        difference=_difference(now - last.total), day=day_and_year(last.utc)
    )
    words = change_words(scale, last.total, now)
    return f"{said}, {spoken(words)}" if words else said


def _difference(points: int) -> str:
    return signed(points) if points else _tr("no change")
