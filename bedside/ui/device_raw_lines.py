"""The lines of the raw view: pieces of bytes wrapped to the width of the hex column. Nothing is formatted here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.link.raw_tap import KEPT_PIECES, RawPiece

KEPT_LINES: Final = 3 * KEPT_PIECES
FEW_BYTES: Final = 8  # a piece of no more is written wide; also the bytes of a line where the width is small


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line: a part of a piece; or a hole, where the pieces between two are no longer kept."""

    piece: RawPiece
    offset: int  # of its first byte in the piece
    data: bytes
    missing: int = 0  # pieces that are no longer kept and would stand here
    label: str = ""  # in place of the time, for bytes whose time is not known

    @property
    def first(self) -> bool:
        """Whether time, direction and words of the piece stand on this line."""
        return self.offset == 0 and not self.missing


class RawLines:
    """All lines that can be scrolled to, newest last; the oldest go."""

    def __init__(self, per_line: int = 16) -> None:
        self._per_line = per_line
        self._lines: list[RawLine] = []
        self._newest = 0  # number of the newest piece
        self.longest = 0  # bytes of the longest piece so far
        self.taken_away = (
            0  # lines that went at the front since the beginning, so that a scroll bar can follow
        )

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, n: int) -> RawLine:
        return self._lines[n]

    def part(self, first: int, end: int) -> Sequence[RawLine]:
        """Lines `first`…`end`, as far as there are some."""
        return self._lines[max(0, first) : max(0, end)]

    @property
    def newest(self) -> int:
        """Number of the newest piece that stands here; 0 before the first."""
        return self._newest

    @property
    def per_line(self) -> int:
        """Bytes on a line."""
        return self._per_line

    def clear(self) -> None:
        """Another device."""
        self._lines, self._newest, self.longest, self.taken_away = [], 0, 0, 0

    def take(self, pieces: Iterable[RawPiece], label: str = "") -> None:
        """Append the newest pieces, in order."""
        for piece in pieces:
            if self._newest and piece.number > self._newest + 1:
                self._lines.append(RawLine(piece, 0, b"", missing=piece.number - self._newest - 1))
            self._newest = piece.number
            self.longest = max(self.longest, len(piece.data))
            for offset in range(0, max(1, len(piece.data)), self._per_line):
                data = piece.data[offset : offset + self._per_line]
                self._lines.append(RawLine(piece, offset, data, label="" if offset else label))
        over = len(self._lines) - KEPT_LINES
        if over > 0:
            del self._lines[:over]
            self.taken_away += over

    def rewrap(self, per_line: int) -> bool:
        """Other bytes a line: the window became wider or narrower. Whether the lines are others now."""
        if per_line == self._per_line:
            return False
        self._per_line = per_line
        old, self._lines = self._lines, []
        for line in old:
            if line.missing:
                self._lines.append(line)
            elif line.offset == 0:
                for offset in range(0, max(1, len(line.piece.data)), per_line):
                    data = line.piece.data[offset : offset + per_line]
                    self._lines.append(RawLine(line.piece, offset, data, label="" if offset else line.label))
        return True

    def line_of(self, number: int) -> int:
        """Index of the first line of a piece; the nearest one that is kept."""
        low, high = 0, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            if self._lines[middle].piece.number < number:
                low = middle + 1
            else:
                high = middle
        return min(low, max(0, len(self._lines) - 1))
