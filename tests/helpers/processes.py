"""bedside as a process of its own: started with a home of its own and without Qt, waited for, asked to end, killed.

Everything that waits is bounded. A program's output is read by a thread, so that no full pipe stops it.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from bedside.__main__ import main
from bedside.simulation.spawn import SimulatedPort, Simulation

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0
BEDSIDE = (sys.executable, "-m", "bedside")

# Stands in a computer without Qt: the interpreter loads it before anything else.
WITHOUT_QT = '''
import sys


class NotInstalled:
    """Refuses Qt's modules as if they were not installed."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, NotInstalled())
'''


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that has ended."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The sentence of a program that could not do what it was asked; nothing else may be on its stderr."""
        assert "Traceback" not in self.err, self.err
        assert self.code == 1, (self.code, self.err)
        (line,) = self.err.splitlines()
        assert line.startswith("bedside: "), line
        assert line.endswith("."), line
        return line.removeprefix("bedside: ")


class Home:
    """A computer's worth of bedside: settings, record and log in one folder, and no Qt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.store = folder / "bedside.sqlite"
        self.log = folder / "bedside.log"
        without_qt = folder / "without-qt"
        without_qt.mkdir(exist_ok=True)
        (without_qt / "sitecustomize.py").write_text(WITHOUT_QT)
        self.environment = {
            **os.environ,
            "BEDSIDE_HOME": str(folder),
            "PYTHONPATH": f"{without_qt}{os.pathsep}{CHECKOUT}",
            "PYTHONWARNINGS": "error",
        }

    def run(self, *words: str | Path, **options: object) -> Ended:
        """A command from its start to its end."""
        return ended([*BEDSIDE, *map(str, words)], self.environment, **options)

    def here(self, *words: str | Path) -> Ended:
        """The same in this process: what a command that only reads says, or that it cannot be understood."""
        out, err, interval = io.StringIO(), io.StringIO(), sys.getswitchinterval()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("BEDSIDE_HOME", str(self.folder))
            try:
                code = main([*map(str, words)])
            except SystemExit as wrong:  # words that do not fit
                code = int(wrong.code or 0)
            finally:
                sys.setswitchinterval(interval)
        return Ended(code, out.getvalue(), err.getvalue())

    def start(self, *words: str | Path) -> Program:
        """A command that goes on."""
        return Program([*BEDSIDE, *map(str, words)], self.environment)

    def logged(self) -> str:
        """The log so far; no bug may have got into it."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        assert "Traceback" not in text, text
        assert "CRITICAL" not in text, text
        return text


def ended(command: Sequence[str], environment: dict[str, str], **options: object) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(  # type: ignore[call-overload]
        command,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        **options,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


class Program:
    """A running command and what it has printed so far."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.lines: list[str] = []
        self._err: list[str] = []
        self._changed = threading.Condition()
        self._listeners = [
            threading.Thread(target=self._listen, args=(self._process.stdout, self.lines)),
            threading.Thread(target=self._listen, args=(self._process.stderr, self._err)),
        ]
        for listener in self._listeners:
            listener.start()

    def _listen(self, stream: Iterator[str], lines: list[str]) -> None:
        for line in stream:
            with self._changed:
                lines.append(line.rstrip("\n"))
                self._changed.notify_all()

    def wait_line(self, which: Callable[[str], bool], patience_s: float = PATIENCE_S) -> str:
        """The first printed line that is the one; fails when none comes in time."""

        def found() -> str | None:
            return next((line for line in self.lines if which(line)), None)

        with self._changed:
            line = self._changed.wait_for(found, patience_s)
        assert line is not None, f"never printed; there was {self.lines} and {self._err}"
        return line

    def end(self, number: int | None = signal.SIGTERM) -> Ended:
        """Send a signal (None: none, it ends by itself) and wait for the end. May be called twice."""
        if number is not None and self._process.poll() is None:
            self._process.send_signal(number)
        try:
            code = self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            for listener in self._listeners:
                listener.join(PATIENCE_S)
            for stream in (self._process.stdout, self._process.stderr):
                if stream is not None:
                    stream.close()
        return Ended(code, "\n".join(self.lines), "\n".join(self._err))


@contextmanager
def simulated(
    *, beds: int = 1, drivers: Sequence[str], scenario: str | Path = "rest"
) -> Iterator[Simulation]:
    """A simulator process; its ports."""
    simulation = Simulation(beds=beds, drivers=list(drivers), scenarios=[str(scenario)])
    try:
        yield simulation
    finally:
        simulation.stop()


def devices(ports: Sequence[SimulatedPort], *, on_beds: bool = False) -> list[str]:
    """The words that give a command these devices."""
    words: list[str] = []
    for port in ports:
        words += ["--device", f"{port.driver}={port.port}" + (f"@{port.bed}" if on_beds else "")]
    return words
