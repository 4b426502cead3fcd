"""A virtual Rad-8 set to ASCII 1: one line a second from its first moment on.

When the finger leaves it prints the last numbers once more, with the sensor-off bit, before the dashes. While it
searches for a pulse that it has lost it goes on with the last numbers for a while; motion shows as a low signal IQ.
Its own limits stand at SpO2 90 % and PR 50–140 /min.

Source: as `layout`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import Device, Patient
from drivers.display import Display, Shown, masimo
from drivers.masimo import layout
from drivers.masimo.protocol import RATE_HZ

_CLOCK = datetime(2026, 1, 1)  # at the first line
_SERIAL = "0000012345"
_LOW_SPO2 = 90  # %
_LOW_PR, _HIGH_PR = 50, 140  # /min


class MasimoDevice(Device):
    """A virtual oximeter that needs no command.

    Args:
        averaging_s: as set in its menu, 2 to 16 s.
    Raises:
        ValueError: its menu has no such time.
    """

    step_s = 0.1

    def __init__(self, *, averaging_s: float = 8.0) -> None:
        self._display = Display(masimo(averaging_s))
        self._started_t: float | None = None
        self._sent = 0  # lines

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every line whose time has come."""
        if self._started_t is None:
            self._started_t = t
        lines: list[bytes] = []
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            lines.append(layout.encode(self._line(self._display.follow(patient, at))))
            self._sent += 1
        return b"".join(lines)

    def _line(self, shown: Shown) -> layout.Line:
        spo2 = None if shown.spo2 is None else max(1, min(100, round(shown.spo2)))
        pr = None if shown.pr is None else max(25, min(240, round(shown.pr)))
        pi = None if shown.pi is None else max(0.02, min(20.0, shown.pi))
        exc = layout.SET
        for bit, there in (
            (layout.SENSOR_OFF, shown.off),
            (layout.PULSE_SEARCH, shown.searching),
            (layout.LOW_PERFUSION, shown.weak),
            (layout.LOW_SIGNAL_IQ, shown.artefact),
        ):
            exc |= bit if there else 0
        stamp = _CLOCK + timedelta(seconds=self._sent / RATE_HZ)
        return layout.Line(
            stamp=f"{stamp:%m/%d/%y %H:%M:%S}",
            trend=False,
            spo2=spo2,
            pr=pr,
            pi=pi,
            has_pi=True,
            exc=exc,
            alarm=_alarm_of(spo2, pr) if shown.current else 0,
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
