"""The station: one headless thread that owns all beds.

The only door in is the inbox: readings and link changes from the readers, commands through `submit`. Everything
is stamped and ordered here, given to the recorder in that order, and published as the newest immutable update
per bed. Nothing in here waits for a screen, a disk or a port.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from bedside.clock import Clock
from bedside.errors import RefusedError, UserFacingError
from bedside.link.link import Arrival, LinkNotice
from bedside.link.port_search import SearchTold
from bedside.link.port_watch import PortsSeen
from bedside.link.raw_tap import RawTap
from bedside.monitor.attachments import Attachments
from bedside.monitor.bed import Bed
from bedside.monitor.display_desk import DisplayDesk
from bedside.monitor.inbox import Inbox
from bedside.monitor.kept_settings import KeptSettings
from bedside.monitor.pause_watch import PauseWatch
from bedside.monitor.profile_choice import NO_PROFILES, ProfileDesk
from bedside.monitor.searches import Searches
from bedside.monitor.shift import Shift
from bedside.monitor.sound_desk import SoundDesk
from bedside.monitor.sound_port import SoundPort
from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.monitor.watch import Power, StationWatch, Watchman
from bedside.settings import RememberedDevice, Settings
from bedside.vitals.alarms import PauseKind
from bedside.vitals.commands import (
    STATION_BED,
    AcceptIntendedUse,
    AcceptNoSound,
    Acknowledge,
    AttachDevice,
    CancelNibp,
    CaptureDevice,
    ChooseProfile,
    Command,
    ConfirmSound,
    DetachDevice,
    EndAudioPause,
    EndSession,
    PickOperator,
    PlaySelfTest,
    RememberView,
    RememberWindows,
    SearchPort,
    SetAges,
    SetAppearance,
    SetQuietRoom,
    SetSound,
    StartInfusion,
    StartNibp,
    StopSearch,
    name_of,
)
from bedside.vitals.devices import DeviceChange
from bedside.vitals.records import Record, RecordingState, StationEvent
from bedside.vitals.sessions import PROGRAM

_log = logging.getLogger(__name__)

STEP_S: Final = 0.1  # every bed is stepped at least this often
STATION_STEP_S: Final = 0.25  # what belongs to the whole station is published this often
CLOCK_STEP_S: Final = 2.0  # a wall clock that moves by more than this against station time was stepped
STOOD_STILL_S: Final = (
    2.0  # between two turns of the thread: longer stands in the log, as the watchdog tells it
)
INTERRUPTED_S: Final = 5.0  # longer is an interruption of the monitoring
GATHERS_ABOVE: Final = (
    4  # open sessions; with more, things gather in the inbox for a moment: fewer, fuller turns
)
GATHER_S: Final = 0.005  # between two turns then
_NOTICES: Final = 20
MOST_BEDS: Final = 16


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
        searches: Searches | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        self._clock = clock
        self._attachments = attachments
        self._new_bed = new_bed
        self._record = record
        self._recording = recording
        self._kept = KeptSettings(settings, save_settings, self._notice)
        self._inbox = inbox
        self._beds: dict[int, Bed] = {}
        self._notices: tuple[str, ...] = tuple(notices)
        self._watch = StationWatch(clock, record, power)
        self._desk = SoundDesk(sound, settings)
        self._display = DisplayDesk(self._kept)
        self._shift = Shift(settings.operator, clock)
        self._profiles = profiles
        self._searches = searches
        self._pauses = PauseWatch()
        self._thread = threading.Thread(target=self._run, name="station", daemon=True)
        self._stopping = threading.Event()
        self._wall_lead = clock.utc().timestamp() - clock.now()
        self._refused = 0
        self._bugs: set[str] = set()  # kinds that were told
        self._last_full_step = 0.0
        self._last_station_step = 0.0
        self._took = 0.0  # station time at which the inbox was last emptied, s
        self._gathers = False  # many sessions are open
        self._last_turn: float | None = None
        # Read by any thread: the newest update of each bed and of the station. Replaced, never changed.
        self.updates: dict[int, MonitorUpdate] = {}
        self.station_update: StationUpdate | None = None
        self.on_news: Callable[[], None] | None = None
        self.turns = 0  # of the thread: a watchdog sees by it that the station lives
        self.window_beat_t: float | None = None  # set by the window's thread, station time, s
        self.watchman: Watchman | None = None  # set by whoever runs the watchdog

    # From any thread

    def start(self) -> None:
        """Start the thread and bring back the remembered devices."""
        self._say("started", f"bedside started with {len(self._kept.settings.devices)} remembered devices")
        coming = [device for device in self._kept.settings.devices if self._expect(device)]
        self._thread.start()
        for device in coming:
            self.submit(
                AttachDevice(bed=device.bed, driver=device.driver, port=device.port, line=device.line)
            )
        if self._searches is not None:
            self._searches.start()

    def _expect(self, device: RememberedDevice) -> bool:
        """Say before any device is attached which adapters are whose; False: not to be attached, in doubt."""
        try:
            self._attachments.expect(device.device, device.driver, device.port, device.adapter)
        except ValueError as error:
            _log.warning("the remembered adapter of %s is not known: %s", device.device, error)
            self._notice(
                f"The settings do not say in a form that can be read which adapter the device of bed {device.bed} "
                f"hangs on (it was on {device.port}): connect it by hand."
            )
            return False
        return True

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
        if self._searches is not None:
            self._searches.stop()
        self._attachments.stop()
        self._take(self._inbox.take(0.0))  # what the readers still said
        self._say("stopped", "bedside stopped in good order")

    # The thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception as bug:  # noqa: BLE001  top of the thread: monitoring goes on, the bug is told
                self._tell_bug("turning", bug)

    def _turn(self) -> None:
        if self._gathers:
            pause = self._took + GATHER_S - self._clock.now()
            if pause > 0.0:
                self._stopping.wait(self._clock.real_s(pause))
        wait = self._last_full_step + STEP_S - self._clock.now()
        items = self._inbox.take(self._clock.real_s(min(STEP_S, wait)))
        self._took = now = self._clock.now()
        self._look_back(now)
        news = self._take(items)
        now = self._clock.now()
        if now - self._last_full_step >= STEP_S:
            self._last_full_step = now
            self._gathers = sum(bed.session_open for bed in self._beds.values()) > GATHERS_ABOVE
            news = dict.fromkeys(self._beds, True)
        looked = False
        for number in sorted(news):
            try:
                looked |= self._step(self._beds[number], now, whole=news[number])
            except Exception as bug:  # noqa: BLE001  the other beds are stepped all the same
                self._tell_bug(f"stepping bed {number}", bug)
        if now - self._last_station_step >= STATION_STEP_S:
            self._last_station_step = now
            self._step_station(now)
            looked = True
        if looked:
            self._desk.show(self.updates, self._watch.active, now)
        self.turns += 1
        if news and self.on_news is not None:
            self.on_news()

    def _look_back(self, now: float) -> None:
        """Nobody watched while this thread did not run: the computer slept, or the program was stopped (ALM-41)."""
        last, self._last_turn = self._last_turn, now
        if last is not None and now - last > STOOD_STILL_S:
            words = f"nobody watched for {now - last:.0f} s: the computer slept or was stopped"
            _log.warning(words)
            self._say("stood_still", words)
            for bed in self._beds.values() if now - last > INTERRUPTED_S else ():
                bed.interrupted(last, now)

    def _take(self, items: Sequence[Incoming]) -> dict[int, bool]:
        """Take items; the beds that have news, and whether that is more than readings."""
        news: dict[int, bool] = {}
        for item in items:
            try:
                number = self._take_one(item)
            except Exception as bug:  # noqa: BLE001  one bed's bug must not cost another bed a reading
                number = None
                self._tell_bug(f"taking {type(item).__name__}", bug)
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
                self._bed(number).arrive(item.device, item.readings, item.t)
                self._desk.listen(number, item.readings, self.updates.get(number))
            case DeviceChange():
                number = self._attachments.changed(item)
                if number is not None:
                    self._bed(number).link(item)
            case LinkNotice():
                self._tell_of(item)
            case PortsSeen() if self._searches is not None:
                self._searches.seen(item, self._clock.now())
            case SearchTold() if self._searches is not None:
                self._searches.told(item)
            case _Asked():
                self._carry_out(item)
                number = item.command.bed if item.command.bed in self._beds else None
        return number

    def _tell_bug(self, doing: str, bug: Exception) -> None:
        """Log a bug each time, tell it once per kind: monitoring of everything else goes on."""
        kind = f"{doing}: {type(bug).__name__}"
        _log.critical("a bug in the station while %s; monitoring goes on", doing, exc_info=bug)
        if kind not in self._bugs:
            self._bugs.add(kind)
            self._notice(
                "An internal error happened; it is in the log. Monitoring goes on: please report it."
            )
            self._say("internal_error", kind)

    def _tell_of(self, notice: LinkNotice) -> None:
        bed = self._attachments.bed_of(notice.device)
        where = "" if bed is None else f"Bed {bed}: "
        self._notice(where + notice.sentence)
        self._say("device_notice", f"{notice.device}: {notice.sentence}")

    def _carry_out(self, asked: _Asked) -> None:
        try:
            self._obey(asked.command)
        except UserFacingError as refused:
            self._notice(str(refused))
            asked.outcome.set_exception(refused)
        except Exception as bug:
            asked.outcome.set_exception(bug)
            raise
        else:
            asked.outcome.set_result(None)

    def _obey(self, command: Command) -> None:
        now = self._clock.now()
        match command:
            case AttachDevice():
                self._attach(command, now)
            case DetachDevice():
                self._detach(command)
            case CaptureDevice():
                self._attachments.capture(command.device, on=command.on)
                words = "every byte is kept from now on" if command.on else "its bytes are kept no longer"
                self._say("capture_device", f"{command.device}: {words}", command)
            case SearchPort() | StopSearch():
                self._search(command, now)
            case AcceptIntendedUse():
                self._kept.keep(intended_use_accepted_utc=self._clock.utc().isoformat())
                self._say("accept_intended_use", "intended use accepted", command)
            case PickOperator():
                self._kept.keep(operator=self._shift.begin(command.operator))
                self._say("pick_operator", f"{command.operator.name} works here now", command)
            case ChooseProfile():
                self._profiles.choose(command)
                self._kept.keep(profile=command.name)
                self._say("choose_profile", f"new sessions begin with {command.name}", command)
            case SetAppearance() | SetAges() | RememberView() | RememberWindows():
                for words in self._display.obey(command):
                    self._say(name_of(command), words, command)
                if isinstance(command, SetAges):
                    for each in self._beds.values():
                        each.set_ages(command.ages)
            case ConfirmSound() | PlaySelfTest() | AcceptNoSound() | SetSound() | SetQuietRoom():
                words, changed = self._desk.obey(command)
                self._say(name_of(command), words, command)
                self._kept.keep(**changed)
            case Acknowledge(bed=bed_number) if bed_number == STATION_BED:
                self._watch.acknowledge(command, now)
            case StartNibp():
                bed = self._bed(command.bed)
                self._attachments.start_cuff(command.bed, bed.patient_type)
                if bed.session_open:
                    bed.command(command, now)
            case CancelNibp():
                bed = self._bed(command.bed)
                self._attachments.cancel_cuff(command.bed, bed.patient_type)
                if bed.session_open:
                    bed.command(command, now)
            case _:
                bed = self._bed(command.bed)
                if isinstance(command, StartInfusion):
                    self._desk.refuse_unheard()
                if isinstance(command, EndSession):
                    self._attachments.cancel_cuff(command.bed, bed.patient_type, only_running=True)
                bed.command(command, now)

    def _attach(self, command: AttachDevice, now: float) -> None:
        if not 1 <= command.bed <= MOST_BEDS:
            raise RefusedError(f"There is no bed {command.bed}: choose 1 to {MOST_BEDS}.")
        bed = self._bed(command.bed)
        device = self._attachments.attach(command, bed.mode if bed.session_open else None, now)
        bed.attach(device, now, simulated=self._attachments.simulated(device))
        if command.remember and not self._attachments.simulated(device):
            self._kept.remember(
                RememberedDevice(
                    driver=command.driver,
                    port=command.port,
                    bed=command.bed,
                    line=command.line,
                    adapter=self._attachments.adapter(device),
                )
            )
        self._say("attach_device", f"{command.driver} on {command.port} came to bed {command.bed}", command)
        self._look_for_ports(now)  # the search leaves its port; the reader waits for that

    def _detach(self, command: DetachDevice) -> None:
        bed = self._attachments.detach(command.device)
        self._bed(bed).detach(command.device, self._clock.now())
        if command.forget:
            self._kept.forget(command.device)
        self._say("detach_device", f"{command.device} left bed {bed}", command)

    def _search(self, command: SearchPort | StopSearch, now: float) -> None:
        if self._searches is None:
            raise RefusedError("Ports are not searched here: use bedside doctor PORT.")
        if isinstance(command, StopSearch):
            self._searches.leave(command.port)
            self._say("stop_search", f"{command.port} is left alone", command)
            return
        bed = self._attachments.bed_at(command.port)
        if bed is not None:
            raise RefusedError(f"{command.port} is in use by bedside for bed {bed}: detach it there first.")
        self._searches.ask(command.port, now, may_ask=command.may_ask)
        words = "listened to, and asked if it is silent" if command.may_ask else "listened to"
        self._say("search_port", f"{command.port} is {words}", command)
        self._look_for_ports(now)

    def _look_for_ports(self, now: float) -> None:
        if self._searches is not None:
            remembered = [device.port for device in self._kept.settings.devices]
            self._searches.look(now, self._attachments.ports_in_use(), remembered)

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
            nibp_refusal=refusal,
        )
        self._watch_pauses(bed.number, now)
        return True

    def _watch_pauses(self, number: int, now: float) -> None:
        """A new High on one bed ends the audio pauses of all: there is one loudspeaker (ALM-32)."""
        for pause in self._pauses.ended(self.updates[number]):
            self._say("pause_ended", f"the {pause.kind} pause of bed {number} is over")
        if not self._pauses.high_began(self.updates[number]):
            return
        for other in self._beds.values():
            if other.number != number and any(p.kind is PauseKind.AUDIO for p in other.pauses):
                reason = f"a new High began on bed {number}"
                other.command(EndAudioPause(bed=other.number, actor=PROGRAM, reason=reason), now)
                self._step(other, now, whole=True)

    def _step_station(self, now: float) -> None:
        self._watch_wall_clock(now)
        if self._inbox.refused != self._refused:
            lost = self._inbox.refused - self._refused
            self._refused = self._inbox.refused
            self._notice(f"{lost} readings were lost because this computer could not keep up.")
            self._say("inbox_full", f"{lost} items lost: the station could not keep up")
        self._attachments.measure(now)
        for device, adapter in self._attachments.adapters():
            self._kept.hangs_on(device, adapter)
        for device, port in self._attachments.moved():
            self._say("device_moved", f"{device} is now on {port}")
        self._look_for_ports(now)
        recording = self._recording()
        sound = self._desk.state()
        self._watch.look(
            now,
            sound_fault=sound.fault,
            recording=recording,
            window_beat_t=self.window_beat_t,
            watchdog_runs=None if self.watchman is None else self.watchman.running,
        )
        self.station_update = StationUpdate(
            station_now=now,
            utc=self._clock.utc(),
            recording=recording,
            devices=self._attachments.rows(None),
            intended_use_accepted=self._kept.settings.intended_use_accepted_utc is not None,
            notices=self._notices,
            alarms=self._watch.active,
            alarm_log=self._watch.log,
            sound=sound,
            sound_answer=self._desk.answer,
            no_sound_accepted=self._desk.no_sound_accepted,
            operator=self._shift.operator(),
            profiles=self._profiles.titles(),
            appearance=self._kept.settings.appearance,
            ages=self._kept.settings.ages,
            views=self._kept.settings.views,
            windows=self._kept.settings.windows,
            searches=() if self._searches is None else self._searches.rows(),
        )

    def _watch_wall_clock(self, now: float) -> None:
        lead = self._clock.utc().timestamp() - now
        step = lead - self._wall_lead
        if abs(step) > CLOCK_STEP_S:
            self._wall_lead = lead
            words = f"the computer's clock was moved by {step:+.1f} s; session times are not affected"
            self._notice(words[0].upper() + words[1:] + ".")
            self._say("clock_step", words)
            self._watch.clock_stepped(step, now)
        else:
            self._wall_lead += 0.01 * step  # slow discipline of the clock is not a step

    def _bed(self, number: int) -> Bed:
        bed = self._beds.get(number)
        if bed is None:
            if not 1 <= number <= MOST_BEDS:
                raise RefusedError(f"There is no bed {number}: choose 1 to {MOST_BEDS}.")
            bed = self._beds[number] = self._new_bed(number)
            bed.set_ages(self._kept.settings.ages)
        return bed

    def _notice(self, sentence: str) -> None:
        self._notices = (*self._notices[-(_NOTICES - 1) :], sentence)

    def _say(self, kind: str, words: str, command: Command | None = None) -> None:
        _log.info("%s: %s", kind if command is None else name_of(command), words)
        self._record(StationEvent(utc=self._clock.utc(), kind=kind, words=words, command=command))
