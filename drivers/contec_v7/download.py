"""Contec V7.0: the conversation that fetches what an oximeter has stored. Pure, like a protocol.

    stop both modes → segments (A3) → length (A4) → start (A5) → send (A6) … 0F or 09 … → stop (A7)

Nothing but stop commands is sent while the packets come, no keep-alive either. Questions that a device leaves
open are passed over: only the packets themselves are needed. Nothing is deleted or set, ever.

Source: as `stored`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bedside.driver_api import Counters, Due
from bedside.vitals.readings import Reading
from drivers.contec_v7 import layout, stored
from drivers.contec_v7.protocol import HOLD_S
from drivers.framing import ResyncBuffer

ASK_SEGMENTS = 0xA3
ASK_LENGTH = 0xA4
ASK_START = 0xA5
ASK_DATA = 0xA6
RESULT = 0x0B  # command, reason

_TRIES = 2
_ANSWER_S = 1.0
_SILENT_S = 2.0  # the packets have ended
_RECORDING = (0x03, 0x05)
_MOST_SAMPLES = 7 * 24 * 3600  # of any oximeter; a longer announcement is not believed


class _Stage(Enum):
    OPENED = auto()
    STOPPING = auto()
    ASKING = auto()
    DATA = auto()
    ENDING = auto()  # the last stop command is still to be sent
    ENDED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A downloaded segment."""

    start: datetime | None  # by the device's clock, for a note only; None: it has no clock
    samples: tuple[stored.Sample, ...]  # one per second
    with_pi: bool
    complete: bool  # as long as announced, and no byte was lost on the way

    def readings(self) -> list[Reading]:
        """Numbers, `t` from the first second on, s."""
        return stored.readings_of(self.samples, with_pi=self.with_pi)


def ask(code: int, user: int, segment: int) -> bytes:
    """A command about one segment, 9 bytes."""
    return layout.packet_of(layout.HOST, bytes((code, user, segment, 0, 0, 0, 0)))


