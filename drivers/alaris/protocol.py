"""Alaris GH / CC, the host's end: asks for serial number, rate and infused volume in turn. Nothing else.

INF_RATE tells what is set; whether the pump runs is not among these queries. So a rate is told only as long as the
infused volume bears it out: a volume that stands still for longer than the rate needs for three counts of the
display makes the rate "none". A rate of 0 is told as 0.

Survives: any cut of the stream; damaged, foreign and broken-off replies; no answer at all.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Identity, Numeric, Reading
from drivers.alaris import layout
from drivers.framing import ResyncBuffer

_STEP_S = 0.5  # between requests
_SERIAL_EVERY_S = 60.0
_STANDS_S = 10.0  # a volume may stand still for so long whatever the rate
_COUNTS = 3


class AlarisProtocol(Protocol):
    """Asks and reads. `counters.frames` counts replies with rate or volume."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._messages = ResyncBuffer(layout.next_message, self.counters)
        self._serial, self._rate, self._volume = layout.REQUESTS
        self._turn = 0
        self._ask_at = -math.inf
        self._serial_at = -math.inf
        self._identity: str | None = None
        self._stands: tuple[layout.Value, float] | None = None  # the volume and since when it is so

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        readings: list[Reading] = []
        for frame in self._messages.take(data, t):
            if len(frame.body) > 1:
                readings += self._read(layout.fields_of(frame.body), frame.t)
        return readings

    def finish(self, t: float) -> list[Reading]:
        """Nothing waits for more bytes."""
        self._messages.finish()
        return []

    def due(self, t: float) -> Due:
        """INF_RATE and INF_VI in turn, both without fields; INST_SERIALNO first and every minute."""
        if t < self._ask_at:
            return Due(b"", self._ask_at)
        self._ask_at = t + _STEP_S
        if t >= self._serial_at:
            self._serial_at = t + _SERIAL_EVERY_S
            return Due(self._serial, self._ask_at)
        self._turn = 1 - self._turn
        return Due(self._rate if self._turn else self._volume, self._ask_at)

    def _read(self, fields: list[str], t: float) -> list[Reading]:
        name = fields[0]
        if name == layout.SERIAL and len(fields) == 2:
            return self._read_serial(fields[1].strip(), t)
        if name == layout.RATE and len(fields) > 1:
            self.counters.frames += 1
            rate = layout.number_of(fields, "ml/h", layout.HIGHEST_ML_H)
            value = None if rate is None or self._stands_still(rate.value, t) else rate.value
            return [Numeric(parameter=Parameter.INFUSION_RATE, t=t, value=value)]
        if name == layout.VOLUME and len(fields) > 1:
            self.counters.frames += 1
            volume = layout.number_of(fields, "ml", layout.HIGHEST_ML)
            if volume is not None and (self._stands is None or volume != self._stands[0]):
                self._stands = (volume, t)
            value = None if volume is None else volume.value
            return [Numeric(parameter=Parameter.INFUSION_VOLUME, t=t, value=value)]
        return []

    def _read_serial(self, serial: str, t: float) -> list[Reading]:
        if not serial or serial == self._identity:
            return []
        self._identity = serial
        return [Identity(t=t, text=f"Alaris {serial}")]

    def _stands_still(self, rate: float, t: float) -> bool:
        """Whether the volume has not grown although `rate`, mL/h, should have moved it."""
        if rate == 0 or self._stands is None:
            return False
        volume, since = self._stands
        return t - since > _STANDS_S + _COUNTS * volume.step * 3600.0 / rate
