"""What happened, as marks on the time axis and as rows of a list: an icon, a short word, a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from bedside.ui import formats
from bedside.ui.catalogue import Catalogue
from bedside.ui.panels.limit_row import limit_name, value_words
from bedside.vitals.alarms import AlarmChange, Change, Priority
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CancelNibp,
    CarePause,
    ChangeLimits,
    ChangeRate,
    DeclareSameArm,
    EndAudioPause,
    EndCarePause,
    EndSession,
    Entry,
    GiveRating,
    KeepProfileLimits,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    SetPhase,
    StartInfusion,
    StartNibp,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.readings import Determination

SAME_ROUND_S = 60.0  # s; ratings closer than this are one round of questions and share a row of the list
_SHORT_NOTE = 18  # characters of a note beside its icon

_LINES = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that happened."""

    t: float  # session time, s
    icon: str
    role: str  # colour role of the icon
    short: str  # beside the icon in the chart; "" = icon alone
    words: str  # in a list
    bold: bool = False
    struck: bool = False  # taken back; the original stays readable
    charted: bool = True  # has its icon in the chart's events row
    alarm: Priority | None = None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Marks", text)


def number(value: float) -> str:
    """A value without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clock_span(seconds: float) -> str:
    """A duration as m:ss, or h:mm:ss from one hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def alarm_marks(log: Iterable[AlarmChange]) -> list[Mark]:
    """One mark for each condition, at its onset, with its worst value or how long it lasted."""
    newest: dict[int, AlarmChange] = {}
    cleared: dict[int, float] = {}
    for change in log:
        before = newest.get(change.condition)
        highest = change.priority if before is None else max(before.priority, change.priority)
        worst = change.worst if change.worst is not None or before is None else before.worst
        newest[change.condition] = replace(change, priority=highest, worst=worst)
        if change.change is Change.CLEARED:
            cleared[change.condition] = change.t
    marks = []
    for condition, change in newest.items():
        ended = cleared.get(condition)
        lasted = "" if ended is None else clock_span(ended - change.onset_t)
        if change.parameter is not None and change.worst is not None and change.limit is not None:
            short = f"{formats.short_name(change.parameter)} {number(change.worst)}"
        else:
            short = lasted
        times = f" ×{change.times}" if change.times > 1 else ""
        words = formats.alarm_message(change) + times + (f", {lasted}" if lasted else "")
        marks.append(
            Mark(
                t=change.onset_t,
                icon=formats.priority_icon(change.priority),
                role=_LINES[change.priority],
                short=short,
                words=words,
                bold=change.priority is Priority.HIGH,
                alarm=change.priority,
            )
        )
    return marks


def determination_marks(determinations: Iterable[Determination]) -> list[Mark]:
    """A row of the list for each cuff reading (the chart draws them as bars)."""
    return [
        Mark(
            t=d.t,
            icon="arm-flex-outline",
            role="text2",
            short="",
            words=f"NIBP {nibp_words(d)}",
            charted=False,
        )
        for d in determinations
    ]


def nibp_words(determination: Determination) -> str:
    """134/83 (100); a dash for what the device did not give."""
    sys, dia, mean = (
        "–" if part is None else f"{part:.0f}"
        for part in (determination.sys, determination.dia, determination.map)
    )
    return f"{sys}/{dia} ({mean})"


def entry_marks(entries: Iterable[Entry], catalogue: Catalogue, *, laned: frozenset[str]) -> list[Mark]:
    """Marks of the timeline, oldest first.

    Args:
        entries: the session's timeline.
        catalogue: words of events and scales.
        laned: scales with their own lane; their ratings are discs there and have no icon in the events row.
    """
    marks = []
    rate = None
    for entry in sorted(entries, key=lambda e: (e.t, e.number)):
        mark = _entry_mark(entry, catalogue, rate, laned)
        if isinstance(entry.command, StartInfusion | ChangeRate) and not entry.retracted:
            rate = entry.command.rate_ml_h
        if mark is not None:
            marks.append(replace(mark, struck=entry.retracted, charted=mark.charted and not entry.retracted))
    return marks


