"""What people observe is refused in words where it cannot be, whatever screen or program it comes from."""

from __future__ import annotations

import math

import pytest

from bedside.therapy.entries import refusal
from bedside.vitals.care_commands import EnterRespiration, RecordTreatment
from bedside.vitals.commands import Command, MarkEvent

HEADACHE = "headache"


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
