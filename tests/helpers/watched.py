"""A program as small as can be that a watchdog watches: it starts the heartbeat and does what its stdin says.

python -m tests.helpers.watched        words on stdin: hang window, hang station, go on, end
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from bedside.clock import SystemClock
from bedside.ui.heartbeat import Heartbeat

COMMAND = (sys.executable, "-m", "tests.helpers.watched")
CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0
TOLD_STARTS = "STARTED_INTO"  # environment: folder in which each start leaves a file named by its process id


class _Counter:
    """Grows ten times a second unless it stands."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._stands_at: int | None = None

    def __call__(self) -> int:
        return int(self._clock.now() * 10) if self._stands_at is None else self._stands_at

    def stand(self) -> None:
        self._stands_at = self()

    def go_on(self) -> None:
        self._stands_at = None


def main() -> None:
    window, station = _Counter(), _Counter()
    heartbeat = Heartbeat(COMMAND, window, station)
    heartbeat.start()
    told = os.environ.get(TOLD_STARTS)
    if told:
        (Path(told) / str(os.getpid())).touch()
    seen: subprocess.Popen[bytes] | None = None
    stopping = threading.Event()

    def tell_watchdogs() -> None:
        nonlocal seen
        while not stopping.wait(0.02):
            process = heartbeat._process
            if process is not seen and process is not None:
                print(json.dumps({"watchdog": process.pid}), flush=True)
                seen = process

    teller = threading.Thread(target=tell_watchdogs, daemon=True)  # an interrupt ends the program
    teller.start()
    for line in sys.stdin:
        match line.split():
            case ["hang", "window"]:
                window.stand()
            case ["hang", "station"]:
                station.stand()
            case ["go", "on"]:
                window.go_on()
                station.go_on()
            case ["end"]:
                break
    heartbeat.stop()
    stopping.set()
    teller.join()


class Watched:
    """That program, running, and what its watchdog prints."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self._process = subprocess.Popen(
            COMMAND,
            cwd=CHECKOUT,
            env={
                **os.environ,
                "BEDSIDE_HOME": str(home),
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONWARNINGS": "error",
                TOLD_STARTS: str(home),
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.watchdogs: list[int] = []
        self.said: list[tuple[float, str]] = []  # monotonic time, s; line
        self._changed = threading.Condition()
        self._listeners = [
            threading.Thread(target=self._listen_out),
            threading.Thread(target=self._listen_err),
        ]
        for listener in self._listeners:
            listener.start()

    def do(self, words: str) -> float:
        """Tell it, and when that was, s."""
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        return time.monotonic()

    def send(self, number: signal.Signals, *, group: bool = False) -> float:
        """A signal to it or to its whole process group, and when that was, s."""
        (os.killpg if group else os.kill)(self.pid, number)
        return time.monotonic()

    def await_watchdog(self, count: int = 1) -> int:
        """Process id of the `count`-th watchdog, as soon as it watches."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.watchdogs) >= count, PATIENCE_S), self.said
        log = self.home / "watchdog.log"
        deadline = time.monotonic() + PATIENCE_S
        while not log.exists() or log.read_text(encoding="utf-8").count("watching process") < count:
            assert time.monotonic() < deadline, self.said
            time.sleep(0.02)
        return self.watchdogs[count - 1]

    def await_words(self, words: str) -> tuple[float, str]:
        """When the watchdog first said something with these words, s, and the whole line."""

        def found() -> tuple[float, str] | None:
            return next((said for said in self.said if words in said[1]), None)

        with self._changed:
            said = self._changed.wait_for(found, PATIENCE_S)
        assert said is not None, f"{words!r} never said; only {self.said}"
        return said

    def wait(self) -> int:
        """Its exit code, at its end."""
        return self._process.wait(PATIENCE_S)

    def end(self) -> None:
        """End it and every watchdog it had."""
        for pid in (self.pid, *self.watchdogs):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(PATIENCE_S)
        for listener in self._listeners:
            listener.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _listen_out(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self.watchdogs.append(json.loads(line)["watchdog"])
                self._changed.notify_all()

    def _listen_err(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._changed:
                self.said.append((time.monotonic(), line.rstrip("\n")))
                self._changed.notify_all()


def alive(pid: int) -> bool:
    """Whether a process is there and not just waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    main()
