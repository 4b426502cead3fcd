"""One bed: opens and ends its sessions, stamps what arrives, and hands everything to the recorder in one order.

A session opens with the first reading, ends by End session / Next patient or after 15 min without any device. A
program restart within 15 min goes on with the open session in a new segment, as soon as one of its devices says
anything (a probe that is off must alarm again); the hole in between stays a hole.
A determination measured before the session, or before its device came to this bed, is never a reading of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bedside import __version__
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock, boot_id
from bedside.errors import RefusedError
from bedside.monitor.monitor import Monitor
from bedside.monitor.resume import Unfinished
from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.settings import Ages
from bedside.therapy import entries as entry_rules
from bedside.therapy.infusion import infusion_of
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.commands import (
    Acknowledge,
    Command,
    EndSession,
    Entry,
    GiveRating,
    MarkEvent,
    NamePatient,
    Retract,
    WriteNote,
)
from bedside.vitals.devices import DeviceChange, DeviceRow
from bedside.vitals.readings import Determination, Numeric, Quality, Reading, Wave, moved
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    Record,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
)
from bedside.vitals.sessions import Mode, PatientType, Phase

_log = logging.getLogger(__name__)

DEVICELESS_END_S: Final = 15 * 60.0  # a session without any device ends after this
RESUME_WITHIN_S: Final = 15 * 60.0  # ALM-41
_SHORTEST_HOLE_S: Final = 0.001  # between segments, also when the wall clock was set back meanwhile
_RESTING: Final = (
    "Session ended, nothing is monitored: take the probe off; put on again it opens a new session."
)
_REST_S: Final = 5.0  # after End session the same finger must be gone this long before a new session opens


class Bed:
    """One place in the room, with or without a session."""

    def __init__(
        self,
        number: int,
        *,
        clock: Clock,
        ages: Ages,
        profile: str,
        alarms: Callable[[], AlarmSource],
        record: Callable[[Record], None],
        unfinished: Callable[[int], Unfinished | None],
    ) -> None:
        self.number = number
        self._clock = clock
        self._ages = ages
        self._profile = profile
        self._new_alarms = alarms
        self._record = record
        self._unfinished = unfinished
        self._monitor: Monitor | None = None
        self._session = ""
        self._ids: list[str] = []  # of the sessions this bed began
        self._zero = 0.0  # station time of session time 0
        self._at = 0.0  # newest session time of arrival
        self._count = 0  # inputs accepted in this session
        self._attached: dict[str, tuple[float, bool]] = {}  # device → station time, simulated
        self._links: dict[str, DeviceChange] = {}  # newest change of each device, station time
        self._heard_t: float | None = None  # station time of the newest reading
        self._waiting_name: NamePatient | None = None
        self._resting_since: float | None = None  # after End session, until the finger is gone
        self._asked_store = False
        self._reference: Determination | None = None  # older than its attachment; station time
        self.now = 0.0  # station time of the last step

    @property
    def session_open(self) -> bool:
        """A session is being recorded."""
        return self._monitor is not None

    @property
    def mode(self) -> Mode:
        """Whether this bed shows a simulation: decided by its session, else by its devices."""
        if self._monitor is not None:
            return self._monitor.session.mode
        simulated = any(simulated for _, simulated in self._attached.values())
        return Mode.SIMULATION if simulated else Mode.LIVE

    @property
    def patient_type(self) -> PatientType:
        """Of the patient now in this bed."""
        if self._monitor is not None:
            return self._monitor.session.patient_type
        return self._waiting_name.patient_type if self._waiting_name is not None else PatientType.NOT_SET

    # Devices

    def attach(self, device: str, t: float, *, simulated: bool) -> None:
        """A device begins to belong to this bed at station time `t`."""
        self._attached[device] = (t, simulated)

    def detach(self, device: str) -> None:
        """A device no longer belongs to this bed."""
        self._attached.pop(device, None)
        self._links.pop(device, None)
        self._reference = None

    def link(self, change: DeviceChange) -> None:
        """A device's link changed its state (station time)."""
        self._links[change.device] = change
        if self._monitor is not None:
            self._take_link(change)

    # Readings

    def arrive(self, device: str, readings: Sequence[Reading], t: float) -> None:
        """Readings of one device that arrived at station time `t`, s."""
        attached_t, simulated = self._attached.get(device, (t, False))
        fresh: list[Reading] = []
        for reading in readings:
            if isinstance(reading, Determination) and self._is_earlier(reading, attached_t):
                self._reference = reading
                if self._monitor is not None:
                    self._monitor.refer(moved(reading, -self._zero))  # type: ignore[arg-type]
                continue
            fresh.append(reading)
        if self._monitor is None:
            self._rest(fresh, t)
            if self._resting_since is None and fresh:
                self._open(fresh, t, simulated)
        if self._monitor is None:
            return
        self._heard_t = t
        at = self._arrival(t)
        for reading in fresh:
            inside = moved(reading, -self._zero)
            self._count += 1
            self._record(
                ReadingTaken(session=self._session, number=self._count, at=at, device=device, reading=inside)
            )
            self._keep(self._monitor.take(inside, at))

    # Commands

    def command(self, command: Command, t: float) -> None:
        """Enter a command on the timeline at station time `t`.

        Raises:
            RefusedError: it makes no sense now; nothing was changed.
        """
        if self._monitor is None:
            if isinstance(command, NamePatient):
                if wrong := entry_rules.refusal(command, None):
                    raise RefusedError(wrong)
                self._waiting_name = command
                return
            if isinstance(command, EndSession) and self._resting_since is not None:
                self._resting_since = None if command.next_patient else self._resting_since
                return
            raise RefusedError(
                f"Bed {self.number} has no open session: connect a device, the session opens with its first reading."
            )
        self._refuse_nonsense(self._monitor, command)
        self._enter(command, t)
        if isinstance(command, EndSession):
            self._close(t, command.reason)
            self._resting_since = None if command.next_patient else t

    def _refuse_nonsense(self, monitor: Monitor, command: Command) -> None:
        if wrong := entry_rules.refusal(command, infusion_of(monitor.entries)):
            raise RefusedError(wrong)
        if isinstance(command, Retract):
            known = {entry.number: entry for entry in monitor.entries}
            if command.entry not in known or known[command.entry].retracted:
                raise RefusedError("That entry is not on the timeline any more: nothing was taken back.")
        if isinstance(command, Acknowledge):
            active = {alarm.change.condition for alarm in monitor.active_alarms}
            if command.condition not in active:
                raise RefusedError("That alarm is no longer active: there is nothing to acknowledge.")

    def _enter(self, command: Command, t: float) -> None:
        monitor = self._monitor
        assert monitor is not None
        at = self._arrival(t)
        observed = command.observed_t if isinstance(command, MarkEvent | GiveRating | WriteNote) else None
        entry = Entry(
            number=len(monitor.entries) + 1,
            t=at if observed is None else max(0.0, min(observed, at)),
            entered_t=at,
            command=command,
        )
        self._count += 1
        self._record(
            EntryMade(session=self._session, number=self._count, at=at, utc=self._utc_of(at), entry=entry)
        )
        self._keep(monitor.enter(entry, at))

    # Time

    def step(
        self,
        now: float,
        devices: tuple[DeviceRow, ...],
        *,
        can_start_nibp: bool,
        nibp_refusal: str,
    ) -> MonitorUpdate:
        """Fire what is due and return what may be shown at station time `now`."""
        self.now = now
        if self._monitor is not None and self._heard_t is not None and self._deviceless(now):
            self._close(self._heard_t + DEVICELESS_END_S, "no device for 15 minutes")
        if self._monitor is None:
            resting = self._resting_since is not None
            return MonitorUpdate(
                bed=self.number,
                now=0.0,
                station_now=now,
                session=None,
                mode=self.mode,
                devices=devices,
                waiting=_RESTING if resting else "",
            )
        inside = self._arrival(now)
        self._keep(self._monitor.advance(inside))
        return self._monitor.step(
            inside,
            station_now=now,
            devices=devices,
            can_start_nibp=can_start_nibp,
            nibp_refusal=nibp_refusal,
        )

    def _deviceless(self, now: float) -> bool:
        return self._heard_t is not None and now - self._heard_t >= DEVICELESS_END_S

    def _arrival(self, t: float) -> float:
        """Session time of something at station time `t`; never before what was already accepted."""
        self._at = max(self._at, t - self._zero)
        return self._at

    def _utc_of(self, at: float) -> datetime:
        return self._clock.utc() - timedelta(seconds=max(0.0, self._clock.now() - self._zero - at))

    # Sessions

    def _is_earlier(self, reading: Determination, attached_t: float) -> bool:
        if reading.t < attached_t:
            return True
        return self._monitor is not None and reading.t < self._zero

    def _rest(self, readings: Sequence[Reading], t: float) -> None:
        """After End session: the next session waits until the finger has been gone for a while."""
        if self._resting_since is None:
            return
        if any(_opens(reading) for reading in readings):
            if (
                t - self._resting_since >= _REST_S
                and self._heard_t is not None
                and t - self._heard_t >= _REST_S
            ):
                self._resting_since = None
            else:
                self._heard_t = t

    def _open(self, readings: Sequence[Reading], t: float, simulated: bool) -> None:
        """Go on with the session that was left open, or begin one if there is a patient."""
        first = min(reading.t for reading in readings)
        mode = Mode.SIMULATION if simulated else Mode.LIVE
        utc = self._clock.utc() - timedelta(seconds=max(0.0, self._clock.now() - first))
        earlier = self._left_open(mode, utc)
        if earlier is not None:
            self._resume(earlier, first, utc)
        elif any(_opens(reading) for reading in readings):
            self._begin(first, utc, mode)
        else:
            return
        if self._reference is not None and self._monitor is not None:
            self._monitor.refer(moved(self._reference, -self._zero))  # type: ignore[arg-type]
        for change in self._links.values():
            self._take_link(change)
        if self._waiting_name is not None:
            self._enter(self._waiting_name, t)
            self._waiting_name = None

    def _left_open(self, mode: Mode, utc: datetime) -> Unfinished | None:
        """The session this bed has to go on with: asked once, with the first word of any of its devices."""
        if self._asked_store:
            return None
        self._asked_store = True
        earlier = self._unfinished(self.number)
        if earlier is None or earlier.opened.mode is not mode:
            return None
        away = abs((utc - earlier.newest_utc).total_seconds())  # the wall clock may have been set back
        return earlier if away <= RESUME_WITHIN_S else None

    def _begin(self, first: float, utc: datetime, mode: Mode) -> None:
        self._zero, self._at, self._count = first, 0.0, 0
        self._session = self._new_id(utc, mode)
        self._monitor = Monitor(self.number, self._view(utc, mode), self._new_alarms(), self._ages)
        self._record(
            SessionOpened(
                session=self._session,
                bed=self.number,
                mode=mode,
                started_utc=utc,
                profile=self._profile,
                version=__version__,
            )
        )
        self._record(
            SegmentOpened(session=self._session, t=0.0, utc=utc, boot=boot_id(), cause="session began")
        )
        _log.info("bed %s: session %s began", self.number, self._session)

    def _new_id(self, utc: datetime, mode: Mode) -> str:
        """A session's id from its second; a second tap on Next patient in the same second gets one of its own."""
        name = f"{utc:%Y%m%d-%H%M%S}-{'S' if mode is Mode.SIMULATION else 'B'}{self.number}"
        again = sum(used == name or used.startswith(f"{name}.") for used in self._ids)
        self._ids.append(f"{name}.{again + 1}" if again else name)
        return self._ids[-1]

    def _resume(self, earlier: Unfinished, first: float, utc: datetime) -> None:
        opened = earlier.opened
        away = max(_SHORTEST_HOLE_S, (utc - earlier.newest_utc).total_seconds())
        t = earlier.newest_t + away
        self._zero, self._at, self._count = first - t, t, earlier.next_number - 1
        self._session = opened.session
        self._monitor = Monitor(
            self.number, self._view(opened.started_utc, opened.mode), self._new_alarms(), self._ages
        )
        for hole in (*earlier.interruptions, (earlier.newest_t, t)):
            self._monitor.interrupt(*hole)
        missed = earlier.refill(self._monitor)
        self._record(
            SegmentOpened(session=self._session, t=t, utc=utc, boot=boot_id(), cause="program restarted")
        )
        self._keep(missed)
        _log.warning(
            "bed %s: session %s goes on after %.0f s without the program", self.number, self._session, away
        )

    def _view(self, utc: datetime, mode: Mode) -> SessionView:
        return SessionView(
            id=self._session,
            started_utc=utc,
            mode=mode,
            label="",
            patient_type=PatientType.NOT_SET,
            weight_kg=None,
            phase=Phase.BASELINE,
            phase_t=0.0,
            profile=self._profile,
        )

    def _close(self, t: float, reason: str) -> None:
        assert self._monitor is not None
        at = self._arrival(t)
        self._keep(self._monitor.advance(at))
        self._record(SessionClosed(session=self._session, t=at, utc=self._utc_of(at), reason=reason))
        _log.info("bed %s: session %s ended: %s", self.number, self._session, reason)
        self._monitor = None
        self._session = ""
        self._reference = None  # the next patient must not see this one's

    def _take_link(self, change: DeviceChange) -> None:
        monitor = self._monitor
        assert monitor is not None
        at = self._arrival(change.t)
        inside = DeviceChange(
            t=max(change.t - self._zero, 0.0),
            device=change.device,
            state=change.state,
            sentence=change.sentence,
            lost_t=None if change.lost_t is None else change.lost_t - self._zero,
        )
        self._count += 1
        self._record(
            DeviceChanged(
                session=self._session, number=self._count, at=at, utc=self._utc_of(at), change=inside
            )
        )
        self._keep(monitor.link(inside, at))

    def _keep(self, changes: Sequence[AlarmChange]) -> None:
        for change in changes:
            self._record(AlarmChanged(session=self._session, utc=self._utc_of(change.t), change=change))


def _opens(reading: Reading) -> bool:
    """Whether this reading is one of a patient (a lone probe on the table opens no session)."""
    match reading:
        case Numeric(value=value):
            return value is not None
        case Determination():
            return True
        case Wave(samples=samples, quality=quality):
            away = Quality.NO_FINGER | Quality.SEARCHING
            return any(s is not None and not q & away for s, q in zip(samples, quality, strict=True))
    return False
