"""What a timeline entry is called on a screen: an icon and a few words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import ratings_of
from bedside.ui import formats
from bedside.ui.care_words import care_words
from bedside.ui.catalogue import PATIENT_PRESSED, catalogue
from bedside.ui.sedation_words import OFFERED, number_words
from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CancelNibp,
    CarePause,
    ChangeLimits,
    ChangeRate,
    Command,
    DeclareSameArm,
    EndAudioPause,
    EndCarePause,
    Entry,
    GiveRating,
    KeepProfileLimits,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    SetAges,
    SetPhase,
    StartInfusion,
    StartNibp,
    StopInfusion,
    WriteNote,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("entry", text)


def entry_words(command: Command) -> tuple[str, str] | None:
    """Icon and words of what was entered; None for what is no news to a nurse (undo, devices)."""
    match command:
        case StartInfusion(rate_ml_h=rate, checked_by=other):
            words = _tr("Infusion started, {rate} mL/h").format(rate=formats.plain(rate, 2))
            if other:
                words += ", " + _tr("checked by {name}").format(name=other)
            return "play-circle-outline", words
        case ChangeRate(rate_ml_h=rate):
            return "speedometer-medium", _tr("Rate {rate} mL/h").format(rate=formats.plain(rate, 2))
        case PauseInfusion():
            return "pause-circle-outline", _tr("Infusion paused")
        case ResumeInfusion():
            return "play-circle-outline", _tr("Infusion resumed")
        case StopInfusion():
            return "stop-circle-outline", _tr("Infusion stopped")
        case MarkEvent(event=event, severity=severity):
            words = catalogue().event_words(event)
            if event == PATIENT_PRESSED:
                return "account-outline", words
            return "flag-outline", f"{words} {severity}" if severity is not None else words
        case GiveRating(scale=scale, value=value):
            return rating_words(scale, value)
        case WriteNote(text=text):
            return "note-edit-outline", text
        case SetPhase(phase=phase):
            return "flag-outline", formats.phase_name(phase)
        case NamePatient(label=label, reason=reason):
            words = label or _tr("Patient")
            return "account-outline", f"{words}: {reason}" if reason else words
        case StartNibp():
            return "arm-flex-outline", _tr("NIBP started")
        case CancelNibp():
            return "arm-flex-outline", _tr("NIBP stopped")
        case Acknowledge():
            return "check", _tr("Alarm acknowledged")
        case ChangeLimits(edits=edits):
            several = _tr("{n} limits changed").format(n=len(edits))
            return "tune-vertical", several if len(edits) > 1 else _tr("1 limit changed")
        case KeepProfileLimits():
            return "tune-vertical", _tr("Limits of the profile kept")
        case DeclareSameArm(same_arm=same_arm):
            return "arm-flex-outline", _tr("One arm") if same_arm else _tr("Two arms")
        case AudioPause():
            return "bell-sleep-outline", _tr("Sound paused")
        case EndAudioPause():
            return "bell-sleep-outline", _tr("Sound pause ended")
        case CarePause(reason=reason):
            return "hand-heart-outline", _tr("Care pause") + (f", {reason}" if reason else "")
        case EndCarePause():
            return "hand-heart-outline", _tr("Care pause ended")
        case SetAges():
            return "clock-outline", _tr("Ages of numbers changed")
        case _:
            return care_words(command)


def rating_words(scale: str, value: int) -> tuple[str, str]:
    """Icon and words of one number of a scale: how the patient feels, or what the nurse sees."""
    if any(known.key == scale for known in catalogue().scales):
        return "emoticon-outline", f"{catalogue().scale_words(scale)} {value}"
    observed = scales().get(scale)
    if observed is None:
        return "emoticon-outline", f"{scale} {value}"
    return "ear-hearing", f"{observed.title} {number_words(value, observed)}"


def last_entries(update: MonitorUpdate, count: int) -> list[tuple[Entry, str, str]]:
    """The newest entries that say something, newest first: entry, icon, words."""
    found: list[tuple[Entry, str, str]] = []
    if count <= 0:
        return found
    for entry in reversed(update.entries):
        said = None if entry.retracted else entry_words(entry.command)
        if said is not None:
            found.append((entry, *said))
            if len(found) == count:
                break
    return found


def last_rating(update: MonitorUpdate, scale: str) -> tuple[float, int] | None:
    """Session time and value of the newest rating of one scale: the one observed last, whenever it was entered."""
    given = ratings_of(update.entries, scale)
    return (given[-1][0].t, given[-1][1].value) if given else None


def last_sedation(update: MonitorUpdate) -> tuple[float, int, str] | None:
    """Session time, value and key of the scale of the newest sedation score, on whichever scale it was given."""
    found = [(*last, name) for name in OFFERED if (last := last_rating(update, name)) is not None]
    return max(found, key=lambda each: each[0], default=None)
