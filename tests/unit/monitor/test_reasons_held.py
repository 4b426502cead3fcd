"""What needs a reason needs it at the station: no second window, script or button goes round a form that asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.empty_bed import EmptyBed
from bedside.monitor.patient_book import PatientBook
from bedside.monitor.patient_desk import PatientDesk
from bedside.vitals.care_commands import GiveBolus, IdentifyPatient, SavePatient, SetPlan
from bedside.vitals.commands import ChangeRate, Command, NamePatient, StopInfusion
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import DoseCautions
from bedside.vitals.records import PatientEntry, PatientSaved
from bedside.vitals.sessions import PatientType
from tests.helpers.held_rules import CLEAR, MARTA, NURSE, PROTOCOL, START, Place

PLAN = SessionPlan(dose_mg=35.0, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0)
BOLUS = GiveBolus(bed=1, actor=NURSE, mg=5.0)
NAME = NamePatient(bed=1, actor=NURSE, label="Reyes, Marta", patient_type=PatientType.ADULT, weight_kg=70.0)
ASKED = "This needs a reason: write why."


def plan(**other: float | None) -> SetPlan:
    return SetPlan(bed=1, actor=NURSE, plan=replace(PLAN, **other))  # type: ignore[arg-type]


def rate(ml_h: float) -> ChangeRate:
    return ChangeRate(bed=1, actor=NURSE, rate_ml_h=ml_h)


ODD: tuple[tuple[Command, str], ...] = (
    (plan(dose_mg=77.0), "A plan of 1.1 mg/kg is over this site's 1 mg/kg."),
    (plan(dose_mg=None, dose_mg_kg=1.1), "A plan of 1.1 mg/kg is over this site's 1 mg/kg."),
    (plan(dose_mg=101.0, weight_kg=None), "A plan of 101 mg is over 100 mg."),
    (plan(minutes=9.0), "9 min is shorter than 10 min."),
    (plan(concentration_mg_ml=10.0), "10 mg/mL is undiluted strength. Check the label of the syringe."),
    (
        plan(weight_kg=7.0, dose_mg=3.5),
        "7 kg is a tenth of the 70 kg on record. Is the decimal mark in its place?",
    ),
    (plan(weight_kg=154.3), "154.3 would be the 70 kg on record in pounds. Is it in kg?"),
    (plan(weight_kg=80.0), "80 kg is 14 % more than the 70 kg on record."),
    (replace(START, planned_mg=120.0), "A plan of 1.71 mg/kg is over this site's 1 mg/kg."),
    (replace(START, planned_min=9.0, planned_mg=7.875), "9 min is shorter than 10 min."),
    (
        replace(START, concentration_mg_ml=10.0, rate_ml_h=5.25),
        "10 mg/mL is undiluted strength. Check the label of the syringe.",
    ),
    (replace(START, rate_ml_h=525.0), "525 mL/h is 10 times the planned rate. A digit too many?"),
    (replace(START, weight_kg=80.0), "80 kg is 14 % more than the 70 kg on record."),
    (replace(BOLUS, mg=101.0), "A bolus of 1.44 mg/kg is over this site's 1 mg/kg."),
    (
        replace(NAME, weight_kg=7.0),
        "7 kg is a tenth of the 70 kg on record. Is the decimal mark in its place?",
    ),
    (
        replace(NAME, label="Okafor", weight_kg=14.0),
        "14 kg is unusual for an adult. Is the decimal mark in its place?",
    ),
)


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(("command", "words"), ODD, ids=[f"{type(c).__name__}, {w}" for c, w in ODD])
def test_an_entry_that_asks_for_a_reason_is_refused_without_one_and_taken_with_one(
    command: Command, words: str
) -> None:
    place = Place()
    place.say(CLEAR)
    for blank in ("", "  "):
        assert place.refusal(replace(command, reason=blank)) == f"{words} {ASKED}"  # type: ignore[call-arg]
    place.say(replace(command, reason="agreed with Dr. Hartmann"))  # type: ignore[call-arg]


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    "command",
    [
        plan(),
        plan(dose_mg=70.0),
        plan(minutes=10.0, dose_mg=20.0),
        plan(dose_mg=None, dose_mg_kg=None, minutes=None, concentration_mg_ml=None, weight_kg=None),
        plan(weight_kg=77.0),
        replace(NAME, weight_kg=77.0),
        replace(NAME, label="Okafor", weight_kg=120.0),
        replace(BOLUS, mg=35.0),
        START,
    ],
)
def test_what_lies_within_the_bounds_is_taken_without_a_reason(command: Command) -> None:
    place = Place()
    place.say(CLEAR, command)


@pytest.mark.req("DOSE-03")
def test_a_changed_rate_with_a_digit_too_many_is_refused_without_a_reason() -> None:
    place = Place()
    place.say(CLEAR, START)
    assert place.refusal(rate(525.0)).startswith("525 mL/h is 10 times the rate now. A digit too many?")
    place.say(rate(60.0), replace(rate(525.0), reason="Plan step"))


@pytest.mark.req("DOSE-03")
def test_a_bolus_beyond_the_plan_is_refused_without_a_reason() -> None:
    place = Place()
    place.say(CLEAR, START)
    beyond = replace(BOLUS, mg=45.0)
    assert "the plan is 35 mg" in place.refusal(beyond)
    place.say(replace(beyond, reason="agreed"))


@pytest.mark.req("DOSE-03")
def test_a_correction_is_asked_like_the_entry_it_stands_for() -> None:
    place = Place()
    place.say(CLEAR, BOLUS)
    wrong = replace(BOLUS, mg=101.0, replaces=place.last(GiveBolus), observed_t=place.now)
    assert ASKED in place.refusal(wrong)
    place.say(replace(wrong, reason="read from the syringe"))


@pytest.mark.req("DOSE-03")
def test_the_bounds_are_those_of_the_protocol_of_the_session() -> None:
    strict = replace(PROTOCOL, cautions=DoseCautions(most_mg_kg=0.4))
    assert "over this site's 0.4 mg/kg" in Place(protocol=strict).refusal(plan())
    assert "over this site's 1 mg/kg" in Place(protocol=None).refusal(plan(dose_mg=77.0))


@pytest.mark.req("DOSE-03")
def test_the_height_and_the_age_of_the_record_ask_about_the_weight_of_a_plan() -> None:
    unweighed = replace(MARTA, weight_kg=None, weight_used_kg=None)
    place = Place()
    place.say(IdentifyPatient(bed=1, actor=NURSE, patient=unweighed))
    assert "at 168 cm is a BMI of" in place.refusal(plan(weight_kg=154.0, dose_mg=20.0))
    child = replace(unweighed, patient_type=PatientType.CHILD, born=MARTA.born.replace(year=2020))  # type: ignore[union-attr]
    place.say(IdentifyPatient(bed=1, actor=NURSE, patient=child))
    assert "unusual at 6 years" in place.refusal(plan(weight_kg=70.0))


@pytest.mark.req("DOSE-03")
def test_a_weight_that_stands_in_the_session_is_not_asked_about_again_by_every_dose() -> None:
    place = Place()
    place.say(CLEAR, replace(NAME, weight_kg=90.0, reason="weighed in the room"))
    place.say(replace(START, weight_kg=90.0))
    assert "90 kg is 29 % more than the 70 kg on record." in place.refusal(plan(weight_kg=90.0)), (
        "a plan is held against the record of the patient"
    )
    place.say(StopInfusion(bed=1))


@pytest.mark.req("DOSE-03")
def test_who_is_named_on_an_empty_bed_is_asked_as_in_a_session() -> None:
    bed = EmptyBed(1)
    light = replace(NAME, weight_kg=7.0)
    with pytest.raises(RefusedError, match="needs a reason"):
        bed.command(light)
    assert bed.take_name() is None
    bed.command(replace(light, reason="weighed twice"))
    assert bed.take_name() is not None


class Book:
    """Patients' records without a disk."""

    library: object | None = object()

    def __init__(self) -> None:
        self.saved: dict[str, PatientSaved] = {}

    def newest(self, patient: str) -> PatientSaved | None:
        return self.saved.get(patient)

    def with_number(self, _number: str, *, simulated: bool) -> list[str]:
        del simulated
        return []

    def add(self, entry: PatientEntry) -> None:
        assert isinstance(entry, PatientSaved)
        self.saved[entry.patient] = entry


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def desk(book: Book) -> PatientDesk:
    clock = ManualClock(now=500.0, utc=datetime(2026, 11, 14, 9, 0, tzinfo=UTC))
    return PatientDesk(clock, lambda _record: None, cast("PatientBook", book))


