"""The support bundle says what is installed, attached and broken, and nothing of any person."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bedside import __version__
from bedside.composition import build
from bedside.errors import BrokenFileError, RefusedError
from bedside.export.log_scrub import LEFT_OUT, Names, scrub
from bedside.export.support_bundle import Bundle, Told, default_name, told_by, write_bundle
from bedside.logs import _FORMAT
from bedside.settings import Operator, RememberedDevice, Settings
from bedside.vitals.commands import EndSession, GiveRating, MarkEvent, NamePatient, WriteNote
from bedside.vitals.devices import LinkState, TriedLine
from bedside.vitals.readings import Identity
from bedside.vitals.sessions import Actor, PatientType, Role
from bedside.vitals.station_commands import AttachDevice, PickOperator
from tests.helpers.clinics import Clinic
from tests.helpers.processes import Home

MARKER = "Quetzalcoatl"
NURSE = Actor(name="Xochipilli Tlaloc", role=Role.NURSE)
HEAD = "2026-11-21 08:44:04,765 INFO"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log as the program writes it."""
    path = tmp_path / "log" / "bedside.log"
    path.parent.mkdir()
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger("bedside")
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    made = Clinic(Settings())
    yield made
    made.station.stop()


def content_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def written(folder: Path, clinic: Clinic, log: Path, **more: object) -> tuple[Bundle, dict[str, str]]:
    clinic.until(lambda: clinic.station.station_update is not None, "an update")
    told = Told(settings=Settings(), log=log, station=clinic.station)
    for name, value in more.items():
        setattr(told, name, value)
    bundle = write_bundle(folder / "bundle.zip", told, clinic.clock)
    return bundle, content_of(bundle.path)


