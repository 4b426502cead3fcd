"""Reading goes on beside writing, and neither waits for the other."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import Change
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from tests.helpers.make_database import STARTED, Stream, pleth

SECONDS = 300


def test_two_readers_see_whole_beginnings_while_sixteen_beds_are_written(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.005)
    recorder.start()
    streams = [Stream(f"bed {bed}", bed) for bed in range(1, 17)]
    for stream in streams:
        for record in stream.opened():
            recorder.put(record)
    while len(Library(path).sessions()) < len(streams):
        pass
    done = threading.Event()
    looks: dict[str, list[int]] = {"bed 1": [], "bed 9": []}
    wrong: list[str] = []

    def read(session_id: str) -> None:
        session = Library(path).open(session_id)
        while True:
            last = done.is_set()
            numbers = [record.number for record in session.records()]
            if numbers != list(range(1, len(numbers) + 1)):
                wrong.append(f"{session_id}: {numbers}")
            looks[session_id].append(len(numbers))
            if last:
                return

    readers = [threading.Thread(target=read, args=(name,), name=f"reader {name}") for name in looks]
    for reader in readers:
        reader.start()
    for second in range(SECONDS):
        for stream in streams:
            recorder.put(stream.taken(pleth(float(second), 60), second + 1.0))
            recorder.put(stream.taken(Numeric(parameter=Parameter.PR, t=second + 1.0, value=70.0)))
    recorder.stop()
    done.set()
    for reader in readers:
        reader.join(60.0)
    assert not wrong
    assert recorder.state().dropped == 0
    for counts in looks.values():
        assert counts == sorted(counts)
        assert counts[-1] == 2 * SECONDS
    for stream in streams:
        assert len(Library(path).open(stream.session).wave(Parameter.PLETH)[0]) == 60 * SECONDS


def test_a_reader_left_open_does_not_hold_up_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.005)
    recorder.start()
    stream = Stream("one")
    for record in [*stream.opened(), *(stream.taken(pleth(float(n), 60)) for n in range(200))]:
        recorder.put(record)
    while not Library(path).sessions():
        pass
    readings = Library(path).open("one").readings()
    next(readings)
    for n in range(200, 400):
        recorder.put(stream.taken(pleth(float(n), 60)))
    recorder.stop()
    assert recorder.state().backlog == 0
    assert not path.with_name("b.sqlite-wal").exists(), (
        "the log was folded back although somebody was reading"
    )
    assert len(list(readings)) > 0


@pytest.mark.req("ALM-42")
def test_the_log_can_be_proved_while_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.001)
    recorder.start()
    stream = Stream("one")
    for record in stream.opened():
        recorder.put(record)
    noted, rows = "", 0
    for t in range(40):
        for _ in range(10):
            recorder.put(stream.alarmed(Change.WORSE, float(t)))
        found = Library(path).verify(noted)
        assert found.whole, found.words
        assert found.rows >= rows
        noted, rows = found.head, found.rows
    recorder.stop()
    assert Library(path).verify(noted).rows == 403