class Download:
    """Fetches one segment. Feed it and ask `due` as one does with a `Protocol`, until `done`.

    Args:
        user: of the oximeter's users, from 0.
        segment: of that user's segments, from 0.
    """

    def __init__(self, user: int = 0, segment: int = 0) -> None:
        self.counters = Counters()
        self.result: StoredRecord | None = None
        self.refusal: str | None = None  # why there is no result, in a sentence
        self.segments: int | None = None  # of this user, as far as it is known
        self._which = (user, segment)
        self._packets = ResyncBuffer(layout.next_packet, self.counters, starts=layout.STARTS, hold_s=HOLD_S)
        self._stage = _Stage.OPENED
        self._stopped = 0  # stop commands the device has confirmed
        self._questions = [ASK_SEGMENTS, ASK_LENGTH, ASK_START]  # not yet answered
        self._tries = 0
        self._wait_until = 0.0
        self._date: bytes | None = None
        self._time: bytes | None = None
        self._bytes: int | None = None  # announced
        self._kind: int | None = None
        self._samples: list[stored.Sample] = []
        self._bad_before = 0

    @property
    def done(self) -> bool:
        """Whether there is a result or a refusal and everything has been sent."""
        return self._stage is _Stage.ENDED

    @property
    def progress(self) -> float:
        """Part that has arrived, 0…1; 0 while the length is not known."""
        if self.result is not None:
            return 1.0
        expected = self._expected()
        return min(1.0, len(self._samples) / expected) if expected else 0.0

    def feed(self, data: bytes, t: float) -> None:
        """Bytes of the device, any slice, also none."""
        for frame in self._packets.take(data, t):
            self._read(frame.body, t)

    def finish(self, t: float) -> None:
        """No more bytes come: the port is closed."""
        for frame in self._packets.finish():
            self._read(frame.body, t)
        if self._stage is _Stage.DATA:
            self._end()
        elif self._stage not in (_Stage.ENDING, _Stage.ENDED):
            self._refuse("The oximeter was disconnected before it sent anything: connect it and try again.")
        self._stage = _Stage.ENDED

    def due(self, t: float) -> Due:
        """Bytes to send now and when to ask again."""
        send = b""
        if self._stage is _Stage.OPENED:
            send = layout.command(layout.STOP_LIVE) + layout.command(layout.STOP_STORED)
            self._stage, self._wait_until = _Stage.STOPPING, t + _ANSWER_S
        elif self._stage is _Stage.STOPPING and (self._stopped >= 2 or t >= self._wait_until):
            self._stage, self._tries = _Stage.ASKING, 0
        if self._stage is _Stage.ASKING:
            send += self._next_question(t)
        elif self._stage is _Stage.DATA and t >= self._wait_until:
            if self._samples or self._tries >= _TRIES:
                self._end()
            else:
                send += self._ask_data(t)
        if self._stage is _Stage.ENDING:
            send += layout.command(layout.STOP_STORED)
            self._stage = _Stage.ENDED
        if self._stage is _Stage.ENDED:
            return Due(send, None)
        held = self._packets.deadline
        return Due(send, self._wait_until if held is None else min(self._wait_until, held))

    def _next_question(self, t: float) -> bytes:
        if self._tries and t < self._wait_until:
            return b""
        if self._questions and self._tries >= _TRIES:
            self._answered(self._questions[0])  # it leaves this one open
        if not self._questions:
            self._stage, self._tries = _Stage.DATA, 0
            self._bad_before = self.counters.bad_frames
            return self._ask_data(t)
        self._tries += 1
        self._wait_until = t + _ANSWER_S
        return ask(self._questions[0], *self._which)

    def _ask_data(self, t: float) -> bytes:
        self._tries += 1
        self._wait_until = t + _SILENT_S
        return ask(ASK_DATA, *self._which)

    def _answered(self, question: int) -> None:
        if self._stage is _Stage.ASKING and self._questions[:1] == [question]:
            del self._questions[0]
            self._tries = 0

    def _expected(self) -> int | None:
        """Seconds, as announced; the size of one is known from the first packet on."""
        if self._bytes is None or self._kind is None:
            return None
        return self._bytes // stored.SAMPLE_BYTES[self._kind]

    def _read(self, packet: bytes, t: float) -> None:
        kind = packet[0]
        payload = layout.payload_of(packet)
        if kind == layout.FREE:
            self._stopped += 1
        elif kind == RESULT:
            self._read_result(payload[0], payload[1])
        elif kind in stored.SAMPLE_BYTES:
            self._collect(packet, t)
        elif self._stage is not _Stage.ASKING:
            return
        elif kind == stored.SEGMENTS and payload[0] == self._which[0]:
            self.segments = payload[1]
            if self.segments == 0:
                self._refuse("The oximeter has nothing stored: make a record on it first.")
            elif self._which[1] >= self.segments:
                self._refuse(f"The oximeter has {self.segments} stored records only: choose one of them.")
            else:
                self._answered(ASK_SEGMENTS)
        elif tuple(payload[:2]) == self._which:
            if kind == stored.SEGMENT_LENGTH:
                self._read_length(stored.length_of(packet))
            elif kind == stored.SEGMENT_DATE:
                self._date = payload[2:6]
            elif kind == stored.SEGMENT_TIME:
                self._time = payload[2:5]
                self._answered(ASK_START)

    def _read_length(self, length: int) -> None:
        if length == 0:
            self._refuse("This stored record is empty: choose another.")
        elif length <= 4 * _MOST_SAMPLES:
            self._bytes = length
            self._answered(ASK_LENGTH)

    def _read_result(self, command: int, reason: int) -> None:
        if self._stage not in (_Stage.ASKING, _Stage.DATA) or reason == 0:
            return
        if reason == 0x03 or (command == ASK_DATA and reason in _RECORDING):
            self._refuse("The device is recording: end the recording on the device first.")
        elif command == ASK_DATA:
            self._refuse(
                f"The oximeter refuses to send this record (reason {reason:02X}): look at its screen."
            )
        else:
            self._answered(command)

    def _collect(self, packet: bytes, t: float) -> None:
        if self._stage is not _Stage.DATA:
            return  # left over from a download before
        if self._kind is None:
            self._kind = packet[0]
        if packet[0] != self._kind:
            return
        self._wait_until = t + _SILENT_S
        self._samples += stored.decode_stored(packet)
        expected = self._expected()
        if len(self._samples) >= (_MOST_SAMPLES if expected is None else expected):
            self._end()

    def _end(self) -> None:
        if not self._samples:
            self._refuse("The oximeter does not send its record: switch it on, connect it, and try again.")
            return
        expected = self._expected()
        damaged = self.counters.bad_frames != self._bad_before
        self.result = StoredRecord(
            start=_start_of(self._date, self._time),
            samples=tuple(self._samples[:expected]),
            with_pi=self._kind == stored.STORED_PI,
            complete=expected is not None and len(self._samples) >= expected and not damaged,
        )
        self._stage = _Stage.ENDING

    def _refuse(self, sentence: str) -> None:
        self.refusal = sentence
        self._stage = _Stage.ENDING


def _start_of(date: bytes | None, time: bytes | None) -> datetime | None:
    """Century, year, month, day and hour, minute, second; None for a device without a clock, which sends zeros."""
    if date is None or time is None:
        return None
    try:
        return datetime(date[0] * 100 + date[1], date[2], date[3], time[0], time[1], time[2])
    except ValueError:
        return None
