"""The gate holds at the station, for everything that gives ketamine: no window, script or button goes round it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import PauseInfusion, ResumeInfusion, Retract, StopInfusion, WriteNote
from tests.helpers.held_rules import CLEAR, EMERGENCY, NURSE, START, Place

BOLUS = GiveBolus(bed=1, actor=NURSE, mg=5.0)
STOP = StopInfusion(bed=1, actor=NURSE)
CLOSED = "The screening is not done."


@pytest.mark.req("GATE-01")
def test_a_bolus_is_a_start_before_the_screening_is_done_it_is_refused_like_one() -> None:
    place = Place()
    for command in (START, BOLUS):
        assert place.refusal(command).startswith(CLOSED)
        assert "Emergency start" in place.refusal(command)
    place.say(CLEAR, BOLUS, START)


@pytest.mark.req("GATE-01")
def test_the_emergency_way_opens_a_bolus_and_the_start_that_follows_it() -> None:
    place = Place(pin=True)
    without_pin = place.refusal(replace(EMERGENCY, pin_checked=False))
    assert "PIN" in without_pin
    assert place.refusal(BOLUS).startswith(CLOSED)
    place.say(EMERGENCY, BOLUS, START)


@pytest.mark.req("GATE-01")
def test_an_emergency_start_opens_one_bolus_by_itself_and_not_the_next() -> None:
    place = Place()
    place.say(EMERGENCY, BOLUS)
    assert place.refusal(BOLUS).startswith(CLOSED)
    place.say(EMERGENCY, BOLUS)


@pytest.mark.req("GATE-01")
def test_an_emergency_start_opens_the_infusion_it_was_given_for_and_no_later_one() -> None:
    place = Place()
    place.say(EMERGENCY, START, PauseInfusion(bed=1), ResumeInfusion(bed=1), BOLUS, BOLUS)
    place.say(STOP)
    assert place.refusal(START).startswith(CLOSED)
    assert place.refusal(BOLUS).startswith(CLOSED)
    gate = place.seen().care.gate  # type: ignore[union-attr]
    assert gate.emergency is not None, "that it was started so stays told"
    assert not gate.ready
    place.say(EMERGENCY, START, STOP)
    assert place.refusal(START).startswith(CLOSED)
    place.say(CLEAR, START)


def test_a_stop_or_start_that_is_taken_back_never_used_the_emergency_start_up() -> None:
    place = Place()
    place.say(EMERGENCY, START)
    place.say(Retract(bed=1, actor=NURSE, entry=place.last(type(START))))
    place.say(START, STOP)
    place.say(Retract(bed=1, actor=NURSE, entry=place.last(StopInfusion)))
    place.say(PauseInfusion(bed=1), ResumeInfusion(bed=1), BOLUS)


def test_a_start_that_is_corrected_is_still_the_one_the_emergency_was_allowed_for() -> None:
    place = Place()
    place.say(EMERGENCY, START)
    started = place.last(type(START))
    place.say(STOP, EMERGENCY)
    place.say(replace(START, rate_ml_h=50.0, replaces=started, observed_t=2.0))
    place.say(START)


def test_while_an_infusion_runs_a_bolus_is_no_start() -> None:
    place = Place()
    place.say(CLEAR, START, replace(CLEAR, answer=""))
    assert not place.seen().care.gate.ready  # type: ignore[union-attr]
    place.say(BOLUS, PauseInfusion(bed=1), BOLUS, ResumeInfusion(bed=1))


def test_a_bolus_that_was_given_is_recorded_late_with_its_reason_whatever_the_gate_says() -> None:
    """It is a record: what was given counts. Under a minute it is no late entry, and asks like a start."""
    place = Place()
    place.wait(600.0)
    late = replace(BOLUS, observed_t=place.now - 300.0)
    assert "write why" in place.refusal(late)
    why = "given by the anaesthetist before the list was done"
    assert place.refusal(replace(BOLUS, reason=why)).startswith(CLOSED)
    assert place.refusal(replace(BOLUS, reason=why, observed_t=place.now - 30.0)).startswith(CLOSED)
    update = place.say(replace(late, reason=why))
    assert update.infusion is not None
    assert update.infusion.delivered_mg(update.now) == 5.0


@pytest.mark.req("GATE-01")
def test_a_late_bolus_that_is_corrected_to_now_asks_the_gate_like_one_that_is_given_now() -> None:
    place, why = Place(), "given by the anaesthetist before the list was done"
    place.wait(600.0)
    place.say(replace(BOLUS, observed_t=place.now - 300.0, reason=why))
    late = replace(BOLUS, mg=6.0, reason=why, replaces=place.last(GiveBolus))
    assert place.refusal(replace(late, observed_t=place.now - 30.0)) == (
        "At that time it is no late entry. The screening is not done. 1 answer is missing: “Glaucoma”. "
        "Finish it, or use Emergency start with a reason."
    )
    assert "write why" in place.refusal(replace(late, observed_t=place.now - 240.0, reason=""))
    place.say(replace(late, observed_t=place.now - 240.0), CLEAR)
    place.say(replace(late, observed_t=place.now - 5.0, replaces=place.last(GiveBolus)))


def test_a_late_bolus_that_an_emergency_start_lets_be_now_has_used_it_up() -> None:
    place, why = Place(), "given by the anaesthetist before the list was done"
    place.wait(600.0)
    place.say(replace(BOLUS, observed_t=place.now - 300.0, reason=why), EMERGENCY)
    late = place.last(GiveBolus)
    place.say(replace(BOLUS, reason=why, replaces=late, observed_t=place.now - 1.0))
    assert place.refusal(BOLUS).startswith(CLOSED)


def test_a_bolus_that_the_emergency_let_in_stays_that_however_late_it_is_corrected() -> None:
    place, why = Place(), "read wrongly"
    place.say(EMERGENCY, BOLUS)
    given_t = place.now
    place.wait(600.0)
    for mg, t in ((6.0, given_t), (7.0, given_t - 1.0)):
        place.say(replace(BOLUS, mg=mg, reason=why, observed_t=t, replaces=place.last(GiveBolus)))
        assert place.refusal(BOLUS).startswith(CLOSED)


def test_a_bolus_of_a_running_infusion_that_is_moved_out_of_it_asks_the_gate() -> None:
    place = Place()
    place.wait(300.0)
    before_t = place.now - 10.0
    place.say(EMERGENCY, START, BOLUS, STOP)
    moved = replace(BOLUS, observed_t=before_t, replaces=place.last(GiveBolus))
    assert place.refusal(moved).startswith("At that time it is no late entry. The screening is not done.")
    place.wait(60.0)
    assert "write why" in place.refusal(moved)
    place.say(replace(moved, reason="the clock of the pump was wrong"))


def test_a_late_bolus_of_a_time_at_which_the_infusion_ran_is_no_start() -> None:
    place = Place()
    place.say(EMERGENCY, START)
    given_t = place.now
    place.wait(300.0)
    place.say(STOP)
    place.say(replace(BOLUS, observed_t=given_t))


@pytest.mark.parametrize("command", [START, BOLUS])
def test_a_correction_of_something_else_is_no_way_round_the_gate(command: GiveBolus) -> None:
    place = Place()
    place.say(WriteNote(bed=1, actor=NURSE, text="arrived"))
    note = place.last(WriteNote)
    assert place.refusal(replace(command, replaces=note)) == (
        "An entry is corrected by one of its own kind: take it back, and enter what was meant."
    )