@pytest.mark.req("AUD-02")
def test_a_patient_s_name_is_nowhere_in_it(
    tmp_path: Path, clinic: Clinic, log: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("a bug of the test")
    clinic.do(PickOperator(bed=0, actor=NURSE, operator=NURSE))
    reader = clinic.attach()
    clinic.monitor(reader)
    t = clinic.clock.now()
    clinic.do(NamePatient(bed=3, actor=NURSE, label=f"{MARKER}, Ana", patient_type=PatientType.ADULT))
    clinic.do(WriteNote(bed=3, actor=NURSE, text=f"{MARKER} slept"))
    clinic.do(MarkEvent(bed=3, actor=NURSE, event=f"call {MARKER}'s sister"))
    clinic.do(GiveRating(bed=3, actor=NURSE, scale="anxiety", value=4))
    reader.say(t, Identity(t=t, text=f"bed of {MARKER}"))
    reader.change(t, LinkState.SILENT, f"The monitor that calls itself {MARKER} is silent.")
    clinic.do(EndSession(bed=3, actor=NURSE, reason=f"{MARKER} went home"))
    file = tmp_path / f"{MARKER}.bin"
    file.write_bytes(b"x")
    clinic.do(AttachDevice(bed=4, driver="oximeter", port=str(file), remember=False))
    with pytest.raises(RefusedError):
        clinic.do(GiveRating(bed=3, scale=MARKER, value=4))
    try:
        raise ValueError(f"no such patient: {MARKER}\n{MARKER}\n{HEAD} bedside.monitor.station: {MARKER}")
    except ValueError:
        logging.getLogger("bedside.monitor.station").exception("a bug of the test with %s", MARKER)
    clinic.until(
        lambda: any(row.state is LinkState.SILENT for row in clinic.station.updates[3].devices), "it"
    )
    clinic.until(lambda: MARKER in str(clinic.station.station_update), "the marker in the newest update")
    assert MARKER in log.read_text(encoding="utf-8")  # so there was something to leave out
    bundle, content = written(
        tmp_path,
        clinic,
        log,
        settings=Settings(
            operator=Operator(name=NURSE.name, role="nurse", since_utc="2026-11-21"),
            devices=(RememberedDevice(driver="oximeter", port=f"/home/{MARKER}/x.bin", bed=1),),
        ),
        names=[f"{MARKER}, Ana"],
    )
    everything = "\n".join((*content, *content.values())).lower()
    for name in (MARKER, "Xochipilli", "Tlaloc"):
        assert name.lower() not in everything
    assert bundle.left_out > 0 and bundle.log_lines > 0


def counted_frames(clinic: Clinic) -> int:
    """As the newest row of the only device has it; the station makes rows every 0.25 s."""
    update = clinic.station.station_update
    return 0 if update is None or not update.devices else update.devices[0].counters.frames


def test_it_says_what_a_helper_needs(tmp_path: Path, clinic: Clinic, log: Path) -> None:
    reader = clinic.attach()
    clinic.monitor(reader)
    clinic.until(lambda: counted_frames(clinic) == 1, "a row that has counted the reading")
    bundle, content = written(
        tmp_path,
        clinic,
        log,
        settings=Settings(devices=(RememberedDevice(driver="nonin", port="/dev/ttyUSB0", bed=2),)),
        counts={"sessions": 7},
    )
    assert set(bundle.files) == set(content)
    about = json.loads(content["about.json"])
    assert about["bedside"] == __version__
    assert about["packages"]["pyserial"] and about["counts"]["sessions"] == 7
    assert about["counts"]["open_sessions"] == 1
    (device,) = json.loads(content["devices.json"])["devices"]
    assert (device["driver"], device["port"], device["bed"]) == ("oximeter", "/dev/ttyUSB0", 3)
    assert device["counters"]["frames"] == 1
    assert json.loads(content["settings.json"])["devices"][0]["port"] == "/dev/ttyUSB0"
    assert "nonin" in json.loads(content["drivers.json"])["drivers"]
    assert "attach_device: oximeter on /dev/ttyUSB0 came to bed 3" in content["log/bedside.log"]
    assert "Raw captures are not in it" in content["README.txt"]


def test_raw_captures_go_in_only_when_asked_for_and_the_page_says_so(
    tmp_path: Path, clinic: Clinic, log: Path
) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    (captures / "one.jsonl").write_text("{}\n", encoding="utf-8")
    (captures / "other.txt").write_text("no capture", encoding="utf-8")
    _, without = written(tmp_path / "a", clinic, log)
    assert not any("captures" in name for name in without)
    bundle, content = written(tmp_path / "b", clinic, log, captures=captures)
    assert bundle.captures == 1 and content["captures/one.jsonl"] == "{}\n"
    assert "captures/other.txt" not in content
    assert "They hold vital signs of patients" in content["README.txt"]


def test_what_was_heard_on_a_port_is_counted_and_not_quoted(
    tmp_path: Path, clinic: Clinic, log: Path
) -> None:
    from dataclasses import replace

    from bedside.vitals.devices import PortSearch, SearchState

    search = PortSearch(
        port="/dev/ttyUSB9",
        words="CP2102",
        state=SearchState.NOT_FOUND,
        since_t=0.0,
        sentence="Bytes come on /dev/ttyUSB9.",
        tried=(TriedLine(line="9600 8N1", count=12, seconds=3.0, verdict="no frame", begin=MARKER.encode()),),
    )
    clinic.until(lambda: clinic.station.station_update is not None, "an update")
    clinic.station.stop()
    assert clinic.station.station_update is not None
    clinic.station.station_update = replace(clinic.station.station_update, searches=(search,))
    _, content = written(tmp_path, clinic, log)
    (told,) = json.loads(content["devices.json"])["searches"]
    assert told["tried"] == [{"line": "9600 8N1", "count": 12, "seconds": 3.0, "verdict": "no frame"}]
    assert MARKER not in content["devices.json"] and MARKER.encode().hex() not in content["devices.json"]


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path, clinic: Clinic, log: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"kept")
    with pytest.raises(BrokenFileError, match="choose another name"):
        written(tmp_path, clinic, log)
    assert (tmp_path / "bundle.zip").read_bytes() == b"kept"


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path, clinic: Clinic, log: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BrokenFileError, match="choose another place"):
        written(tmp_path / "file", clinic, log)


def test_its_name_tells_when_it_was_made(clinic: Clinic) -> None:
    assert default_name(clinic.clock).startswith(f"bedside-support-{clinic.clock.utc():%Y%m%d}")


@pytest.mark.req("AUD-02")
def test_the_running_program_tells_its_own_state_and_no_name_of_the_record(tmp_path: Path, log: Path) -> None:
    services = build(tmp_path / "clinic.sqlite")
    try:
        services.simulate([1])
        updates, station = services.station.updates, services.station
        deadline = services.clock.now() + 60.0
        while (
            1 not in updates
            or updates[1].session is None
            or station.station_update is None
            or len(station.station_update.devices) < 2
        ):
            assert services.clock.now() < deadline
            services.clock.sleep(0.05)
        name = NamePatient(bed=1, actor=NURSE, label=MARKER, patient_type=PatientType.ADULT)
        services.station.submit(name).result(timeout=10.0)
        told = told_by(services, captures=True)
        bundle = write_bundle(tmp_path / default_name(services.clock), told, services.clock)
    finally:
        services.stop()
    content = content_of(bundle.path)
    assert len(json.loads(content["devices.json"])["devices"]) == 2
    everything = "\n".join((*content, *content.values()))
    assert MARKER not in everything and "Xochipilli" not in everything
    assert "RAW CAPTURES, AS ASKED FOR" in content["README.txt"] and bundle.captures == 0


