"""Contec V7.0, the device's end: answers the host and streams what the simulated patient has.

As the real one it streams only when told, falls silent about 30 s after the last keep-alive, shows the beat
bit in two packets per beat and says "no finger" with FF and 7F in the numbers. It has no flag for motion or low
perfusion: the signal strength tells of both. One segment is stored, of user 0:
every second since it was switched on; asked for that, it stops streaming and sends it, one reply after the other.

Source: as `layout` and `stored`. How fast stored packets come is not documented.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from bedside.driver_api import Counters, Device, Patient, Vitals
from drivers.contec_v7 import download, layout, stored
from drivers.contec_v7.protocol import RATE_HZ
from drivers.display import MANNERS, Display, Shown
from drivers.framing import ResyncBuffer
from drivers.kept_seconds import KeptSeconds

_SILENT_AFTER_S = 30.0
_BEAT_PACKETS = 2
_NO_FINGER_PLETH = 64
_SIGNAL_WITHOUT_FINGER = 4
_STORED_PACKETS_PER_S = 400.0
_STORED_AT_MOST_S = 24 * 3600
_RECORDING = 3
_ABOUT_SEGMENTS = (download.ASK_SEGMENTS, download.ASK_LENGTH, download.ASK_START, download.ASK_DATA)
_ASK_PI, _PI_SUPPORT = 0xAC, 0x0E


def _next_command(buffer: bytearray, place: int) -> int:
    """The first three bytes of a command; all nine where its parameters matter.

    The rest is padding, which some hosts leave out.
    """
    head = buffer[place : place + 3]
    if head[0] != layout.HOST or any(byte < 0x80 for byte in head[1:]):
        return -1
    if len(head) < 3:
        return 0
    if _code_of(head) not in _ABOUT_SEGMENTS:
        return 3
    return layout.next_packet(buffer, place)


def _code_of(command: bytes | bytearray) -> int:
    return (command[2] & 0x7F) | (command[1] & 1) << 7


class ContecV7Device(Device):
    """A virtual oximeter that calls itself what it is.

    Args:
        with_pi: the unit reports a perfusion index, as a CMS50H or CMS50I does.
        recording: it is recording: its segment cannot be fetched.
        clock: what its clock shows when it is switched on; None: it has none, as a CMS50D+.
    """

    step_s = 1 / RATE_HZ

    def __init__(
        self, *, with_pi: bool = True, recording: bool = False, clock: datetime | None = None
    ) -> None:
        self._with_pi = with_pi
        self._recording = recording
        self._clock = clock
        self._commands = ResyncBuffer(_next_command, Counters())
        self._replies = bytearray()
        self._started_t: float | None = None  # time of packet 0 of the running stream
        self._sent = 0  # packets of the running stream
        self._alive_t = 0.0
        self._display = Display(MANNERS["contec"])
        self._was_beat = False
        self._beat_left = 0  # packets that still carry the beat bit
        self._samples = KeptSeconds(
            columns=3, most=_STORED_AT_MOST_S
        )  # SpO2, PR, PI since it was switched on
        self._switched_on_t: float | None = None
        self._download: deque[bytes] = deque()  # packets still to be sent
        self._download_t = 0.0  # up to when they have been sent

    def feed(self, data: bytes, t: float) -> None:
        """Commands of the host."""
        for frame in self._commands.take(data, t):
            code = _code_of(frame.body)
            if code == layout.START_LIVE:
                self._alive_t = t
                if self._started_t is None:
                    self._download.clear()
                    self._started_t, self._sent = t, 0
            elif code == layout.KEEP_ALIVE:
                self._alive_t = t
            elif code in (layout.STOP_LIVE, layout.STOP_STORED):
                if code == layout.STOP_LIVE:
                    self._started_t = None
                else:
                    self._download.clear()
                self._replies += layout.packet_of(layout.FREE, b"")
            elif code == layout.ASK_MODEL:
                self._replies += layout.packet_of(layout.MODEL, b"\x00V7.0 s")
                self._replies += layout.packet_of(layout.MODEL, b"\xffim    ")
            elif code == layout.ASK_VENDOR:
                self._replies += layout.packet_of(layout.VENDOR, b"bedside")
            elif code == _ASK_PI:
                self._replies += layout.packet_of(_PI_SUPPORT, bytes((0 if self._with_pi else 1,)))
            elif code in _ABOUT_SEGMENTS:
                _, user, segment, *_ = layout.payload_of(frame.body)
                self._answer(code, user, segment, t)

    def _answer(self, code: int, user: int, segment: int, t: float) -> None:
        """A question about what is stored."""
        if code == download.ASK_SEGMENTS:
            count = 1 if user == 0 and self._samples else 0
            self._replies += layout.packet_of(stored.SEGMENTS, bytes((user, count)))
        elif code == download.ASK_LENGTH:
            size = stored.SAMPLE_BYTES[stored.STORED_PI if self._with_pi else stored.STORED]
            length = len(self._samples) * size if (user, segment) == (0, 0) else 0
            payload = bytes((user, segment)) + length.to_bytes(4, "little")
            self._replies += layout.packet_of(stored.SEGMENT_LENGTH, payload)
        elif code == download.ASK_START:
            now = self._clock
            date = (0, 0, 0, 0) if now is None else (now.year // 100, now.year % 100, now.month, now.day)
            time = (0, 0, 0, 0) if now is None else (now.hour, now.minute, now.second, 0)
            self._replies += layout.packet_of(stored.SEGMENT_DATE, bytes((user, segment, *date)))
            self._replies += layout.packet_of(stored.SEGMENT_TIME, bytes((user, segment, *time)))
        elif self._recording:
            self._replies += layout.packet_of(download.RESULT, bytes((code, _RECORDING)))
        elif (user, segment) == (0, 0):
            self._started_t = None
            samples = [stored.Sample(*row) for row in self._samples.rows()]
            self._download = deque(stored.encode_stored(samples, with_pi=self._with_pi))
            self._download_t = t

    def emit(self, patient: Patient, t: float) -> bytes:
        """Replies and every packet whose time has come."""
        out = bytearray(self._replies)
        self._replies.clear()
        while self._started_t is not None and (at := self._started_t + self._sent / RATE_HZ) <= t:
            if at - self._alive_t > _SILENT_AFTER_S:
                self._started_t = None
                break
            self._store(patient, at)
            out += layout.encode_live(self._live(*self._display.sample(patient, at)))
            self._sent += 1
        self._store(patient, t)
        while self._download and self._download_t + 1 / _STORED_PACKETS_PER_S <= t:
            out += self._download.popleft()
            self._download_t += 1 / _STORED_PACKETS_PER_S
        return bytes(out)

    def _store(self, patient: Patient, t: float) -> None:
        """Keep every second up to `t`."""
        if self._switched_on_t is None:
            self._switched_on_t = t
        while (at := self._switched_on_t + len(self._samples)) <= t and not self._samples.full:
            self._samples.append(*self._numbers(self._display.follow(patient, at)))

    def _numbers(self, shown: Shown) -> tuple[int | None, int | None, int | None]:
        """SpO2, PR and PI as this unit shows them."""
        pi = shown.pi if self._with_pi else None
        return (
            None if shown.spo2 is None else max(1, min(100, round(shown.spo2))),
            None if shown.pr is None else max(1, min(254, round(shown.pr))),
            None if pi is None else max(1, min(2200, round(pi * 100))),
        )

    def _live(self, vitals: Vitals, shown: Shown) -> layout.Live:
        if vitals.beat and not self._was_beat:
            self._beat_left = _BEAT_PACKETS
        self._was_beat = vitals.beat
        beat = self._beat_left > 0 and not shown.off
        self._beat_left = max(0, self._beat_left - 1)
        pleth = _NO_FINGER_PLETH if vitals.pleth is None else max(0, min(127, round(vitals.pleth * 127)))
        spo2, pr, pi = self._numbers(shown)
        return layout.Live(
            signal=_SIGNAL_WITHOUT_FINGER if shown.off else shown.strength,
            beat=beat,
            probe_error=shown.off,
            searching=shown.searching,
            search_long=shown.off or shown.search_long,
            pleth=pleth,
            bar=5 if vitals.pleth is None else pleth >> 3,
            pr=pr,
            spo2=spo2,
            pi=pi,
        )
