"""The watchdog as the process it is: what it says when bedside is killed, stopped, hangs, or leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.clock import ManualClock, SystemClock
from bedside.ui import theme
from bedside.ui.lifeline import BYE, Origin, beat_line, first_line
from bedside.ui.run_note import Run, note_run
from bedside.ui.watchdog import MELODY_S, NOTE_S, Watchdog
from bedside.ui.watchdog_restart import KILL_S
from bedside.ui.watchdog_window import WatchdogWindow
from tests.helpers.null_sink import RATE_HZ, NullSinkServer, missing_package, pulse_starts
from tests.helpers.watched import Watched, alive

STOPPED = "bedside has stopped: watch the patient's monitor"
HANGS = "bedside does not answer: watch the patient's monitor"
AGAIN = "bedside answers again"
PROMPT_S = 6.0  # the 3 s of T-UI, and as much for a busy machine; the bench measures without it
PATIENCE_MS = 20_000
HEARD_WITHIN_S = 40.0  # three and a half repetitions of the melody, after its start


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    program = Watched(tmp_path)
    program.await_watchdog()
    yield program
    program.end()


def log_of(program: Watched) -> str:
    return (program.home / "watchdog.log").read_text(encoding="utf-8")


def gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.req("ALM-54")
def test_a_killed_bedside_is_told_at_once(watched: Watched) -> None:
    killed = watched.send(signal.SIGKILL)
    said, line = watched.await_words(STOPPED)
    assert said - killed < PROMPT_S
    assert "Nothing has been measured, alarmed or recorded since" in line
    assert STOPPED in log_of(watched)
    assert alive(watched.watchdogs[0])


@pytest.mark.req("ALM-54")
def test_a_stopped_bedside_is_told_and_taken_back_when_it_goes_on(watched: Watched) -> None:
    stopped = watched.send(signal.SIGSTOP)
    said, line = watched.await_words(HANGS)
    assert said - stopped < PROMPT_S
    assert "No sign of life" in line
    watched.send(signal.SIGCONT)
    watched.await_words(AGAIN)
    assert AGAIN in log_of(watched)
    watched.do("end")
    assert watched.wait() == 0
    assert gone(watched.watchdogs[0])


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize(
    ("what", "words"), [("window", "Its window has stood still"), ("station", "measured or alarmed since")]
)
def test_a_part_that_stands_is_told_while_the_other_goes_on(watched: Watched, what: str, words: str) -> None:
    hung = watched.do(f"hang {what}")
    said, line = watched.await_words(HANGS)
    assert said - hung < PROMPT_S
    assert words in line
    watched.do("go on")
    watched.await_words(AGAIN)


@pytest.mark.req("ALM-54")
def test_a_clean_end_says_nothing_and_takes_the_watchdog_along(watched: Watched) -> None:
    watched.do("end")
    assert watched.wait() == 0
    assert gone(watched.watchdogs[0])
    assert watched.said == []


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_the_whole_group_leaves_the_watchdog_to_tell_of_it(
    watched: Watched, number: signal.Signals
) -> None:
    watched.send(number, group=True)
    watched.await_words(STOPPED)


@pytest.fixture
def next_one(watched: Watched) -> Iterator[Callable[[], Watched]]:
    """Starts bedside once more, by hand, in the same home."""
    started: list[Watched] = []

    def start() -> Watched:
        started.append(Watched(watched.home))
        return started[-1]

    yield start
    for program in started:
        program.end()


@pytest.mark.req("ALM-54")
def test_the_watchdog_of_a_killed_bedside_leaves_when_bedside_was_started_again(
    watched: Watched, next_one: Callable[[], Watched]
) -> None:
    watched.send(signal.SIGKILL)
    watched.await_words(STOPPED)
    second = next_one()
    watched.await_words(f"bedside runs again, as process {second.pid}")
    assert gone(watched.watchdogs[0])
    assert f"bedside runs again, as process {second.pid}" in log_of(watched)
    second.await_watchdog()
    second.send(signal.SIGKILL)
    second.await_words(STOPPED)


@pytest.mark.req("ALM-54")
def test_the_watchdog_of_a_bedside_that_hangs_stays_when_another_is_started(
    watched: Watched, next_one: Callable[[], Watched]
) -> None:
    watched.send(signal.SIGSTOP)
    watched.await_words(HANGS)
    second = next_one()
    second.await_watchdog()
    time.sleep(2.5 * NOTE_S)
    assert alive(watched.watchdogs[0])
    assert not any("runs again" in line for _, line in watched.said)
    watched.send(signal.SIGCONT)
    watched.await_words(AGAIN)


@pytest.mark.req("ALM-54")
def test_a_killed_watchdog_is_started_again_and_watches(watched: Watched) -> None:
    first = watched.watchdogs[0]
    os.kill(first, signal.SIGKILL)
    second = watched.await_watchdog(2)
    assert second != first
    watched.send(signal.SIGKILL)
    watched.await_words(STOPPED)


def test_without_a_loudspeaker_the_watchdog_says_so(tmp_path: Path) -> None:
    program = Watched(tmp_path, PULSE_SERVER="unix:/nowhere", PULSE_RUNTIME_PATH=str(tmp_path))
    program.await_watchdog()
    program.send(signal.SIGKILL)
    program.await_words(STOPPED)
    program.await_words("The watchdog has no sound")
    program.end()


MELODY_STARTS_S = (0.0, 0.245, 0.490, 0.980, 1.225)  # C5 C4 C4 – C5 C4
MELODY_AGAIN_S = 7.35
NOTES_HZ = (523.0, 262.0, 262.0, 523.0, 262.0)
LOUD = 8_000  # of 32 767: the pulses fade into each other below


def pitch(samples: np.ndarray, start_s: float) -> float:
    """Fundamental of the pulse that begins at `start_s`, Hz."""
    pulse = samples[round((start_s + 0.03) * RATE_HZ) : round((start_s + 0.13) * RATE_HZ)].astype(float)
    power = np.abs(np.fft.rfft(pulse * np.hanning(pulse.size), 1 << 16))
    return float(np.argmax(power[: round(600 * (1 << 16) / RATE_HZ)])) * RATE_HZ / (1 << 16)


@pytest.mark.req("ALM-54")
@pytest.mark.alone
@pytest.mark.skipif(bool(missing_package()), reason=f"Debian's {missing_package()} is not installed")
def test_a_killed_bedside_is_heard_as_the_melody_of_a_power_failure(tmp_path: Path) -> None:
    with NullSinkServer() as server:
        server.plug_in("speaker", default=True)
        program = Watched(tmp_path, **server.env)
        try:
            program.await_watchdog()
            with server.ear("speaker") as ear:
                asked = ear.now()
                deadline = program.send(signal.SIGKILL) + HEARD_WITHIN_S
                for repetition in range(
                    1, 4
                ):  # a sound server on a machine that is too busy slips by some ms
                    while len(pulse_starts(ear.heard(), LOUD)) < 10 * repetition + 5:
                        assert time.monotonic() < deadline, "the melody is not heard"
                        time.sleep(0.1)
                    samples = ear.heard()
                    starts = pulse_starts(samples, LOUD)
                    assert 0 <= starts[0] - asked < PROMPT_S
                    played = starts[10 * (repetition - 1) :]
                    rhythm = [at - played[0] for at in (*played[: len(MELODY_STARTS_S)], played[10])]
                    if rhythm == pytest.approx([*MELODY_STARTS_S, MELODY_AGAIN_S], abs=0.02):
                        break
            assert rhythm == pytest.approx([*MELODY_STARTS_S, MELODY_AGAIN_S], abs=0.02)
            for start, hz in zip(played, NOTES_HZ, strict=False):
                assert abs(pitch(samples, start) - hz) < 5.0
            assert not any("no sound" in line for _, line in program.said)
        finally:
            program.end()


@pytest.mark.skipif(bool(missing_package()), reason=f"Debian's {missing_package()} is not installed")
def test_a_loudspeaker_that_comes_back_is_played_on_again(tmp_path: Path) -> None:
    with NullSinkServer() as server:
        number = server.plug_in("speaker", default=True)
        program = Watched(tmp_path, **server.env)
        try:
            program.await_watchdog()
            program.send(signal.SIGKILL)
            program.await_words(STOPPED)
            server.unplug(number)
            program.await_words("The watchdog has no sound")
            server.plug_in("speaker", default=True)
            program.await_words("The watchdog can be heard again")
            with server.ear("speaker") as ear:
                deadline = time.monotonic() + PATIENCE_MS / 1000
                while not pulse_starts(ear.heard()):
                    assert time.monotonic() < deadline, "the melody is not heard"
                    time.sleep(0.1)
        finally:
            program.end()


class ToldPlayer:
    """Plays nothing and remembers."""

    def __init__(self) -> None:
        self.fault = ""
        self.playing = False
        self.begun = 0

    def play(self) -> None:
        self.playing = True
        self.begun += 1

    def stop(self) -> None:
        self.playing = False


class Room:
    """A watchdog in this process, with its window, and the far end of its pipe."""

    def __init__(self, qtbot: QtBot, clock: ManualClock | SystemClock, origin: Origin | None = None) -> None:
        self.read_end, self.pipe = os.pipe()
        self.clock = clock
        self.player = ToldPlayer()
        self.said: list[str] = []
        self.left = False
        self.window = WatchdogWindow(theme.load(), clock)
        qtbot.addWidget(self.window)
        self.watchdog = Watchdog(self.read_end, self.window, self.player, clock, self.said.append)
        self.watchdog.finished.connect(self._leave)
        self._qtbot = qtbot
        self._beats = 0
        self.write(first_line(origin or Origin(pid=os.getpid(), command=("bedside",), folder="/")))

    def write(self, line: bytes) -> None:
        os.write(self.pipe, line)

    def wait(self, what: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(what, timeout=PATIENCE_MS)

    def press(self, key: str) -> None:
        button = self.window.silence_key if key == "silence" else self.window.restart_key
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def live(self, seconds: float, *, beats: bool = True) -> None:
        """Let time pass for both ends."""
        assert isinstance(self.clock, ManualClock)
        for _ in range(round(seconds / 0.25)):
            if beats:
                self._beats += 1
                self.write(beat_line(self._beats, self._beats))
                self.wait(self._has_arrived)
            self.clock.advance(0.25)
            self.watchdog._look()

    def _has_arrived(self) -> bool:
        """Whether the newest beat is with the watchdog: waiting to be looked at, or looked at by its own timer."""
        watchdog = self.watchdog
        return not watchdog._pieces.empty() or watchdog._lifeline._window.value == self._beats

    def die(self) -> None:
        """Close the pipe without a word."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1

    def close(self) -> None:
        self.die()
        self.wait(lambda: not any(t.name == "lifeline" for t in threading.enumerate()))
        self.watchdog._looking.stop()
        os.close(self.read_end)

    def _leave(self) -> None:
        self.left = True


