"""Nonin oximeters, the device's end: streams what the simulated patient has, from its first moment on.

As the real one it marks each pulse for 12 frames, and its display fields ("-D") keep the last number for 10 s
after the finger has gone. Set to format 13 it first sends what its memory holds, then one packet for each finger;
within the first 5 s of a connection a command sets it to another format.

Source: as `layout`, `groups` and `spot`.
"""

from __future__ import annotations

import abc
from datetime import datetime, timedelta

from bedside.driver_api import Device, Patient, Vitals
from drivers.nonin import groups, layout, spot
from drivers.nonin.readers import RATE_HZ

FORMATS = (1, 2, 7, 8, 13)
_PULSE_FRAMES = 12
_HELD_S = 10.0
_DISPLAY_S = 1.5  # how often display fields of format 8 are renewed
_REVISION = 148  # as a real 9560 sends it
_YELLOW_PI = 1.0  # %, below: marginal perfusion
_RED_PI = 0.3  # %, below: poor perfusion
_SPOT_S = 6.0  # from the first numbers of a finger to the packet
_SETTABLE_S = 5.0
_CLOCK = datetime(2025, 1, 31, 23, 59, 0)  # when it was switched on


class _Source(abc.ABC):
    """What one format sends, by turns of equal length."""

    rate_hz: float  # turns a second

    @abc.abstractmethod
    def turn(self, vitals: Vitals, number: int, t: float) -> bytes:
        """Bytes of turn `number`, from 0, at `t`, s."""


class NoninDevice(Device):
    """A virtual oximeter; in every format but 13 it needs no command and listens to none.

    Raises:
        ValueError: it has no such data format.
    """

    def __init__(self, data_format: int = 2) -> None:
        self._source = _source_of(data_format)
        self._settable = data_format == 13
        self._opened_t: float | None = None
        self._heard = b""
        self._answer = b""
        self._started_t: float | None = None
        self._turns = 0
        self.step_s = 1 / RATE_HZ

    def feed(self, data: bytes, t: float) -> None:
        """A command for another format, where it is taken; anything else means nothing to it."""
        if self._opened_t is None:
            self._opened_t = t
        if not self._settable or t - self._opened_t >= _SETTABLE_S:
            return
        self._heard += data
        for data_format in range(256):
            if spot.set_format(data_format) in self._heard:
                self._set(data_format)
                self._heard = b""
        self._heard = self._heard[-5:]

    def emit(self, patient: Patient, t: float) -> bytes:
        """Everything whose time has come."""
        if self._opened_t is None:
            self._opened_t = t
        if self._started_t is None:
            self._started_t = t
        sent = [self._answer]
        self._answer = b""
        while (at := self._started_t + self._turns / self._source.rate_hz) <= t:
            sent.append(self._source.turn(patient.at(at), self._turns, at))
            self._turns += 1
        return b"".join(sent)

    def _set(self, data_format: int) -> None:
        if data_format == 1 or data_format not in FORMATS:
            self._answer += spot.NOT_SUPPORTED
            return
        self._answer += spot.ACCEPTED
        self._source, self._started_t, self._turns = _source_of(data_format), None, 0


def _source_of(data_format: int) -> _Source:
    match data_format:
        case 2 | 7:
            return _Packets(data_format)
        case 1 | 8:
            return _Groups(data_format)
        case 13:
            return _Spots()
    raise ValueError(f"{data_format} is not a data format of Nonin")


class _Held:
    """The numbers as displays have them: kept for a while after the finger has gone."""

    def __init__(self) -> None:
        self._numbers = layout.Numbers(None, None)
        self._t = 0.0

    def renewed(self, now: layout.Numbers, t: float) -> layout.Numbers:
        if now.hr is not None and now.spo2 is not None:
            self._numbers, self._t = now, t
        elif t - self._t > _HELD_S:
            self._numbers = now
        return self._numbers


def _numbers_of(vitals: Vitals) -> layout.Numbers:
    return layout.Numbers(
        hr=None if vitals.pr is None else max(18, min(321, round(vitals.pr))),
        spo2=None if vitals.spo2 is None else max(1, min(100, round(vitals.spo2))),
    )


