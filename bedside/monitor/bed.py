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
from bedside.alarms.limits import edited
from bedside.alarms.profile import Profile
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock, boot_id
from bedside.errors import RefusedError
from bedside.monitor.limits_offer import EditedLimits, edits_in, offer_of
from bedside.monitor.monitor import Monitor
from bedside.monitor.opening import Rest, new_id, opens
from bedside.monitor.refusals import refusal
from bedside.monitor.resume import Unfinished
from bedside.monitor.updates import LimitsOffer, MonitorUpdate, SessionView
from bedside.settings import Ages
from bedside.therapy import entries as entry_rules
from bedside.vitals.alarms import AlarmChange, Pause
from bedside.vitals.commands import (
    ChangeLimits,
    Command,
    EndSession,
    Entry,
    GiveRating,
    KeepProfileLimits,
    MarkEvent,
    NamePatient,
    WriteNote,
)
from bedside.vitals.devices import DeviceChange, DeviceRow
from bedside.vitals.readings import Determination, Reading, moved
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
_STOOD_STILL: Final = "the computer slept or the program stood still"


ProfileOf = Callable[[str | None], Profile]
"""The alarm profile of a title (a session that goes on keeps its own), or for a new session (None)."""


def _no_limits(_label: str, _mode: Mode) -> EditedLimits | None:
    """Nobody was here before."""
    return None


class Bed:
    """One place in the room, with or without a session."""

    def __init__(
        self,
        number: int,
        *,
        clock: Clock,
        ages: Ages,
        profile: ProfileOf,
        alarms: Callable[[Profile], AlarmSource],
        record: Callable[[Record], None],
        unfinished: Callable[[int], Unfinished | None],
        earlier_limits: Callable[[str, Mode], EditedLimits | None] = _no_limits,
    ) -> None:
        self.number = number
        self._clock = clock
        self._ages = ages
        self._profile_of = profile
        self._profile = profile(None)  # the session's, without what was edited for its patient
        self._new_alarms = alarms
        self._earlier_limits = earlier_limits
        self._offer: LimitsOffer | None = None
        self._left_behind: Unfinished | None = None  # too old to go on with
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
        self._rest = Rest()
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
        if self._monitor is None and self._rest.over(fresh, t) and fresh:
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
            self._keep(self._monitor.take(inside, at, device))

    def interrupted(self, from_t: float, until_t: float) -> None:
        """Nobody watched between these station times: the computer slept, or the program stood still (ALM-41)."""
        monitor = self._monitor
        if monitor is None:
            return
        begin, at = max(self._at, from_t - self._zero), self._arrival(until_t)
        self._record(
            SegmentOpened(
                session=self._session,
                t=at,
                utc=self._utc_of(at),
                boot=boot_id(),
                cause=_STOOD_STILL,
                watched_t=begin,
            )
        )
        self._keep(monitor.interrupt(begin, at))

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
            if isinstance(command, EndSession) and self._rest.resting:
                if command.next_patient:
                    self._rest.end()
                return
            raise RefusedError(
                f"Bed {self.number} has no open session: connect a device, the session opens with its first reading."
            )
        refused = refusal(command, self._monitor, self.limits_in_force, self._offer)
        if refused is not None:
            raise RefusedError(refused)
        self._enter(command, t)
        if isinstance(command, ChangeLimits | KeepProfileLimits):
            self._offer = None
        elif isinstance(command, NamePatient):
            self._offer = self._offer or self._offer_of(
                self._earlier_limits(command.label, self.mode), forced=False
            )
        elif isinstance(command, EndSession):
            self._close(t, command.reason)
            if not command.next_patient:
                self._rest.begin(t)

    @property
    def limits_in_force(self) -> Profile:
        """The session's profile with what was changed for this patient."""
        monitor = self._monitor
        return self._profile if monitor is None else edited(self._profile, edits_in(monitor.entries))

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        return () if self._monitor is None else self._monitor.pauses

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
            resting = self._rest.resting
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
            offer=self._offer,
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

    def _open(self, readings: Sequence[Reading], t: float, simulated: bool) -> None:
        """Go on with the session that was left open, or begin one if there is a patient."""
        first = min(reading.t for reading in readings)
        mode = Mode.SIMULATION if simulated else Mode.LIVE
        utc = self._clock.utc() - timedelta(seconds=max(0.0, self._clock.now() - first))
        earlier = self._left_open(mode, utc)
        if earlier is not None:
            self._resume(earlier, first, utc)
        elif any(opens(reading) for reading in readings):
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
        if away <= RESUME_WITHIN_S:
            return earlier
        self._left_behind = earlier  # its limits are offered to the next session, and somebody has to choose
        return None

    def _begin(self, first: float, utc: datetime, mode: Mode) -> None:
        self._zero, self._at, self._count = first, 0.0, 0
        self._session = new_id(self.number, utc, mode, self._ids)
        self._profile = self._profile_of(None)
        self._monitor = Monitor(
            self.number, self._view(utc, mode), self._new_alarms(self._profile), self._ages
        )
        left, self._left_behind = self._left_behind, None
        self._offer = self._offer_of(None if left is None else left.edited_limits(), forced=True)
        self._record(
            SessionOpened(
                session=self._session,
                bed=self.number,
                mode=mode,
                started_utc=utc,
                profile=self._profile.title,
                version=__version__,
            )
        )
        self._record(
            SegmentOpened(session=self._session, t=0.0, utc=utc, boot=boot_id(), cause="session began")
        )
        _log.info("bed %s: session %s began", self.number, self._session)

    def _resume(self, earlier: Unfinished, first: float, utc: datetime) -> None:
        opened = earlier.opened
        away = max(_SHORTEST_HOLE_S, (utc - earlier.newest_utc).total_seconds())
        t = earlier.newest_t + away
        self._zero, self._at, self._count = first - t, t, earlier.next_number - 1
        self._session = opened.session
        self._profile = self._profile_of(opened.profile)
        self._monitor = Monitor(
            self.number,
            self._view(opened.started_utc, opened.mode),
            self._new_alarms(self._profile),
            self._ages,
        )
        missed = earlier.refill(self._monitor)
        self._record(
            SegmentOpened(
                session=self._session,
                t=t,
                utc=utc,
                boot=boot_id(),
                cause="program restarted",
                watched_t=earlier.newest_t,
            )
        )
        self._keep(missed)
        self._keep(self._monitor.interrupt(earlier.newest_t, t))
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
            profile=self._profile.title,
        )

    def _offer_of(self, earlier: EditedLimits | None, *, forced: bool) -> LimitsOffer | None:
        return None if earlier is None else offer_of(earlier, self._profile, forced=forced)

    def _close(self, t: float, reason: str) -> None:
        assert self._monitor is not None
        at = self._arrival(t)
        self._keep(self._monitor.advance(at))
        self._record(SessionClosed(session=self._session, t=at, utc=self._utc_of(at), reason=reason))
        _log.info("bed %s: session %s ended: %s", self.number, self._session, reason)
        self._monitor = None
        self._session = ""
        self._offer = None
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
