"""Omron HBP-9030 and HBP-9020, the device's end: a line when a determination has ended, otherwise silence.

Its clock is its own (it began at an arbitrary moment), as a real one's is. It never listens.

Source: as `layout`; the delay between the result on the display and the line is a guess.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import CuffPhase, CuffView, Device, Patient
from drivers.omron_hbp import layout

_CLOCK = datetime(2024, 1, 1, 8, 0)  # the monitor's clock at t = 0
_LONGEST_S = 10 * 365 * 86400.0  # the clock is not carried past this
_DELAY_S = 0.5
_ERROR = 1


class OmronHbpDevice(Device):
    """A virtual monitor.

    Args:
        model: which of the two lines it sends.
        movement: the movement figure of its lines.
    """

    step_s = 0.25

    def __init__(self, *, model: layout.Model = layout.Model.HBP_9020, movement: int = 0) -> None:
        self._model = model
        self._movement = movement
        self._told_end: float | None = None  # s, end of the determination last sent

    def feed(self, data: bytes, t: float) -> None:
        """It does not listen."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """The line of a determination that has ended since the last call."""
        cuff = patient.cuff(t)
        if (
            cuff.phase not in (CuffPhase.DONE, CuffPhase.FAILED)
            or cuff.age_s is None
            or cuff.age_s < _DELAY_S
        ):
            return b""
        end = t - cuff.age_s
        if self._told_end is not None and end <= self._told_end + 1.0:
            return b""
        self._told_end = end
        return layout.encode(self._record(cuff, end))

    def _record(self, cuff: CuffView, end: float) -> layout.Record:
        stamp = _CLOCK + timedelta(seconds=min(max(end, 0.0), _LONGEST_S))
        good = cuff.phase is CuffPhase.DONE
        has_mean = self._model is layout.Model.HBP_9020
        return layout.Record(
            model=self._model,
            stamp=stamp,
            error=0 if good else _ERROR,
            sys=cuff.sys if good else None,
            map=cuff.map if good and has_mean else None,
            dia=cuff.dia if good else None,
            pulse=cuff.pr if good else None,
            movement=self._movement,
        )
