"""The newest bytes of a device, with what was made of them, for whoever wants to look. Bounded; from any thread."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from bedside.vitals.readings import Reading

KEPT_PIECES: Final = 2_000  # half a minute of the fastest device, many minutes of most
KEPT_BYTES: Final = 256 * 1024
READ_PIECES: Final = 200  # of them keep their readings while nobody looks: objects that live long cost every
LOOKED_PIECES: Final = 1_000  # collection of garbage; whoever asked lately finds all readings
SOON_S: Final = 0.05  # a protocol that holds a frame back decides within this that the line is quiet


class RawPiece(NamedTuple):
    """What one read brought, or one write sent."""

    number: int  # counted from 1 since the device was attached
    t: float  # station time, s
    sent: bool  # by bedside; else received
    data: bytes  # b"": what silence completed long after its bytes
    readings: tuple[Reading, ...] = ()  # completed by these bytes
    thrown: int = 0  # bytes that were thrown away with them


class RawTap:
    """Keeps the newest pieces of one device. Written by its reader only; read by any thread."""

    def __init__(self) -> None:
        self._pieces: deque[RawPiece] = deque()
        self._older: deque[tuple[int, float, bool, bytes, int]] = deque()  # without their readings
        self._looked = -LOOKED_PIECES  # number of the newest piece when somebody last asked
        self._bytes = 0
        self._number = 0
        self._held: tuple[float, bytes, tuple[Reading, ...], int] | None = None

    def received(
        self, t: float, data: bytes, readings: tuple[Reading, ...], thrown: int, *, due: float | None
    ) -> None:
        """Keep what one read brought at `t`, s; `data` is b"" where only time went on.

        A frame that only a quiet line completes belongs to the bytes before the silence: while the protocol is `due`
        within a moment, the piece waits for what silence makes of it.
        """
        held = self._held
        if data:
            if held is not None:
                self._held = None
                self.note(held[0], held[1], sent=False, readings=held[2], thrown=held[3])
        elif held is not None:
            t, data = held[:2]
            readings, thrown = held[2] + readings, held[3] + thrown
            self._held = None
        elif not readings and not thrown:
            return
        if due is not None and due - t <= SOON_S:
            self._held = (t, data, readings, thrown)
        else:
            self.note(t, data, sent=False, readings=readings, thrown=thrown)

    def sent(self, t: float, data: bytes) -> None:
        """Keep what was sent at `t`, s."""
        self.flush()
        self.note(t, data, sent=True)

    def flush(self) -> None:
        """The port is closed: nothing is waited for any more."""
        held, self._held = self._held, None
        if held is not None:
            self.note(held[0], held[1], sent=False, readings=held[2], thrown=held[3])

    def note(
        self, t: float, data: bytes, *, sent: bool, readings: tuple[Reading, ...] = (), thrown: int = 0
    ) -> None:
        """Keep a piece; the oldest go."""
        number = self._number + 1
        pieces, older = self._pieces, self._older
        pieces.append(RawPiece(number, t, sent, data, readings, thrown))
        self._number = number
        self._bytes += len(data)
        most = KEPT_PIECES if number - self._looked < LOOKED_PIECES else READ_PIECES
        while len(pieces) > most:
            old = pieces[0]
            older.append((old.number, old.t, old.sent, old.data, old.thrown))  # first there, then gone here
            pieces.popleft()
        while self._bytes > KEPT_BYTES or len(pieces) + len(older) > KEPT_PIECES:
            self._bytes -= len(older.popleft()[3] if older else pieces.popleft().data)

    @property
    def newest(self) -> int:
        """Number of the newest piece; 0 before the first."""
        return self._number

    def pieces(self, after: int = 0) -> list[RawPiece]:
        """The kept pieces with a number above `after`, oldest first.

        While somebody asks, all of them have their readings; those from long before the first question do not.
        """
        self._looked = self._number
        while True:
            try:
                return self._newer(after)
            except RuntimeError:  # the reader appended meanwhile: look again
                continue

    def _newer(self, after: int) -> list[RawPiece]:
        found: list[RawPiece] = []
        for piece in reversed(self._pieces):
            if piece.number <= after:
                break
            found.append(piece)
        else:
            first = found[-1].number if found else self._number + 1
            for number, t, sent, data, thrown in reversed(self._older):
                if number <= after:
                    break
                if number < first:
                    found.append(RawPiece(number, t, sent, data, (), thrown))
        found.reverse()
        return found
