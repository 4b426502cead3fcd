"""What a virtual oximeter records of its patient, a row a second, in memory it has from the beginning, as the real one.

Rows of small whole numbers, two bytes each, where a NamedTuple a second would be some megabytes a day.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final

_NONE: Final = -1
_CELL: Final = "h"


class KeptSeconds:
    """Rows of whole numbers 0…32767, or None.

    Args:
        columns: numbers of a row.
        most: rows there is room for.
    """

    def __init__(self, columns: int, most: int) -> None:
        self._columns = columns
        self._most = most
        self._cells = array(_CELL, bytes(array(_CELL).itemsize * columns * most))
        self._rows = 0

    def __len__(self) -> int:
        """Rows so far."""
        return self._rows

    @property
    def full(self) -> bool:
        """No further row has room."""
        return self._rows == self._most

    def append(self, *row: int | None) -> None:
        """Record one second.

        Raises:
            ValueError: there is no room, or it is no such row.
        """
        if self.full or len(row) != self._columns:
            raise ValueError(f"{row} is no row of {self._columns}, or all {self._most} are taken")
        at = self._rows * self._columns
        self._cells[at : at + self._columns] = array(_CELL, [_NONE if n is None else n for n in row])
        self._rows += 1

    def rows(self) -> Iterator[tuple[int | None, ...]]:
        """All so far, oldest first."""
        for at in range(0, self._rows * self._columns, self._columns):
            yield tuple(None if n == _NONE else n for n in self._cells[at : at + self._columns])
