"""What the site wants thought of with the medicines a patient takes: text only, nothing is checked or proposed.

A medicine has the kind that a person chose. One without is looked for by its name among the names of the protocol's
own list, so that typing "lorazepam" is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bedside.vitals.patients import Medicine, PatientRecord
from bedside.vitals.protocol import MedicineReminder, Protocol

_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")  # letters of any language and digits, hyphens inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One medicine and one thing to think of."""

    medicine: Medicine
    reminder: MedicineReminder


def plain_words(text: str) -> tuple[str, ...]:
    """Its words without case and accents, as names are compared."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return tuple(_WORD.findall("".join(c for c in folded if not unicodedata.combining(c))))


def kinds_of(medicine: Medicine, reminders: Sequence[MedicineReminder]) -> tuple[MedicineReminder, ...]:
    """The kinds of a medicine in the list's order: the one a person chose, and those its name stands under."""
    words = plain_words(medicine.name)
    return tuple(
        reminder
        for reminder in reminders
        if reminder.key == medicine.kind or any(_within(plain_words(name), words) for name in reminder.names)
    )


def kind_of(name: str, reminders: Sequence[MedicineReminder]) -> str:
    """Key of the first kind a typed name stands under; "" = of none."""
    found = kinds_of(Medicine(name=name), reminders)
    return found[0].key if found else ""


def reminders_of(patient: PatientRecord | None, protocol: Protocol | None) -> tuple[Reminded, ...]:
    """Everything to think of with this patient's medicines, in their order."""
    if patient is None or protocol is None:
        return ()
    return tuple(
        Reminded(medicine=medicine, reminder=reminder)
        for medicine in patient.medicines
        for reminder in kinds_of(medicine, protocol.medicines)
    )


def _within(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of a name stand together among those that were typed."""
    long = len(name)
    return bool(name) and any(tuple(words[n : n + long]) == tuple(name) for n in range(len(words) - long + 1))