@pytest.mark.req("DOSE-03")
def test_a_record_with_an_unlikely_weight_is_kept_with_its_reason_only(desk: PatientDesk, book: Book) -> None:
    save = SavePatient(bed=0, actor=NURSE, patient=MARTA)
    desk.obey(save, ())
    heavier = replace(MARTA, weight_kg=154.3, weight_used_kg=154.3, version=1)
    with pytest.raises(RefusedError, match=r"154\.3 would be .* in pounds\. .* write why"):
        desk.obey(replace(save, patient=heavier), ())
    assert book.saved[MARTA.id].command.patient.weight_kg == 70.0
    desk.obey(replace(save, patient=heavier, reason="weighed twice"), ())
    taller = replace(heavier, version=2, escort_name="Ben")
    desk.obey(replace(save, patient=taller), ())  # what stood in the record is not asked about again


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize("recording", [True, False])
def test_who_is_identified_without_a_record_is_asked_about_the_weight_as_well(
    desk: PatientDesk, book: Book, recording: bool
) -> None:
    if not recording:
        book.library = None
    light = replace(MARTA, weight_kg=7.0, weight_used_kg=7.0)
    who = IdentifyPatient(bed=1, actor=NURSE, patient=light)
    with pytest.raises(RefusedError, match="needs a reason"):
        desk.identified(who)
    desk.identified(replace(who, reason="weighed twice"))
    desk.identified(who, before=light)  # it stands in the session already
