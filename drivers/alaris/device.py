"""Alaris GH / CC, the device's end: answers the three queries as a pump beside the simulated patient.

Whatever else is asked, also a rate with a number to set, is not answered: this pump cannot be driven.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Device, Patient
from drivers.alaris import layout
from drivers.framing import ResyncBuffer

_ANSWERS_AFTER_S = 0.05


class AlarisDevice(Device):
    """A virtual pump.

    Args:
        serial: its serial number.
    """

    step_s = 0.05

    def __init__(self, *, serial: str = "8002-00001") -> None:
        self._serial = serial
        self._messages = ResyncBuffer(layout.next_message, Counters())
        self._requests: list[tuple[float, bytes]] = []

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host. One whose CRC is wrong is not answered."""
        self._requests += [(t, frame.body) for frame in self._messages.take(data, t)]

    def emit(self, patient: Patient, t: float) -> bytes:
        """Answers whose time has come."""
        out = bytearray()
        while self._requests and self._requests[0][0] + _ANSWERS_AFTER_S <= t:
            out += self._answer(self._requests.pop(0)[1], patient, t)
        return bytes(out)

    def _answer(self, request: bytes, patient: Patient, t: float) -> bytes:
        pump = patient.pump(t)
        answers = {
            layout.SERIAL: self._serial,
            layout.RATE: f"{pump.rate_ml_h:.2f}^ml/h",
            layout.VOLUME: f"{pump.volume_ml:.3f}^ml",
        }
        for name, answer in answers.items():
            if request == layout.seal(name):
                return layout.seal(f"{name}^{answer}")
        return b""
