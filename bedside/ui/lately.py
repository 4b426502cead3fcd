"""What is made for a key and kept while it is asked for, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lately(dict[K, V], Generic[K, V]):
    """A dictionary that makes what it does not have, and lets go of what nobody has asked for lately.

    It keeps the newest keys and as many from before them; one that is asked for again comes back among the newest. So
    nothing that is in use is made twice, and there is no moment at which everything has to be made anew.
    """

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        """Empty; `most` keys are the newest, so at most twice as many are kept."""
        super().__init__()
        self._make = make
        self._most = most
        self._before: dict[K, V] = {}

    def __missing__(self, key: K) -> V:
        """Make it, or take it over from before."""
        if len(self) >= self._most:
            self._before = dict(self)
            self.clear()
        found = self._before.pop(key) if key in self._before else self._make(key)
        self[key] = found
        return found

    @property
    def kept_count(self) -> int:
        """Keys that are kept."""
        return len(self) + len(self._before)
