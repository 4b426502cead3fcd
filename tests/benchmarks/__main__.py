"""`make bench`: every measurement in a process of its own, a table, and build/bench.json.

python -m tests.benchmarks              all of them
python -m tests.benchmarks latency      some of them, by the name of their module
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.rows import Row, table

BENCHMARKS = (
    "sweep",
    "latency",
    "alarm",
    "parsers",
    "decision",
    "heard",
    "frozen",
    "clinic",
    "startup",
    "watchdog",
    "burden",
)
LONGEST_S = 300.0


def measured(name: str) -> list[Row]:
    """The rows of one benchmark."""
    with tempfile.TemporaryDirectory(prefix="bedside-bench-") as home:
        environment = {**os.environ, "BEDSIDE_HOME": home}
        if not environment.get("DISPLAY"):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=LONGEST_S,
            check=True,
        )
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def main(names: list[str]) -> int:
    """Measure, print, write; 1 if a target is missed."""
    rows: list[Row] = []
    for name in names or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += measured(name)
    print(table(rows))
    build = Path("build")
    build.mkdir(exist_ok=True)
    (build / "bench.json").write_text(json.dumps([row.record() for row in rows], indent=2), encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
