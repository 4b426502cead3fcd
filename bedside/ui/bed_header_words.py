"""What the header of the bed screen says: who, which phase, how long, how much. Pure: nothing is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.due_rows import NOTHING_DUE, DueNow, due_now
from bedside.ui.spoken import decimal, spoken
from bedside.vitals.sessions import PatientType, Phase

PHASES: Final = tuple(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """How long, and how long still."""

    elapsed: str = ""
    of: str = ""
    of_short: str = ""
    remaining: str = ""
    remaining_word: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseWords:
    """How much was given."""

    given: str = ""
    of: str = ""
    of_short: str = ""
    detail: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderWords:
    """Everything the header says."""

    bed: str = ""
    name: str = ""
    details: str = ""
    phase: str = ""
    phase_index: int = -1
    next_phase: str = ""
    time: TimeWords = TimeWords()
    dose: DoseWords = DoseWords()
    profile: str = ""
    profile_note: str = ""
    due: DueNow = NOTHING_DUE  # for a window without the list of it
    quiet: str = ""  # whether this screen is the dim one of a quiet room; "" = nobody said
    edited: str = ""  # said in any layout, also where the profile has no room


def _tr(text: str) -> str:
    return QCoreApplication.translate("BedHeader", text)


def header_words(update: MonitorUpdate) -> HeaderWords:
    """The header of one update."""
    session = update.session
    bed = formats.bed_name(update.bed, update.mode)
    if session is None:
        details = spoken(update.waiting) or _tr("Monitoring starts with the first reading")
        return HeaderWords(bed=bed, name=session_name(update), details=details)
    parts = []
    if session.patient_type is not PatientType.NOT_SET:
        parts.append(spoken(session.patient_type.value))
    if session.weight_kg is not None:
        parts.append(f"{formats.plain(session.weight_kg)} kg")
    began, day = (
        formats.clock_minute_at(session.started_utc, 0.0),
        formats.day_at(session.started_utc, 0.0, update.now),
    )
    if day:
        began = f"{began}, {day}"  # the time first: in a small window the end is cut off
    parts.append(_tr("since {time}").format(time=began))
    index = PHASES.index(session.phase)
    following = PHASES[index + 1] if index + 1 < len(PHASES) else None
    return HeaderWords(
        bed=bed,
        name=session_name(update),
        details=" · ".join(parts),
        phase=formats.phase_name(session.phase),
        phase_index=index,
        next_phase=_tr("next: {phase}").format(phase=formats.phase_name(following)) if following else "",
        profile=session.profile,
        profile_note=" · ".join(
            part
            for part in (
                _tr("patient type not set") if session.patient_type is PatientType.NOT_SET else "",
                edited_words(update) or _tr("limits unchanged"),
            )
            if part
        ),
        edited=edited_words(update),
        due=due_now(update),
        time=time_words(update),
        dose=_dose_words(update),
    )


def session_name(update: MonitorUpdate) -> str:
    """Who is monitored on the bed, or that nobody is."""
    session = update.session
    return _tr("No session") if session is None else session.label or _tr("Not named yet")


def edited_words(update: MonitorUpdate) -> str:
    """How many limits differ from the profile for this patient, "edited: 2 limits"; "" for none (ALM-40)."""
    count = sum(limit.edited for limit in update.limits)
    if not count:
        return ""
    return _tr("edited: 1 limit") if count == 1 else _tr("edited: {n} limits").format(n=count)


def time_words(update: MonitorUpdate) -> TimeWords:
    """How long the phase or the infusion goes on, and how long still."""
    session, infusion = update.session, update.infusion
    if session is None:
        return TimeWords()
    if infusion is None or not infusion.begun or session.phase is not Phase.INFUSION:
        word = _tr("no infusion recorded")
        if infusion is not None and infusion.begun:
            word = _tr("infusion {time}").format(time=formats.duration(infusion.elapsed_s(update.now)))
        return TimeWords(
            elapsed=formats.duration(update.now - session.phase_t),
            of=_tr("in this phase"),
            remaining_word=word,
        )
    elapsed, remaining = infusion.elapsed_s(update.now), infusion.remaining_s(update.now)
    shown = formats.duration(elapsed)
    if remaining is None or not infusion.planned_min:
        return TimeWords(
            elapsed=shown, of=_tr("elapsed"), remaining_word=_tr("paused") if infusion.paused else ""
        )
    planned_s = infusion.planned_min * 60.0
    word = _tr("remaining, paused") if infusion.paused else _tr("remaining")
    return TimeWords(
        elapsed=shown,
        of=_tr("of {time} elapsed").format(time=formats.duration(planned_s)),
        of_short=_tr("of {time}").format(time=formats.duration(planned_s)),
        remaining=formats.duration(abs(remaining)),
        remaining_word=word if remaining >= 0 else _tr("over the plan"),
        share=round(min(1.0, int(elapsed) / planned_s), 3),  # moves with the words, so both are painted once
    )


def _dose_words(update: MonitorUpdate) -> DoseWords:
    session, infusion = update.session, update.infusion
    if infusion is None or session is None:
        return DoseWords()
    given = infusion.delivered_mg(update.now)
    details = []
    per_kg = infusion.mg_per_kg(update.now, session.weight_kg)
    if per_kg is not None:
        details.append(f"{decimal(per_kg, 2)} mg/kg")
    percent = infusion.percent_of_plan(update.now)
    if percent is None or not infusion.planned_mg:
        return DoseWords(given=decimal(given, 1), of=_tr("mg given"), detail="  ".join(details))
    details.append(f"{percent:.0f} %")
    return DoseWords(
        given=decimal(given, 1),
        of=_tr("mg given of {mg}").format(mg=decimal(infusion.planned_mg, 1)),
        of_short=_tr("mg of {mg}").format(mg=decimal(infusion.planned_mg, 1)),
        detail="  ".join(details),
        share=round(min(1.0, percent / 100), 3),
    )
