"""Two people at two real windows of one running station, both in one bed's session: nothing is lost, each is told."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.care import GateRow
from bedside.ui import theme
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.session.patient_form import PatientForm
from bedside.ui.session.screening_form import ScreeningForm
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    AnswerItem,
    GiveBolus,
    IdentifyPatient,
    OverrideItem,
    SavePatient,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeRate,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import PATIENT, PLAN, SUPERVISOR
from tests.helpers.two_windows import BED, Place, Ward, ward_in

SOFIA, TOMAS = Actor(name="Sofia", role=Role.NURSE), Actor(name="Tomas", role=Role.NURSE)


@pytest.fixture
def ward(qtbot: QtBot, home: Path) -> Iterator[Ward]:
    with ward_in(qtbot, theme.load("dark"), home / "b.sqlite") as made:
        made.works_here(SOFIA)
        yield made


def identified(ward: Ward) -> None:
    saved = replace(PATIENT, version=0, simulated=False)
    ward.say(
        SavePatient(bed=0, actor=SOFIA, patient=saved),
        IdentifyPatient(bed=BED, actor=SOFIA, patient=replace(saved, version=1)),
    )
    ward.until(lambda: BED in ward.services.station.updates and ward.update.session is not None)
    ward.shown()


def patient_form(place: Place) -> PatientForm:
    assert isinstance(place.form, PatientForm)
    return place.form


def test_one_person_may_correct_a_patient_twice(ward: Ward) -> None:
    identified(ward)
    place = ward.left
    place.open("patient")
    for weight, version in (("72", 2), ("73", 3)):
        place.write(patient_form(place).record.edits()["weight_kg"], weight)
        patient_form(place).save_key.click()
        ward.until(lambda w=weight: ward.care.patient is not None and ward.care.patient.weight_kg == float(w))
        ward.shown()
        assert place.form.said == ""
        newest = ward.services.patients.record(PATIENT.id)
        assert newest is not None
        assert (newest.weight_kg, newest.version) == (float(weight), version)


def test_two_who_edit_one_patient_see_what_the_other_types_and_lose_nothing(ward: Ward) -> None:
    identified(ward)
    left, right = ward.left, ward.right
    left.open("patient")
    right.open("patient")
    right.write(patient_form(right).record.edits()["height_cm"], "171")
    left.write(patient_form(left).record.edits()["weight_kg"], "72")
    left.settle()
    for place in (left, right):
        texts = patient_form(place).record.texts()
        assert (texts["weight_kg"], texts["height_cm"]) == ("72", "171"), "one draft, seen at both"
    patient_form(left).save_key.click()
    ward.until(lambda: ward.care.patient is not None and ward.care.patient.weight_kg == 72.0)
    ward.shown()
    if patient_form(right).save_key.isEnabled():
        patient_form(right).save_key.click()
    ward.until(lambda: ward.care.patient is not None and ward.care.patient.height_cm == 171.0)
    newest = ward.services.patients.record(PATIENT.id)
    assert newest is not None
    assert (newest.weight_kg, newest.height_cm) == (72.0, 171.0)
    assert ward.care.patient == newest, "the session has the record as it was saved"
    assert patient_form(left).said == patient_form(right).said == ""


def test_what_was_saved_elsewhere_under_what_is_typed_here_is_told_before_it_is_saved_over(
    ward: Ward,
) -> None:
    identified(ward)
    place = ward.right
    place.open("patient")
    place.write(patient_form(place).record.edits()["weight_kg"], "74")
    newest = ward.services.patients.record(PATIENT.id)
    assert newest is not None
    other = replace(newest, weight_kg=72.0, weight_used_kg=72.0)
    ward.say(
        SavePatient(bed=0, actor=TOMAS, patient=other),
        IdentifyPatient(bed=BED, actor=TOMAS, patient=replace(other, version=2)),
    )
    ward.shown()
    assert patient_form(place).record.texts()["weight_kg"] == "74"
    assert "another window" in patient_form(place).elsewhere
    assert "72" in patient_form(place).elsewhere


def test_who_saves_an_outdated_record_changes_neither_it_nor_the_session(ward: Ward) -> None:
    """The window had not heard of the other's change when its key was pressed."""
    identified(ward)
    place = ward.right
    place.open("patient")
    place.write(patient_form(place).record.edits()["height_cm"], "171")
    pressed = patient_form(place)
    newest = ward.services.patients.record(PATIENT.id)
    assert newest is not None
    heavier = replace(newest, weight_kg=80.0, weight_used_kg=80.0)
    station = ward.services.station
    station.submit(SavePatient(bed=0, actor=TOMAS, patient=heavier, reason="weighed again"))
    station.submit(IdentifyPatient(bed=BED, actor=TOMAS, patient=replace(heavier, version=2)))
    pressed._save()
    ward.until(lambda: bool(pressed.said))
    assert "changed by Tomas" in pressed.said
    assert ward.care.patient == ward.services.patients.record(PATIENT.id)
    assert ward.care.patient is not None
    assert ward.care.patient.weight_kg == 80.0
    ward.shown()
    assert pressed.record.texts()["height_cm"] == "171"
    pressed.save_key.click()
    ward.until(lambda: ward.care.patient is not None and ward.care.patient.height_cm == 171.0)
    assert ward.care.patient.weight_kg == 80.0


