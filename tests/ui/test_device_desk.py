"""What the Devices screen asks for is done beside the window, and its answer is a sentence in place."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from bedside import registry
from bedside.clock import SystemClock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.device_desk import DeviceDesk
from bedside.ui.devices_screen import DevicesScreen
from bedside.ui.theme import Theme
from bedside.vitals.devices import DeviceRow, LinkState
from drivers.patient import SimulatedPatient
from tests.helpers.windows import open_window

WAIT_MS = 20_000


@pytest.fixture
def services(tmp_path: Path, home: Path) -> Iterator[Services]:
    built = build(tmp_path / "b.sqlite")
    yield built
    built.stop()


@pytest.fixture
def screen(qtbot: QtBot, look: Theme) -> DevicesScreen:
    made = DevicesScreen(look)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def desk(screen: DevicesScreen, services: Services) -> Iterator[DeviceDesk]:
    made = DeviceDesk(screen, services, SystemClock())
    yield made
    made.stop()


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    """Ten seconds of an oximeter's bytes."""
    device, patient, data, t = registry.load("nonin").device(), SimulatedPatient(5), b"", 0.0
    while t < 10.0:
        data += device.emit(patient, t)
        t += device.step_s
    file = tmp_path / "nonin.bin"
    file.write_bytes(data)
    return file


def rows_of(services: Services) -> tuple[DeviceRow, ...]:
    update = services.station.station_update
    return () if update is None else update.devices


def test_a_capture_is_replayed_as_a_simulated_device_of_the_bed(
    qtbot: QtBot, desk: DeviceDesk, screen: DevicesScreen, services: Services, captured: Path
) -> None:
    screen.replay_asked.emit(str(captured), "nonin", 4, (("noise", 0.0, 2.0, 0.2),))

    def measures() -> bool:
        desk.frame()
        return any(
            (row.driver, row.bed, row.simulated, row.state) == ("nonin", 4, True, LinkState.MEASURING)
            for row in rows_of(services)
        )

    qtbot.waitUntil(measures, timeout=WAIT_MS)
    assert screen.refusal == ""


@pytest.mark.parametrize(
    ("file", "driver", "sentence"),
    [("missing.bin", "nonin", "missing.bin"), ("nonin.bin", "no_driver", "There is no driver called")],
)
def test_a_capture_that_cannot_be_replayed_is_refused_in_words(
    qtbot: QtBot,
    desk: DeviceDesk,
    screen: DevicesScreen,
    services: Services,
    captured: Path,
    file: str,
    driver: str,
    sentence: str,
) -> None:
    screen.replay_asked.emit(str(captured.with_name(file)), driver, 4, ())

    def said() -> bool:
        desk.frame()
        return sentence in screen.refusal

    qtbot.waitUntil(said, timeout=WAIT_MS)
    assert rows_of(services) == ()


def test_a_support_bundle_is_written_and_said_where(
    qtbot: QtBot, desk: DeviceDesk, screen: DevicesScreen, tmp_path: Path
) -> None:
    path = tmp_path / "help.zip"
    screen.foot.bundle_asked.emit(str(path))

    def written() -> bool:
        desk.frame()
        return str(path) in screen.bundle.missing.text()

    qtbot.waitUntil(written, timeout=WAIT_MS)
    assert {"about.json", "devices.json", "ports.json"} <= set(zipfile.ZipFile(path).namelist())
    screen.foot.bundle_asked.emit(str(path))

    def refused() -> bool:
        desk.frame()
        return "is not overwritten" in screen.bundle.missing.text()

    qtbot.waitUntil(refused, timeout=WAIT_MS)


def test_a_window_that_closes_leaves_its_desk_only_to_work_that_goes_on(
    qtbot: QtBot, look: Theme, services: Services, tmp_path: Path
) -> None:
    main = open_window(qtbot, look, (1024, 640))
    clinic = ClinicScreen(main, services, SystemClock())
    try:
        for busy in (False, True):
            second = clinic.windows.open(main, "devices", None)
            assert second is not None
            desks = clinic._desks[second]
            assert desks._devices is not None
            held = Event()
            if busy:
                desks._devices._bundles.append(desks._devices._worker.submit(held_up, held))
            second.close()
            assert second not in clinic._desks
            assert clinic._closed == ([desks] if busy else [])
            assert desks._devices._worker._shutdown is not busy  # nothing new begins where all is done
            held.set()
    finally:
        clinic.stop()


def held_up(until: Event) -> str:
    """A bundle that takes its time."""
    until.wait(WAIT_MS / 1000)
    return "written"
