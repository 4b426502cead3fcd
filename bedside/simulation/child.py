"""The simulator: N beds, each a patient with its devices on virtual ports; a process of its own under `bedside
run`, the foreground of `bedside simulate`.

    python -m bedside.simulation.child --beds 4 --device contec_v7 --device dinamap --scenario rest --folder DIR

`--capture FILE --driver KEY` plays a captured byte file as the one device of `--bed N`; `--fault` spoils the lines.

Its standard input says what is infused at a bed, a line each time that changes (see `infused_words`); the patient
answers to it. A line that cannot be read is told on standard error and changes nothing.

Prints one JSON line per port when it is there ({"bed": 1, "driver": "contec_v7", "port": …}), then
{"ready": true}; plays until SIGTERM or until its standard input ends (its parent is gone), and ends with
{"sent": [...]}: what each device has sent. What cannot be done is a line {"error": "…"} and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

from bedside import registry
from bedside.clock import SystemClock
from bedside.driver_api import Driver, Patient
from bedside.errors import UserFacingError
from bedside.simulation import captured, infused_words
from bedside.simulation import scenario as scenarios
from bedside.simulation.captured import Captured
from bedside.simulation.fault_words import read_fault
from bedside.simulation.faults import Fault
from bedside.simulation.player import CablePull, PlayedDevice, Player
from bedside.simulation.virtual_port import VirtualPort, new_port


class Play(Protocol):
    """What a bed plays: a scenario, or a recorded patient."""

    @property
    def repeat_s(self) -> float | None:
        """After this time cable pulls and faults come again; None: they do not."""

    def patient(self, seed: int) -> Patient:
        """The patient of a bed."""

    def pulls_of(self, driver: Driver) -> Sequence[CablePull]:
        """When the cable of such a device is out."""

    def faults_of(self, driver: Driver) -> Sequence[Fault]:
        """What is wrong with the line of such a device."""


def plug_in(
    keys: Sequence[str],
    plays: Sequence[Play],
    *,
    beds: int,
    seed: int,
    folder: Path,
    faults: Sequence[Fault] = (),
    new: Callable[[Path, str], VirtualPort] = new_port,
) -> list[PlayedDevice]:
    """Every bed's devices on their ports, ready to be played.

    Args:
        keys: drivers of each bed's devices; "a,b" goes round the beds.
        plays: bed n plays number (n - 1) modulo their count.
        beds: number of patients, ≥ 1.
        seed: of the first bed's patient; each next one adds 1.
        folder: where the links to the ports are made.
        faults: of every line, beside those of the plays.
        new: makes a port of that name in the folder.

    Raises:
        UserFacingError: an unknown driver, or no more ptys.
    """
    choices = [[registry.load(key) for key in choice.split(",")] for choice in keys]
    devices: list[PlayedDevice] = []
    try:
        for bed in range(1, beds + 1):
            play = plays[(bed - 1) % len(plays)]
            patient = play.patient(seed + bed - 1)
            drivers = [choice[(bed - 1) % len(choice)] for choice in choices]
            worn = [driver.info.key for driver in drivers]
            for place, driver in enumerate(drivers):
                port = new(folder, _port_name(worn, place, bed, beds))
                pulls = play.pulls_of(driver)
                devices.append(
                    PlayedDevice(
                        bed=bed,
                        driver=driver,
                        patient=patient,
                        port=port,
                        pulls=pulls,
                        faults=(*play.faults_of(driver), *faults),
                        seed=seed + bed,
                        repeat_s=play.repeat_s,
                    )
                )
    except OSError as error:
        for device in devices:
            device.port.pull()
        raise _no_port(folder, error) from error
    return devices


def plug_in_capture(
    recording: Captured,
    line: scenarios.Scenario,
    faults: Sequence[Fault],
    *,
    bed: int,
    seed: int,
    folder: Path,
    repeat: bool,
) -> list[PlayedDevice]:
    """A captured byte file on its port, ready to be played; see `Captured.played`.

    Raises:
        UserFacingError: no more ptys.
    """
    port = new_port(folder, recording.driver.info.key)
    try:
        return [recording.played(port, line, faults, bed=bed, seed=seed, repeat=repeat)]
    except OSError as error:
        raise _no_port(folder, error) from error


def _no_port(folder: Path, error: OSError) -> UserFacingError:
    return UserFacingError(
        f"No virtual port could be made in {folder} ({error.strerror or error}): simulate fewer beds or "
        "choose another folder."
    )


def serve(
    plug: Callable[[Path], list[PlayedDevice]],
    *,
    for_s: float | None,
    as_json: bool,
    out: TextIO,
    about: Mapping[str, Any] | None = None,
) -> int:
    """`bedside simulate`: prints {"ports": {name: port}, …} and plays until Ctrl-C, SIGTERM or `for_s`.

    Args:
        plug: puts the devices on ports in a folder, which is there for as long as they play.
        for_s: end by itself after so many seconds.
        as_json: say at the end what was sent.
        out: where to print.
        about: what else the line of the ports says.

    Returns:
        The exit code.

    Raises:
        UserFacingError: an unknown driver, or no more ptys.
    """
    with tempfile.TemporaryDirectory(prefix="bedside-simulate-") as folder:
        devices = plug(Path(folder))
        player = Player(devices, SystemClock())
        with _stopped_by_signals(player):
            ports = {Path(device.port.name).name: device.port.name for device in devices}
            _say({"ports": ports, **(about or {})}, out)
            sent = _sent(player, for_s)
        if as_json:
            _say({"sent": sent}, out)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The child process; its exit code."""
    parser = argparse.ArgumentParser(prog="simulator", description="The simulator process of bedside.")
    parser.add_argument("--beds", type=int, default=1, help="number of patients")
    played = parser.add_mutually_exclusive_group(required=True)
    played.add_argument("--device", action="append", help="driver key, once per device of a bed")
    played.add_argument("--capture", type=Path, help="a captured byte file, as the one device")
    parser.add_argument("--driver", default="", help="of the captured bytes, where the file does not say it")
    parser.add_argument("--bed", type=int, default=1, help="of the captured device")
    parser.add_argument("--repeat", action="store_true", help="begin the capture again at its end")
    parser.add_argument("--fault", action="append", default=[], help="KIND:START-END[:AMOUNT]")
    parser.add_argument("--scenario", action="append", help="key or .toml file; several go round the beds")
    parser.add_argument("--seed", type=int, default=1, help="of the first bed's patient")
    parser.add_argument("--folder", type=Path, required=True, help="where the links to the ports are made")
    chosen = parser.parse_args(arguments)
    try:
        plays = [scenarios.load(name) for name in chosen.scenario or ["rest"]]
        devices = _chosen(chosen, plays)
    except UserFacingError as error:
        _say({"error": str(error)}, sys.stdout)
        return 2
    player = Player(devices, SystemClock())
    with _stopped_by_signals(player):
        threading.Thread(target=_listen, args=(sys.stdin, player), daemon=True).start()
        for device in devices:
            _say({"bed": device.bed, "driver": device.driver.info.key, "port": device.port.name}, sys.stdout)
        _say({"ready": True}, sys.stdout)
        _say({"sent": _sent(player, None)}, sys.stdout)
    return 0


