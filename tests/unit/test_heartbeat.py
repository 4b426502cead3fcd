"""The pipe between bedside and its watchdog: what goes in, what is concluded, and who starts whom again."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.ui.heartbeat import Heartbeat
from bedside.ui.lifeline import BYE, Lifeline, Origin, Verdict, beat_line, first_line

ORIGIN = Origin(pid=4242, command=("/usr/bin/python3", "-m", "bedside", "run", "--für"), folder="/home/ward")
LOOK_S = 0.1
PATIENCE_S = 20.0

# Stand in for a watchdog: one writes down what it reads; one does not read, the first time it is started.
LISTENER = "import os, sys; from pathlib import Path; f = Path(sys.argv[1]).open('ab', 0)\n"
LISTENER += "f.write(b'%d born\\n' % os.getpid())\nfor line in sys.stdin.buffer.raw: f.write(line)"
DEAF = "import os, sys, time; f = open(sys.argv[1], 'a'); first = not f.tell(); f.write(f'{os.getpid()} born\\n')\n"
DEAF += "f.close()\nif first: time.sleep(60)\nwhile os.read(0, 4096): pass"


class Ward:
    """Both ends of the pipe without a pipe: bedside beats four times a second unless told otherwise."""

    def __init__(self) -> None:
        self.t = 100.0
        self.lifeline = Lifeline(self.t)
        self.lifeline.feed(first_line(ORIGIN))
        self.window = self.station = 0

    def run(
        self, seconds: float, *, window: bool = True, station: bool = True, beats: bool = True
    ) -> Verdict:
        verdict = self.lifeline.look(self.t)
        for n in range(round(seconds / LOOK_S)):
            self.t += LOOK_S
            if beats and n % 2 == 0:
                self.window += window
                self.station += station
                self.lifeline.feed(beat_line(self.window, self.station))
            verdict = self.lifeline.look(self.t)
        return verdict

    def until_alarming(self, **what: bool) -> tuple[float, Verdict]:
        """How long it takes, s, and what is said."""
        start = self.t
        verdict = Verdict.WELL
        while not verdict.alarming:
            assert self.t - start < 60
            verdict = self.run(2 * LOOK_S, **what)
        return self.t - start, verdict


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_a_bedside_that_beats_is_well(ward: Ward) -> None:
    assert ward.run(60.0) is Verdict.WELL
    assert ward.lifeline.origin == ORIGIN


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize(
    ("what", "verdict"),
    [
        ({"window": False}, Verdict.WINDOW_STANDS),
        ({"station": False}, Verdict.STATION_STANDS),
        ({"window": False, "station": False}, Verdict.STATION_STANDS),
        ({"beats": False}, Verdict.SILENT),
    ],
)
def test_what_stands_is_told_within_three_seconds(
    ward: Ward, what: dict[str, bool], verdict: Verdict
) -> None:
    ward.run(30.0)
    after_s, told = ward.until_alarming(**what)
    assert told is verdict
    assert 1.7 < after_s < 2.7  # two seconds since it last moved


@pytest.mark.req("ALM-54")
def test_the_end_of_the_pipe_is_death_at_once(ward: Ward) -> None:
    ward.run(1.0)
    ward.lifeline.feed(b"")
    assert ward.lifeline.look(ward.t) is Verdict.STOPPED
    assert ward.lifeline.ended


@pytest.mark.req("ALM-54")
def test_bye_is_no_death(ward: Ward) -> None:
    ward.run(1.0)
    ward.lifeline.feed(BYE)
    ward.lifeline.feed(b"")
    assert ward.lifeline.look(ward.t) is Verdict.LEFT
    assert not Verdict.LEFT.alarming


def test_a_bedside_that_answers_again_is_well_again(ward: Ward) -> None:
    ward.run(10.0)
    ward.until_alarming(beats=False)
    assert ward.run(1.0) is Verdict.WELL


@pytest.mark.req("ALM-54")
def test_a_suspended_machine_is_no_silence(ward: Ward) -> None:
    ward.run(30.0)
    ward.run(1.9, beats=False)
    ward.t += 3600.0
    assert ward.lifeline.look(ward.t) is Verdict.WELL
    assert ward.run(1.5, beats=False) is Verdict.WELL
    assert ward.run(60.0) is Verdict.WELL


def test_a_watchdog_that_gets_no_turn_for_a_while_blames_nobody_for_it(ward: Ward) -> None:
    ward.run(30.0)
    ward.t += 4.0
    assert ward.lifeline.look(ward.t) is Verdict.WELL
    assert ward.run(1.0) is Verdict.WELL


def test_a_program_that_is_still_starting_has_more_time(ward: Ward) -> None:
    assert ward.run(10.0, window=False, station=False) is Verdict.WELL
    assert ward.run(10.0, window=False).alarming


def test_lines_nobody_can_read_are_no_sign_of_life(ward: Ward) -> None:
    ward.run(10.0)
    for _ in range(30):
        ward.t += LOOK_S
        ward.lifeline.feed(b"\xff\x00 beat\nbeat x 3\nbeat 1\n{}\n")
        verdict = ward.lifeline.look(ward.t)
    assert verdict is Verdict.SILENT


@given(st.lists(st.integers(0, 300)))
def test_where_the_bytes_are_split_never_matters(cuts: list[int]) -> None:
    stream = first_line(ORIGIN) + beat_line(1, 2) + beat_line(10**9, 3) + BYE
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    lifeline = Lifeline(0.0)
    for a, b in itertools.pairwise(edges):
        if a < b:
            lifeline.feed(stream[a:b])
    assert lifeline.origin == ORIGIN
    assert lifeline.look(0.1) is Verdict.LEFT


class Told:
    """A file that a stand-in watchdog writes into."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def command(self, script: str) -> list[str]:
        return [sys.executable, "-c", script, str(self.path)]

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

    def born(self) -> list[int]:
        return [int(line.split()[0]) for line in self.lines() if line.endswith("born")]

    def wait(self, what: Callable[[], bool]) -> None:
        patience = threading.Event()
        for _ in range(round(PATIENCE_S / 0.02)):
            if what():
                return
            patience.wait(0.02)
        raise AssertionError(f"it never came to that; there is {self.lines()}")


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "told")


