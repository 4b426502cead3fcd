"""What people observe is refused in words where it cannot be, whatever screen or program it comes from."""

from __future__ import annotations

import math

import pytest

from bedside.therapy.entries import refusal, refusal_on
from bedside.vitals.care_commands import EnterRespiration, RecordTreatment
from bedside.vitals.commands import Command, Entry, MarkEvent, StartInfusion
from bedside.vitals.sessions import Actor, Role

HEADACHE = "headache"
MORENO, HARTMANN = (Actor(name=name, role=Role.NURSE) for name in ("A. Moreno", "L. Hartmann"))


def start(actor: Actor, checked_by: str, replaces: int | None = None) -> StartInfusion:
    return StartInfusion(
        bed=1,
        actor=actor,
        rate_ml_h=52.5,
        concentration_mg_ml=1.0,
        checked_by=checked_by,
        observed_t=None if replaces is None else 600.0,
        replaces=replaces,
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (EnterRespiration(bed=1, rate_per_min=140.0), "140 /min is no respiratory rate"),
        (EnterRespiration(bed=1, rate_per_min=-1.0), "no respiratory rate"),
        (EnterRespiration(bed=1, rate_per_min=math.nan), "no respiratory rate"),
        (RecordTreatment(bed=1, treatment="midazolam", dose=-1.0), "-1 is no dose"),
        (RecordTreatment(bed=1, treatment="midazolam", dose=math.inf), "no dose"),
        (
            RecordTreatment(bed=1, treatment="midazolam", given_by="A. Moreno", witness=" a.  moreno "),
            "The witness must be another person than A. Moreno: enter who else saw it.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(command: Command, words: str) -> None:
    assert words in refusal(command, None)


@pytest.mark.parametrize(
    "command",
    [
        MarkEvent(bed=1, event=HEADACHE, observed_t=600.0, ended_t=600.0),
        EnterRespiration(bed=1, rate_per_min=0.0),  # nobody breathes: that has to be sayable
        EnterRespiration(bed=1, rate_per_min=99.0),
        RecordTreatment(bed=1, treatment="oxygen", dose=0.0, unit="L/min"),  # taken off
        RecordTreatment(bed=1, treatment="position"),
        RecordTreatment(bed=1, treatment="midazolam", given_by="A. Moreno", witness="L. Hartmann"),
    ],
)
def test_what_can_be_is_taken(command: Command) -> None:
    assert refusal(command, None) == ""


@pytest.mark.parametrize("typed", ["A. Moreno", " a.  moreno "])
def test_who_started_the_infusion_is_no_second_person(typed: str) -> None:
    assert refusal_on(start(MORENO, typed), ()) == (
        "Another person than A. Moreno must have checked it: enter who did, or leave it empty."
    )


@pytest.mark.parametrize("typed", ["", "  ", "L. Hartmann"])
def test_a_start_is_taken_with_a_second_person_and_without_one(typed: str) -> None:
    assert refusal_on(start(MORENO, typed), ()) == ""


def test_of_a_corrected_start_the_second_person_is_another_than_who_started_it_first() -> None:
    began = Entry(number=1, t=600.0, entered_t=600.0, command=start(MORENO, ""))
    again = Entry(number=2, t=600.0, entered_t=700.0, command=start(HARTMANN, "L. Hartmann", replaces=1))
    assert refusal_on(again.command, (began,)) == "", "who checked may write it down afterwards"
    for entries, replaces in (((began,), 1), ((began, again), 2)):
        wrong = refusal_on(start(HARTMANN, "A. Moreno", replaces=replaces), entries)
        assert wrong.startswith("Another person than A. Moreno")
