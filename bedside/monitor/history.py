"""What a bed remembers while it runs: wave rings and numeric series.

One thread writes, any thread reads: a reader takes the view (arrays and an end index) out of an update and
looks only at what lies before the end. Nothing before the end is ever rewritten, except that a ring overwrites
its oldest samples; a reader that stays within `WaveView.capacity` of the end is safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.vitals.readings import Wave

RING_S: Final = 60.0  # s of wave kept for the sweep; older waves are read from the store


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave ring as it stands: sample i (0-based, counted for ever) lies at `i % capacity`.

    Attributes:
        t: session time of each sample, s, shape (capacity,), float64.
        y: device units, shape (capacity,), float32; NaN = no sample here (a gap in the line).
        quality: `Quality` bits of each sample, shape (capacity,), uint8.
        end: number of samples written so far.
        rate_hz: nominal rate of the newest block.
    """

    t: NDArray[np.float64]
    y: NDArray[np.float32]
    quality: NDArray[np.uint8]
    end: int
    rate_hz: float

    @property
    def capacity(self) -> int:
        """Samples the ring holds."""
        return len(self.t)

    @property
    def start(self) -> int:
        """Index of the oldest sample still held."""
        return max(0, self.end - len(self.t))

    def slice(self, first: int, last: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Times and values of samples first…last-1 (clipped to what is held), oldest first."""
        index = np.arange(max(first, self.start), min(last, self.end)) % len(self.t)
        return self.t[index], self.y[index]

    def since(self, t: float) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Times and values of the samples at or after session time `t`, oldest first."""
        times, values = self.slice(self.start, self.end)
        keep = times >= t
        return times[keep], values[keep]


class WaveRing:
    """The newest samples of one wave, preallocated."""

    def __init__(self, rate_hz: float, seconds: float = RING_S) -> None:
        capacity = max(16, int(rate_hz * seconds))
        self._t = np.full(capacity, -np.inf)
        self._y = np.full(capacity, np.nan, dtype=np.float32)
        self._quality = np.zeros(capacity, dtype=np.uint8)
        self._end = 0
        self._rate_hz = rate_hz
        self._next_t: float | None = None

    def append(self, wave: Wave) -> None:
        """Add a block. A hole of over 1.5 sample intervals becomes one NaN sample: no line crosses it."""
        step = 1.0 / wave.rate_hz
        if self._next_t is not None and wave.t - self._next_t > 0.5 * step + 1e-9:
            self._put(self._next_t, float("nan"), 0)
        for n, (value, quality) in enumerate(zip(wave.samples, wave.quality, strict=True)):
            self._put(wave.t + n * step, float("nan") if value is None else float(value), int(quality))
        self._next_t = wave.t + len(wave.samples) * step
        self._rate_hz = wave.rate_hz

    def _put(self, t: float, y: float, quality: int) -> None:
        slot = self._end % len(self._t)
        self._t[slot] = t
        self._y[slot] = y
        self._quality[slot] = quality
        self._end += 1

    def view(self) -> WaveView:
        """The ring as it stands; cheap (no copy)."""
        return WaveView(self._t, self._y, self._quality, self._end, self._rate_hz)


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A numeric series as it stands: rows 0…end-1, oldest first.

    Attributes:
        t: session time, s, float64.
        y: value in the parameter's unit, float64; NaN = missing from here on (a gap in the line).
        end: number of rows.
    """

    t: NDArray[np.float64]
    y: NDArray[np.float64]
    end: int

    def rows(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Times and values, views without a copy."""
        return self.t[: self.end], self.y[: self.end]

    def since(self, t: float) -> tuple[list[float], list[float]]:
        """Times and values from session time `t` on, copied; NaN = missing."""
        first = int(np.searchsorted(self.t[: self.end], t))
        return self.t[first : self.end].tolist(), self.y[first : self.end].tolist()


class Series:
    """All values of one numeric since the session began; grows by doubling."""

    def __init__(self) -> None:
        self._t = np.empty(1024)
        self._y = np.empty(1024)
        self._end = 0

    @classmethod
    def of(cls, times: NDArray[np.float64], values: NDArray[np.float64]) -> Series:
        """A series that begins with these rows (oldest first)."""
        series = cls()
        room = max(1024, 2 * len(times))
        series._t, series._y = np.empty(room), np.empty(room)
        series._t[: len(times)], series._y[: len(values)] = times, values
        series._end = len(times)
        return series

    def append(self, t: float, value: float | None) -> None:
        """Add one value; None is kept as NaN. Times may not go back: an earlier one is put at the newest."""
        if self._end == len(self._t):
            self._t = np.concatenate([self._t, np.empty_like(self._t)])
            self._y = np.concatenate([self._y, np.empty_like(self._y)])
        if self._end and t < self._t[self._end - 1]:
            t = float(self._t[self._end - 1])
        self._t[self._end] = t
        self._y[self._end] = np.nan if value is None else value
        self._end += 1

    def view(self) -> SeriesView:
        """The series as it stands; cheap (no copy)."""
        return SeriesView(self._t, self._y, self._end)