# The infusion


def ready(ward: Ward) -> None:
    identified(ward)
    ward.say(AllowEmergencyStart(bed=BED, actor=SOFIA, reason="a test"))
    ward.shown()


def start_typed(place: Place, rate: str = "52.5") -> RatePanel:
    """F6 at this window, and numbers typed; not recorded."""
    place.window.open_bed(BED)
    place.press(Qt.Key.Key_F6)
    panel = place.window.desk.panel
    assert isinstance(panel, RatePanel)
    place.write(panel.start.concentration.edit, "1")
    place.write(panel.start.rate.edit, rate)
    return panel


def test_two_who_start_at_once_begin_one_infusion_and_the_second_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(ward)
    told: list[tuple[Place, str]] = []
    for place in (ward.left, ward.right):
        monkeypatch.setattr(place.window, "show_refusal", lambda said, p=place: told.append((p, said)))
    panels = [start_typed(place) for place in (ward.left, ward.right)]
    for panel in panels:
        panel.start.record_key.click()
    ward.until(lambda: ward.update.infusion is not None)
    ward.shown()
    assert len(ward.of(StartInfusion)) == 1
    ward.until(lambda: bool(told))
    ((place, said),) = told
    assert said.startswith("The infusion is already running")
    first = ward.of(StartInfusion)[0]
    assert first.t <= ward.update.now
    assert place in (ward.left, ward.right)


def test_a_start_that_is_being_typed_never_becomes_a_rate_when_the_other_starts(ward: Ward) -> None:
    ready(ward)
    panel = start_typed(ward.right, "5")
    ward.say(StartInfusion(bed=BED, actor=TOMAS, rate_ml_h=52.5, concentration_mg_ml=1.0))
    ward.shown()
    ward.right.type("2.5")
    ward.right.press(Qt.Key.Key_Return)
    ward.right.settle()
    assert ward.of(ChangeRate) == []
    assert len(ward.of(StartInfusion)) == 1
    assert "started" in panel._head.hint
    assert "Tomas" in panel._head.hint


def test_a_rate_that_is_being_typed_never_becomes_a_start_when_the_other_stops(ward: Ward) -> None:
    ready(ward)
    ward.say(
        SetPlan(bed=BED, actor=SOFIA, plan=PLAN),
        StartInfusion(bed=BED, actor=TOMAS, rate_ml_h=52.5, concentration_mg_ml=1.0),
    )
    ward.shown()
    place = ward.right
    place.window.open_bed(BED)
    place.press(Qt.Key.Key_F6)
    panel = place.window.desk.panel
    assert isinstance(panel, RatePanel)
    place.type("6")
    ward.say(StopInfusion(bed=BED, actor=TOMAS))
    ward.shown()
    place.type("0")
    place.press(Qt.Key.Key_Return)
    place.settle()
    assert len(ward.of(StartInfusion)) == 1, "nobody said that it was started again"
    assert ward.of(ChangeRate) == []
    assert "stopped" in panel._head.hint
    assert "Tomas" in panel._head.hint


def test_two_who_pause_at_once_have_paused_it(ward: Ward) -> None:
    ready(ward)
    ward.say(StartInfusion(bed=BED, actor=TOMAS, rate_ml_h=52.5, concentration_mg_ml=1.0))
    ward.shown()
    place = ward.right
    place.window.open_bed(BED)
    place.press(Qt.Key.Key_F6)
    ward.say(PauseInfusion(bed=BED, actor=TOMAS, reason="nausea"))
    ward.shown()
    place.press(Qt.Key.Key_P)
    place.settle()
    assert ward.of(ResumeInfusion) == [], "the second meant a pause as well"
    panel = place.window.desk.panel
    assert isinstance(panel, RatePanel)
    assert "paused" in panel._head.hint
    assert "Tomas" in panel._head.hint
    place.press(Qt.Key.Key_P)
    ward.until(lambda: len(ward.of(ResumeInfusion)) == 1)


