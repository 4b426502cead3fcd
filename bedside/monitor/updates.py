"""What a monitor hands to a screen: one immutable update with everything that may be shown.

All times are session times (s since the session began) unless a name says otherwise; `now` is the session
time of the update, so every age is `now - t`. A screen adds nothing to the truth: it compares, formats, paints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bedside.vitals.alarms import ActiveAlarm, AlarmChange, LimitView, Pause
from bedside.vitals.commands import Entry, LimitEdit
from bedside.vitals.devices import DeviceRow, PortSearch
from bedside.vitals.display import Ages, Appearance, BedView, WindowPlace
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffStatus, Determination, Quality
from bedside.vitals.records import RecordingState, SessionOpened
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase
from bedside.vitals.sound import SoundState

if TYPE_CHECKING:  # the first paint needs the words of a station, not numpy
    from bedside.monitor.history import WaveView
    from bedside.monitor.trends import TrendView
    from bedside.therapy.baseline import Baseline
    from bedside.therapy.care import Care
    from bedside.therapy.infusion import InfusionState


class Age(StrEnum):
    """How true a shown value still is."""

    NONE = "none"  # no first value yet in this session
    VALID = "valid"
    FADED = "faded"  # old, dim
    STRUCK = "struck"  # known not to be current: the last value, struck through, first 10 s
    GONE = "gone"  # dashes


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericState:
    """One number as it may be shown now."""

    parameter: Parameter
    value: float | None  # the last valid value; shown by `age`
    t: float | None  # session time of that value, s
    age: Age
    quality: Quality = Quality.NONE
    reason: str = ""  # why it is not valid, in words: "probe off", "no data", "searching"


@dataclass(frozen=True, slots=True, kw_only=True)
class NibpState:
    """The cuff tile: the last determination of this session, its age, and what the cuff does now."""

    last: Determination | None
    age: Age
    status: CuffStatus | None
    can_start: bool  # a device of this bed can start its cuff
    refusal: str = ""  # why a start would be refused now, in words; "" = it would be accepted
    reference: Determination | None = None  # older than the session or the attachment: never a reading of it
    due_t: float | None = None  # session time the next reading is due; None: no interval is in force


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """The session of a bed."""

    id: str
    started_utc: datetime  # UTC of session time 0
    mode: Mode
    label: str  # "" = not named yet
    patient_type: PatientType
    weight_kg: float | None
    phase: Phase
    phase_t: float  # session time the phase began, s
    profile: str  # e.g. "adult-subanaesthetic v1"
    interrupted: tuple[tuple[float, float], ...] = ()  # session times without the program running
    same_arm: bool = False  # cuff and probe were declared to be on one arm (ALM-57)

    @classmethod
    def begun(
        cls, opened: SessionOpened, *, profile: str, interrupted: tuple[tuple[float, float], ...] = ()
    ) -> SessionView:
        """A session on whose timeline nothing stands yet; `profile`: title of the one in force."""
        return cls(
            id=opened.session,
            started_utc=opened.started_utc,
            mode=opened.mode,
            label="",
            patient_type=PatientType.NOT_SET,
            weight_kg=None,
            phase=Phase.BASELINE,
            phase_t=0.0,
            profile=profile,
            interrupted=interrupted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsOffer:
    """Edited limits of an earlier session, offered for this one; the profile's hold until an answer (ALM-40, 41)."""

    session: str  # id of the earlier one
    label: str
    ended_utc: datetime
    edits: tuple[LimitEdit, ...]  # against the profile of this session
    forced: bool  # the earlier session was interrupted: someone must say whose limits hold


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorUpdate:
    """Everything one bed may show. Immutable; the arrays inside are shared and only grow."""

    bed: int
    now: float  # session time, s; 0 without a session
    station_now: float  # station time of the update, s
    session: SessionView | None
    mode: Mode
    numerics: Mapping[Parameter, NumericState] = field(default_factory=dict)
    waves: Mapping[Parameter, WaveView] = field(default_factory=dict)
    trends: Mapping[Parameter, TrendView] = field(default_factory=dict)
    determinations: tuple[Determination, ...] = ()
    nibp: NibpState | None = None
    signal_level: int | None = None  # 0…4; None: no finger or no oximeter
    limits: tuple[LimitView, ...] = ()
    entries: tuple[Entry, ...] = ()
    infusion: InfusionState | None = None
    alarms: tuple[ActiveAlarm, ...] = ()  # in display order (ALM-50)
    alarm_log: tuple[AlarmChange, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    waiting: str = ""  # without a session: what has to happen for one to open, one sentence
    pauses: tuple[Pause, ...] = ()  # in force
    offer: LimitsOffer | None = None  # waits for ChangeLimits or KeepProfileLimits
    baseline: Baseline | None = None  # before the infusion; None: not enough readings yet
    care: Care | None = None  # None without a session


@dataclass(frozen=True, slots=True, kw_only=True)
class StationUpdate:
    """What belongs to the whole station rather than to one bed."""

    station_now: float  # s
    utc: datetime
    recording: RecordingState
    devices: tuple[DeviceRow, ...]
    intended_use_accepted: bool
    notices: tuple[str, ...] = ()  # sentences for the person at the screen, newest last
    alarms: tuple[
        ActiveAlarm, ...
    ] = ()  # of the station itself, in display order; their times are station time
    alarm_log: tuple[AlarmChange, ...] = ()  # of the station itself, since the program started
    sound: SoundState = field(default_factory=SoundState)
    sound_answer: str = ""  # of the self test: "", "heard", or "not heard: <reason>" (ALM-45)
    no_sound_accepted: bool = False  # a named person goes on without sound (ALM-55)
    operator: Actor | None = None  # who works here this shift; None: nobody said
    protocol: str = ""  # key and version of the one new sessions follow, "mood v1"; "" = there is none
    profiles: tuple[str, ...] = ()  # titles of the alarm profiles that can be chosen, the one in use first
    profile_approval: tuple[str, str] = (
        "",
        "",
    )  # of the one in use: by whom, on which day (ISO); "" = by nobody
    appearance: Appearance = field(default_factory=Appearance)
    ages: Ages = field(default_factory=Ages)
    views: tuple[BedView, ...] = ()  # of the beds that are looked at in another way than usual
    windows: tuple[
        WindowPlace, ...
    ] = ()  # as they stood at the end of the last run, or were remembered since
    searches: tuple[PortSearch, ...] = ()  # ports without a device: what was heard on them
