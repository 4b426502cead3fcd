"""A program that dies in any phase of a session comes back with all of it: forms, timers, dose, gate, plan, patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.monitor.updates import MonitorUpdate
from bedside.replay.player import Player
from bedside.store.library import Library
from bedside.vitals.care_commands import AnswerItem, DeferDue, GiveBolus, IdentifyPatient, OverrideItem
from bedside.vitals.commands import (
    ChangeRate,
    GiveRating,
    PauseInfusion,
    Retract,
    SetPhase,
    StopInfusion,
)
from bedside.vitals.protocol import DueKind
from bedside.vitals.sessions import Phase
from tests.helpers.care_rooms import NURSE, PATIENT, SCORES, SUPERVISOR, Room, differences, room_in


@pytest.fixture
def room(tmp_path: Path, expect_log: Callable[[str], None]) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


def half_screened(room: Room) -> None:
    room.say(IdentifyPatient(bed=1, actor=NURSE, patient=PATIENT), *SCORES[:2])
    items = room.open_items("screening")
    room.answer("screening", items[: len(items) // 2])
    flagged = next(item for item in items[len(items) // 2 :] if item.group == "health")
    against = next(answer for answer in flagged.answers if answer not in flagged.clear)
    room.say(
        AnswerItem(bed=1, actor=NURSE, form="screening", item=flagged.key, answer=against, text="years ago"),
        OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item=flagged.key, reason="treated"),
    )


def one_reading(room: Room) -> None:
    room.screened()
    room.connect()
    room.say(SetPhase(bed=1, actor=NURSE, phase=Phase.BASELINE))
    room.wait(60.0)
    room.cuff(124.0, 78.0)
    room.wait(30.0)


def infusing(room: Room) -> None:
    room.screened()
    room.based()
    room.infused()
    room.wait(300.0)
    room.cuff(131.0, 82.0)
    room.say(
        GiveRating(bed=1, actor=NURSE, scale="dissociation", value=4),
        DeferDue(bed=1, actor=NURSE, kind=DueKind.OBSERVATION, minutes=3.0, reason="asleep"),
        ChangeRate(bed=1, actor=NURSE, rate_ml_h=60.0, reason="as ordered"),
        GiveBolus(bed=1, actor=NURSE, mg=2.5),
    )
    room.wait(61.0)


def corrected(room: Room) -> None:
    infusing(room)
    rate = max(e.number for e in room.step().entries if isinstance(e.command, ChangeRate))
    room.say(ChangeRate(bed=1, actor=NURSE, rate_ml_h=45.0, replaces=rate))
    room.say(Retract(bed=1, actor=NURSE, entry=max(e.number for e in room.step().entries)))
    room.wait(30.0)


def paused(room: Room) -> None:
    infusing(room)
    room.say(PauseInfusion(bed=1, actor=NURSE, reason="nausea"))
    room.wait(90.0)


def recovering(room: Room) -> None:
    infusing(room)
    room.wait(600.0, every_s=5.0)
    room.say(StopInfusion(bed=1, actor=NURSE))
    for _ in range(4):
        room.cuff(121.0, 77.0)
        room.wait(300.0, every_s=5.0)


def half_met(room: Room) -> None:
    recovering(room)
    room.say(
        GiveRating(bed=1, actor=NURSE, scale="moaas", value=5),
        GiveRating(bed=1, actor=NURSE, scale="dissociation", value=0),
        GiveRating(bed=1, actor=NURSE, scale="nausea", value=1),
    )
    items = room.open_items("discharge")
    room.answer("discharge", items[: len(items) // 2])
    room.say(
        OverrideItem(bed=1, actor=SUPERVISOR, form="discharge", item=items[-1].key, reason="seen by me"),
    )
    room.wait(1500.0, every_s=5.0)


PHASES = {
    "screening half answered": half_screened,
    "baseline with one reading": one_reading,
    "infusion running": infusing,
    "infusion with a correction undone": corrected,
    "infusion paused": paused,
    "recovery": recovering,
    "discharge half met": half_met,
}


def unlike(before: MonitorUpdate, after: MonitorUpdate) -> list[str]:
    """Where two screens show another session, said in words."""
    shown = ("now", "entries", "infusion", "baseline", "determinations", "care")
    return [
        told
        for name in shown
        for told in differences(getattr(before, name), getattr(after, name), name, close_s=1e-5)
    ]


def check_same(room: Room) -> None:
    before, after = room.shown_by_both()
    assert before.session is not None
    assert after.session is not None
    assert unlike(before, after) == []
    for name in ("id", "label", "phase", "phase_t"):
        assert differences(getattr(before.session, name, None), getattr(after.session, name, None)) == [], (
            name
        )


@pytest.mark.req("ALM-41", "GATE-01", "PLAN-01", "DIS-01", "DOSE-02")
@pytest.mark.parametrize("phase", PHASES)
def test_after_a_crash_the_session_stands_where_it_would_have_without_one(
    room: Room, phase: str, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    PHASES[phase](room)
    room.crash(away_s=20.0)
    room.wait(5.0)
    check_same(room)
    for _ in range(3):
        room.wait(120.0, every_s=2.0)
        check_same(room)


@pytest.mark.parametrize(
    ("phase", "holds"),
    [
        (half_screened, lambda u: 0 < sum(not row.open for row in u.care.gate.rows) < len(u.care.gate.rows)),
        (one_reading, lambda u: u.baseline.readings == 1 and not u.baseline.complete and u.care.gate.missing),
        (infusing, lambda u: u.infusion.delivered_mg(u.now) > 6.0 and u.care.due and not u.care.gate.missing),
        (paused, lambda u: u.infusion.paused and u.care.plan.dose_mg == 35.0),
        (recovering, lambda u: u.session.phase is Phase.RECOVERY and u.care.back_since_t is not None),
        (half_met, lambda u: 1 < len(u.care.discharge.missing) < len(u.care.discharge.criteria) - 4),
    ],
)
def test_the_phases_that_are_crashed_in_are_what_they_are_called(room: Room, phase, holds) -> None:
    phase(room)
    update = room.step()
    assert holds(update), (update.care, update.infusion)


def test_a_form_that_nobody_touched_for_half_an_hour_is_there_after_a_crash(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    half_screened(room)
    room.wait(1800.0, every_s=10.0)
    room.crash(away_s=20.0)
    check_same(room)


@pytest.mark.req("ALM-41")
def test_the_baseline_of_three_hours_ago_is_the_same_after_a_crash(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    infusing(room)
    room.wait(9000.0)
    room.crash()
    room.wait(10.0)
    check_same(room)


@pytest.mark.req("PLAN-01", "DIS-01")
@pytest.mark.parametrize("way", ["sought", "played"])
def test_a_replay_shows_the_care_that_was_shown_live(room: Room, way: str) -> None:
    seen: list[MonitorUpdate] = []
    room.seen = seen.append
    half_met(room)
    seen.append(room.step())
    room.close()
    assert seen[-1].session is not None
    player = Player(Library(room.store).open(seen[-1].session.id), default_profile().limits())
    player.playing = True
    sampled = seen[:: len(seen) // 25]
    assert {update.session.phase for update in sampled if update.session} == set(Phase) - {Phase.DISCHARGE}
    for update in sampled:
        if way == "sought":
            player.seek(update.now)
            again = player.update()
        else:
            again = player.advance(update.now - player.t)
        assert unlike(update, again) == []
