"""`bedside rehearse`: a whole scripted session of a simulated patient, minutes instead of hours.

Everything but the ports is what runs in a clinic; the patient answers the infusion that the script enters. At the end
it says what a supervisor would ask, and checks itself: each step, the dose exactly, the record.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TextIO

from bedside import settings
from bedside.alarms.profile import Profile
from bedside.cli import rehearsal_reader
from bedside.cli.rehearsal_account import Account, account, clock_text
from bedside.cli.rehearsal_script import Script
from bedside.cli.rehearsal_stage import BED, Done, Stage
from bedside.cli.rehearse import SEED, Recording, await_record, end_sessions
from bedside.cli.stopping import stop_signals
from bedside.clock import Clock
from bedside.errors import BrokenFileError
from bedside.monitor.infusion_told import InfusionTold
from bedside.monitor.station import Station
from bedside.paced_clock import PATIENCE_S
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients, Kept
from bedside.store.library import Library
from bedside.therapy.protocols import ProtocolShelf
from bedside.vitals.protocol import Protocol as CareProtocol
from bedside.vitals.records import RecordingState

SPEED: Final = 60.0
TOO_SLOW: Final = 3  # exit code: the machine was, and nothing is said of bedside
USUAL: Final = "mood-40"
BY_HOURS: Final = {1: USUAL, 2: "pain-120"}


class Services(Protocol):
    """What the composition root builds for a command that monitors."""

    station: Station
    infusions: InfusionTold

    @property
    def recorder(self) -> Recording:
        """Who writes the record."""
        ...

    @property
    def profile_of(self) -> Callable[[str | None], Profile]:
        """The alarm profile of a title."""
        ...

    def stop(self) -> None:
        """End everything in good order; what was taken is committed."""
        ...


Build = Callable[[Path, Clock], Services]


def run_rehearse(args: argparse.Namespace, out: TextIO, build: Build) -> int:
    """Play a script; 0 = as it should be, 1 = something was not, which is told, 3 = this computer was too slow to tell.

    Raises:
        UserFacingError: the script, its protocol or the scenario is wrong, or the record cannot be written.
    """
    script = rehearsal_reader.load(args.script or BY_HOURS[args.hours])
    protocol = _protocol_of(script, out) if script.protocol else None
    if args.store is not None and args.store.exists():
        raise BrokenFileError(
            f"{args.store} is there already, and the dates of a rehearsal never were: name a record of its own."
        )
    with _record(args.store) as store:
        return _rehearse(args, script, protocol, store, out, build)


def _protocol_of(script: Script, out: TextIO) -> CareProtocol:
    """The protocol a script asks for: what is in force at this site under its key, as for a session.

    Raises:
        BrokenFileError: there is none of this key.
    """
    shelf = ProtocolShelf(settings.protocols_path())
    if script.protocol not in shelf.keys:
        raise BrokenFileError(
            f"Rehearsal {script.key} asks for the protocol {script.protocol!r}, and there is none: "
            f"choose one of {', '.join(shelf.keys)}."
        )
    protocol, fault = shelf.get(script.protocol)
    if fault:
        print(fault, file=out, flush=True)
    return protocol


@contextmanager
def _record(named: Path | None) -> Iterator[Path]:
    """Where the session is recorded: as it was named, else only until it is told."""
    if named is not None:
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="bedside-rehearsal-"))
    try:
        yield folder / "rehearsal.sqlite"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rehearse(
    args: argparse.Namespace,
    script: Script,
    protocol: CareProtocol | None,
    store: Path,
    out: TextIO,
    build: Build,
) -> int:
    patients = FastPatients(
        args.devices or script.devices,
        [scenario.load(args.scenario or script.scenario)],
        beds=1,
        seed=SEED if args.seed is None else args.seed,
        factor=args.speed or SPEED,
    )
    stop = threading.Event()
    print(f"Rehearsal: {script.title}. {script.summary}", file=out, flush=True)
    try:
        with stop_signals(stop):
            services = build(store, patients.clock)
            try:
                services.infusions.follow(BED, partial(patients.tell, BED))
                stage = Stage(
                    script,
                    station=services.station,
                    clock=patients.clock,
                    ports=patients.ports,
                    profile_of=services.profile_of,
                    protocol=protocol,
                    tell=partial(_tell, out),
                    stop=stop,
                    between=lambda: await_record(patients, services.recorder, stop),
                    longest_wait_s=max(1.0, patients.clock.factor),
                )
                patients.clock.real_s(0.0)  # takes part: a step is entered at its time
                patients.go()
                whole = stage.play()
                kept = patients.kept()
            finally:
                end_sessions(services.station, 1)
                patients.end()
                services.stop()
    finally:
        sent = patients.stop()
    found = _found(script, stage, store, whole=whole)
    print("", *found.told, sep="\n", file=out)
    print(*kept.sentences(), file=out)
    faults = [*found.faults]
    if not whole:
        faults.append(f"It was stopped after {len(stage.done)} of {len(script.steps)} steps.")
    if lost := sum(each.dropped for _, each in sent) + services.recorder.state().dropped:
        faults.append(f"{lost} emissions or records were lost.")
    if (recording := services.recorder.state()).fault:
        waiting = f", and {recording.backlog} records were never written" if recording.backlog else ""
        faults.append(f"The record is not whole{waiting}: {recording.fault}.")
    slow = [*_too_slow(stage, kept, recording)]
    if args.store is not None:
        print(f"The record is {store}: open it with `bedside run --store {store}`.", file=out)
    else:
        print("The record was not kept; name one with --store FILE to look at it afterwards.", file=out)
    print(*_verdict(faults, slow), sep="\n", file=out)
    return TOO_SLOW if slow else 1 if faults else 0


def _too_slow(stage: Stage, kept: Kept, recording: RecordingState) -> Iterator[str]:
    """What took longer in real time than anybody waits: what was played then is not what the script says."""
    if kept.given_up:
        yield f"{', '.join(kept.given_up)} did not come forward for {PATIENCE_S:g} s, and the time went on"
    if stage.unanswered:
        yield "a step was not answered in time"
    if recording.backlog and not recording.fault:
        yield f"the disk did not take the last {recording.backlog} records in time"


def _verdict(faults: Sequence[str], slow: Sequence[str]) -> Iterator[str]:
    """A computer that was too slow shows nothing about bedside, whatever was found beside it."""
    for why in slow:
        yield f"NO VERDICT: this computer was too slow: {why}."
    if slow:
        yield "Close other programs and rehearse again, or with a lower --speed; if it stays so, send us the log."
    for fault in faults:
        yield f"{'Found all the same' if slow else 'NOT AS IT SHOULD BE'}: {fault}"
    if not (faults or slow):
        yield "All is as it should be."


def _tell(out: TextIO, done: Done) -> None:
    """A line for each step."""
    step = done.step
    asked = "" if done.as_asked else "  NOT AS THE SCRIPT WANTS IT"
    refused = f"  refused: {' '.join(done.refusals)}" if done.refusals else ""
    print(f"{clock_text(step.at_s):>8}  {step.by.name:18} {step.words}{refused}{asked}", file=out, flush=True)


def _found(script: Script, stage: Stage, store: Path, *, whole: bool) -> Account:
    library = Library(store)
    sessions = library.sessions()
    if len(sessions) != 1:
        return Account(
            told=(), faults=(f"There are {len(sessions)} sessions in the record, and there should be one.",)
        )
    (session,) = sessions
    recorded = library.open(session.id)
    until_s = script.length_s if whole else stage.reached_s
    found = account(stage.done, stage.last, recorded, until_s)
    verified = library.verify()
    steps = f"Steps: {len(stage.done)} of {len(script.steps)} were played."
    faults = [*found.faults]
    if not verified.whole:
        faults.append(verified.words)
    if not session.end_reason:
        faults.append(
            f"The record ends at {clock_text(recorded.duration_s)}, without the end of the session that went to "
            f"{clock_text(until_s)}."
        )
    return Account(told=(*found.told, steps, verified.words), faults=tuple(faults))
