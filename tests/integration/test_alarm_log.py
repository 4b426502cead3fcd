"""The alarm log: what the engine decides is kept exactly, in two views, in great numbers, and through any kill.

Run as a program, this file is the writers that are killed: it begins as many as it is told, each in its own process,
and begins the next one in a lane as soon as that is asked for on its standard input.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock, SystemClock
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.commands import Acknowledge, Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import AlarmChanged, Record
from tests.helpers.make_database import NURSE, STARTED, Stream, record_all, station_alarm

CHECKOUT = Path(__file__).resolve().parents[2]
EVENTS = {"short": 10_000, "long": 100_000}
AT_RISK_S = 1.0


# What is kept


class Told:
    """An engine whose every change is recorded, fed with a saturation each second."""

    def __init__(self) -> None:
        self.stream = Stream("one")
        self.records: list[Record] = [*self.stream.opened()]
        self.changes: list[AlarmChange] = []
        self._engine = Engine(default_profile())
        self._entries = 0

    def breathe(self, first: int, last: int, spo2: float) -> None:
        for t in range(first, last):
            reading = Numeric(parameter=Parameter.SPO2, t=float(t), value=spo2)
            self._keep(self._engine.observe(reading, float(t), "oximeter"))

    def acknowledge(self, condition: int, t: float) -> None:
        self._entries += 1
        command = Acknowledge(bed=1, actor=NURSE, condition=condition)
        self._keep(self._engine.entered(Entry(number=self._entries, t=t, entered_t=t, command=command), t))

    def _keep(self, changes: list[AlarmChange]) -> None:
        self.changes += changes
        self.records += [
            AlarmChanged(session="one", utc=self.stream.utc(change.t), change=change) for change in changes
        ]


@pytest.fixture(scope="module")
def told() -> Told:
    """Low saturation, acknowledged, over, and low again."""
    told = Told()
    told.breathe(0, 20, 97.0)
    told.breathe(20, 40, 90.0)
    told.acknowledge(told.changes[0].condition, 40.5)
    told.breathe(41, 140, 97.0)
    told.breathe(140, 160, 90.0)
    return told


@pytest.fixture
def path(told: Told, tmp_path: Path) -> Path:
    record_all(tmp_path / "b.sqlite", told.records)
    return tmp_path / "b.sqlite"


def ask(path: Path, statement: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement)]


@pytest.mark.req("ALM-01")
def test_an_acknowledged_and_a_new_condition_are_two_rows_with_their_signals(told: Told, path: Path) -> None:
    first, second = ask(path, "SELECT * FROM alarm_condition WHERE code = 'SPO2-LOW' ORDER BY onset_utc")
    assert (first["id"], first["session"], first["kind"], first["priority"]) == ("one/1", "one", "phys", 2)
    assert (first["limit"], first["value_at_onset"]) == (92.0, 90.0)
    onset = told.changes[0]
    cleared = next(change for change in told.changes if change.change is Change.CLEARED)
    assert first["onset_utc"] == told.stream.utc(onset.t).isoformat(timespec="microseconds")
    assert first["clear_utc"] == told.stream.utc(cleared.t).isoformat(timespec="microseconds")
    assert second["clear_utc"] is None
    signals = {
        condition: ask(
            path, f"SELECT * FROM alarm_signal_event WHERE condition_id = '{condition}' ORDER BY t"
        )
        for condition in (first["id"], second["id"])
    }
    assert [row["presence"] for row in signals["one/1"]] == ["on", "ack", "off"]
    assert [row["activation"] for row in signals["one/1"]] == ["on", "off", "off"]
    actors = [row["actor"] for row in signals["one/1"]]
    assert (actors[0], json.loads(str(actors[1]))["name"]) == (None, NURSE.name)
    assert {row["presence"] for row in signals[second["id"]]} == {"on"}


@pytest.mark.req("ALM-01")
def test_what_the_engine_decided_comes_back_exactly(told: Told, path: Path) -> None:
    assert len(told.changes) >= 4
    assert Library(path).open("one").alarm_changes() == told.changes


@pytest.mark.req("ALM-01")
def test_conditions_of_two_sessions_are_not_mixed_up_and_a_step_of_the_clock_does_not_end_one(
    tmp_path: Path,
) -> None:
    path, stream = tmp_path / "b.sqlite", Stream("stepped")
    onset, cleared, ended = (stream.alarmed(Change.ONSET, t) for t in (10.0, 20.0, 25.0))
    cleared = replace(cleared, change=replace(cleared.change, change=Change.CLEARED, present=False))
    ended = replace(ended, change=replace(ended.change, change=Change.ENDED, present=False))
    stream.started = STARTED.replace(hour=1)  # set back between the two
    ended = replace(ended, utc=stream.utc(25.0))
    other = Stream("other")
    records = [*other.opened(), other.alarmed(Change.ONSET, 3.0), *Stream("stepped").opened()]
    record_all(path, [*records, onset, cleared, ended])
    found = {row["id"]: row for row in ask(path, "SELECT * FROM alarm_condition")}
    assert set(found) == {"other/1", "stepped/1"}
    assert found["other/1"]["clear_utc"] is None
    assert found["stepped/1"]["clear_utc"] == cleared.utc.isoformat(timespec="microseconds")


def keep_and_prove(path: Path, events: int) -> None:
    stream = Stream("long")
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.01)
    recorder.start()
    for record in stream.opened():
        recorder.put(record)
    template = stream.alarmed(Change.ONSET, 0.0)
    for n in range(1, events + 1):
        change = replace(template.change, number=n, condition=n // 5 + 1, t=n * 0.06, value=80.0 + n % 10)
        recorder.put(AlarmChanged(session="long", utc=template.utc, change=change))
    recorder.put(station_alarm())
    recorder.stop(60.0)
    assert (recorder.state().dropped, recorder.state().backlog) == (0, 0)
    library = Library(path)
    assert [change.number for change in library.open("long").alarm_changes()] == list(range(1, events + 1))
    found = library.verify()
    assert (found.whole, found.rows) == (True, events + 4), found.words
    (row,) = ask(path, "SELECT count(*) AS n FROM alarm_condition")
    assert row["n"] == events // 5 + 1


@pytest.mark.req("ALM-42")
def test_very_many_events_are_kept_read_back_and_proved(tmp_path: Path) -> None:
    keep_and_prove(tmp_path / "b.sqlite", EVENTS["short"])


@pytest.mark.soak
@pytest.mark.req("ALM-42")
def test_a_hundred_thousand_events_are_kept_read_back_and_proved(tmp_path: Path) -> None:
    keep_and_prove(tmp_path / "b.sqlite", EVENTS["long"])


# Killed


def write_until_killed(path: Path, lane: int, life: int) -> NoReturn:
    """An alarm change each 20 to 100 ms (1 000 a minute); each is said as soon as it is handed over."""
    clock, source = SystemClock(), random.Random(life * 1000 + lane)
    recorder = Recorder(path, clock)
    recorder.start()
    stream = Stream(f"life {life}")
    for record in stream.opened():
        recorder.put(record)
    while True:
        record = stream.alarmed(Change.WORSE, clock.now())
        recorder.put(record)
        say = {"lane": lane, "life": life, "pid": os.getpid(), "number": stream.alarm, "t": clock.now()}
        os.write(1, json.dumps(say).encode() + b"\n")  # one write: the lanes share this pipe
        clock.sleep(source.uniform(0.02, 0.1))


def begin_writers(folder: Path) -> None:
    """Fork a writer for each line "lane life"; everything is imported once.

    A lane's next writer begins when the one before is gone: until then it holds the lock of their record.
    """
    lives: dict[int, int] = {}
    for line in sys.stdin:
        lane, life = map(int, line.split())
        if lane in lives:
            os.waitpid(lives.pop(lane), 0)
        if (pid := os.fork()) == 0:
            write_until_killed(folder / f"lane-{lane}.sqlite", lane, life)
        lives[lane] = pid
    for pid in lives.values():
        os.waitpid(pid, 0)


@dataclass(frozen=True, slots=True)
class Said:
    """An event a writer had handed over by `t`, s of the machine's clock."""

    life: int
    pid: int
    number: int
    t: float


