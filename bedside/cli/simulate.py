"""`bedside simulate`: virtual devices on real ports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bedside import settings
from bedside.errors import RefusedError
from bedside.simulation import recorded_play
from bedside.simulation.child import Play, serve
from bedside.simulation.scenario import load


def run_simulate(args: argparse.Namespace, out: TextIO) -> int:
    """Print the ports, then play until Ctrl-C, SIGTERM or the asked time.

    Raises:
        UserFacingError: what is to be played cannot be, or there are no more ptys.
    """
    line = load(args.scenario)
    plays: Sequence[Play] = [line]
    about = {}
    if args.recordings:
        store: Path = args.store or settings.store_path()
        recorded = [
            recorded_play.play(source, store, line, repeat=args.repeat, skip_s=args.skip or 0.0)
            for source in args.recordings
        ]
        plays, about = recorded, {"recorded": [play.recording.about() for play in recorded]}
    elif args.store or args.skip or args.repeat:
        raise RefusedError("--store, --skip and --repeat are for a recorded patient: name it with --from.")
    return serve(
        args.device or ["contec_v7", "dinamap"],
        plays,
        seed=args.seed,
        beds=args.beds,
        for_s=args.for_s,
        as_json=args.json,
        out=out,
        about=about,
    )
