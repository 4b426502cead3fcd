"""Which patient a session may stand under: an unidentified one never, another one never silently (SAFE-01)."""

from __future__ import annotations

from typing import Final

from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode

IDENTIFIERS: Final = 2  # of name, date of birth and record number


def refusal_of_patient(command: IdentifyPatient, mode: Mode, current: PatientRecord | None) -> str:
    """Why the session cannot stand under this patient, one sentence; "" when it can.

    Args:
        command: who it is said to be.
        mode: of the session, or of the bed it would open on.
        current: whom it stands under now; None: nobody yet.
    """
    patient = command.patient
    if patient.simulated != (mode is Mode.SIMULATION):
        return (
            "This bed is a simulation: choose a simulated patient; its values are never filed under a real one."
            if mode is Mode.SIMULATION
            else "This bed is real: choose a real patient; real values are never filed under a simulated one."
        )
    if patient.identifiers < IDENTIFIERS:
        return "Two identifiers are needed: enter two of name, date of birth and record number."
    if current is not None and current.id != patient.id and not command.reason.strip():
        return "The session stands under another patient: give the reason, then it moves and the record shows it."
    return ""
