"""Where a time and a value stand in the report's chart."""

from __future__ import annotations

from dataclasses import dataclass

from bedside.export.report.look import chart_measures


@dataclass(frozen=True, slots=True)
class Scale:
    """Session times, s, across the picture."""

    duration_s: float

    def x(self, t: float) -> float:
        """Of a session time; what lies outside stands at the edge."""
        at = chart_measures()
        share = min(1.0, max(0.0, t / max(self.duration_s, 1.0)))
        return float(at["left"] + share * (at["right"] - at["left"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stretch of the picture's height and the values at its ends."""

    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Of a value; what lies outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(1.0, max(0.0, share)) * (self.bottom - self.top)
