"""`bedside record`: the station without a window."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol, TextIO

from bedside import registry, settings
from bedside.cli.stopping import stop_signals
from bedside.cli.teller import Teller
from bedside.cli.words import Assignment
from bedside.errors import RefusedError
from bedside.monitor.station import Station
from bedside.vitals.commands import EndSession
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import AttachDevice


class Services(Protocol):
    """What the composition root builds for a command that monitors."""

    station: Station

    def stop(self) -> None:
        """End everything in good order; what was taken is committed."""
        ...


Build = Callable[[Path], Services]

_ANSWER_S: Final = 10.0  # how long the station may take for a command


def run_record(args: argparse.Namespace, out: TextIO, build: Build) -> int:
    """`bedside record`: the station without a window."""
    devices: Sequence[Assignment] = args.devices
    for device in devices:
        registry.load(device.driver)
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
            for n, device in enumerate(devices):
                command = AttachDevice(
                    bed=_bed_for(devices, n),
                    driver=device.driver,
                    port=device.port,
                    line=device.line,
                    remember=False,
                )
                services.station.submit(command).result(_ANSWER_S)
            teller = Teller(out, as_json=args.json)
            _tell_until(stop, args.for_s, services.station, teller)
            teller.tell_alarms(services.station.updates)
        finally:
            _end_sessions(services.station, devices)
            services.stop()
    return 0


def _end_sessions(station: Station, devices: Sequence[Assignment]) -> None:
    """A recording that ends on purpose leaves no interrupted session behind."""
    for bed in sorted({*station.updates, *(_bed_for(devices, n) for n in range(len(devices)))}):
        try:
            station.submit(EndSession(bed=bed, actor=PROGRAM, reason="recording ended")).result(_ANSWER_S)
        except (RefusedError, TimeoutError):  # none was open; or it stays open, as after a crash
            continue


def _bed_for(devices: Sequence[Assignment], n: int) -> int:
    """Devices without a bed share bed 1 until one of them measures what an earlier one already does."""
    taken: dict[int, set[Parameter]] = {}
    bed = 1
    for device in devices[: n + 1]:
        measured = set(registry.load(device.driver).info.parameters)
        bed = device.bed or next(number for number in range(1, 17) if not taken.get(number, set()) & measured)
        taken.setdefault(bed, set()).update(measured)
    return bed


def _tell_until(stop: threading.Event, for_s: float | None, station: Station, teller: Teller) -> None:
    told = 0.0
    while not stop.wait(1.0 if for_s is None else max(0.0, min(1.0, for_s - told))):
        told += 1.0
        teller.tell(station.updates)
        if for_s is not None and told >= for_s:
            return
