"""Patients through the whole program: kept, restarted, killed, edited by two people at once, and never named in a log.

Run as a program, this file is the victim: it saves versions of one record and says which the station accepted.
"""

from __future__ import annotations

import io
import json
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from bedside.cli.bundle import run_bundle
from bedside.cli.listing import run_sessions
from bedside.cli.parser import parser
from bedside.clock import SystemClock
from bedside.composition import build
from bedside.errors import RefusedError
from bedside.logs import start_logging
from bedside.monitor.patients import Patients
from bedside.monitor.services import Services
from bedside.settings import log_path
from bedside.store.library import Library
from bedside.vitals.care_commands import FileSession, IdentifyPatient, SavePatient, WriteFollowUp
from bedside.vitals.commands import Command, EndSession
from bedside.vitals.patients import FollowUp, Medicine, PatientRecord
from bedside.vitals.records import FollowUpWritten
from bedside.vitals.sessions import Actor, Role
from tests.helpers.make_database import patient_record
from tests.helpers.processes import CHECKOUT

PATIENCE_S = 30.0
MARKER = "Quetzalcoatl"
BORN = date(1913, 11, 29)
NURSE = Actor(name=f"Nurse of {MARKER}", role=Role.NURSE)
WRONG, RIGHT = "a1" * 16, "b2" * 16


def marked(id: str, number: str, **more: object) -> PatientRecord:
    """A real patient, everything about whom can be recognised in a log."""
    return patient_record(
        f"{MARKER}-{number}",
        **{
            "id": id,
            "version": 0,
            "simulated": False,
            "given_name": f"{MARKER}a",
            "born": BORN,
            "record_no": f"{MARKER}{number}",
            "allergies": f"{MARKER} pollen",
            "medicines": (Medicine(name=f"{MARKER}in"),),
            "escort_name": f"{MARKER} senior",
            "escort_phone": "0151 2468097",
            **more,
        },
    )


@contextmanager
def running(store: Path) -> Iterator[Services]:
    services = build(store, remembered=False)
    try:
        yield services
    finally:
        services.stop()


def say(services: Services, command: Command) -> None:
    services.station.submit(command).result(PATIENCE_S)


def refused(services: Services, command: Command) -> str:
    with pytest.raises(RefusedError) as error:
        say(services, command)
    return str(error.value)


def until(true: Callable[[], bool], what: str) -> None:
    clock = SystemClock()
    deadline = clock.now() + PATIENCE_S
    while not true():
        assert clock.now() < deadline, f"it never came to: {what}"
        clock.sleep(0.01)


@contextmanager
def logged(path: Path) -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), sys.excepthook, threading.excepthook)
    start_logging(path, to_stderr=False)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for handler in set(root.handlers) - set(before[1]):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before[0])
        sys.excepthook, threading.excepthook = before[2], before[3]


@dataclass(frozen=True, slots=True)
class Day:
    """What is left of a clinic's day with one patient."""

    home: Path
    store: Path
    session: str
    refusals: tuple[str, ...]


