"""`bedside simulate`: virtual devices on real ports."""

from __future__ import annotations

import argparse
from typing import TextIO

from bedside.simulation.child import serve
from bedside.simulation.scenario import load


def run_simulate(args: argparse.Namespace, out: TextIO) -> int:
    """Print the ports, then play until Ctrl-C, SIGTERM or the asked time."""
    return serve(
        args.device or ["contec_v7", "dinamap"],
        load(args.scenario),
        seed=args.seed,
        beds=args.beds,
        for_s=args.for_s,
        as_json=args.json,
        out=out,
    )