NOBODY = Names(())


@pytest.mark.parametrize(
    "message",
    [
        "bedside.monitor.station: started: bedside started with 3 remembered devices",
        "bedside.monitor.station: attach_device: nonin on /dev/serial/by-id/usb-FTDI_A5-if00 came to bed 1",
        "bedside.monitor.station: device_notice: suntech@COM4: The cuff is locked.",
        "bedside.monitor.station: search_port: /dev/ttyUSB0 is listened to, and asked if it is silent",
        "bedside.monitor.live_session: bed 1: session 20261121-084404-S1 began",
        "bedside.ui.watchdog: watching process 4711",
        "bedside.link.reader: reader of /tmp/bedside-simulation-ab12/bed1-nonin",
    ],
)
def test_what_is_known_to_be_free_of_names_stays(message: str) -> None:
    scrubbed = scrub(f"{HEAD} {message}\n", NOBODY)
    assert (scrubbed.text, scrubbed.kept) == (f"{HEAD} {message}\n", 1)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (
            "bedside.monitor.station: pick_operator: Ana works here now",
            "bedside.monitor.station: pick_operator: ",
        ),
        ("bedside.monitor.live_session: bed 1: session S1 ended: Ana left", "bed 1: session S1 ended: "),
        ("bedside.monitor.station: attach_device: nonin on /home/ana.bin came to bed 1", "attach_device: "),
        ("bedside.store.batch: a row of entry cannot be stored and is lost: Ana", "is lost"),
        ("bedside.ui.something_new: Ana", "bedside.ui.something_new: "),
        ("other.library: Ana", "other.library: "),
    ],
)
def test_of_anything_else_the_words_go(message: str, left: str) -> None:
    scrubbed = scrub(f"{HEAD} {message}\n", NOBODY)
    assert scrubbed.text.endswith(f"{left}{LEFT_OUT}\n")
    assert "ana" not in scrubbed.text.lower()
    assert scrubbed.shortened == 1


def test_of_a_traceback_the_places_stay_and_the_words_go() -> None:
    log = "\n".join(
        (
            f"{HEAD} bedside.monitor.station: a bug in the station while taking Arrival; monitoring goes on",
            "Traceback (most recent call last):",
            '  File "/home/ana/bedside/bedside/monitor/station.py", line 231, in _take',
            "    number = self._take_one(item)",
            '  File "/home/ana/drivers_of_ana/mine.py", line 3, in feed',
            "ValueError: Ana is no number",
            "Ana",
        )
    )
    scrubbed = scrub(log, NOBODY)
    assert scrubbed.text.splitlines()[1:] == [
        "Traceback (most recent call last):",
        '  File "bedside/monitor/station.py", line 231, in _take',
        f'  File "{LEFT_OUT}", line 3, in feed',
        f"ValueError: {LEFT_OUT}",
    ]
    assert scrubbed.dropped == 2


def test_a_name_that_is_known_goes_wherever_it_stands() -> None:
    names = Names(["Dubois, Camille", "Al"], home="/home/camille")
    assert (
        names.taken_out("CAMILLE's cable, dubois; Alarm of Al")
        == f"{LEFT_OUT}'s cable, {LEFT_OUT}; Alarm of Al"
    )
    assert names.taken_out("/home/camille/bedside.log") == "~/bedside.log"


@pytest.mark.req("AUD-02")
def test_the_command_writes_one_without_names(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    ran = home.run("bundle", str(tmp_path / "out.zip"))
    assert (ran.code, ran.err) == (0, "")
    assert "no patient data" in ran.out
    content = content_of(tmp_path / "out.zip")
    assert json.loads(content["about.json"])["counts"] == {"sessions": 0}
    again = home.run("bundle", str(tmp_path / "out.zip"))
    assert again.code == 1 and "is not overwritten" in again.err


def test_the_command_tells_that_captures_hold_vital_signs(tmp_path: Path) -> None:
    (tmp_path / "caught").mkdir()
    (tmp_path / "caught" / "one.jsonl").write_text("{}\n", encoding="utf-8")
    ran = Home(tmp_path / "home").run(
        "bundle", str(tmp_path / "out.zip"), "--captures", str(tmp_path / "caught")
    )
    assert ran.code == 0 and "1 raw captures: they hold vital signs" in ran.out
    assert "no patient data" not in ran.out
    assert "captures/one.jsonl" in content_of(tmp_path / "out.zip")
