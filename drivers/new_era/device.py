"""New Era NE-1000, the device's end: answers RAT and DIS as a pump with address 0 beside the simulated patient.

Anything else, also RAT with an argument, is refused here: this pump cannot be driven over the line.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Device, Patient
from drivers.framing import ResyncBuffer, text_lines
from drivers.new_era import layout

_ANSWERS_AFTER_S = 0.02
_LONGEST_LINE = 64


class NewEraDevice(Device):
    """A virtual pump.

    Args:
        alarm: letter of an alarm that its first reply reports, e.g. "R" after the power was lost; "": none.
    """

    step_s = 0.02

    def __init__(self, *, alarm: str = "") -> None:
        self._alarm = alarm
        self._lines = ResyncBuffer(text_lines(_LONGEST_LINE), Counters())
        self._requests: list[tuple[float, bytes]] = []

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host."""
        self._requests += [(t, frame.body.strip()) for frame in self._lines.take(data, t)]

    def emit(self, patient: Patient, t: float) -> bytes:
        """Answers whose time has come."""
        out = bytearray()
        while self._requests and self._requests[0][0] + _ANSWERS_AFTER_S <= t:
            out += self._answer(self._requests.pop(0)[1], patient, t)
        return bytes(out)

    def _answer(self, request: bytes, patient: Patient, t: float) -> bytes:
        pump = patient.pump(t)
        if self._alarm:
            alarm, self._alarm = self._alarm, ""
            return layout.encode(f"A?{alarm}")
        state = layout.INFUSING if pump.running else "S"
        if request == b"RAT":
            return layout.encode(state, layout.encode_rate(pump.rate_ml_h))
        if request == b"DIS":
            return layout.encode(state, layout.encode_volume(pump.volume_ml))
        return layout.encode(state, "?" if request else "")
