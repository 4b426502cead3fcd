"""What the site wants thought of with the medicines this patient takes. Text only: nothing is checked or proposed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.therapy.medicines import reminders_of
from bedside.ui.spoken import spoken
from bedside.vitals.patients import Medicine, PatientRecord
from bedside.vitals.protocol import Protocol


def _tr(text: str) -> str:
    return QCoreApplication.translate("Medicines", text)


def taken_words(medicine: Medicine) -> str:
    """Whether it was taken today, as it was said."""
    return {True: _tr("taken today"), False: _tr("not taken today"), None: _tr("today not asked")}[
        medicine.taken_today
    ]


def reminder_lines(patient: PatientRecord | None, protocol: Protocol | None) -> list[str]:
    """One line for each medicine and thing to think of in the site's protocol; none without them."""
    lines = []
    for reminded in reminders_of(patient, protocol):
        medicine, reminder = reminded.medicine, reminded.reminder
        name = " ".join(part for part in (medicine.name, medicine.dose) if part) or spoken(reminder.words)
        lines.append(f"{name}, {taken_words(medicine)}: {spoken(reminder.reminder)}")
    return lines
