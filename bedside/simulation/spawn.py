"""The parent's side of the simulator process: start it, learn its ports, end it, learn what it sent."""

from __future__ import annotations

import json
import logging
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bedside.driver_api import Infused
from bedside.errors import UserFacingError
from bedside.simulation import infused_words
from bedside.simulation.fault_words import fault_text
from bedside.simulation.faults import Fault

_log = logging.getLogger(__name__)

START_S = 30.0  # a slow machine loading Python and the drivers
STOP_S = 5.0
CHILD = (sys.executable, "-m", "bedside.simulation.child")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPort:
    """One virtual device, ready to be opened."""

    bed: int
    driver: str  # key
    port: str


class Simulation:
    """A running simulator process."""

    def __init__(
        self,
        *,
        beds: int,
        drivers: Sequence[str],
        scenarios: Sequence[str] = ("rest",),
        seed: int = 1,
        faults: Sequence[Fault] = (),
        child: Sequence[str] = CHILD,
    ) -> None:
        """Start the process and wait until its ports are there.

        Args:
            beds: number of patients.
            drivers: keys of the devices of each bed.
            scenarios: keys or files, going round the beds.
            seed: of the first bed's patient.
            faults: of every line, beside those of the scenarios.
            child: command line of the child; a frozen bundle has its own.

        Raises:
            UserFacingError: it could not start; the sentence says why.
        """
        words = ["--beds", str(beds), "--seed", str(seed)]
        words += [word for driver in drivers for word in ("--device", driver)]
        words += [word for scenario in scenarios for word in ("--scenario", scenario)]
        self._begin([*words, *_words(faults)], child)

    @classmethod
    def of_capture(
        cls,
        file: Path,
        driver: str,
        faults: Sequence[Fault] = (),
        *,
        bed: int = 1,
        repeat: bool = False,
        seed: int = 1,
        child: Sequence[str] = CHILD,
    ) -> Self:
        """Start the process with a captured byte file in the place of one device.

        Its bytes come from when its port is first opened.

        Args:
            file: a capture of bedside, or plain bytes of a device.
            driver: its key; "": the one that the capture names.
            faults: of its line, counted from the first byte on.
            bed: that the device is said to be on.
            repeat: begin again at the end.
            seed: of the faults.
            child: command line of the child; a frozen bundle has its own.

        Raises:
            UserFacingError: the file cannot be played; the sentence says why.
        """
        words = ["--capture", str(file), f"--driver={driver}", "--bed", str(bed), "--seed", str(seed)]
        simulation = cls.__new__(cls)
        simulation._begin([*words, *(["--repeat"] if repeat else []), *_words(faults)], child)
        return simulation

    def _begin(self, words: Sequence[str], child: Sequence[str]) -> None:
        """Start the process with these arguments and wait until its ports are there."""
        self._folder = Path(tempfile.mkdtemp(prefix="bedside-simulation-"))
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        try:
            self._process = subprocess.Popen(
                [*child, "--folder", str(self._folder), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=sys.platform != "win32",  # Ctrl-C is the parent's to answer
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise UserFacingError(
                f"The simulator could not be started ({error.strerror}): try `bedside simulate` by itself."
            ) from error
        self._listener = threading.Thread(target=self._listen, name="simulator's words", daemon=True)
        self._listener.start()
        self._told: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._teller: threading.Thread | None = None  # from the first word on
        try:
            self.ports = self._await_ports()
        except UserFacingError:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """Process id of the simulator."""
        return self._process.pid

    def tell(self, bed: int, infused: Infused) -> None:
        """What is infused at one of its beds, whole, in station time. Never waits: a thread writes to the pipe."""
        if self._teller is None:
            self._teller = threading.Thread(target=self._write, name="words to the simulator", daemon=True)
            self._teller.start()
        self._told.put(infused_words.written(bed, infused))

    def stop(self) -> tuple[dict[str, Any], ...]:
        """End the process; what each device has sent, () if it did not say. May be called twice."""
        self._hush()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(STOP_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        sent: tuple[dict[str, Any], ...] = ()
        while not self._lines.empty():
            line = self._lines.get_nowait()
            if line is not None and "sent" in line:
                sent = tuple(line["sent"])
        return sent

    def _hush(self) -> None:
        """End the words to the process, which ends it. One that does not even read is killed."""
        if self._teller is not None:
            self._told.put(None)
            self._teller.join(STOP_S)
            if self._teller.is_alive():
                self._process.kill()
                self._teller.join(STOP_S)
        pipe = self._process.stdin
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except OSError as error:  # it has ended, and words to it are left over
                _log.info("the simulator was gone before its end was asked for: %s", error)

    def _write(self) -> None:
        """The thread that tells the process what is infused. Its end, however it comes, ends only this."""
        pipe = self._process.stdin
        while (line := self._told.get()) is not None and pipe is not None:
            try:
                pipe.write(line)
                pipe.flush()
            except (OSError, ValueError) as error:
                _log.warning("the simulator does not hear any more what is infused: %s", error)
                return

    def _await_ports(self) -> tuple[SimulatedPort, ...]:
        ports: list[SimulatedPort] = []
        while True:
            try:
                line = self._lines.get(timeout=START_S)
            except queue.Empty:
                line = None
            if line is None:
                raise UserFacingError(
                    "The simulator did not start: look into the log, and try `bedside simulate` by itself."
                )
            if "error" in line:
                raise UserFacingError(line["error"])
            if "ready" in line:
                return tuple(ports)
            ports.append(SimulatedPort(bed=line["bed"], driver=line["driver"], port=line["port"]))

    def _listen(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._lines.put(json.loads(line))
        self._lines.put(None)


def _words(faults: Sequence[Fault]) -> list[str]:
    return [word for fault in faults for word in ("--fault", fault_text(fault))]