@pytest.fixture
def beating() -> Iterator[list[Heartbeat]]:
    """Heartbeats to end with the test."""
    made: list[Heartbeat] = []
    yield made
    for heartbeat in made:
        heartbeat.stop()


def counting() -> Callable[[], int]:
    numbers = iter(range(10**9))
    return lambda: next(numbers)


def test_the_watchdog_learns_who_writes_and_hears_both_counters_and_bye(
    told: Told, beating: list[Heartbeat]
) -> None:
    heartbeat = Heartbeat(["bedside", "run"], counting(), lambda: 7, watchdog=told.command(LISTENER))
    beating.append(heartbeat)
    assert not heartbeat.running
    heartbeat.start()
    assert heartbeat.running
    told.wait(lambda: len(told.lines()) >= 4)
    heartbeat.stop()
    _, first, *beats, last = told.lines()
    assert json.loads(first) == {"pid": os.getpid(), "command": ["bedside", "run"], "folder": str(Path.cwd())}
    assert beats[:2] == ["beat 0 7", "beat 1 7"]
    assert last == "bye"
    assert not heartbeat.running


def test_a_watchdog_that_dies_is_started_again(
    told: Told, beating: list[Heartbeat], expect_log: Callable[[str], None]
) -> None:
    expect_log("the watchdog is gone .*started again in 0.5 s")
    heartbeat = Heartbeat(["bedside"], counting(), counting(), watchdog=told.command(LISTENER))
    beating.append(heartbeat)
    heartbeat.start()
    told.wait(lambda: bool(told.born()))
    os.kill(told.born()[0], signal.SIGKILL)
    told.wait(lambda: not heartbeat.running)
    told.wait(lambda: len(told.born()) == 2 and heartbeat.running)
    told.wait(lambda: told.lines()[-1].startswith("beat"))


def test_a_watchdog_that_no_longer_reads_is_replaced(
    told: Told, beating: list[Heartbeat], expect_log: Callable[[str], None]
) -> None:
    expect_log("it no longer reads")
    long_number = 10**1000  # fills the pipe in a moment
    heartbeat = Heartbeat(["bedside"], lambda: long_number, lambda: 0, watchdog=told.command(DEAF))
    beating.append(heartbeat)
    heartbeat.start()
    told.wait(lambda: len(told.born()) == 2)
    assert not Path(f"/proc/{told.born()[0]}").exists()


def test_a_watchdog_that_cannot_be_started_is_tried_again_more_and_more_seldom(
    beating: list[Heartbeat], tmp_path: Path, expect_log: Callable[[str], None], told: Told
) -> None:
    expect_log("No such file.* again in 0.5 s")
    expect_log("No such file.* again in 1 s")
    file = tmp_path / "watchdog"
    heartbeat = Heartbeat(["bedside"], counting(), counting(), watchdog=[str(file)])
    beating.append(heartbeat)
    heartbeat.start()
    assert not heartbeat.running
    told.wait(lambda: heartbeat._back_off_s == 2.0)
    file.write_text(f"#!{sys.executable}\nimport sys\nfor line in sys.stdin: pass\n", encoding="utf-8")
    file.chmod(0o700)
    told.wait(lambda: heartbeat.running)


def test_stopping_twice_or_before_the_start_is_no_fault() -> None:
    heartbeat = Heartbeat(["bedside"], counting(), counting())
    heartbeat.stop()
    heartbeat.stop()
