"""What the advice sheet says: the site's own words of its protocol, and what the record knows. Nothing is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, Criterion
from bedside.therapy.discharge_items import escort_who_came
from bedside.therapy.last_dose import last_dose_of
from bedside.ui import formats
from bedside.ui.session import discharge_words as said
from bedside.ui.session.next_visit import visit_words
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceSheet:
    """One page; what is not known is "" and leaves a line to write on."""

    bed: int
    name: str
    details: str  # date of birth, record number
    day: str
    words: str  # the site's own; "" = it wrote none
    next_visit: str
    emergency: str
    escort: str
    given_by: str
    source: str  # which protocol, by whom approved
    session: str
    mode_words: str = ""  # "" = a live patient


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)


def sheet_of(update: MonitorUpdate, care: Care, actor: Actor) -> AdviceSheet | None:
    """The sheet of this session; None without one."""
    session, patient, protocol = update.session, care.patient, care.protocol
    if session is None:
        return None
    now = (session.started_utc + timedelta(seconds=update.now)).astimezone()
    details = []
    if patient is not None:
        if patient.born is not None:
            details.append(_tr("born {day}").format(day=patient.born.isoformat()))
        if patient.record_no:
            details.append(_tr("ID {number}").format(number=patient.record_no))
    line = advice_line(care, "next_visit")
    visit = line.found if line is not None and line.met and line.item is not None else ""
    if line is not None and line.item is not None and visit in line.item.answers:
        visit = ""
    return AdviceSheet(
        bed=update.bed,
        name=(patient.label if patient is not None else "") or session.label,
        details=" · ".join(details),
        day=now.date().isoformat(),
        words="" if protocol is None else protocol.advice.strip(),
        next_visit=visit_words(visit) if visit else "",
        emergency="" if protocol is None else protocol.emergency_number.strip(),
        escort=_escort(update, care),
        given_by="" if actor == UNNAMED else actor.name,
        source="" if protocol is None else _source(protocol),
        session=session.id,
        mode_words=_mode(update.mode),
    )


def advice_line(care: Care, kind: str = "advice") -> Criterion | None:
    """The line of the gate that this sheet answers, or the one of the next visit; None: the site has none."""
    asks = said.is_advice if kind == "advice" else said.is_visit
    return next((each for each in care.discharge.criteria if each.item is not None and asks(each.item)), None)


def missing_words(sheet: AdviceSheet) -> str:
    """What the site or the record does not have, one sentence; "" when all is there."""
    if not sheet.words:
        return _tr("The site's protocol has no advice text: write it in Settings, Protocol.")
    lines = [
        (sheet.emergency, _tr("emergency number")),
        (sheet.next_visit, _tr("next visit")),
        (sheet.escort, _tr("escort")),
    ]
    names = [name for value, name in lines if not value]
    if not names:
        return ""
    return _tr("Not known, a line is left to write on: {names}.").format(names=", ".join(names))


def _escort(update: MonitorUpdate, care: Care) -> str:
    """Who came, as it was answered; else who is named in the record, with the phone that belongs to them."""
    patient = care.patient
    named, phone = (
        ("", "") if patient is None else (patient.escort_name.strip(), patient.escort_phone.strip())
    )
    items = () if care.protocol is None else care.protocol.discharge.items
    came = escort_who_came(items, update.entries, last_dose_of(update.infusion))
    if came and came != named:
        return came
    return ", ".join(part for part in (named, phone) if part) if named else ""


def _mode(mode: Mode) -> str:
    """What is no live patient says so on paper too (SAFE-01)."""
    if mode is Mode.SIMULATION:
        return _tr("SIMULATED: not a patient")
    return _tr("REPLAY: a recorded session") if mode is Mode.REPLAY else ""


def _source(protocol: Protocol) -> str:
    words = _tr("{title} v{n}").format(title=protocol.title, n=protocol.version)
    if not protocol.approved_by:
        return _tr("{protocol}, approved by nobody yet").format(protocol=words)
    return _tr("{protocol}, approved by {name} on {day}").format(
        protocol=words, name=protocol.approved_by, day=protocol.approved_on
    )


def file_stem(sheet: AdviceSheet, update: MonitorUpdate) -> str:
    """Name of its PDF: bed and time, no patient."""
    session = update.session
    clock = "" if session is None else formats.clock_at(session.started_utc, update.now)
    return f"advice-bed{sheet.bed}-{sheet.day}-{clock}".replace(":", "")
