"""`bedside doctor` on real pseudo-terminals."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bedside import registry
from bedside.driver_api import Device
from drivers.patient import SimulatedPatient
from tests.helpers.processes import Home

Start = Callable[[Device | None], str]


@pytest.fixture
def start() -> Iterator[Start]:
    """Puts a virtual device on a pseudo-terminal; gives its name."""
    stop = threading.Event()
    threads: list[threading.Thread] = []
    ends: list[int] = []

    def serve(device: Device | None) -> str:
        ours, theirs = os.openpty()
        os.set_blocking(ours, False)
        ends.extend((ours, theirs))
        if device is not None:
            thread = threading.Thread(target=_serve, args=(device, ours, stop))
            thread.start()
            threads.append(thread)
        return os.ttyname(theirs)

    yield serve
    stop.set()
    for thread in threads:
        thread.join()
    for end in ends:
        os.close(end)


def _serve(device: Device, end: int, stop: threading.Event) -> None:
    patient, began = SimulatedPatient(3), time.monotonic()
    while not stop.wait(0.02):
        t = time.monotonic() - began
        with contextlib.suppress(BlockingIOError):
            device.feed(os.read(end, 4096), t)
        os.write(end, device.emit(patient, t))


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def test_a_streaming_oximeter_is_named(start: Start, home: Home) -> None:
    port = start(registry.load("nonin").device())
    ran = home.run("doctor", port, "--json")
    assert (ran.code, ran.err) == (0, "")
    (found,) = json.loads(ran.out)["ports"]
    assert (found["driver"], found["line"]) == ("nonin", "9600 8N1")
    assert found["seconds"] <= 3.0


def test_a_silent_monitor_is_asked_only_with_leave(start: Start, home: Home) -> None:
    port = start(registry.load("dinamap").device())
    silent = home.run("doctor", port)
    assert silent.code == 1
    assert "is silent" in silent.out and "Try: " in silent.out
    asked = home.run("doctor", port, "--ask")
    assert asked.code == 0
    assert "GE DINAMAP" in asked.out


def test_a_port_that_is_not_there_is_said_in_words(home: Home) -> None:
    ran = home.run("doctor", "/dev/no-such-port")
    assert ran.code == 1
    assert "There is no port" in ran.out and "Try: plug the device in" in ran.out
