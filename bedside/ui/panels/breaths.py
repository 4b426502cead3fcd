"""Counting breaths: a start, a tap for each, and what they come to when the time is over. Pure, times are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SPANS_S: Final = (30, 60)
GOES_ON_S: Final = 5.0  # taps that come this soon after the end belong to a hand that did not see it


@dataclass(slots=True)
class Breaths:
    """One count. `begin` starts its clock; breaths before it and after its end are not counted."""

    span_s: int = SPANS_S[0]
    started_t: float | None = None  # session time, s; None = not begun
    counted: int = 0

    def begin(self, t: float) -> None:
        """From now on every tap is a breath."""
        self.started_t, self.counted = t, 0

    def forget(self) -> None:
        """No count."""
        self.started_t, self.counted = None, 0

    def tap(self, t: float) -> bool:
        """A breath at session time `t`, s; False when none is being counted then."""
        if not self.running(t):
            return False
        self.counted += 1
        return True

    def running(self, t: float) -> bool:
        """Whether breaths are being counted."""
        return self.started_t is not None and t < self.started_t + self.span_s

    def just_over(self, t: float) -> bool:
        """Whether the time was over a moment ago: a tap then is neither a breath nor a new count."""
        return self.started_t is not None and 0.0 <= t - self.started_t - self.span_s < GOES_ON_S

    def left_s(self, t: float) -> float:
        """How long still, s."""
        return 0.0 if self.started_t is None else max(0.0, self.started_t + self.span_s - t)

    def rate_per_min(self, t: float) -> float | None:
        """What was counted, in breaths per minute; None before the time is over."""
        if self.started_t is None or self.running(t):
            return None
        return self.counted * 60 / self.span_s