def test_an_entry_is_corrected_once_also_when_two_correct_it(ward: Ward) -> None:
    ready(ward)
    ward.say(
        StartInfusion(bed=BED, actor=TOMAS, rate_ml_h=52.5, concentration_mg_ml=1.0),
        GiveBolus(bed=BED, actor=TOMAS, mg=5.0),
    )
    ward.shown()
    (bolus,) = ward.of(GiveBolus)
    editors = []
    for place in (ward.left, ward.right):
        place.window.open_bed(BED)
        place.window.open_panel(f"entry:{bolus.number}")
        place.settle()
        panel = place.window.desk.panel
        assert isinstance(panel, EntryPanel)
        editors.append(panel)
    ward.left.window.command.emit(GiveBolus(bed=BED, actor=SOFIA, mg=6.0, replaces=bolus.number))
    ward.right.window.command.emit(Retract(bed=BED, actor=SOFIA, entry=bolus.number))
    ward.until(lambda: "not on the timeline any more" in ward.right.window.status.words)
    ward.shown()
    assert [each.command.mg for each in ward.counting(GiveBolus)] == [6.0]
    assert ward.of(Retract) == []
    assert "not on the timeline any more" in editors[1]._head.hint or not editors[1].isVisible()


def test_the_pause_key_tapped_at_both_windows_pauses(ward: Ward) -> None:
    ready(ward)
    ward.say(StartInfusion(bed=BED, actor=TOMAS, rate_ml_h=52.5, concentration_mg_ml=1.0))
    ward.shown()
    for place in (ward.left, ward.right):
        place.window.open_bed(BED)
        place.settle()
    for place in (ward.left, ward.right):
        place.window.bed_screen.keys.keys["pause"].click()
        ward.until(lambda: ward.update.infusion is not None and ward.update.infusion.paused)
        ward.shown()
    assert ward.of(ResumeInfusion) == []
    assert len(ward.of(PauseInfusion)) == 1
    assert "paused" in ward.right.window.status.words
    assert "Sofia" in ward.right.window.status.words
    ward.left.window.bed_screen.keys.keys["pause"].click()  # where it was paused it goes on at once
    ward.until(lambda: len(ward.of(ResumeInfusion)) == 1)


# The screening


def test_an_override_of_an_item_that_is_answered_anew_is_told_at_both(ward: Ward) -> None:
    identified(ward)
    left, right = ward.left, ward.right
    item = next(row.item for row in ward.care.gate.rows if row.item.group == "health")
    against = next(answer for answer in item.answers if answer not in item.clear)
    flag = AnswerItem(bed=BED, actor=SOFIA, form="screening", item=item.key, answer=against, text="before")
    ward.say(flag)
    left.open("screening")
    right.open("screening")
    ward.shown()
    assert isinstance(left.form, ScreeningForm)
    assert isinstance(right.form, ScreeningForm)
    row = left.form.flags[item.key]
    left.write(row.by.edit, "S. Lund")
    left.write(row.reason.edit, "treated since spring")
    right.form.change(item.key)
    right.settle()
    right.form.answer(item.key, item.clear[0])
    left.form.override(item.key)  # before this window has heard of the answer
    ward.until(lambda: bool(left.form.said))  # type: ignore[union-attr]
    ward.shown()
    assert _row(ward, item.key).answer == item.clear[0]
    assert _row(ward, item.key).override is None, "there is nothing left to let pass"
    assert "Answered at another window" in left.form._notice.text()
    # and the other way round: what was let pass is asked again when the answer becomes another one
    ward.say(flag, OverrideItem(bed=BED, actor=SUPERVISOR, form="screening", item=item.key, reason="treated"))
    assert _row(ward, item.key).passed
    ward.say(replace(flag, actor=TOMAS, text="again last week"))
    ward.shown()
    assert not _row(ward, item.key).passed, "the supervisor let another answer pass"


def _row(ward: Ward, key: str) -> GateRow:
    return next(row for row in ward.care.gate.rows if row.item.key == key)
