"""The alarms of the session and what they came to (ALM-65); changes of limits and pauses, with who and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bedside.export.report.gathered import Gathered
from bedside.export.report.model import MOST_ROWS, Row, Section
from bedside.export.report.said import priority_word, said
from bedside.export.report.tell import Tell, clock, number
from bedside.review.conditions import Condition
from bedside.vitals.alarms import AlarmChange, Change, Direction, Priority
from bedside.vitals.commands import (
    AudioPause,
    CarePause,
    ChangeLimits,
    EndAudioPause,
    EndCarePause,
    KeepProfileLimits,
)
from bedside.vitals.parameters import PARAMETERS

HOLDING: Final = (ChangeLimits, KeepProfileLimits, AudioPause, EndAudioPause, CarePause, EndCarePause)


def statistics(g: Gathered, tell: Tell) -> Section:
    """How many, how soon acknowledged, how long beyond each limit, how long paused."""
    return Section(key="statistics", title=tell.tr("Alarm statistics"), rows=tuple(_statistics(g, tell)))


def _statistics(g: Gathered, tell: Tell) -> Iterator[Row]:
    found = g.statistics
    for priority, count in found.by_priority.items():
        answered = found.answered_by_priority[priority]
        words = str(count)
        if answered.asked:
            words += ", " + tell.tr(
                "acknowledged by a person: {n} of {all}", n=answered.acknowledged, all=answered.asked
            )
        if answered.median_s is not None and answered.longest_s is not None:
            words += ", " + tell.tr(
                "after {median} s (median), {longest} s at most",
                median=number(answered.median_s),
                longest=number(answered.longest_s),
            )
        yield Row(cells=(priority_word(tell, priority), words))
    for code in found.counts:
        words = tell.tr("{n} in {m} episodes", n=code.conditions, m=code.episodes)
        label = f"{code.code}, {priority_word(tell, code.priority)}"
        yield Row(cells=(label, f"{words}, {tell.spoken(code.words)}"))
    if not g.limits_known:
        words = tell.tr("not known: the alarm profile {title} is no longer there", title=g.opened.profile)
        yield Row(cells=(tell.tr("Beyond limits"), words), grave=True)
    for beyond in found.beyond:
        if beyond.seconds > 0:
            limit = beyond.limit
            sign = "<" if limit.direction is Direction.LOW else ">"
            value = tell.tr("limit") if limit.value is None else tell.value(limit.value, limit.parameter)
            label = f"{tell.parameter(limit.parameter)} {sign} {value}"
            words = tell.tr("beyond for {minutes} min", minutes=number(beyond.seconds / 60.0))
            yield Row(cells=(label, words))
    if g.limits_known and not any(beyond.seconds > 0 for beyond in found.beyond):
        yield Row(cells=(tell.tr("Beyond limits"), tell.tr("at no time")))
    paused = tell.tr(
        "sound {audio}, care pauses {care}",
        audio=clock(found.audio_paused_s),
        care=clock(found.care_paused_s),
    )
    yield Row(cells=(tell.tr("Paused"), paused))
    yield Row(cells=(tell.tr("Grew louder unanswered"), str(found.escalated)))


def alarms(g: Gathered, tell: Tell) -> Section:
    """Every alarm, with its worst value and who acknowledged it when; of very many the most urgent."""
    found = list(g.conditions)
    urgent = sorted(found, key=lambda one: (-one.priority, one.onset_t))[:MOST_ROWS]
    answered = _acknowledged(g)
    rows = []
    for one in sorted(urgent, key=lambda each: each.onset_t):
        end = (
            tell.tr("still true at the end") if one.cleared_t is None else clock(one.cleared_t - one.onset_t)
        )
        who = answered.get(one.id)
        by = tell.tr("nobody") if who is None else _by(who, one, tell)
        cells = (tell.at(one.onset_t), priority_word(tell, one.priority), alarm_words(one, tell), end, by)
        rows.append(Row(cells=cells, grave=one.priority is Priority.HIGH))
    return Section(
        key="alarms",
        title=tell.tr("Alarms"),
        columns=(
            tell.tr("Began"),
            tell.tr("Priority"),
            tell.tr("Worst value and limit"),
            tell.tr("Lasted"),
            tell.tr("Acknowledged by"),
        ),
        rows=tuple(rows),
        nothing=tell.tr("There was no alarm."),
        recorded=len(found),
    )


def _acknowledged(g: Gathered) -> dict[int, AlarmChange]:
    """The first acknowledgement of each condition."""
    found: dict[int, AlarmChange] = {}
    for change in g.changes:
        if change.change is Change.ACKNOWLEDGED:
            found.setdefault(change.condition, change)
    return found


def _by(change: AlarmChange, one: Condition, tell: Tell) -> str:
    words = tell.tr("{who} after {n} s")
    return words.format(who=tell.who(change.actor), n=number(change.t - one.onset_t, 0))


def alarm_words(one: Condition, tell: Tell) -> str:
    """ "SpO2 86 < 88", or the words of one of the equipment."""
    if one.parameter is None or one.limit is None or one.direction is None:
        return tell.spoken(one.words)
    info = PARAMETERS[one.parameter]
    worst = one.value if one.worst is None else one.worst
    shown = "–" if worst is None else f"{worst:.{info.decimals}f}"
    low = one.direction is Direction.LOW
    sign = ("≤" if low else "≥") if worst == one.limit else "<" if low else ">"
    return f"{tell.spoken(info.name)} {shown} {sign} {one.limit:.{info.decimals}f} {info.unit}"


def limits(g: Gathered, tell: Tell) -> Section:
    """Limits that were changed for this patient, and every pause."""
    found = [e for e in g.living if isinstance(e.command, HOLDING)]
    rows = tuple(
        Row(cells=(tell.at(e.t), said(tell, e.command), tell.who(e.command.actor))) for e in found[:MOST_ROWS]
    )
    return Section(
        key="limits",
        title=tell.tr("Changed limits and pauses"),
        columns=(tell.tr("Time"), tell.tr("What"), tell.tr("By")),
        rows=rows,
        nothing=tell.tr("No limit was changed and nothing was paused."),
        recorded=len(found),
    )
