"""What a patient's record cannot say, in words that tell what to do. Pure.

The ranges are those of what a keyboard can get wrong, not of what is healthy.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from bedside.vitals.patients import PatientRecord

IDENTIFIERS: Final = 2  # of name, date of birth and record number
OLDEST_YEARS: Final = 120
WEIGHT_KG: Final = (1.0, 400.0)
HEIGHT_CM: Final = (30.0, 250.0)


def refusal_of_record(patient: PatientRecord, today: date) -> str:
    """Why this record cannot be kept, one sentence; "" when it can. `today` is the day here."""
    if patient.identifiers < IDENTIFIERS:
        return "Two identifiers are needed: enter two of family name, date of birth and record number."
    if wrong := _of_birth(patient, today) or _of_size(patient):
        return wrong
    if patient.prior_trials is not None and patient.prior_trials < 0:
        return "The number of medicines tried before cannot be below 0: correct it, or leave it empty."
    if not all(medicine.name.strip() for medicine in patient.medicines):
        return "A medicine has no name: enter it, or take the line away."
    return ""


def _of_birth(patient: PatientRecord, today: date) -> str:
    if patient.born is None:
        return ""
    if patient.born > today:
        return "The date of birth is in the future: correct it."
    years = patient.age_years(today)
    if years is not None and years > OLDEST_YEARS:
        return f"The date of birth is more than {OLDEST_YEARS} years ago: correct the year."
    return ""


def _of_size(patient: PatientRecord) -> str:
    for what, value, (least, most), unit in (
        ("weight", patient.weight_kg, WEIGHT_KG, "kg"),
        ("weight used for doses", patient.weight_used_kg, WEIGHT_KG, "kg"),
        ("height", patient.height_cm, HEIGHT_CM, "cm"),
    ):
        if value is not None and not least <= value <= most:  # also what is no number
            return f"The {what} cannot be {value:g} {unit}: enter {least:g} to {most:g} {unit}, or leave it empty."
    return ""