@pytest.fixture
def day(home: Path) -> Day:
    """A session that stood under a wrong patient, was moved, and was followed up."""
    store = home / "record" / "bedside.sqlite"
    with logged(log_path()), running(store) as services:
        wrong, right = marked(WRONG, "1"), marked(RIGHT, "2")
        for patient in (wrong, right):
            say(services, SavePatient(bed=0, actor=NURSE, patient=patient))
        say(services, IdentifyPatient(bed=1, actor=NURSE, patient=replace(wrong, version=1)))
        updates = services.station.updates
        until(lambda: 1 in updates and updates[1].session is not None, "an open session")
        view = updates[1].session
        assert view is not None
        filing = FileSession(bed=0, actor=NURSE, session=view.id, patient=RIGHT)
        refusals = [refused(services, filing)]
        say(services, EndSession(bed=1, actor=NURSE))
        assert services.library is not None
        library = services.library
        until(
            lambda: any(each.ended_utc is not None for each in library.sessions()),
            "an ended session in the record",
        )
        refusals += [
            refused(services, filing),
            refused(services, SavePatient(bed=0, actor=NURSE, patient=replace(right, weight_kg=80.0))),
            refused(services, SavePatient(bed=0, actor=NURSE, patient=marked("c3" * 16, "2"))),
            refused(services, SavePatient(bed=0, actor=NURSE, patient=marked(RIGHT, "2", weight_kg=900.0))),
        ]
        say(services, replace(filing, reason=f"{MARKER} sat in the other chair"))
        said = FollowUp(
            session=view.id,
            utc=SystemClock().utc().isoformat(),
            ratings=(("mood", 7),),
            words=f"{MARKER} slept well",
        )
        say(services, WriteFollowUp(bed=0, actor=NURSE, patient=RIGHT, follow_up=said))
        refusals.append(
            refused(
                services,
                WriteFollowUp(
                    bed=0, actor=NURSE, patient=WRONG, follow_up=replace(said, words=f"{MARKER} no")
                ),
            )
        )
    return Day(home, store, view.id, tuple(refusals))


def test_after_a_restart_everything_about_a_patient_is_there(day: Day) -> None:
    with running(day.store) as services:
        patients = Patients(services.station.patients)
        assert patients.record(RIGHT) == replace(marked(RIGHT, "2"), version=1)
        assert [each.patient for each in patients.search(MARKER, simulated=False)] == [RIGHT, WRONG]
        assert patients.search(MARKER, simulated=True) == ()
        (line,) = patients.sessions(RIGHT)
        assert (line.id, line.owner and line.owner.filed) == (day.session, True)
        assert patients.sessions(WRONG) == ()
        (said,) = patients.follow_ups(RIGHT)
        assert isinstance(said, FollowUpWritten)
        assert said.command.follow_up.ratings == (("mood", 7),)
    assert Library(day.store).verify().whole


def test_a_session_under_a_wrong_patient_is_moved_with_a_trace(day: Day) -> None:
    library = Library(day.store)
    (filed,) = library.patients.filings(day.session)
    assert (filed.before, filed.patient, filed.command.actor) == (WRONG, RIGHT, NURSE)
    said = [
        entry.command.patient.id
        for entry in library.open(day.session).entries()
        if isinstance(entry.command, IdentifyPatient)
    ]
    assert said == [WRONG], "the timeline keeps what it said"


def test_each_refusal_says_what_to_do(day: Day) -> None:
    beginnings = (
        "That session is still open",
        "That session stands under another patient: give the reason",
        "This record was changed by",
        "Another patient has this record number already",
        "The weight cannot be 900 kg",
        "That session does not stand under this patient",
    )
    for sentence, beginning in zip(day.refusals, beginnings, strict=True):
        assert sentence.startswith(beginning)


def private(text: str) -> list[str]:
    """What must not be in a log."""
    words = (MARKER, BORN.isoformat(), "29.11.1913", "1913", "2468097", "pollen", "other chair", "slept well")
    return [word for word in words if word.lower() in text.lower()]


@pytest.mark.req("AUD-02")
def test_no_name_birth_date_or_note_gets_into_a_log_or_a_file_name(day: Day) -> None:
    logs = list(log_path().parent.glob("*.log*"))
    text = "".join(log.read_text(encoding="utf-8") for log in logs)
    assert private(text) == []
    for kept in (
        "save_patient: version 1 of a patient's record",
        f"file_session: session {day.session} was moved to another patient",
        f"write_follow_up: said after session {day.session}",
    ):
        assert kept in text
    assert "Traceback" not in text
    names = [path.name for path in day.home.rglob("*")]
    assert names
    assert private(" ".join(names)) == []


@pytest.mark.req("AUD-02")
def test_the_list_of_sessions_names_a_patient_only_where_asked_for(day: Day) -> None:
    def listed(*options: str) -> str:
        out = io.StringIO()
        assert run_sessions(parser().parse_args(["sessions", "--store", str(day.store), *options]), out) == 0
        return out.getvalue()

    assert f"patient {RIGHT[:8]}" in listed()
    assert private(listed() + listed("--json")) == []
    (document,) = json.loads(listed("--json"))
    assert document["patient"] == RIGHT
    assert f"{MARKER}-2, {MARKER}a" in listed("--names")


