"""BCI five-byte packets, the device's end: streams what the simulated patient has, from its first moment on.

As the real one it says "no finger" with its bit, FF and 7F and a signal strength of 15, and sends a pleth of 0
when it has none. It has no flag for motion or low perfusion: the signal strength tells of both, and "no signal" of a
pulse that has been lost.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient, Vitals
from drivers.bci import layout
from drivers.bci.protocol import RATE_HZ
from drivers.display import MANNERS, Display, Shown

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
        self._display = Display(MANNERS["bci"])
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
            packets.append(layout.encode_live(self._packet(*self._display.sample(patient, at))))
            self._sent += 1
        return b"".join(packets)

    def _packet(self, vitals: Vitals, shown: Shown) -> layout.Live:
        if self._unplugged:
            return layout.Live(0, False, True, True, None, 0, False, False, None, None)
        if vitals.beat and not self._was_beat:
            self._beat_left = _BEAT_PACKETS
        self._was_beat = vitals.beat
        beat = self._beat_left > 0 and not shown.off
        self._beat_left = max(0, self._beat_left - 1)
        pleth = None if vitals.pleth is None else max(1, min(100, 1 + round(vitals.pleth * 99)))
        return layout.Live(
            signal=_SIGNAL_WITHOUT_FINGER if shown.off else shown.strength,
            beat=beat,
            no_signal=shown.searching and shown.no_pulse,
            unplugged=False,
            pleth=pleth,
            bar=0 if pleth is None else 1 + pleth * 14 // 100,
            no_finger=shown.off,
            searching=shown.searching,
            pr=None if shown.pr is None else max(1, min(254, round(shown.pr))),
            spo2=None if shown.spo2 is None else max(1, min(100, round(shown.spo2))),
        )
