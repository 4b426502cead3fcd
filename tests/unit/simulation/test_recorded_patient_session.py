from __future__ import annotations

from pathlib import Path

import pytest

from bedside.driver_api import CuffPhase
from bedside.errors import BrokenFileError, StoreError
from bedside.simulation import recorded_play
from bedside.simulation.recorded_patient import RecordedPatient
from bedside.simulation.recording import Recording
from bedside.vitals.parameters import Parameter
from tests.helpers.make_database import Stream, record_all, whole_session

P = Parameter
SESSION = "20260314-092653-B1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "record.sqlite"
    empty = Stream("20260315-092653-B2", bed=2)
    record_all(path, [*whole_session(Stream(SESSION)), *empty.opened(), empty.closed(9.0)])
    return path


@pytest.fixture
def session(store: Path) -> Recording:
    return recorded_play.load(f"session:{SESSION}", store)


def test_a_session_is_played_with_its_numbers_wave_and_cuff(session: Recording) -> None:
    assert session.duration_s == pytest.approx(20.001)
    assert (set(session.numbers), set(session.waves)) == ({P.SPO2, P.PI}, {P.PLETH})
    assert session.waves[P.PLETH].rate_hz == pytest.approx(60.0, rel=1e-3)
    [reading] = session.determinations
    assert (reading.t, reading.sys, reading.map) == (2.5, 128.0, 95.0)
    patient = RecordedPatient(session)
    assert [patient.at(t).spo2 for t in (3.5, 5.5, 6.5, 8.5)] == [95.0, 96.0, None, 96.0]
    assert patient.at(3.5).pi == 3.4
    assert patient.cuff(10.0).phase is CuffPhase.DONE


def test_what_nobody_recorded_of_the_wave_is_missing(session: Recording) -> None:
    wave = session.waves[P.PLETH]
    assert wave.at(0.5) is None
    assert wave.at(7.5) is not None
    assert wave.at(8.5) is None, "the hole in everything"
    assert wave.at(9.5) is not None


def test_neither_the_name_nor_the_timeline_is_taken(session: Recording) -> None:
    assert "Room 2" not in repr(session)
    assert session.about()["title"] == f"session {SESSION}"


def test_a_session_that_is_not_there_or_holds_nothing_is_refused(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no session nobody"):
        recorded_play.load("session:nobody", store)
    with pytest.raises(StoreError, match="no record at"):
        recorded_play.load("session:nobody", tmp_path / "no.sqlite")
    with pytest.raises(BrokenFileError, match="holds no values"):
        recorded_play.load("session:20260315-092653-B2", store)
