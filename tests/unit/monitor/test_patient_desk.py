"""Patients are kept, sessions filed and follow-ups written: what is accepted, what is refused and in which words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.patient_book import NOT_RECORDING, PatientBook
from bedside.monitor.patient_desk import PatientDesk
from bedside.monitor.patients import MOST_FOUND, Patients
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.care_commands import FileSession, IdentifyPatient, SavePatient, WriteFollowUp
from bedside.vitals.patients import FollowUp, Medicine, PatientRecord
from bedside.vitals.records import FollowUpWritten, PatientSaved, Record, SessionFiled
from bedside.vitals.sessions import Actor, Mode, Role
from tests.helpers.make_database import STARTED, Stream, patient_record, pleth

SOFIA = Actor(name="Sofia Lindqvist", role=Role.NURSE)
TOMAS = Actor(name="Tomas Achterberg", role=Role.SUPERVISOR)
LATER = STARTED + timedelta(days=1)
OTHER = "0ddba11" * 4 + "0ddb"


class Desk:
    """A desk over a real record. `flushed` writes what is on its way, as the recorder does a moment later."""

    def __init__(self, path: Path, *records: Record) -> None:
        self.path = path
        self.clock = ManualClock(now=100_000.0, utc=LATER)
        self.waiting: list[Record] = list(records)
        self.kept: list[Record] = []
        self.open: set[str] = set()
        self.flushed()
        self.book = PatientBook(Library(path))
        self.patients = Patients(self.book)
        self._desk = PatientDesk(self.clock, self._take, self.book)

    def _take(self, record: Record) -> None:
        self.kept.append(record)
        self.waiting.append(record)

    def flushed(self) -> Desk:
        recorder = Recorder(self.path, self.clock, interval_s=0.01)
        recorder.start()
        for record in self.waiting:
            recorder.put(record)
        self.waiting = []
        recorder.stop()
        return self

    def save(self, patient: PatientRecord, actor: Actor = SOFIA, reason: str = "") -> PatientRecord:
        self._desk.obey(SavePatient(bed=0, actor=actor, patient=patient, reason=reason), self.open)
        kept = self.patients.record(patient.id)
        assert kept is not None
        return kept

    def file(self, session: str, patient: PatientRecord, reason: str = "") -> None:
        command = FileSession(bed=0, actor=TOMAS, session=session, patient=patient.id, reason=reason)
        self._desk.obey(command, self.open)

    def follow_up(self, patient: PatientRecord, **said: Any) -> None:
        told = FollowUp(**({"session": "", "utc": LATER.isoformat(), "words": "well"} | said))
        self._desk.obey(WriteFollowUp(bed=0, actor=SOFIA, patient=patient.id, follow_up=told), self.open)

    def correct(self, original: FollowUpWritten, **said: Any) -> None:
        """Put right what was written down; `reason` and `withdrawn` are of the correction."""
        of = {name: said.pop(name) for name in ("reason", "withdrawn") if name in said}
        told = FollowUp(**({"session": "", "utc": LATER.isoformat(), "words": "well"} | said))
        command = WriteFollowUp(
            bed=0, actor=SOFIA, patient=original.patient, follow_up=told, replaces=original.written, **of
        )
        self._desk.obey(command, self.open)


def new(family: str = "Kestrel", **more: Any) -> PatientRecord:
    """As a form hands it in for the first time: built on no version."""
    return patient_record(family, **({"version": 0, "simulated": False} | more))


def ended(session: str, mode: Mode = Mode.LIVE, *, patient: PatientRecord | None = None) -> list[Record]:
    stream = Stream(session)
    records: list[Record] = [*stream.opened(mode), stream.taken(pleth(1.0, 6))]
    if patient is not None:
        records.append(stream.made(IdentifyPatient(bed=1, actor=SOFIA, patient=patient), 2.0))
    return [*records, stream.closed(60.0)]


def interrupted(session: str) -> list[Record]:
    stream = Stream(session)
    return [*stream.opened(Mode.LIVE), stream.taken(pleth(1.0, 6))]


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make(tmp_path: Path) -> MakeDesk:
    return lambda *records: Desk(tmp_path / "b.sqlite", *records)


@pytest.fixture
def desk(make: MakeDesk) -> Desk:
    return make()


@pytest.fixture
def refused() -> Callable[..., str]:
    def refused(desk: Desk, doing: Callable[[], object]) -> str:
        before = len(desk.kept)
        with pytest.raises(RefusedError) as error:
            doing()
        assert len(desk.kept) == before, "a refused command changes nothing"
        words = str(error.value)
        assert words.endswith((".", "says why.")) and words[0].isupper()
        return words

    return refused


# Records


def test_a_saved_patient_is_found_at_once_and_still_after_the_recorder_has_written_it(desk: Desk) -> None:
    kept = desk.save(new())
    for there in (desk, desk.flushed()):
        assert there.patients.record(kept.id) == kept
        (found,) = there.patients.search("kestrel", simulated=False)
        assert (found.command.patient, found.command.actor, found.utc) == (kept, SOFIA, LATER)
    assert Patients(PatientBook(Library(desk.path))).record(kept.id) == kept


def test_each_save_adds_a_version_and_overwrites_none(desk: Desk) -> None:
    first = desk.save(new(weight_kg=71.5))
    second = desk.save(replace(first, weight_kg=73.0), TOMAS)
    desk.flushed()
    third = desk.save(replace(second, weight_kg=74.0))
    assert [kept.version for kept in (first, second, third)] == [1, 2, 3]
    versions = desk.patients.versions(first.id)
    assert [each.command.patient for each in versions] == [first, second, third]
    assert [each.command.actor for each in versions] == [SOFIA, TOMAS, SOFIA]
    assert list(desk.flushed().patients.versions(first.id)) == list(versions)


def test_who_saves_on_an_older_version_is_told_who_changed_it_when_and_that_nothing_is_lost(
    desk: Desk, refused
) -> None:
    opened_twice = desk.save(new())
    theirs = desk.save(replace(opened_twice, allergies="latex"), TOMAS)
    desk.clock.advance(60.0)
    words = refused(desk, lambda: desk.save(replace(opened_twice, allergies="penicillin")))
    here = LATER.astimezone()
    assert f"changed by Tomas Achterberg at {here:%H:%M}" in words
    assert "nothing of theirs was lost and nothing of yours was saved" in words
    assert desk.patients.record(theirs.id) == theirs
    again = desk.save(replace(theirs, allergies="latex, penicillin"))
    assert again.version == 3


def test_a_change_of_another_day_is_told_with_its_day(desk: Desk, refused) -> None:
    first = desk.save(new())
    desk.save(first, TOMAS)
    desk.clock.advance(3 * 86400.0)
    assert f"on {LATER.astimezone():%Y-%m-%d} at " in refused(desk, lambda: desk.save(first))


@pytest.mark.parametrize(
    "known",
    [
        {"given_name": "Ada", "born": None, "record_no": ""},
        {"family": "", "record_no": "", "born": date(1984, 3, 2)},
        {"family": "  ", "born": None, "record_no": "K-1207"},
        {"family": "", "born": None, "record_no": "   "},
    ],
)
def test_a_patient_needs_two_identifiers_and_blanks_are_none(desk: Desk, refused, known) -> None:
    words = refused(desk, lambda: desk.save(new(**known)))
    assert words == "Two identifiers are needed: enter two of family name, date of birth and record number."


@pytest.mark.parametrize(
    "known",
    [
        {"record_no": ""},
        {"born": None},
        {"family": "", "given_name": ""},
    ],
)
def test_any_two_identifiers_will_do(desk: Desk, known) -> None:
    assert desk.save(new(**known)).version == 1


def test_a_child_born_today_is_accepted_and_one_born_tomorrow_is_not(desk: Desk, refused) -> None:
    today = LATER.astimezone().date()
    assert desk.save(new(born=today)).born == today
    words = refused(desk, lambda: desk.save(new(id=OTHER, record_no="2", born=today + timedelta(days=1))))
    assert words == "The date of birth is in the future: correct it."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"born": date(1905, 3, 14)}, "The date of birth is more than 120 years ago: correct the year."),
        ({"weight_kg": 0.7}, "The weight cannot be 0.7 kg: enter 1 to 400 kg, or leave it empty."),
        ({"weight_kg": 715.0}, "The weight cannot be 715 kg: enter 1 to 400 kg, or leave it empty."),
        ({"weight_kg": float("nan")}, "The weight cannot be nan kg: enter 1 to 400 kg, or leave it empty."),
        (
            {"weight_used_kg": 401.0},
            "The weight used for doses cannot be 401 kg: enter 1 to 400 kg, or leave it empty.",
        ),
        ({"height_cm": 1.72}, "The height cannot be 1.72 cm: enter 30 to 250 cm, or leave it empty."),
        ({"height_cm": 251.0}, "The height cannot be 251 cm: enter 30 to 250 cm, or leave it empty."),
        (
            {"prior_trials": -1},
            "The number of medicines tried before cannot be below 0: correct it, or leave it empty.",
        ),
        (
            {"medicines": (Medicine(name=" "),)},
            "A medicine has no name: enter it, or take the line away.",
        ),
        ({"id": "no id"}, "This record has no identity of its own: close the form and open it again."),
    ],
)
def test_what_cannot_be_is_refused_in_words_that_say_what_to_do(desk: Desk, refused, wrong, words) -> None:
    assert refused(desk, lambda: desk.save(new(**wrong))) == words


@pytest.mark.parametrize(
    "edge",
    [
        {"born": date(1905, 3, 16)},
        {"weight_kg": 1.0, "weight_used_kg": 400.0},
        {"height_cm": 30.0},
        {"height_cm": 250.0},
        {"prior_trials": 0},
    ],
)
def test_the_edges_of_what_can_be_are_accepted(desk: Desk, edge) -> None:
    desk.save(new(**edge), reason="measured twice")


@pytest.mark.parametrize("written", ["K-1207", "k1207", " K 12-07 "])
@pytest.mark.parametrize("on_disk", [True, False])
def test_a_record_number_belongs_to_one_patient_however_it_is_written(
    desk: Desk, refused, caplog: pytest.LogCaptureFixture, written: str, on_disk: bool
) -> None:
    desk.save(new("Kestrel", record_no="K-1207"))
    if on_disk:
        desk.flushed()
    with caplog.at_level(logging.DEBUG):
        words = refused(desk, lambda: desk.save(new("Merlin", id=OTHER, record_no=written)))
    assert words.startswith("Another patient has this record number already")
    for private in ("Kestrel", "Merlin", "1207", "1984"):
        assert private not in words + caplog.text


def test_a_number_that_was_corrected_is_free_again(desk: Desk) -> None:
    slip = desk.save(new("Kestrel", record_no="1207"))
    desk.save(replace(slip, record_no="1270"))
    assert desk.save(new("Merlin", id=OTHER, record_no="1207")).version == 1


def test_patients_without_a_record_number_do_not_get_in_each_others_way(desk: Desk) -> None:
    desk.save(new("Kestrel", record_no=""))
    desk.save(new("Merlin", id=OTHER, record_no=""))


@pytest.mark.req("SAFE-01")
def test_a_simulated_patient_may_have_the_number_of_a_real_one_and_is_never_offered_beside_it(
    desk: Desk,
) -> None:
    real = desk.save(new("Kestrel"))
    made_up = desk.save(new("Kestrel", id=OTHER, simulated=True))
    for there in (desk, desk.flushed()):
        for text in ("", "kestrel", "1207", "1984"):
            assert [each.patient for each in there.patients.search(text, simulated=False)] == [real.id]
            assert [each.patient for each in there.patients.search(text, simulated=True)] == [made_up.id]


@pytest.mark.req("SAFE-01")
def test_a_simulated_patient_never_becomes_a_real_one(desk: Desk, refused) -> None:
    made_up = desk.save(new(simulated=True))
    words = refused(desk, lambda: desk.save(replace(made_up, simulated=False)))
    assert words.startswith("A simulated patient never becomes a real one")


def test_blanks_around_names_and_numbers_are_not_kept(desk: Desk) -> None:
    kept = desk.save(new("  van  der Meer ", given_name=" Ada", record_no=" K-1207 "))
    assert (kept.label, kept.record_no) == ("van der Meer, Ada", "K-1207")


@pytest.mark.parametrize(
    "text",
    [
        *("öz", "Ozde", "demir ayş", "ayse OZDEMIR", "Özdemir, Ayşe", "a-55", "A55", "özdemir 84"),
        *("1984", "1984-03-02", "2.3.1984", "02/03/1984", "3/2/1984"),
    ],
)
def test_a_patient_is_found_by_any_part_of_what_is_known(desk: Desk, text: str) -> None:
    desk.save(new("Özdemir", given_name="Ayşe", record_no="A-55 12"))
    desk.save(new("Merlin", id=OTHER, given_name="Bo", record_no="9", born=date(1970, 7, 17)))
    assert [each.command.patient.given_name for each in desk.patients.search(text, False)] == ["Ayşe"]
    assert [each.command.patient.given_name for each in desk.flushed().patients.search(text, False)] == [
        "Ayşe"
    ]


def test_the_last_saved_comes_first_and_a_long_list_ends(desk: Desk) -> None:
    ids = [f"{n:032x}" for n in range(MOST_FOUND + 5)]
    for n, each in enumerate(ids):
        desk.save(new(f"Family {n}", id=each, record_no=str(n)))
        desk.clock.advance(1.0)
        if n == 30:
            desk.flushed()
    desk.save(desk.patients.record(ids[3]))  # type: ignore[arg-type]
    found = [each.patient for each in desk.patients.search("", simulated=False)]
    assert (
        found
        == [ids[3], *reversed(ids)][:4]
        + [each for each in reversed(ids) if each != ids[3]][3 : MOST_FOUND - 1]
    )
    assert found == [each.patient for each in desk.flushed().patients.search("", simulated=False)]


# Filing


def test_a_session_that_is_over_is_put_under_a_patient(make: MakeDesk) -> None:
    desk = make(*ended("one"), *ended("two"))
    patient = desk.save(new())
    assert desk.patients.sessions(patient.id) == ()
    desk.file("one", patient)
    for there in (desk, desk.flushed()):
        (line,) = there.patients.sessions(patient.id)
        assert (line.id, line.mode, line.started_utc) == ("one", Mode.LIVE, STARTED)
        assert line.owner is not None
        assert (line.owner.actor, line.owner.filed, line.owner.utc) == (TOMAS.name, True, LATER)
    assert {each.id: each.label for each in Library(desk.path).sessions()} == {
        "one": "Kestrel, Ada",
        "two": "",
    }


def test_a_session_is_moved_to_another_patient_with_a_reason_and_a_trace(make: MakeDesk, refused) -> None:
    wrong = replace(new("Kestrel"), version=1)
    desk = make(*ended("one", patient=wrong))
    desk.save(replace(wrong, version=0))
    right = desk.save(new("Merlin", id=OTHER, record_no="2"))
    words = refused(desk, lambda: desk.file("one", right))
    assert words.startswith("That session stands under another patient: give the reason")
    assert refused(desk, lambda: desk.file("one", right, "  ")) == words
    desk.file("one", right, "picked the line above")
    for there in (desk, desk.flushed()):
        assert there.patients.sessions(wrong.id) == ()
        (line,) = there.patients.sessions(right.id)
        assert line.owner is not None
        assert (line.owner.patient, line.owner.reason) == (right.id, "picked the line above")
    (filed,) = Library(desk.path).patients.filings("one")
    assert (filed.before, filed.command.actor) == (wrong.id, TOMAS)
    (entry,) = Library(desk.path).open("one").entries()
    assert entry.command.patient.id == wrong.id, "the timeline keeps what it said"  # type: ignore[attr-defined]


def test_a_session_is_moved_back_again(make: MakeDesk) -> None:
    desk = make(*ended("one"))
    a = desk.save(new())
    b = desk.save(new("Merlin", id=OTHER, record_no="2"))
    desk.file("one", a)
    desk.file("one", b, "slip")
    desk.flushed()
    desk.file("one", a, "no slip")
    for there in (desk, desk.flushed()):
        assert [line.id for line in there.patients.sessions(a.id)] == ["one"]
        assert there.patients.sessions(b.id) == ()
    assert [filed.before for filed in Library(desk.path).patients.filings("one")] == ["", a.id, b.id]


def test_filing_where_it_stands_already_is_refused(make: MakeDesk, refused) -> None:
    desk = make(*ended("one"))
    patient = desk.save(new())
    desk.file("one", patient)
    assert "stands under this patient already" in refused(desk, lambda: desk.file("one", patient, "again"))


def test_an_unknown_session_or_patient_is_said_so(make: MakeDesk, refused) -> None:
    desk = make(*ended("one"))
    patient = desk.save(new())
    assert refused(desk, lambda: desk.file("nine", patient)).startswith("There is no such session")
    nobody = replace(patient, id=OTHER)
    assert refused(desk, lambda: desk.file("one", nobody)).startswith("There is no such patient")


def test_an_open_session_is_filed_at_its_bed_and_not_here(make: MakeDesk, refused) -> None:
    desk = make(*interrupted("one"))
    patient = desk.save(new())
    desk.open = {"one"}
    assert refused(desk, lambda: desk.file("one", patient)).startswith("That session is still open")


def test_a_session_that_was_just_interrupted_may_go_on_and_is_not_filed_yet(make: MakeDesk, refused) -> None:
    desk = make(*interrupted("one"))
    patient = desk.save(new())
    desk.clock.advance(14 * 60.0)
    assert refused(desk, lambda: desk.file("one", patient)).startswith("That session is still open")
    desk.clock.advance(2 * 60.0)
    desk.file("one", patient)
    (line,) = desk.patients.sessions(patient.id)
    assert line.ended_utc is None


@pytest.mark.req("SAFE-01")
@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode.SIMULATION, "That session is a simulation: it is never filed under a real patient."),
        (Mode.LIVE, "That session is of a real patient: it is never filed under a simulated one."),
    ],
)
def test_simulated_sessions_are_never_filed_under_real_patients_nor_the_other_way_round(
    make: MakeDesk, refused, mode: Mode, words: str
) -> None:
    desk = make(*ended("one", mode))
    patient = desk.save(new(simulated=mode is Mode.LIVE))
    assert refused(desk, lambda: desk.file("one", patient, "because")) == words
    assert desk.patients.sessions(patient.id) == ()


# Follow-ups


def test_a_follow_up_is_found_with_its_patient_and_its_session(make: MakeDesk) -> None:
    desk = make(*ended("one"))
    patient = desk.save(new())
    desk.file("one", patient)
    desk.follow_up(patient, session="one", ratings=(("mood", 10), ("anxiety", 0)), sleep="slept well")
    desk.follow_up(patient, totals=(("phq9", 7),), next_visit="2026-03-21")
    for there in (desk, desk.flushed()):
        first, second = there.patients.follow_ups(patient.id)
        assert first.command.follow_up.ratings == (("mood", 10), ("anxiety", 0))
        assert second.command.follow_up.totals == (("phq9", 7),)
        assert there.patients.follow_ups_of("one") == (first,)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ratings": (("mood", 11),)}, "A rating goes from 0 to 10: correct it."),
        ({"ratings": (("mood", 4), ("pain", -1))}, "A rating goes from 0 to 10: correct it."),
        ({"totals": (("phq9", -1),)}, "The total of a questionnaire cannot be below 0: correct it."),
        ({"utc": "yesterday"}, "The time of the follow-up cannot be read: enter day and time again."),
        (
            {"utc": "2026-03-15T10:00:00"},
            "The time of the follow-up cannot be read: enter day and time again.",
        ),
        (
            {"utc": (LATER + timedelta(hours=1)).isoformat()},
            "The follow-up lies in the future: enter when it was said.",
        ),
        ({"totals": (("phq9", 28),)}, "The total of PHQ-9 is a whole number from 0 to 27: correct it."),
        ({"next_visit": "soon"}, "The next visit cannot be read: enter a day, or a day and a time."),
        ({"words": " "}, "The follow-up is empty: enter a rating or some words."),
        (
            {"session": "two"},
            "That session does not stand under this patient: file it there first, or write the follow-up without "
            "a session.",
        ),
    ],
)
def test_a_follow_up_that_cannot_be_is_refused_in_words(make: MakeDesk, refused, said, words) -> None:
    desk = make(*ended("one"), *ended("two"))
    patient = desk.save(new())
    desk.file("one", patient)
    assert refused(desk, lambda: desk.follow_up(patient, **said)) == words


def test_a_follow_up_of_nobody_is_refused(desk: Desk, refused) -> None:
    words = refused(desk, lambda: desk.follow_up(new()))
    assert words.startswith("There is no such patient")


# Without a record


def test_without_a_record_nothing_is_found_nothing_is_kept_and_it_is_said_why(refused) -> None:
    kept: list[Record] = []
    book = PatientBook(None)
    desk = PatientDesk(ManualClock(), kept.append, book)
    patients = Patients(book)
    assert patients.fault == NOT_RECORDING
    assert (patients.search("a", simulated=False), patients.record(OTHER)) == ((), None)
    assert (patients.sessions(OTHER), patients.follow_ups(OTHER), patients.versions(OTHER)) == ((), (), ())
    assert patients.fault == NOT_RECORDING
    with pytest.raises(RefusedError, match="Nothing is being recorded"):
        desk.obey(SavePatient(bed=0, patient=new()), ())
    assert kept == []


def test_a_record_that_goes_away_is_said_so_and_coming_back_it_is_read_again(desk: Desk, expect_log) -> None:
    expect_log("patients cannot be read")
    patient = desk.save(new())
    desk.flushed()
    away = desk.path.with_name("away.sqlite")
    desk.path.rename(away)
    assert desk.patients.search("kestrel", simulated=False) == ()
    assert desk.patients.fault.startswith("Patients cannot be read: ")
    away.rename(desk.path)
    assert [each.patient for each in desk.patients.search("kestrel", simulated=False)] == [patient.id]
    assert desk.patients.fault == ""


def test_what_is_kept_is_one_entry_of_the_log_each(make: MakeDesk) -> None:
    desk = make(*ended("one"))
    patient = desk.save(new())
    desk.file("one", patient)
    desk.follow_up(patient)
    assert [type(record) for record in desk.kept] == [PatientSaved, SessionFiled, FollowUpWritten]
    assert all(record.utc == datetime(2026, 3, 15, 9, 26, 53, 589793, UTC) for record in desk.kept)  # type: ignore[union-attr]
    assert Library(desk.flushed().path).verify().whole


# Follow-ups that were written down wrong


def test_a_corrected_follow_up_counts_once_and_its_original_stays_in_the_record(make: MakeDesk) -> None:
    desk = make(*ended("one"))
    patient = desk.save(new())
    desk.file("one", patient)
    desk.follow_up(patient, session="one", words="slept badly")
    desk.follow_up(patient, words="of another call")  # in the same moment
    original, other = desk.patients.follow_ups(patient.id)
    assert original.written != other.written
    desk.correct(original, session="one", words="slept well", reason="a slip")
    for there in (desk, desk.flushed()):
        stands = there.patients.follow_ups(patient.id)
        assert [each.command.follow_up.words for each in stands] == ["of another call", "slept well"]
        assert len(there.patients.follow_ups_written(patient.id)) == 3
        assert [each.command.follow_up.words for each in there.patients.follow_ups_of("one")] == [
            "slept well"
        ]
    assert Library(desk.path).verify().whole


def test_a_correction_may_put_a_call_after_another_session(make: MakeDesk) -> None:
    desk = make(*ended("one"), *ended("two"))
    patient = desk.save(new())
    desk.file("one", patient)
    desk.file("two", patient)
    desk.follow_up(patient, session="one")
    (original,) = desk.patients.follow_ups(patient.id)
    desk.correct(original, session="two")
    assert desk.patients.follow_ups_of("one") == ()
    assert len(desk.patients.follow_ups_of("two")) == 1


def test_a_follow_up_is_taken_back_also_when_its_session_was_moved_since(make: MakeDesk) -> None:
    desk = make(*ended("one"))
    patient, other = desk.save(new()), desk.save(new("Osprey", id=OTHER, record_no="78"))
    desk.file("one", patient)
    desk.follow_up(patient, session="one", words="said by the other one")
    (original,) = desk.patients.follow_ups(patient.id)
    desk.file("one", other, "the wrong patient was chosen")
    desk.correct(original, withdrawn=True, session="one", words="said by the other one", reason="of another")
    assert desk.patients.follow_ups(patient.id) == ()
    assert [each.command.withdrawn for each in desk.patients.follow_ups_written(patient.id)] == [False, True]


def test_of_two_corrections_of_one_follow_up_the_second_is_refused_and_nothing_is_written(
    make: MakeDesk, refused
) -> None:
    desk = make()
    patient = desk.save(new())
    desk.follow_up(patient, words="first")
    (original,) = desk.patients.follow_ups(patient.id)
    desk.correct(original, words="second")
    said = refused(desk, lambda: desk.correct(original, words="third"))
    assert said.startswith("That call was corrected by Sofia Lindqvist already: ")


def test_a_follow_up_of_another_patient_cannot_be_corrected(make: MakeDesk, refused) -> None:
    desk = make()
    patient, other = desk.save(new()), desk.save(new("Osprey", id=OTHER, record_no="78"))
    desk.follow_up(patient, words="first")
    (original,) = desk.patients.follow_ups(patient.id)
    strange = replace(original, command=replace(original.command, patient=other.id))
    said = refused(desk, lambda: desk.correct(strange, words="second"))
    assert said.startswith("That call is not written down for this patient: ")
