"""The command line. Light on purpose: the window opens before anything heavy is imported."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bedside import __version__
from bedside.cli.rehearsal_options import add_rehearsal_options
from bedside.vitals.sessions import Phase

_LINE = re.compile(r"\d+-[78][NEO][12]")


def seconds(text: str) -> float:
    """A duration as a person types it: 20, 20s, 5m, 5min or 1h.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    factors = {"min": 60.0, "s": 1.0, "m": 60.0, "h": 3600.0}
    unit = next((unit for unit in factors if text.endswith(unit)), "")
    number, factor = text.removesuffix(unit), factors.get(unit, 1.0)
    try:
        value = float(number) * factor
    except ValueError:
        value = -1.0
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration: write 20s, 5m or 1h")
    return value


def beds(text: str) -> int:
    """A number of beds, 1–16.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    if not text.isdigit() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of beds: write 1 to 16")
    return int(text)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A device as it is named on the command line."""

    driver: str  # key
    port: str
    bed: int | None
    line: str  # line settings, "" = the driver's usual ones


def assignment(text: str) -> Assignment:
    """A device as KEY=PORT, with @BED behind and the line settings behind the key where they are not the usual ones.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    named, equals, port = text.partition("=")
    key, colon, line = named.partition(":")
    head, at, bed = port.rpartition("@")
    if not key or not equals or not port:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a device: write KEY=PORT, e.g. nonin=/dev/ttyUSB0, or KEY:4800-8O1=PORT"
        )
    if colon and not _LINE.fullmatch(line):
        raise argparse.ArgumentTypeError(f"{text!r}: write the line settings as in KEY:4800-8O1=PORT")
    line = line.replace("-", " ")
    if at and bed.isdigit():
        return Assignment(key, head, int(bed), line)
    return Assignment(key, port, None, line)


def _device(text: str) -> Assignment | str:
    """A device, or the key of a virtual one; which of the two is meant, the other options tell."""
    return assignment(text) if "=" in text else text


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

    _add_device_commands(commands)
    _add_alarm_commands(commands)
    _add_driver_commands(commands)

    record = commands.add_parser("record", help="record devices without a window (nothing sounds)")
    record.add_argument(
        "--device",
        action="append",
        default=[],
        type=_device,
        metavar="KEY[:LINE]=PORT[@BED]",
        dest="devices",
    )
    add_rehearsal_options(record, beds)
    record.add_argument("--for", dest="for_s", type=seconds, metavar="TIME")
    record.add_argument("--store", type=Path, metavar="FILE")
    record.add_argument(
        "--capture", type=Path, metavar="FOLDER", help="keep every byte of every device there"
    )
    record.add_argument("--json", action="store_true")

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

    sessions = commands.add_parser("sessions", help="the recorded sessions")
    sessions.add_argument("--store", type=Path, metavar="FILE")
    sessions.add_argument("--json", action="store_true")
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


def _add_device_commands(commands: Any) -> None:
    """What looks at ports, devices and their bytes."""
    devices = commands.add_parser("devices", help="ports, drivers and remembered devices")
    devices.add_argument("--json", action="store_true")

    doctor = commands.add_parser(
        "doctor",
        help="what hangs on a port, or why nothing is heard from it",
        description="Listens at each line setting and says what hangs on the port, or what is wrong and what to try. "
        "Nothing is sent unless --ask is given; the port must not be in use.",
    )
    doctor.add_argument("port", nargs="?", metavar="PORT", help="default: every serial port")
    doctor.add_argument(
        "--ask",
        action="store_true",
        help="send read-only requests to a silent port; only where no pump or ventilator hangs on it",
    )
    doctor.add_argument("--json", action="store_true")

    decode = commands.add_parser("decode", help="what a driver makes of a capture or a plain byte file")
    decode.add_argument("--driver", required=True, metavar="KEY")
    decode.add_argument("file", type=Path, metavar="FILE")
    form = decode.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="t_s,parameter,value,unit,flags (the default)")
    form.add_argument("--json", action="store_true", help="the same as JSON lines")

    download = commands.add_parser(
        "download",
        help="fetch what an oximeter has stored in itself",
        description="Asks the device for one stored record and prints it as `bedside decode` does, t_s from the "
        "record's first second on. Nothing is deleted or set on the device; it must not be recording, nor its port in "
        "use.",
    )
    download.add_argument("port", metavar="PORT")
    download.add_argument("--driver", default="contec_v7", metavar="KEY", help="default: contec_v7")
    download.add_argument("--user", type=int, default=0, metavar="N", help="of the device's users, from 0")
    download.add_argument("--record", type=int, default=0, metavar="N", help="of that user's records, from 0")
    download.add_argument("--output", type=Path, metavar="FILE", help="write it there (default: print it)")
    form = download.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="t_s,parameter,value,unit,flags (the default)")
    form.add_argument("--json", action="store_true", help="the same as JSON lines")


def _add_alarm_commands(commands: Any) -> None:
    """What works on alarms and on their log. (argparse's own type of `commands` is private.)"""
    alarms = commands.add_parser(
        "alarms",
        help="what the alarm engine makes of a table of values",
        description="Runs the alarm engine over a table with the columns t_s,parameter,value and prints one row per "
        "alarm condition: code, priority (the highest it had), onset, end (none while it is still so), value at the "
        "onset, limit, episode and the rule that began it. The parameters are those of `bedside decode`; an empty "
        "value is a missing one; systolic, diastolic and mean at one time are one cuff reading; a respiratory rate "
        "counts as a device's. A value holds for the longer of 3 s and 2.5 intervals, also the last one.",
    )
    alarms.add_argument("file", type=Path, metavar="FILE.csv")
    alarms.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="an alarm profile (default: the one that comes with bedside)",
    )
    alarms.add_argument(
        "--phase",
        type=Phase,
        metavar="PHASE",
        help=f"the session's phase from its first line on: {', '.join(Phase)}; from the infusion on the equipment "
        "alarms of a probe that is not there apply",
    )
    alarms.add_argument(
        "--interval",
        dest="interval_s",
        type=seconds,
        metavar="SECONDS",
        help="how often the values are renewed (default: the median spacing of each parameter)",
    )
    alarms.add_argument("--json", action="store_true", help="one JSON object per condition and line")

    what_if = commands.add_parser(
        "what-if",
        help="a recorded session under another alarm profile",
        description="Computes the alarms of a recorded session again under another profile, with the acknowledgements, "
        "pauses and limits of the record, and prints how many alarms of which kind there were and would have been, how "
        "long each limit was passed, which alarms would have been saved and which events missed.",
    )
    what_if.add_argument("session", metavar="SESSION", help="its id: `bedside sessions` lists them")
    what_if.add_argument(
        "--profile", type=Path, required=True, metavar="FILE", help="the other alarm profile"
    )
    what_if.add_argument(
        "--store", type=Path, metavar="FILE", help="the record (default: in your data folder)"
    )
    what_if.add_argument("--json", action="store_true", help="one JSON document")

    gaps = commands.add_parser(
        "gaps",
        help="where a recorded session has no value, and why",
        description="Prints every stretch of a recorded session without a value of something a device measured, with "
        "its cause: unplugged, silent, not readable, the probe off, the cuff failed, bedside not running, …",
    )
    gaps.add_argument("session", metavar="SESSION", help="its id: `bedside sessions` lists them")
    gaps.add_argument("--store", type=Path, metavar="FILE", help="the record (default: in your data folder)")
    gaps.add_argument("--json", action="store_true", help="one JSON document")

    verify = commands.add_parser("verify", help="prove that the log of alarms and acts is as it was written")
    verify.add_argument("--store", type=Path, metavar="FILE")
    verify.add_argument("--noted", default="", metavar="HEAD", help="what an earlier run told you to note")
    verify.add_argument("--json", action="store_true")


def _add_driver_commands(commands: Any) -> None:
    """What helps to write a driver."""
    driver = commands.add_parser("driver", help="begin a driver of your own, or check one")
    acts = driver.add_subparsers(dest="act", required=True, metavar="new|check")
    new = acts.add_parser("new", help="write a package with a driver that works at once, to be changed")
    new.add_argument("name", metavar="NAME", help="its key: small letters, digits and _")
    new.add_argument("--folder", type=Path, metavar="DIR", help="a new folder (default: bedside-NAME, here)")
    check = acts.add_parser(
        "check", help="hold every rule for drivers against one; ends with 1 if one is broken"
    )
    check.add_argument("name", metavar="NAME", help="the key of bedside's own driver or of an installed one")
    check.add_argument("--json", action="store_true", help="one JSON document")
