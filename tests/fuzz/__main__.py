"""Fuzz every parser, or some: `make fuzz ARGS="--seconds 120 nonin masimo"`. Writes build/fuzz/table.md.

One driver after the other, each in a process of its own. What was found lies under build/fuzz/KEY and is begun with
the next time; an input that breaks something lies beside it as crash-…, and is tried again by

    python -m tests.fuzz.fuzz_parsers KEY build/fuzz/KEY/corpus build/fuzz/KEY/crash-…
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bedside import registry

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "build" / "fuzz"
_STATE = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)/(\S+)")
_HEAD = (
    "| driver | minutes | of these computing | executions | edges | corpus | found |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one driver."""

    key: str
    seconds: float
    cpu_s: float  # less than `seconds` on a busy machine
    executions: int
    edges: int
    inputs: int
    size: str  # of the corpus, as libFuzzer says it
    found: str  # what broke, or ""

    def row(self) -> str:
        """Its line of the table."""
        return (
            f"| `{self.key}` | {self.seconds / 60:.1f} | {self.cpu_s / 60:.1f} | {self.executions} | {self.edges} | "
            f"{self.inputs} inputs, {self.size.rstrip('b')}B | {self.found or 'nothing'} |"
        )


def fuzz(key: str, seconds: int, folder: Path) -> Outcome:
    """Fuzz one driver for so long."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.fuzz_parsers", key, str(folder / "corpus")]
    command += [f"-max_total_time={seconds}", f"-artifact_prefix={folder}/"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, errors="replace", check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    (folder / "log.txt").write_text(done.stderr, encoding="utf-8")
    states = _STATE.findall(done.stderr)
    if not states:
        raise SystemExit(f"{key} could not be fuzzed: {folder / 'log.txt'} says why.")
    executions, edges, _, inputs, size = states[-1]
    ran = re.search(r"Done (\d+) runs in (\d+) second", done.stderr)
    if ran:
        executions = ran[1]
    found = ""
    if done.returncode:
        said = re.search(r"=== Uncaught Python exception: ===\n(.*)", done.stderr)
        found = said[1][:200] if said else f"it ended with {done.returncode}"
    wall_s = float(ran[2]) if ran else float(seconds)
    return Outcome(key, wall_s, cpu_s, int(executions), int(edges), int(inputs), size, found)


def main() -> int:
    """Fuzz and write the table; 1 if something broke."""
    parser = argparse.ArgumentParser(description="Fuzz the parsers.")
    parser.add_argument("--seconds", type=int, default=30, help="for each driver")
    parser.add_argument("keys", nargs="*", metavar="KEY", help="drivers; none: all")
    wanted = parser.parse_args()
    outcomes = []
    for key in wanted.keys or registry.keys():
        outcomes.append(fuzz(key, wanted.seconds, FOLDER / key))
        print(outcomes[-1].row(), flush=True)
        table = "\n".join((*_HEAD, *(outcome.row() for outcome in outcomes))) + "\n"
        (FOLDER / "table.md").write_text(table, encoding="utf-8")
    return 1 if any(outcome.found for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
