"""The monitor of one session: readings and entries in, one immutable update out.

Pure: no thread, clock or store. Live, the station feeds it; in replay, the player does. The only difference is
where its alarms come from (`AlarmSource`): an engine, or the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bedside.alarms.source import AlarmSource
from bedside.monitor.care_state import CareState
from bedside.monitor.cuff_readings import CuffReadings, nibp_interval_s
from bedside.monitor.entered_breaths import EnteredBreaths
from bedside.monitor.history import WaveRing
from bedside.monitor.numbers import Numbers
from bedside.monitor.session_baseline import SessionBaseline
from bedside.monitor.session_trends import SessionTrends
from bedside.monitor.timeline import session_after
from bedside.monitor.updates import LimitsOffer, MonitorUpdate, SessionView
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.therapy.infusion import InfusionState, infusion_of
from bedside.therapy.told import told_by
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Pause
from bedside.vitals.commands import Entry, SetAges
from bedside.vitals.devices import DeviceChange, DeviceRow
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import Protocol
from bedside.vitals.readings import (
    Battery,
    CuffStatus,
    Determination,
    Numeric,
    Reading,
    SignalLevel,
    Wave,
)
from bedside.vitals.timeline import with_entry


class Monitor:
    """One session of one bed."""

    def __init__(self, bed: int, session: SessionView, alarms: AlarmSource, ages: Ages) -> None:
        self.bed = bed
        self.session = session
        self._opened = session
        self._alarms = alarms
        self._ages = ages
        self.ages = Ages()  # as the timeline has it; they count for the alarms
        self._numbers = Numbers(ages)
        self._rings: dict[Parameter, WaveRing] = {}
        self._trends = SessionTrends()
        self._cuff = CuffReadings()
        self._care = CareState()
        self._signal_level: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._infusion: InfusionState | None = None
        self._alarm_log: tuple[AlarmChange, ...] = ()
        self._baseline = SessionBaseline()
        self._breaths = EnteredBreaths()
        self._intervals: dict[str, float] = {}  # device → how often it renews its numbers, s
        self._last: MonitorUpdate | None = None  # the last update, if only waves have come since

    # What comes in. Each call returns the alarm changes it caused; the caller records them.

    def take(self, reading: Reading, at: float, device: str = "") -> list[AlarmChange]:
        """Take one reading of a device that arrived at session time `at`, s."""
        if isinstance(reading, Wave):
            ring = self._rings.get(reading.parameter)
            if ring is None:
                ring = self._rings[reading.parameter] = WaveRing(reading.rate_hz)
            ring.append(reading)
            return []
        self._last = None
        return self._take_other(reading, at, device)

    def _take_other(self, reading: Reading, at: float, device: str) -> list[AlarmChange]:
        match reading:
            case Numeric():
                row = self._numbers.take(reading, self._intervals.get(device))
                self._trends.take(reading.parameter, row)
                return self._log(self._alarms.observe(reading, at, device))
            case Determination():
                self._cuff.take(reading)
                self._baseline.look_again()  # the gate waits for it
                self._trends.measured(reading)
                return self._log(self._alarms.observe(reading, at, device))
            case CuffStatus():
                self._cuff.take(reading)
                return self._log(self._alarms.observe(reading, at, device))
            case Battery():
                return self._log(self._alarms.observe(reading, at, device))
            case SignalLevel():
                self._signal_level = reading.level
            case _:
                pass  # an identity is shown with the device, not with the patient
        return []

    def refer(self, determination: Determination) -> None:
        """Keep a determination that is older than this session for reference only; it is no reading of it."""
        self._last = None
        self._cuff.refer(determination)

    def link(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link at session time `at`, s."""
        self._last = None
        if change.interval_s is not None:
            self._intervals[change.device] = change.interval_s
        return self._log(self._alarms.linked(change, at))

    def enter(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take one line of the timeline at session time `at`, s."""
        self._last = None
        if isinstance(entry.command, SetAges):
            self.ages = entry.command.ages
            self.set_ages(self.ages)
        self._entries = with_entry(self._entries, entry)
        if self._breaths.take(entry, at):
            rows = self._breaths.rows
            self._numbers.enter(Parameter.RR, rows[-1] if rows else None)
            self._trends.breaths(rows)
        self._infusion = infusion_of(self._entries)
        self.session = session_after(self._opened, self._entries)
        self._baseline.entered(self._entries, at, self._cuff.determinations, self._trends)
        return self._log(self._alarms.entered(entry, at))

    def advance(self, now: float) -> list[AlarmChange]:
        """Fire every alarm deadline up to session time `now`, s."""
        return self._log(self._alarms.advance(now))

    def interrupt(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Nobody watched between these session times: the hole stays a hole, and is an alarm (ALM-41)."""
        self._last = None
        self._opened = replace(self._opened, interrupted=(*self._opened.interrupted, (from_t, until_t)))
        self.session = session_after(self._opened, self._entries)
        return self._log(self._alarms.interrupted(from_t, until_t))

    def set_ages(self, ages: Ages) -> None:
        """When numbers fade and become dashes, from now on."""
        self._ages = ages
        self._numbers.set_ages(ages)
        self._last = None

    def preload(
        self,
        trends: Mapping[Parameter, tuple[NDArray[np.float64], NDArray[np.float64]]],
        determinations: Sequence[Determination],
    ) -> None:
        """Fill the history from the record at once, before anything else is taken (replay, restart)."""
        self._last = None
        self._trends.preload(trends, determinations)
        self._cuff.preload(determinations)

    # What comes out.

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The timeline so far, oldest first."""
        return self._entries

    @property
    def active_alarms(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off, in display order."""
        return self._alarms.active

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses in force."""
        return self._alarms.pauses

    @property
    def alarm_log(self) -> tuple[AlarmChange, ...]:
        """All alarm changes so far, oldest first."""
        return self._alarm_log

    @property
    def determinations(self) -> tuple[Determination, ...]:
        """Cuff readings of the session, oldest first."""
        return self._cuff.determinations

    @property
    def protocol(self) -> Protocol | None:
        """The one the session follows."""
        return told_by(self._entries).protocol

    @property
    def baseline(self) -> Baseline | None:
        """What the values were before the infusion, as it was last looked at."""
        return self._baseline.value

    def care(self, now: float) -> Care:
        """The session's care at session time `now`, s."""
        return self._care.look(
            now,
            entries=self._entries,
            infusion=self._infusion,
            baseline=self._baseline.value,
            determinations=self._cuff.determinations,
            numerics=self._numbers.shown(now),
            trends=self._trends.by_parameter,
            due=self._alarms.due,
        )

    def step(
        self,
        now: float,
        *,
        station_now: float,
        devices: tuple[DeviceRow, ...] = (),
        can_start_nibp: bool = False,
        nibp_refusal: str = "",
        offer: LimitsOffer | None = None,
    ) -> MonitorUpdate:
        """What may be shown at session time `now`, s. Call `advance` first."""
        self._baseline.look(self._entries, now, self._cuff.determinations, self._trends)
        self._last = MonitorUpdate(
            bed=self.bed,
            now=now,
            station_now=station_now,
            session=self.session,
            mode=self.session.mode,
            numerics=self._numbers.shown(now),
            waves={key: ring.view() for key, ring in self._rings.items()},
            trends=self._trends.views(),
            determinations=self._cuff.determinations,
            nibp=self._cuff.state(
                now,
                self._ages,
                self._alarms.nibp_due_t,
                can_start=can_start_nibp,
                refusal=nibp_refusal,
                interval_s=nibp_interval_s(self._alarms.due),
            ),
            signal_level=self._signal_level,
            limits=self._alarms.limits,
            entries=self._entries,
            infusion=self._infusion,
            alarms=self._alarms.active,
            alarm_log=self._alarm_log,
            devices=devices,
            pauses=self._alarms.pauses,
            offer=offer,
            baseline=self._baseline.value,
            care=self.care(now),
        )
        return self._last

    def step_waves(self, now: float, *, station_now: float) -> MonitorUpdate | None:
        """What may be shown at session time `now`, s, if nothing but waves is new; call `advance` first.

        Most updates are such: a packet of an oximeter every 17 ms. None: look at everything with `step`.
        """
        last = self._last
        if last is None or self._numbers.outdated(now):
            return None
        self._last = MonitorUpdate(
            bed=last.bed,
            now=now,
            station_now=station_now,
            session=last.session,
            mode=last.mode,
            numerics=last.numerics,
            waves={key: ring.view() for key, ring in self._rings.items()},
            trends=last.trends,
            determinations=last.determinations,
            nibp=last.nibp,
            signal_level=last.signal_level,
            limits=last.limits,
            entries=last.entries,
            infusion=last.infusion,
            alarms=last.alarms,
            alarm_log=last.alarm_log,
            devices=last.devices,
            waiting=last.waiting,
            pauses=last.pauses,
            offer=last.offer,
            baseline=last.baseline,
            care=last.care,
        )
        return self._last

    def _log(self, changes: list[AlarmChange]) -> list[AlarmChange]:
        if changes:
            self._last = None
            self._alarm_log = (*self._alarm_log, *changes)
        return changes
