"""The headless commands, on the same core as the window. None of them needs Qt to be installed.

Each prints for people by default and one JSON document (or one JSON object per line, where the output goes on
for a while) with --json.
"""

from __future__ import annotations

import argparse
import csv
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final, Protocol, TextIO

from bedside import __version__, registry, settings
from bedside.errors import UserFacingError
from bedside.link import playback, ports
from bedside.monitor.station import Station
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.simulation import child, scenario
from bedside.store.library import Library
from bedside.vitals.alarms import AlarmChange, Kind, Priority
from bedside.vitals.commands import AttachDevice
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave


class Services(Protocol):
    """What the composition root builds for a command that monitors."""

    station: Station

    def stop(self) -> None:
        """End everything in good order; what was taken is committed."""
        ...


Build = Callable[[Path], Services]
MARKS: Final[Mapping[tuple[Kind, Priority], str]] = {
    (Kind.PHYSIOLOGICAL, Priority.HIGH): "***",
    (Kind.PHYSIOLOGICAL, Priority.MEDIUM): "**",
    (Kind.PHYSIOLOGICAL, Priority.LOW): "*",
    (Kind.TECHNICAL, Priority.HIGH): "!!!",
    (Kind.TECHNICAL, Priority.MEDIUM): "!!",
    (Kind.TECHNICAL, Priority.LOW): "!",
}


def seconds(text: str) -> float:
    """A duration as a person types it: 20, 20s, 5m or 1h.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    factors = {"s": 1.0, "m": 60.0, "h": 3600.0}
    number, factor = (text[:-1], factors[text[-1]]) if text[-1:] in factors else (text, 1.0)
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


def assignment(text: str) -> tuple[str, str, int | None]:
    """A device as KEY=PORT or KEY=PORT@BED.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    key, equals, port = text.partition("=")
    head, at, bed = port.rpartition("@")
    if at and bed.isdigit():
        return key, head, int(bed)
    if not key or not equals or not port:
        raise argparse.ArgumentTypeError(f"{text!r} is not a device: write KEY=PORT, e.g. nonin=/dev/ttyUSB0")
    return key, port, None


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
    run.add_argument("--screen", default="station", help="screen to open: station, bed:N, devices, review")
    run.add_argument("--size", default=None, metavar="WxH", help="window size, e.g. 1920x1080")
    run.add_argument("--for", dest="for_s", type=seconds, metavar="TIME", help="end by itself, e.g. 20s")
    run.add_argument("--store", type=Path, metavar="FILE", help="the record (default: in your data folder)")
    run.add_argument("--json", action="store_true", help="one JSON object per bed and second")

    devices = commands.add_parser("devices", help="ports, drivers and remembered devices")
    devices.add_argument("--json", action="store_true")

    simulate = commands.add_parser("simulate", help="a simulated patient on real pseudo-terminals")
    simulate.add_argument(
        "--device",
        action="append",
        default=None,
        metavar="KEY",
        help="a driver's virtual device; may be repeated",
    )
    simulate.add_argument("--scenario", default="rest", metavar="NAME", help="or a scenario file")
    simulate.add_argument("--seed", type=int, default=2026)
    simulate.add_argument(
        "--beds", type=beds, default=1, metavar="N", help="patients, each with these devices"
    )
    simulate.add_argument("--for", dest="for_s", type=seconds, metavar="TIME")
    simulate.add_argument("--json", action="store_true")

    decode = commands.add_parser("decode", help="what a driver makes of a capture or a plain byte file")
    decode.add_argument("--driver", required=True, metavar="KEY")
    decode.add_argument("file", type=Path, metavar="FILE")
    form = decode.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="t_s,parameter,value,unit,flags (the default)")
    form.add_argument("--json", action="store_true", help="the same as JSON lines")

    record = commands.add_parser("record", help="record devices without a window (nothing sounds)")
    record.add_argument(
        "--device", action="append", required=True, type=assignment, metavar="KEY=PORT[@BED]", dest="devices"
    )
    record.add_argument("--for", dest="for_s", type=seconds, metavar="TIME")
    record.add_argument("--store", type=Path, metavar="FILE")
    record.add_argument("--json", action="store_true")

    sessions = commands.add_parser("sessions", help="the recorded sessions")
    sessions.add_argument("--store", type=Path, metavar="FILE")
    sessions.add_argument("--json", action="store_true")
    return top


