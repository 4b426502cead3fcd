"""One bed: when its sessions open and end, and what may be asked of it.

A session opens with the first reading, ends by End session / Next patient or after 15 min without any device. A
program restart within 15 min goes on with the open session in a new segment, as soon as one of its devices says
anything (a probe that is off must alarm again); the hole in between stays a hole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from bedside.alarms.profile import Profile
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.monitor.auto_cuff import CuffRulesKept, rest_refusal
from bedside.monitor.bed_devices import BedDevices
from bedside.monitor.bed_sessions import NO_SITE, BedSessions, Begun, ProfileOf, Site
from bedside.monitor.care_rules import as_entered
from bedside.monitor.earlier_session import RESUME_WITHIN_S
from bedside.monitor.empty_bed import EmptyBed
from bedside.monitor.limits_question import EarlierLimits, LimitsQuestion, nobody_before
from bedside.monitor.live_session import LiveSession
from bedside.monitor.refusals import refusal
from bedside.monitor.resume import Unfinished
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.patient_rules import refusal_of_patient
from bedside.vitals.alarms import Pause
from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.commands import Command, EndSession, SetAges
from bedside.vitals.devices import DeviceChange, DeviceRow, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.patients import PatientRecord
from bedside.vitals.readings import Reading
from bedside.vitals.records import Record
from bedside.vitals.sessions import PROGRAM, Mode, PatientType

DEVICELESS_END_S: Final = 15 * 60.0  # a session without any device ends after this


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
        earlier_limits: EarlierLimits = nobody_before,
        site: Site = NO_SITE,
    ) -> None:
        self.number = number
        self._ages = ages
        self._devices = BedDevices()
        self._empty = EmptyBed(number)
        self._sessions = BedSessions(
            number,
            clock=clock,
            profile=profile,
            alarms=alarms,
            record=record,
            unfinished=unfinished,
            site=site,
        )
        self._limits = LimitsQuestion(earlier_limits)
        self._site = site
        self._cuff_rules = CuffRulesKept()
        self._session: LiveSession | None = None
        self._heard_t: float | None = None  # station time of the newest reading
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
        return self._devices.mode or Mode.LIVE

    @property
    def patient_type(self) -> PatientType:
        """Of the patient now in this bed."""
        if self._session is not None:
            return self._session.monitor.session.patient_type
        return self._empty.patient_type

    @property
    def patient(self) -> PatientRecord | None:
        """Whom the open session stands under; None: nobody is named, or none is open."""
        session = self._session
        return None if session is None else session.monitor.care(self.now - session.zero).patient

    @property
    def cuff_refusal(self) -> str:
        """Why nobody may start a cuff here, one sentence: the timeline says so, or the arm rests; "" = it may be."""
        if self._session is None:
            return ""
        monitor, now = self._session.monitor, self.now - self._session.zero
        return self._cuff_rules.of(monitor.entries).refusal or rest_refusal(monitor.determinations, now)

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
        self._devices.attach(device, t, simulated=simulated)

    def detach(self, device: str, t: float) -> None:
        """A device no longer belongs to this bed from station time `t` on; its session hears of it."""
        if self._devices.detach(device) and self._session is not None:
            words = "The device was detached."
            self._session.link(DeviceChange(t=t, device=device, state=LinkState.DETACHED, sentence=words))

    def link(self, change: DeviceChange) -> None:
        """A device's link changed its state (station time)."""
        self._devices.linked(change)
        if self._session is not None:
            self._session.link(change)
        else:
            self._go_on(change.t)

    # Readings

    def arrive(self, device: str, readings: Sequence[Reading], t: float) -> None:
        """Readings of one device that arrived at station time `t`, s."""
        zero = -math.inf if self._session is None else self._session.zero
        fresh, earlier = self._devices.sort(device, readings, t, zero)
        if earlier is not None and self._session is not None:
            self._session.refer(earlier)
        if self._session is None and self._empty.opens_with(fresh, t):
            self._open(fresh, t, self._devices.mode_of(device))
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

    # Commands

    def command(self, command: Command, t: float) -> None:
        """Enter a command on the timeline at station time `t`.

        Raises:
            RefusedError: it makes no sense now; nothing was changed.
        """
        session = self._session
        if session is None:
            if isinstance(command, IdentifyPatient):
                self._open_for(command, t)
            else:
                self._empty.command(command)
            return
        at, pin_set = session.arrival(t), self._site.pin_set
        if refused := refusal(command, session, self._limits.offer, at, pin_set=pin_set):
            raise RefusedError(refused)
        session.enter(as_entered(command, session.monitor), t)
        self._limits.after(command, session)
        if isinstance(command, EndSession):
            self._close(t, command.reason)
            if not command.next_patient:
                self._empty.ended(t)

    def _open_for(self, command: IdentifyPatient, t: float) -> None:
        """A session opens for a patient before anything is connected: its screening can be kept."""
        mode = Mode.SIMULATION if command.patient.simulated else Mode.LIVE
        if wrong := refusal_of_patient(command, self._devices.mode or mode, None):
            raise RefusedError(wrong)
        self._empty.next_patient()
        self._empty.take_name()  # who is chosen goes before who was typed
        if not self._go_on(t):
            self._begin(t, mode)
        self.command(command, t)

    # Time

    def fire(self, now: float) -> None:
        """Fire what is due at station time `now`, s, and show nothing."""
        if self._session is not None:
            self._session.advance(now)

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
            if self._session is None and self._devices.mode is None:
                self._go_on(now)
        heard_t = self._heard_t
        if self._session is not None and heard_t is not None and now - heard_t >= DEVICELESS_END_S:
            self._close(heard_t + DEVICELESS_END_S, "no device for 15 minutes")
        session = self._session
        if session is None:
            return self._empty.update(now, self.mode, devices)
        return session.monitor.step(
            session.advance(now),
            station_now=now,
            devices=devices,
            can_start_nibp=can_start_nibp,
            nibp_refusal=nibp_refusal,
            offer=self._limits.offer,
        )

    # Sessions

    def _open(self, readings: Sequence[Reading], t: float, mode: Mode) -> None:
        """Go on with the session that was left open, or begin one if there is a patient."""
        first = min(reading.t for reading in readings)
        if self._go_on(first) or not self._empty.begins_with(readings):
            return
        self._begin(first, mode)
        if (name := self._empty.take_name()) is not None:
            self.command(name, t)

    def _go_on(self, t: float) -> bool:
        """Go on with the session an earlier run left open, if there is one."""
        mode = self._devices.mode
        begun = self._sessions.go_on(mode, t, self._ages)
        if begun is None:
            return False
        self._take(begun, None if mode is None else t)
        name = self._empty.take_name()
        if name is not None and not begun.session.monitor.session.label:  # else nobody is renamed by that
            self.command(name, t)
        return True

    def _begin(self, first: float, mode: Mode) -> None:
        # Nothing was heard yet: the end without a device is counted from the first reading.
        self._take(self._sessions.begin(first, mode, self._ages), None)

    def _take(self, begun: Begun, heard_t: float | None) -> None:
        self._session, self._limits.offer = begun
        self._heard_t = heard_t
        self._enter_ages(begun.session, begun.session.zero)
        self._devices.tell(begun.session)

    def _enter_ages(self, session: LiveSession, t: float) -> None:
        if session.monitor.ages != self._ages:
            session.enter(SetAges(bed=self.number, actor=PROGRAM, ages=self._ages), t)

    def _close(self, t: float, reason: str) -> None:
        assert self._session is not None
        self._session.close(t, reason)
        self._session = None
        self._limits.offer = None
        self._devices.reference = None  # the next patient must not see this one's
