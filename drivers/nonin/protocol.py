"""Nonin oximeters, the host's end: Data Formats 1, 2, 7, 8 and 13, whichever comes.

How the data format is chosen on the device is not always known, so it is found from the stream. Every format has
its reader, and one of them is believed. While that is format 2 or 7 and runs, the others rest; once it stops
running they get the newest bytes again. At first format 2 is believed, so that nothing of it is lost. When the
believed one meets bytes that are not its own, the first other that is proven takes over: 5 frames of format 2, a
whole packet of 25 of format 7, one packet of format 13; 3 groups of formats 1 and 8 that agree, or 10 on a line
that has brought frames with a checksum. A device that is switched to another format is found again in the same way.

Nothing is sent, with one exception: to an oximeter that has sent a packet of format 13 (one value for each
finger: no monitoring) within the first 5 s, once, the command for format 2.

Survives: any cut of the stream; lost, inserted and flipped bytes (in formats 2 and 7 at most one packet's numbers
are lost); reserved fields and bits with anything in them; any format after any other.

Source: "Nonin 9560 Bluetooth Specification".
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.readings import Reading
from drivers.framing import Frame
from drivers.nonin import spot
from drivers.nonin.readers import (
    GROUPS_AGAINST_FRAMES,
    HOLD_S,
    RATE_HZ,
    GroupReader,
    PacketReader,
    Reader,
    SpotReader,
)

__all__ = ("RATE_HZ", "NoninProtocol")

_SETTABLE_S = 5.0  # after the connection the oximeter takes no command for its format
_KEPT = 40  # bytes; a packet of format 13 is shorter
_SLICE = 20  # bytes that a proven format gets at once; the choice is looked at between slices
_SPOT_FOUND = (
    "This Nonin is set to spot checks (Data Format 13): it sends one value for each finger "
    "and does not monitor. "
)
_ASKED = (
    "bedside has asked it to send Data Format 2: if no pleth comes, set it to Data Format 2 or 8 "
    "with Nonin's software."
)
_TOO_LATE = (
    "Connect it anew so that bedside can switch it within the first 5 s, or set it to Data Format 2 or 8 "
    "with Nonin's software."
)


class NoninProtocol(Protocol):
    """Reads the stream. `counters.frames` counts frames: 75 a second, one a second or one for each finger."""

    hold_s = HOLD_S

    def __init__(self) -> None:
        self.counters = Counters()
        self._spot = SpotReader()
        sealed = (PacketReader(2), PacketReader(7), self._spot)
        self._unsealed = (GroupReader(8), GroupReader(1))
        self._readers: tuple[Reader, ...] = (*sealed, *self._unsealed)
        self._sealed = len(sealed)  # those with a checksum come first
        self._streaming = 2  # of them those that are in no doubt once they run: formats 2 and 7
        self._believed = 0  # which of them
        self._bad_frames = 0  # of that one, as counted
        self._thrown_bytes = 0
        self._left = 0  # bytes to the end of the running slice
        self._alone = False  # the believed one is certain: the others rest
        self._kept = b""  # the newest bytes, for when they are woken
        self._held_at: float | None = None  # when the first frame that is held will be given out, s
        self._joined = False  # the next bytes may have followed at once
        self._opened_t: float | None = None
        self._command = b""  # waits to be sent
        self._notices: list[str] = []

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        if self._opened_t is None:
            self._opened_t = t
        # Frames that the quiet has confirmed come first: whether somebody called at the deadline changes nothing.
        readings: list[Reading] = []
        joined, self._joined = self._joined and bool(data), False
        if self._held_at is not None and t >= self._held_at and not joined:
            if self._alone:
                readings = self._read_alone(self._readers[self._believed].take(b"", t))
            else:
                found = [reader.take(b"", t) for reader in self._readers]
                if any(found):
                    readings = self._read(found, choose=True)
        place = 0
        while place < len(data):
            if not self._left:
                # Ends of slices depend on the stream alone, never on how it was cut, and so does each choice.
                self._begin_slice(t)
            piece = data[place : place + self._left]
            place += len(piece)
            self._left -= len(piece)
            if self._alone:
                self._kept = (self._kept + piece)[-_KEPT:]
                readings += self._read_alone(self._readers[self._believed].take(piece, t))
            else:
                readings += self._read(
                    [reader.take(piece, t) for reader in self._readers], choose=not self._left
                )
        if self._alone:  # who rests holds nothing
            self._held_at = self._readers[self._believed].deadline
        else:
            deadlines = [at for reader in self._readers if (at := reader.deadline) is not None]
            self._held_at = min(deadlines, default=None)
        return readings

    def _begin_slice(self, t: float) -> None:
        """How many bytes are read next, and by whom."""
        certain = self._readers[self._believed].proven
        self._left = _SLICE if certain else 1
        alone = certain and self._believed < self._streaming
        others = [reader for number, reader in enumerate(self._readers) if number != self._believed]
        if alone and not self._alone:
            for reader in others:
                reader.rest()
        elif self._alone and not alone:
            for reader in others:
                reader.take(self._kept, t)
            self._kept = b""
        self._alone = alone

    def keep_holding(self) -> None:
        """See `Protocol.keep_holding`."""
        self._joined = True
        for reader in self._readers:
            reader.keep_holding()

    def finish(self, t: float) -> list[Reading]:
        """Readings of the frame that waited for its confirmation."""
        return self._read([reader.finish() for reader in self._readers], choose=True)

    def due(self, t: float) -> Due:
        """The command for format 2 where it is due; a held frame has a deadline."""
        if self._opened_t is None:
            self._opened_t = t
        send, self._command = self._command, b""
        if not self._settable(t):
            send = b""
        return Due(send, self._held_at)

    def take_notices(self) -> list[str]:
        """That the oximeter is set to spot checks, once each time it is found so; see `Protocol.take_notices`."""
        notices, self._notices = self._notices, []
        return notices

    def _read(self, found: list[list[Frame]], *, choose: bool) -> list[Reading]:
        """Readings of what each reader has found in the same bytes."""
        believed = self._readers[self._believed]
        readings = self._read_alone(found[self._believed])
        if any(found[: self._sealed]):
            for group_reader in self._unsealed:
                group_reader.proof = GROUPS_AGAINST_FRAMES
        if choose and not believed.proven:
            for number, reader in enumerate(self._readers):
                if reader.proven and reader.newest is not None:
                    return readings + self._believe(number, reader.newest)
        return readings

    def _read_alone(self, frames: list[Frame]) -> list[Reading]:
        """Readings of what the believed reader has found; there is nothing to choose while the others rest."""
        believed = self._readers[self._believed]
        seen, counters = believed.counters, self.counters
        readings: list[Reading] = []
        for frame in frames:
            counters.frames += 1
            readings += believed.decode(frame)
        if seen.thrown_bytes != self._thrown_bytes:  # a stretch that was thrown away has bytes
            counters.bad_frames += seen.bad_frames - self._bad_frames
            self._bad_frames = seen.bad_frames
            counters.thrown_bytes += seen.thrown_bytes - self._thrown_bytes
            self._thrown_bytes = seen.thrown_bytes
        return readings

    def _believe(self, number: int, newest: Frame) -> list[Reading]:
        """Another format is proven: its readings are told from the frame on that proved it."""
        reader = self._readers[number]
        self._believed = number
        self._bad_frames = reader.counters.bad_frames
        self._thrown_bytes = reader.counters.thrown_bytes
        self.counters.frames += 1
        reader.begin()
        if reader is self._spot:
            self._found_spot(newest.t)
        return reader.decode(newest)

    def _found_spot(self, t: float) -> None:
        settable = self._settable(t)
        if settable:
            self._command = spot.set_format(2)
        self._notices.append(_SPOT_FOUND + (_ASKED if settable else _TOO_LATE))

    def _settable(self, t: float) -> bool:
        return self._opened_t is not None and t - self._opened_t < _SETTABLE_S
