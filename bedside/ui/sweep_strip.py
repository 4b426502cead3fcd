"""One strip of a sweep: which pixels to erase and which segments to draw for the newest samples.

Pure arithmetic in device pixels. A sample's x is its time modulo the seconds of a sweep, so the picture depends
on the samples alone: drawing piece by piece and drawing afresh from the ring give the same line. A segment never
crosses a gap in the samples, nor the right edge, nor the erase gap.
"""

from __future__ import annotations

from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect

from bedside.monitor.history import WaveView

GAP_SHARE: Final = 0.02  # erase gap, of the width
_SHIFT_S: Final = 0.01  # a jump of the phase; smaller is jitter of two clocks read one after the other
_LAG_S: Final = 1.0  # without new samples the erase bar goes on this far behind the present
_ADAPT_S: Final = 0.25  # how often the scale looks at the samples
_LOOK_BACK_S: Final = 4.0
_GROW: Final = 0.5  # share of the way to a wider scale at each look
_SHRINK: Final = 0.06  # and to a narrower one: slow, so that a fading pulse is seen to fade
_LEAST_SPAN: Final = 8.0  # device units: less than this is flat, not a small pulse
_MARGIN: Final = 0.08  # of the height, above and below
ERASE_STEP: Final = 2  # px: the erase bar moves in whole steps, never closer to the line than its gap

#: an area to erase: x, y, width, height, device pixels; plain numbers, as each frame has one per strip
Area = tuple[int, int, int, int]


class Scale:
    """Slowly adapting vertical scale, device units.

    Attributes:
        low: value at the lower margin.
        high: value at the upper margin.
        next_look: session time of the next look, s.
    """

    def __init__(self) -> None:
        self.low = 0.0
        self.high = 0.0
        self.next_look = -np.inf

    def look(self, view: WaveView, t: float, *, afresh: bool = False) -> bool:
        """Adapt to the samples of the last seconds before session time `t`; `afresh` fits them at once.

        Returns:
            Whether the wave has outgrown the picture: it was fitted at once, and the strip must be drawn again.
        """
        if not afresh and t < self.next_look:
            return False
        self.next_look = t + _ADAPT_S
        count = int(view.rate_hz * _LOOK_BACK_S) + 1
        _, values = view.slice(view.end - count, view.end)
        finite = values[np.isfinite(values)]
        if not len(finite):
            return False
        low, high = float(finite.min()), float(finite.max())
        unset = self.high <= self.low
        if high - low < _LEAST_SPAN:
            # Flat: the scale stays, so that the line lies at its own level; only a level outside moves it.
            if unset or afresh or low < self.low or high > self.high:
                middle = (low + high) / 2
                span = max(self.high - self.low, _LEAST_SPAN)
                self.low, self.high = middle - span / 2, middle + span / 2
            return False
        room = _MARGIN * (self.high - self.low)
        if unset or afresh or low < self.low - room or high > self.high + room:
            self.low, self.high = low, high
            return True
        self.low += (low - self.low) * (_GROW if low < self.low else _SHRINK)
        self.high += (high - self.high) * (_GROW if high > self.high else _SHRINK)
        return False


