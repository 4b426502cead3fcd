"""`bedside devices` and `bedside sessions`: what there is."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final, TextIO

from bedside import registry, settings
from bedside.clock import SystemClock
from bedside.errors import StoreError, StoreInUseError
from bedside.link import ports
from bedside.store.library import Library
from bedside.store.lock import StoreLock

_FRESH_S: Final = 10.0  # a session that is being recorded has something newer than this on the disk


def run_devices(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside devices`: what is plugged in, what could read it, what is remembered."""
    found = ports.list_serial()
    infos, faults = registry.infos()
    drivers = list(infos.values())
    for fault in faults:
        print(f"bedside: {fault}", file=sys.stderr)
    file = settings.SettingsFile(settings.settings_path())
    remembered = file.load().devices
    if args.json:
        document = {
            "ports": [
                {"port": port.port, "steady": port.steady, "description": port.words} for port in found
            ],
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
        print(f"  {port.port:24} {port.words}", file=out)
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
    library = Library(path) if path.exists() else None
    running = _running(path, library) if library is not None else set()
    summaries = library.sessions(running) if library is not None else []
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
                "running": s.id in running,
                "alarms": {"high": s.alarms_high, "medium": s.alarms_medium, "low": s.alarms_low},
            }
            for s in summaries
        ]
        print(json.dumps(documents, indent=2), file=out)
        return 0
    if not summaries:
        print(f"No session is recorded in {path} yet.", file=out)
    for s in summaries:
        state = "recording" if s.id in running else "interrupted" if s.interrupted else "complete"
        minutes, rest = divmod(round(s.duration_s), 60)
        print(
            f"{s.id}  bed {s.bed:<2} {s.mode:10} {s.started_utc:%Y-%m-%d %H:%M:%S}Z {minutes:4d}:{rest:02d} min  "
            f"alarms {s.alarms_high}/{s.alarms_medium}/{s.alarms_low}  {state}  {s.label}",
            file=out,
        )
    return 0


def _running(path: Path, library: Library) -> set[str]:
    """Sessions that another bedside is recording at this moment."""
    lock = StoreLock(path)
    try:
        lock.acquire()
    except StoreInUseError:
        now = SystemClock().utc()
        left = [library.unfinished(bed) for bed in {session.bed for session in library.sessions()}]
        return {
            each.opened.session
            for each in left
            if each is not None and abs((now - each.newest_utc).total_seconds()) < _FRESH_S
        }
    except StoreError:  # a folder that may only be read: nobody records here
        return set()
    lock.release()
    return set()
