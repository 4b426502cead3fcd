"""The simulator process and the readers together: what is sent arrives, cables are pulled, processes end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bedside import registry
from bedside.clock import SystemClock
from bedside.errors import UserFacingError
from bedside.link.items import Arrival, Item
from bedside.link.ports import is_simulated, open_port
from bedside.link.reader import Reader
from bedside.simulation.spawn import CHILD, Simulation
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import Numeric, Wave

PATIENCE_S = 20.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")


class Tally:
    """Counts what a reader publishes."""

    def __init__(self) -> None:
        self.samples: Counter[str] = Counter()
        self.numerics: Counter[str] = Counter()
        self.frames = 0
        self.states: list[LinkState] = []
        self._changed = threading.Condition()

    def __call__(self, item: Item) -> None:
        with self._changed:
            if isinstance(item, DeviceChange):
                self.states.append(item.state)
            elif isinstance(item, Arrival):
                self.frames = item.counters.frames
                for reading in item.readings:
                    if isinstance(reading, Wave):
                        self.samples[reading.parameter.value] += len(reading.samples)
                    elif isinstance(reading, Numeric):
                        self.numerics[reading.parameter.value] += 1
            self._changed.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(until, PATIENCE_S), (self.states, self.frames)


def read(port: str, key: str) -> tuple[Reader, Tally]:
    clock, tally = SystemClock(), Tally()
    reader = Reader(
        f"{key}@{port}", registry.load(key), port, lambda p, d: open_port(p, d, clock), tally, clock
    )
    reader.start()
    return reader, tally


def test_every_reading_the_simulator_says_it_sent_has_arrived() -> None:
    simulation = Simulation(
        beds=2, drivers=["contec_v7", "nonin", "dinamap"], scenarios=["rest", "probe_off"]
    )
    assert [(port.bed, port.driver) for port in simulation.ports] == [
        (bed, key) for bed in (1, 2) for key in ("contec_v7", "nonin", "dinamap")
    ]
    assert all(is_simulated(port.port) for port in simulation.ports)
    readers = {port.port: read(port.port, port.driver) for port in simulation.ports}
    for _, tally in readers.values():
        tally.wait(lambda tally=tally: tally.frames >= (150 if tally.samples else 1))  # type: ignore[misc]
    sent = simulation.stop()
    assert len(sent) == 6
    for reader, tally in readers.values():
        tally.wait(lambda tally=tally: LinkState.GONE in tally.states)  # type: ignore[misc]
        assert reader.stop()
    for count in sent:
        _, tally = readers[count["port"]]
        arrived = (tally.frames, dict(tally.samples), dict(tally.numerics))
        assert arrived == (count["frames"], count["samples"], count["numerics"]), count
        assert count["dropped"] == 0


@pytest.mark.req("SAFE-01")
def test_a_pulled_cable_comes_back_under_the_same_name_and_stays_simulated(tmp_path: Path) -> None:
    scenario = tmp_path / "pull.toml"
    scenario.write_text('title = "t"\nsummary = "s"\n[[cable_pull]]\nstart_s = 1.0\nduration_s = 0.4\n')
    simulation = Simulation(beds=1, drivers=["nonin"], scenarios=[str(scenario)])
    port = simulation.ports[0].port
    reader, tally = read(port, "nonin")
    tally.wait(lambda: LinkState.GONE in tally.states)
    assert is_simulated(port)
    tally.wait(lambda: tally.states.count(LinkState.MEASURING) == 2)
    assert tally.states == [
        LinkState.OPENING,
        LinkState.WAITING,
        LinkState.MEASURING,
        LinkState.GONE,
        LinkState.WAITING,
        LinkState.MEASURING,
    ]
    assert reader.stop()
    simulation.stop()
    assert not Path(port).is_symlink()


@pytest.mark.parametrize(
    ("drivers", "scenario", "words"),
    [(["cms50"], "rest", "no driver called 'cms50'"), (["nonin"], "low_tide", "no scenario 'low_tide'")],
)
def test_what_cannot_be_simulated_is_told(drivers: list[str], scenario: str, words: str) -> None:
    with pytest.raises(UserFacingError, match=words):
        Simulation(beds=1, drivers=drivers, scenarios=[scenario])


def test_a_simulator_that_does_not_start_is_told() -> None:
    with pytest.raises(UserFacingError, match="did not start"):
        Simulation(beds=1, drivers=["nonin"], child=[sys.executable, "-c", "pass"])


def test_the_simulator_ends_with_its_parent() -> None:
    simulation = Simulation(beds=1, drivers=["nonin"])
    process = simulation._process
    assert process.stdin is not None
    process.stdin.close()  # what the system does when a parent dies
    assert process.wait(PATIENCE_S) == 0
    assert simulation.stop()[0]["driver"] == "nonin"


def test_sigterm_ends_the_simulator_with_its_counts() -> None:
    simulation = Simulation(beds=1, drivers=["nonin"])
    os.kill(simulation.pid, signal.SIGTERM)
    assert simulation._process.wait(PATIENCE_S) == 0
    assert [count["driver"] for count in simulation.stop()] == ["nonin"]


def test_the_child_prints_one_line_per_port(tmp_path: Path) -> None:
    command = [*CHILD, "--device", "nonin", "--device", "nonin", "--folder", str(tmp_path)]
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0] == f'{{"bed": 1, "driver": "nonin", "port": "{tmp_path}/nonin"}}'
    assert lines[1] == f'{{"bed": 1, "driver": "nonin", "port": "{tmp_path}/nonin-2"}}'
    assert lines[2] == '{"ready": true}'
    assert lines[3].startswith('{"sent": [')
