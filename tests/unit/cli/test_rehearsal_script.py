"""Scripts of rehearsals: what they may say, and the sentence with the line for what they may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bedside.cli import rehearsal_reader
from bedside.cli.rehearsal_account import clock_text, scripted_mg
from bedside.cli.rehearsal_script import Script
from bedside.errors import BrokenFileError
from bedside.vitals.care_commands import EnterRespiration, IdentifyPatient
from bedside.vitals.commands import EndSession, StartInfusion
from bedside.vitals.sessions import PatientType, Role

TOP = """title = "Short"
summary = "A minute."
scenario = "responds_typical"
devices = ["masimo", "dinamap"]
[people.nurse]
name = "N. One"
role = "nurse"
"""
WHO = """[[step]]
at_s = 0
by = "nurse"
command = "identify_patient"
patient = { family_name = "A", born = 1980-02-29, patient_type = "adult", weight_kg = 80.0 }
"""
END = """[[step]]
at_s = 4000
by = "nurse"
command = "end_session"
"""


def step(at_s: float, command: str, fields: str = "", by: str = "nurse") -> str:
    return f'[[step]]\nat_s = {at_s:g}\nby = "{by}"\ncommand = "{command}"\n{fields}\n'


def read(*parts: str) -> Script:
    return rehearsal_reader.read("short", "".join([TOP, WHO, *parts, END]))


def given(*parts: str, until_s: float = 4000.0) -> Decimal:
    return scripted_mg(read(*parts).steps, until_s)


START = step(60, "start_infusion", "rate_ml_h = 52.5\nconcentration_mg_ml = 1.0")


def test_a_script_is_who_does_what_when() -> None:
    script = read(START)
    who, start, end = script.steps
    assert (script.title, script.devices, script.length_s) == ("Short", ("masimo", "dinamap"), 4000.0)
    assert (who.line, start.line, end.line) == (8, 13, 19)
    assert (start.by.name, start.by.role, start.at_s) == ("N. One", Role.NURSE, 60.0)
    command = start.command(1)
    assert isinstance(command, StartInfusion)
    assert (command.bed, command.rate_ml_h, command.observed_t, command.actor) == (1, 52.5, 60.0, start.by)
    assert isinstance(end.command(2), EndSession)


@pytest.mark.req("SAFE-01")
def test_a_patient_of_a_script_is_always_made_up() -> None:
    command = read().steps[0].command(1)
    assert isinstance(command, IdentifyPatient)
    assert (command.patient.simulated, len(command.patient.id)) == (True, 32)
    assert (command.patient.born, command.patient.patient_type) == (date(1980, 2, 29), PatientType.ADULT)
    assert command == read().steps[0].command(1)
    for more in ("simulated = false", 'id = "00000000000000000000000000000001"'):
        real = WHO.replace("weight_kg = 80.0", more)
        with pytest.raises(BrokenFileError, match="line 8: identify_patient needs 'patient' = "):
            rehearsal_reader.read("short", TOP + real + END)


def test_each_step_says_for_an_account_what_it_is() -> None:
    parts = (
        step(10, "give_rating", 'scale = "anxiety"\nvalue = 3'),
        step(11, "enter_respiration", "rate_per_min = 14.0"),
        step(12, "decide_go", "go = true"),
        step(13, "start_nibp", 'says = "first reading"'),
    )
    words = [each.words for each in read(*parts).steps]
    assert words[1:5] == ["rating: anxiety 3", "breathing: 14/min", "decide go", "first reading"]
    assert isinstance(read(*parts).steps[2].command(1), EnterRespiration)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (step(5, "give_ratting"), r"line 13: there is no command 'give_ratting'; there are account_vial, "),
        (step(5, "attach_device", 'driver = "x"'), "line 13: there is no command 'attach_device'"),
        (step(5, "adopt_protocol"), "line 13: there is no command 'adopt_protocol'"),
        (step(5, "retract", "entry = 3"), "line 13: there is no command 'retract'"),
        (
            step(5, "give_rating", 'scal = "pain"\nvalue = 3'),
            "line 13: give_rating has no 'scal'; it takes scale, ",
        ),
        (
            step(5, "give_rating", 'scale = "pain"\nvalue = "3"'),
            "give_rating.value must be a whole number, not '3'",
        ),
        (step(5, "give_rating", 'scale = "pain"\nvalue = true'), "must be a whole number, not True"),
        (step(5, "give_rating", 'scale = "pain"'), "line 13: give_rating cannot be read .*'value'"),
        (step(5, "set_phase", 'phase = "party"'), "set_phase.phase must be one of screening, baseline, "),
        (step(5, "change_rate", "rate_ml_h = nan"), "change_rate.rate_ml_h must be a number"),
        (step(5, "set_plan", "plan = { dosis = 3.0 }"), "line 13: set_plan.plan has no 'dosis'; it takes "),
        (step(5, "set_plan", "plan = 3"), "set_plan.plan must be a table"),
        (
            step(5, "give_score", 'scale = "phq9"\nversion = "1"\nanswers = [1, "2"]'),
            "answers must be a whole number",
        ),
        (step(5, "start_nibp", by="doctor"), "line 13: 'by' must be one of nurse"),
        (step(-1, "start_nibp"), "'at_s' must be a number from 0 to 86400"),
        (step(5, "start_nibp", "refused = 1"), "'refused' is true or false"),
        (step(5, "start_nibp", "bed = 2"), "start_nibp has no 'bed'; it takes nothing more"),
        (step(5000, "start_nibp"), "line 18: this step stands after one of a later time"),
        (step(5, "answer_all", 'form = "holiday"'), 'answer_all needs \'form\', "screening" or "discharge"'),
        (step(5, "answer_all", 'form = "screening"\nexcept = "x"'), "'except' of answer_all must be a table"),
        (
            step(5, "override_flagged", 'form = "screening"\nitem = "x"'),
            "override_flagged has no 'item'; it takes form",
        ),
        ('[[step]]\nat_s = 5\nby = "nurse"\ncommand = "write_note"\ntext = oops\n', "is no TOML: .*line 17"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(part: str, sentence: str) -> None:
    with pytest.raises(BrokenFileError, match=sentence):
        read(part)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TOP + WHO, "line 8: the last step must be end_session"),
        (TOP, r"there is no \[\[step\]\]: nobody does anything"),
        (
            TOP.replace('"nurse"', '"cook"') + WHO + END,
            r"\[people.nurse\] has no role 'cook'; there are technician",
        ),
        (TOP.replace('name = "N. One"', "") + WHO + END, r"\[people.nurse\] needs a 'name'"),
        (TOP.replace("title", "titel") + WHO + END, "the file has no 'titel'; it takes "),
        (TOP.replace('["masimo", "dinamap"]', '"masimo"') + WHO + END, "'devices' must be a list of drivers"),
    ],
)
def test_a_wrong_file_is_told(text: str, sentence: str) -> None:
    with pytest.raises(BrokenFileError, match=sentence):
        rehearsal_reader.read("short", text)


def test_a_script_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(BrokenFileError, match="no rehearsal 'mood': choose one of mood-40, pain-120"):
        rehearsal_reader.load("mood")


@pytest.mark.parametrize("key", rehearsal_reader.keys())
def test_the_scripts_that_come_with_bedside_are_whole(key: str) -> None:
    script = rehearsal_reader.load(key)
    names = {each.name for each in script.steps}
    assert {
        "identify_patient",
        "answer_all",
        "connect_devices",
        "start_nibp",
        "limits_from_baseline",
    } <= names
    assert {"start_infusion", "change_rate", "stop_infusion", "enter_respiration", "account_vial"} <= names
    page = rehearsal_reader.resource("rehearsals").parents[1] / "docs" / "simulator.md"
    assert f"| `{key}` |" in page.read_text(encoding="utf-8")


# The script's own arithmetic


@pytest.mark.req("DOSE-02")
def test_the_dose_of_a_script_is_rate_times_time_exactly() -> None:
    stop = step(2460, "stop_infusion")
    assert given(START, stop) == Decimal("35.0")
    pause, resume = step(1260, "pause_infusion"), step(1560, "resume_infusion")
    later = step(2760, "stop_infusion")
    assert given(START, pause, resume, later) == Decimal("35.0")
    assert given(START, pause, resume, later, until_s=1400.0) == Decimal("17.5")
    assert given(START, until_s=60.0 + 24.0) == Decimal("0.35")


@pytest.mark.req("DOSE-02")
def test_units_weights_and_boluses_count_as_they_were_typed() -> None:
    per_kg = step(
        60,
        "start_infusion",
        'rate_ml_h = 10.0\nconcentration_mg_ml = 5.0\nentered_value = 0.6\nentered_unit = "mg/kg/h"',
    )
    assert given(per_kg, step(3660, "stop_infusion")) == Decimal(
        "48"
    )  # 0.6 mg/kg/h · 80 kg, not 10 mL/h · 5 mg/mL
    bolus = step(70, "give_bolus", 'mg = 8.0\nentered_value = 0.1\nentered_unit = "mg/kg"')
    assert given(bolus) == Decimal("8.0")
    paused = (START, step(1260, "pause_infusion"), step(1300, "change_rate", "rate_ml_h = 105.0"))
    assert given(*paused) == Decimal("17.5")
    assert given(*paused, step(2400, "resume_infusion"), step(3000, "stop_infusion")) == Decimal("35.0")


def test_session_time_is_told_as_hours_minutes_seconds() -> None:
    assert [clock_text(t) for t in (0.0, 59.6, 3599.0, 7110.0)] == [
        "0:00:00",
        "0:01:00",
        "0:59:59",
        "1:58:30",
    ]
