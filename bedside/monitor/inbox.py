"""The one door into the station: bounded, ordered, never blocking the one who puts.

With many devices the station does not wait for items but for the end of a round of reading: it takes them all at once.
"""

from __future__ import annotations

import contextlib
import queue
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

CAPACITY: Final = 50_000  # over 20 s of 16 beds with every reading on its own


class Inbox(Generic[Item]):
    """A first-in first-out queue between many threads and the station."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._capacity = capacity
        self.refused = 0  # items turned away because it was full; the station makes an event of them

    def put(self, item: Item) -> bool:
        """Add an item; False when the inbox is full (the item is counted, not kept)."""
        if self._items.qsize() >= self._capacity:
            self.refused += 1
            return False
        self._items.put(item)
        return True

    def take(self, timeout_s: float) -> list[Item]:
        """Everything waiting, oldest first; waits up to `timeout_s` for the first item."""
        try:
            return [self._items.get(timeout=max(0.0, timeout_s)), *self._waiting()]
        except queue.Empty:
            return []

    def ring(self) -> None:
        """A round is over: what was put belongs together."""
        if self._bell.empty():
            self._bell.put(None)

    def take_round(self, timeout_s: float) -> list[Item]:
        """Everything waiting, oldest first, when the next round is over or `timeout_s` have passed."""
        with contextlib.suppress(queue.Empty):
            self._bell.get(timeout=max(0.0, timeout_s))
        return self._waiting()

    def _waiting(self) -> list[Item]:
        items: list[Item] = []
        while True:
            try:
                items.append(self._items.get_nowait())
            except queue.Empty:
                return items
