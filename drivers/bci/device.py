"""BCI five-byte packets, the device's end: streams what the simulated patient has, from its first moment on.

As the real one it says "no finger" with its bit, FF and 7F and a signal strength of 15, and sends a pleth of 0
when it has none.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient, Vitals
from drivers.bci import layout
from drivers.bci.protocol import RATE_HZ

_BEAT_PACKETS = 2
_SIGNAL_WITHOUT_FINGER = 15


class BciDevice(Device):
    """A virtual oximeter that needs no command and has no name: the protocol has neither.

    Args:
        unplugged: its probe is not plugged in.
    """

    step_s = 1 / RATE_HZ

    def __init__(self, *, unplugged: bool = False) -> None:
        self._unplugged = unplugged
        self._started_t: float | None = None
        self._sent = 0  # packets
        self._was_beat = False
        self._beat_left = 0  # packets that still carry the beat bit

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every packet whose time has come."""
        if self._started_t is None:
            self._started_t = t
        packets: list[bytes] = []
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            packets.append(layout.encode_live(self._packet(patient.at(at))))
            self._sent += 1
        return b"".join(packets)

    def _packet(self, vitals: Vitals) -> layout.Live:
        if self._unplugged:
            return layout.Live(0, False, True, True, None, 0, False, False, None, None)
        if vitals.beat and not self._was_beat:
            self._beat_left = _BEAT_PACKETS
        self._was_beat = vitals.beat
        beat = self._beat_left > 0 and vitals.probe_on
        self._beat_left = max(0, self._beat_left - 1)
        pleth = None if vitals.pleth is None else max(1, min(100, 1 + round(vitals.pleth * 99)))
        return layout.Live(
            signal=_SIGNAL_WITHOUT_FINGER if not vitals.probe_on else 4 if vitals.searching else 7,
            beat=beat,
            no_signal=False,
            unplugged=False,
            pleth=pleth,
            bar=0 if pleth is None else 1 + pleth * 14 // 100,
            no_finger=not vitals.probe_on,
            searching=vitals.searching,
            pr=None if vitals.pr is None else max(1, min(254, round(vitals.pr))),
            spo2=None if vitals.spo2 is None else max(1, min(100, round(vitals.spo2))),
        )
