"""`bedside record --simulate`: simulated patients, recorded in a process of one piece and at any speed.

Everything but the ports is what runs in a clinic: readers, station, alarm engine, recorder. Says at the end how fast
it went and whether anything was lost.
"""

from __future__ import annotations

import argparse
import math
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TextIO

from bedside import settings
from bedside.cli.stopping import stop_signals
from bedside.cli.teller import Teller
from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.monitor.station import Station
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients
from bedside.simulation.fault_words import read_fault
from bedside.vitals.commands import EndSession
from bedside.vitals.records import RecordingState
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import AttachDevice

DEVICES: Final = ("contec_v7", "dinamap")
SEED: Final = 2026
_ANSWER_S: Final = 10.0  # real time, for a command
_BACKLOG: Final = 50_000  # records that wait for the disk, before the simulated time waits too
_LOOK_S: Final = 0.05  # real time


class Recording(Protocol):
    """The recorder, as far as it is asked here."""

    def state(self) -> RecordingState:
        """How recording goes."""
        ...


class Services(Protocol):
    """What the composition root builds for a command that monitors."""

    station: Station

    @property
    def recorder(self) -> Recording:
        """Who writes the record."""
        ...

    def stop(self) -> None:
        """End everything in good order; what was taken is committed."""
        ...


Build = Callable[[Path, Clock], Services]


def run_rehearsal(args: argparse.Namespace, out: TextIO, build: Build) -> int:
    """Record simulated patients until `--for` is over in their time, Ctrl-C or SIGTERM; the exit code.

    Raises:
        UserFacingError: an unknown driver, scenario or fault, or a record that cannot be written.
    """
    patients = FastPatients(
        args.devices or DEVICES,
        [scenario.load(name) for name in args.scenarios or ("rest",)],
        beds=args.simulate,
        seed=SEED if args.seed is None else args.seed,
        factor=args.speed or 1.0,
        faults=[read_fault(text) for text in args.faults or ()],
    )
    stop = threading.Event()
    try:
        with stop_signals(stop):
            services = build(args.store or settings.store_path(), patients.clock)
            try:
                for port in patients.ports:
                    command = AttachDevice(bed=port.bed, driver=port.driver, port=port.port, remember=False)
                    services.station.submit(command).result(_ANSWER_S)
                _play(patients, services, args.for_s, Teller(out, as_json=args.json), stop)
                kept = patients.kept()
            finally:
                end_sessions(services.station, args.simulate)
                patients.end()
                services.stop()
    finally:
        sent = patients.stop()
    dropped = sum(each.dropped for _, each in sent) + services.recorder.state().dropped
    lost = "Nothing was lost." if not dropped else f"{dropped} emissions or records were lost."
    print("bedside record:", *kept.sentences(), lost, file=sys.stderr)
    return 0


def _play(
    patients: FastPatients, services: Services, for_s: float | None, teller: Teller, stop: threading.Event
) -> None:
    """Let their time run and tell about once a real second what the beds show, and every alarm change."""
    clock = patients.clock
    every_s = max(1.0, clock.factor)
    start = clock.now()
    end = math.inf if for_s is None else start + for_s
    tell_t = start + every_s
    clock.real_s(0.0)  # takes part: the sessions end when they should
    patients.go()
    while not stop.is_set() and (now := clock.now()) < end:
        if now >= tell_t:
            tell_t += every_s
            await_record(patients, services.recorder, stop)
            teller.tell(services.station.updates)
        stop.wait(clock.real_s(min(tell_t, end) - now))
    teller.tell(services.station.updates)


def await_record(patients: FastPatients, recorder: Recording, stop: threading.Event) -> None:
    """A disk that is slower than the simulated time makes that wait; one that refuses is told by the recorder."""
    brake = patients.clock.leash("the record", for_ever=True)
    while (state := recorder.state()).backlog > _BACKLOG and not state.fault and not stop.is_set():
        brake.hold()
        stop.wait(_LOOK_S)
    brake.free()


def end_sessions(station: Station, beds: int) -> None:
    """End what is still open on these beds."""
    for bed in range(1, beds + 1):
        try:
            station.submit(EndSession(bed=bed, actor=PROGRAM, reason="rehearsal ended")).result(_ANSWER_S)
        except (RefusedError, TimeoutError):  # none was open; or it stays open, as after a crash
            continue
