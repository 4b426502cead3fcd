"""`bedside doctor` on real pseudo-terminals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from bedside import registry
from bedside.driver_api import Device
from tests.helpers.processes import Home
from tests.helpers.served import Served

Start = Callable[[Device | None], str]


@pytest.fixture
def start() -> Iterator[Start]:
    """Puts a virtual device on a pseudo-terminal; gives its name."""
    with Served() as ports:
        yield ports.serve


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
    ran = home.here("doctor", "/dev/no-such-port")
    assert ran.code == 1
    assert "There is no port" in ran.out and "Try: plug the device in" in ran.out