class _Packets(_Source):
    """Formats 2 and 7."""

    rate_hz = RATE_HZ

    def __init__(self, data_format: int) -> None:
        self._wide = data_format == 7
        self._values: list[int] = []  # VALUE bytes of the running packet
        self._held = _Held()
        self._was_beat = False
        self._pulse_left = 0  # frames that still mark the pulse
        self._perfusion = 0

    def turn(self, vitals: Vitals, number: int, t: float) -> bytes:
        place = number % layout.PACKET_FRAMES
        if place == 0:
            now = _numbers_of(vitals)
            self._values = layout.encode_values(
                now,
                self._held.renewed(now, t),
                timer=number // layout.PACKET_FRAMES & 0x3FFF,
                stat2=layout.SPA if now.spo2 is not None else 0,
                revision=_REVISION,
            )
        if vitals.beat and not self._was_beat:
            self._pulse_left = _PULSE_FRAMES
            self._perfusion = _perfusion_bits(vitals.pi)
        self._was_beat = vitals.beat
        status = layout.SYNC if place == 0 else 0
        if not vitals.probe_on:
            status |= layout.SNSA | layout.OOT
        elif vitals.searching:
            status |= layout.OOT
        elif self._pulse_left > 0:
            status |= self._perfusion
        self._pulse_left = max(0, self._pulse_left - 1)
        full, frame_of = (0xFFFF, layout.frame_7_of) if self._wide else (0xFF, layout.frame_of)
        pleth = 0 if vitals.pleth is None else max(0, min(full, round(vitals.pleth * full)))
        return frame_of(status, pleth, self._values[place])


class _Groups(_Source):
    """Formats 1 and 8."""

    rate_hz = 1.0

    def __init__(self, data_format: int) -> None:
        self._display = data_format == 8
        self._held = _Held()
        self._shown = layout.Numbers(None, None)
        self._shown_at = 0.0  # when the display fields are renewed next, s

    def turn(self, vitals: Vitals, number: int, t: float) -> bytes:
        numbers, stat2, flags = _numbers_of(vitals), None, 0
        if self._display:
            stat2 = 0 if numbers.spo2 is None else groups.SPA
            if number == 0 or t >= self._shown_at:
                self._shown, self._shown_at = self._held.renewed(numbers, t), t + _DISPLAY_S
            numbers = self._shown
        if not vitals.probe_on:
            flags |= groups.OOT
            if stat2 is None:
                flags |= groups.SNSD
            else:
                stat2 |= groups.SNSA
        elif vitals.searching or numbers.spo2 is None:
            flags |= groups.OOT
        elif vitals.pi is not None and vitals.pi < _YELLOW_PI:
            flags |= groups.MPRF if vitals.pi >= _RED_PI else groups.LPRF
        return groups.encode(groups.Group(flags, numbers, stat2))


class _Spots(_Source):
    """Format 13."""

    rate_hz = 4.0

    def __init__(self) -> None:
        self._finger_t: float | None = None  # since when the finger has numbers
        self._told = False  # of this finger

    def turn(self, vitals: Vitals, number: int, t: float) -> bytes:
        if number == 0:
            clock = _CLOCK - timedelta(days=1)
            return _spot(clock, spot.SPA | spot.MEMORY, layout.Numbers(64, 95))
        if not vitals.probe_on:
            self._finger_t, self._told = None, False
        numbers = _numbers_of(vitals)
        if numbers.hr is None or numbers.spo2 is None or self._told:
            return b""
        if self._finger_t is None:
            self._finger_t = t
        if t - self._finger_t < _SPOT_S:
            return b""
        self._told = True
        return _spot(_CLOCK + timedelta(seconds=int(t)), spot.SPA, numbers)


def _spot(clock: datetime, status: int, numbers: layout.Numbers) -> bytes:
    return spot.encode(clock.timetuple()[:6], status, numbers)


def _perfusion_bits(pi: float | None) -> int:
    """Perfusion lights of a pulse from the perfusion index, %."""
    if pi is None or pi >= _YELLOW_PI:
        return layout.GPRF
    return layout.RPRF | layout.GPRF if pi >= _RED_PI else layout.RPRF
