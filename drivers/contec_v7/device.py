"""Contec V7.0, the device's end: answers the host and streams what the simulated patient has.

As the real one it streams only when told, falls silent about 30 s after the last keep-alive, shows the beat
bit in two packets per beat and says "no finger" with FF and 7F in the numbers.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Device, Patient, Vitals
from drivers.contec_v7 import layout
from drivers.contec_v7.protocol import RATE_HZ
from drivers.framing import ResyncBuffer

_SILENT_AFTER_S = 30.0
_BEAT_PACKETS = 2
_NO_FINGER_PLETH = 64


def _next_command(buffer: bytearray, place: int) -> int:
    """The first three bytes of a command. The rest is padding, which some hosts leave out."""
    head = buffer[place : place + 3]
    if head[0] != layout.HOST or any(byte < 0x80 for byte in head[1:]):
        return -1
    return 3 if len(head) == 3 else 0


class ContecV7Device(Device):
    """A virtual oximeter that calls itself what it is.

    Args:
        with_pi: the unit reports a perfusion index, as a CMS50H or CMS50I does.
    """

    step_s = 1 / RATE_HZ

    def __init__(self, *, with_pi: bool = True) -> None:
        self._with_pi = with_pi
        self._commands = ResyncBuffer(_next_command, Counters())
        self._replies = bytearray()
        self._started_t: float | None = None  # time of packet 0 of the running stream
        self._sent = 0  # packets of the running stream
        self._alive_t = 0.0
        self._was_beat = False
        self._beat_left = 0  # packets that still carry the beat bit

    def feed(self, data: bytes, t: float) -> None:
        """Commands of the host."""
        for frame in self._commands.take(data, t):
            code = (frame.body[2] & 0x7F) | (frame.body[1] & 1) << 7
            if code == layout.START_LIVE:
                self._alive_t = t
                if self._started_t is None:
                    self._started_t, self._sent = t, 0
            elif code == layout.KEEP_ALIVE:
                self._alive_t = t
            elif code in (layout.STOP_LIVE, layout.STOP_STORED):
                if code == layout.STOP_LIVE:
                    self._started_t = None
                self._replies += layout.packet_of(layout.FREE, b"")
            elif code == layout.ASK_MODEL:
                self._replies += layout.packet_of(layout.MODEL, b"\x00V7.0 s")
                self._replies += layout.packet_of(layout.MODEL, b"\xffim    ")
            elif code == layout.ASK_VENDOR:
                self._replies += layout.packet_of(layout.VENDOR, b"bedside")

    def emit(self, patient: Patient, t: float) -> bytes:
        """Replies and every packet whose time has come."""
        out = bytes(self._replies)
        self._replies.clear()
        if self._started_t is None:
            return out
        packets: list[bytes] = []
        while (at := self._started_t + self._sent / RATE_HZ) <= t:
            if at - self._alive_t > _SILENT_AFTER_S:
                self._started_t = None
                break
            packets.append(layout.encode_live(self._live(patient.at(at))))
            self._sent += 1
        return out + b"".join(packets)

    def _live(self, vitals: Vitals) -> layout.Live:
        if vitals.beat and not self._was_beat:
            self._beat_left = _BEAT_PACKETS
        self._was_beat = vitals.beat
        beat = self._beat_left > 0 and vitals.probe_on
        self._beat_left = max(0, self._beat_left - 1)
        pleth = _NO_FINGER_PLETH if vitals.pleth is None else max(0, min(127, round(vitals.pleth * 127)))
        pi = vitals.pi if self._with_pi else None
        return layout.Live(
            signal=4 if vitals.searching or not vitals.probe_on else 6,
            beat=beat,
            probe_error=not vitals.probe_on,
            searching=vitals.searching,
            search_long=not vitals.probe_on,
            pleth=pleth,
            bar=5 if vitals.pleth is None else pleth >> 3,
            pr=None if vitals.pr is None else max(1, min(254, round(vitals.pr))),
            spo2=None if vitals.spo2 is None else max(1, min(100, round(vitals.spo2))),
            pi=None if pi is None else max(1, min(2200, round(pi * 100))),
        )
