"""`bedside verify` proves the log, or names the row that is not as it was."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bedside.__main__ import main
from bedside.clock import ManualClock
from bedside.store.recorder import Recorder
from bedside.vitals.records import StationEvent


@pytest.fixture
def store(tmp_path: Path) -> Path:
    clock = ManualClock()
    recorder = Recorder(tmp_path / "b.sqlite", clock)
    recorder.start()
    for number in range(5):
        recorder.put(StationEvent(utc=clock.utc(), kind="test", words=f"event {number}"))
    recorder.stop()
    return tmp_path / "b.sqlite"


@pytest.mark.req("ALM-42", "AUD-01")
def test_a_log_as_it_was_written_is_whole(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--store", str(store)]) == 0
    said, noted = capsys.readouterr().out.splitlines()
    assert said.startswith("The log is whole")
    head = noted.rsplit(" ", 1)[1]
    assert main(["verify", "--store", str(store), "--noted", head, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True


@pytest.mark.req("ALM-42", "AUD-01")
def test_a_changed_row_is_found(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE station_event SET words = 'nothing happened' WHERE words = 'event 2'")
    assert main(["verify", "--store", str(store)]) == 2
    assert "not whole" in capsys.readouterr().out


def test_a_record_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--store", str(tmp_path / "none.sqlite")]) == 1
    assert "There is no record" in capsys.readouterr().err
