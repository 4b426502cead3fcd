"""A wrong syringe strength, corrected while the infusion runs: what was given is reckoned anew, nothing else moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.correction_words import correction_words
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import ChangeRate, StartInfusion
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import NURSE, Room, differences, room_in

OTHER = Actor(name="B. Ito, RN", role=Role.NURSE)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


def infusing(room: Room) -> tuple[MonitorUpdate, StartInfusion]:
    """Ten minutes at 52.5 mL/h of what was recorded as 1 mg/mL, then a bolus by volume and a rate typed in mg/h."""
    room.screened()
    room.based()
    room.infused()
    room.wait(600.0, every_s=2.0)
    room.say(GiveBolus(bed=1, actor=NURSE, mg=5.0, entered_value=5.0, entered_unit="mL"))
    rate = ChangeRate(
        bed=1, actor=NURSE, rate_ml_h=60.0, entered_value=60.0, entered_unit="mg/h", reason="pain"
    )
    room.say(rate)
    before = room.wait(60.0, every_s=2.0)
    start = next(e for e in before.entries if isinstance(e.command, StartInfusion))
    assert isinstance(start.command, StartInfusion)
    put_right = replace(
        start.command,
        concentration_mg_ml=2.0,
        actor=OTHER,
        reason="the label says 2",
        observed_t=start.t,
        replaces=start.number,
    )
    return before, put_right


def given(update: MonitorUpdate, at: float) -> Decimal:
    assert update.infusion is not None
    return update.infusion.delivered_exact(at)


@pytest.mark.req("DOSE-02", "EVT-01")
def test_what_the_pump_gave_is_reckoned_with_the_right_strength_to_the_last_digit(room: Room) -> None:
    before, put_right = infusing(room)
    now = before.now
    pumped = given(before, now) - 5
    after = room.say(put_right)
    assert given(after, now) == 2 * pumped + 5, "the bolus stands as it was entered"
    assert before.infusion is not None and after.infusion is not None
    assert [step.rate_ml_h for step in after.infusion.steps] == [
        step.rate_ml_h for step in before.infusion.steps
    ]
    assert [step.t for step in after.infusion.steps] == [step.t for step in before.infusion.steps]
    same = ("started_t", "stopped_t", "planned_mg", "planned_min", "weight_kg", "boluses")
    for name in same:
        if name != "boluses":
            assert getattr(after.infusion, name) == getattr(before.infusion, name), name
    assert [bolus.mg for bolus in after.infusion.boluses] == [Decimal(5)]
    assert not after.infusion.unheard


@pytest.mark.req("EVT-01")
def test_the_wrong_one_stays_in_the_record_and_a_restart_knows_the_same(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log("goes on after")
    before, put_right = infusing(room)
    after = room.say(put_right)
    (original,) = [e for e in after.entries if e.number == put_right.replaces]
    assert original.retracted and original.command.concentration_mg_ml == 1.0  # type: ignore[attr-defined]
    (made,) = [e for e in after.entries if getattr(e.command, "replaces", None) == original.number]
    assert (made.t, made.entered_t >= before.now, made.command.actor) == (original.t, True, OTHER)
    room.crash()
    one, other = room.shown_by_both()
    assert one.infusion is not None and other.infusion is not None
    assert differences(one.infusion, other.infusion) == []


@pytest.mark.req("DOSE-02")
def test_before_it_is_saved_it_is_said_what_changes_and_what_stays(room: Room) -> None:
    before, put_right = infusing(room)
    said = correction_words(before.entries, put_right, before.now)
    was, would = given(before, before.now), 2 * (given(before, before.now) - 5) + 5
    assert said[0].startswith("Given until now: ") and said[0].endswith(" mg.")
    assert f"{float(would):.2f}".rstrip("0").rstrip(".") in said[0]
    assert f"{float(was):.2f}".rstrip("0").rstrip(".") in said[0]
    assert said[1:] == (
        "The pump goes on at 60 mL/h: 120 mg/h, no longer 60 mg/h.",
        "The plan stays 35 mg.",
        "The bolus of 5 mL stays 5 mg: correct it too if it came from this syringe.",
    )
    same = replace(put_right, concentration_mg_ml=1.0, reason="read again")
    assert correction_words(before.entries, same, before.now) == ()
