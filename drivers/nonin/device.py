"""Nonin oximeters, the device's end: streams what the simulated patient has, from its first moment on.

As the real one it marks each pulse for 12 frames, and with it poor perfusion and motion. Its display fields ("-D") keep
the last number for 10 s after the finger has gone or the pulse was lost; all others are missing at once. Set to format
13 it first sends what its memory holds, then one packet for each finger; within the first 5 s of a connection a command
sets it to another format.

Source: as `layout`, `groups` and `spot`.
"""

from __future__ import annotations

import abc
from datetime import datetime, timedelta

from bedside.driver_api import Device, Patient, Vitals
from drivers.display import MANNERS, POOR_PI, Display, Shown
from drivers.nonin import groups, layout, spot
from drivers.nonin.readers import RATE_HZ

FORMATS = (1, 2, 7, 8, 13)
_PULSE_FRAMES = 12
_REVISION = 148  # as a real 9560 sends it
_YELLOW_PI = 1.0  # %, below: marginal perfusion
_SPOT_S = 6.0  # from the first numbers of a finger to the packet
_SETTABLE_S = 5.0
_CLOCK = datetime(2025, 1, 31, 23, 59, 0)  # when it was switched on


class _Source(abc.ABC):
    """What one format sends, by turns of equal length."""

    rate_hz: float  # turns a second

    @abc.abstractmethod
    def turn(self, patient: Patient, number: int, t: float) -> bytes:
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
            sent.append(self._source.turn(patient, self._turns, at))
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


def _numbers_of(shown: Shown) -> layout.Numbers:
    return layout.Numbers(
        hr=None if shown.pr is None else max(18, min(321, round(shown.pr))),
        spo2=None if shown.spo2 is None else max(1, min(100, round(shown.spo2))),
    )


class _Packets(_Source):
    """Formats 2 and 7."""

    rate_hz = RATE_HZ

    def __init__(self, data_format: int) -> None:
        self._wide = data_format == 7
        self._values: list[int] = []  # VALUE bytes of the running packet
        names = ("nonin E", "nonin D", "nonin E-D", "nonin fast")
        self._slow, self._held, self._held_slow, self._fast = (Display(MANNERS[name]) for name in names)
        self._display = Display(MANNERS["nonin"], self._slow, self._held, self._held_slow, self._fast)
        self._was_beat = False
        self._pulse_left = 0  # frames that still mark the pulse
        self._perfusion = 0

    def turn(self, patient: Patient, number: int, t: float) -> bytes:
        vitals, shown = self._display.sample(patient, t)
        place = number % layout.PACKET_FRAMES
        if place == 0:
            self._values = self._values_of(shown, number // layout.PACKET_FRAMES & 0x3FFF)
        if vitals.beat and not self._was_beat:
            self._pulse_left = _PULSE_FRAMES
            self._perfusion = _perfusion_bits(vitals)
        self._was_beat = vitals.beat
        status = layout.SYNC if place == 0 else 0
        if shown.off:
            status |= layout.SNSA | layout.OOT
        else:
            status |= layout.OOT if shown.searching else 0
            if self._pulse_left > 0 and not vitals.searching:
                status |= self._perfusion | (layout.ARTF if shown.artefact else 0)
        self._pulse_left = max(0, self._pulse_left - 1)
        full, frame_of = (0xFFFF, layout.frame_7_of) if self._wide else (0xFF, layout.frame_of)
        pleth = 0 if vitals.pleth is None else max(0, min(full, round(vitals.pleth * full)))
        return frame_of(status, pleth, self._values[place])

    def _values_of(self, shown: Shown, timer: int) -> list[int]:
        """The VALUE bytes of a packet, each field with its own average."""
        good = shown.spo2 is not None and not shown.weak and not shown.artefact
        values = layout.encode_values(
            _numbers_of(shown),
            _numbers_of(self._held.shown),
            timer=timer,
            stat2=layout.SPA if good else 0,
            revision=_REVISION,
        )
        # the table has one set of numbers for all averages; these have their own
        slow = layout.encode_values(_numbers_of(self._slow.shown), _numbers_of(self._held_slow.shown))
        fast = layout.encode_values(_numbers_of(self._fast.shown), _numbers_of(self._fast.shown))
        for name, place in layout.FIELDS.items():
            if name.startswith("E_"):
                values[place - 1] = slow[place - 1]
            elif name in ("SPO2_FAST", "SPO2_BB"):
                values[place - 1] = fast[place - 1]
        return values


class _Groups(_Source):
    """Formats 1 and 8."""

    rate_hz = 1.0

    def __init__(self, data_format: int) -> None:
        self._has_stat2 = data_format == 8
        self._display = Display(MANNERS["nonin D" if self._has_stat2 else "nonin"])

    def turn(self, patient: Patient, number: int, t: float) -> bytes:
        shown = self._display.follow(patient, t)
        numbers, stat2, flags = _numbers_of(shown), None, 0
        if self._has_stat2:
            good = shown.current and numbers.spo2 is not None and not shown.weak and not shown.artefact
            stat2 = groups.SPA if good else 0
        if shown.off:
            flags |= groups.OOT
            if stat2 is None:
                flags |= groups.SNSD
            else:
                stat2 |= groups.SNSA
        else:
            flags |= groups.OOT if shown.searching or numbers.spo2 is None else 0
            flags |= groups.ARTF if shown.artefact else 0
            if shown.weak:
                flags |= groups.LPRF
            elif shown.pi is not None and shown.pi < _YELLOW_PI:
                flags |= groups.MPRF
        return groups.encode(groups.Group(flags, numbers, stat2))


class _Spots(_Source):
    """Format 13."""

    rate_hz = 4.0

    def __init__(self) -> None:
        self._display = Display(MANNERS["nonin"])
        self._finger_t: float | None = None  # since when the finger has numbers
        self._told = False  # of this finger

    def turn(self, patient: Patient, number: int, t: float) -> bytes:
        shown = self._display.follow(patient, t)
        if number == 0:
            clock = _CLOCK - timedelta(days=1)
            return _spot(clock, spot.SPA | spot.MEMORY, layout.Numbers(64, 95))
        if shown.off:
            self._finger_t, self._told = None, False
        numbers = _numbers_of(shown)
        if numbers.hr is None or numbers.spo2 is None or self._told:
            return b""
        if self._finger_t is None:
            self._finger_t = t
        if t - self._finger_t < _SPOT_S:
            return b""
        self._told = True
        good = not shown.weak and not shown.artefact
        return _spot(_CLOCK + timedelta(seconds=int(t)), spot.SPA if good else 0, numbers)


def _spot(clock: datetime, status: int, numbers: layout.Numbers) -> bytes:
    return spot.encode(clock.timetuple()[:6], status, numbers)


def _perfusion_bits(vitals: Vitals) -> int:
    """Perfusion lights of a pulse."""
    if vitals.weak:
        return layout.RPRF
    if vitals.pi is None or vitals.pi >= _YELLOW_PI:
        return layout.GPRF
    return layout.RPRF | layout.GPRF if vitals.pi >= POOR_PI else layout.RPRF
