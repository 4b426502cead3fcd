"""`bedside devices` and `bedside sessions`: what there is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from bedside import registry, settings
from bedside.link import ports
from bedside.store.library import Library


def run_devices(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside devices`: what is plugged in, what could read it, what is remembered."""
    found = ports.list_serial()
    drivers = [registry.load(key).info for key in registry.keys()]  # noqa: SIM118
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
