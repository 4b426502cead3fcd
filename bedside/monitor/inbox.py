"""The one door into the station: bounded, ordered, never blocking the one who puts."""

from __future__ import annotations

import queue
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

CAPACITY: Final = 50_000  # over 20 s of 16 beds with every reading on its own


class Inbox(Generic[Item]):
    """A first-in first-out queue between many threads and the station."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()
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
            items = [self._items.get(timeout=max(0.0, timeout_s))]
        except queue.Empty:
            return []
        while True:
            try:
                items.append(self._items.get_nowait())
            except queue.Empty:
                return items