def _chosen(chosen: argparse.Namespace, plays: Sequence[scenarios.Scenario]) -> list[PlayedDevice]:
    faults = [read_fault(text) for text in chosen.fault]
    if chosen.capture is None:
        return plug_in(
            chosen.device, plays, beds=chosen.beds, seed=chosen.seed, folder=chosen.folder, faults=faults
        )
    recording = captured.read(chosen.capture, chosen.driver)
    return plug_in_capture(
        recording,
        plays[0],
        faults,
        bed=chosen.bed,
        seed=chosen.seed,
        folder=chosen.folder,
        repeat=chosen.repeat,
    )


def _port_name(keys: Sequence[str], place: int, bed: int, beds: int) -> str:
    """The driver's key, numbered only where it would not be unique."""
    key = keys[place]
    again = list(keys[:place]).count(key)
    return (f"bed{bed}-" if beds > 1 else "") + key + (f"-{again + 1}" if again else "")


def _sent(player: Player, for_s: float | None) -> list[dict[str, Any]]:
    return [
        {"bed": device.bed, "driver": device.driver.info.key, "port": device.port.name, **sent.record()}
        for device, sent in player.play(for_s)
    ]


@contextmanager
def _stopped_by_signals(player: Player) -> Iterator[None]:
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: player.stop()) for number in signals]
    try:
        yield
    finally:
        for number, action in zip(signals, before, strict=True):
            signal.signal(number, action)


def _say(record: dict[str, Any], out: TextIO) -> None:
    try:
        print(json.dumps(record), file=out, flush=True)
    except BrokenPipeError:  # the parent is gone; so is whoever would read it
        return


def _listen(stream: TextIO, player: Player) -> None:
    """Pass on what the parent says is infused; stop the player when it closes our input, or dies."""
    while line := stream.readline():
        try:
            bed, infused = infused_words.read(line)
        except ValueError as error:
            print(f"simulator: {error}", file=sys.stderr, flush=True)
        else:
            player.tell(bed, infused)
    player.stop()


if __name__ == "__main__":
    sys.exit(main())
