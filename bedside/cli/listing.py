"""`bedside devices` and `bedside sessions`: what there is."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO

from bedside import registry, settings
from bedside.clock import SystemClock
from bedside.errors import StoreError, StoreInUseError
from bedside.link import ports
from bedside.link.adapter import AdapterId
from bedside.link.whereabouts import Go, Other, Wanted, find
from bedside.settings import RememberedDevice
from bedside.store.library import Library, SessionSummary
from bedside.store.lock import StoreLock

_SHORT_ID: Final = 8  # digits of a patient's id that tell two apart at a glance
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
    now = [_now(device, remembered, found) for device in remembered]
    if args.json:
        document = {
            "ports": [
                {"port": port.port, "steady": port.steady, "description": port.words} for port in found
            ],
            "drivers": [
                {"key": info.key, "title": info.title, "line": str(info.port), "devices": info.devices}
                for info in drivers
            ],
            "remembered": [
                {
                    "driver": d.driver,
                    "port": d.port,
                    "bed": d.bed,
                    "adapter": d.adapter,
                    "now": port,
                    "words": words,
                }
                for d, (port, words) in zip(remembered, now, strict=True)
            ],
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
    for device, (_, words) in zip(remembered, now, strict=True):
        print(f"  bed {device.bed:<3} {device.driver:12} {device.port}", file=out)
        print(f"          {words}", file=out)
    return 0


def _now(
    device: RememberedDevice, remembered: Sequence[RememberedDevice], rows: Sequence[ports.PortRow]
) -> tuple[str, str]:
    """The port a remembered device would be opened on now ("" = none), and what there is to say of that."""
    adapter = _adapter(device)
    if adapter is None and device.adapter:
        return "", "The settings do not say its adapter in a form that can be read: connect it by hand."
    others = [Other(adapter=_adapter(other)) for other in remembered if other is not device]
    found = find(Wanted(driver=device.driver, port=device.port, adapter=adapter), rows, others)
    if not isinstance(found, Go):
        return "", str(found.error)
    if found.row is None:
        if "://" in device.port or os.path.exists(device.port):  # noqa: PTH110  a port's name is not always a path
            return device.port, "There; it goes by the name of its port."
        return "", "Not plugged in."
    if adapter is None:
        return found.port, f"Plugged in on {found.port}; which adapter that is, is noted when it is opened."
    moved = os.path.realpath(device.port) != os.path.realpath(found.port)
    return found.port, f"Plugged in, now on {found.port}." if moved else "Plugged in."


def _adapter(device: RememberedDevice) -> AdapterId | None:
    try:
        return AdapterId.parse(device.adapter) if device.adapter else None
    except ValueError:
        return None


def run_sessions(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside sessions`: the list of the library, with names of patients only where asked for (AUD-02)."""
    path: Path = args.store or settings.store_path()
    library = Library(path) if path.exists() else None
    running = running_in(path, library) if library is not None else set()
    summaries = library.sessions(running) if library is not None else []
    if args.json:
        documents = [
            {
                "session": s.id,
                "bed": s.bed,
                "mode": s.mode,
                "label": _label(s, names=args.names),
                "patient": s.patient,
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
            f"alarms {s.alarms_high}/{s.alarms_medium}/{s.alarms_low}  {state}  {_label(s, names=args.names)}",
            file=out,
        )
    return 0


def _label(session: SessionSummary, *, names: bool) -> str:
    """What the list calls it: lists end up in mails and log files, and a patient's label is a name."""
    return session.label if names or not session.patient else f"patient {session.patient[:_SHORT_ID]}"


def running_in(path: Path, library: Library) -> set[str]:
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
