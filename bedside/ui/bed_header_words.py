"""What the header of the bed screen says: who, which phase, how long, how much. Pure: nothing is painted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.ui import formats
from bedside.ui.chart_window import local
from bedside.ui.due_rows import NOTHING_DUE, DueNow, due_now
from bedside.ui.spoken import decimal, spoken, told
from bedside.vitals.patients import Sex
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
    who: str = ""  # "34 F · 70 kg · since 09:45"
    details: str = (
        ""  # the same with what identifies the patient; without a session what has to happen for one
    )
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
        details = told(update.waiting) or _tr("Monitoring starts with the first reading")
        return HeaderWords(bed=bed, name=session_name(update), details=details)
    who, since = _who(update, session), _since(update, session)
    index = PHASES.index(session.phase)
    following = PHASES[index + 1] if index + 1 < len(PHASES) else None
    return HeaderWords(
        bed=bed,
        name=session_name(update),
        who=_joined(who, since),
        details=_joined(who, *_identity(update), since),
        phase=formats.phase_name(session.phase),
        phase_index=index,
        next_phase=_next_words(update, following),
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


def _who(update: MonitorUpdate, session: SessionView) -> str:
    """Age and sex of the record, else the kind of patient; the weight."""
    patient = None if update.care is None else update.care.patient
    age = None if patient is None else patient.age_years(local(session.started_utc, update.now).date())
    sex = "" if patient is None else {Sex.FEMALE: _tr("F"), Sex.MALE: _tr("M")}.get(patient.sex, "")
    grown = session.patient_type is PatientType.ADULT and age is not None
    kind = "" if grown or session.patient_type is PatientType.NOT_SET else spoken(session.patient_type.value)
    years = "" if age is None else str(age) if sex else _tr("{n} y").format(n=age)
    weight = "" if session.weight_kg is None else f"{formats.plain(session.weight_kg)} kg"
    return _joined(kind, f"{years} {sex}".strip(), weight)


def _identity(update: MonitorUpdate) -> tuple[str, str]:
    """Date of birth and record number, as far as the record has them."""
    patient = None if update.care is None else update.care.patient
    if patient is None:
        return "", ""
    born = "" if patient.born is None else _tr("born {date}").format(date=patient.born.isoformat())
    return born, _tr("ID {number}").format(number=patient.record_no) if patient.record_no else ""


def _since(update: MonitorUpdate, session: SessionView) -> str:
    began = formats.clock_minute_at(session.started_utc, 0.0)
    day = formats.day_at(session.started_utc, 0.0, update.now)
    # The time first: in a small window the end is cut off.
    return _tr("since {time}").format(time=f"{began}, {day}" if day else began)


def _next_words(update: MonitorUpdate, following: Phase | None) -> str:
    """The phase after this one; of the recovery how long the protocol monitors it at least."""
    if following is None:
        return ""
    words = _tr("next: {phase}").format(phase=formats.phase_name(following))
    protocol = None if update.care is None else update.care.protocol
    if following is not Phase.RECOVERY or protocol is None:
        return words
    least = _tr("monitored ≥ {n} min").format(n=formats.plain(protocol.discharge.minutes_since_stop))
    return f"{words}, {least}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


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
        word, left = _tr("no infusion recorded"), _monitored_still_s(update)
        if infusion is not None and infusion.begun:
            word = _tr("infusion {time}").format(time=formats.duration(infusion.elapsed_s(update.now)))
        if left is not None:
            word = _tr("to go at least")
        return TimeWords(
            elapsed=formats.duration(update.now - session.phase_t),
            of=_tr("in this phase"),
            remaining="" if left is None else formats.duration(math.ceil(left)),
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
        remaining=formats.time_left(remaining) if remaining >= 0 else formats.duration(-remaining),
        remaining_word=word if remaining >= 0 else _tr("over the plan"),
        share=round(min(1.0, int(elapsed) / planned_s), 3),  # moves with the words, so both are painted once
    )


def _monitored_still_s(update: MonitorUpdate) -> float | None:
    """How long the protocol still monitors after the stop of the infusion, s; None: no longer, or there is no rule."""
    gate = () if update.care is None else update.care.discharge.criteria
    ends = next((line.done_t for line in gate if line.key == "since_stop"), None)
    return None if ends is None or ends <= update.now else ends - update.now


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