class SweepStrip:
    """The state of one strip between two frames.

    Attributes:
        sweep_s: seconds the width stands for.
        gap: width of the erase gap, device pixels.
    """

    def __init__(self, sweep_s: float) -> None:
        self.sweep_s = sweep_s
        self._scale = Scale()
        self._left = 0
        self._side = 0
        self._top = 0
        self._width = 1
        self._height = 1
        self.gap = 4.0
        self._ring: NDArray[np.float64] | None = None  # identity of the ring that was drawn
        self._drawn = 0  # index of the next sample to draw
        self._last: tuple[float, float, float] | None = None  # t, x, y of the last drawn sample; None: a gap
        self._last_t = -np.inf  # newest sample time drawn
        self._newest = -np.inf  # newest sample time in the ring
        self._erased = 0  # unwrapped x up to which is erased
        self._fresh = False  # whether what is on the screen can be continued
        self._gain = 1.0
        self._zero = 0.0  # y of value 0
        self._shift = 0.0

    def place(self, area: QRect, side: int = 0) -> None:
        """Where the strip lies, device pixels; the pen may reach `side` px over its ends. Drawn afresh next."""
        self._side = side
        self._left, self._top = area.x(), area.y()
        self._width, self._height = max(1, area.width()), max(1, area.height())
        self.gap = max(4.0, GAP_SHARE * self._width)
        self.again()

    @property
    def area(self) -> QRect:
        """Where the strip lies, device pixels."""
        return QRect(self._left, self._top, self._width, self._height)

    def step(
        self, view: WaveView | None, now: float, shift: float, erase: list[Area], lines: list[QLineF]
    ) -> bool:
        """Add what changed since the last call to `erase` and `lines` (device pixels).

        Args:
            view: the ring, or None without a wave.
            now: session time of the frame, s.
            shift: seconds to add to session times, so that strips of several beds share one phase.
            erase: areas to fill before the lines are drawn; one without width where lines end and nothing is
                to be filled.
            lines: segments to draw.
        Returns:
            False when piecewise drawing cannot go on (new ring, time jump, too far behind): call `redraw`.
        """
        if not self._fresh:
            return False
        end = self._erase_end(self._head_u(view, now, shift))
        ahead = end - self._erased
        if not -2.0 * self.gap <= ahead <= 0.9 * self._width or abs(shift - self._shift) > _SHIFT_S:
            return False
        if view is None:
            if self._ring is not None:
                return False
        elif view.t is not self._ring or view.end < self._drawn:
            return False
        elif view.end > self._drawn:
            if self._newest < self._last_t:
                return False
            if now >= self._scale.next_look:
                if self._scale.look(view, now):
                    return False  # clipped at the edge it would look like another wave
                self._fit()
            self._draw(view, shift, lines)
        if ahead > 0:
            self._erase_to(end, erase)
        elif lines:
            erase.append((self._left + end % self._width, self._top, 0, self._height))
        return True

    def redraw(self, view: WaveView | None, now: float, shift: float, lines: list[QLineF]) -> None:
        """Add all segments of one sweep, up to the newest sample. The area must have been cleared."""
        self._fresh = True
        self._shift = shift
        self._last = None
        self._last_t = -np.inf
        self._ring = None if view is None else view.t
        head = self._head_u(view, now, shift)
        self._erased = self._erase_end(head)
        if view is None or view.end == 0:
            self._drawn = 0
            return
        self._scale.look(view, now, afresh=self._scale.high <= self._scale.low)
        self._fit()
        per_px = self.sweep_s / self._width
        # The pen of the oldest segment must not reach into what counts as erased: it would stay there for good.
        oldest_t = (self._erased + self._side + 1 - self._width) * per_px - shift
        count = int(self.sweep_s * view.rate_hz * 1.5) + 2
        times, _ = view.slice(view.end - count, view.end)
        self._drawn = view.end - int(np.count_nonzero(times >= oldest_t))
        self._draw(view, shift, lines)

    def _head_u(self, view: WaveView | None, now: float, shift: float) -> float:
        head_t = now - _LAG_S
        if view is not None and view.end:
            newest = self._newest = view.t.item((view.end - 1) % len(view.t))
            if head_t < newest <= now + _LAG_S:
                head_t = newest
        return (head_t + shift) / self.sweep_s * self._width

    def _erase_end(self, head: float) -> int:
        return -int(-(head + self.gap) // ERASE_STEP) * ERASE_STEP

    def _fit(self) -> None:
        scale = self._scale
        self._gain = self._height * (1 - 2 * _MARGIN) / max(scale.high - scale.low, 1e-6)
        self._zero = self._top + self._height * (1 - _MARGIN) + scale.low * self._gain

    def _draw(self, view: WaveView, shift: float, lines: list[QLineF]) -> None:
        capacity, end = len(view.t), view.end
        first = self._drawn if end - self._drawn <= capacity else end - capacity
        self._drawn = end
        time_at, value_at = view.t.item, view.y.item
        longest = 1.5 / view.rate_hz
        width, left, per_s = self._width, self._left, self._width / self.sweep_s
        gain, zero, top, bottom = self._gain, self._zero, self._top + 2.0, self._top + self._height - 2.0
        last = self._last
        place = first % capacity
        t = self._last_t
        for _ in range(first, end):
            t, value = time_at(place), value_at(place)
            place = place + 1 if place + 1 < capacity else 0
            if isnan(value):  # no sample here
                last = None
                continue
            x = (t + shift) * per_s % width
            y = zero - value * gain
            if y < top:
                y = top
            elif y > bottom:
                y = bottom
            if last is not None:
                last_t, last_x, last_y = last
                if 0.0 < t - last_t <= longest and x > last_x:
                    lines.append(QLineF(left + last_x, last_y, left + x, y))
            last = (t, x, y)
        self._last_t = t
        self._last = last

    def _erase_to(self, end: int, erase: list[Area]) -> None:
        width, first = self._width, self._erased
        self._erased = end
        x, length = first % width, end - first
        if x > 0 and x + length < width:
            erase.append((self._left + x, self._top, length, self._height))
            return
        length = min(width, length)
        direct = min(length, width - x)
        erase.append(self._band(x, direct))
        if length > direct:
            erase.append(self._band(0, length - direct))

    def _band(self, x: int, length: int) -> Area:
        start = x if x > 0 else -self._side
        stop = x + length if x + length < self._width else self._width + self._side
        return self._left + start, self._top, stop - start, self._height

    def again(self) -> None:
        """Have the strip drawn afresh with the next frame."""
        self._fresh = False
