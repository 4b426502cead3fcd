"""The thread of the alarm sound: it never makes anybody wait, it says when it fails, and it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from bedside.clock import ManualClock, SystemClock
from bedside.monitor.sound_port import SoundPort
from bedside.ui.sound import Sound
from bedside.ui.system_volume import SystemVolume
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible
from tests.helpers.fake_outlets import FakeOutlets

HIGH = Audible(
    bed=1,
    condition=1,
    priority=Priority.HIGH,
    oxygen=False,
    activation=Activation.ON,
    escalated=False,
    loud_t=0.0,
)


class Room:
    """A sound with a loudspeaker of the test."""

    def __init__(
        self, read_system: Callable[[str], SystemVolume] = lambda _: SystemVolume(0.4, True)
    ) -> None:
        self.clock = SystemClock()
        self.outlets = FakeOutlets(self.clock, "room")
        self.changed: Callable[[], None] = lambda: None
        self.thread = 0
        self.sound = Sound(self.clock, make_outlets=self.make, read_system=read_system)

    def make(self, changed: Callable[[], None]) -> FakeOutlets:
        self.changed, self.thread = changed, threading.get_ident()
        return self.outlets


@pytest.fixture
def room(qapp: object) -> Iterator[Room]:
    room = Room()
    room.sound.start()
    yield room
    room.sound.stop()


def test_it_is_the_port_the_station_knows(room: Room) -> None:
    port: SoundPort = room.sound
    port.set(volume=0.5)
    port.tone()
    port.beat(None)


def test_what_was_asked_before_the_start_is_played_then(qtbot: QtBot) -> None:
    room = Room()
    room.sound.play_test()
    room.sound.show((HIGH,), session_open=True)
    room.sound.start()
    qtbot.waitUntil(lambda: room.sound.state().playing == "high", timeout=5000)
    room.sound.stop()
    assert room.outlets.opened[0].closed


@pytest.mark.req("ALM-21", "ALM-55")
def test_it_sounds_while_the_window_is_blocked(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.sound.state().checked_t is not None, timeout=5000)
    asked = room.clock.now()
    room.sound.show((HIGH,), session_open=True)
    time.sleep(1.0)  # nothing of Qt happens in this thread meanwhile
    first = min(t for t, samples in room.outlets.heard["room"] if t >= asked and samples.any())
    assert first - asked <= 0.5
    assert len([t for t, _ in room.outlets.heard["room"] if t >= asked]) > 10
    assert room.thread != threading.get_ident()


@pytest.mark.req("ALM-55")
def test_the_operating_systems_volume_is_told_and_a_tool_that_hangs_delays_nothing(qtbot: QtBot) -> None:
    hang = threading.Event()

    def read(_: str) -> SystemVolume:
        hang.wait(10.0)
        return SystemVolume(0.4, True)

    room = Room(read)
    room.sound.start()
    room.sound.show((HIGH,), session_open=True)
    qtbot.waitUntil(lambda: room.sound.state().playing == "high", timeout=5000)
    assert room.sound.state().system_volume is None
    hang.set()
    qtbot.waitUntil(lambda: room.sound.state().system_muted is True, timeout=5000)
    assert room.sound.state().system_volume == 0.4
    room.sound.stop()


@pytest.mark.req("ALM-55")
def test_the_stations_loudspeaker_is_asked_for_by_its_name_and_not_trusted_while_muted(qtbot: QtBot) -> None:
    clock = SystemClock()
    sound = Sound(
        clock,
        station_output="station",
        make_outlets=lambda _: FakeOutlets(clock, "room", "station"),
        read_system=lambda key: SystemVolume(0.4, key == "station"),
    )
    sound.start()
    qtbot.waitUntil(lambda: "“station” is muted" in sound.state().station_fault, timeout=5000)
    assert sound.state().station_output == "" and sound.state().fault == ""
    sound.stop()


@pytest.mark.req("ALM-55")
def test_news_of_another_loudspeaker_reopens_at_once(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.sound.state().output == "room", timeout=5000)
    room.outlets.keys.insert(0, "headphones")
    room.sound.show((HIGH,), session_open=True)
    room.sound._desk.post(lambda _: room.changed())
    qtbot.waitUntil(lambda: room.sound.state().output == "headphones", timeout=5000)


@pytest.mark.req("ALM-55")
def test_a_thread_that_never_answers_is_a_fault(qapp: object) -> None:
    clock = ManualClock()
    sound = Sound(clock, make_outlets=lambda _: FakeOutlets(clock, "room"))
    assert sound.state().fault == ""
    clock.advance(12.5)
    assert sound.state().fault == "the sound does not answer. Start bedside again."
    sound.stop()


@pytest.mark.req("ALM-55")
def test_an_error_of_our_own_is_a_fault_and_not_the_end(
    qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    expect_log("the sound failed")
    clock = SystemClock()
    tries: list[int] = []

    def make(changed: Callable[[], None]) -> FakeOutlets:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        return FakeOutlets(clock, "room")

    sound = Sound(clock, make_outlets=make, read_system=lambda _: SystemVolume(None, None))
    sound.start()
    qtbot.waitUntil(lambda: "sound of bedside failed" in sound.state().fault, timeout=5000)
    qtbot.waitUntil(lambda: sound.state().fault == "", timeout=5000)
    sound.stop()


def test_stopping_twice_or_without_a_start_does_no_harm(qapp: object) -> None:
    room = Room()
    room.sound.stop()
    room.sound.start()
    room.sound.stop()
    room.sound.stop()


def test_qt_multimedia_is_not_loaded_before_the_start() -> None:
    code = (
        "import sys; from bedside.clock import SystemClock; from bedside.ui.sound import Sound;"
        "Sound(SystemClock()); sys.exit('PySide6.QtMultimedia' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
