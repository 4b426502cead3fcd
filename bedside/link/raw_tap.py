"""The newest bytes of a device, with what was made of them, for whoever wants to look. Bounded; from any thread."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from bedside.vitals.readings import Reading

KEPT_PIECES: Final = 4_000
KEPT_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class RawPiece:
    """What one read brought, or one write sent."""

    number: int  # counted from 1 since the device was attached
    t: float  # station time, s
    sent: bool  # by bedside; else received
    data: bytes
    readings: tuple[Reading, ...] = ()  # completed by these bytes
    thrown: int = 0  # bytes that were thrown away with them


class RawTap:
    """Keeps the newest pieces of one device. Written by its reader only; read by any thread."""

    def __init__(self) -> None:
        self._pieces: deque[RawPiece] = deque(maxlen=KEPT_PIECES)
        self._bytes = 0
        self._number = 0

    def note(
        self, t: float, data: bytes, *, sent: bool, readings: tuple[Reading, ...] = (), thrown: int = 0
    ) -> None:
        """Keep a piece; the oldest go."""
        self._number += 1
        if len(self._pieces) == KEPT_PIECES:
            self._bytes -= len(self._pieces[0].data)
        self._pieces.append(RawPiece(self._number, t, sent, data, readings, thrown))
        self._bytes += len(data)
        while self._bytes > KEPT_BYTES:
            self._bytes -= len(self._pieces.popleft().data)

    @property
    def newest(self) -> int:
        """Number of the newest piece; 0 before the first."""
        return self._number

    def pieces(self, after: int = 0) -> list[RawPiece]:
        """The kept pieces with a number above `after`, oldest first."""
        while True:
            try:
                return [piece for piece in self._pieces if piece.number > after]
            except RuntimeError:  # the reader appended meanwhile: look again
                continue
