"""One bed: which devices belong to it, when its sessions open and end, and what may be asked of it.

A session opens with the first reading, ends by End session / Next patient or after 15 min without any device. A
program restart within 15 min goes on with the open session in a new segment, as soon as one of its devices says
anything (a probe that is off must alarm again); the hole in between stays a hole.
A determination measured before the session, or before its device came to this bed, is never a reading of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bedside.alarms.profile import Profile
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.monitor.auto_cuff import CuffRulesKept
from bedside.monitor.bed_sessions import NO_SITE, BedSessions, Begun, ProfileOf, Site, offer_or_none
from bedside.monitor.care_rules import as_entered
from bedside.monitor.earlier_session import RESUME_WITHIN_S
from bedside.monitor.limits_offer import EditedLimits
from bedside.monitor.live_session import LiveSession
from bedside.monitor.opening import Rest, opens
from bedside.monitor.refusals import refusal
from bedside.monitor.resume import Unfinished
from bedside.monitor.updates import LimitsOffer, MonitorUpdate
from bedside.therapy import entries as entry_rules
from bedside.therapy.patient_rules import refusal_of_patient
from bedside.vitals.alarms import Pause
from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.commands import (
    ChangeLimits,
    Command,
    EndSession,
    KeepProfileLimits,
    NamePatient,
    SetAges,
)
from bedside.vitals.devices import DeviceChange, DeviceRow, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.patients import PatientRecord
from bedside.vitals.readings import Determination, Reading
from bedside.vitals.records import Record
from bedside.vitals.sessions import PROGRAM, Mode, PatientType

DEVICELESS_END_S: Final = 15 * 60.0  # a session without any device ends after this
_RESTING: Final = (
    "Session ended, nothing is monitored: take the probe off; put on again it opens a new session."
)


def _no_limits(_whose: str | PatientRecord, _mode: Mode) -> EditedLimits | None:
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
        earlier_limits: Callable[[str | PatientRecord, Mode], EditedLimits | None] = _no_limits,
        site: Site = NO_SITE,
    ) -> None:
        self.number = number
        self._ages = ages
        self._sessions = BedSessions(
            number,
            clock=clock,
            profile=profile,
            alarms=alarms,
            record=record,
            unfinished=unfinished,
            site=site,
        )
        self._earlier_limits = earlier_limits
        self._site = site
        self._cuff_rules = CuffRulesKept()
        self._session: LiveSession | None = None
        self._offer: LimitsOffer | None = None
        self._attached: dict[str, tuple[float, bool]] = {}  # device → station time, simulated
        self._links: dict[str, DeviceChange] = {}  # newest change of each device, station time
        self._heard_t: float | None = None  # station time of the newest reading
        self._waiting_name: NamePatient | None = None
        self._rest = Rest()
        self._reference: Determination | None = None  # older than its attachment; station time
        self._looked_back = False  # for a session an earlier run opened without any device
        self.now = 0.0  # station time of the last step

    @property
    def session_open(self) -> bool:
        """A session is being recorded."""
        return self._session is not None

    @property
    def session_id(self) -> str:
        """Of the session that is being recorded; "" = none is."""
        return "" if self._session is None else self._session.id

    @property
    def mode(self) -> Mode:
        """Whether this bed shows a simulation: decided by its session, else by its devices."""
        if self._session is not None:
            return self._session.mode
        simulated = any(simulated for _, simulated in self._attached.values())
        return Mode.SIMULATION if simulated else Mode.LIVE

    @property
    def patient_type(self) -> PatientType:
        """Of the patient now in this bed."""
        if self._session is not None:
            return self._session.monitor.session.patient_type
        return self._waiting_name.patient_type if self._waiting_name is not None else PatientType.NOT_SET

    @property
    def cuff_refusal(self) -> str:
        """Why the timeline lets nobody start a cuff here, one sentence; "" = it may be."""
        return "" if self._session is None else self._cuff_rules.of(self._session.monitor.entries).refusal

    @property
    def limits_in_force(self) -> Profile:
        """The profile with what was changed for this patient."""
        return self._sessions.usual_profile if self._session is None else self._session.limits_in_force

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        return () if self._session is None else self._session.monitor.pauses

    def set_ages(self, ages: Ages) -> None:
        """When numbers fade and become dashes, from now on.

        In a session it is a line of the timeline: by the same table a value is too old for an alarm.
        """
        self._ages = ages
        if self._session is not None:
            self._enter_ages(self._session, max(self.now, self._session.zero))

    # Devices

    def attach(self, device: str, t: float, *, simulated: bool) -> None:
        """A device begins to belong to this bed at station time `t`."""
        self._attached[device] = (t, simulated)

    def detach(self, device: str, t: float) -> None:
        """A device no longer belongs to this bed from station time `t` on; its session hears of it."""
        if self._attached.pop(device, None) is None:
            return
        self._links.pop(device, None)
        self._reference = None
        if self._session is not None:
            self._session.link(
                DeviceChange(
                    t=t, device=device, state=LinkState.DETACHED, sentence="The device was detached."
                )
            )

    def link(self, change: DeviceChange) -> None:
        """A device's link changed its state (station time)."""
        self._links[change.device] = change
        if self._session is not None:
            self._session.link(change)
        else:
            self._go_on(change.t)

    # Readings

    def arrive(self, device: str, readings: Sequence[Reading], t: float) -> None:
        """Readings of one device that arrived at station time `t`, s."""
        attached_t, simulated = self._attached.get(device, (t, False))
        fresh: list[Reading] = []
        for reading in readings:
            if isinstance(reading, Determination) and self._is_earlier(reading, attached_t):
                self._reference = reading
                if self._session is not None:
                    self._session.refer(reading)
                continue
            fresh.append(reading)
        if self._session is None and self._rest.over(fresh, t) and fresh:
            self._open(fresh, t, simulated)
        if self._session is not None:
            self._heard_t = t
            self._session.take(device, fresh, t)

    def interrupted(self, from_t: float, until_t: float) -> None:
        """Nobody watched between these station times (ALM-41): as after a restart, the session goes on or is left."""
        session = self._session
        if session is None:
            return
        self._heard_t = until_t  # nobody listened: that is not the same as no device
        if until_t - from_t <= RESUME_WITHIN_S:
            session.interrupted(from_t, until_t)
            return
        self._close(from_t, "nobody watched for more than 15 minutes")
        self._sessions.leave(session, from_t, until_t)

    def _is_earlier(self, reading: Determination, attached_t: float) -> bool:
        return reading.t < attached_t or (self._session is not None and reading.t < self._session.zero)

    # Commands

    def command(self, command: Command, t: float) -> None:
        """Enter a command on the timeline at station time `t`.

        Raises:
            RefusedError: it makes no sense now; nothing was changed.
        """
        session = self._session
        if session is None:
            self._command_without_session(command, t)
            return
        refused = refusal(command, session, self._offer, session.arrival(t), pin_set=self._site.pin_set)
        if refused is not None:
            raise RefusedError(refused)
        session.enter(as_entered(command, session.monitor), t)
        match command:
            case ChangeLimits() | KeepProfileLimits():
                self._offer = None
            case NamePatient(label=label):
                self._offer_of(label, session)
            case IdentifyPatient(patient=patient):
                self._offer_of(patient, session)
            case EndSession():
                self._close(t, command.reason)
                if not command.next_patient:
                    self._rest.begin(t)

    def _command_without_session(self, command: Command, t: float) -> None:
        if isinstance(command, IdentifyPatient):
            self._open_for(command, t)
        elif isinstance(command, NamePatient):
            if wrong := entry_rules.refusal(command, None):
                raise RefusedError(wrong)
            self._waiting_name = command
        elif isinstance(command, EndSession) and self._rest.resting:
            if command.next_patient:
                self._rest.end()
        else:
            raise RefusedError(
                f"Bed {self.number} has no open session: choose the patient, or connect a device; "
                "the session opens with either."
            )

    def _offer_of(self, whose: str | PatientRecord, session: LiveSession) -> None:
        """Offer the limits of the same patient's last session; the name may have been a slip (ALM-40)."""
        if self._offer is None or not self._offer.forced:
            earlier = self._earlier_limits(whose, session.mode)
            self._offer = offer_or_none(earlier, session.profile, forced=False)

    def _open_for(self, command: IdentifyPatient, t: float) -> None:
        """A session opens for a patient before anything is connected: its screening can be kept."""
        mode = Mode.SIMULATION if command.patient.simulated else Mode.LIVE
        if wrong := refusal_of_patient(command, self.mode if self._attached else mode, None):
            raise RefusedError(wrong)
        self._rest.end()
        if not self._go_on(t):
            self._begin(t, mode)
        self.command(command, t)

    # Time

    def step_waves(self, now: float) -> MonitorUpdate | None:
        """Fire what is due and return what may be shown at station time `now`, s, if only waves came since `step`."""
        session = self._session
        if session is None:
            return None
        return session.monitor.step_waves(session.advance(now), station_now=now)

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
        if not self._looked_back:
            self._looked_back = True
            if self._session is None and not self._attached:
                self._go_on(now)
        if (
            self._session is not None
            and self._heard_t is not None
            and now - self._heard_t >= DEVICELESS_END_S
        ):
            self._close(self._heard_t + DEVICELESS_END_S, "no device for 15 minutes")
        session = self._session
        if session is None:
            return MonitorUpdate(
                bed=self.number,
                now=0.0,
                station_now=now,
                session=None,
                mode=self.mode,
                devices=devices,
                waiting=_RESTING if self._rest.resting else "",
            )
        return session.monitor.step(
            session.advance(now),
            station_now=now,
            devices=devices,
            can_start_nibp=can_start_nibp,
            nibp_refusal=nibp_refusal,
            offer=self._offer,
        )

    # Sessions

    def _open(self, readings: Sequence[Reading], t: float, simulated: bool) -> None:
        """Go on with the session that was left open, or begin one if there is a patient."""
        first = min(reading.t for reading in readings)
        mode = Mode.SIMULATION if simulated else Mode.LIVE
        if self._go_on(first) or not any(opens(reading) for reading in readings):
            return
        self._begin(first, mode)
        if self._waiting_name is not None:
            name, self._waiting_name = self._waiting_name, None
            self.command(name, t)

    def _go_on(self, t: float) -> bool:
        """Go on with the session an earlier run left open, if there is one."""
        begun = self._sessions.go_on(self.mode if self._attached else None, t, self._ages)
        if begun is None:
            return False
        self._take(begun, t if self._attached else None)
        return True

    def _begin(self, first: float, mode: Mode) -> None:
        # Nothing was heard yet: the end without a device is counted from the first reading.
        self._take(self._sessions.begin(first, mode, self._ages), None)

    def _take(self, begun: Begun, heard_t: float | None) -> None:
        self._session, self._offer = begun
        self._heard_t = heard_t
        self._tell_known(begun.session)

    def _enter_ages(self, session: LiveSession, t: float) -> None:
        if session.monitor.ages != self._ages:
            session.enter(SetAges(bed=self.number, actor=PROGRAM, ages=self._ages), t)

    def _tell_known(self, session: LiveSession) -> None:
        """What was known before the session was open."""
        self._enter_ages(session, session.zero)
        if self._reference is not None:
            session.refer(self._reference)
        for change in self._links.values():
            session.link(change)

    def _close(self, t: float, reason: str) -> None:
        assert self._session is not None
        self._session.close(t, reason)
        self._session = None
        self._offer = None
        self._reference = None  # the next patient must not see this one's
