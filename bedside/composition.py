"""The composition root: builds every long-lived object and hands it on. The only module that knows cli and ui.

Imports are local on purpose: the window is painted before the store, the drivers and numpy are loaded, and a
headless command never loads Qt.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bedside import settings
from bedside.cli.parser import parser
from bedside.cli.plain import run_plain
from bedside.cli.rehearsal_options import misuse
from bedside.clock import Clock, SystemClock
from bedside.errors import UserFacingError
from bedside.heap import keep_one_heap, take_small_blocks
from bedside.logs import start_logging

if TYPE_CHECKING:
    from bedside.driver_api import Driver
    from bedside.link.capture import CaptureWriter
    from bedside.link.reader import Reader
    from bedside.link.transport import Transport
    from bedside.monitor.bed import Bed
    from bedside.monitor.bed_sessions import Site
    from bedside.monitor.inbox import Inbox
    from bedside.monitor.limits_offer import EditedLimits
    from bedside.monitor.profile_choice import ProfileChoice
    from bedside.monitor.resume import Unfinished
    from bedside.monitor.services import Services
    from bedside.monitor.sound_port import SoundPort
    from bedside.monitor.station import Incoming
    from bedside.monitor.updates import MonitorUpdate
    from bedside.settings import Settings
    from bedside.store.library import Library
    from bedside.store.not_recording import NotRecording
    from bedside.store.recorder import Recorder
    from bedside.ui.first_window import FirstWindow
    from bedside.vitals.patients import PatientRecord
    from bedside.vitals.sessions import Mode

# How long a thread may keep the interpreter while another waits for it. Alarm decisions run beside a painting
# thread; the default of 5 ms adds up over the hops from port to decision when the window is busy.
SWITCH_INTERVAL_S = 0.0005


def build(
    store: Path,
    *,
    must_record: bool = True,
    remembered: bool = True,
    capture: Path | None = None,
    watch_ports: bool = False,
    notices: Sequence[str] = (),
    new_sound: Callable[[Settings], SoundPort] | None = None,
    clock: Clock | None = None,
) -> Services:
    """Build and start the station on a record.

    Args:
        store: the database file, made when missing.
        must_record: without it a store that cannot be used is told on the screen and monitoring goes on.
        remembered: bring back the remembered devices.
        capture: folder in which every byte of every device is kept, both ways; None: only of those whose capture is
            switched on, in the folder captures beside the record.
        watch_ports: listen by itself on ports that no device is attached to.
        notices: sentences to show from the start.
        new_sound: starts the loudspeaker's side; None: a station that promises no sound.
        clock: station time of everything; None: the machine's.
    Raises:
        StoreError: the store cannot be used and must be, or another bedside is using it.
    """
    from bedside import registry
    from bedside.alarms.profiles import ProfileShelf
    from bedside.link.capture import new_capture
    from bedside.link.detection import candidates_of
    from bedside.link.port_search import PortSearcher
    from bedside.link.port_watch import PortWatch, UsbList
    from bedside.link.ports import list_serial, open_as
    from bedside.link.reader import Reader
    from bedside.link.steady_port import SteadyPorts
    from bedside.link.switchboard import Switchboard
    from bedside.monitor.attachments import Attachments
    from bedside.monitor.bed_sessions import Site
    from bedside.monitor.inbox import Inbox
    from bedside.monitor.left_open import beds_left_open
    from bedside.monitor.patient_book import PatientBook
    from bedside.monitor.power import power_now
    from bedside.monitor.profile_choice import ProfileChoice
    from bedside.monitor.protocol_choice import ProtocolChoice
    from bedside.monitor.searches import Searches
    from bedside.monitor.services import Services
    from bedside.monitor.station import Station
    from bedside.pin import EmergencyPin
    from bedside.store.library import Library
    from bedside.store.start_recording import start_recording
    from bedside.therapy.protocols import ProtocolShelf

    take_small_blocks()
    clock = clock or SystemClock()
    file = settings.SettingsFile(settings.settings_path())
    stored = file.load()
    told = [*notices, *([file.fault] if file.fault else [])]
    choice = ProfileChoice(ProfileShelf(settings.profiles_path()), stored.profile, told.append)
    protocols = ProtocolChoice(ProtocolShelf(settings.protocols_path()), stored.protocol, told.append)
    pin = EmergencyPin(settings.pin_path())
    inbox: Inbox[Incoming] = Inbox()
    recorder = start_recording(store, clock, must_record=must_record, tell=told.append)
    library = None if recorder.state().fault else Library(store)

    captures = capture or store.parent / "captures"
    searcher = PortSearcher(lambda: registry.infos()[0], clock, inbox.put)
    switchboard = Switchboard(clock, inbox.ring)
    places = SteadyPorts(list_serial, clock, lambda: candidates_of(registry.infos()[0].values()))

    def new_reader(device: str, driver: Driver, port: str, *, simulated: bool) -> Reader:
        def open_line(port: str, driver: Driver) -> Transport:
            searcher.wait_free(port)  # one that was searched until now
            return open_as(port, driver, clock, simulated=simulated)

        def opened(_port: str, driver: Driver) -> Transport:
            return places.open(device, driver, open_line, lambda: reader.stopping)

        def begin_capture() -> CaptureWriter:
            return new_capture(captures, device, driver, port, clock)

        reader = Reader(
            device,
            driver,
            port,
            opened,
            inbox.put,
            clock,
            capture=None if capture is None else begin_capture(),
            new_capture=begin_capture,
            switchboard=switchboard,
        )
        return reader

    site = Site(protocol=protocols.in_use, pin_set=lambda: pin.is_set)
    station = Station(
        clock=clock,
        attachments=Attachments(registry.load, new_reader, places),
        new_bed=_new_bed(clock, stored, choice, recorder, library, site),
        record=recorder.put,
        recording=recorder.state,
        settings=stored if remembered else replace(stored, devices=()),
        save_settings=file.save,
        inbox=inbox,
        sound=None if new_sound is None else new_sound(stored),
        power=power_now,
        profiles=choice,
        protocols=protocols,
        searches=Searches(
            searcher, PortWatch(list_serial, inbox.put, list_usb=UsbList()) if watch_ports else None
        ),
        patients=PatientBook(library),
        notices=told,
    )
    station.start(beds_left_open(library, clock))
    return Services(
        clock=clock,
        station=station,
        recorder=recorder,
        library=library,
        profile_of=choice.profile_of,
        settings=stored,
        protocols=protocols.shelf,
        pin=pin,
        captures=captures,
    )


def _new_bed(
    clock: Clock,
    stored: Settings,
    choice: ProfileChoice,
    recorder: Recorder | NotRecording,
    library: Library | None,
    site: Site,
) -> Callable[[int], Bed]:
    from bedside.alarms.engine import Engine
    from bedside.monitor.bed import Bed
    from bedside.monitor.resume import limits_under, unfinished_in

    def unfinished(bed: int) -> Unfinished | None:
        return None if library is None else unfinished_in(library, bed)

    def earlier_limits(whose: str | PatientRecord, mode: Mode) -> EditedLimits | None:
        return None if library is None else limits_under(library, whose, mode)

    def new_bed(number: int) -> Bed:
        return Bed(
            number,
            clock=clock,
            ages=stored.ages,
            profile=choice.profile_of,
            alarms=Engine,
            record=recorder.put,
            unfinished=unfinished,
            earlier_limits=earlier_limits,
            site=site,
        )

    return new_bed


def main(argv: Sequence[str], first: FirstWindow | None = None) -> int:
    """Run the command line; the process's exit code.

    Args:
        argv: words after the program's name.
        first: the window that says that bedside starts; it goes when the station's own is painted.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    keep_one_heap()
    args = parser().parse_args(argv)
    try:
        return _obey(args, first)
    except UserFacingError as error:
        print(f"bedside: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough; the interpreter must not complain at exit.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return 130


def _obey(args: argparse.Namespace, first: FirstWindow | None) -> int:
    match args.command:
        case "run":
            return _run(args, first)
        case "record":
            return _record(args)
        case "rehearse":
            return _rehearse(args)
        case "report":
            return _report(args)
    return run_plain(args, sys.stdout)


def _run(args: argparse.Namespace, first: FirstWindow | None) -> int:
    from bedside.ui.app import run_window

    fault = start_logging(settings.log_path())
    notices = [fault] if fault else []
    return run_window(
        args,
        lambda store, new_sound, told: build(
            store,
            must_record=False,
            capture=args.capture,
            watch_ports=True,
            notices=[*notices, *told],
            new_sound=new_sound,
        ),
        lambda: _teller(args),
        first,
    )


def _teller(args: argparse.Namespace) -> Callable[[Mapping[int, MonitorUpdate]], None]:
    from bedside.cli.teller import Teller

    return Teller(sys.stdout, as_json=args.json).tell


def _record(args: argparse.Namespace) -> int:
    from bedside.cli.record import run_record
    from bedside.cli.rehearse import run_rehearsal

    if wrong := misuse(args):
        parser().error(wrong)
    start_logging(settings.log_path())
    if args.simulate:
        return run_rehearsal(
            args,
            sys.stdout,
            lambda store, clock: build(store, remembered=False, capture=args.capture, clock=clock),
        )
    return run_record(args, sys.stdout, lambda store: build(store, remembered=False, capture=args.capture))


def _rehearse(args: argparse.Namespace) -> int:
    from bedside.cli.rehearse_session import run_rehearse

    start_logging(settings.log_path())
    return run_rehearse(
        args,
        sys.stdout,
        lambda store, clock: build(store, remembered=False, clock=clock),
    )


def _report(args: argparse.Namespace) -> int:
    from bedside.cli.report import run_report

    if args.to.suffix.lower() != ".pdf":
        return run_report(args, sys.stdout)
    from bedside.ui.report.report_pdf import headless_pdf

    return run_report(args, sys.stdout, headless_pdf())
