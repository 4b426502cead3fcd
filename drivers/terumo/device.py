"""Terumo ES-H / BR-500, the device's end: a record when a determination has ended, repeated until acknowledged.

A determination without a result gives a record of zeros. Its clock is its own, as a real one's is.

Source: as `layout`; delay, number and distance of the repeats and the zeros are guesses.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import CuffPhase, Device, Patient
from drivers.terumo import layout

_CLOCK = datetime(2024, 1, 1, 8, 0)  # the monitor's clock at t = 0
_LONGEST_S = 10 * 365 * 86400.0  # the clock is not carried past this
_DELAY_S = 0.5
_REPEAT_S = 2.0
_TIMES = 3


class TerumoDevice(Device):
    """A virtual monitor."""

    step_s = 0.25

    def __init__(self) -> None:
        self._told_end: float | None = None  # s, end of the determination last sent
        self._record = b""
        self._left = 0  # how often the record may still be sent
        self._next_t = 0.0

    def feed(self, data: bytes, t: float) -> None:
        """An ACK ends the repeats; anything else is ignored."""
        if layout.ACK in data:
            self._left = 0

    def emit(self, patient: Patient, t: float) -> bytes:
        """The record of a determination that has ended, or its repeat."""
        cuff = patient.cuff(t)
        ended = cuff.phase in (CuffPhase.DONE, CuffPhase.FAILED)
        if ended and cuff.age_s is not None and cuff.age_s >= _DELAY_S:
            end = t - cuff.age_s
            if self._told_end is None or end > self._told_end + 1.0:
                self._told_end = end
                good = cuff.phase is CuffPhase.DONE
                values = (cuff.sys, cuff.map, cuff.dia, cuff.pr) if good else (None, None, None, None)
                stamp = _CLOCK + timedelta(seconds=min(max(end, 0.0), _LONGEST_S))
                self._record = layout.encode(layout.Record(stamp, *values))
                self._left, self._next_t = _TIMES, t
        if self._left and t >= self._next_t:
            self._left -= 1
            self._next_t = t + _REPEAT_S
            return self._record
        return b""
