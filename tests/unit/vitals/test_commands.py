"""Commands survive the record and come back the same."""

from __future__ import annotations

import json

import pytest

from bedside.vitals import care_commands, commands, review_commands, station_commands
from bedside.vitals.command_records import COMMANDS, from_record, name_of, to_record
from bedside.vitals.commands import Command, GiveRating, NamePatient, SetPhase, StartInfusion
from bedside.vitals.review_commands import MarkReviewed, QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import Actor, PatientType, Phase, Role
from bedside.vitals.station_commands import AttachDevice

NURSE = Actor(name="A. Moreno", role=Role.NURSE)


@pytest.mark.parametrize(
    "command",
    [
        NamePatient(bed=3, actor=NURSE, label="Reyes", patient_type=PatientType.ADULT, weight_kg=70.0),
        SetPhase(bed=3, actor=NURSE, phase=Phase.RECOVERY),
        StartInfusion(bed=3, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0),
        StartInfusion(bed=3, rate_ml_h=52.5, concentration_mg_ml=1.0, checked_by="L. Hartmann"),
        GiveRating(bed=3, actor=NURSE, scale="anxiety", value=2, observed_t=61.5),
        AttachDevice(bed=3, actor=NURSE, driver="nonin", port="/dev/ttyUSB0"),
        WriteQaNote(bed=0, actor=NURSE, note=QaNote(session="s", words="late", t=61.5, mark=QaMark.IMPROVE)),
        WriteQaNote(
            bed=0, actor=NURSE, note=QaNote(session="s", words="all of it"), replaces="x", reason="typo"
        ),
        MarkReviewed(bed=0, actor=NURSE, session="s", reviewed=False, reason="not to its end"),
    ],
)
def test_a_command_comes_back_from_its_record_unchanged(command: Command):
    text = json.dumps(to_record(command))
    assert from_record(name_of(command), json.loads(text)) == command


def test_every_kind_of_command_has_a_stored_name():
    kinds = {
        kind
        for kind in (
            *vars(commands).values(),
            *vars(care_commands).values(),
            *vars(review_commands).values(),
            *vars(station_commands).values(),
        )
        if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
    }
    assert kinds == set(COMMANDS.values())


def test_a_field_of_a_later_version_is_ignored_and_an_unknown_kind_is_told():
    record = to_record(GiveRating(bed=1, scale="anxiety", value=2)) | {"colour": "mauve"}
    assert from_record("give_rating", record) == GiveRating(bed=1, scale="anxiety", value=2)
    with pytest.raises(KeyError):
        from_record("give_colour", record)


def test_a_start_that_was_recorded_before_the_second_check_could_be_named_names_nobody():
    start = StartInfusion(bed=3, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0)
    old = {name: value for name, value in to_record(start).items() if name != "checked_by"}
    assert from_record("start_infusion", old) == start
    assert start.checked_by == ""
