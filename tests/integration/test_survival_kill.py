"""kill −9 of a recording at random moments: the record is whole, the session goes on, the hole is a hole."""

from __future__ import annotations

import random
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bedside.simulation.spawn import Simulation
from bedside.store.library import Library, SessionSummary
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import SegmentOpened
from tests.helpers.alarms_again import computed_again
from tests.helpers.processes import Home, devices, simulated

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

SAMPLES_AT_RISK_S = 1.0
PROBE_OFF = '[[effect]]\nkind = "probe_off"\nstart_s = {}\nend_s = {}\n'


def restless(folder: Path, seconds: int) -> Path:
    """A scenario in which alarms come and go: low from the first moment, the probe off again and again."""
    file = folder / "restless.toml"
    effects = "".join(PROBE_OFF.format(t, t + 6) for t in range(2, seconds, 14))
    file.write_text(f'title = "t"\nsummary = "s"\n[baseline]\nspo2 = 79\n{effects}')
    return file


def killed(home: Home, simulation: Simulation, after_s: float) -> datetime:
    """Record, kill so long after the first line of vitals; when that was."""
    recording = home.start("record", *devices(simulation.ports), "--store", home.store)
    recording.wait_line(lambda line: line.startswith("bed 1  "))
    threading.Event().wait(after_s)
    moment = datetime.now(UTC)
    assert recording.end(signal.SIGKILL).code == -signal.SIGKILL
    return moment


def only_session(home: Home) -> SessionSummary:
    with closing(sqlite3.connect(home.store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (summary,) = Library(home.store).sessions()
    return summary


def check_after_kill(home: Home, moment: datetime) -> float:
    """At most the last second is missing; the session time of the kill."""
    summary = only_session(home)
    assert summary.interrupted
    segment = Library(home.store).open(summary.id).segments[-1]
    kill_t = segment.t + (moment - segment.utc).total_seconds()
    assert 0.0 <= kill_t - summary.newest_sample_t <= SAMPLES_AT_RISK_S
    return kill_t


def check_whole(home: Home, kills: list[float]) -> None:
    """One session of all runs, with a hole at each kill and its alarms counted on."""
    summary = only_session(home)
    assert (summary.interrupted, summary.end_reason) == (False, "recording ended")
    session = Library(home.store).open(summary.id)
    causes = [segment.cause for segment in session.segments]
    assert causes == ["session began"] + ["program restarted"] * len(kills)
    holes = session.interruptions()
    assert len(holes) == len(kills)
    t, y = session.wave(Parameter.PLETH)
    for (gone, back), kill_t in zip(holes, kills, strict=True):
        assert kill_t - SAMPLES_AT_RISK_S <= gone <= kill_t < back
        inside = (t > gone + 0.02) & (t < back - 0.02)
        assert np.isnan(y[inside]).all(), "no sample lies in a hole"
        before, after = np.searchsorted(t, gone + 0.02), np.searchsorted(t, back - 0.02)
        assert np.isnan(y[before - 1 : after]).any(), "no line crosses it"
        for parameter in (Parameter.SPO2, Parameter.PR):
            times, _ = session.numerics(parameter)
            assert not ((times > gone) & (times < back - 0.02)).any()
    assert (np.diff(t) > 0).all()
    numbers = [record.number for record in session.records() if not isinstance(record, SegmentOpened)]
    assert numbers == list(range(1, len(numbers) + 1))
    changes = session.alarm_changes()
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    assert [change.t for change in changes] == sorted(change.t for change in changes)
    assert {"SPO2-LOW", "T-SPO2-OFF"} <= {change.code for change in changes}
    assert computed_again(session) == changes


def survive(home: Home, folder: Path, waits_s: list[float]) -> None:
    kills = []
    with simulated(
        drivers=["contec_v7", "dinamap"], scenario=restless(folder, 30 + 8 * len(waits_s))
    ) as simulation:
        pid = simulation.pid
        for wait_s in waits_s:
            kills.append(check_after_kill(home, killed(home, simulation, wait_s)))
        last = home.start("record", *devices(simulation.ports), "--store", home.store)
        last.wait_line(lambda line: line.startswith("bed 1  "))
        assert last.end().code == 0
        assert simulation.pid == pid
    check_whole(home, kills)
    log = home.logged()
    assert log.count("goes on after") == len(waits_s)


@pytest.mark.req("ALM-41", "ALM-42")
def test_a_killed_recording_goes_on_where_it_was(tmp_path: Path) -> None:
    source = random.Random(2026)
    survive(Home(tmp_path / "home"), tmp_path, [source.uniform(2.0, 4.5), source.uniform(0.0, 2.0)])


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.req("ALM-41", "ALM-42")
def test_a_recording_survives_twenty_kills(tmp_path: Path) -> None:
    source = random.Random()
    survive(Home(tmp_path / "home"), tmp_path, [source.uniform(0.0, 5.0) for _ in range(20)])
