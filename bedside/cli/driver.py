"""`bedside driver new` and `bedside driver check`: for whoever writes a driver."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, TextIO

from bedside.driver_kit.bench import Bench
from bedside.driver_kit.conformance import Result, Verdict, bench_of, check
from bedside.driver_kit.skeleton import default_folder, write_skeleton


def run_driver(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside driver …`; 1 if a driver that was checked breaks a rule."""
    return _new(args, out) if args.act == "new" else _check(args, out)


def _new(args: argparse.Namespace, out: TextIO) -> int:
    folder = args.folder or default_folder(args.name)
    for file in write_skeleton(args.name, folder):
        print(file, file=out)
    print(
        f"Install it into bedside's Python with `{sys.executable} -m pip install --no-deps --no-build-isolation -e "
        f"{folder}`, then try `bedside driver check {args.name}`; docs/writing-a-driver.md says how to go on.",
        file=out,
    )
    return 0


def _check(args: argparse.Namespace, out: TextIO) -> int:
    bench = bench_of(args.name)
    verdicts = []
    for verdict in check(bench):
        verdicts.append(verdict)
        if not args.json:
            _tell(verdict, out)
    broken = sum(verdict.result is Result.BROKEN for verdict in verdicts)
    if args.json:
        print(json.dumps(_document(bench, verdicts), indent=2), file=out)
    else:
        held = sum(verdict.result is Result.HOLDS for verdict in verdicts)
        said = f"{broken} broken" if broken else "none broken"
        print(f"{bench.info.title}: {held} rules hold, {said}.", file=out)
    return 1 if broken else 0


def _tell(verdict: Verdict, out: TextIO) -> None:
    if verdict.result is Result.NOT_ASKED:
        return
    print(
        f"{'ok  ' if verdict.result is Result.HOLDS else 'FAIL'}  {verdict.rule.says}", file=out, flush=True
    )
    if verdict.result is Result.BROKEN:
        print(f"      Seen: {verdict.found}", file=out)
        print(f"      To do: {verdict.rule.advice}", file=out)


def _document(bench: Bench, verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "driver": bench.key,
        "title": bench.info.title,
        "module": bench.module,
        "passed": not any(verdict.result is Result.BROKEN for verdict in verdicts),
        "rules": [
            {
                "rule": verdict.rule.name,
                "says": verdict.rule.says,
                "result": verdict.result,
                **(
                    {"seen": verdict.found, "to_do": verdict.rule.advice}
                    if verdict.result is Result.BROKEN
                    else {}
                ),
            }
            for verdict in verdicts
        ],
    }