class Writers:
    """The program above, and what its writers said, by lane."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._said: dict[int, list[Said]] = {}
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word = json.loads(line)
            with self._news:
                self._said.setdefault(word.pop("lane"), []).append(Said(**word))
                self._news.notify_all()

    def live_and_be_killed(self, lane: int, life: int, seconds: float) -> tuple[list[Said], float]:
        """A writer lives so long from its first event on and is killed; what it said, and the time of the kill."""
        assert self._process.stdin is not None
        with self._news:
            self._process.stdin.write(f"{lane} {life}\n")
            self._process.stdin.flush()
            assert self._news.wait_for(lambda: self._of(lane, life), 30.0), "the writer did not begin"
            (pid,) = {said.pid for said in self._of(lane, life)}
        threading.Event().wait(seconds)
        kill_t = SystemClock().now()
        os.kill(pid, signal.SIGKILL)
        threading.Event().wait(0.05)  # for the last words that are still in the pipe
        with self._news:
            return self._of(lane, life), kill_t

    def _of(self, lane: int, life: int) -> list[Said]:
        return [said for said in self._said.get(lane, []) if said.life == life]

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30.0)
        self._listener.join(30.0)
        self._process.stdout.close()


@contextmanager
def writers(folder: Path, lanes: int) -> Iterator[Writers]:
    for lane in range(lanes):
        record_all(folder / f"lane-{lane}.sqlite", [])
    started = Writers(folder)
    try:
        yield started
    finally:
        started.end()


def check(path: Path, life: int, said: list[Said], kill_t: float) -> None:
    """Whole, and nothing lost that was older than a second; what earlier lives left is still there."""
    library = Library(path)
    found = library.verify()
    assert found.whole, found.words
    numbers = [change.number for change in library.open(f"life {life}").alarm_changes()]
    assert numbers == list(range(1, len(numbers) + 1))
    old = [word.number for word in said if word.t <= kill_t - AT_RISK_S]
    assert len(numbers) >= max(old, default=0), f"{max(old) - len(numbers)} events older than 1 s are lost"
    assert len(library.sessions()) == life + 1


def survive_kills(folder: Path, lanes: int, lives: int, seed: int) -> None:
    faults: list[str] = []

    def live(lane: int) -> None:
        source = random.Random(seed + lane)
        head = ""
        for life in range(lives):
            path = folder / f"lane-{lane}.sqlite"
            after = AT_RISK_S + source.uniform(0.1, 1.0)
            try:
                said, kill_t = started.live_and_be_killed(lane, life, after)
                check(path, life, said, kill_t)
                assert Library(path).verify(head).whole, "what an earlier life left was cut off"
            except AssertionError as fault:
                faults.append(f"lane {lane}, life {life}: {fault}")
                return
            head = Library(path).verify().head

    with writers(folder, lanes) as started:
        threads = [threading.Thread(target=live, args=(lane,), name=f"lane {lane}") for lane in range(lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults


@pytest.mark.req("ALM-42")
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_no_event_older_than_a_second_is_lost_by_a_kill(tmp_path: Path) -> None:
    survive_kills(tmp_path, lanes=5, lives=1, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.req("ALM-42")
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_no_event_older_than_a_second_is_lost_by_two_hundred_kills(tmp_path: Path) -> None:
    survive_kills(tmp_path, lanes=8, lives=25, seed=random.randrange(10**6))


if __name__ == "__main__":
    begin_writers(Path(sys.argv[1]))
