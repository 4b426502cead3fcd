"""A session that was moved to the right patient: what is printed and handed over names that patient and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.handover_card import handover_card
from bedside.ui.session.advice_words import sheet_of
from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.commands import MarkEvent
from bedside.vitals.display import PressureUnit
from bedside.vitals.patients import PatientRecord
from tests.helpers.care_rooms import NURSE, PATIENT, room_in

RIGHT = PatientRecord(
    id="c3" * 16,
    simulated=True,
    family_name="Bengtsson",
    given_name="Olof",
    born=date(1961, 1, 9),
    record_no="99812",
    weight_kg=90.0,
    weight_used_kg=90.0,
    escort_name="Maja Strand",
    escort_phone="555 0999",
    version=1,
)
MOVE = IdentifyPatient(bed=1, actor=NURSE, patient=RIGHT, reason="wrong chair")
FIRST = (
    PATIENT.family_name,
    PATIENT.record_no,
    str(PATIENT.born),
    PATIENT.escort_name,
    PATIENT.escort_phone,
    "70 kg",
    "168 cm",
)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MonitorUpdate]:
    with room_in(tmp_path_factory.mktemp("moved") / "b.sqlite") as room:
        room.screened()
        room.based()
        room.infused()
        room.wait(300.0, every_s=5.0)
        room.say(MarkEvent(bed=1, actor=NURSE, event="nausea", severity=1))
        room.say(MOVE)
        yield room.wait(5.0)


def said(shown: object) -> list[str]:
    """Every text in it."""
    if isinstance(shown, str):
        return [shown]
    if is_dataclass(shown):
        return [text for each in fields(shown) for text in said(getattr(shown, each.name))]
    if isinstance(shown, (tuple, list)):
        return [text for each in shown for text in said(each)]
    return []


def strangers(shown: object) -> list[str]:
    """What of it belongs to the first patient."""
    return [text for text in said(shown) if any(word in text for word in FIRST)]


@pytest.mark.req("DIS-01")
def test_the_advice_sheet_is_the_right_patients(moved: MonitorUpdate) -> None:
    assert moved.care is not None
    sheet = sheet_of(moved, moved.care, NURSE)
    assert sheet is not None
    assert (sheet.name, sheet.escort) == ("Bengtsson, Olof", "Maja Strand, 555 0999")
    assert "99812" in sheet.details and "1961-01-09" in sheet.details
    assert strangers(sheet) == []


def test_the_handover_card_is_the_right_patients(moved: MonitorUpdate) -> None:
    card = handover_card(moved, NURSE, PressureUnit.MMHG)
    assert any("Bengtsson, Olof" in text for text in said(card))
    assert any("90 kg" in text for text in said(card))
    assert strangers(card) == []


def test_nothing_of_the_first_patient_is_left_in_what_the_screens_call_the_patient(
    moved: MonitorUpdate,
) -> None:
    assert moved.session is not None and moved.care is not None
    assert (moved.session.label, moved.session.weight_kg) == ("Bengtsson, Olof", 90.0)
    assert moved.care.patient == RIGHT
    assert moved.care.earlier_patients == (PATIENT,), "the trace of it stays in the record"
    without = replace(moved.care, earlier_patients=(), gate=replace(moved.care.gate, rows=()))
    assert strangers(without) == []
