"""`bedside download` from a virtual oximeter on a real pseudo-terminal."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bedside import registry
from bedside.driver_api import Device
from drivers.patient import SimulatedPatient
from tests.helpers.processes import Home
from tests.helpers.served import Served

STORED_S = 30


def worn_for(seconds: int) -> Device:
    """An oximeter that has measured for so long."""
    device, patient, t = registry.load("contec_v7").device(), SimulatedPatient(3), 0.0
    while t < seconds:
        device.emit(patient, t)
        t += device.step_s
    return device


@pytest.fixture
def served() -> Iterator[Callable[[Device], str]]:
    with Served() as ports:
        yield ports.serve


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_what_the_oximeter_has_stored_is_printed_as_a_table(
    home: Home, served: Callable[[Device], str]
) -> None:
    ended = home.run("download", served(worn_for(STORED_S)))
    assert ended.code == 0, ended.err
    assert "complete." in ended.err
    rows = list(csv.DictReader(ended.out.splitlines()))
    saturations = [float(row["value"]) for row in rows if row["parameter"] == "spo2"]
    assert len(saturations) >= STORED_S - 1
    assert all(94 <= value <= 100 for value in saturations)
    assert [float(row["t_s"]) for row in rows if row["parameter"] == "spo2"][:3] == [0.0, 1.0, 2.0]


def test_the_table_goes_into_a_file_and_never_over_another(
    home: Home, served: Callable[[Device], str], tmp_path: Path
) -> None:
    port, there = served(worn_for(STORED_S)), tmp_path / "night.csv"
    assert home.here("download", port, "--output", str(there)).code == 0
    first = there.read_text()
    assert first.startswith("t_s,parameter,value,unit,flags\n")
    assert "cannot be written" in home.here("download", port, "--output", str(there)).refusal
    assert there.read_text() == first


def test_a_record_that_is_not_there_is_refused_in_words(home: Home, served: Callable[[Device], str]) -> None:
    port = served(worn_for(STORED_S))
    assert "1 stored record" in home.here("download", port, "--record", "5").refusal
    assert "nothing stored" in home.here("download", port, "--user", "1").refusal


def test_a_device_that_stores_nothing_is_not_asked(home: Home) -> None:
    assert (
        "no way to ask for stored records" in home.here("download", "/dev/null", "--driver", "nonin").refusal
    )
    assert "There is no driver called 'x'" in home.here("download", "/dev/null", "--driver", "x").refusal
