"""`bedside record` and its neighbours on real pseudo-terminals, in processes of their own and without Qt."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bedside.settings import RememberedDevice, Settings, SettingsFile
from bedside.simulation.spawn import Simulation
from bedside.store.library import Library
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import EndSession
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM, Mode
from tests.helpers.make_database import DATABASES
from tests.helpers.processes import Ended, Home, devices, ended, simulated

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

NOTHING_SOUNDS = "nothing sounds here; the monitor at the patient must have its alarms on."
LOW = 'title = "Low"\nsummary = "Low from the first moment."\n[baseline]\nspo2 = 79\n'


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    """One patient with a low saturation, an oximeter and a cuff, for the whole module."""
    scenario = tmp_path_factory.mktemp("scenario") / "low.toml"
    scenario.write_text(LOW)
    with simulated(drivers=["contec_v7", "dinamap"], scenario=scenario) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def recorded_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def recorded(patient: Simulation, recorded_home: Home) -> Ended:
    """Four seconds of both devices, recorded to the end."""
    return recorded_home.run(
        "record", *devices(patient.ports), "--for", "4s", "--store", recorded_home.folder / "ours.sqlite"
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def integrity(store: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


def test_a_recording_ends_by_itself_and_says_once_that_nothing_sounds(recorded: Ended) -> None:
    assert recorded.code == 0, recorded.err
    assert recorded.err.count(NOTHING_SOUNDS) == 1
    assert "Traceback" not in recorded.err


def test_it_prints_the_vitals_each_second_and_every_alarm_change(recorded: Ended) -> None:
    lines = recorded.out.splitlines()
    vitals = [
        line for line in lines if re.match(r"bed 1 +\d+\.\d s  simulation  SpO2 \d+ %  PR \d+ /min", line)
    ]
    alarms = [line for line in lines if "SPO2-LOW" in line]
    assert 3 <= len(vitals) <= 5, lines
    assert len(alarms) == 1, lines
    assert re.match(r"bed 1: \*\*\* SPO2-LOW 7[89] against 88, .*: onset at \d+\.\d s$", alarms[0])
    assert len(vitals) + len(alarms) == len(lines), "nothing else is printed"


@pytest.mark.req("SAFE-01")
def test_the_session_is_listed_closed_and_marked_as_a_simulation(
    recorded: Ended, recorded_home: Home
) -> None:
    store = recorded_home.folder / "ours.sqlite"
    ran = recorded_home.run("sessions", "--store", store, "--json")
    (session,) = json.loads(ran.out)
    assert (session["bed"], session["mode"], session["interrupted"]) == (1, "simulation", False)
    assert session["alarms"] == {"high": 1, "medium": 0, "low": 0}
    assert 3.0 < session["duration_s"] < 6.0
    line = recorded_home.here("sessions", "--store", store).out
    assert re.search(rf"{session['session']}  bed 1  simulation .* alarms 1/0/0  complete", line)


def test_both_devices_are_recorded_on_one_bed(recorded: Ended, recorded_home: Home) -> None:
    session = Library(recorded_home.folder / "ours.sqlite").open(
        json.loads(
            recorded_home.here("sessions", "--store", recorded_home.folder / "ours.sqlite", "--json").out
        )[0]["session"]
    )
    assert session.opened.mode is Mode.SIMULATION
    assert {taken.device.partition("@")[0] for taken in session.readings()} == {"contec_v7", "dinamap"}
    t, _ = session.wave(Parameter.PLETH)
    assert len(t) > 3 * 60
    assert session.closed is not None
    assert session.closed.reason == "recording ended"
    adopted, entry = session.entries()
    assert isinstance(adopted.command, AdoptProtocol)
    assert entry.command == EndSession(bed=1, actor=PROGRAM, reason="recording ended")
    assert integrity(recorded_home.folder / "ours.sqlite") == [("ok",)]


def test_a_later_recording_is_a_new_session(
    recorded: Ended, recorded_home: Home, patient: Simulation
) -> None:
    store = recorded_home.folder / "ours.sqlite"
    ran = recorded_home.run("record", *devices(patient.ports), "--for", "1s", "--store", store, "--json")
    assert ran.code == 0
    sessions = Library(store).sessions()
    assert [session.interrupted for session in sessions] == [False, False]
    assert len({session.id for session in sessions}) == 2
    objects = [json.loads(line) for line in ran.out.splitlines()]
    vitals = [each for each in objects if "numerics" in each]
    shown = vitals[-1]["numerics"]["spo2"]
    assert (shown["value"] in (78, 79), shown["age"], shown["reason"]) == (True, "valid", "")
    assert vitals[-1]["mode"] == "simulation"
    assert {row["state"] for row in vitals[-1]["devices"]} == {"measuring"}
    (alarm,) = (each for each in objects if "alarm" in each)
    assert (alarm["alarm"], alarm["change"], alarm["priority"], alarm["limit"]) == (
        "SPO2-LOW",
        "onset",
        "high",
        88,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_recording_with_everything_committed(
    patient: Simulation, home: Home, number: signal.Signals
) -> None:
    recording = home.start("record", *devices(patient.ports), "--store", home.store)
    recording.wait_line(lambda line: line.startswith("bed 1  ") and "SpO2" in line)
    done = recording.end(number)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    (summary,) = Library(home.store).sessions()
    assert (summary.interrupted, summary.end_reason) == (False, "recording ended")
    assert summary.duration_s - summary.newest_sample_t < 0.2, "what was taken is there"
    assert integrity(home.store) == [("ok",)]
    ends = Library(home.store).station_events_of(["started", "stopped"], 9)
    assert [event.kind for event in ends] == ["stopped", "started"], "newest first"
    home.logged()


def test_a_second_instance_on_the_same_record_is_told(patient: Simulation, home: Home) -> None:
    first = home.start("record", *devices(patient.ports), "--store", home.store)
    try:
        first.wait_line(lambda line: line.startswith("bed 1"))
        second = home.run("record", "--device", "nonin=/dev/nothing", "--for", "1s", "--store", home.store)
        assert second.code == 1
        assert second.err.splitlines()[-1] == (
            f"bedside: another bedside is already using {home.store}: close it first, or choose another file "
            "with --store."
        )
        (running,) = json.loads(home.here("sessions", "--store", home.store, "--json").out)
        assert (running["running"], running["interrupted"]) == (True, False)
        assert home.here("sessions", "--store", home.store).out.rstrip().endswith("recording")
    finally:
        assert first.end(signal.SIGKILL).code == -signal.SIGKILL
    (left,) = json.loads(home.here("sessions", "--store", home.store, "--json").out)
    assert (left["running"], left["interrupted"]) == (False, True)


def test_a_store_that_cannot_be_used_is_told_in_one_sentence(home: Home) -> None:
    newer = home.folder / "newer.sqlite"
    newer.write_bytes((DATABASES / "0001.sqlite").read_bytes())
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    text = home.folder / "notes.txt"
    text.write_text("dizzy at ten past\n" * 100)
    foreign = home.folder / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    for store, words in (
        (newer, f"{newer} was written by a newer bedside (schema 9999): update this program"),
        (text, f"{text} is not a database: choose another file with --store."),
        (foreign, f"{foreign} is a database, but not one of bedside's"),
        (
            text / "in" / "b.sqlite",
            f"the folder {text / 'in'} for recordings cannot be made (Not a directory)",
        ),
    ):
        before = store.read_bytes() if store.exists() else None
        ran = home.run("record", "--device", "nonin=/dev/nothing", "--for", "1s", "--store", store)
        assert (ran.code, ran.out) == (1, "")
        assert "Traceback" not in ran.err
        assert words in ran.err.splitlines()[-1]
        assert before is None or len(store.read_bytes()) == len(before)
    assert "newer bedside" in home.here("sessions", "--store", newer).refusal


def test_a_refused_database_of_another_program_keeps_every_byte(home: Home) -> None:
    foreign = home.folder / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    before = foreign.read_bytes()
    assert home.run("record", "--device", "nonin=/dev/nothing", "--for", "1s", "--store", foreign).code == 1
    assert foreign.read_bytes() == before


def test_devices_that_cannot_be_recorded_are_told(patient: Simulation, home: Home) -> None:
    contec, dinamap = (port.port for port in patient.ports)
    for words, sentence in (
        (["--device", f"cms50={contec}"], "There is no driver called 'cms50'"),
        (
            ["--device", f"contec_v7={contec}", "--device", f"dinamap={contec}"],
            "is already in use by bedside",
        ),
        (
            ["--device", f"contec_v7={contec}@1", "--device", f"nonin={dinamap}@1"],
            "Bed 1 already gets",
        ),
        (["--device", f"contec_v7={contec}@17"], "There is no bed 17: choose 1 to 16."),
    ):
        ran = home.run("record", *words, "--for", "1s", "--store", home.store)
        assert (ran.code, ran.out) == (1, ""), ran
        assert sentence in ran.err.splitlines()[-1]
        assert "Traceback" not in ran.err
    assert home.here("record", "--store", home.store).code == 2, "a device is needed"
    assert home.here("record", "--device", "nonin", "--store", home.store).code == 2, "KEY=PORT"


def test_a_port_that_is_not_there_is_said_each_second_and_no_session_opens(home: Home) -> None:
    ran = home.run("record", "--device", "nonin=/dev/ttyUSB77", "--for", "1s", "--store", home.store)
    assert ran.code == 0
    assert "bed 1: no session: " in ran.out
    assert "/dev/ttyUSB77" in ran.out
    assert json.loads(home.here("sessions", "--store", home.store, "--json").out) == []


def test_two_oximeters_come_to_two_beds(home: Home) -> None:
    with simulated(drivers=["contec_v7", "nonin"]) as simulation:
        ran = home.run("record", *devices(simulation.ports), "--for", "1s", "--store", home.store)
    assert ran.code == 0, ran.err
    assert {session.bed for session in Library(home.store).sessions()} == {1, 2}
    assert all(session.end_reason == "recording ended" for session in Library(home.store).sessions())


def test_a_reader_of_the_lines_that_has_gone_ends_the_recording_quietly(
    patient: Simulation, home: Home
) -> None:
    words = " ".join(devices(patient.ports))
    pipeline = f"{sys.executable} -m bedside record {words} --store {home.store} | head -1"
    done = ended(["bash", "-c", f"set -o pipefail; {pipeline}"], home.environment)
    assert done.code == 0, done
    assert done.out.count("\n") == 1
    assert "Traceback" not in done.err
    assert "BrokenPipe" not in done.err
    assert not Library(home.store).sessions()[0].interrupted


def test_only_the_named_devices_are_recorded_not_the_remembered_ones(patient: Simulation, home: Home) -> None:
    remembered = RememberedDevice(driver="nonin", port="/dev/ttyUSB77", bed=1)
    SettingsFile(home.folder / "settings.json").save(Settings(devices=(remembered,)))
    ran = home.run("record", *devices(patient.ports), "--for", "1s", "--store", home.store)
    assert ran.code == 0, ran.err
    assert "ttyUSB77" not in home.logged()


def test_without_any_home_a_recording_still_runs(patient: Simulation, tmp_path: Path) -> None:
    home = Home(tmp_path)
    nowhere = {
        key: value for key, value in home.environment.items() if not key.startswith(("XDG_", "BEDSIDE"))
    }
    nowhere["HOME"] = "/dev/null/nobody"
    store = tmp_path / "b.sqlite"
    command = [sys.executable, "-m", "bedside", "record", *devices(patient.ports), "--for", "1s"]
    done = ended([*command, "--store", str(store)], nowhere)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert "The log cannot be written to /dev/null/nobody" in done.err
    assert len(Library(store).sessions()) == 1
    refused = ended(command, nowhere)
    assert (refused.code, refused.out) == (1, "")
    assert "cannot be made (Not a directory)" in refused.err.splitlines()[-1]


def test_captured_bytes_decode_and_play_back_as_the_device_they_came_from(
    home: Home, patient: Simulation, tmp_path: Path
) -> None:
    folder = tmp_path / "bytes"
    ended = home.run("record", *devices(patient.ports), "--for", "3s", "--capture", folder)
    assert ended.code == 0, ended.err
    captures = {json.loads(file.read_text().splitlines()[0])["driver"]: file for file in folder.iterdir()}
    assert set(captures) == {"contec_v7", "dinamap"}
    decoded = home.run("decode", "--driver", "contec_v7", captures["contec_v7"], "--csv")
    assert sum(",pleth," in line for line in decoded.out.splitlines()) > 100
    played = home.run("record", "--device", f"contec_v7={captures['contec_v7']}", "--for", "3s")
    assert played.code == 0, played.err
    assert re.search(r"simulation  SpO2 7[89] %", played.out)


def test_a_capture_folder_that_cannot_be_made_is_said_in_words(
    home: Home, patient: Simulation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    ended = home.run("record", *devices(patient.ports), "--for", "1s", "--capture", tmp_path / "file" / "x")
    assert ended.code == 1
    assert "cannot be made" in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err
