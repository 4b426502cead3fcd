"""A store that cannot be used is said so; whether monitoring goes on without it is for whoever starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.errors import StoreError, StoreInUseError
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.store.start_recording import start_recording
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from tests.helpers.make_database import Stream


def test_a_store_that_is_there_or_can_be_made_is_recorded_to(tmp_path: Path) -> None:
    told: list[str] = []
    recorder = start_recording(tmp_path / "b.sqlite", ManualClock(), must_record=False, tell=told.append)
    stream = Stream("one")
    for record in (*stream.opened(), stream.taken(Numeric(parameter=Parameter.PR, t=1.0, value=70.0))):
        recorder.put(record)
    recorder.stop()
    assert isinstance(recorder, Recorder)
    assert told == []
    assert Library(tmp_path / "b.sqlite").open("one").numerics(Parameter.PR)[1].tolist() == [70.0]


def test_a_store_that_cannot_be_used_stops_whoever_must_record(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    path.write_text("a letter, not a database\n" * 400, encoding="utf-8")
    with pytest.raises(StoreError):
        start_recording(path, ManualClock(), must_record=True, tell=pytest.fail)
    assert path.read_text(encoding="utf-8").startswith("a letter"), "whatever it is, it is left as it was"


def test_monitoring_goes_on_without_a_store_and_the_screen_says_that_nothing_is_kept(
    tmp_path: Path, expect_log
) -> None:
    expect_log("database")
    path = tmp_path / "b.sqlite"
    path.write_text("a letter, not a database\n" * 400, encoding="utf-8")
    told: list[str] = []
    recorder = start_recording(path, ManualClock(), must_record=False, tell=told.append)
    for record in Stream("one").opened():
        recorder.put(record)
    state = recorder.state()
    recorder.stop()
    (sentence,) = told
    assert sentence.startswith("Nothing is being recorded: ")
    assert str(path) in sentence
    assert state.fault
    assert state.fault in sentence


def test_a_store_that_another_bedside_records_to_is_never_monitored_beside(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    first = start_recording(path, ManualClock(), must_record=True, tell=pytest.fail)
    try:
        with pytest.raises(StoreInUseError):
            start_recording(path, ManualClock(), must_record=False, tell=pytest.fail)
    finally:
        first.stop()
