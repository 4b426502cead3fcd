"""What a well-formed reading is: types, ranges, units and times."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    NibpFault,
    Numeric,
    Reading,
    SignalLevel,
    Wave,
)
from bedside.vitals.sessions import PatientType

_TEXT: Final = 400  # characters of a name or a notice


class FoundError(AssertionError):
    """Something that must hold does not; the text says what."""


def require_well_formed(reading: Reading, now: float) -> None:
    """Types, units and times of one reading.

    Raises:
        FoundError: something is not as `bedside.vitals.readings` says.
    """
    if not (isinstance(reading.t, float | int) and math.isfinite(reading.t) and reading.t <= now):
        raise FoundError(f"told at {now:g} s for another time: {reading}")
    if not _is_well_formed(reading):
        raise FoundError(f"not well-formed: {reading}")


def _is_well_formed(reading: Reading) -> bool:
    match reading:
        case Numeric():
            known = PARAMETERS[reading.parameter]
            return not known.wave and _within(reading.parameter, reading.value)
        case Wave():
            known = PARAMETERS[reading.parameter]
            return (
                known.wave
                and 0 < len(reading.samples) == len(reading.quality)
                and 0 < reading.rate_hz < math.inf
                and all(
                    s is None or (type(s) is int and known.low <= s <= known.high) for s in reading.samples
                )
            )
        case Determination():
            parts = (
                (Parameter.NIBP_SYS, reading.sys),
                (Parameter.NIBP_MAP, reading.map),
                (Parameter.NIBP_DIA, reading.dia),
            )
            pressures = [value for _, value in parts if value is not None]
            falling = all(a > b for a, b in pairwise(pressures))
            return (
                bool(pressures)
                and falling
                and all(_within(parameter, value) for parameter, value in parts)
                and _within(Parameter.NIBP_PR, reading.pr)
            )
        case CuffStatus():
            return (
                isinstance(reading.state, CuffState)
                and isinstance(reading.fault, NibpFault | None)
                and isinstance(reading.patient_type, PatientType | None)
                and _within(Parameter.CUFF, reading.pressure_mmhg)
            )
        case SignalLevel():
            return reading.level is None or reading.level in range(5)
        case Battery():
            return isinstance(reading.state, BatteryState)
        case Identity():
            return is_words(reading.text)
    return False


def _within(parameter: Parameter, value: float | None) -> bool:
    if value is None:
        return True
    known = PARAMETERS[parameter]
    return type(value) in {int, float} and known.low <= value <= known.high


def is_words(text: object) -> bool:
    """Whether it is a text a person can be shown."""
    return isinstance(text, str) and 0 < len(text) <= _TEXT and text.isprintable()
