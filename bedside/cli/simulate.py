"""`bedside simulate`: virtual devices on real ports."""

from __future__ import annotations

import argparse
from typing import TextIO

from bedside import registry
from bedside.simulation import child, scenario


def run_simulate(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside simulate`: virtual devices on ports until Ctrl-C, SIGTERM or the end of stdin's owner."""
    keys = args.device or ["contec_v7", "dinamap"]
    for key in keys:
        registry.load(key)
    chosen = scenario.load(args.scenario)
    return child.serve(
        keys, chosen, seed=args.seed, beds=args.beds, for_s=args.for_s, as_json=args.json, out=out
    )
