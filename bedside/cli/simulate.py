"""`bedside simulate`: virtual devices on real ports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from bedside import settings
from bedside.errors import RefusedError
from bedside.simulation import captured, recorded_play
from bedside.simulation.child import Play, plug_in, plug_in_capture, serve
from bedside.simulation.fault_words import read_fault
from bedside.simulation.faults import Fault
from bedside.simulation.player import PlayedDevice
from bedside.simulation.scenario import Scenario, load


def run_simulate(args: argparse.Namespace, out: TextIO) -> int:
    """Print the ports, then play until Ctrl-C, SIGTERM or the asked time.

    Raises:
        UserFacingError: what is to be played cannot be, or there are no more ptys.
    """
    line = load(args.scenario)
    faults = [read_fault(text) for text in args.faults or ()]
    if args.capture is not None:
        return _serve_capture(args, line, faults, out)
    if args.driver:
        raise RefusedError("--driver is for captured bytes: name the file with --capture, or use --device.")
    plays: Sequence[Play] = [line]
    about: dict[str, Any] = {}
    if args.recordings:
        store: Path = args.store or settings.store_path()
        recorded = [
            recorded_play.play(source, store, line, repeat=args.repeat, skip_s=args.skip or 0.0)
            for source in args.recordings
        ]
        plays, about = recorded, {"recorded": [play.recording.about() for play in recorded]}
    elif args.store or args.skip or args.repeat:
        raise RefusedError("--store, --skip and --repeat are for a recorded patient: name it with --from.")

    def plug(folder: Path) -> list[PlayedDevice]:
        keys = args.device or ["contec_v7", "dinamap"]
        return plug_in(keys, plays, beds=args.beds, seed=args.seed, folder=folder, faults=faults)

    return serve(plug, for_s=args.for_s, as_json=args.json, out=out, about=about)


def _serve_capture(args: argparse.Namespace, line: Scenario, faults: Sequence[Fault], out: TextIO) -> int:
    """Captured bytes in the place of one device."""
    if args.device or args.recordings or args.store or args.skip or args.beds != 1:
        raise RefusedError(
            "--capture plays one device as it was: leave --device, --from, --store, --skip and --beds away."
        )
    if line.effects or line.baseline:
        raise RefusedError(
            f"Scenario {line.key} changes the patient, and a capture brings its own: choose a scenario that has only "
            "cable pulls and faults."
        )
    recording = captured.read(args.capture, args.driver)

    def plug(folder: Path) -> list[PlayedDevice]:
        return plug_in_capture(
            recording, line, faults, bed=1, seed=args.seed, folder=folder, repeat=args.repeat
        )

    about = {"captured": recording.about()}
    return serve(plug, for_s=args.for_s, as_json=args.json, out=out, about=about)