@pytest.mark.req("AUD-02")
def test_a_support_bundle_says_nothing_about_a_patient(day: Day, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    args = parser().parse_args(["bundle", str(bundle), "--store", str(day.store)])
    assert run_bundle(args, io.StringIO()) == 0
    with zipfile.ZipFile(bundle) as archive:
        content = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert private(content) == []
    assert f"file_session: session {day.session} was moved to another patient" in content


def test_of_two_people_who_save_one_record_at_once_one_is_told(home: Path) -> None:
    store = home / "bedside.sqlite"
    with running(store) as services, ThreadPoolExecutor(2) as people:
        say(services, SavePatient(bed=0, patient=marked(RIGHT, "2")))
        patients = Patients(services.station.patients)

        def save(name: str) -> str:
            """Open the record, change it, and on a refusal open it again, until it is kept."""
            mine = Actor(name=name, role=Role.NURSE)
            for n in range(10):
                while True:
                    opened = Patients(services.station.patients).record(RIGHT)
                    assert opened is not None
                    history = (*opened.history, (f"{name} {n}", "asked"))
                    try:
                        say(
                            services, SavePatient(bed=0, actor=mine, patient=replace(opened, history=history))
                        )
                        break
                    except RefusedError as told:
                        assert "was changed by" in str(told)
            return name

        assert list(people.map(save, ["Sofia", "Tomas"])) == ["Sofia", "Tomas"]
        last = patients.record(RIGHT)
        assert last is not None
        assert last.version == 21
        asked = {key for key, _ in last.history}
        assert asked >= {f"{name} {n}" for name in ("Sofia", "Tomas") for n in range(10)}, "nothing is lost"
    versions = [each.command.patient.version for each in Library(store).patients.versions(RIGHT)]
    assert versions == list(range(1, 22))


# kill -9


def save_until_killed(store: Path) -> None:
    """Save without a pause, and say which version whoever reads the file sees by then."""
    services = build(store, remembered=False)
    patients = Patients(services.station.patients)
    library = services.library
    assert library is not None
    patient = marked(RIGHT, "2")
    while True:
        say(services, SavePatient(bed=0, actor=NURSE, patient=patient))
        kept = patients.record(RIGHT)
        assert kept is not None
        seen = library.patients.newest(RIGHT)
        if seen is not None:
            print(json.dumps({"seen": seen.command.patient.version}), flush=True)
        patient = replace(kept, weight_kg=70.0 + kept.version % 4)  # so little that nobody is asked


@pytest.mark.req("ALM-41")
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("n", range(3))
def test_a_saved_record_survives_kill_9(n: int, tmp_path: Path) -> None:
    store = tmp_path / "b.sqlite"
    command = [sys.executable, "-m", "tests.integration.test_patients", str(store)]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    clock = SystemClock()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as victim:
        assert victim.stdout is not None
        first = victim.stdout.readline()
        clock.sleep(random.Random(n).uniform(0.05, 1.0))
        victim.send_signal(signal.SIGKILL)
        told = [json.loads(line)["seen"] for line in [first, *victim.stdout] if line.endswith("}\n")]
    versions = [each.command.patient.version for each in Library(store).patients.versions(RIGHT)]
    assert versions == list(range(1, len(versions) + 1)), "a beginning of what was saved, without a hole"
    assert len(versions) >= told[-1] >= 1, "what was there to be read stays"
    found = Library(store).verify()
    assert found.whole, found.words
    with running(store) as services:
        kept = Patients(services.station.patients).record(RIGHT)
        assert kept is not None
        assert kept.version == len(versions)
        say(services, SavePatient(bed=0, actor=NURSE, patient=kept))
    assert len(Library(store).patients.versions(RIGHT)) == len(versions) + 1


if __name__ == "__main__":
    save_until_killed(Path(sys.argv[1]))
