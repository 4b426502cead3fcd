"""A virtual Rad-8 set to ASCII 1: one line a second from its first moment on.

When the finger leaves it prints the last numbers once more, with the sensor-off bit, before the dashes. Its own
limits stand at SpO2 90 % and PR 50–140 /min.

Source: as `layout`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import Device, Patient, Vitals
from drivers.masimo import layout
from drivers.masimo.protocol import RATE_HZ

_CLOCK = datetime(2026, 1, 1)  # at the first line
_SERIAL = "0000012345"
_LOW_SPO2 = 90  # %
_LOW_PR, _HIGH_PR = 50, 140  # /min
_POOR_PI = 0.3  # %


class MasimoDevice(Device):
    """A virtual oximeter that needs no command."""

    step_s = 0.1

    def __init__(self) -> None:
        self._started_t: float | None = None
        self._sent = 0  # lines
        self._last: tuple[int | None, int | None, float | None] = (None, None, None)

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every line whose time has come."""
        if self._started_t is None:
            self._started_t = t
        lines: list[bytes] = []
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            lines.append(layout.encode(self._line(patient.at(at))))
            self._sent += 1
        return b"".join(lines)

    def _line(self, vitals: Vitals) -> layout.Line:
        spo2 = None if vitals.spo2 is None else max(1, min(100, round(vitals.spo2)))
        pr = None if vitals.pr is None else max(25, min(240, round(vitals.pr)))
        pi = None if vitals.pi is None else max(0.02, min(20.0, vitals.pi))
        exc = layout.SET
        if not vitals.probe_on:
            exc |= layout.SENSOR_OFF
        elif vitals.searching:
            exc |= layout.PULSE_SEARCH
        elif pi is not None and pi < _POOR_PI:
            exc |= layout.LOW_PERFUSION
        now = (spo2, pr, pi)
        if not vitals.probe_on:
            now = self._last
            self._last = (None, None, None)
        else:
            self._last = now
        stamp = _CLOCK + timedelta(seconds=self._sent / RATE_HZ)
        return layout.Line(
            stamp=f"{stamp:%m/%d/%y %H:%M:%S}",
            trend=False,
            spo2=now[0],
            pr=now[1],
            pi=now[2],
            has_pi=True,
            exc=exc,
            alarm=_alarm_of(spo2, pr),
            serial=_SERIAL,
        )


def _alarm_of(spo2: int | None, pr: int | None) -> int:
    """ALARM bits of the oximeter's own limits."""
    bits = 0
    if spo2 is not None and spo2 < _LOW_SPO2:
        bits |= layout.SPO2_LOW
    if pr is not None and pr < _LOW_PR:
        bits |= layout.PR_LOW
    if pr is not None and pr > _HIGH_PR:
        bits |= layout.PR_HIGH
    return bits | layout.ALARM_ACTIVE if bits else 0
