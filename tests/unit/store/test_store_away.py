"""How long ago a session was left open, whatever became of the wall clock and of the machine (ALM-41)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.store.unfinished import UnfinishedSession
from bedside.vitals.alarms import Change
from bedside.vitals.commands import WriteNote
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import StationEvent
from bedside.vitals.sessions import Mode
from tests.helpers.make_database import DATABASES, STARTED, Stream, record_all, station_event

pytestmark = pytest.mark.req("ALM-41")

BOOT, LATER_BOOT = "this boot", "a later boot"
STEPS = pytest.mark.parametrize("step_s", [3600.0, -3600.0, 20.0 * 365 * 86_400])


class Machine:
    """Records a session of bed 1 by a clock by hand; ends by a crash, as far as the record can tell."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch, boot: str = BOOT) -> None:
        self.path = path
        self.clock = ManualClock(4000.0, STARTED)
        self.stream = Stream("one")
        self._zero = self.clock.now()
        self._monkeypatch = monkeypatch
        self.recorder = self._running(boot)
        for record in self.stream.opened(Mode.LIVE):
            self.recorder.put(record)

    def _running(self, boot: str) -> Recorder:
        self._monkeypatch.setattr("bedside.store.recorder.boot_id", lambda: boot)
        recorder = Recorder(self.path, self.clock, interval_s=0.01)
        recorder.start()
        return recorder

    @property
    def t(self) -> float:
        return self.clock.now() - self._zero

    def measures(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1.0)
            self.recorder.put(self.stream.taken(Numeric(parameter=Parameter.SPO2, t=self.t, value=97.0)))

    def steps_its_wall_clock(self, seconds: float, *, told: bool = False) -> None:
        self.clock.step_wall(seconds)
        self.stream.started += timedelta(seconds=seconds)
        if told:
            event = StationEvent(utc=self.clock.utc(), kind="clock_step", words="the clock was set")
            self.recorder.put(event)

    def crashes(self) -> UnfinishedSession:
        self.recorder.stop()
        left = Library(self.path).unfinished(1)
        assert left is not None
        return left

    def goes_on(self, away_s: float, boot: str = BOOT) -> None:
        """It is started again after so long; its own beginning of a stretch of the session comes first."""
        self.clock.advance(away_s)
        self.recorder = self._running(boot)
        self.recorder.put(self.stream.segment(self.t, "program restarted", watched_t=self.t - away_s))

    def away(self, left: UnfinishedSession, boot: str) -> float:
        return left.away_s(self.clock.utc(), self.clock.now(), boot)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made = Machine(tmp_path / "b.sqlite", monkeypatch)
    yield made
    made.recorder.stop()


@STEPS
@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_a_step_of_the_wall_clock_before_the_crash_does_not_count(machine, step_s: float, told: bool) -> None:
    machine.measures(30)
    machine.steps_its_wall_clock(step_s, told=told)
    machine.measures(20)
    left = machine.crashes()
    machine.clock.advance(60.0)
    assert machine.away(left, BOOT) == pytest.approx(60.0)


@STEPS
@pytest.mark.parametrize("by", ["the station", "an alarm", "an entry", "a link"])
def test_after_the_machine_was_started_anew_any_row_behind_the_step_tells_it(machine, step_s, by) -> None:
    machine.measures(30)
    machine.steps_its_wall_clock(step_s, told=by == "the station")
    machine.measures(5)
    match by:
        case "an alarm":
            machine.recorder.put(machine.stream.alarmed(Change.ONSET, machine.t))
        case "an entry":
            machine.recorder.put(machine.stream.made(WriteNote(bed=1, text="turned"), machine.t))
        case "a link":
            machine.recorder.put(machine.stream.linked(LinkState.SILENT, machine.t, "silent"))
    machine.measures(15)
    left = machine.crashes()
    assert left.newest_utc == machine.clock.utc()
    machine.clock.advance(60.0)
    assert machine.away(left, LATER_BOOT) == pytest.approx(60.0)


@STEPS
def test_a_step_after_the_crash_does_not_count_while_the_machine_runs(machine, step_s: float) -> None:
    machine.measures(30)
    left = machine.crashes()
    machine.clock.advance(60.0)
    machine.clock.step_wall(step_s)
    assert machine.away(left, BOOT) == pytest.approx(60.0)


def test_a_clock_that_was_set_back_while_the_machine_was_off_tells_by_how_much(machine) -> None:
    """Nobody can know; hours must not look like nothing, or one patient's session goes on with the next."""
    machine.measures(30)
    left = machine.crashes()
    machine.clock.step_wall(-7200.0)
    assert machine.away(left, LATER_BOOT) == pytest.approx(7200.0)


def test_it_is_never_less_than_nothing(machine) -> None:
    machine.measures(30)
    left = machine.crashes()
    assert left.away_s(machine.clock.utc(), machine.clock.now() - 5.0, BOOT) == 0.0
    assert left.away_s(machine.clock.utc() - timedelta(seconds=5.0), 0.0, LATER_BOOT) == 5.0


def test_a_machine_that_does_not_tell_its_boots_goes_by_the_wall_clock(tmp_path, monkeypatch) -> None:
    machine = Machine(tmp_path / "b.sqlite", monkeypatch, boot="")
    machine.measures(30)
    left = machine.crashes()
    machine.clock.advance(60.0)
    assert left.away_s(machine.clock.utc(), 1.0, "") == pytest.approx(60.0)


@pytest.mark.parametrize("boots", [(BOOT, BOOT), (BOOT, LATER_BOOT), ("the boot before", BOOT)])
def test_after_a_restart_the_newest_run_counts_also_with_what_it_put_down_late(machine, boots) -> None:
    """What the dead program had decided and not written yet is written behind the beginning of the new stretch."""
    first, second = boots
    machine.measures(5)
    machine.recorder.stop()
    machine.goes_on(30.0, first)
    machine.measures(30)
    t = machine.t
    machine.recorder.stop()
    machine.goes_on(300.0, second)
    machine.recorder.put(machine.stream.alarmed(Change.ONSET, t - 2.0))
    machine.measures(3)
    left = machine.crashes()
    assert (left.newest_t, left.newest_utc) == (pytest.approx(machine.t), machine.clock.utc())
    machine.clock.advance(60.0)
    for boot in (BOOT, LATER_BOOT):
        assert machine.away(left, boot) == pytest.approx(60.0)


def test_what_the_station_does_in_later_runs_and_other_beds_changes_nothing(machine) -> None:
    machine.measures(30)
    machine.recorder.put(Stream("two", bed=2).opened()[0])
    machine.recorder.stop()
    machine.clock.advance(30.0)
    machine.clock.step_wall(500.0)
    machine.recorder = machine._running(LATER_BOOT)
    machine.recorder.put(StationEvent(utc=machine.clock.utc(), kind="started", words="bedside began"))
    left = machine.crashes()
    assert left.newest_utc == STARTED + timedelta(seconds=30.0)
    assert machine.away(left, BOOT) == pytest.approx(30.0)
    assert machine.away(left, LATER_BOOT) == pytest.approx(530.0)


def test_a_session_of_an_older_bedside_goes_by_the_wall_clock(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    shutil.copyfile(DATABASES / "0001.sqlite", path)
    record_all(path, [station_event()])
    left = Library(path).unfinished(2)
    assert left is not None
    assert (left.newest_station_t, left.boot) == (None, "")
    assert left.away_s(left.newest_utc + timedelta(seconds=60.0), 1e9, BOOT) == pytest.approx(60.0)
