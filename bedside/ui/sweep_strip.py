"""One strip of a sweep: which pixels to erase and which segments to draw for the newest samples.

Pure arithmetic in device pixels. A sample's x is its time modulo the seconds of a sweep, so the picture depends
on the samples alone: drawing piece by piece and drawing afresh from the ring give the same line. A segment never
crosses a gap in the samples, nor the right edge, nor the erase gap. A sample that is older than one already drawn is
left out: it would be drawn over the newer ones or into the past.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from bedside.ui import theme
from bedside.ui.sweep_ink import Area, Ink
from bedside.ui.sweep_scale import Scale

if TYPE_CHECKING:  # the first paint comes before numpy
    import numpy as np
    from numpy.typing import NDArray

    from bedside.monitor.history import WaveView

_AT: Final = theme.layout("sweep")
GAP_SHARE: Final = _AT.gap_share  # erase gap, of the width
ERASE_STEP: Final = int(_AT.step)  # px
_SHIFT_S: Final = 0.01  # a jump of the phase; smaller is jitter of two clocks read one after the other
_LAG_S: Final = 1.0  # without new samples the erase bar goes on this far behind the present
_SLOWEST_SAMPLES: Final = 1.5  # or this many of its samples, where a wave has less than one or two a second


class SweepStrip:
    """The state of one strip between two frames.

    Attributes:
        sweep_s: seconds the width stands for.
        gap: width of the erase gap, device pixels.
        ground: behind the line.
        scale: the vertical one.
    """

    def __init__(self, sweep_s: float, gain: float | None = None, ground: QColor | None = None) -> None:
        self.sweep_s = sweep_s
        self.scale = Scale(gain)
        self.ground = QColor() if ground is None else ground
        self.gap = _AT.least_gap
        self._left = 0
        self._side = 0
        self._edge, self._tip = _AT.edge, _AT.tip
        self._top = 0
        self._width = 1
        self._height = 1
        self._per_s = 1.0  # device px
        self._ring: NDArray[np.float64] | None = None  # identity of the ring that was drawn
        self._drawn = 0  # index of the next sample to look at
        self._last: tuple[float, float] | None = None  # x, y of the last drawn sample; None: a gap
        self._last_t = -inf  # newest sample time drawn
        self._rate_hz = 0.0
        self._lag_s = _LAG_S
        self._erased = 0  # unwrapped x up to which is erased
        self._fresh = False  # whether what is on the screen can be continued
        #: left, width, px per s, px per device unit, y of value 0, least and greatest y
        self._to_px = (0, 1, 1.0, 0.0, 0.0, 0.0, 1.0)
        self._shift = 0.0

    def place(self, area: QRect, side: int = 0) -> None:
        """Where the strip lies, device pixels; the pen reaches at most `side` px off a line. Drawn next."""
        self._side = side
        self._edge, self._tip = max(_AT.edge, side), max(_AT.tip, 2 * side)
        self._left, self._top = area.x(), area.y()
        self._width, self._height = max(1, area.width()), max(1, area.height())
        self._per_s = self._width / self.sweep_s
        self.gap = max(_AT.least_gap, GAP_SHARE * self._width)
        self.again()

    @property
    def area(self) -> QRect:
        """Where the strip lies, device pixels."""
        return QRect(self._left, self._top, self._width, self._height)

    def again(self) -> None:
        """Have the strip drawn afresh with the next frame."""
        self._fresh = False

    def kept(self, view: WaveView) -> WaveView:
        """A view that stays as it is while its ring goes on, drawn at the scale there is."""
        copy = replace(view, t=view.t.copy(), y=view.y.copy())
        self._ring = copy.t
        return copy

    def come_back(self, view: WaveView) -> None:
        """From a kept view to that of its ring: drawn afresh with the next frame, at the scale there is."""
        self._ring, self._fresh = view.t, False

    def step(self, view: WaveView | None, now: float, shift: float, ink: Ink) -> bool:
        """Add what changed since the last call to `ink`.

        Args:
            view: the ring, or None without a wave.
            now: session time of the frame, s.
            shift: seconds to add to session times, so that strips of several beds share one phase.
            ink: what the frame erases and draws.
        Returns:
            False when piecewise drawing cannot go on (new ring, time jump, too far behind, the scale is zooming):
            call `redraw`.
        """
        if not self._fresh:
            return False
        last_t, lag_s = self._last_t, self._lag_s
        head_t = now - lag_s
        begun, spans = ink.count, len(ink.spans)
        if view is None:
            if self._ring is not None:
                return False
        else:
            ring, end = view.t, view.end
            if ring is not self._ring or end < self._drawn or view.rate_hz != self._rate_hz:
                return False  # another wave
            if last_t > now + lag_s:
                return False  # time was set back: what is drawn is not the past
            scale = self.scale
            if scale.wanted is not None:
                return False  # all of it is being zoomed
            if end > self._drawn:
                if end - self._drawn > view.rate_hz * self.sweep_s:
                    return False  # all of it is new
                if now >= scale.next_look:
                    if scale.look(view, now):
                        return False
                    self._fit()
                self._draw(view, now, shift, ink)
                last_t = self._last_t
            head_t = max(head_t, last_t)
        stop = -int(-((head_t + shift) * self._per_s + self.gap) // ERASE_STEP) * ERASE_STEP
        ahead = stop - self._erased
        if not -2.0 * self.gap <= ahead <= 0.9 * self._width or abs(shift - self._shift) > _SHIFT_S:
            ink.count = begun
            del ink.spans[spans:]
            return False
        if ahead > 0:
            self._erase_to(stop, ink)
        return True

    def redraw(self, view: WaveView | None, now: float, shift: float, ink: Ink) -> int:
        """Add all segments of one sweep, up to the newest sample. The area must have been cleared.

        Returns:
            The number of the first segment that is drawn after the areas in `ink` were erased, those before it first.
        """
        self._fresh = True
        self._shift = shift
        self._last = None
        self._last_t = -inf
        if view is not None and view.t is not self._ring:
            self.scale = Scale(self.scale.gain)  # another bed, or another place in the record: its own size
        self._ring = None if view is None else view.t
        self._drawn = 0 if view is None else view.end
        self._rate_hz = 0.0 if view is None else view.rate_hz
        self._lag_s = _LAG_S
        head_t = now - _LAG_S
        if view is not None and view.end:
            self._lag_s = max(_LAG_S, _SLOWEST_SAMPLES / view.rate_hz)
            head_t = now - self._lag_s
            self.scale.look(view, now)
            self.scale.ease()
            self._fit()
            times, _ = view.slice(view.start, view.end)
            times = times[times <= now + self._lag_s]
            if len(times):
                head_t = max(head_t, float(times.max()))
        stop = -int(-((head_t + shift) * self._per_s + self.gap) // ERASE_STEP) * ERASE_STEP
        self._erased = stop
        lap = stop // self._width  # the sweep that is being drawn, or begins
        if view is None or not view.end:
            return ink.count
        # What lies right of the gap is of the lap before; its oldest segment is cut by the erased area as it was live.
        lap_t = lap * self.sweep_s - shift
        oldest_t = max(
            (stop - self._width - self._tip - self._side) / self._per_s - shift, lap_t - self.sweep_s
        )
        self._drawn = _first_after(view, oldest_t)
        turn = _first_after(view, lap_t)
        if turn > self._drawn:
            self._draw(view, now, shift, ink, stop=turn)
        split = ink.count
        x = stop % self._width
        if x:
            self._erase(self._band(0, x), ink)
        self._draw(view, now, shift, ink)
        return split

    def _fit(self) -> None:
        scale, height = self.scale, self._height
        span = scale.high - scale.low
        gain = height * (1 - 2 * _AT.margin) / span if span > 0 else 0.0
        zero = self._top + height * (1 - _AT.margin) + scale.low * gain
        top, bottom = self._top + self._edge, self._top + height - self._edge
        self._to_px = self._left, self._width, self._per_s, gain, zero, top, bottom

    def _draw(self, view: WaveView, now: float, shift: float, ink: Ink, stop: int | None = None) -> None:
        """Segments of the samples not looked at yet, up to number `stop` (all)."""
        end = view.end if stop is None else stop
        ring, time_at, value_at = view.t, view.t.item, view.y.item
        capacity, first, last, last_t = len(ring), self._drawn, self._last, self._last_t
        if first < view.end - capacity:  # overwritten before it was drawn
            first, last = view.end - capacity, None
        self._drawn = end
        count, lines, begun_x = ink.count, ink.lines, None
        if len(lines) < count + end - first:
            ink.make_room(end - first)
        left, width, per_s, gain, zero, top, bottom = self._to_px
        latest = now + self._lag_s
        place = first % capacity
        for _ in range(first, end):
            t, value = time_at(place), value_at(place)
            place += 1
            if place == capacity:
                place = 0
            if not last_t < t <= latest:  # late, or from before time was set back
                continue
            last_t = t
            if value != value:  # noqa: PLR0124  NaN: no sample here, found at half the cost of isnan
                last = None
                continue
            x = (t + shift) * per_s % width
            y = zero - value * gain
            if y < top:
                y = top
            elif y > bottom:
                y = bottom
            if last is not None:
                last_x, last_y = last
                if x > last_x:
                    lines[count].setLine(left + last_x, last_y, left + x, y)
                    count += 1
                    if begun_x is None:
                        begun_x = last_x
                    ended_x = x
            last = (x, y)
        self._last_t, self._last = last_t, last
        ink.count = count
        if begun_x is not None:
            if ended_x > begun_x:
                ink.spans.append((left + begun_x, left + ended_x))
            else:  # the sweep has turned
                ink.spans += (left + begun_x, left + width), (left, left + ended_x)

    def _erase_to(self, end: int, ink: Ink) -> None:
        width, first = self._width, self._erased
        self._erased = end
        x, length = first % width, end - first
        if x > 0 and x + length < width:
            self._erase((self._left + x, self._top, length, self._height), ink)
            return
        length = min(width, length)
        direct = min(length, width - x)
        self._erase(self._band(x, direct), ink)
        if length > direct:
            self._erase(self._band(0, length - direct), ink)

    def _erase(self, area: Area, ink: Ink) -> None:
        ink.areas.append(area)
        ink.grounds.append(self.ground)
        ink.spans.append((area[0], area[0] + area[2]))

    def _band(self, x: int, length: int) -> Area:
        start = x if x > 0 else -self._side
        stop = x + length if x + length < self._width else self._width + self._side
        return self._left + start, self._top, stop - start, self._height


def _first_after(view: WaveView, t: float) -> int:
    """Number of the first sample that is held and not older than session time `t`, or the end."""
    times, _ = view.slice(view.start, view.end)
    return view.start + int(times.searchsorted(t))
