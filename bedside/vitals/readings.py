"""What a device says, after its protocol has been undone.

Times: a protocol stamps readings with the time it was given; above the link they are station time, inside a
monitor and in the record they are session time. `moved` is the one way from one base to another.
Missing is None. A sentinel of a device (127, 511, FFFF) never leaves its driver.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntFlag, StrEnum
from typing import Final

from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PatientType


class Quality(IntFlag):
    """What the device says about a value or a sample beside the value itself."""

    NONE = 0
    BEAT = 1  # first sample of a pulse, as the device marks it
    SEARCHING = 2  # looking for a pulse: numbers are not current
    NO_FINGER = 4  # probe off, sensor off or disconnected
    ARTEFACT = 8  # motion or interference: shown dim
    LOW_PERFUSION = 16
    HELD = 32  # an earlier value repeated by the device: not current
    TIME_UNKNOWN = 64  # the device does not say when it was measured

    def words(self) -> list[str]:
        """The set flags as the lower-case words of the decode table, in the table's order."""
        return [flag.name.lower() for flag in Quality if flag & self and flag.name is not None]


NOT_CURRENT: Final = Quality.NO_FINGER | Quality.SEARCHING | Quality.HELD
"""A number with any of these is no value of now, whatever it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """One value of a slowly changing parameter."""

    parameter: Parameter
    t: float  # s
    value: float | None  # in the parameter's unit; None = the device has no valid value
    quality: Quality = Quality.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Consecutive samples of a waveform, oldest first, without a hole inside."""

    parameter: Parameter
    t: float  # s, of the first sample; as a protocol gives it, before the link places it: when the last one arrived
    rate_hz: float
    samples: tuple[int | None, ...]  # device units; None = no sample
    quality: tuple[Quality, ...]  # one per sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """One finished cuff measurement. Emitted once; its parts are never mixed with another's."""

    t: float  # s, when it was measured (not when it was read)
    sys: float | None  # mmHg
    dia: float | None  # mmHg
    map: float | None  # mmHg
    pr: float | None  # /min, from the cuff
    quality: Quality = Quality.NONE

    def numerics(self) -> list[Numeric]:
        """The same determination as single values, in table order; parts the device lacks are left out."""
        parts = (
            (Parameter.NIBP_SYS, self.sys),
            (Parameter.NIBP_DIA, self.dia),
            (Parameter.NIBP_MAP, self.map),
            (Parameter.NIBP_PR, self.pr),
        )
        return [
            Numeric(parameter=parameter, t=self.t, value=value, quality=self.quality)
            for parameter, value in parts
            if value is not None
        ]


class CuffState(StrEnum):
    """What the cuff is doing."""

    IDLE = "idle"
    MEASURING = "measuring"
    FAILED = "failed"  # the last measurement ended without a result


class NibpFault(Enum):
    """Why a measurement ended without a result: the words shown to the nurse and what to try."""

    FAILED = "no result: check cuff size and position, keep the arm still, measure again"
    LOOSE = "cuff loose or leaking: check hose and wrap, measure again"
    TIMEOUT = "took too long: keep the arm still, measure again"
    OVERPRESSURE = "over-pressure or too much air in the cuff: check the hose for kinks, measure again"
    MOVEMENT = "too much movement: keep the arm still, measure again"
    WRONG_CUFF = "the cuff does not fit the patient set on the monitor: change the cuff or the patient type"
    DEVICE = "the monitor reports a fault of its own: look at its screen and at the arm"
    CANCELLED = "cancelled"
    REFUSED = "the monitor refused the command: look at its screen"
    UNKNOWN = "the monitor reports an unknown state: look at its screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffStatus:
    """State of the cuff, on change and at least with every poll of the device."""

    t: float  # s
    state: CuffState
    pressure_mmhg: float | None = None  # None: this device does not tell
    patient_type: PatientType | None = None  # as set on the device; None: it does not tell
    fault: NibpFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLevel:
    """How good the oximeter finds its signal, for the four bars beside the pleth."""

    t: float  # s
    level: int | None  # 0 none … 4 good; None: no finger


class BatteryState(StrEnum):
    """How much a device's own battery has left, as far as the device says."""

    GOOD = "good"
    LOW = "low"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """The battery of a device, on change."""

    t: float  # s
    state: BatteryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the device calls itself. Never required, never trusted for more than a label."""

    t: float  # s
    text: str


Reading = Numeric | Wave | Determination | CuffStatus | SignalLevel | Battery | Identity


def moved(reading: Reading, seconds: float) -> Reading:
    """The same reading on a time base whose zero lies `-seconds` later."""
    return replace(reading, t=reading.t + seconds)
