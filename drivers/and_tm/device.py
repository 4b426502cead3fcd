"""A&D TM-2655P / TM-2657P, the device's end: a record when a determination has ended, otherwise silence.

A determination without a result gives a record with an error code and blanks. It does not listen: the commands of
a real one would move the cuff.

Source: as `layout`; the delay and the blanks are guesses.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import CuffPhase, Device, Patient
from bedside.vitals.readings import NibpFault
from drivers.and_tm import layout

_CLOCK = datetime(2024, 1, 1, 8, 0)  # the monitor's clock at t = 0
_LONGEST_S = 10 * 365 * 86400.0  # the clock is not carried past this
_DELAY_S = 0.5
_CODES = {
    NibpFault.LOOSE: "12",
    NibpFault.OVERPRESSURE: "23",
    NibpFault.TIMEOUT: "24",
    NibpFault.FAILED: "43",
    NibpFault.MOVEMENT: "44",
}
"""Error code of a determination that failed; any other cause is "no pulse"."""
_UNTOLD = "44"  # where the patient's cuff does not say why


class AndTmDevice(Device):
    """A virtual monitor.

    Args:
        error: code of every determination without a result, two digits; None: that of the cause.
    """

    step_s = 0.25

    def __init__(self, *, error: str | None = None) -> None:
        self._error = error
        self._told_end: float | None = None  # s, end of the determination last sent

    def feed(self, data: bytes, t: float) -> None:
        """It does not listen."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """The record of a determination that has ended since the last call."""
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
        stamp = _CLOCK + timedelta(seconds=min(max(end, 0.0), _LONGEST_S))
        if cuff.phase is CuffPhase.FAILED:
            code = self._error
            if code is None:
                code = _UNTOLD if cuff.fault is None else _CODES.get(cuff.fault, _CODES[NibpFault.FAILED])
            return layout.encode(layout.Record(stamp, code, None, None, None, None))
        return layout.encode(layout.Record(stamp, layout.NO_ERROR, cuff.sys, cuff.map, cuff.dia, cuff.pr))
