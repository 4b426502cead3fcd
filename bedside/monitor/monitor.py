"""The monitor of one session: readings and entries in, one immutable update out.

Pure: no thread, clock or store. Live, the station feeds it; in replay, the player does. The only difference is
where its alarms come from (`AlarmSource`): an engine, or the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.alarms.engine import DEFAULT_INTERVAL_S
from bedside.alarms.source import AlarmSource
from bedside.monitor.history import WaveRing
from bedside.monitor.trends import EXACT_ROWS, FEW_ROWS, Trend
from bedside.monitor.updates import (
    Age,
    LimitsOffer,
    MonitorUpdate,
    NibpState,
    NumericState,
    SessionView,
)
from bedside.therapy.baseline import WINDOW_S, Baseline, baseline_of
from bedside.therapy.infusion import InfusionState, infusion_of
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Pause
from bedside.vitals.commands import (
    DeclareSameArm,
    Entry,
    NamePatient,
    Retract,
    SetAges,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.devices import DeviceChange, DeviceRow
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    CuffStatus,
    Determination,
    Numeric,
    Quality,
    Reading,
    SignalLevel,
    Wave,
)
from bedside.vitals.sessions import Phase

_NOT_CURRENT: Final = Quality.NO_FINGER | Quality.SEARCHING | Quality.HELD
_BASELINE_S: Final = 5.0  # the baseline is looked at again this often
# Measured now and then.
_CUFF: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR)
_REFRESH_S: Final = 0.1  # ages are looked at again this often when nothing arrives


@dataclass(slots=True)
class _Number:
    """What is known of one numeric."""

    value: float | None = None  # last valid
    t: float | None = None  # of the last valid value
    seen_t: float = 0.0  # of the last word from the device, valid or not
    lost_t: float | None = None  # since when the device itself says that there is none
    quality: Quality = Quality.NONE
    interval_s: float | None = None  # how often its device renews it at the latest; None: not known


class Monitor:
    """One session of one bed."""

    def __init__(self, bed: int, session: SessionView, alarms: AlarmSource, ages: Ages) -> None:
        self.bed = bed
        self.session = session
        self._opened = session
        self._alarms = alarms
        self._ages = ages
        self.ages = Ages()  # as the timeline has it; they count for the alarms
        self._numbers: dict[Parameter, _Number] = {}
        self._rings: dict[Parameter, WaveRing] = {}
        self._trends: dict[Parameter, Trend] = {}
        self._determinations: tuple[Determination, ...] = ()
        self._cuff: CuffStatus | None = None
        self._reference: Determination | None = None
        self._signal_level: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._infusion: InfusionState | None = None
        self._alarm_log: tuple[AlarmChange, ...] = ()
        self._numerics: Mapping[Parameter, NumericState] = {}
        self._numerics_t: float | None = None  # of the last look at the ages; None = look again
        self._baseline: Baseline | None = None
        self._baseline_t: float | None = None  # of the last look at it
        self._intervals: dict[str, float] = {}  # device → how often it renews its numbers, s
        self._last: MonitorUpdate | None = None  # the last update, if only waves have come since
        self._baseline_until: float | None = None  # it holds what was measured before

    # What comes in. Each call returns the alarm changes it caused; the caller records them.

    def take(self, reading: Reading, at: float, device: str = "") -> list[AlarmChange]:
        """Take one reading of a device that arrived at session time `at`, s."""
        match reading:
            case Wave():
                ring = self._rings.get(reading.parameter)
                if ring is None:
                    ring = self._rings[reading.parameter] = WaveRing(reading.rate_hz)
                ring.append(reading)
                return []
            case _:
                self._last = None
        return self._take_other(reading, at, device)

    def _take_other(self, reading: Reading, at: float, device: str) -> list[AlarmChange]:
        match reading:
            case Numeric():
                self._take_numeric(reading, self._intervals.get(device))
                return self._log(self._alarms.observe(reading, at, device))
            case Determination():
                self._determinations = (*self._determinations, reading)
                for numeric in reading.numerics():
                    self._trend(numeric.parameter).append(numeric.t, numeric.value)
                return self._log(self._alarms.observe(reading, at, device))
            case CuffStatus():
                self._cuff = reading
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
        self._reference = determination

    def link(self, change: DeviceChange, at: float) -> list[AlarmChange]:
        """Take a change of a device's link at session time `at`, s."""
        self._last = None
        if change.interval_s is not None:
            self._intervals[change.device] = change.interval_s
        return self._log(self._alarms.linked(change, at))

    def enter(self, entry: Entry, at: float) -> list[AlarmChange]:
        """Take one line of the timeline at session time `at`, s."""
        self._last = None
        if isinstance(entry.command, Retract):
            gone = entry.command.entry
            self._entries = tuple(
                replace(earlier, retracted=True) if earlier.number == gone else earlier
                for earlier in self._entries
            )
        if isinstance(entry.command, SetAges):
            self.ages = entry.command.ages
            self.set_ages(self.ages)
        self._entries = (*self._entries, entry)
        self._infusion = infusion_of(self._entries)
        self.session = self._folded()
        return self._log(self._alarms.entered(entry, at))

    def advance(self, now: float) -> list[AlarmChange]:
        """Fire every alarm deadline up to session time `now`, s."""
        return self._log(self._alarms.advance(now))

    def interrupt(self, from_t: float, until_t: float) -> list[AlarmChange]:
        """Nobody watched between these session times: the hole stays a hole, and is an alarm (ALM-41)."""
        self._last = None
        self._opened = replace(self._opened, interrupted=(*self._opened.interrupted, (from_t, until_t)))
        self.session = self._folded()
        return self._log(self._alarms.interrupted(from_t, until_t))

    def set_ages(self, ages: Ages) -> None:
        """When numbers fade and become dashes, from now on."""
        self._ages = ages
        self._numerics_t = self._last = None

    def preload(
        self,
        trends: Mapping[Parameter, tuple[NDArray[np.float64], NDArray[np.float64]]],
        determinations: Sequence[Determination],
    ) -> None:
        """Fill the history from the record at once, before anything else is taken (replay, restart)."""
        self._last = None
        for parameter, (times, values) in trends.items():
            self._trends[parameter] = Trend.of(times, values, max(len(times), EXACT_ROWS))
        self._determinations = tuple(determinations)
        for determination in determinations:
            for numeric in determination.numerics():
                self._trend(numeric.parameter).append(numeric.t, numeric.value)

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
        if self._numerics_t is None or not 0.0 <= now - self._numerics_t < _REFRESH_S:
            self._numerics = {key: self._shown(key, number, now) for key, number in self._numbers.items()}
            self._numerics_t = now
        if self._baseline_t is None or now - self._baseline_t >= _BASELINE_S:
            self._baseline_t = now
            self._baseline = self._measured_baseline(now)
        self._last = MonitorUpdate(
            bed=self.bed,
            now=now,
            station_now=station_now,
            session=self.session,
            mode=self.session.mode,
            numerics=self._numerics,
            waves={key: ring.view() for key, ring in self._rings.items()},
            trends={key: series.view() for key, series in self._trends.items()},
            determinations=self._determinations,
            nibp=self._nibp(now, can_start_nibp, nibp_refusal),
            signal_level=self._signal_level,
            limits=self._alarms.limits,
            entries=self._entries,
            infusion=self._infusion,
            alarms=self._alarms.active,
            alarm_log=self._alarm_log,
            devices=devices,
            pauses=self._alarms.pauses,
            offer=offer,
            baseline=self._baseline,
        )
        return self._last

    def step_waves(self, now: float, *, station_now: float) -> MonitorUpdate | None:
        """What may be shown at session time `now`, s, if nothing but waves is new; call `advance` first.

        Most updates are such: a packet of an oximeter every 17 ms. None: look at everything with `step`.
        """
        last = self._last
        if last is None or self._numerics_t is None or not 0.0 <= now - self._numerics_t < _REFRESH_S:
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
        )
        return self._last

    def _take_numeric(self, reading: Numeric, interval_s: float | None) -> None:
        number = self._numbers.get(reading.parameter)
        if number is None:
            number = self._numbers[reading.parameter] = _Number()
        number.seen_t = reading.t
        number.quality = reading.quality
        number.interval_s = interval_s
        if reading.value is not None and not reading.quality & _NOT_CURRENT:
            number.value, number.t, number.lost_t = reading.value, reading.t, None
            self._trend(reading.parameter).append(reading.t, reading.value)
        elif number.lost_t is None:
            number.lost_t = reading.t
            if number.value is not None:
                self._trend(reading.parameter).append(reading.t, None)
        self._numerics_t = None

    def _shown(self, parameter: Parameter, number: _Number, now: float) -> NumericState:
        age, reason = self._age(parameter, number, now)
        return NumericState(
            parameter=parameter,
            value=number.value,
            t=number.t,
            age=age,
            quality=number.quality,
            reason=reason,
        )

    def _age(self, parameter: Parameter, number: _Number, now: float) -> tuple[Age, str]:
        ages = self._ages
        if number.t is None:
            return Age.NONE, _why_none(number.quality)
        if number.lost_t is not None:
            age = Age.STRUCK if now - number.lost_t < ages.struck_s else Age.GONE
            return age, _why_none(number.quality)
        since = now - number.seen_t
        # without a word of its device the alarm engine takes it for one a second
        valid_s, gone_s = ages.of_number(number.interval_s or DEFAULT_INTERVAL_S)
        if parameter is Parameter.RR and number.interval_s is None:  # a person entered it
            valid_s, gone_s = ages.entered_faded_s, ages.entered_gone_s
        if since > gone_s:
            return Age.GONE, "no data"
        if since > valid_s:
            return Age.FADED, "no data"
        if number.quality & Quality.ARTEFACT:
            return Age.FADED, "artefact"
        return Age.VALID, ""

    def _nibp(self, now: float, can_start: bool, refusal: str) -> NibpState | None:
        last = self._determinations[-1] if self._determinations else None
        if last is None and self._cuff is None and self._reference is None and not can_start:
            return None
        age = Age.NONE
        if last is not None:
            since = now - last.t
            # T-NIBP-STALE: by the interval where one is in force, else by the table of ages
            due_t = self._alarms.nibp_due_t
            interval = None if due_t is None or due_t <= last.t else due_t - last.t
            age = Age.VALID
            if since > (self._ages.nibp_faded_s if interval is None else 1.5 * interval):
                age = Age.FADED
            if since > (
                self._ages.nibp_gone_s if interval is None else max(self._ages.nibp_gone_s, 2 * interval)
            ):
                age = Age.GONE
        return NibpState(
            last=last,
            age=age,
            status=self._cuff,
            can_start=can_start,
            refusal=refusal,
            reference=self._reference,
            due_t=self._alarms.nibp_due_t,
        )

    def _measured_baseline(self, now: float) -> Baseline | None:
        """What the values were before the first infusion that was not taken back; until then, up to now."""
        started = next(
            (e.t for e in self._entries if isinstance(e.command, StartInfusion) and not e.retracted), now
        )
        if self._baseline is not None and started < now and self._baseline_until == started:
            return self._baseline
        self._baseline_until = started
        since = started - WINDOW_S
        trends: dict[Parameter, tuple[list[float], list[float]]] = {
            parameter: self._trends[parameter].view().since(since)
            for parameter in (Parameter.SPO2, Parameter.PR)
            if parameter in self._trends
        }
        return baseline_of(self._determinations, trends, started)

    def _folded(self) -> SessionView:
        """The session as its timeline has it: a retracted start also takes its phase back."""
        session = self._opened
        for entry in self._entries:
            if not entry.retracted:
                session = _session_after(session, entry)
        return session

    def _trend(self, parameter: Parameter) -> Trend:
        series = self._trends.get(parameter)
        if series is None:
            series = self._trends[parameter] = Trend(FEW_ROWS, often=False) if parameter in _CUFF else Trend()
        return series

    def _log(self, changes: list[AlarmChange]) -> list[AlarmChange]:
        if changes:
            self._last = None
            self._alarm_log = (*self._alarm_log, *changes)
        return changes


def _why_none(quality: Quality) -> str:
    if quality & Quality.NO_FINGER:
        return "probe off"
    if quality & Quality.SEARCHING:
        return "searching"
    if quality & Quality.HELD:
        return "held by the device"
    return "no reading"


def _session_after(session: SessionView, entry: Entry) -> SessionView:
    match entry.command:
        case NamePatient(label=label, patient_type=patient_type, weight_kg=weight_kg):
            return replace(session, label=label, patient_type=patient_type, weight_kg=weight_kg)
        case SetPhase(phase=phase):
            return replace(session, phase=phase, phase_t=entry.t)
        case DeclareSameArm(same_arm=same_arm):
            return replace(session, same_arm=same_arm)
        case StartInfusion():
            return replace(session, phase=Phase.INFUSION, phase_t=entry.t)
        case StopInfusion() if session.phase is Phase.INFUSION:
            return replace(session, phase=Phase.RECOVERY, phase_t=entry.t)
    return session
