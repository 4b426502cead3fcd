"""What a bed remembers of its waves while it runs: rings of the newest samples.

One thread writes, any thread reads: a reader takes the view (arrays and an end index) out of an update and
looks only at what lies before the end. Nothing before the end is ever rewritten, except that a ring overwrites
its oldest samples; a reader that stays within `WaveView.capacity` of the end is safe.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.vitals.readings import Wave

RING_S: Final = 60.0  # s of wave kept for the sweep; older waves are read from the store
_LEAST: Final = 16  # samples, of a wave of less than one in some seconds
_FEW: Final = 8  # samples of a block that are stored one by one
_SAME: Final = 0.01  # of a sample interval; who is not farther ahead than this is the same sample
_INSTANT_S: Final = 1e-9  # s; a difference that is only rounding


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave ring as it stands: sample i (0-based, counted for ever) lies at `i % capacity`.

    Attributes:
        t: session time of each sample, s, shape (capacity,), float64.
        y: device units, shape (capacity,), float32; NaN = no sample here (a gap in the line).
        quality: `Quality` bits of each sample, shape (capacity,), uint8.
        end: number of samples written so far.
        rate_hz: nominal rate of the newest block.
        first: index of the oldest sample these arrays ever held.
    """

    t: NDArray[np.float64]
    y: NDArray[np.float32]
    quality: NDArray[np.uint8]
    end: int
    rate_hz: float
    first: int = 0

    @property
    def capacity(self) -> int:
        """Samples the ring holds."""
        return len(self.t)

    @property
    def start(self) -> int:
        """Index of the oldest sample still held."""
        return max(self.first, self.end - len(self.t))

    def slice(self, first: int, last: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Times and values of samples first…last-1 (clipped to what is held), oldest first."""
        index = np.arange(max(first, self.start), min(last, self.end)) % len(self.t)
        return self.t[index], self.y[index]

    def extent(self, first: int, last: int) -> tuple[float, float]:
        """Least and greatest value of samples first…last-1 (clipped to what is held); NaN: none has a value."""
        first, last, room = max(first, self.start), min(last, self.end), len(self.t)
        if first >= last:
            return math.nan, math.nan
        low, high = first % room, (last - 1) % room + 1
        values = self.y[low:high] if low < high else np.concatenate((self.y[low:], self.y[:high]))
        return float(np.fmin.reduce(values)), float(np.fmax.reduce(values))

    def since(self, t: float) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Times and values of the samples at or after session time `t`, oldest first."""
        times, values = self.slice(self.start, self.end)
        keep = times >= t
        return times[keep], values[keep]


class WaveRing:
    """The newest samples of one wave, preallocated, in ascending time.

    What the sweep will show of
        lost data: a hole of over half a sample interval is one sample without a value, and no line crosses it;
        late data: samples that are not newer than the newest one here are left out (the record has them). So the
            sweep never runs backwards, and a gap that was shown stays a gap;
        another rate: the ring goes on behind what it holds, and the view says the new rate. Where it could no longer
            hold its seconds at that rate it becomes a larger one, with other arrays; the samples in it are kept.
    """

    def __init__(self, rate_hz: float, seconds: float = RING_S) -> None:
        """An empty ring for so many seconds at this rate, Hz."""
        self._seconds = seconds
        self._allot(_room(rate_hz, seconds))
        self._first = self._end = 0
        self._rate_hz = rate_hz
        self._newest_t = -math.inf
        self._next_t = math.inf
        self._view: WaveView | None = None

    def append(self, wave: Wave) -> None:
        """Add a block; see the class for what is late, lost, or of another rate."""
        samples, quality, t = wave.samples, wave.quality, wave.t
        if wave.rate_hz != self._rate_hz:
            self._turn_to(wave.rate_hz)
        step = 1.0 / wave.rate_hz
        behind = (self._newest_t - t) / step + _SAME
        if behind >= 0.0:
            late = min(len(samples), math.floor(behind) + 1)
            samples, quality, t = samples[late:], quality[late:], t + late * step
        if not samples:
            return
        if t - self._next_t > 0.5 * step + _INSTANT_S:
            self._put(self._next_t, math.nan, 0)
        if len(samples) <= _FEW:  # two slices with their arrays cost more than some single stores
            for n, (value, bits) in enumerate(zip(samples, quality, strict=True)):
                self._put(t + n * step, math.nan if value is None else value, int(bits))
        else:
            self._put_many(t + step * np.arange(len(samples), dtype=np.float64), samples, quality)
        self._newest_t = t + (len(samples) - 1) * step
        self._next_t = self._newest_t + step

    def view(self) -> WaveView:
        """The ring as it stands; cheap (no copy), and the same object while nothing is added."""
        if self._view is None or self._view.end != self._end or self._view.rate_hz != self._rate_hz:
            self._view = WaveView(self._t, self._y, self._quality, self._end, self._rate_hz, self._first)
        return self._view

    def _put(self, t: float, y: float, quality: int) -> None:
        slot = self._end % self._room
        self._t[slot] = t
        self._y[slot] = y
        self._quality[slot] = quality
        self._end += 1

    def _put_many(
        self, times: NDArray[np.float64], samples: Sequence[int | None], quality: Sequence[int]
    ) -> None:
        """Add samples that lie behind the newest, in at most two slices each; the ring keeps the newest of them."""
        values = np.array(samples, dtype=np.float32)  # None becomes NaN
        bits = np.frombuffer(bytes(quality), dtype=np.uint8)
        end, kept = self._end + len(times), min(len(times), self._room)
        slot, at = (end - kept) % self._room, len(times) - kept
        head = min(kept, self._room - slot)
        for ring, new in ((self._t, times), (self._y, values), (self._quality, bits)):
            ring[slot : slot + head] = new[at : at + head]
            ring[: kept - head] = new[at + head :]
        self._end = end

    def _turn_to(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        room = _room(rate_hz, self._seconds)
        if room <= self._room:
            return
        self._first = max(self._first, self._end - self._room)
        held = np.arange(self._first, self._end)
        old, slots = held % self._room, held % room
        t, y, quality = self._t[old], self._y[old], self._quality[old]
        self._allot(room)
        self._t[slots], self._y[slots], self._quality[slots] = t, y, quality

    def _allot(self, room: int) -> None:
        self._room = room
        self._t = np.full(room, -np.inf)
        self._y = np.full(room, np.nan, dtype=np.float32)
        self._quality = np.zeros(room, dtype=np.uint8)


def _room(rate_hz: float, seconds: float) -> int:
    return max(_LEAST, int(rate_hz * seconds))
