"""Measurements that a device tells more than once: its last one again, before a re-plug or after."""

from __future__ import annotations

import math
from typing import Final

from bedside.vitals.readings import Determination

SAME_RESULT_S: Final = 3.0  # a result told again: its age counts whole seconds
SAME_AFTER_REPLUG_S: Final = (
    65.0  # the same pressures, told first after a re-plug: some ages count whole minutes
)


class Repeats:
    """The newest determination of a device, across re-plugs."""

    def __init__(self) -> None:
        self._newest_t = -math.inf  # station time, s
        self._pressures: tuple[float | None, ...] = ()  # systolic, diastolic, mean, mmHg
        self._reopened = False  # and no determination since

    def reopened(self) -> None:
        """The port was opened (again)."""
        self._reopened = True

    def is_told(self, determination: Determination) -> bool:
        """Whether this one was told before; it counts as told from now on."""
        pressures = (determination.sys, determination.dia, determination.map)
        same_s = SAME_AFTER_REPLUG_S if self._reopened and pressures == self._pressures else SAME_RESULT_S
        told = determination.t <= self._newest_t + same_s
        self._newest_t = max(self._newest_t, determination.t)
        self._pressures = pressures
        self._reopened = False
        return told
