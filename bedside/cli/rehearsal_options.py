"""What the command line says of `bedside record --simulate` and `bedside rehearse`. Light: the parser imports it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bedside.cli.words import beds

FASTEST = 600.0  # simulated seconds per second; beyond it a machine only waits for itself


def speed(text: str) -> float:
    """How much faster simulated time goes: 60, x60 or ×60.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    try:
        value = float(text.lstrip("x×"))
    except ValueError:
        value = 0.0
    if not 1.0 <= value <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a speed: write 1 to {FASTEST:g}, e.g. 60")
    return value


def add_rehearsal_options(record: argparse.ArgumentParser) -> None:
    """Simulated patients in the place of devices."""
    record.add_argument(
        "--simulate",
        type=beds,
        metavar="N",
        help="N simulated patients within this process instead of devices; --device KEY then names what each wears",
    )
    record.add_argument(
        "--scenario",
        dest="scenarios",
        action="append",
        default=None,
        metavar="NAME",
        help="what they go through (default: rest); several go round the beds",
    )
    record.add_argument("--seed", type=int, default=None, help="of the first of them (default: 2026)")
    record.add_argument(
        "--fault",
        dest="faults",
        action="append",
        default=None,
        metavar="KIND:START-END[:AMOUNT]",
        help="spoil their lines, as for `bedside simulate`",
    )
    record.add_argument(
        "--speed",
        type=speed,
        default=None,
        metavar="FACTOR",
        help="let their time go so much faster, e.g. 60: an hour in a minute; needs --store",
    )


def add_rehearse_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`bedside rehearse`."""
    rehearse = commands.add_parser(
        "rehearse",
        help="a whole scripted session of a simulated patient, minutes instead of hours",
        description="Plays a session from screening to discharge without a window: a script enters what nurse and "
        "supervisor would, the simulated patient answers the infusion. Says at the end what came of it; 0 = all was as "
        "it should be, 1 = not.",
    )
    which = rehearse.add_mutually_exclusive_group()
    which.add_argument(
        "--script", default=None, metavar="NAME", help="which (default: mood-40), or the path of a .toml file"
    )
    which.add_argument(
        "--hours",
        type=int,
        choices=(1, 2),
        default=1,
        help="of the usual script: 40 min of infusion, or 2 hours",
    )
    rehearse.add_argument(
        "--scenario",
        default=None,
        metavar="NAME",
        help="another patient than the script's, e.g. responds_vagal",
    )
    rehearse.add_argument(
        "--device",
        dest="devices",
        action="append",
        default=None,
        metavar="KEY",
        help="what the patient wears instead of the script's devices; may be repeated",
    )
    rehearse.add_argument("--seed", type=int, default=None, help="of the patient (default: 2026)")
    rehearse.add_argument(
        "--speed", type=speed, default=None, metavar="FACTOR", help="so much faster (default: 60)"
    )
    rehearse.add_argument(
        "--store", type=Path, metavar="FILE", help="keep the record there (default: it is not kept)"
    )


def misuse(args: argparse.Namespace) -> str | None:
    """What of `bedside record`'s options does not fit together, in a sentence; None: all does."""
    keys = [device for device in args.devices if isinstance(device, str)]
    if args.simulate is None:
        asked = (args.scenarios, args.seed, args.faults, args.speed)
        if any(each is not None for each in asked):
            return "--scenario, --seed, --fault and --speed are for simulated patients: add --simulate N"
        if keys:
            return f"argument --device: {keys[0]!r} is not a device: write KEY=PORT, e.g. nonin=/dev/ttyUSB0"
        return None if args.devices else "the following arguments are required: --device"
    if len(keys) < len(args.devices):
        return "with --simulate, --device names what the patients wear: write KEY alone, without a port"
    if args.speed not in (None, 1.0) and args.store is None:
        return "--speed makes dates that never were: name a record of its own with --store FILE"
    return None
