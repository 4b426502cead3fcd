"""A session comes to follow another protocol: before its infusion, while it runs, and over a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bedside.errors import RefusedError
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Retract, SetPhase
from bedside.vitals.protocol import DueKind, GateItem, Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Phase
from tests.helpers.care_rooms import NURSE, SUPERVISOR, Room, differences, room_in

MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
MORE = replace(
    PAIN,
    version=2,
    screening=(*PAIN.screening, GateItem(key="nerve_block", words="Nerve block today", group="today")),
)
OFTENER = replace(
    MOOD, version=2, title="Mood, oftener", nibp=replace(MOOD.nibp, infusion_start=2.0, infusion=3.0)
)


def other(protocol: Protocol, by: Actor = NURSE, reason: str = "the wrong list was begun") -> AdoptProtocol:
    return AdoptProtocol(bed=1, actor=by, protocol=protocol, reason=reason)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "record.sqlite") as made:
        yield made


def nibp_interval_s(room: Room) -> float:
    return next(item.interval_s for item in room.care.due if item.kind is DueKind.NIBP)


@pytest.mark.req("GATE-01")
def test_before_the_infusion_the_other_list_is_asked_and_its_answers_open_the_start(room: Room) -> None:
    room.screened()
    room.based()
    assert room.care.gate.ready
    update = room.say(other(MORE))
    assert update.care is not None and update.care.protocol == MORE
    assert [item.key for item in room.open_items("screening")] == ["nerve_block"]
    assert not room.care.gate.ready and room.care.gate.decision is None
    with pytest.raises(RefusedError, match="screening is not done"):
        room.infused()
    room.answer("screening", room.open_items("screening"))
    assert room.care.gate.ready
    room.infused()


def test_without_a_reason_or_a_name_it_stays_as_it_was(room: Room) -> None:
    room.screened()
    for wrong in (other(PAIN, reason=""), other(PAIN, by=UNNAMED)):
        with pytest.raises(RefusedError):
            room.say(wrong)
    with pytest.raises(RefusedError, match="already follows"):
        room.say(other(MOOD))
    assert room.care.protocol == MOOD


@pytest.mark.req("PLAN-01")
def test_during_a_running_infusion_a_supervisor_may_and_no_dose_moves(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after 20 s without the program")
    room.screened()
    room.based()
    room.infused()
    before = room.wait(120.0)
    with pytest.raises(RefusedError, match="supervisor"):
        room.say(other(OFTENER))
    assert nibp_interval_s(room) == 300.0
    update = room.say(other(OFTENER, SUPERVISOR))
    assert update.infusion == before.infusion and update.session is not None
    assert update.session.phase is Phase.INFUSION
    assert nibp_interval_s(room) == 120.0
    room.crash()
    room.wait(5.0)
    assert room.care.protocol == OFTENER
    lived, died = room.shown_by_both()
    assert lived.care is not None and died.care is not None
    assert differences(lived.care, died.care, at="care") == []
    assert lived.infusion == died.infusion


@pytest.mark.req("DIS-01")
def test_the_discharge_is_judged_by_the_newest_one(room: Room) -> None:
    short = replace(MOOD, version=2, discharge=replace(MOOD.discharge, minutes_since_stop=30.0))
    room.screened()
    room.based()
    room.infused()
    room.wait(20.0)
    words = next(each.words for each in room.care.discharge.criteria if each.key == "since_stop")
    room.say(other(short, SUPERVISOR))
    room.wait(20.0)
    now = next(each.words for each in room.care.discharge.criteria if each.key == "since_stop")
    assert "60" in words and "30" in now
    with pytest.raises(RefusedError):
        room.say(SetPhase(bed=1, actor=NURSE, phase=Phase.DISCHARGE))


def test_a_change_can_be_taken_back_and_what_the_session_began_with_cannot(room: Room) -> None:
    room.screened()
    began = next(e for e in room.step().entries if isinstance(e.command, AdoptProtocol))
    with pytest.raises(RefusedError, match="cannot be taken back"):
        room.say(Retract(bed=1, actor=SUPERVISOR, entry=began.number))
    changed = room.say(other(PAIN)).entries[-1]
    assert changed.command == other(PAIN)
    room.say(Retract(bed=1, actor=NURSE, entry=changed.number))
    assert room.care.protocol == MOOD
