"""`make bench`: every measurement in a process of its own, a table, and build/bench.json.

python -m tests.benchmarks                  all of them; where Xvfb is installed, those that draw a second time under it
python -m tests.benchmarks latency sweep    some of them, by the name of their module
python -m tests.benchmarks --xvfb sweep     only under Xvfb
python -m tests.benchmarks --no-xvfb        only off screen, or on the display there is
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.rows import Row, table

BENCHMARKS = (
    "sweep",
    "realtime",
    "chart",
    "latency",
    "alarm",
    "parsers",
    "decision",
    "heard",
    "frozen",
    "clinic",
    "care",
    "startup",
    "watchdog",
    "burden",
)
ON_A_SCREEN = (
    "sweep",
    "realtime",
    "chart",
    "latency",
    "clinic",
    "startup",
)  # what a window system may change
LONGEST_S = 900.0
XVFB = ("xvfb-run", "-a", "-s", "-screen 0 1920x1080x24")


def there() -> tuple[str, ...]:
    """The measurements that are in this checkout."""
    return tuple(name for name in BENCHMARKS if find_spec(f"tests.benchmarks.{name}") is not None)


def measured(name: str, *, xvfb: bool = False) -> list[Row]:
    """The rows of one benchmark; none, and said, where it ended without a result."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    with tempfile.TemporaryDirectory(prefix="bedside-bench-") as home:
        environment = {**os.environ, "BEDSIDE_HOME": home}
        if xvfb:
            command = [*XVFB, *command]
            environment["QT_QPA_PLATFORM"] = "xcb"
        elif not environment.get("DISPLAY"):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        try:
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, timeout=LONGEST_S, check=True
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            print(f"{name} gave no result: {error}", file=sys.stderr, flush=True)
            return []
    rows = [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
    return [replace(row, name=f"{row.name} (Xvfb)") for row in rows] if xvfb else rows


def passes(asked: argparse.Namespace) -> list[tuple[str, bool]]:
    """What to measure, and whether under Xvfb."""
    names = asked.names or there()
    off_screen = [] if asked.xvfb else [(name, False) for name in names]
    if asked.no_xvfb:
        return off_screen
    if shutil.which(XVFB[0]) is None:
        print(
            "Xvfb is not installed: nothing is measured under a window system.", file=sys.stderr, flush=True
        )
        return off_screen
    return off_screen + [(name, True) for name in names if name in ON_A_SCREEN]


def main(words: list[str]) -> int:
    """Measure, print, write; 1 if a target is missed or a measurement gave none."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*there(), []], metavar="NAME", help=" ".join(there()))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--xvfb", action="store_true", help="only under Xvfb")
    way.add_argument("--no-xvfb", action="store_true", help="not under Xvfb")
    rows: list[Row] = []
    whole = True
    for name, xvfb in passes(parser.parse_args(words)):
        print(f"measuring {name}{' under Xvfb' if xvfb else ''} …", file=sys.stderr, flush=True)
        found = measured(name, xvfb=xvfb)
        whole = whole and bool(found)
        rows += found
    print(table(rows))
    build = Path("build")
    build.mkdir(exist_ok=True)
    (build / "bench.json").write_text(json.dumps([row.record() for row in rows], indent=2), encoding="utf-8")
    return 0 if whole and all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
