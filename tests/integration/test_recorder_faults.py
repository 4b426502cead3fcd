"""A disk that refuses, a writer that cannot keep up, a record that cannot be stored: nothing vanishes silently."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from bedside.clock import ManualClock
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import Change
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import RecordingState
from tests.helpers.make_database import STARTED, Stream, pleth, record_all, station_event

WITHIN_S = 20.0


def until(recorder: Recorder, true: Callable[[RecordingState], bool]) -> RecordingState:
    """Wait until the state is as wanted; bounded."""
    tick = threading.Event()
    for _ in range(round(WITHIN_S / 0.01)):
        state = recorder.state()
        if true(state):
            return state
        tick.wait(0.01)
    raise AssertionError(f"not within {WITHIN_S:g} s: {recorder.state()}")


def new_recorder(path: Path, **settings: object) -> Recorder:
    options = {"interval_s": 0.01, "retry_s": 0.02} | settings
    return Recorder(path, ManualClock(5.0, STARTED), **options)


def numbers_stored(path: Path) -> list[int]:
    return [record.number for record in Library(path).open("one").records()]


def test_the_state_is_the_moving_proof(tmp_path: Path) -> None:
    recorder = new_recorder(tmp_path / "b.sqlite")
    stream = Stream("one")
    recorder.start()
    at_first = recorder.state()
    assert at_first.free_bytes is not None
    assert at_first == RecordingState(free_bytes=at_first.free_bytes)
    for record in stream.opened():
        recorder.put(record)
    first = until(recorder, lambda state: state.commits > 0 and state.backlog == 0)
    assert (first.last_commit_t, first.fault, first.dropped) == (5.0, "", 0)
    assert first.bytes_on_disk > 0
    recorder.put(stream.taken(pleth(1.0, 60)))
    until(recorder, lambda state: state.commits > first.commits)
    recorder.stop()
    assert not (tmp_path / "b.sqlite-wal").exists(), "stopping leaves one whole file"


def test_the_free_space_is_looked_at_now_and_then_and_not_known_when_it_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, looks = ManualClock(5.0, STARTED), []
    left: list[int | None] = [400_000_000]

    def disk_usage(folder: Path) -> SimpleNamespace:
        looks.append((folder, clock.now()))
        if left[0] is None:
            raise OSError("the disk is away")
        return SimpleNamespace(free=left[0])

    monkeypatch.setattr("bedside.store.disk.shutil.disk_usage", disk_usage)
    recorder = Recorder(tmp_path / "b.sqlite", clock, interval_s=0.001)
    recorder.start()
    assert recorder.state().free_bytes == 400_000_000
    for free in (300_000_000, None, 200_000_000):
        left[0] = free
        clock.advance(5.0)
        until(recorder, lambda state, free=free: state.free_bytes == free)
    recorder.stop()
    assert {folder for folder, _ in looks} == {tmp_path}
    times = [t for _, t in looks]
    assert all(b - a >= 5.0 for a, b in pairwise(times)), "not with every turn of the writer"


@pytest.mark.req("ALM-42")
def test_what_a_person_did_does_not_wait_for_the_interval(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    recorder = new_recorder(path, interval_s=3600.0)
    stream = Stream("one")
    recorder.start()
    recorder.put(stream.taken(pleth(0.5, 60)))  # waits, and goes with the next commit
    urgent = [
        *stream.opened(),
        stream.alarmed(Change.ONSET, 1.0),
        station_event(),
        stream.closed(2.0),
    ]
    for record in urgent:
        before = recorder.state().commits
        recorder.put(record)
        until(recorder, lambda state, before=before: state.commits > before)
    assert Library(path).sessions()[0].duration_s == 2.0
    assert numbers_stored(path) == [1]
    recorder.stop()


def test_a_full_file_is_said_and_recording_goes_on_by_itself(tmp_path: Path, expect_log) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [])
    cap = {"max_page_count": path.stat().st_size // 4096 + 4}
    recorder = new_recorder(path, pragmas=cap)
    stream = Stream("one")
    recorder.start()
    for record in stream.opened():
        recorder.put(record)
    expect_log("recording waits: the disk with .* is full")
    for n in range(4000):
        recorder.put(stream.taken(Numeric(parameter=Parameter.SPO2, t=n / 10, value=97.0)))
    full = until(recorder, lambda state: bool(state.fault))
    assert full.fault == f"the disk with {path} is full: free some space"
    assert full.backlog > 0
    recorder.put(stream.alarmed(Change.ONSET, 401.0))
    cap["max_page_count"] = 100_000
    expect_log("recording goes on")
    until(recorder, lambda state: not state.fault and state.backlog == 0)
    recorder.stop()
    assert numbers_stored(path) == list(range(1, 4001))
    assert len(Library(path).open("one").alarm_changes()) == 1
    assert recorder.state().dropped == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root on Linux can make a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False, timeout=30).returncode != 0:
        pytest.skip("this machine allows no mount")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True, timeout=30)


def test_a_full_disk_loses_nothing_when_space_returns(small_disk: Path, expect_log) -> None:
    path = small_disk / "b.sqlite"
    recorder = new_recorder(path)
    stream = Stream("one")
    recorder.start()
    for record in stream.opened():
        recorder.put(record)
    until(recorder, lambda state: state.commits > 0 and state.backlog == 0)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"x" * 4096)
    expect_log("recording waits: (the disk with .* is full|.*disk error)")
    expect_log("recording goes on")
    for n in range(100):
        recorder.put(stream.taken(pleth(n / 10, 6)))
        recorder.put(stream.taken(Numeric(parameter=Parameter.SPO2, t=n / 10, value=97.0)))
    assert "free" in until(recorder, lambda state: bool(state.fault)).fault
    for n in range(100, 300):
        recorder.put(stream.taken(pleth(n / 10, 6)))
    filler.unlink()
    until(recorder, lambda state: not state.fault and state.backlog == 0)
    recorder.stop()
    assert recorder.state().dropped == 0
    assert numbers_stored(path) == list(range(1, stream.number + 1))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_another_programs_write_lock_is_waited_out(tmp_path: Path, expect_log, monkeypatch) -> None:
    monkeypatch.setattr("bedside.store.database.BUSY_S", 0.01)
    path = tmp_path / "b.sqlite"
    record_all(path, [])
    recorder = new_recorder(path)
    recorder.start()
    expect_log("recording waits: .* is being written by another program")
    expect_log("recording goes on")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for record in Stream("one").opened():
            recorder.put(record)
        until(recorder, lambda state: bool(state.fault))
    until(recorder, lambda state: not state.fault and state.backlog == 0)
    recorder.stop()
    assert len(Library(path).sessions()) == 1


def test_what_does_not_fit_is_counted_and_the_loss_is_an_event_with_its_cause(
    tmp_path: Path, expect_log
) -> None:
    path = tmp_path / "b.sqlite"
    recorder = new_recorder(path, capacity=10)
    stream = Stream("one")
    for record in stream.opened():
        recorder.put(record)  # the writer has not begun: all of it must fit
    for n in range(20):
        recorder.put(stream.taken(Numeric(parameter=Parameter.SPO2, t=float(n), value=97.0)))
    recorder.put(stream.alarmed(Change.ONSET, 20.0))  # into the reserve
    assert recorder.state().dropped == 12
    expect_log("12 records were lost because the disk could not keep up")
    recorder.start()
    recorder.stop()
    library = Library(path)
    (event,) = library.station_events_of(["records_lost"], 9)
    assert event.utc == STARTED
    assert event.words == "12 records were lost because the disk could not keep up"
    assert numbers_stored(path) == list(range(1, 9))
    assert len(library.open("one").alarm_changes()) == 1


def test_a_full_memory_names_the_disk_as_the_cause(tmp_path: Path, expect_log) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [])
    cap = {"max_page_count": path.stat().st_size // 4096}
    recorder = new_recorder(path, capacity=50, pragmas=cap)
    stream = Stream("one")
    recorder.start()
    for record in [*stream.opened(), *(stream.taken(pleth(float(n), 60)) for n in range(40))]:
        recorder.put(record)
    expect_log("recording waits")
    until(recorder, lambda state: bool(state.fault))
    for n in range(1000):
        recorder.put(stream.taken(pleth(100.0 + n * 2, 60)))
    assert recorder.state().dropped > 0
    cap["max_page_count"] = 100_000
    expect_log("records were lost because the disk with .* is full")
    expect_log("recording goes on")
    until(recorder, lambda state: not state.fault and state.backlog == 0)
    recorder.stop()
    (event,) = Library(path).station_events_of(["records_lost"], 9)
    assert event.words.startswith(f"{recorder.state().dropped} records were lost because the disk with")


def test_one_record_that_contradicts_the_record_does_not_hold_up_the_others(
    tmp_path: Path, expect_log
) -> None:
    path = tmp_path / "b.sqlite"
    recorder = new_recorder(path)
    stream, nobody = Stream("one"), Stream("never opened")
    expect_log("a row of numeric cannot be stored and is lost")
    expect_log("a row of wave_block cannot be stored and is lost")
    expect_log("4 records were lost because they contradict what is already recorded")
    recorder.start()
    first = stream.taken(Numeric(parameter=Parameter.SPO2, t=1.0, value=97.0))
    orphans = [nobody.taken(pleth(n / 10, 6)) for n in range(3)]
    for record in [*stream.opened(), first, first, *orphans, stream.closed(9.0)]:
        recorder.put(record)
    recorder.stop()
    assert numbers_stored(path) == [1]
    assert recorder.state().dropped == 4
    assert recorder.state().fault == ""


def test_one_record_that_cannot_be_packed_does_not_hold_up_the_others(tmp_path: Path, expect_log) -> None:
    path = tmp_path / "b.sqlite"
    recorder = new_recorder(path)
    stream = Stream("one")
    expect_log("a record cannot be packed: ReadingTaken$")
    expect_log("1 records were lost because of an internal error")
    recorder.start()
    wrong = stream.taken(replace(pleth(1.0), samples=(2**40,)))
    for record in [*stream.opened(), wrong, stream.taken(pleth(1.0 + 1 / 60)), stream.taken(pleth(2.0))]:
        recorder.put(record)
    recorder.stop()
    assert numbers_stored(path) == [2, 3]


def test_a_record_put_after_the_end_is_counted_as_lost(tmp_path: Path) -> None:
    recorder = new_recorder(tmp_path / "b.sqlite")
    recorder.start()
    recorder.stop()
    recorder.put(station_event())
    assert recorder.state().dropped == 1
    recorder.stop()  # a second time is no error


def test_a_record_that_cannot_be_written_at_the_end_is_told(tmp_path: Path, expect_log) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [])
    recorder = new_recorder(path, pragmas={"max_page_count": path.stat().st_size // 4096})
    recorder.start()
    expect_log("recording waits")
    expect_log(re.escape(str(path)) + r": \d+ rows could not be written: the disk with")
    stream = Stream("one")
    for record in [*stream.opened(), *(stream.taken(pleth(float(n), 60)) for n in range(60))]:
        recorder.put(record)
    recorder.stop()
    assert recorder.state().backlog > 0
    record_all(path, Stream("two").opened())  # and nothing half-done stands in the way of the next


def test_a_file_that_was_taken_away_is_said(tmp_path: Path, expect_log) -> None:
    path = tmp_path / "b.sqlite"
    recorder = new_recorder(path)
    stream = Stream("one")
    recorder.start()
    for record in stream.opened():
        recorder.put(record)
    until(recorder, lambda state: state.commits > 0 and state.backlog == 0)
    expect_log("is gone")
    path.rename(tmp_path / "away.sqlite")
    recorder.put(stream.alarmed(Change.ONSET, 1.0))
    assert "put it back, or restart bedside" in until(recorder, lambda state: bool(state.fault)).fault
    (tmp_path / "away.sqlite").rename(path)
    expect_log("recording goes on")
    recorder.put(stream.closed(2.0))
    until(recorder, lambda state: not state.fault)
    recorder.stop()
    assert Library(path).sessions()[0].duration_s == 2.0
