"""Finding frames in a stream of bytes: the resync buffer and the checksums. Drivers share this and `drivers.steady`.

A protocol gives its *rule*: what stands at a place of the buffer, a frame, too few bytes to say, or nothing.
Where the protocol has no checksum worth the name, a frame is believed only when it is known to *end* there:

    01 E0 84 93 92 BC E3 FF FF | 01 …      the next byte starts a frame: confirmed
    01 E0 84 93 7F…                        the rule itself sees that this is broken
    01 E0 84 93 AA 92 BC E3 FF | FF        a byte slipped in: the next byte starts nothing, so dropped

or when the line then stays quiet for `hold_s`. What was begun and not ended is thrown away after `quiet_s`, where a
driver asks for it: half a line, however old, would otherwise be joined with the next one. The result never depends
on how the stream was cut into pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from typing import Final, NamedTuple

from bedside.driver_api import Counters

BEGUN_S: Final = 3.0
"""`quiet_s` of lines and records of text: their bytes follow one another within milliseconds. A plain recording of a
device that speaks once a minute is played at its mean pace, a byte a second."""

_LINE_ENDS = frozenset(b"\r\n")
_READABLE = re.compile(rb"[\x20-\x7e\t]*")

Rule = Callable[[bytearray, int], int]
"""`rule(buffer, place)`: n > 0 a frame of n bytes stands there, 0 more bytes are needed, n < 0 skip -n bytes.

A rule may look only at bytes the frame itself has, so that later bytes never change what it said.
"""


class Frame(NamedTuple):
    """A whole frame as it came over the wire."""

    t: float  # s, when its last byte arrived
    body: bytes
    after_gap: bool  # bytes had to be thrown away between the frame before and this one


class ResyncBuffer:
    """Cuts a stream into frames and finds the way back after bad bytes.

    It keeps no more than one frame and the beginning of another between two calls, provided that the rule
    asks for a bounded number of bytes.

    Args:
        rule: what stands at a place of the buffer.
        counters: its `bad_frames` counts stretches that had to be thrown away.
        starts: bytes that may begin a frame; None: frames need no confirmation of their end.
        hold_s: a line that is quiet for so long confirms the end too, s.
        quiet_s: after so long without a byte the beginning of a frame can have no honest end any more and is thrown
            away, s; None: it waits for ever.
    """

    def __init__(
        self,
        rule: Rule,
        counters: Counters,
        *,
        starts: Set[int] | None = None,
        hold_s: float = 0.0,
        quiet_s: float | None = None,
    ) -> None:
        self._rule = rule
        self._counters = counters
        self._starts = starts
        self._hold_s = hold_s
        self._quiet_s = quiet_s
        self._pending = bytearray()
        self._held = 0  # length of the frame at the front that waits for its confirmation
        self._held_t = 0.0
        self._heard_t = 0.0  # of the newest byte
        self._in_gap = False
        self._joined = False  # the next bytes may have followed at once

    @property
    def deadline(self) -> float | None:
        """When a held frame is given out, or a begun one thrown away, if the line stays quiet, s; None: neither."""
        if self._held:
            return self._held_t + self._hold_s
        if self._pending and self._quiet_s is not None:
            return self._heard_t + self._quiet_s
        return None

    def keep_holding(self) -> None:
        """The next bytes decide over the frame that is held, however late they are fetched."""
        self._joined = bool(self._held)

    def take(self, data: bytes, t: float) -> list[Frame]:
        """Frames confirmed by `data`, or by the quiet before `t`, s; oldest first."""
        frames: list[Frame] = []
        if self._held:
            joined, self._joined = self._joined and bool(data), False
            if not joined and t >= self._held_t + self._hold_s:
                self._release(frames)
        elif self._pending and self._quiet_s is not None and t >= self._heard_t + self._quiet_s:
            self._throw_away(len(self._pending))
            self._pending.clear()
        if not data:
            return frames
        self._heard_t = t
        buffer, rule, starts = self._pending, self._rule, self._starts
        held_t = self._held_t if self._held else t
        self._held = 0
        buffer += data
        size = len(buffer)
        place = 0
        while place < size:
            step = rule(buffer, place)
            if step == 0:
                break
            if step > 0:
                end = place + step
                if starts is not None:
                    if end == size:
                        self._held = step
                        self._held_t = held_t if place == 0 else t
                        break
                    if buffer[end] not in starts:
                        step = -1  # it did not end there: look for a frame inside it
            if step > 0:
                frames.append(Frame(held_t, bytes(buffer[place:end]), self._in_gap))
                self._in_gap = False
                place = end
            else:
                self._throw_away(-step)
                place -= step
            held_t = t
        if place:
            del buffer[:place]
        return frames

    def finish(self) -> list[Frame]:
        """The frame that is held, now that no more bytes come; a frame that is not whole is forgotten."""
        frames: list[Frame] = []
        if self._held:
            self._release(frames)
        self._pending.clear()
        return frames

    def _throw_away(self, size: int) -> None:
        if not self._in_gap:
            self._in_gap = True
            self._counters.bad_frames += 1
        self._counters.thrown_bytes += size

    def _release(self, frames: list[Frame]) -> None:
        frames.append(
            Frame(self._held_t, bytes(self._pending), self._in_gap)
        )  # it ends with the bytes there are
        self._pending.clear()
        self._in_gap = False
        self._held = 0


def packets_in(data: bytes, rule: Rule, starts: Set[int]) -> list[bytes]:
    """All packets of some bytes that end where the next one starts, or with the bytes."""
    buffer = bytearray(data)
    packets: list[bytes] = []
    place = 0
    while place < len(buffer):
        step = rule(buffer, place)
        if step == 0:
            break
        end = place + step
        if step > 0 and (end == len(buffer) or buffer[end] in starts):
            packets.append(bytes(buffer[place:end]))
            place = end
        else:
            place += 1
    return packets


def text_lines(longest: int) -> Rule:
    """Rule for lines of printable ASCII that end with CR, LF or both, whichever come; empty lines are frames too.

    Whatever is not printable is thrown away with all of its line in front of it; a line longer than `longest`
    characters loses its beginning.
    """

    def next_line(buffer: bytearray, place: int) -> int:
        match = _READABLE.match(buffer, place)
        end = match.end() if match else place
        if end < len(buffer) and buffer[end] not in _LINE_ENDS:
            return place - end - 1
        if end - place > longest:  # all of its beginning at once: noise may be one endless line
            return longest - (end - place)
        return end + 1 - place if end < len(buffer) else 0

    return next_line


def may_be_text(data: bytes) -> bool:
    """Whether these may be lines a person could read, a few damaged bytes aside: at a wrong speed they are not."""
    readable = sum(0x20 <= byte < 0x7F or byte in b"\r\n\t" for byte in data)
    return len(data) - readable <= 2 + len(data) // 10


def sum8(data: bytes | bytearray) -> int:
    """Sum of all bytes, modulo 256."""
    return sum(data) & 0xFF


def dinamap_checksum(text: bytes | bytearray) -> bytes:
    """Two checksum characters of a DINAMAP message, each 20h to 5Fh (so the last may be a blank).

    Args:
        text: the message from its leading blank to its last argument.
    Source: GE DinaWin.dll 1.2.0.3 message texts; TK-BP's implementation of the same sum.
    """
    total = 0
    for byte in text:
        total += byte - 0x20 + 1
        if total > 0xFFF:
            total -= 0xFFF
    # a byte below 20h is never part of a message; the mask keeps garbage inside two characters
    return bytes((0x20 + (total >> 6 & 0x3F), 0x20 + (total & 0x3F)))
