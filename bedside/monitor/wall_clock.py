"""The wall clock beside station time: when somebody, or a time server, set the computer's clock."""

from __future__ import annotations

from typing import Final

from bedside.alarms.station_engine import CLOCK_STEP_S
from bedside.clock import Clock

_DISCIPLINE: Final = (
    0.01  # share of the difference that is taken as the clock's own slow correction, per look
)


class WallClockWatch:
    """Compares the two clocks from look to look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lead_s = clock.utc().timestamp() - clock.now()  # of the wall clock before station time

    def stepped(self, now: float) -> float | None:
        """By how much the wall clock was set since the last look, s; None if it was not. `now`: station time, s."""
        lead_s = self._clock.utc().timestamp() - now
        step_s = lead_s - self._lead_s
        if abs(step_s) > CLOCK_STEP_S:
            self._lead_s = lead_s
            return step_s
        self._lead_s += _DISCIPLINE * step_s  # slow discipline of the clock is not a step
        return None
