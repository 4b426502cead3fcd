"""How much comes from a device, how much of it is thrown away, and how late the station takes it. Pure."""

from __future__ import annotations

from collections import deque
from statistics import median_low
from typing import Final

from bedside.vitals.devices import LinkCounters

SECONDS: Final = 60  # looked back
RECENT_S: Final = 10.0  # a delay older than this says nothing of now
_DELAYS: Final = 64  # of the newest arrivals
RATE_OVER_S: Final = 2.0  # frames per second are counted over this long


class LinkRates:
    """The rates of one device. `arrived` costs about a microsecond; the rest is asked a few times a second."""

    def __init__(self) -> None:
        self._second: int | None = None  # station time, whole s, of the newest count
        self._bytes: deque[int] = deque([0], maxlen=SECONDS + 1)  # per second, newest last: the one that runs
        self._thrown: deque[int] = deque([0], maxlen=SECONDS + 1)
        self._bad: deque[int] = deque([0], maxlen=SECONDS + 1)
        self._bytes_in = 0
        self._bad_frames = 0
        self._thrown_bytes = 0
        self._delays: deque[float] = deque(maxlen=_DELAYS)
        self._arrived_t: float | None = None
        self._frames: deque[tuple[float, int]] = deque()  # station time, frames so far

    def arrived(self, t: float, counters: LinkCounters, now: float) -> None:
        """Something arrived at `t` and is taken at `now`, station time, s."""
        if int(t) != self._second:
            self._move_to(t)
        self._bytes[-1] += counters.bytes_in - self._bytes_in
        self._thrown[-1] += counters.thrown_bytes - self._thrown_bytes
        self._bad[-1] += counters.bad_frames - self._bad_frames
        self._bytes_in, self._thrown_bytes = counters.bytes_in, counters.thrown_bytes
        self._bad_frames = counters.bad_frames
        self._delays.append(max(0.0, now - t))
        self._arrived_t = t

    def count(self, frames: int, now: float) -> None:
        """So many frames have come until `now`; call a few times a second."""
        self._frames.append((now, frames))
        while len(self._frames) > 2 and now - self._frames[1][0] >= RATE_OVER_S:
            self._frames.popleft()
        self._move_to(now)

    @property
    def frames_per_s(self) -> float | None:
        """Valid frames, /s; None: not counted for long enough."""
        frames = self._frames
        if len(frames) < 2 or frames[-1][0] <= frames[0][0]:
            return None
        (first_t, first), (last_t, last) = frames[0], frames[-1]
        return max(0, last - first) / (last_t - first_t)

    @property
    def bytes_per_s(self) -> tuple[int, ...]:
        """Bytes of each of the last 60 whole seconds, newest last; fewer while it is not attached for so long."""
        return tuple(self._bytes)[:-1]

    @property
    def loss(self) -> float | None:
        """Part of the bytes of the last minute that had to be thrown away, 0…1.

        None: no bytes came, or some were thrown away by a protocol that does not count how many.
        """
        came, thrown = sum(self._bytes), sum(self._thrown)
        if came <= 0 or (not thrown and any(self._bad)):
            return None
        return min(1.0, thrown / came)

    def delay_s(self, now: float) -> float | None:
        """From arrival to the station's taking it, median of the newest, s; None: nothing came lately."""
        if self._arrived_t is None or now - self._arrived_t > RECENT_S:
            return None
        return median_low(self._delays)

    def _move_to(self, t: float) -> None:
        second = int(t)
        if self._second is None:
            self._second = second
        for _ in range(min(second - self._second, SECONDS + 1)):
            self._bytes.append(0)
            self._thrown.append(0)
            self._bad.append(0)
        self._second = max(self._second, second)
