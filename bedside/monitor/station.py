"""The station: one headless thread that owns all beds.

The only door in is the inbox: readings and link changes from the readers, commands through `submit`. Everything
is stamped and ordered here, given to the recorder in that order, and published as the newest immutable update
per bed. Nothing in here waits for a screen, a disk or a port.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from bedside.clock import Clock
from bedside.errors import RefusedError, UserFacingError
from bedside.link.items import Arrival, LinkNotice
from bedside.link.port_search import SearchTold
from bedside.link.port_watch import PortsSeen
from bedside.link.raw_tap import RawTap
from bedside.link.switchboard import LEAST_PORTS, ROUND_S
from bedside.monitor.attachments import Attachments
from bedside.monitor.auto_cuff import AutoCuffDesk
from bedside.monitor.bed import Bed
from bedside.monitor.beds import Beds
from bedside.monitor.command_desk import CommandDesk
from bedside.monitor.device_desk import DeviceDesk
from bedside.monitor.inbox import Inbox
from bedside.monitor.kept_settings import KeptSettings
from bedside.monitor.patient_book import PatientBook
from bedside.monitor.patient_desk import PatientDesk
from bedside.monitor.pause_watch import PauseWatch
from bedside.monitor.profile_choice import NO_PROFILES, ProfileDesk
from bedside.monitor.protocol_choice import NO_PROTOCOLS, ProtocolDesk
from bedside.monitor.review_book import ReviewBook
from bedside.monitor.review_desk import ReviewDesk
from bedside.monitor.searches import Searches
from bedside.monitor.shift import Shift
from bedside.monitor.sound_desk import SoundDesk
from bedside.monitor.sound_port import SoundPort
from bedside.monitor.station_facts import StationFacts
from bedside.monitor.station_log import StationLog
from bedside.monitor.stood_still import StoodStill
from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.monitor.watch import Power, StationWatch, Watchman
from bedside.settings import Settings
from bedside.vitals.commands import Command
from bedside.vitals.devices import DeviceChange
from bedside.vitals.records import Record, RecordingState

STEP_S: Final = 0.1  # every bed is stepped at least this often
STATION_STEP_S: Final = 0.25  # what belongs to the whole station is published this often
ROUND_WAIT_S: Final = 1.5 * ROUND_S  # with many devices a turn waits no longer for the end of a round


@dataclass(frozen=True, slots=True)
class _Asked:
    command: Command
    outcome: Future[None]


Incoming = Arrival | DeviceChange | LinkNotice | PortsSeen | SearchTold | _Asked


class Station:
    """Owner of the beds and of the thread that runs them."""

    def __init__(
        self,
        *,
        clock: Clock,
        attachments: Attachments,
        new_bed: Callable[[int], Bed],
        record: Callable[[Record], None],
        recording: Callable[[], RecordingState],
        settings: Settings,
        save_settings: Callable[[Settings], None],
        inbox: Inbox[Incoming],
        sound: SoundPort | None = None,
        power: Callable[[], Power | None] = lambda: None,
        profiles: ProfileDesk = NO_PROFILES,
        protocols: ProtocolDesk = NO_PROTOCOLS,
        searches: Searches | None = None,
        patients: PatientBook | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        self._clock = clock
        self._attachments = attachments
        self._log = StationLog(clock, record, tuple(notices))
        self._kept = KeptSettings(settings, save_settings, self._log.notice)
        self._inbox = inbox
        self._beds = Beds(new_bed, settings.ages)
        self._devices = DeviceDesk(attachments, searches, self._kept, self._beds, self._log)
        self._watch = StationWatch(clock, record, power)
        self._sound = SoundDesk(sound, settings)
        shift = Shift(settings.operator, clock)
        self.patients = patients or PatientBook(None)  # for whoever shows them: see `Patients`
        self.reviews = ReviewBook(self.patients.library)  # likewise, of recorded sessions
        self._commands = CommandDesk(
            clock=clock,
            log=self._log,
            kept=self._kept,
            beds=self._beds,
            attachments=attachments,
            devices=self._devices,
            sound=self._sound,
            shift=shift,
            profiles=profiles,
            protocols=protocols,
            watch=self._watch,
            patients=PatientDesk(clock, record, self.patients),
            reviews=ReviewDesk(clock, record, self.reviews),
        )
        self._whole = StationFacts(
            clock=clock,
            inbox=inbox,
            recording=recording,
            attachments=attachments,
            devices=self._devices,
            watch=self._watch,
            sound=self._sound,
            shift=shift,
            profiles=profiles,
            protocols=protocols,
            kept=self._kept,
            log=self._log,
        )
        self._auto_cuff = AutoCuffDesk(self._commands.obey, self._log)
        self._pauses = PauseWatch(self._beds, self._log)
        self._thread = threading.Thread(target=self._run, name="station", daemon=True)
        self._stopping = threading.Event()
        self._looked_t: dict[int, float] = {}  # bed → when it was last due for a whole look, station time, s
        self._last_station_step = 0.0
        self._due_t = 0.0  # when it was last asked which beds are due, station time, s
        self._by_rounds = False  # so many sessions are open that their devices are read in rounds
        self._stood_still = StoodStill(self._beds, self._log)
        # Read by any thread: the newest update of each bed and of the station. Replaced, never changed.
        self.updates: dict[int, MonitorUpdate] = {}
        self.station_update: StationUpdate | None = None
        self.on_news: Callable[[], None] | None = None
        self.on_bed: Callable[[MonitorUpdate], None] | None = None  # in the station's thread: must not wait
        self.turns = 0  # of the thread: a watchdog sees by it that the station lives
        self.window_beat_t: float | None = None  # set by the window's thread, station time, s
        self.watchman: Watchman | None = None  # set by whoever runs the watchdog

    # From any thread

    def start(self, beds: Sequence[int] = ()) -> None:
        """Start the thread and bring back the remembered devices; `beds`: also look at these by itself."""
        for number in beds:
            self._beds.at(number)
        self._log.say(
            "started", f"bedside started with {len(self._kept.settings.devices)} remembered devices"
        )
        coming_back = self._devices.coming_back()
        self._thread.start()
        for command in coming_back:
            self.submit(command)
        self._devices.start()

    def submit(self, command: Command) -> Future[None]:
        """Hand in a command. The future ends when it was carried out, or with a `UserFacingError`."""
        outcome: Future[None] = Future()
        if not self._inbox.put(_Asked(command, outcome)):
            outcome.set_exception(RefusedError("bedside is overloaded and could not take that: try again."))
        return outcome

    def tap(self, device: str) -> RawTap | None:
        """The newest bytes of a device and what was made of them; None: no such device is attached."""
        return self._attachments.tap(device)

    def stop(self, timeout_s: float = 10.0) -> None:
        """Deflate running cuffs, close the ports and end the thread. Open sessions stay open in the record."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._devices.stop()
        self._take(self._inbox.take(0.0))  # what the readers still said
        self._beds.fire(self._clock.now(), self._log.tell_bug)  # their alarms too belong to the record
        self._log.say("stopped", "bedside stopped in good order")

    # The thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception as bug:  # noqa: BLE001  top of the thread: monitoring goes on, the bug is told
                self._log.tell_bug("turning", bug)

    def _turn(self) -> None:
        if self._by_rounds:
            items = self._inbox.take_round(self._clock.real_s(ROUND_WAIT_S))
        else:
            now = self._clock.now()
            wait = min(self._looked_t.values(), default=now) + STEP_S - now
            items = self._inbox.take(self._clock.real_s(min(STEP_S, wait)))
        now = self._clock.now()
        self._stood_still.look(now)
        news = self._take(items)
        now = self._clock.now()
        for number in self._due(now):
            self._looked_t[number] = now
            news[number] = True
        looked = False
        for number in sorted(news):
            try:
                looked |= self._step(self._beds.at(number), now, whole=news[number])
            except Exception as bug:  # noqa: BLE001  the other beds are stepped all the same
                self._log.tell_bug(f"stepping bed {number}", bug)
        if looked:
            self._sound.show(self.updates, self._watch.active, now)
        if news and self.on_news is not None:
            self.on_news()
        if now - self._last_station_step >= STATION_STEP_S:  # after the beds are told: no frame waits for it
            self._last_station_step = now
            self._step_station(now)
            self._sound.show(self.updates, self._watch.active, now)
        self.turns += 1

    def _due(self, now: float) -> list[int]:
        """Beds to be looked at whole though nothing but time may have passed.

        With many devices they take turns, so that no round is much longer than another. After a long one more are due.
        """
        since, self._due_t = now - self._due_t, now
        self._by_rounds = sum(bed.session_open for bed in self._beds) >= LEAST_PORTS
        early, looked = ROUND_S / 2 if self._by_rounds else 0.0, self._looked_t
        due = [bed.number for bed in self._beds if now - looked.get(bed.number, -STEP_S) >= STEP_S - early]
        if self._by_rounds:
            due.sort(key=lambda number: looked.get(number, -STEP_S))
            return due[: 1 + math.ceil(len(self._looked_t) * since / STEP_S)]
        return due

    def _take(self, items: Sequence[Incoming]) -> dict[int, bool]:
        """Take items; the beds that have news, and whether that is more than readings."""
        news: dict[int, bool] = {}
        for item in items:
            try:
                number = self._take_one(item)
            except Exception as bug:  # noqa: BLE001  one bed's bug must not cost another bed a reading
                number = None
                self._log.tell_bug(f"taking {type(item).__name__}", bug)
            if number is not None:
                news[number] = news.get(number, False) or not isinstance(item, Arrival)
        return news

    def _take_one(self, item: Incoming) -> int | None:
        """Take one item; the bed that has news."""
        number: int | None = None
        match item:
            case Arrival():
                number = self._attachments.arrived(item, self._clock.now())
                if number is None or not item.readings:
                    return None
                self._beds.at(number).arrive(item.device, item.readings, item.t)
                self._sound.listen(number, item.readings, self.updates.get(number))
            case DeviceChange():
                number = self._attachments.changed(item)
                if number is not None:
                    self._beds.at(number).link(item)
            case LinkNotice():
                self._devices.tell(item)
            case PortsSeen():
                self._devices.ports_seen(item, self._clock.now())
            case SearchTold():
                self._devices.search_told(item)
            case _Asked():
                self._carry_out(item)
                number = item.command.bed if item.command.bed in self._beds else None
        return number

    def _carry_out(self, asked: _Asked) -> None:
        try:
            self._commands.obey(asked.command, self._clock.now())
        except UserFacingError as refused:
            self._log.notice(str(refused))
            asked.outcome.set_exception(refused)
        except Exception as bug:
            asked.outcome.set_exception(bug)
            raise
        else:
            asked.outcome.set_result(None)

    def _step(self, bed: Bed, now: float, *, whole: bool) -> bool:
        """Step a bed; whether anything but its waves was looked at, because it had to be or was to be (`whole`)."""
        if not whole:
            update = bed.step_waves(now)
            if update is not None:
                self.updates[bed.number] = update
                return False
        can_start, refusal = self._attachments.cuff_of(bed.number, bed.patient_type)
        self.updates[bed.number] = bed.step(
            now,
            self._attachments.rows(bed.number),
            can_start_nibp=can_start,
            nibp_refusal=bed.cuff_refusal or refusal,
        )
        self._auto_cuff.look(self.updates[bed.number], now)
        for other in self._pauses.look(self.updates[bed.number], now):
            self._step(other, now, whole=True)
        if self.on_bed is not None:
            self.on_bed(self.updates[bed.number])
        return True

    def _step_station(self, now: float) -> None:
        watchdog_runs = None if self.watchman is None else self.watchman.running
        self.station_update = self._whole.look(now, self.window_beat_t, watchdog_runs)
