"""Patients in the record: whose a session is, what it is called, and how fast that is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.clock import SystemClock
from bedside.errors import StoreError
from bedside.store import patient_rows
from bedside.store.library import Library
from bedside.store.patient_cards import Card, matching
from bedside.store.recorder import Recorder
from bedside.vitals.care_commands import FileSession, IdentifyPatient, SavePatient, WriteFollowUp
from bedside.vitals.commands import NamePatient, Retract, WriteNote
from bedside.vitals.patients import FollowUp, Medicine, PatientRecord, Sex, WeightBasis
from bedside.vitals.records import FollowUpWritten, PatientEntry, PatientSaved, Record, SessionFiled
from bedside.vitals.sessions import Actor, Mode, PatientType, Role
from tests.helpers.make_database import (
    NURSE,
    PATIENT,
    STARTED,
    Stream,
    patient_entries,
    patient_record,
    pleth,
    record_all,
    whole_session,
)

ADA = patient_record("Kestrel", simulated=False)
BO = patient_record("Merlin", id="b0" * 16, given_name="Bo", record_no="M-9", simulated=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "b.sqlite"


def says(stream: Stream, patient: PatientRecord, t: float = 1.0, reason: str = "") -> Record:
    return stream.made(IdentifyPatient(bed=1, actor=NURSE, patient=patient, reason=reason), t)


def saved(patient: PatientRecord, hours: float = 0.0) -> PatientSaved:
    return PatientSaved(
        utc=STARTED + timedelta(hours=hours), command=SavePatient(bed=0, actor=NURSE, patient=patient)
    )


def filed(session: str, patient: PatientRecord, before: str = "") -> SessionFiled:
    command = FileSession(bed=0, actor=NURSE, session=session, patient=patient.id, reason="slip")
    return SessionFiled(utc=STARTED + timedelta(hours=9), command=command, before=before)


def of(library: Library, patient: PatientRecord) -> list[str]:
    return [line.id for line in library.patients.sessions(patient.id)]


# Rows

text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
weight = st.none() | st.floats(1, 400)
people = st.builds(
    PatientRecord,
    id=text,
    simulated=st.booleans(),
    family_name=text,
    given_name=text,
    born=st.none() | st.dates(),
    record_no=text,
    sex=st.sampled_from(Sex),
    patient_type=st.sampled_from(PatientType),
    weight_kg=weight,
    height_cm=weight,
    weight_used_kg=weight,
    weight_basis=st.sampled_from(WeightBasis),
    indications=st.lists(text, max_size=3).map(tuple),
    prior_trials=st.none() | st.integers(0, 20),
    history=st.lists(st.tuples(text, text), max_size=3).map(tuple),
    medicines=st.lists(st.builds(Medicine, name=text, taken_today=st.none() | st.booleans()), max_size=3).map(
        tuple
    ),
    version=st.integers(0, 2**31),
)
follow_ups = st.builds(
    FollowUp,
    session=text,
    utc=text,
    ratings=st.lists(st.tuples(text, st.integers(0, 10)), max_size=3).map(tuple),
    words=text,
)
actors = st.builds(Actor, name=text, role=st.sampled_from(Role), verified=st.booleans())
station = {"bed": st.just(0), "actor": actors}
times = st.datetimes().map(lambda t: t.replace(tzinfo=STARTED.tzinfo))
entries = (
    st.builds(PatientSaved, utc=times, command=st.builds(SavePatient, patient=people, **station))
    | st.builds(
        SessionFiled,
        utc=times,
        command=st.builds(FileSession, session=text, patient=text, reason=text, **station),
        before=text,
    )
    | st.builds(
        FollowUpWritten,
        utc=times,
        command=st.builds(WriteFollowUp, patient=text, follow_up=follow_ups, **station),
    )
)


@given(entries)
def test_any_entry_about_a_patient_survives_its_row(entry: PatientEntry) -> None:
    row = {"key": 1, **patient_rows.patient_row(entry)}
    assert patient_rows.patient_entry(row) == entry
    assert row["patient"] == entry.patient


def test_an_entry_that_cannot_be_read_is_refused_without_quoting_it(path: Path) -> None:
    row = {"key": 7, **patient_rows.patient_row(saved(ADA))}
    row["command"] = row["command"].replace("1984-03-02", "Kestrel's birthday")
    with pytest.raises(
        StoreError, match=r"Entry 7 about a patient cannot be read .*: update this program"
    ) as error:
        patient_rows.patient_entry(row)
    assert "Kestrel" not in str(error.value)


def test_what_belongs_to_patients_comes_back_entry_for_entry(path: Path) -> None:
    record_all(path, [*whole_session(Stream("one")), *patient_entries("one")])
    first, second, by_whom, said = patient_entries("one")
    patients = Library(path).patients
    assert patients.versions(PATIENT) == [first, second]
    assert patients.newest(PATIENT) == second
    assert patients.filings("one") == [by_whom]
    assert patients.follow_ups(PATIENT) == patients.follow_ups_of("one") == [said]
    assert (patients.newest("nobody"), patients.versions("nobody")) == (None, [])


def test_what_belongs_to_patients_is_written_at_once_and_waits_for_no_interval(path: Path) -> None:
    clock = SystemClock()
    recorder = Recorder(path, clock, interval_s=3600.0)
    recorder.start()
    try:
        library = Library(path)
        for version in (1, 2):  # the second comes while the writer waits out its interval
            recorder.put(saved(patient_record(version=version)))
            deadline = clock.now() + 30.0
            while len(library.patients.versions(PATIENT)) < version:
                assert clock.now() < deadline, "it was not written"
                clock.sleep(0.01)
    finally:
        recorder.stop()


def test_a_follow_up_of_the_course_belongs_to_no_session(path: Path) -> None:
    said = FollowUp(session="", utc=STARTED.isoformat(), words="better since the third")
    course = FollowUpWritten(
        utc=STARTED, command=WriteFollowUp(bed=0, actor=NURSE, patient=ADA.id, follow_up=said)
    )
    record_all(path, [saved(ADA), course])
    assert Library(path).patients.follow_ups(ADA.id) == [course]


def test_a_follow_up_of_a_session_that_is_not_there_stands_without_it_and_is_not_lost(path: Path) -> None:
    said = FollowUp(session="nine", utc=STARTED.isoformat(), words="well")
    lone = FollowUpWritten(
        utc=STARTED, command=WriteFollowUp(bed=0, actor=NURSE, patient=ADA.id, follow_up=said)
    )
    record_all(path, [saved(ADA), lone])
    assert Library(path).patients.follow_ups(ADA.id) == [lone]


# Whose a session is


def test_a_session_belongs_to_whom_its_timeline_names_last(path: Path) -> None:
    stream = Stream("one")
    record_all(path, [*stream.opened(Mode.LIVE), says(stream, ADA), says(stream, BO, 2.0, "wrong line")])
    library = Library(path)
    assert (of(library, ADA), of(library, BO)) == ([], ["one"])
    owner = library.patients.owner("one")
    assert owner is not None
    assert (owner.patient, owner.filed, owner.reason, owner.actor) == (BO.id, False, "wrong line", NURSE.name)
    assert owner.utc == stream.utc(2.0)


def test_a_patient_that_was_taken_back_was_never_named(path: Path) -> None:
    stream = Stream("one")
    records = [*stream.opened(Mode.LIVE), says(stream, ADA), says(stream, BO, 2.0)]
    record_all(path, [*records, stream.made(Retract(bed=1, entry=2), 3.0)])
    library = Library(path)
    assert (of(library, ADA), of(library, BO)) == (["one"], [])
    record_all(path, [stream.made(Retract(bed=1, entry=1), 4.0)])
    assert library.patients.owner("one") is None
    assert (library.sessions()[0].patient, library.sessions()[0].label) == ("", "")


def test_a_filing_after_the_end_holds_over_the_timeline(path: Path) -> None:
    stream = Stream("one")
    record_all(path, [*stream.opened(Mode.LIVE), says(stream, ADA), stream.closed(9.0)])
    record_all(path, [saved(BO), filed("one", BO, ADA.id)])
    library = Library(path)
    assert (of(library, ADA), of(library, BO)) == ([], ["one"])
    (summary,) = library.sessions()
    assert (summary.patient, summary.label) == (BO.id, "Merlin, Bo")


def test_what_is_said_at_the_bed_after_a_filing_is_newer(path: Path) -> None:
    """A session that was interrupted for long, filed, and gone on with all the same by an earlier bedside."""
    stream = Stream("one")
    record_all(path, [*stream.opened(Mode.LIVE), saved(BO), filed("one", BO)])
    record_all(path, [says(stream, ADA, 2.0)])
    assert of(Library(path), ADA) == ["one"]


def test_a_course_is_told_with_beginnings_modes_and_ends_the_newest_first(path: Path) -> None:
    records: list[Record] = []
    for n in range(3):
        stream = Stream(f"s{n}", bed=n + 1, started=STARTED + timedelta(days=n))
        records += [*stream.opened(Mode.LIVE), says(stream, ADA)]
        records += [stream.closed(60.0)] if n < 2 else [stream.taken(pleth(1.0, 6))]
    record_all(path, records)
    newest, *older = Library(path).patients.sessions(ADA.id)
    assert (newest.id, newest.bed, newest.mode, newest.ended_utc) == ("s2", 3, Mode.LIVE, None)
    assert newest.started_utc == STARTED + timedelta(days=2)
    assert [(line.id, line.ended_utc) for line in older] == [
        ("s1", STARTED + timedelta(days=1, seconds=60)),
        ("s0", STARTED + timedelta(seconds=60)),
    ]


def test_limits_are_looked_for_in_the_newest_ended_session_of_the_patient(path: Path) -> None:
    records: list[Record] = []
    for n, (patient, ends) in enumerate([(ADA, True), (BO, True), (ADA, False)]):
        stream = Stream(f"s{n}", started=STARTED + timedelta(days=n))
        records += [
            *stream.opened(Mode.LIVE),
            says(stream, patient),
            *([stream.closed(60.0)] if ends else []),
        ]
    record_all(path, records)
    library = Library(path)
    found = library.newest_closed_of(ADA.id, Mode.LIVE)
    assert found is not None
    assert (found[0].id, found[1]) == ("s0", STARTED + timedelta(seconds=60))
    assert library.newest_closed_of(ADA.id, Mode.SIMULATION) is None


def test_a_label_is_the_newest_of_name_and_patient(path: Path) -> None:
    room = NamePatient(bed=1, label="Room 2 B", patient_type=PatientType.ADULT)
    streams = [Stream("one"), Stream("two", started=STARTED + timedelta(hours=1))]
    one, two = streams
    records = [*one.opened(Mode.LIVE), one.made(room, 1.0), says(one, ADA, 2.0)]
    records += [*two.opened(Mode.LIVE), says(two, BO, 1.0), two.made(room, 2.0)]
    record_all(path, records)
    assert [session.label for session in Library(path).sessions()] == ["Room 2 B", "Kestrel, Ada"]


def test_a_session_that_was_moved_to_another_patient_is_not_found_by_the_first_ones_label(path: Path) -> None:
    name = NamePatient(bed=1, label="Kestrel, Ada", patient_type=PatientType.ADULT)
    stream = Stream("one")
    record_all(path, [*stream.opened(Mode.LIVE), stream.made(name, 1.0), stream.closed(60.0)])
    assert Library(path).newest_closed("Kestrel, Ada", Mode.LIVE) is not None
    record_all(path, [saved(BO), filed("one", BO)])
    assert Library(path).newest_closed("Kestrel, Ada", Mode.LIVE) is None


# Finding


def card(family: str = "", given: str = "", record_no: str = "", born: str = "") -> Card:
    return Card.made(key=1, patient="x", simulated=False, words=(family, given, record_no, born))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(("", True), ("   ", True), ("brien", True), ("o'br", True), ("obrien sean", True)),
        *(("séan", True), ("SEAN O'BRIEN", True), ("O'Brien, Seán", True)),
        *(("0042", True), ("ab/0042", True), ("AB0042", True), ("ab-00", True)),
        *(("1979", True), ("1979-11", True), ("5.11.1979", True), ("05.11.1979", True), ("11/5/1979", True)),
        *(("brian", False), ("obrien mary", False), ("0043", False), ("1978", False), ("6.11.1979", False)),
    ],
)
def test_every_word_has_to_fit_something(text: str, found: bool) -> None:
    assert bool(matching([card("O’Brien".replace("’", "'"), "Seán", "AB/0042", "1979-11-05")], text)) is found


@given(people.filter(lambda p: p.family_name.strip() and p.born), st.data())
def test_a_patient_is_found_by_the_whole_name_as_it_was_written(patient: PatientRecord, data) -> None:
    assert matching([Card.of(saved(patient))], patient.family_name)
    assert isinstance(patient.born, date)
    assert matching([Card.of(saved(patient))], patient.born.isoformat())


def test_all_words_that_name_somebody_are_known_to_whoever_takes_them_out(path: Path) -> None:
    record_all(path, [saved(patient_record("Kestral")), saved(patient_record(version=2, escort_name="Ines"))])
    words = Library(path).patients.words()
    assert words == {"Kestral", "Kestrel", "Ada", "K-1207", "1984-03-02", "Ines"}


# A clinic of years


def clinic(sessions: int, patients: int, notes: int = 5) -> Iterable[Record]:
    for n in range(patients):
        yield saved(patient_record(f"Family {n}", id=f"{n:032x}", record_no=f"R{n}", simulated=False))
    for n in range(sessions):
        stream = Stream(f"s{n}", started=STARTED + timedelta(hours=n))
        yield from stream.opened(Mode.LIVE)
        yield says(stream, patient_record(f"Family {n % patients}", id=f"{n % patients:032x}"))
        for k in range(notes):
            yield stream.made(WriteNote(bed=1, actor=NURSE, text="a note " * 20), 2.0 + k)
        yield stream.closed(60.0)


def test_nothing_about_a_patient_looks_through_the_timelines_of_everybody(path: Path) -> None:
    """A count of steps, not of seconds: what is asked of one patient reads lines of its kind only."""
    record_all(path, list(clinic(40, 10)))
    library = Library(path)
    assert len(of(library, patient_record(id=f"{3:032x}"))) == 4
    with closing(sqlite3.connect(path)) as connection:
        for statement, index in (
            (
                "SELECT session FROM entry WHERE kind = 'identify_patient' AND json_extract(command, '$') = 1",
                "entry_by_kind",
            ),
            (
                "SELECT max(key) FROM patient_entry WHERE kind = 'save_patient' GROUP BY patient",
                "patient_entry_by_patient",
            ),
            (
                "SELECT * FROM patient_entry WHERE kind = 'save_patient' AND patient = 'x' ORDER BY key DESC",
                "patient_entry_by_patient",
            ),
            (
                "SELECT * FROM patient_entry WHERE session = 1 AND kind = 'file_session' ORDER BY key",
                "patient_entry_by_",
            ),
        ):
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
            assert index in plan, plan
            assert "SCAN entry" not in plan, plan
