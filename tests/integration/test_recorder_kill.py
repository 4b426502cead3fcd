"""Killed at any moment, the record is whole and lacks at most its last second.

Run as a program, this file is the victim: it records a stream in real time and says what it has handed over.
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
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bedside.clock import SystemClock
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import Change
from bedside.vitals.commands import GiveRating
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import SegmentOpened
from tests.helpers.make_database import RATE_HZ, Stream, pleth, record_all

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES_AT_RISK_S = 1.0
EVENTS_AT_RISK_S = 0.2
KILLS = {"short": 5, "long": 20}


def record_until_killed(path: Path) -> None:
    """60 pieces of pleth a second, a number a second, an alarm change and an entry each 0.15 s."""
    clock = SystemClock()
    recorder = Recorder(path, clock)
    recorder.start()
    stream = Stream("killed")
    for record in stream.opened():
        recorder.put(record)
    begin, n = clock.now(), 0
    while True:
        t = n / RATE_HZ
        clock.sleep(begin + t - clock.now())
        recorder.put(stream.taken(pleth(t), at=t))
        if n % 60 == 0:
            recorder.put(stream.taken(Numeric(parameter=Parameter.SPO2, t=t, value=97.0)))
        if n % 9 == 0:
            recorder.put(stream.alarmed(Change.WORSE, t))
            recorder.put(stream.made(GiveRating(bed=1, scale="dissociation", value=3), t))
        print(json.dumps({"t": t, "entries": stream.entry, "alarms": stream.alarm}), flush=True)
        n += 1


class Victim:
    """The program above in a process of its own, and the newest thing it said."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, __file__, str(path)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self._said: list[dict[str, float]] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("}\n"):
                self._said.append(json.loads(line))
                self._ready.set()

    def kill_after(self, seconds: float) -> list[dict[str, float]]:
        """kill -9 this long after its first word; everything it said."""
        assert self._ready.wait(30.0), "the recording process did not begin"
        threading.Event().wait(seconds)
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30.0)
        self._thread.join(30.0)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._said


def check_after(path: Path, said: list[dict[str, float]]) -> None:
    last_t = said[-1]["t"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    library = Library(path)
    (summary,) = library.sessions()
    assert summary.interrupted
    session = library.open("killed")
    t, y = session.wave(Parameter.PLETH)
    assert last_t - t[-1] <= SAMPLES_AT_RISK_S
    assert len(t) == round(t[-1] * RATE_HZ) + 1, "a beginning of what was put, without a hole"
    assert not np.isnan(y).any()

    old = [word for word in said if word["t"] <= last_t - EVENTS_AT_RISK_S]
    if old:
        assert len(session.entries()) >= old[-1]["entries"]
        assert len(session.alarm_changes()) >= old[-1]["alarms"]
    numbers = [record.number for record in session.records() if not isinstance(record, SegmentOpened)]
    assert numbers == list(range(1, len(numbers) + 1))


def check_going_on(path: Path) -> None:
    """A restart goes on with the session, and the hole is a hole."""
    unfinished = Library(path).unfinished(1)
    assert unfinished is not None
    stream = Stream("killed")
    stream.number = unfinished.last_number
    later = unfinished.newest_t + 30.0
    record_all(
        path, [stream.segment(later, "program restarted"), stream.taken(pleth(later, 60), later + 1.0)]
    )
    session = Library(path).open("killed")
    _, y = session.wave(Parameter.PLETH)
    assert np.isnan(y).sum() == 1
    ((gone, back),) = session.interruptions()
    assert (round(back - gone), back) == (30, later)


def kill_once(path: Path, seconds: float) -> None:
    check_after(path, Victim(path).kill_after(seconds))
    check_going_on(path)


@pytest.mark.req("ALM-41", "ALM-42")
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("n", range(KILLS["short"]))
def test_a_killed_recording_lacks_at_most_its_last_second(n: int, tmp_path: Path) -> None:
    kill_once(tmp_path / "b.sqlite", random.Random(n).uniform(0.05, 2.0))


@pytest.mark.soak
@pytest.mark.req("ALM-41", "ALM-42")
@pytest.mark.parametrize("n", range(KILLS["long"]))
def test_a_recording_survives_twenty_kills(n: int, tmp_path: Path) -> None:
    kill_once(tmp_path / "b.sqlite", random.Random(100 + n).uniform(0.0, 6.0))


if __name__ == "__main__":
    record_until_killed(Path(sys.argv[1]))
