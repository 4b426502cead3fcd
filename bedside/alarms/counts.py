"""How long something has been so: what turns a value beyond a limit into a condition."""

from __future__ import annotations

from typing import Protocol


class Counter(Protocol):
    """Follows a value beyond a limit until that is enough.

    `deadline` is when it is enough if nothing changes, s; None = it does not count now.
    """

    deadline: float | None

    @property
    def begun(self) -> bool:
        """Whether it counts, or has stopped on the way."""
        ...

    def run(self, t: float, depth: float) -> None:
        """From `t` on the value is `depth` beyond the limit."""
        ...

    def inside(self) -> None:
        """The value is back inside."""
        ...

    def stop(self, t: float) -> None:
        """From `t` on nothing is known."""
        ...

    def reset(self) -> None:
        """Forget everything."""
        ...


class Count:
    """Seconds something has been so, without a break; stops while there is no value."""

    __slots__ = ("_counted_s", "_since", "deadline", "delay_s")

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.deadline: float | None = None  # when the delay is over, s; None = not counting now
        self._counted_s = 0.0
        self._since = 0.0

    @property
    def begun(self) -> bool:
        """Whether it counts, or has stopped on the way."""
        return self.deadline is not None or self._counted_s > 0.0

    def run(self, t: float, depth: float = 0.0) -> None:
        """It is so at `t`, however far."""
        if self.deadline is None:
            self._since = t
            self.deadline = t + (self.delay_s - self._counted_s)

    def inside(self) -> None:
        """It is not so: the next time counts from zero."""
        self.reset()

    def stop(self, t: float) -> None:
        """From `t` on nothing is known."""
        if self.deadline is not None:
            self._counted_s += t - self._since
            self.deadline = None

    def reset(self) -> None:
        """It is not so."""
        self.deadline = None
        self._counted_s = 0.0
