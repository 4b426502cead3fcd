"""Reminders beside a patient's medicines: by the kind a person chose, or by the name that was typed."""

from __future__ import annotations

import pytest

from bedside.therapy.medicines import kind_of, kinds_of, reminders_of
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.patients import Medicine, PatientRecord
from bedside.vitals.protocol import MedicineReminder

LIST = default_protocol().medicines
OTHERS = MedicineReminder(
    key="herbal", words="Herbal", reminder="Which?", names=("St John's wort", "Johanniskraut")
)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("lorazepam", "benzodiazepine"),
        ("Lorazepam 1 mg", "benzodiazepine"),
        ("LORAZEPAM-tablets", ""),
        ("Diazépam", "benzodiazepine"),
        ("lamotrigine", "lamotrigine"),
        ("tranylcypromine", "maoi"),
        ("Methylphenidate XR", "stimulant"),
        ("clarithromycin", "cyp"),
        ("tramadol (Tuesday)", "sedative"),
        ("ramipril/hydrochlorothiazide", "antihypertensive"),
        ("sertraline", "ssri"),
        ("St. John’s wort", "cyp"),
        ("St John's wort", "cyp"),
        ("loraze", ""),
        ("vitamin D", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_typed_name_finds_its_kind(typed: str, kind: str) -> None:
    assert kind_of(typed, LIST) == kind


def test_each_documented_kind_has_a_reminder_and_names_to_be_typed_by() -> None:
    kinds = [
        "benzodiazepine",
        "lamotrigine",
        "maoi",
        "stimulant",
        "cyp",
        "sedative",
        "antihypertensive",
        "ssri",
    ]
    assert [each.key for each in LIST] == kinds
    assert all(each.reminder and each.names for each in LIST)
    assert all(kind_of(name, LIST) == each.key for each in LIST for name in each.names)


def test_a_kind_that_was_chosen_counts_beside_the_name() -> None:
    both = kinds_of(Medicine(name="lorazepam", kind="sedative"), LIST)
    assert [each.key for each in both] == ["benzodiazepine", "sedative"]
    assert [each.key for each in kinds_of(Medicine(name="own brand", kind="ssri"), LIST)] == ["ssri"]
    assert kinds_of(Medicine(name="own brand", kind="of another list"), LIST) == ()


def test_a_name_of_several_words_has_to_stand_together() -> None:
    assert kind_of("st john's wort, drops", (OTHERS,)) == "herbal"
    assert kind_of("wort of st john's", (OTHERS,)) == ""


def test_reminders_follow_the_medicines_of_the_patient() -> None:
    lorazepam, unknown = Medicine(name="Lorazepam", dose="1 mg"), Medicine(name="vitamin D")
    ramipril = Medicine(name="ramipril", taken_today=True)
    patient = PatientRecord(id="0" * 32, simulated=True, medicines=(ramipril, unknown, lorazepam))
    found = reminders_of(patient, default_protocol())
    assert [(each.medicine, each.reminder.key) for each in found] == [
        (ramipril, "antihypertensive"),
        (lorazepam, "benzodiazepine"),
    ]
    assert reminders_of(None, default_protocol()) == reminders_of(patient, None) == ()
