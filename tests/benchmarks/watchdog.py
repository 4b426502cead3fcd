"""The watchdog: what it costs while all is well, and how soon it tells of a killed, a stopped and a hanging bedside."""

from __future__ import annotations

import signal
import tempfile
import time
from pathlib import Path

from tests.benchmarks.harness import cpu_s, report
from tests.benchmarks.rows import Row
from tests.helpers.watched import Watched

SECONDS = 20.0
STOPPED = "bedside has stopped"
HANGS = "bedside does not answer"


def share_of_a_core() -> float:
    """Processor time of the watchdog of a bedside that is well, % of one core."""
    program = _watched()
    pid = program.watchdogs[0]
    before, start = cpu_s(pid), time.monotonic()
    time.sleep(SECONDS)
    share = 100.0 * (cpu_s(pid) - before) / (time.monotonic() - start)
    program.end()
    return share


def told_after_s(what: signal.Signals | str, words: str) -> float:
    """Seconds from a signal, or from words to the program, to what the watchdog says about it."""
    program = _watched()
    start = program.do(what) if isinstance(what, str) else program.send(what)
    told, _ = program.await_words(words)
    program.end()
    return told - start


def _watched() -> Watched:
    program = Watched(Path(tempfile.mkdtemp(prefix="bedside-bench-watchdog-")))
    program.await_watchdog()
    return program


def main() -> None:
    """Measure."""
    cases = (
        ("killed", told_after_s(signal.SIGKILL, STOPPED)),
        ("stopped (SIGSTOP)", told_after_s(signal.SIGSTOP, HANGS)),
        ("window hangs", told_after_s("hang window", HANGS)),
    )
    rows = [
        Row(name=f"watchdog: bedside {what}, to told", value=seconds, unit="s", target=3.0)
        for what, seconds in cases
    ]
    report(
        [*rows, Row(name="watchdog: while all is well", value=share_of_a_core(), unit="% core", target=1.0)]
    )


if __name__ == "__main__":
    main()
