"""What the station does for the Devices screen: taps, captures, rates of the rows, and refusals in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bedside.errors import RefusedError
from bedside.settings import Settings
from bedside.vitals.devices import DeviceRow
from bedside.vitals.station_commands import CaptureDevice, DetachDevice, SearchPort, StopSearch
from tests.helpers.clinics import Clinic


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    made = Clinic(Settings())
    yield made
    made.station.stop()


def row(clinic: Clinic) -> DeviceRow | None:
    update = clinic.station.station_update
    return update.devices[0] if update is not None and update.devices else None


def test_the_tap_of_a_device_is_there_as_long_as_it_is_attached(clinic: Clinic) -> None:
    reader = clinic.attach()
    assert clinic.station.tap(reader.device) is reader.tap
    clinic.do(DetachDevice(bed=3, device=reader.device))
    assert clinic.station.tap(reader.device) is None


def test_a_capture_is_switched_recorded_and_shown(clinic: Clinic) -> None:
    reader = clinic.attach()
    clinic.do(CaptureDevice(bed=3, device=reader.device, on=True))
    clinic.until(
        lambda: (now := row(clinic)) is not None and now.capture == reader.capture_file != "", "a file"
    )
    clinic.do(CaptureDevice(bed=3, device=reader.device, on=False))
    clinic.until(lambda: (now := row(clinic)) is not None and now.capture == "", "no file")
    assert clinic.kinds().count("capture_device") == 2


def test_a_capture_without_a_folder_is_refused_in_words(clinic: Clinic) -> None:
    reader = clinic.attach()
    reader.can_capture = False
    with pytest.raises(RefusedError, match="no folder for captures"):
        clinic.do(CaptureDevice(bed=3, device=reader.device, on=True))
    assert "capture_device" not in clinic.kinds()


def test_a_row_tells_how_late_the_station_takes_what_arrives(clinic: Clinic) -> None:
    reader = clinic.attach()
    clinic.until(lambda: row(clinic) is not None, "a row")
    shown = row(clinic)
    assert shown is not None and shown.delay_s is None and shown.loss is None
    clinic.spo2(reader, 97.0)
    clinic.until(lambda: (now := row(clinic)) is not None and now.delay_s is not None, "a delay")
    shown = row(clinic)
    assert shown is not None and shown.delay_s is not None and shown.delay_s >= 0.0


def test_a_station_that_does_not_search_says_so(clinic: Clinic) -> None:
    for command in (SearchPort(bed=0, port="/dev/ttyUSB0"), StopSearch(bed=0, port="/dev/ttyUSB0")):
        with pytest.raises(RefusedError, match="use bedside doctor"):
            clinic.do(command)
    clinic.until(lambda: clinic.station.station_update is not None, "an update")
    assert clinic.station.station_update is not None and clinic.station.station_update.searches == ()
