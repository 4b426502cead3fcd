"""What the timeline makes of a session: its patient, its phase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bedside.monitor.updates import SessionView
from bedside.vitals.care_commands import AdoptProtocol, IdentifyPatient
from bedside.vitals.commands import (
    DeclareSameArm,
    Entry,
    NamePatient,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.sessions import Phase
from bedside.vitals.timeline import in_place


def session_after(opened: SessionView, entries: Iterable[Entry]) -> SessionView:
    """The session as its timeline has it: a retracted start also takes its phase back, a corrected one changes none."""
    session = opened
    for entry in in_place(entries):
        session = _after(session, entry)
    return session


def _after(session: SessionView, entry: Entry) -> SessionView:
    match entry.command:
        case NamePatient(label=label, patient_type=patient_type, weight_kg=weight_kg):
            return replace(session, label=label, patient_type=patient_type, weight_kg=weight_kg)
        case IdentifyPatient(patient=patient):
            return replace(
                session,
                label=patient.label,
                patient_type=patient.patient_type,
                weight_kg=patient.weight_used_kg or patient.weight_kg,
            )
        case AdoptProtocol() if session.phase_t == 0.0 and session.phase is Phase.BASELINE:
            return replace(session, phase=Phase.SCREENING)  # nobody said anything else yet
        case SetPhase(phase=phase):
            return replace(session, phase=phase, phase_t=entry.t)
        case DeclareSameArm(same_arm=same_arm):
            return replace(session, same_arm=same_arm)
        case StartInfusion():
            return replace(session, phase=Phase.INFUSION, phase_t=entry.t)
        case StopInfusion() if session.phase is Phase.INFUSION:
            return replace(session, phase=Phase.RECOVERY, phase_t=entry.t)
    return session
