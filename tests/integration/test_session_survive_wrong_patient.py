"""A session under the wrong patient, put right in the middle of it, after its stop and after its end: what moves, and
what of the first patient's may not go on meaning something for the second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.composition import build
from bedside.errors import RefusedError
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    FileSession,
    IdentifyPatient,
    OverrideItem,
    SavePatient,
    SetPlan,
)
from bedside.vitals.commands import ChangeRate, Command, EndSession, StartInfusion, StopInfusion
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import NURSE, PATIENT, PLAN, SUPERVISOR, Room, room_in

OTHER = replace(
    PATIENT, id="b2" * 16, family_name="Bengtsson", record_no="20777", weight_kg=90.0, weight_used_kg=90.0
)
MOVE = IdentifyPatient(bed=1, actor=NURSE, patient=OTHER, reason="wrong chair")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


def infusing(room: Room) -> MonitorUpdate:
    room.screened()
    room.based()
    room.infused()
    return room.wait(600.0, every_s=2.0)


def test_what_was_given_stays_and_mg_per_kg_is_the_right_patients(room: Room) -> None:
    before = infusing(room)
    assert before.infusion is not None
    mg = before.infusion.delivered_exact(before.now)
    after = room.say(MOVE)
    assert after.infusion is not None
    assert after.infusion.delivered_exact(before.now) == mg
    assert after.infusion.weight_kg == 90.0
    assert after.infusion.mg_per_kg(before.now) == pytest.approx(float(mg) / 90.0)
    assert {step.weight_kg for step in after.infusion.steps} == {70.0}, "as it was told when they ran"


def test_a_go_and_what_was_let_pass_were_said_of_the_first_patient_only(room: Room) -> None:
    room.screened()
    item = next(row.item for row in room.care.gate.rows if row.item.group == "health")
    against = next(answer for answer in item.answers if answer not in item.clear)
    room.answer("screening", [])
    from bedside.vitals.care_commands import AnswerItem, DecideGo

    room.say(
        AnswerItem(bed=1, actor=NURSE, form="screening", item=item.key, answer=against, text="since spring"),
        OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item=item.key, reason="treated"),
        DecideGo(bed=1, actor=SUPERVISOR, go=True, reason="agreed"),
    )
    assert next(row for row in room.care.gate.rows if row.item.key == item.key).passed
    room.say(MOVE)
    assert room.care.gate.decision is None
    assert not next(row for row in room.care.gate.rows if row.item.key == item.key).passed
    with pytest.raises(RefusedError):
        room.infused()


def test_an_emergency_that_was_allowed_for_the_first_patient_opens_no_start_for_the_second(
    room: Room,
) -> None:
    room.say(IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT))
    room.say(AllowEmergencyStart(bed=1, actor=NURSE, reason="asthma attack"))
    assert room.care.gate.emergency is not None
    room.say(MOVE)
    assert room.care.gate.emergency is None
    with pytest.raises(RefusedError):
        room.infused()


def test_the_plan_of_the_first_patient_is_no_plan_of_the_second(room: Room) -> None:
    """35 mg were 0.5 mg/kg of 70 kg; a person has to say what they are of 90 kg."""
    room.screened()
    assert room.care.plan == PLAN
    room.say(MOVE)
    assert room.care.plan is None
    room.say(SetPlan(bed=1, actor=NURSE, plan=replace(PLAN, weight_kg=90.0, dose_mg=45.0)))
    assert room.care.plan is not None
    assert room.care.plan.dose_mg == 45.0


def test_a_running_infusion_keeps_the_plan_its_pump_was_given(room: Room) -> None:
    infusing(room)
    after = room.say(MOVE)
    assert after.infusion is not None
    assert (after.infusion.planned_mg, after.infusion.planned_min) == (35.0, 40.0)
    room.say(ChangeRate(bed=1, actor=NURSE, rate_ml_h=45.0, entered_value=0.5, entered_unit="mg/kg/h"))
    last = room.step()
    assert last.infusion is not None
    assert last.infusion.steps[-1].weight_kg == 90.0


def test_after_a_crash_the_moved_session_is_as_it_was(room: Room, expect_log) -> None:  # type: ignore[no-untyped-def]
    expect_log("goes on after")
    infusing(room)
    room.say(MOVE)
    room.crash()
    before, after = room.shown_by_both()
    assert before.care is not None
    assert after.care is not None
    assert (after.care.patient, after.care.earlier_patients) == (OTHER, (PATIENT,))
    assert after.care.plan == before.care.plan
    assert after.care.gate == before.care.gate


# With the whole station


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    clock = ManualClock(100.0, datetime(2026, 3, 14, 9, tzinfo=UTC))
    made = build(home / "b.sqlite", clock=clock, remembered=False)
    yield made
    made.stop()


def say(services: Services, *commands: Command) -> None:
    for command in commands:
        services.station.submit(command).result(30.0)


def test_after_its_end_a_session_moves_from_one_course_to_the_other_and_comes_back(
    services: Services,
) -> None:
    for patient in (PATIENT, OTHER):
        say(services, SavePatient(bed=0, actor=NURSE, patient=replace(patient, version=0)))
    say(
        services,
        IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT),
        AllowEmergencyStart(bed=1, actor=NURSE, reason="a test"),
        StartInfusion(bed=1, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0),
        StopInfusion(bed=1, actor=NURSE),
        EndSession(bed=1, actor=NURSE),
    )
    services.recorder.stop()
    patients = services.patients
    ((line),) = patients.sessions(PATIENT.id)
    by = Actor(name="S. Lund", role=Role.SUPERVISOR)
    silently = FileSession(bed=0, actor=by, session=line.id, patient=OTHER.id)
    with pytest.raises(RefusedError, match="give the reason"):
        say(services, silently)
    say(services, replace(silently, reason="wrong chair"))
    assert patients.sessions(PATIENT.id) == ()
    assert [each.id for each in patients.sessions(OTHER.id)] == [line.id]
    assert patients.given_before(PATIENT.id, "") is None, "nobody is told a dose that somebody else was given"
    assert patients.given_before(OTHER.id, "") is not None
