"""Points under the SpO2 limit × seconds, in place of a persistence: off unless a profile asks for it (ALM-23).

A deep fall alarms sooner and a shallow one later: 10 points × s are 10 s at one point under the limit, 2 s at five.
A value back inside sets the sum to zero; so that short falls that follow each other closely do not go unheard, the
third crossing of the limit within 60 s alarms whatever the sum. Only the Medium row counts like this.
"""

from __future__ import annotations

from collections import deque
from typing import Final

CROSSINGS: Final = 3
WITHIN_S: Final = 60.0


class SatSeconds:
    """Points × seconds beyond the limit without a break; stands still while there is no value."""

    __slots__ = ("_depth", "_points_s", "_since", "_sum", "deadline")

    def __init__(self, points_s: float) -> None:
        self.deadline: float | None = None  # s
        self._points_s = points_s
        self._sum = 0.0
        self._depth = 0.0
        self._since: float | None = None

    @property
    def begun(self) -> bool:
        """Whether it counts, or has stopped on the way."""
        return self._since is not None or self._sum > 0.0

    def run(self, t: float, depth: float) -> None:
        """From `t` on the value is `depth` points beyond the limit."""
        if self._since is not None and depth == self._depth:
            return
        self.stop(t)
        self._since, self._depth = t, depth
        self.deadline = t + (self._points_s - self._sum) / depth

    def inside(self) -> None:
        """The value is back inside: the sum starts again."""
        self.reset()

    def stop(self, t: float) -> None:
        """From `t` on nothing is known."""
        if self._since is not None:
            self._sum += self._depth * (t - self._since)
        self._since = self.deadline = None

    def reset(self) -> None:
        """Forget everything."""
        self._sum = 0.0
        self._since = self.deadline = None


class Crossings:
    """How often the value has gone beyond the limit within the last minute: the safety net."""

    __slots__ = ("_beyond", "_times", "deadline")

    def __init__(self) -> None:
        self.deadline: float | None = None  # s
        self._beyond = False
        self._times: deque[float] = deque(maxlen=CROSSINGS)

    @property
    def begun(self) -> bool:
        """Whether it is about to alarm; it does not keep a worst value between two crossings."""
        return self.deadline is not None

    def run(self, t: float, depth: float) -> None:
        """The value is beyond the limit at `t`, however far; a gap without a value is no crossing."""
        if self._beyond:
            return
        self._beyond = True
        self._times.append(t)
        if len(self._times) == CROSSINGS and t - self._times[0] <= WITHIN_S:
            self.deadline = t

    def inside(self) -> None:
        """The value is back inside: the next one beyond is another crossing."""
        self._beyond = False
        self.deadline = None

    def stop(self, t: float) -> None:
        """From `t` on nothing is known."""
        self.deadline = None

    def reset(self) -> None:
        """Forget every crossing."""
        self.inside()
        self._times.clear()