@contextmanager
def stop_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop` instead of tearing the program down."""

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


# decode


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `bedside decode`."""

    t_s: float
    parameter: Parameter
    value: float | None
    flags: Quality

    def cells(self) -> list[str]:
        """The line as the CSV has it; an empty value is a missing one."""
        value = "" if self.value is None else f"{self.value:g}"
        unit = PARAMETERS[self.parameter].unit
        return [
            f"{self.t_s:.6g}" if self.t_s else "0",
            self.parameter,
            value,
            unit,
            " ".join(self.flags.words()),
        ]


def rows_of(reading: Reading) -> Iterator[Row]:
    """The rows of one reading: one per numeric, one per wave sample."""
    match reading:
        case Numeric():
            yield Row(reading.t, reading.parameter, reading.value, reading.quality)
        case Determination():
            for numeric in reading.numerics():
                yield Row(numeric.t, numeric.parameter, numeric.value, numeric.quality)
        case Wave():
            for n, (sample, quality) in enumerate(zip(reading.samples, reading.quality, strict=True)):
                yield Row(reading.t + n / reading.rate_hz, reading.parameter, sample, quality)


def run_decode(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside decode`: hold a driver against a capture."""
    driver = registry.load(args.driver)
    rows = (row for reading in playback.decode_file(driver, args.file) for row in rows_of(reading))
    if args.json:
        for row in rows:
            document = {
                "t_s": round(row.t_s, 6),
                "parameter": row.parameter,
                "value": row.value,
                "unit": PARAMETERS[row.parameter].unit,
                "flags": row.flags.words(),
            }
            print(json.dumps(document), file=out)
        return 0
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["t_s", "parameter", "value", "unit", "flags"])
    writer.writerows(row.cells() for row in rows)
    return 0


# devices and sessions


def run_devices(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside devices`: what is plugged in, what could read it, what is remembered."""
    found = ports.listed()
    drivers = [registry.load(key).info for key in registry.keys()]  # noqa: SIM118
    file = settings.SettingsFile(settings.settings_path())
    remembered = file.load().devices
    if args.json:
        document = {
            "ports": [{"port": port.path, "description": port.description} for port in found],
            "drivers": [
                {"key": info.key, "title": info.title, "line": str(info.port), "devices": info.devices}
                for info in drivers
            ],
            "remembered": [{"driver": d.driver, "port": d.port, "bed": d.bed} for d in remembered],
        }
        print(json.dumps(document, indent=2), file=out)
        return 0
    print("Ports" if found else "No serial port found: plug the adapter in and look again.", file=out)
    for port in found:
        print(f"  {port.path:24} {port.description}", file=out)
    print("Drivers", file=out)
    for info in drivers:
        print(f"  {info.key:12} {info.title:24} {info.port!s:14} {', '.join(info.devices)}", file=out)
    print("Remembered" if remembered else "No device is remembered yet.", file=out)
    for device in remembered:
        print(f"  bed {device.bed:<3} {device.driver:12} {device.port}", file=out)
    return 0


