"""Loudspeakers that exist in a test only: they play as the test's clock goes, and break when they are told to."""

from __future__ import annotations

import numpy as np

from bedside.alarms.bursts import RATE_HZ, Samples
from bedside.clock import Clock
from bedside.ui.loudspeaker import LoudspeakerError

CAPACITY = RATE_HZ // 4


class FakeSink:
    """An open stream."""

    def __init__(self, outlets: FakeOutlets, key: str) -> None:
        self.outlets, self.key = outlets, key
        self.closed = False
        self._waiting = 0.0
        self._looked_t = outlets.clock.now()

    def room(self) -> int:
        return CAPACITY - self.waiting()

    def waiting(self) -> int:
        if self.key in self.outlets.broken:
            raise LoudspeakerError("the loudspeaker stopped. Check its plug.")
        now = self.outlets.clock.now()
        if self.key not in self.outlets.stalled:
            self._waiting = max(0.0, self._waiting - (now - self._looked_t) * RATE_HZ)
        self._looked_t = now
        return round(self._waiting)

    def write(self, samples: Samples) -> None:
        assert not self.closed
        if self.key in self.outlets.refusing:
            raise LoudspeakerError("the loudspeaker takes no sound. Check its plug.")
        assert samples.size <= self.room() + 1
        self._waiting += samples.size
        self.outlets.heard.setdefault(self.key, []).append((self.outlets.clock.now(), samples))

    def close(self) -> None:
        self.closed = True


class FakeOutlets:
    """The loudspeakers of a computer: the first of `keys` is the room's."""

    def __init__(self, clock: Clock, *keys: str) -> None:
        self.clock = clock
        self.keys = list(keys)
        self.broken: set[str] = set()  # an open stream of it reports an error
        self.stalled: set[str] = set()  # it takes no more than fits its buffer, and says nothing
        self.refusing: set[str] = set()  # writing to it fails
        self.reachable = True
        self.opened: list[FakeSink] = []
        self.heard: dict[str, list[tuple[float, Samples]]] = {}

    def others(self) -> tuple[str, ...]:
        return tuple(self.keys[1:])

    def room(self) -> str:
        return self.keys[0] if self.keys else ""

    def station(self, name: str) -> str:
        return name if name in self.keys[1:] else ""

    def name(self, key: str) -> str:
        return key

    def open(self, key: str) -> FakeSink:
        if key in self.broken:
            raise LoudspeakerError("the loudspeaker cannot be used.")
        self.opened.append(FakeSink(self, key))
        return self.opened[-1]

    def loud_since(self, t: float, key: str) -> bool:
        """True if anything but silence was given to it at or after station time `t`, s."""
        return any(bool(np.any(samples)) for at, samples in self.heard.get(key, []) if at >= t)
