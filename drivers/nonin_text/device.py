"""Nonin's printer text, the device's end: a header when it is switched on, then a line every second.
The text has no flags: without a usable pulse there are dashes.

Source: as `layout`; the wording of the header is our own, the manuals say only that it has time and date.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient
from drivers.display import MANNERS, Display, Shown
from drivers.nonin_text import layout
from drivers.nonin_text.protocol import RATE_HZ

_HEADER = b"12:03:44 11/25/18\r\n"
_SWITCHED_ON_S = 12 * 3600 + 3 * 60 + 44  # its clock, s since midnight


class NoninTextDevice(Device):
    """A virtual oximeter that needs no command.

    Args:
        clock: it prints the time in front of every line, as 9847 and 8600V do.
        marks: it ends every line with these of F, * and B.
    """

    step_s = 1 / RATE_HZ

    def __init__(self, *, clock: bool = False, marks: str = "") -> None:
        self._clock = clock
        self._marks = marks
        self._started_t: float | None = None
        self._sent = 0  # lines
        self._display = Display(MANNERS["nonin_text"])

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every line whose time has come."""
        lines: list[bytes] = []
        if self._started_t is None:
            self._started_t = t
            lines.append(_HEADER)
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            lines.append(layout.encode(self._line(self._display.follow(patient, at))))
            self._sent += 1
        return b"".join(lines)

    def _line(self, shown: Shown) -> layout.Line:
        clock = ""
        if self._clock:
            minutes, second = divmod(_SWITCHED_ON_S + self._sent, 60)
            clock = f"{minutes // 60 % 24:02}:{minutes % 60:02}:{second:02}"
        return layout.Line(
            spo2=None if shown.spo2 is None else max(1, min(100, round(shown.spo2))),
            hr=None if shown.pr is None else max(18, min(321, round(shown.pr))),
            marks=self._marks,
            clock=clock,
        )