def run_sessions(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside sessions`: the list of the library."""
    path: Path = args.store or settings.store_path()
    summaries = Library(path).sessions() if path.exists() else []
    if args.json:
        documents = [
            {
                "session": s.id,
                "bed": s.bed,
                "mode": s.mode,
                "label": s.label,
                "started_utc": s.started_utc.isoformat(),
                "duration_s": round(s.duration_s, 3),
                "interrupted": s.interrupted,
                "alarms": {"high": s.alarms_high, "medium": s.alarms_medium, "low": s.alarms_low},
            }
            for s in summaries
        ]
        print(json.dumps(documents, indent=2), file=out)
        return 0
    if not summaries:
        print(f"No session is recorded in {path} yet.", file=out)
    for s in summaries:
        state = "interrupted" if s.interrupted else "complete"
        minutes, rest = divmod(round(s.duration_s), 60)
        print(
            f"{s.id}  bed {s.bed:<2} {s.mode:10} {s.started_utc:%Y-%m-%d %H:%M:%S}Z {minutes:4d}:{rest:02d} min  "
            f"alarms {s.alarms_high}/{s.alarms_medium}/{s.alarms_low}  {state}  {s.label}",
            file=out,
        )
    return 0


# record


class Teller:
    """Prints what a station sees: one line of vitals per bed and second, and every alarm change once."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._json = as_json
        self._told: dict[str, int] = {}

    def tell(self, updates: Mapping[int, MonitorUpdate]) -> None:
        """Print the alarm changes that are new, then a line for each bed."""
        for bed in sorted(updates):
            update = updates[bed]
            self._tell_alarms(update)
            print(self._line(update), file=self._out, flush=True)

    def _tell_alarms(self, update: MonitorUpdate) -> None:
        if update.session is None:
            return
        told = self._told.get(update.session.id, 0)
        for change in update.alarm_log:
            if change.number > told:
                print(self._alarm(update.bed, change), file=self._out, flush=True)
                self._told[update.session.id] = change.number

    def _alarm(self, bed: int, change: AlarmChange) -> str:
        if self._json:
            return json.dumps(
                {
                    "bed": bed,
                    "alarm": change.code,
                    "change": change.change,
                    "priority": change.priority.name.lower(),
                    "presence": change.presence,
                    "t_s": round(change.t, 3),
                    "value": change.value,
                    "limit": change.limit,
                    "words": change.words,
                }
            )
        against = "" if change.limit is None else f" {_plain(change.value)} against {_plain(change.limit)}"
        mark = MARKS[change.kind, change.priority]
        return (
            f"bed {bed}: {mark} {change.code}{against}, {change.words}: {change.change} at {change.t:.1f} s"
        )

    def _line(self, update: MonitorUpdate) -> str:
        if self._json:
            return json.dumps(_vitals(update))
        if update.session is None:
            why = "; ".join(row.sentence for row in update.devices) or "no device"
            return f"bed {update.bed}: no session: {why}"
        parts = [f"bed {update.bed}", f"{update.now:7.1f} s", update.mode]
        for key in (Parameter.SPO2, Parameter.PR, Parameter.PI):
            state = update.numerics.get(key)
            if state is not None:
                shown = _plain(state.value) if state.age in (Age.VALID, Age.FADED) else "--"
                why = f" ({state.reason})" if state.reason else ""
                parts.append(f"{PARAMETERS[key].name} {shown} {PARAMETERS[key].unit}{why}")
        if update.nibp is not None and update.nibp.last is not None and update.nibp.age is not Age.GONE:
            last = update.nibp.last
            age = round(update.now - last.t)
            parts.append(f"NIBP {_plain(last.sys)}/{_plain(last.dia)} ({_plain(last.map)}) mmHg {age} s ago")
        return "  ".join(parts)


def _plain(value: float | None) -> str:
    return "--" if value is None else f"{value:g}"


def _vitals(update: MonitorUpdate) -> dict[str, Any]:
    numbers = {
        key: {
            "value": state.value if state.age is Age.VALID else None,
            "age": state.age,
            "reason": state.reason,
        }
        for key, state in update.numerics.items()
    }
    last = update.nibp.last if update.nibp is not None else None
    return {
        "bed": update.bed,
        "session": update.session.id if update.session is not None else None,
        "mode": update.mode,
        "t_s": round(update.now, 3),
        "numerics": numbers,
        "nibp": None
        if last is None
        else {"sys": last.sys, "dia": last.dia, "map": last.map, "age_s": round(update.now - last.t, 1)},
        "devices": [
            {"device": row.device, "state": row.state, "sentence": row.sentence} for row in update.devices
        ],
    }


def run_record(args: argparse.Namespace, out: TextIO, build: Build) -> int:
    """`bedside record`: the station without a window."""
    devices: Sequence[tuple[str, str, int | None]] = args.devices
    for key, _, _ in devices:
        registry.load(key)
    print(
        "bedside record: nothing sounds here; the monitor at the patient must have its alarms on.",
        file=sys.stderr,
    )
    if settings.SettingsFile(settings.settings_path()).load().intended_use_accepted_utc is None:
        print("bedside record: the intended use has not been accepted on this computer.", file=sys.stderr)
    stop = threading.Event()
    with stop_signals(stop):
        services = build(args.store or settings.store_path())
        try:
            for n, (key, port, bed) in enumerate(devices):
                command = AttachDevice(bed=bed or _bed_for(devices, n), driver=key, port=port, remember=False)
                services.station.submit(command).result(timeout=10)
            _tell_until(stop, args.for_s, services.station, Teller(out, as_json=args.json))
        finally:
            services.stop()
    return 0


def _bed_for(devices: Sequence[tuple[str, str, int | None]], n: int) -> int:
    """Devices without a bed share bed 1 until one of them measures what an earlier one already does."""
    taken: dict[int, set[Parameter]] = {}
    bed = 1
    for key, _, asked in devices[: n + 1]:
        measured = set(registry.load(key).info.parameters)
        bed = asked or next(number for number in range(1, 17) if not taken.get(number, set()) & measured)
        taken.setdefault(bed, set()).update(measured)
    return bed


def _tell_until(stop: threading.Event, for_s: float | None, station: Station, teller: Teller) -> None:
    told = 0.0
    while not stop.wait(1.0 if for_s is None else max(0.0, min(1.0, for_s - told))):
        told += 1.0
        teller.tell(station.updates)
        if for_s is not None and told >= for_s:
            return


def run_simulate(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside simulate`: virtual devices on ports until Ctrl-C, SIGTERM or the end of stdin's owner."""
    keys = args.device or ["contec_v7", "dinamap"]
    for key in keys:
        registry.load(key)
    chosen = scenario.load(args.scenario)
    return child.serve(
        keys, chosen, seed=args.seed, beds=args.beds, for_s=args.for_s, as_json=args.json, out=out
    )


def dispatch(args: argparse.Namespace, build: Build, out: TextIO | None = None) -> int:
    """Carry out a headless command.

    Raises:
        UserFacingError: with the sentence to print.
    """
    out = out if out is not None else sys.stdout
    match args.command:
        case "decode":
            return run_decode(args, out)
        case "devices":
            return run_devices(args, out)
        case "sessions":
            return run_sessions(args, out)
        case "record":
            return run_record(args, out, build)
        case "simulate":
            return run_simulate(args, out)
    raise UserFacingError(f"bedside has no command {args.command!r}: see bedside --help.")
