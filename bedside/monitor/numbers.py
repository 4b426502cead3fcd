"""The newest value of each numeric of a session, and how true it still is.

A value goes by its age, counted from the last word of its device, unless the device itself says that there is none
(no finger, searching, held): then it is struck through for a moment and gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bedside.alarms.holding import DEFAULT_INTERVAL_S
from bedside.monitor.updates import Age, NumericState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NOT_CURRENT, Numeric, Quality

_REFRESH_S: Final = 0.1  # ages are looked at again this often when nothing arrives


@dataclass(slots=True)
class _Number:
    """What is known of one numeric; times are session times, s."""

    value: float | None = None  # last valid
    t: float | None = None  # of the last valid value
    seen_t: float = 0.0  # of the last word from the device, valid or not
    lost_t: float | None = None  # since when the device itself says that there is none
    quality: Quality = Quality.NONE
    interval_s: float | None = None  # how often its device renews it at the latest; None: not known


class Numbers:
    """The numerics of one session."""

    def __init__(self, ages: Ages) -> None:
        self._ages = ages
        self._numbers: dict[Parameter, _Number] = {}
        self._entered: dict[Parameter, tuple[float, float]] = {}  # by a person: session time, s, and value
        self._shown: Mapping[Parameter, NumericState] = {}
        self._shown_t: float | None = None  # session time of the last look at the ages, s; None: look again

    def set_ages(self, ages: Ages) -> None:
        """When numbers fade and become dashes, from now on."""
        self._ages = ages
        self._shown_t = None

    def take(self, reading: Numeric, interval_s: float | None) -> tuple[float, float | None] | None:
        """Take one reading of a device that renews it every `interval_s`, s; None: that is not known.

        Returns:
            The row it adds to the trend: session time, s, and value, or None where a curve ends; None: no row.
        """
        number = self._numbers.get(reading.parameter)
        if number is None:
            number = self._numbers[reading.parameter] = _Number()
        self._shown_t = None
        number.seen_t = reading.t
        number.quality = reading.quality
        number.interval_s = interval_s
        if reading.value is not None and not reading.quality & NOT_CURRENT:
            number.value, number.t, number.lost_t = reading.value, reading.t, None
            return reading.t, reading.value
        if number.lost_t is not None:
            return None
        number.lost_t = reading.t
        return None if number.value is None else (reading.t, None)

    def enter(self, parameter: Parameter, newest: tuple[float, float] | None) -> None:
        """What a person entered last: session time, s, and value; None: nothing that still stands."""
        self._shown_t = None
        self._entered.pop(parameter, None)
        if newest is not None:
            self._entered[parameter] = newest

    def outdated(self, now: float) -> bool:
        """Whether the ages have to be looked at again at session time `now`, s."""
        return self._shown_t is None or not 0.0 <= now - self._shown_t < _REFRESH_S

    def shown(self, now: float) -> Mapping[Parameter, NumericState]:
        """The numbers as they may be shown at session time `now`, s."""
        if self.outdated(now):
            shown = {key: self._state(key, number, now) for key, number in self._numbers.items()}
            for key, (t, value) in self._entered.items():
                if not _is_before(shown.get(key), t):
                    shown[key] = self._entered_state(key, t, value, now)
            self._shown = shown
            self._shown_t = now
        return self._shown

    def _state(self, parameter: Parameter, number: _Number, now: float) -> NumericState:
        age, reason = self._age(parameter, number, now)
        return NumericState(
            parameter=parameter,
            value=number.value,
            t=number.t,
            age=age,
            quality=number.quality,
            reason=reason,
        )

    def _entered_state(self, parameter: Parameter, t: float, value: float, now: float) -> NumericState:
        since = now - t
        age = Age.VALID if since <= self._ages.entered_faded_s else Age.FADED
        if since > self._ages.entered_gone_s:
            age = Age.GONE
        reason = "" if age is Age.VALID else "no newer entry"
        return NumericState(parameter=parameter, value=value, t=t, age=age, reason=reason)

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


def _is_before(measured: NumericState | None, entered_t: float) -> bool:
    """Whether what a device says goes before what a person entered: it is current, or newer."""
    if measured is None or measured.t is None:
        return False
    if measured.age is Age.VALID or measured.reason == "artefact":
        return True
    return measured.t > entered_t


def _why_none(quality: Quality) -> str:
    if quality & Quality.NO_FINGER:
        return "probe off"
    if quality & Quality.SEARCHING:
        return "searching"
    if quality & Quality.HELD:
        return "held by the device"
    return "no reading"
