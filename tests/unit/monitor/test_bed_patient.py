"""A session can begin with its patient, before any device; and it moves to another patient only with a trace."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.bed import DEVICELESS_END_S, Bed
from bedside.monitor.bed_sessions import Site
from bedside.monitor.resume import Unfinished, unfinished_in
from bedside.monitor.updates import MonitorUpdate
from bedside.store.library import Library
from bedside.vitals.care_commands import AdoptProtocol, AnswerItem, IdentifyPatient
from bedside.vitals.commands import EndSession, NamePatient
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem, Intervals, Protocol
from bedside.vitals.readings import Numeric
from bedside.vitals.records import EntryMade, Record, SessionOpened
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role
from tests.helpers.alarms import NoAlarms
from tests.helpers.make_database import Stream, record_all

NAME = NamePatient(bed=3, label="Okafor", patient_type=PatientType.ADULT)
NURSE = Actor(name="A. Moreno", role=Role.NURSE)
EVERY = Intervals(infusion_start=5.0, infusion=10.0, recovery_start=15.0, recovery=15.0)
PROTOCOL = Protocol(
    key="mood",
    title="Mood",
    version=1,
    family="mood",
    nibp=EVERY,
    observation=EVERY,
    ratings=EVERY,
    screening=(GateItem(key="glaucoma", words="Glaucoma"),),
)
MARTA = PatientRecord(
    id="a" * 32, simulated=False, family_name="Reyes", given_name="Marta", born=date(1991, 6, 2)
)
LUIS = PatientRecord(id="b" * 32, simulated=False, family_name="Ortega", record_no="20433")
MADE_UP = dataclasses.replace(MARTA, id="c" * 32, simulated=True)


class Place:
    """One bed of a site with a protocol."""

    def __init__(self, unfinished: Unfinished | None = None) -> None:
        self.clock = ManualClock(now=500.0, utc=datetime(2026, 11, 14, 9, 0, tzinfo=UTC))
        self.records: list[Record] = []
        self.bed = Bed(
            3,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=lambda _profile: NoAlarms(),
            record=self.records.append,
            unfinished=lambda _number: unfinished,
            site=Site(protocol=lambda: PROTOCOL),
        )

    def identify(self, patient: PatientRecord, reason: str = "") -> None:
        self.bed.command(
            IdentifyPatient(bed=3, actor=NURSE, patient=patient, reason=reason), self.clock.now()
        )

    def seen(self) -> MonitorUpdate:
        return self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")

    def connect(self, *, simulated: bool = False) -> None:
        t = self.clock.now()
        self.bed.attach("oximeter", t, simulated=simulated)
        self.bed.arrive("oximeter", [Numeric(parameter=Parameter.SPO2, t=t, value=97.0)], t)


def left_open(folder: Path, patient: PatientRecord | None) -> Unfinished | None:
    """A session of bed 3 that an earlier run left open a minute before `Place` begins."""
    stream = Stream("left", bed=3, started=datetime(2026, 11, 14, 8, 59, tzinfo=UTC))
    records = [*stream.opened(Mode.LIVE), stream.taken(Numeric(parameter=Parameter.SPO2, t=1.0, value=96.0))]
    if patient is not None:
        records.append(stream.made(IdentifyPatient(bed=3, actor=NURSE, patient=patient), 2.0))
    record_all(folder / "b.sqlite", records)
    return unfinished_in(Library(folder / "b.sqlite"), 3)


def test_a_patient_opens_the_session_before_anything_is_connected():
    place = Place()
    place.identify(MARTA)
    session = place.seen().session
    assert session is not None
    assert (session.label, session.mode, session.phase) == ("Reyes, Marta", Mode.LIVE, Phase.SCREENING)


def test_the_forms_of_an_unconnected_session_wait_for_a_device_as_long_as_they_have_to():
    place = Place()
    place.identify(MARTA)
    place.seen()
    place.clock.advance(2 * DEVICELESS_END_S)
    place.bed.command(
        AnswerItem(bed=3, actor=NURSE, form="screening", item="glaucoma", answer="no"), place.clock.now()
    )
    place.connect()
    update = place.seen()
    assert sum(isinstance(record, SessionOpened) for record in place.records) == 1
    assert update.numerics[Parameter.SPO2].value == 97.0
    assert isinstance(update.entries[-1].command, AnswerItem)


def test_every_session_keeps_the_protocol_it_began_with():
    place = Place()
    place.connect()
    entries = [record.entry for record in place.records if isinstance(record, EntryMade)]
    assert entries[0].command == AdoptProtocol(bed=3, actor=entries[0].command.actor, protocol=PROTOCOL)
    assert place.seen().session.phase is Phase.SCREENING  # type: ignore[union-attr]


def test_monitoring_may_begin_with_nobody_named_and_be_attributed_later():
    place = Place()
    place.connect()
    assert place.seen().session.label == ""  # type: ignore[union-attr]
    place.clock.advance(300.0)
    place.identify(MARTA)
    session = place.seen().session
    assert session is not None
    assert session.label == "Reyes, Marta"
    assert sum(isinstance(record, SessionOpened) for record in place.records) == 1


def test_a_name_that_waited_for_a_session_is_not_the_one_of_a_later_patient():
    place = Place()
    place.bed.command(NAME, place.clock.now())
    place.identify(LUIS)
    place.connect()
    assert place.seen().session.label == "Ortega"  # type: ignore[union-attr]
    place.bed.command(EndSession(bed=3, next_patient=True), place.clock.now())
    place.clock.advance(1.0)
    place.connect()
    assert place.seen().session.label == ""  # type: ignore[union-attr]
    assert place.bed.patient_type is PatientType.NOT_SET


def test_a_name_that_waited_is_of_the_session_that_goes_on_without_one(tmp_path: Path, expect_log):
    expect_log("goes on after")
    place = Place(unfinished=left_open(tmp_path, None))
    place.bed.command(NAME, place.clock.now())
    place.connect()
    assert place.seen().session.label == "Okafor"  # type: ignore[union-attr]


def test_a_session_that_goes_on_keeps_its_patient_whatever_was_typed_meanwhile(tmp_path: Path, expect_log):
    expect_log("goes on after")
    place = Place(unfinished=left_open(tmp_path, MARTA))
    place.bed.command(NAME, place.clock.now())
    place.connect()
    assert place.seen().session.label == "Reyes, Marta"  # type: ignore[union-attr]
    place.bed.command(EndSession(bed=3, next_patient=True), place.clock.now())
    place.clock.advance(1.0)
    place.connect()
    assert place.seen().session.label == ""  # type: ignore[union-attr]


@pytest.mark.req("ALM-41")
def test_limits_of_an_interrupted_session_are_offered_under_the_name_of_its_patient(tmp_path: Path):
    left = left_open(tmp_path, MARTA)
    assert left is not None
    assert left.edited_limits().label == "Reyes, Marta"


def test_another_patient_needs_a_reason_and_both_stay_on_the_timeline():
    place = Place()
    place.identify(MARTA)
    with pytest.raises(RefusedError, match="reason"):
        place.identify(LUIS)
    assert place.seen().session.label == "Reyes, Marta"  # type: ignore[union-attr]
    place.identify(LUIS, "the wrong row was tapped")
    update = place.seen()
    assert update.session.label == "Ortega"  # type: ignore[union-attr]
    patients = [e.command.patient for e in update.entries if isinstance(e.command, IdentifyPatient)]
    assert patients == [MARTA, LUIS]


@pytest.mark.req("SAFE-01")
@pytest.mark.parametrize(("simulated", "patient"), [(True, MARTA), (False, MADE_UP)])
def test_simulated_and_real_never_meet_in_one_session(simulated: bool, patient: PatientRecord):
    place = Place()
    place.connect(simulated=simulated)
    with pytest.raises(RefusedError, match="never filed under"):
        place.identify(patient)
    assert place.seen().session.label == ""  # type: ignore[union-attr]


def test_one_identifier_is_too_few():
    place = Place()
    with pytest.raises(RefusedError, match="Two identifiers"):
        place.identify(dataclasses.replace(MARTA, born=None))
    assert place.seen().session is None


def test_an_answer_without_a_session_says_how_one_opens():
    place = Place()
    with pytest.raises(RefusedError, match="choose the patient, or connect a device"):
        place.bed.command(
            AnswerItem(bed=3, actor=NURSE, form="screening", item="glaucoma", answer="no"), place.clock.now()
        )
