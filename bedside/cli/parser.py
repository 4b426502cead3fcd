"""The command line. Light on purpose: the window opens before anything heavy is imported."""

from __future__ import annotations

import argparse
from pathlib import Path

from bedside import __version__
from bedside.cli.alarm_options import add_alarm_commands
from bedside.cli.device_options import add_device_commands, add_driver_commands
from bedside.cli.rehearsal_options import add_rehearsal_options, add_rehearse_command
from bedside.cli.report_options import add_report_command
from bedside.cli.words import beds, device, seconds


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="bedside",
        description="Live vitals, limit alarms, the session's timeline and its replay, for infusion rooms. "
        "Not a medical device and never the only monitor.",
    )
    top.add_argument("--version", action="version", version=f"bedside {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="open the station")
    run.add_argument("--simulate", type=beds, metavar="N", help="with N simulated patients, 1 to 16")
    run.add_argument(
        "--scenario", default=None, metavar="NAME", help="what the simulated patients go through"
    )
    run.add_argument("--seed", type=int, default=2026, help="of the simulated patients")
    run.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="leave a picture of the window at the end"
    )
    run.add_argument(
        "--screen",
        default=None,
        help="screen to open: station, bed:N, devices, review, settings (default: the windows as they were left)",
    )
    run.add_argument("--full-screen", action="store_true", help="fill the monitor; F11 ends it")
    run.add_argument(
        "--kiosk",
        action="store_true",
        help="fill the monitor for good, without the system's keys for windows: Ctrl+Q asks and ends bedside",
    )
    run.add_argument("--size", default=None, metavar="WxH", help="window size, e.g. 1920x1080")
    run.add_argument("--for", dest="for_s", type=seconds, metavar="TIME", help="end by itself, e.g. 20s")
    run.add_argument("--store", type=Path, metavar="FILE", help="the record (default: in your data folder)")
    run.add_argument("--capture", type=Path, metavar="FOLDER", help="keep every byte of every device there")
    run.add_argument("--json", action="store_true", help="one JSON object per bed and second")

    simulate = commands.add_parser("simulate", help="a simulated patient on real pseudo-terminals")
    simulate.add_argument(
        "--device",
        action="append",
        default=None,
        metavar="KEY",
        help="a driver's virtual device; may be repeated",
    )
    simulate.add_argument(
        "--scenario",
        default="rest",
        metavar="NAME",
        help="or a scenario file; with --from only its cable pulls and faults",
    )
    simulate.add_argument(
        "--from",
        dest="recordings",
        action="append",
        default=None,
        metavar="FILE",
        help="a recorded patient instead of a made-up one: a WFDB record (.hea), a bidmc_NN_Numerics.csv, or "
        "session:ID of the record; several go round the beds",
    )
    simulate.add_argument(
        "--store",
        type=Path,
        metavar="FILE",
        help="the record that holds the session (default: in your data folder)",
    )
    simulate.add_argument("--skip", type=seconds, metavar="TIME", help="begin so far into the recording")
    simulate.add_argument("--repeat", action="store_true", help="begin the recording again at its end")
    _add_line_options(simulate)
    simulate.add_argument("--seed", type=int, default=2026)
    simulate.add_argument(
        "--beds", type=beds, default=1, metavar="N", help="patients, each with these devices"
    )
    simulate.add_argument("--for", dest="for_s", type=seconds, metavar="TIME")
    simulate.add_argument("--json", action="store_true")

    add_device_commands(commands)
    add_alarm_commands(commands)
    add_driver_commands(commands)

    record = commands.add_parser("record", help="record devices without a window (nothing sounds)")
    record.add_argument(
        "--device",
        action="append",
        default=[],
        type=device,
        metavar="KEY[:LINE]=PORT[@BED]",
        dest="devices",
    )
    add_rehearsal_options(record)
    record.add_argument("--for", dest="for_s", type=seconds, metavar="TIME")
    record.add_argument("--store", type=Path, metavar="FILE")
    record.add_argument(
        "--capture", type=Path, metavar="FOLDER", help="keep every byte of every device there"
    )
    record.add_argument("--json", action="store_true")

    add_rehearse_command(commands)

    bundle = commands.add_parser(
        "bundle",
        help="a file for whoever helps, without patient data",
        description="Writes versions, settings, ports, drivers and the log into one file; nothing of the record, and "
        "no name. What may name a person is left out of the log.",
    )
    bundle.add_argument(
        "file", type=Path, nargs="?", metavar="FILE.zip", help="default: bedside-support-TIME.zip, here"
    )
    bundle.add_argument(
        "--captures",
        type=Path,
        nargs="?",
        const=True,
        metavar="FOLDER",
        help="with raw captures (default: those beside the record): they hold vital signs of patients",
    )
    bundle.add_argument(
        "--store", type=Path, metavar="FILE", help="the record (default: in your data folder)"
    )

    add_report_command(commands)

    sessions = commands.add_parser("sessions", help="the recorded sessions")
    sessions.add_argument("--store", type=Path, metavar="FILE")
    sessions.add_argument("--json", action="store_true")
    sessions.add_argument("--names", action="store_true", help="with the names of the patients")
    return top


def _add_line_options(simulate: argparse.ArgumentParser) -> None:
    """What may stand in a device's place, and what may be wrong with its line."""
    simulate.add_argument(
        "--capture",
        type=Path,
        default=None,
        metavar="FILE",
        help="captured bytes in a device's place: a raw capture at its own pace, a plain byte file at its driver's; "
        "from when the port is first opened",
    )
    simulate.add_argument(
        "--driver",
        default="",
        metavar="KEY",
        help="of the captured bytes (default: the one the capture names)",
    )
    simulate.add_argument(
        "--fault",
        dest="faults",
        action="append",
        default=None,
        metavar="KIND:START-END[:AMOUNT]",
        help="spoil the lines, e.g. unplug:30s-45s, noise:1min-2min:0.02, silence:10s-; may be repeated. "
        "Kinds: unplug, silence, byte_loss, truncation, noise, baud_mismatch, stuck, delay, held, flood",
    )
