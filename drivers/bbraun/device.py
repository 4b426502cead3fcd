"""B. Braun BCC, the device's end: a SpaceCom with one pump beside the simulated patient.

A reply to MEM:GET comes in two blocks, the second only after the first was acknowledged; a block that is not
acknowledged within a second is sent again, twice at most. Whatever else is asked is answered with an error.

Source: as `layout`; the times are assumed.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Device, Patient
from drivers.bbraun import layout
from drivers.framing import ResyncBuffer

_ANSWERS_AFTER_S = 0.1
_REPEATS_AFTER_S = 1.0
_TRIES = 3
_SPACECOM = "50100"
_PUMP = "50111"


class BraunDevice(Device):
    """A virtual SpaceCom.

    Args:
        bed: name of its bed.
        drug: name of the drug in the pump.
        stuffed: whether it is set to stuff its letters.
        pumps: how many pumps stand in the pillar, all alike.
    """

    step_s = 0.1

    def __init__(
        self, *, bed: str = "ComSystem", drug: str = "Ketamine 5 mg/ml", stuffed: bool = False, pumps: int = 1
    ) -> None:
        self._bed, self._drug, self._stuffed, self._pumps = bed, drug, stuffed, pumps
        self._frames = ResyncBuffer(layout.next_frame, Counters())
        self._requests: list[tuple[float, str]] = []
        self._blocks: list[bytes] = []  # the first was sent and waits for its acknowledgement
        self._send_at = 0.0
        self._tries = 0

    def feed(self, data: bytes, t: float) -> None:
        """Requests and acknowledgements of the host."""
        for frame in self._frames.take(data, t):
            if frame.body[0] == layout.ACK:
                if self._tries:
                    self._blocks, self._tries, self._send_at = self._blocks[1:], 0, t
                continue
            message = layout.decode(frame.body)
            if message is not None:
                self._requests.append((t, message.info))

    def emit(self, patient: Patient, t: float) -> bytes:
        """Blocks whose time has come."""
        while self._requests and self._requests[0][0] + _ANSWERS_AFTER_S <= t:
            self._blocks = self._answer(self._requests.pop(0)[1], patient, t)
            self._send_at, self._tries = t, 0
        if not self._blocks or t < self._send_at:
            return b""
        if self._tries == _TRIES:
            self._blocks, self._tries = [], 0
            return b""
        self._tries += 1
        self._send_at = t + _REPEATS_AFTER_S
        return self._blocks[0]

    def _answer(self, info: str, patient: Patient, t: float) -> list[bytes]:
        seconds = int(max(0.0, t))
        if info == layout.ALIVE:
            return [self._frame(layout.encode_quadruples(seconds, _SPACECOM, [("GNACK", "0")]))]
        if info != layout.READ_ALL:
            return [self._frame(layout.encode_quadruples(seconds, _SPACECOM, [("GNERR", "1")]))]
        pump = patient.pump(t)
        rate = f"{pump.rate_ml_h:.2f}"
        values = [
            (layout.RATE, rate),
            (layout.DELIVERED, rate if pump.running else "0.00"),
            (layout.VOLUME, f"{pump.volume_ml:.2f}"),
            (layout.PUMPING, "1" if pump.running else "0"),
            (layout.DRUG, self._drug),
            ("INA5", layout.NO_VALUE),
        ]
        texts = [layout.encode_quadruples(seconds, str(int(_PUMP) + n), values) for n in range(self._pumps)]
        own = layout.encode_quadruples(seconds, _SPACECOM, [("FMNOR", "1"), ("FMSTAT", "0")])
        return [self._frame(own, last=False), self._frame(chr(layout.RS).join(texts))]

    def _frame(self, info: str, *, last: bool = True) -> bytes:
        return layout.encode(self._bed, info, last=last, stuffed=self._stuffed)
