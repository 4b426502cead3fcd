"""The vertical scale of one strip: it fits the wave by itself and calmly, or is held by a fixed gain.

A pleth has no unit and its size says little (the perfusion number does), so it is fitted; it must not look as if the
pulse had changed where only the scale did. Therefore the scale never jumps: it follows a fading wave slowly, and where
a wave outgrows it the whole strip is zoomed out over part of a second, with what is drawn already.
"""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING, Final

from bedside.ui import theme

if TYPE_CHECKING:
    from bedside.monitor.history import WaveView

_AT: Final = theme.layout("sweep")
_ADAPT_S: Final = 0.25  # how often the scale looks at the samples
_LOOK_BACK_S: Final = 4.0
_FLAT_S: Final = 2.0  # a level line this long is flat
_GROW: Final = 0.5  # share of the way to a wider scale at each look
_SHRINK: Final = 0.06  # and to a narrower one: slow, so that a fading pulse is seen to fade
_ZOOM: Final = 1.06  # by how much one frame may widen a scale that the wave has outgrown
_BITS: Final = (7, 8, 10, 12, 14, 16)  # what the converters of oximeters have


class Scale:
    """Slowly adapting vertical scale, device units.

    Attributes:
        low: value at the lower margin.
        high: value at the upper margin.
        gain: None = it fits the wave by itself; else fixed: 1.0 shows the device's full scale over the height.
        flat: the last seconds show no pulse.
        next_look: session time of the next look, s.
        wanted: the wider scale it is being zoomed to, frame by frame (`ease`); None: it is not.
    """

    def __init__(self, gain: float | None = None) -> None:
        self.low = 0.0
        self.high = 0.0
        self.gain = gain
        self.flat = False
        self.next_look = -inf
        self._full = (0.0, 0.0)  # the device's full scale, as far as it has shown itself
        self.wanted: tuple[float, float] | None = None

    @property
    def unset(self) -> bool:
        """Whether no wave was seen yet."""
        return self.high <= self.low

    def look(self, view: WaveView, t: float) -> bool:
        """Adapt to the samples of the last seconds before session time `t`.

        Returns:
            Whether what is drawn already must be drawn again: the wave has outgrown the picture.
        """
        if 0.0 < self.next_look - t <= _ADAPT_S:
            return False
        self.next_look = t + _ADAPT_S
        first = view.end - int(view.rate_hz * _LOOK_BACK_S) - 1
        low, high = view.extent(first, view.end)
        if isnan(low):
            return False
        self.flat = high - low < _AT.least_span and _present(view, first) >= _FLAT_S * view.rate_hz
        return self._hold(low, high) if self.gain is not None else self._adapt(low, high)

    def ease(self) -> None:
        """One frame of zooming out."""
        if self.wanted is None:
            return
        low, high = self.wanted
        room = (_ZOOM - 1.0) * max(self.high - self.low, _AT.least_span)
        self.low, self.high = max(low, self.low - room), min(high, self.high + room)
        if self.low <= low and self.high >= high:
            self.wanted = None

    def _adapt(self, low: float, high: float) -> bool:
        if high - low < _AT.least_span:
            # Flat: the scale stays, so that the line lies at its own level; only a level outside moves it.
            if self.unset or low < self.low or high > self.high:
                middle = (low + high) / 2
                span = max(self.high - self.low, _AT.least_span)
                self.low, self.high = middle - span / 2, middle + span / 2
            return False
        if self.unset:
            self.low, self.high = low, high
            return True
        room = _AT.margin * (self.high - self.low)
        if low < self.low - room or high > self.high + room:
            self.wanted = min(low, self.low), max(high, self.high)
            return True
        if self.wanted is None:
            self.low += (low - self.low) * (_GROW if low < self.low else _SHRINK)
            self.high += (high - self.high) * (_GROW if high > self.high else _SHRINK)
        return False

    def _hold(self, low: float, high: float) -> bool:
        """The fixed gain: only a larger converter than thought, or a level out of sight, moves it."""
        assert self.gain is not None
        full = full_scale(min(low, self._full[0]), max(high, self._full[1]))
        half = (full[1] - full[0]) / self.gain / 2
        middle = (full[0] + full[1]) / 2
        if self.gain > 1.0:  # it does not show everything: where the wave lies is what it shows
            middle = (self.low + self.high) / 2
            level = (low + high) / 2
            if full != self._full or abs(level - middle) > half / 2:
                middle = level
        self._full = full
        wanted = middle - half, middle + half
        changed = wanted != (self.low, self.high)
        self.low, self.high = wanted
        return changed


def _present(view: WaveView, first: int) -> int:
    """How many samples from number `first` on have a value."""
    _, values = view.slice(first, view.end)
    return int((abs(values) < inf).sum())


def full_scale(low: float, high: float) -> tuple[float, float]:
    """The range of the smallest usual converter that gives values from `low` to `high`, device units."""
    for bits in _BITS:
        top = 2.0**bits - 1
        if low >= 0.0 and high <= top:
            return 0.0, top
        if low < 0.0 and max(-low, high) <= (top + 1) / 2:
            return -(top + 1) / 2, (top - 1) / 2
    return min(0.0, low), max(high, 1.0)
