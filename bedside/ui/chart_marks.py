"""What happened, as marks on the time axis and as rows of a list: an icon, a short word, a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from bedside.therapy.late import late_numbers
from bedside.ui import care_words as care
from bedside.ui import formats
from bedside.ui.care_words import bolus_words
from bedside.ui.catalogue import PATIENT_PRESSED, Catalogue
from bedside.ui.chart_alarms import Mark, alarm_marks, clock_span
from bedside.ui.entry_words import rating_words
from bedside.ui.panels.limit_row import limit_name, value_words
from bedside.ui.spoken import spoken
from bedside.vitals.care_commands import GiveBolus, RecordTreatment
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
    SetAges,
    SetPhase,
    StartInfusion,
    StartNibp,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.display import PressureUnit
from bedside.vitals.readings import Determination

__all__ = [
    "SAME_ROUND_S",
    "Mark",
    "alarm_marks",
    "clock_span",
    "determination_marks",
    "entry_marks",
    "joined_ratings",
    "nibp_words",
]

SAME_ROUND_S = 60.0  # s; ratings closer than this are one round of questions and share a row of the list
_NOTE_CHARS = 18  # of a note beside its icon


def _tr(text: str) -> str:
    return QCoreApplication.translate("Marks", text)


def determination_marks(
    determinations: Iterable[Determination], unit: PressureUnit = PressureUnit.MMHG
) -> list[Mark]:
    """A row of the list for each cuff reading (the chart draws them as bars)."""
    return [
        Mark(
            t=d.t,
            icon="arm-flex-outline",
            role="text2",
            short="",
            words=f"NIBP {nibp_words(d, unit)}",
            charted=False,
        )
        for d in determinations
    ]


def nibp_words(determination: Determination, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """134/83 (100), 17.9/11.1 (13.3) in kPa; a dash for what the device did not give."""
    sys, dia, mean = (
        "–" if part is None else formats.pressure(part, unit)
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
    entries = tuple(entries)
    marks, late = [], late_numbers(entries)
    rate = None
    for entry in sorted(entries, key=lambda e: (e.t, e.number)):
        mark = _entry_mark(entry, catalogue, rate, laned)
        if isinstance(entry.command, StartInfusion | ChangeRate) and not entry.retracted:
            rate = entry.command.rate_ml_h
        if mark is not None:
            if entry.number in late:
                mark = replace(mark, words=_late(mark.words), short=_late(mark.short) if mark.short else "")
                if isinstance(entry.command, ChangeRate):  # its step in the lane could not say so
                    mark = replace(mark, charted=True)
            marks.append(replace(mark, struck=entry.retracted, charted=mark.charted and not entry.retracted))
    return marks


def _entry_mark(entry: Entry, catalogue: Catalogue, rate: float | None, laned: frozenset[str]) -> Mark | None:
    command = entry.command

    def mark(icon: str, words: str, short: str = "", *, charted: bool = True) -> Mark:
        return Mark(t=entry.t, icon=icon, role="text2", short=short, words=words, charted=charted)

    match command:
        case StartInfusion():
            rate, strength = command.rate_ml_h, command.concentration_mg_ml
            detail = f"{formats.plain(rate, 2)} mL/h, {formats.plain(strength, 2)} mg/mL"
            return mark("play-circle-outline", _tr("Infusion start") + f", {detail}", _tr("Infusion start"))
        case ChangeRate():
            before = "" if rate is None else f"{formats.plain(rate, 2)} → "
            words = _tr("Rate") + f" {before}{formats.plain(command.rate_ml_h, 2)} mL/h"
            return mark("speedometer-medium", words + _because(command.reason), _tr("Rate"), charted=False)
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
        case MarkEvent(event=event) if event == PATIENT_PRESSED:
            pressed = mark("account-outline", catalogue.event_words(event), _tr("Patient"))
            return replace(pressed, role="experience", bold=True)
        case MarkEvent():
            words = catalogue.event_words(command.event) + _further(command)
            if command.severity is None:
                return mark("flag-outline", words, words)
            severity = _tr("severity")
            return mark(
                "flag-outline", f"{words}, {severity} {command.severity}", f"{words} {command.severity}"
            )
        case GiveRating():
            icon, words = rating_words(command.scale, command.value)
            return mark(icon, words, words, charted=command.scale not in laned)
        case GiveBolus():
            return mark("water-outline", bolus_words(command) + _because(command.reason), _tr("Bolus"))
        case RecordTreatment():
            return mark(
                "flag-outline", care.treatment_words(command), catalogue.event_words(command.treatment)
            )
        case WriteNote():
            text = " ".join(command.text.split())
            short = text if len(text) <= _NOTE_CHARS else text[: _NOTE_CHARS - 1].rstrip() + "…"
            return mark("note-edit-outline", text, short)
        case NamePatient():
            words = f"{command.label}, {spoken(command.patient_type.value)}" + _because(command.reason)
            return mark("account-outline", words, charted=False)
        case SetPhase():
            return mark("bed-outline", formats.phase_name(command.phase), formats.phase_name(command.phase))
        case Acknowledge():
            return mark("check", _tr("Acknowledged") + f", {command.actor.name}", charted=False)
        case StartNibp():
            return mark("arm-flex-outline", _tr("NIBP started"), charted=False)
        case CancelNibp():
            return mark("arm-flex-outline", _tr("NIBP cancelled"), charted=False)
        case ChangeLimits() | KeepProfileLimits() | DeclareSameArm():
            return mark("tune-vertical", _limit_words(command), charted=False)
        case AudioPause():
            words = _tr("Sound paused {n} s").format(n=formats.plain(command.seconds, 2))
            return mark("bell-sleep-outline", words, charted=False)
        case EndAudioPause():
            return mark(
                "bell-sleep-outline", _tr("Sound pause ended") + _because(command.reason), charted=False
            )
        case CarePause():
            words = _tr("Care pause {n} s").format(n=formats.plain(command.seconds, 2))
            return mark("hand-heart-outline", words + _because(command.reason), _tr("Care pause"))
        case EndCarePause():
            return mark("hand-heart-outline", _tr("Care pause ended"), charted=False)
        case SetAges():
            words = _tr("A number now fades after {n} s").format(
                n=formats.plain(command.ages.numeric_valid_s, 2)
            )
            return mark("clock-outline", words, charted=False)
        case EndSession():
            return mark("exit-to-app", _tr("Session ended") + _because(command.reason), charted=False)
        case Retract():
            return None  # the entry itself is struck through
    said = care.care_words(command)
    return None if said is None else mark(*said, charted=False)


def _late(words: str) -> str:
    return _tr("%1 (late)").replace("%1", words)


def _further(command: MarkEvent) -> str:
    """What was added to an event: what was done, how it ended, words."""
    parts = [command.action, command.outcome, command.text]
    said = ", ".join(" ".join(part.split()) for part in parts if part)
    return f": {said}" if said else ""


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