def _entry_mark(entry: Entry, catalogue: Catalogue, rate: float | None, laned: frozenset[str]) -> Mark | None:
    command = entry.command

    def mark(icon: str, words: str, short: str = "", *, charted: bool = True) -> Mark:
        return Mark(t=entry.t, icon=icon, role="text2", short=short, words=words, charted=charted)

    match command:
        case StartInfusion():
            detail = f"{number(command.rate_ml_h)} mL/h, {number(command.concentration_mg_ml)} mg/mL"
            return mark("play-circle-outline", _tr("Infusion start") + f", {detail}", _tr("Infusion start"))
        case ChangeRate():
            before = "" if rate is None else f"{number(rate)} → "
            words = _tr("Rate") + f" {before}{number(command.rate_ml_h)} mL/h"
            return mark("speedometer-medium", words + _because(command.reason), charted=False)
        case PauseInfusion():
            return mark(
                "pause-circle-outline", _tr("Infusion paused") + _because(command.reason), _tr("Paused")
            )
        case ResumeInfusion():
            return mark("play-circle-outline", _tr("Infusion resumed"), _tr("Resumed"))
        case StopInfusion():
            return mark(
                "stop-circle-outline", _tr("Infusion stopped") + _because(command.reason), _tr("Stopped")
            )
        case MarkEvent():
            words = catalogue.event_words(command.event)
            if command.severity is None:
                return mark("flag-outline", words, words)
            severity = _tr("severity")
            return mark(
                "flag-outline", f"{words}, {severity} {command.severity}", f"{words} {command.severity}"
            )
        case GiveRating():
            words = f"{catalogue.scale_words(command.scale)} {command.value}"
            return mark("emoticon-outline", words, words, charted=command.scale not in laned)
        case WriteNote():
            text = " ".join(command.text.split())
            short = text if len(text) <= _SHORT_NOTE else text[: _SHORT_NOTE - 1].rstrip() + "…"
            return mark("note-edit-outline", text, short)
        case NamePatient():
            return mark(
                "account-outline", f"{command.label}, {_tr(command.patient_type.value)}", charted=False
            )
        case SetPhase():
            return mark(
                "bed-outline", _tr(command.phase.value.capitalize()), _tr(command.phase.value.capitalize())
            )
        case Acknowledge():
            return mark("check", _tr("Acknowledged") + f", {command.actor.name}", charted=False)
        case StartNibp():
            return mark("arm-flex-outline", _tr("NIBP started"), charted=False)
        case CancelNibp():
            return mark("arm-flex-outline", _tr("NIBP cancelled"), charted=False)
        case ChangeLimits() | KeepProfileLimits() | DeclareSameArm():
            return mark("tune-vertical", _limit_words(command), charted=False)
        case AudioPause():
            words = _tr("Sound paused {n} s").format(n=number(command.seconds))
            return mark("bell-sleep-outline", words, charted=False)
        case EndAudioPause():
            return mark(
                "bell-sleep-outline", _tr("Sound pause ended") + _because(command.reason), charted=False
            )
        case CarePause():
            words = _tr("Care pause {n} s").format(n=number(command.seconds))
            return mark("hand-heart-outline", words + _because(command.reason), _tr("Care pause"))
        case EndCarePause():
            return mark("hand-heart-outline", _tr("Care pause ended"), charted=False)
        case EndSession():
            return mark("exit-to-app", _tr("Session ended") + _because(command.reason), charted=False)
        case Retract():
            return None  # the entry itself is struck through
    return None


def _limit_words(command: ChangeLimits | KeepProfileLimits | DeclareSameArm) -> str:
    match command:
        case ChangeLimits():
            edits = ", ".join(
                f"{limit_name(edit.parameter, edit.cell)} {value_words(edit.parameter, edit.cell, edit.value)}"
                for edit in command.edits
            )
            return _tr("Limits") + f": {edits}" + _because(command.reason)
        case KeepProfileLimits():
            return _tr("Limits of the profile kept")
        case DeclareSameArm(same_arm=same_arm):
            return _tr("Cuff and probe on one arm") if same_arm else _tr("Cuff and probe on two arms")


def _because(reason: str) -> str:
    return f", {reason[:1].lower()}{reason[1:]}" if reason else ""


def joined_ratings(entries: Iterable[Entry], catalogue: Catalogue) -> list[Mark]:
    """Marks of all entries for a list, with one round of ratings as one row."""
    marks: list[Mark] = []
    for mark in entry_marks(entries, catalogue, laned=frozenset()):
        last = marks[-1] if marks else None
        same_round = (
            last is not None
            and mark.icon == last.icon == "emoticon-outline"
            and mark.struck is last.struck
            and mark.t - last.t <= SAME_ROUND_S
        )
        if same_round and last is not None:
            marks[-1] = replace(last, words=f"{last.words}, {mark.words[:1].lower()}{mark.words[1:]}")
        else:
            marks.append(mark)
    return marks
