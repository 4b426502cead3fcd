"""A capture played as a device: by the command, and in a process of its own for the window."""

from __future__ import annotations

import io
import json
import sys
import threading
from pathlib import Path

import pytest

from bedside import registry
from bedside.cli.parser import parser
from bedside.cli.simulate import run_simulate
from bedside.clock import ManualClock, SystemClock
from bedside.errors import RefusedError, UserFacingError
from bedside.link.capture import CaptureWriter
from bedside.link.items import Arrival, Item
from bedside.link.ports import is_simulated, open_port
from bedside.link.reader import Reader
from bedside.simulation.faults import Fault
from bedside.simulation.spawn import Simulation
from bedside.vitals.devices import DeviceChange, LinkState
from drivers.patient import SimulatedPatient

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")
PATIENCE_S = 30.0


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Some seconds of a Nonin."""
    device, patient = registry.load("nonin").device(), SimulatedPatient(1)
    writer = CaptureWriter(
        tmp_path / "nonin.jsonl", device="nonin@P", driver="nonin", port="P", clock=ManualClock()
    )
    for n in range(75 * 6):
        writer.received(device.emit(patient, n / 75), n / 75)
    writer.close()
    return writer.path


def simulate(*words: str | Path) -> tuple[int, list[dict]]:
    out = io.StringIO()
    code = run_simulate(parser().parse_args(["simulate", *map(str, words)]), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_says_what_it_plays(capture: Path) -> None:
    code, (first, last) = simulate("--capture", capture, "--for", "0.3s", "--json")
    assert code == 0
    assert list(first["ports"]) == ["nonin"]
    assert first["captured"]["driver"] == "nonin"
    assert first["captured"]["seconds"] == pytest.approx(6.0, abs=0.1)
    assert last["sent"][0]["frames"] == 0, "nobody opened the port"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--device", "nonin"], "leave --device"),
        (["--beds", "2"], "leave --device"),
        (["--skip", "5s"], "leave --device"),
        (["--scenario", "desaturation"], "changes the patient"),
        (["--fault", "gremlins:1s-2s"], "is no fault"),
    ],
)
def test_what_does_not_go_with_a_capture_is_refused(capture: Path, words: list[str], says: str) -> None:
    with pytest.raises(UserFacingError, match=says):
        simulate("--capture", capture, "--for", "1s", *words)


def test_a_driver_without_a_capture_is_refused() -> None:
    with pytest.raises(RefusedError, match="--driver is for captured bytes"):
        simulate("--driver", "nonin", "--for", "1s")


def test_the_window_starts_a_capture_with_faults_on_a_port_of_its_own(capture: Path) -> None:
    faults = [Fault(kind="unplug", start_s=1.0, end_s=2.0)]
    simulation = Simulation.of_capture(capture, "", faults, bed=4, repeat=True)
    try:
        (port,) = simulation.ports
        assert (port.bed, port.driver) == (4, "nonin")
        assert is_simulated(port.port)
        states: list[LinkState] = []
        frames: list[int] = []
        changed = threading.Condition()

        def take(item: Item) -> None:
            with changed:
                if isinstance(item, DeviceChange):
                    states.append(item.state)
                elif isinstance(item, Arrival):
                    frames.append(item.counters.frames)
                changed.notify_all()

        clock = SystemClock()
        reader = Reader(
            "nonin@x", registry.load("nonin"), port.port, lambda p, d: open_port(p, d, clock), take, clock
        )
        reader.start()
        try:
            with changed:
                back = changed.wait_for(
                    lambda: (
                        LinkState.GONE in states
                        and LinkState.MEASURING in states[states.index(LinkState.GONE) :]
                    ),
                    PATIENCE_S,
                )
        finally:
            reader.stop()
        assert back, states
        assert frames[-1] > 0
    finally:
        sent = simulation.stop()
    assert sent[0]["frames"] > 0


def test_a_file_that_cannot_be_played_says_so_to_whoever_starts_it(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be read"):
        Simulation.of_capture(tmp_path / "none.bin", "nonin")
