"""What may stand on a timeline is decided by the station alone: each row is refused, says why, and leaves nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bedside.vitals.care_commands import (
    AccountVial,
    DecideGo,
    DeclareNoCuff,
    GiveBolus,
    IdentifyPatient,
    OverrideItem,
    RecordTreatment,
    SetPlan,
)
from bedside.vitals.commands import (
    ChangeLimits,
    ChangeRate,
    Command,
    DeclareSameArm,
    GiveRating,
    LimitEdit,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import SessionPlan, VialUse
from bedside.vitals.sessions import Actor, PatientType, Phase, Role
from tests.helpers.held_rules import CLEAR, EMERGENCY, MARTA, NURSE, START, SUPERVISOR, Place

NOBODY = Actor(name="", role=Role.SUPERVISOR)
WASTE = VialUse(
    lot="K1", expiry="2027-04", strength_mg_ml=50, opened_mg=500, drawn_mg=50, given_mg=35, wasted_mg=15
)
VIAL = AccountVial(bed=1, actor=NURSE, vial="1", use=WASTE)
FLAGGED = replace(CLEAR, answer="yes")
PASS = OverrideItem(bed=1, actor=SUPERVISOR, form="screening", item="glaucoma", reason="seen")
RATING = GiveRating(bed=1, actor=NURSE, scale="dissociation", value=3)
NOTE = WriteNote(bed=1, actor=NURSE, text="arrived")
STOP = StopInfusion(bed=1, actor=NURSE)
DIZZY = MarkEvent(bed=1, actor=NURSE, event="dizziness")


def running() -> Place:
    place = Place()
    place.say(CLEAR, START)
    return place


def screening() -> Place:
    return Place()


def flagged() -> Place:
    place = Place()
    place.say(FLAGGED)
    return place


REFUSED: tuple[tuple[str, Callable[[], Place], Command, str], ...] = (
    (
        "a rate of 0 is no start",
        screening,
        replace(START, rate_ml_h=0.0),
        "The rate must be more than 0 mL/h",
    ),
    (
        "a rate of 0 is no change",
        running,
        ChangeRate(bed=1, rate_ml_h=0.0),
        "The rate must be more than 0 mL/h",
    ),
    (
        "a start that was checked by whoever started",
        screening,
        replace(START, checked_by=f" {START.actor.name.upper()} "),
        "Another person than",
    ),
    ("a second start", running, START, "The infusion is already running"),
    ("a stop without a start", screening, STOP, "No infusion is running"),
    ("a stop before the start", running, replace(STOP, observed_t=0.5), "No infusion is running"),
    ("a pause before the start", running, PauseInfusion(bed=1, observed_t=0.5), "No infusion is running"),
    ("a bolus of 0", running, GiveBolus(bed=1, mg=0.0), "The bolus must be more than 0 mg"),
    ("a late entry in the future", screening, replace(NOTE, observed_t=3600.0), "That time is still to come"),
    ("a late entry of no time", screening, replace(NOTE, observed_t=math.nan), "That time is still to come"),
    ("a dose in the future", running, replace(STOP, observed_t=3600.0), "That time is still to come"),
    (
        "before the session",
        screening,
        replace(NOTE, observed_t=-5.0),
        "That time is before this session began",
    ),
    ("an end in the future", screening, replace(DIZZY, ended_t=3600.0), "That time is still to come"),
    ("an end before now", screening, replace(DIZZY, ended_t=0.0), "It cannot have ended before it began"),
    (
        "an end before its begin",
        screening,
        replace(DIZZY, observed_t=1.0, ended_t=0.5),
        "It cannot have ended before it began",
    ),
    (
        "the end of a treatment before its begin",
        screening,
        RecordTreatment(bed=1, treatment="oxygen", observed_t=1.0, ended_t=0.5),
        "It cannot have ended before it began",
    ),
    ("a severity of 4", screening, replace(DIZZY, severity=4), "The severity of an event is 1"),
    ("a rating of 11", screening, replace(RATING, value=11), "A rating is a whole number from 0 to 10"),
    ("a rating of −1", screening, replace(RATING, value=-1), "A rating is a whole number from 0 to 10"),
    ("MOAA/S of 6", screening, replace(RATING, scale="moaas", value=6), "is a whole number from 0 to 5"),
    ("MOAA/S of −1", screening, replace(RATING, scale="moaas", value=-1), "is a whole number from 0 to 5"),
    ("waste without a witness", screening, VIAL, "Waste needs a witness"),
    (
        "the giver as witness",
        screening,
        replace(VIAL, witness=replace(SUPERVISOR, name=" a.  moreno")),
        "The witness must be another person",
    ),
    (
        "the giver of a treatment as witness",
        screening,
        RecordTreatment(bed=1, treatment="midazolam", given_by="A. Moreno", witness="A. Moreno"),
        "The witness must be another person",
    ),
    ("a nurse's go", screening, DecideGo(bed=1, actor=NURSE, go=True), "Only a supervisor may decide"),
    ("nobody's go", screening, DecideGo(bed=1, actor=NOBODY, go=True), "Only a supervisor may decide"),
    (
        "a no-go without words",
        screening,
        DecideGo(bed=1, actor=SUPERVISOR, go=False),
        "A no-go needs a reason",
    ),
    ("a nurse's override", flagged, replace(PASS, actor=NURSE), "Only a supervisor may override"),
    ("an override without words", flagged, replace(PASS, reason=" "), "An override needs a reason"),
    (
        "a nurse's override at the discharge",
        running,
        OverrideItem(bed=1, actor=NURSE, form="discharge", item="spo2", reason="well"),
        "Only a supervisor",
    ),
    ("an emergency of nobody", screening, replace(EMERGENCY, actor=NOBODY), "needs a name"),
    ("an emergency without words", screening, replace(EMERGENCY, reason=""), "needs a reason"),
    (
        "discharge while it runs",
        running,
        SetPhase(bed=1, actor=SUPERVISOR, phase=Phase.DISCHARGE),
        "The infusion is recorded as running",
    ),
    (
        "recovery while it runs",
        running,
        SetPhase(bed=1, actor=NURSE, phase=Phase.RECOVERY),
        "The infusion is recorded as running",
    ),
)


@pytest.mark.parametrize(
    ("place", "command", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_the_station_refuses_in_words(place: Callable[[], Place], command: Command, words: str) -> None:
    assert words in place().refusal(command)


def test_a_discharge_while_the_infusion_runs_is_refused_without_a_protocol_as_well() -> None:
    place = Place(protocol=None)
    place.say(START)
    assert "recorded as running" in place.refusal(SetPhase(bed=1, actor=NURSE, phase=Phase.DISCHARGE))
    place.say(STOP, SetPhase(bed=1, actor=NURSE, phase=Phase.DISCHARGE))


# -- what may be taken back --------------------------------------------------------------------------------

NO_MORE = "An entry of this kind cannot be taken back: enter what holds now instead."
LIMITS = ChangeLimits(
    bed=1,
    actor=NURSE,
    edits=(LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=92.0),),
    reason="COPD",
)


@pytest.mark.parametrize(
    "command",
    [
        LIMITS,
        NamePatient(bed=1, actor=NURSE, label="Okafor", patient_type=PatientType.ADULT),
        IdentifyPatient(bed=1, actor=NURSE, patient=replace(MARTA, height_cm=170.0)),
        SetPhase(bed=1, actor=NURSE, phase=Phase.BASELINE),
        DeclareNoCuff(bed=1, actor=NURSE, no_cuff=True, reason="cannula"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_changes_how_the_bed_is_watched_cannot_be_taken_back(command: Command) -> None:
    place = Place()
    place.say(command)
    assert place.refusal(Retract(bed=1, actor=SUPERVISOR, entry=place.last(type(command)))) == NO_MORE


def test_a_take_back_is_not_taken_back() -> None:
    place = Place()
    place.say(NOTE)
    place.say(Retract(bed=1, actor=NURSE, entry=place.last(WriteNote)))
    assert place.refusal(Retract(bed=1, actor=NURSE, entry=place.last(Retract))) == NO_MORE


@pytest.mark.parametrize(
    "command",
    [
        NOTE,
        RATING,
        DIZZY,
        CLEAR,
        SetPlan(bed=1, actor=NURSE, plan=SessionPlan(minutes=40.0)),
        DeclareSameArm(bed=1, actor=NURSE, same_arm=True),
        EMERGENCY,
        RecordTreatment(bed=1, actor=NURSE, treatment="oxygen"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_was_seen_or_said_may_be_taken_back(command: Command) -> None:
    place = Place()
    place.say(command)
    place.say(Retract(bed=1, actor=NURSE, entry=place.last(type(command))))


def test_only_a_supervisor_takes_a_decision_or_an_override_back() -> None:
    place = flagged()
    place.say(PASS, DecideGo(bed=1, actor=SUPERVISOR, go=False, reason="wait for the blood test"))
    for kind in (DecideGo, OverrideItem):
        back = Retract(bed=1, actor=NURSE, entry=place.last(kind))
        assert place.refusal(back).startswith("Only a supervisor may take this back")
        place.say(replace(back, actor=SUPERVISOR))


@pytest.mark.req("GATE-01")
def test_an_emergency_start_that_was_used_stays_in_the_record() -> None:
    place = Place()
    place.say(EMERGENCY, START)
    back = Retract(bed=1, actor=NURSE, entry=place.last(type(EMERGENCY)))
    assert place.refusal(back).startswith("Something was given since this emergency start")


def test_taking_back_a_start_that_later_entries_build_on_names_the_one_to_correct_first() -> None:
    place = running()
    place.say(ChangeRate(bed=1, actor=NURSE, rate_ml_h=60.0))
    started = Retract(bed=1, actor=NURSE, entry=place.last(StartInfusion))
    assert "rate changed to 60 mL/h" in place.refusal(started)
    place.say(Retract(bed=1, actor=NURSE, entry=place.last(ChangeRate)), started)


def test_an_entry_that_is_gone_is_neither_corrected_nor_taken_back() -> None:
    place = Place()
    gone = "That entry is not on the timeline any more: nothing was taken back or changed."
    assert place.refusal(Retract(bed=1, entry=99)) == gone
    assert place.refusal(replace(NOTE, replaces=99)) == gone


def test_a_treatment_of_one_tap_may_be_completed_and_nothing_else_changes_its_kind() -> None:
    place = Place()
    place.say(MarkEvent(bed=1, actor=NURSE, event="oxygen"))
    tap = place.last(MarkEvent)
    whole: dict[str, Any] = {"bed": 1, "actor": NURSE, "observed_t": place.now, "replaces": tap}
    assert "one of its own kind" in place.refusal(GiveRating(scale="pain", value=3, **whole))
    place.say(RecordTreatment(treatment="oxygen", dose=2.0, unit="L/min", **whole))
