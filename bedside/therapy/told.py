"""What the timeline says of the session's care by itself: its protocol, its patient, its plan, what was declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    DeclareNoCuff,
    GiveBolus,
    IdentifyPatient,
    SetAutoCuff,
    SetPlan,
    ShowPlasma,
)
from bedside.vitals.commands import Entry, StartInfusion
from bedside.vitals.patients import PatientRecord, SessionPlan, VialUse
from bedside.vitals.protocol import Protocol
from bedside.vitals.timeline import in_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The newest word on each; what was taken back was never said."""

    protocol: Protocol | None = None
    patient: PatientRecord | None = None
    earlier_patients: tuple[PatientRecord, ...] = ()  # oldest first
    plan: SessionPlan | None = None
    vials: tuple[tuple[str, VialUse], ...] = ()
    no_cuff: bool = False
    auto_cuff: bool = False
    plasma_model: str = ""
    given: bool = False  # an infusion was started, or a bolus given


def told_by(entries: Iterable[Entry]) -> Told:
    """What these entries say, in the order they were made; a correction has the place of what it corrects."""
    told = Told()
    for entry in in_place(entries):
        told = _after(told, entry)
    return told


def _after(told: Told, entry: Entry) -> Told:
    match entry.command:
        case AdoptProtocol(protocol=protocol):
            return replace(told, protocol=protocol)
        case IdentifyPatient(patient=patient):
            before = told.patient
            moved = before is not None and before.id != patient.id
            earlier = (*told.earlier_patients, before) if moved and before else told.earlier_patients
            # what was planned by the weight of somebody else is no plan of this patient; a pump that runs goes on
            plan = None if moved and not told.given else told.plan
            return replace(told, patient=patient, earlier_patients=earlier, plan=plan)
        case StartInfusion() | GiveBolus():
            return replace(told, given=True)
        case SetPlan(plan=plan):
            return replace(told, plan=plan)
        case AccountVial(vial=vial, use=use):
            return replace(told, vials=tuple({**dict(told.vials), vial: use}.items()))
        case SetAutoCuff(on=on):
            return replace(told, auto_cuff=on)
        case DeclareNoCuff(no_cuff=no_cuff):
            return replace(told, no_cuff=no_cuff)
        case ShowPlasma(on=on, model=model):
            return replace(told, plasma_model=model if on else "")
    return told