@pytest.fixture
def room(qtbot: QtBot, expect_log: Callable[[str], None]) -> Iterator[Room]:
    made = Room(qtbot, ManualClock(100.0))
    yield made
    made.close()


def dead(room: Room, expect_log: Callable[[str], None]) -> Room:
    expect_log(STOPPED)
    room.live(1.0)
    room.die()
    room.wait(room.window.isVisible)
    return room


@pytest.mark.req("ALM-54")
def test_the_window_lies_above_everything_and_the_melody_plays_until_silenced(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    dead(room, expect_log)
    assert room.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert room.window.windowTitle() == STOPPED
    assert room.player.playing
    room.live(121.0, beats=False)
    assert room.player.playing
    room.press("silence")
    assert not room.player.playing
    assert room.window.isVisible()
    assert "The melody is off" in room.window.sentence
    room.window.close()
    assert room.left


@pytest.mark.req("ALM-54")
def test_the_melody_goes_on_for_two_minutes_at_least_and_has_an_end(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    dead(room, expect_log)
    room.live(MELODY_S - 1.0, beats=False)
    assert room.player.playing
    room.live(2.0, beats=False)
    assert not room.player.playing
    assert room.window.isVisible()
    assert MELODY_S >= 120.0


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize("after_the_end", [True, False])
def test_only_a_living_bedside_started_after_the_end_takes_the_alarm_away(
    room: Room, expect_log: Callable[[str], None], tmp_path: Path, after_the_end: bool
) -> None:
    room.watchdog._note = tmp_path / "note"
    beside = Run(pid=os.getppid(), since_utc="2026-01-01T10:00:00+00:00")
    note_run(room.watchdog._note, beside)
    dead(room, expect_log)
    room.live(5.0, beats=False)
    assert room.player.playing and not room.left, "it ran before"
    room.watchdog._note.write_text("{", encoding="utf-8")
    room.live(2.0, beats=False)
    note_run(room.watchdog._note, Run(pid=2**22 + 1, since_utc="2026-01-01T10:01:00+00:00"))
    room.live(2.0, beats=False)
    assert room.player.playing and not room.left, "no process has that number"
    if after_the_end:
        expect_log("bedside runs again, as process")
        note_run(room.watchdog._note, Run(pid=os.getppid(), since_utc="2026-01-01T10:02:00+00:00"))
        room.live(1.25, beats=False)
        assert room.left and not room.player.playing and not room.window.isVisible()


def test_closing_a_window_that_sounds_only_silences(room: Room, expect_log: Callable[[str], None]) -> None:
    dead(room, expect_log)
    room.window.close()
    assert not room.player.playing
    assert room.window.isVisible()
    assert not room.left


def test_the_window_of_a_bedside_that_hangs_cannot_be_closed_and_goes_by_itself(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log(HANGS)
    expect_log(AGAIN)
    room.live(5.0)
    room.live(3.0, beats=False)
    assert room.player.playing
    room.window.close()
    room.window.close()
    assert room.window.isVisible()
    room.live(1.0)
    assert not room.window.isVisible()
    assert not room.left
    assert any(AGAIN in line for line in room.said)


def test_a_silenced_hang_that_becomes_a_death_sounds_again(
    room: Room, expect_log: Callable[[str], None]
) -> None:
    expect_log(HANGS)
    expect_log(STOPPED)
    room.live(5.0)
    room.live(3.0, beats=False)
    room.press("silence")
    room.die()
    room.wait(lambda: room.player.playing)
    assert room.window.windowTitle() == STOPPED


def test_a_window_without_sound_flashes_and_says_so(room: Room, expect_log: Callable[[str], None]) -> None:
    expect_log("The watchdog has no sound")
    expect_log("The watchdog can be heard again")
    room.player.fault = "there is no loudspeaker"
    dead(room, expect_log)
    room.wait(lambda: "NO SOUND: there is no loudspeaker" in room.window.sentence)
    lit = room.window._lit
    room.clock.advance(0.25)  # half a period of the flashing
    room.wait(lambda: room.window._lit is not lit)
    room.player.fault = ""
    room.wait(lambda: "NO SOUND" not in room.window.sentence)


def test_bye_ends_the_watchdog_without_a_word(room: Room) -> None:
    room.live(1.0)
    room.write(BYE)
    room.wait(lambda: room.left)
    assert room.said == []


# A bedside that hangs: it holds the far end of the pipe and says nothing more. Started again it only tells so.
HANGING = """
import os, sys, time
from pathlib import Path
if len(sys.argv) > 1:
    Path("started").write_text(" ".join(sys.argv[1:]))
else:
    print(flush=True)
    time.sleep(60)
"""


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize("dies_first", [False, True])
def test_restart_kills_what_hangs_and_starts_the_same_command_in_the_same_folder(
    qtbot: QtBot, tmp_path: Path, expect_log: Callable[[str], None], dies_first: bool
) -> None:
    read_end, write_end = os.pipe()
    script = tmp_path / "bedside.py"
    script.write_text(HANGING, encoding="utf-8")
    hanging = subprocess.Popen(
        [sys.executable, str(script)], pass_fds=[write_end], stdout=subprocess.PIPE, text=True
    )
    assert hanging.stdout is not None
    hanging.stdout.readline()
    command = (sys.executable, str(script), "run", "--simulate 2")
    expect_log(STOPPED if dies_first else HANGS)
    if not dies_first:
        expect_log(f"process {hanging.pid}\\) hangs and is killed")
    expect_log("bedside is started again")
    clock = ManualClock(100.0)
    window, player = WatchdogWindow(theme.load(), clock), ToldPlayer()
    qtbot.addWidget(window)
    watchdog = Watchdog(read_end, window, player, clock, lambda _: None)
    os.write(write_end, first_line(Origin(pid=hanging.pid, command=command, folder=str(tmp_path))))
    os.close(write_end)
    for number in range(3):
        qtbot.waitUntil(lambda: watchdog._lifeline.origin is not None, timeout=PATIENCE_MS)
        watchdog._lifeline.feed(beat_line(number, number))
        watchdog._look()
    if dies_first:
        hanging.kill()
    else:
        for _ in range(6):
            clock.advance(0.5)
            watchdog._look()
    qtbot.waitUntil(window.isVisible, timeout=PATIENCE_MS)
    with qtbot.waitSignal(watchdog.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(window.restart_key, Qt.MouseButton.LeftButton)
    assert hanging.wait(5) == -signal.SIGKILL
    hanging.stdout.close()
    assert watchdog.restart.process is not None
    assert watchdog.restart.process.wait(30) == 0
    assert (tmp_path / "started").read_text(encoding="utf-8") == "run --simulate 2"
    assert not player.playing
    os.close(read_end)


@pytest.mark.req("ALM-54")
@pytest.mark.parametrize("ends", [True, False])
def test_the_next_bedside_waits_until_the_old_one_has_let_go_of_its_record(
    qtbot: QtBot, tmp_path: Path, expect_log: Callable[[str], None], ends: bool
) -> None:
    """The pipe is held by whatever the old one left behind, so its end comes later than that of the process."""
    old = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    expect_log(HANGS)
    expect_log(f"process {old.pid}\\) hangs and is killed")
    expect_log("is started again" if ends else "the old one does not end")
    command = (sys.executable, "-c", "pass")
    room = Room(qtbot, ManualClock(100.0), Origin(pid=old.pid, command=command, folder=str(tmp_path)))
    room.live(1.0)
    room.live(3.0, beats=False)
    room.press("restart")
    assert old.wait(5) == -signal.SIGKILL
    room.live(KILL_S - 0.5, beats=False)
    assert room.watchdog.restart.process is None, "its record may still be open"
    assert not room.left
    if ends:
        room.die()
        room.wait(lambda: room.left)
        assert room.watchdog.restart.process is not None
        assert room.watchdog.restart.process.wait(30) == 0
    else:
        room.live(1.0, beats=False)
        assert "could not be started again" in room.window.sentence
        assert room.window.restart_key.isEnabled()
        assert room.watchdog.restart.process is None
    room.close()


def test_a_restart_that_fails_is_told_and_can_be_tried_again(
    qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    expect_log("bedside could not be started again .No such file or directory.: start it by hand")
    room = Room(qtbot, ManualClock(100.0), Origin(pid=os.getpid(), command=("/no/bedside",), folder="/"))
    dead(room, expect_log)
    room.press("restart")
    assert "could not be started again" in room.window.sentence
    assert room.player.playing
    assert room.window.restart_key.isEnabled()
    assert not room.left
    room.close()
