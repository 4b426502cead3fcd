"""Bytes of which nothing could be made: how many were thrown away between frames, how long no frame came at all."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

GARBLED_S: Final = 3.0  # bytes for this long and no frame among them
DAMAGED_SHARE: Final = 0.5  # of the bytes had to be thrown away: a line counts as garbled from here on …
WHOLE_SHARE: Final = 0.25  # … and as measuring again below this
_LOOK_S: Final = 0.5  # the counts are looked at this far apart


class ThrownShare:
    """Which share of the bytes of the last 3 s had to be thrown away."""

    def __init__(self) -> None:
        self._counted: deque[tuple[float, int, int]] = deque()  # time, bytes and thrown bytes by then

    def forget(self) -> None:
        """The counts begin anew with another opening of the port."""
        self._counted.clear()

    def at(self, t: float, bytes_in: int, thrown: int) -> float:
        """The share at station time `t`, s, 0…1; 0 too where it cannot be said yet.

        Args:
            t: station time, s.
            bytes_in: that came by then.
            thrown: that were thrown away by then.
        """
        counted = self._counted
        if not counted or t - counted[-1][0] >= _LOOK_S:
            counted.append((t, bytes_in, thrown))
        elif thrown == counted[0][2]:  # nothing at all; whoever is too old goes with the next one that comes
            return 0.0
        while len(counted) > 2 and t - counted[1][0] >= GARBLED_S:
            counted.popleft()
        first_t, before, thrown_before = counted[0]
        arrived = bytes_in - before
        if t - first_t < GARBLED_S or not arrived:
            return 0.0
        return (thrown - thrown_before) / arrived


class UnreadBytes:
    """The bytes since the last frame."""

    def __init__(self) -> None:
        self.since_t: float | None = None  # station time of the first, s; None: there are none
        self.newest_t = -math.inf  # of the newest
        self.count = 0

    def came(self, size: int, t: float) -> float:
        """So many bytes came at station time `t`, s, and completed no frame; for how long that is so by now, s."""
        if self.since_t is None or t - self.newest_t > GARBLED_S:
            self.since_t = t  # bytes of one transmission, not what was left over from another minutes ago
            self.count = 0
        self.newest_t = t
        self.count += size
        return t - self.since_t

    def forget(self) -> None:
        """A frame came, or nothing at all for long."""
        self.since_t = None
