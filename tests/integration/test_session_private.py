"""No name gets into the log, not even when something goes wrong with what it belongs to."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.store.recorder import Recorder
from bedside.vitals.commands import NamePatient
from bedside.vitals.records import Record
from bedside.vitals.sessions import PatientType
from tests.helpers.make_database import Stream

MARKER = "Quetzalcoatl"


def recorded(path: Path, records: list[Record]) -> None:
    recorder = Recorder(path, ManualClock(), interval_s=0.01)
    recorder.start()
    for record in records:
        recorder.put(record)
    recorder.stop()


def named(stream: Stream) -> Record:
    return stream.made(NamePatient(bed=1, label=MARKER, patient_type=PatientType.ADULT), 1.0)


@pytest.mark.req("AUD-02")
def test_a_row_that_cannot_be_stored_is_logged_without_its_words(
    tmp_path: Path, expect_log, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("a row of entry cannot be stored and is lost")
    expect_log("1 records were lost")
    stream = Stream("one")
    first = named(stream)
    stream.number -= 1  # the same number again: it contradicts what is recorded
    recorded(tmp_path / "b.sqlite", [*stream.opened(), first, named(stream)])
    assert MARKER not in caplog.text


@pytest.mark.req("AUD-02")
def test_a_record_that_cannot_be_packed_is_logged_without_its_words(
    tmp_path: Path, expect_log, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise ValueError("a bug")

    expect_log("a record cannot be packed")
    expect_log("1 records were lost")
    monkeypatch.setattr("bedside.store.batch.Batch.add", _all_but_entries(broken))
    stream = Stream("one")
    with caplog.at_level(logging.INFO):
        recorded(tmp_path / "b.sqlite", [*stream.opened(), named(stream)])
    assert MARKER not in caplog.text


def _all_but_entries(instead):
    from bedside.store.batch import Batch
    from bedside.vitals.records import EntryMade

    real = Batch.add
    return lambda self, record, *more: (
        instead() if isinstance(record, EntryMade) else real(self, record, *more)
    )
