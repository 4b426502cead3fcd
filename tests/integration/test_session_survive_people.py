"""What people do to a session: a wrong patient, two at once, another weight, a cable pulled, a stop forgotten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.composition import build
from bedside.errors import RefusedError
from bedside.monitor.patients import Patients
from bedside.monitor.pump_beside import pump_beside
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.store.library import Library
from bedside.therapy.infusion import infusion_of
from bedside.ui.bed_header_words import time_words
from bedside.vitals.alarms import Presence, Priority
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    AnswerItem,
    IdentifyPatient,
    OverrideItem,
    SavePatient,
)
from bedside.vitals.commands import ChangeRate, Command, EndSession, SetPhase, StartInfusion, StopInfusion
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.sessions import Actor, Phase, Role
from tests.helpers.care_rooms import NURSE, PATIENT, SUPERVISOR, Room, room_in

PATIENCE_S = 30.0
SOFIA, TOMAS = Actor(name="Sofia", role=Role.NURSE), Actor(name="Tomas", role=Role.NURSE)
OTHER = replace(
    PATIENT, id="b2" * 16, family_name="Bengtsson", record_no="20777", weight_kg=90.0, weight_used_kg=90.0
)
PUMP = "alaris@/dev/ttyUSB2"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    clock = ManualClock(100.0, datetime(2026, 3, 14, 9, tzinfo=UTC))
    made = build(home / "b.sqlite", clock=clock, remembered=False)
    yield made
    made.stop()


def say(services: Services, *commands: Command) -> None:
    for command in commands:
        services.station.submit(command).result(PATIENCE_S)


def answer_of(services: Services, command: Command) -> str:
    """ "" when it was taken, else what the person is told."""
    try:
        services.station.submit(command).result(PATIENCE_S)
    except RefusedError as told:
        return str(told)
    return ""


def infusing(room: Room) -> None:
    room.screened()
    room.based()
    room.infused()
    room.wait(600.0)


# A wrong patient


@pytest.mark.req("SAFE-01")
def test_a_session_under_a_wrong_patient_moves_with_a_trace(services: Services) -> None:
    for patient in (PATIENT, OTHER):
        say(services, SavePatient(bed=0, actor=NURSE, patient=replace(patient, version=0)))
    say(services, IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT))
    silently = IdentifyPatient(bed=1, actor=NURSE, patient=OTHER)
    assert answer_of(services, silently) == (
        "The session stands under another patient: give the reason, then it moves and the record shows it."
    )
    say(services, replace(silently, reason="wrong chair"), EndSession(bed=1, actor=NURSE))
    assert services.library is not None
    library = services.library
    services.stop()
    (summary,) = library.sessions()
    assert summary.label == OTHER.label
    said = [e.command for e in library.open(summary.id).entries() if isinstance(e.command, IdentifyPatient)]
    assert [(each.patient.id, each.actor, each.reason) for each in said] == [
        (PATIENT.id, NURSE, ""),
        (OTHER.id, NURSE, "wrong chair"),
    ]
    patients = Patients(services.station.patients)
    assert [line.id for line in patients.sessions(OTHER.id)] == [summary.id]
    assert patients.sessions(PATIENT.id) == ()
    assert library.verify().whole


def test_the_care_says_under_whom_the_session_stood_before(room: Room) -> None:
    room.screened()
    room.say(IdentifyPatient(bed=1, actor=NURSE, patient=OTHER, reason="wrong chair"))
    assert room.care.patient == OTHER
    assert [each.id for each in room.care.earlier_patients] == [PATIENT.id]


# Two people at two windows


def ready(services: Services) -> None:
    say(
        services,
        IdentifyPatient(bed=1, actor=SOFIA, patient=PATIENT),
        AllowEmergencyStart(bed=1, actor=SOFIA, reason="a test"),
    )


@pytest.mark.parametrize("n", range(5))
def test_of_two_who_start_and_stop_at_once_one_is_taken_and_one_is_told(services: Services, n: int) -> None:
    ready(services)
    start = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1.0)
    with ThreadPoolExecutor(2) as people:
        for command, told in (
            (start, "The infusion is already running"),
            (ChangeRate(bed=1, rate_ml_h=60.0), ""),
            (StopInfusion(bed=1), "No infusion is running"),
        ):
            said = people.map(lambda by, c=command: answer_of(services, replace(c, actor=by)), (SOFIA, TOMAS))
            first, second = sorted(said)
            assert first == ""
            assert second.startswith(told)
            if told == "":
                assert second == ""
    update = wait_for_timeline(services, 7)  # with what `ready` said
    kinds = [type(entry.command) for entry in update.entries]
    assert kinds.count(StartInfusion) == kinds.count(StopInfusion) == 1
    assert kinds.count(ChangeRate) == 2


def wait_for_timeline(services: Services, least: int) -> MonitorUpdate:
    end = time.monotonic() + PATIENCE_S
    while len(services.station.updates[1].entries) < least:
        assert time.monotonic() < end
        services.station._clock.advance(0.2)
        time.sleep(0.02)
    return services.station.updates[1]


def test_two_who_answer_one_item_see_one_truth_with_its_name(room: Room) -> None:
    room.screened()
    item = next(row.item for row in room.care.gate.rows if row.item.group == "health")
    against = next(answer for answer in item.answers if answer not in item.clear)
    answers = {SOFIA: item.clear[0], TOMAS: against}
    for by, answer in answers.items():
        room.say(
            AnswerItem(bed=1, actor=by, form="screening", item=item.key, answer=answer, text="since spring")
        )
    row = next(row for row in room.care.gate.rows if row.item.key == item.key)
    assert (row.answer, row.by) == (against, TOMAS)
    assert room.care.gate.missing, "the flag holds the infusion up again"
    with pytest.raises(RefusedError, match=r".+\."):
        room.infused()
    room.say(OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item=item.key, reason="treated"))
    second = OverrideItem(
        bed=1,
        actor=Actor(name="Dr. Weber", role=Role.SUPERVISOR),
        form="screening",
        item=item.key,
        reason="treated, I think",
    )
    with pytest.raises(RefusedError, match=r"S\. Lund has let .* pass already"):
        room.say(second)
    assert not any("override" in sentence for sentence in room.care.gate.missing)


# Another weight


@pytest.mark.req("DOSE-01", "DOSE-02")
def test_a_weight_that_changes_changes_no_milligram_and_no_step(room: Room) -> None:
    infusing(room)
    before = room.step()
    assert before.infusion is not None
    mg, steps = before.infusion.delivered_exact(before.now), before.infusion.steps
    heavier = replace(PATIENT, weight_kg=80.0, weight_used_kg=80.0, version=2)
    after = room.say(IdentifyPatient(bed=1, actor=NURSE, patient=heavier))
    assert after.infusion is not None
    assert after.infusion.delivered_exact(after.now) == mg
    assert after.infusion.steps == steps
    assert {step.weight_kg for step in after.infusion.steps} == {70.0}
    assert after.infusion.weight_kg == 80.0
    assert after.session is not None
    assert after.session.weight_kg == 80.0
    room.wait(60.0)
    room.say(
        ChangeRate(
            bed=1, actor=NURSE, rate_ml_h=40.0, entered_value=0.5, entered_unit="mg/kg/h", weight_kg=80.0
        )
    )
    last = room.wait(3600.0, every_s=60.0)
    assert last.infusion is not None
    assert [step.weight_kg for step in last.infusion.steps] == [70.0, 80.0]
    rate_t = last.infusion.steps[-1].t
    given = last.infusion.delivered_exact(rate_t + 3600.0) - last.infusion.delivered_exact(rate_t)
    assert given == Decimal(40)


# The pump's cable


def test_a_pump_whose_cable_is_pulled_is_told_and_the_record_goes_on_counting(room: Room) -> None:
    infusing(room)
    bed = room.program.bed
    t = room.clock.now()
    bed.attach(PUMP, t, simulated=True)
    bed.link(DeviceChange(t=t, device=PUMP, state=LinkState.MEASURING, sentence="measuring", interval_s=1.0))

    def pump_runs(seconds: int) -> None:
        for _ in range(seconds):
            room.wait(1.0)
            now = room.clock.now()
            bed.arrive(PUMP, [Numeric(parameter=Parameter.INFUSION_RATE, t=now, value=52.5)], now)

    pump_runs(30)
    before = room.step()
    assert pump_beside(before).words == ""
    t = room.clock.now()
    bed.link(DeviceChange(t=t, device=PUMP, state=LinkState.SILENT, sentence="unplugged", lost_t=t + 5.0))
    after = room.wait(120.0)
    assert "T-COM" in {alarm.change.code for alarm in after.alarms}
    assert "T-PUMP" not in {alarm.change.code for alarm in after.alarms}, "silence is no other rate"
    assert pump_beside(after).words
    assert before.infusion is not None
    assert after.infusion is not None
    more = after.infusion.delivered_mg(after.now) - before.infusion.delivered_mg(before.now)
    assert more == pytest.approx((after.now - before.now) / 3600.0 * 52.5)
    assert after.session is not None
    assert after.session.phase is Phase.INFUSION
    t = room.clock.now()
    bed.link(DeviceChange(t=t, device=PUMP, state=LinkState.MEASURING, sentence="measuring", interval_s=1.0))
    pump_runs(20)
    back = room.step()
    assert "T-COM" not in {alarm.change.code for alarm in back.alarms if alarm.change.present}
    assert pump_beside(back).words == ""


# An infusion that never gets its STOP


@pytest.mark.req("DOSE-02")
def test_an_infusion_that_never_gets_its_stop_is_told_and_never_ends_by_itself(room: Room) -> None:
    infusing(room)
    planned_end = room.wait(1800.0, every_s=2.0)
    assert planned_end.session is not None
    assert "T-INFUSION-END" not in {alarm.change.code for alarm in planned_end.alarms}
    after = room.wait(310.0)
    (alarm,) = (each for each in after.alarms if each.change.code == "T-INFUSION-END")
    assert alarm.change.priority is Priority.LOW
    assert "record the stop" in alarm.change.words
    shown = time_words(after)
    assert shown.remaining_word == "over the plan"
    later = room.wait(3600.0, every_s=5.0)
    (alarm,) = (each for each in later.alarms if each.change.code == "T-INFUSION-END")
    assert alarm.change.priority is Priority.MEDIUM
    assert later.session is not None
    assert later.session.phase is Phase.INFUSION, "recovery never begins by itself"
    assert later.care is not None
    assert not any(each.key == "since_stop" and each.met for each in later.care.discharge.criteria)
    with pytest.raises(RefusedError):
        room.say(SetPhase(bed=1, actor=NURSE, phase=Phase.DISCHARGE))
    ended = room.say(StopInfusion(bed=1, actor=NURSE, observed_t=planned_end.now))
    assert ended.infusion is not None
    assert ended.infusion.delivered_exact(ended.now) == pytest.approx(Decimal(35), abs=Decimal("0.01"))
    assert ended.session is not None
    assert ended.session.phase is Phase.RECOVERY
    log = [c for c in ended.alarm_log if c.code == "T-INFUSION-END"]
    assert log[-1].presence is Presence.OFF


def test_the_record_of_a_session_ended_without_a_stop_says_so(room: Room) -> None:
    infusing(room)
    room.program.bed.command(EndSession(bed=1, actor=NURSE), room.clock.now())
    room.close()
    (summary,) = Library(room.store).sessions()
    infusion = infusion_of(Library(room.store).open(summary.id).entries())
    assert infusion is not None
    assert infusion.open_ended
