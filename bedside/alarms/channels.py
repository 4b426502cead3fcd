"""One parameter as the alarm engine follows it: whether there is a value to evaluate, and since when.

* *no value yet*: nothing can be beyond a limit, so nothing alarms before the first valid value (ALM-25);
* a value **holds** until the next one, for max(3 s, 2.5 × the source's interval); then, or as soon as the device
  says that it has none, it is **missing** (ALM-22);
* an *episodic* value (a cuff reading, an entered rate) holds until the next one;
* **probe off** suspends evaluation at once; after the first valid value again it settles for 10 s (ALM-51);
* when a device was detached and nothing more came for one holding time, the parameter has no source any more:
  the same as probe off.
"""

from __future__ import annotations

import math
from typing import Final

from bedside.alarms.conditions import Side
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

HOLD_S: Final = 3.0  # s a value holds at least
HOLD_INTERVALS: Final = 2.5
SETTLE_S: Final = 10.0  # s from the first valid value after probe off to the first evaluation


def hold_s(interval_s: float) -> float:
    """How long a value of a source with this interval holds, s."""
    return max(HOLD_S, HOLD_INTERVALS * interval_s)


class Channel:
    """The present value of one parameter, and the sides that evaluate it."""

    def __init__(self, parameter: Parameter, sides: tuple[Side, ...], hold_s: float | None) -> None:
        self.parameter = parameter
        self.value: float | None = None
        self.deadline: float | None = None  # s
        self.sourceless = False  # its device was taken away
        self._sides = sides
        self._hold_s = hold_s  # None: episodic
        self._suspended = False
        self._missing_t: float | None = None  # when the value will be missing
        self._settled_t: float | None = None  # when evaluation resumes
        self._sourceless_t: float | None = None  # when it is plain that its device was detached

    def take(self, value: float | None, quality: Quality, t: float) -> bool:
        """A reading of this parameter at `t`; True if it is a valid value."""
        self.sourceless = False
        self._sourceless_t = None
        valid = False
        if quality & Quality.NO_FINGER:
            self._suspend(t)
        elif value is None or not math.isfinite(value) or quality & Quality.SEARCHING:
            self._lose(t)
        elif not quality & Quality.HELD:  # a repeated old value says nothing new, nor that there is none
            self._renew(value, t)
            valid = True
        self._plan()
        return valid

    def detached(self, t: float) -> None:
        """A device of the bed was detached at `t`; whether it was this one's shows by what still comes."""
        if self._hold_s is not None:
            self._sourceless_t = t + self._hold_s
            self._plan()

    def fire(self, t: float) -> None:
        """Do what is due at `t`: settle before losing, so that a value held until now is still seen."""
        if self._settled_t is not None and self._settled_t <= t:
            self._settled_t = None
            if self.value is not None:
                for side in self._sides:
                    side.see(self.value, t)
        elif self._missing_t is not None and self._missing_t <= t:
            self._lose(t)
        elif self._sourceless_t is not None and self._sourceless_t <= t:
            self._sourceless_t = None
            self.sourceless = True
            self._suspend(t)
        self._plan()

    def _renew(self, value: float, t: float) -> None:
        self.value = value
        self._missing_t = None if self._hold_s is None else t + self._hold_s
        if self._suspended:
            self._suspended = False
            self._settled_t = t + SETTLE_S
        if self._settled_t is None:
            for side in self._sides:
                side.see(value, t)

    def _lose(self, t: float) -> None:
        self.value = None
        self._missing_t = None
        for side in self._sides:
            side.miss(t)

    def _suspend(self, t: float) -> None:
        self.value = None
        self._missing_t = self._settled_t = None
        if not self._suspended:
            self._suspended = True
            for side in self._sides:
                side.drop(t)

    def _plan(self) -> None:
        times = (self._settled_t, self._missing_t, self._sourceless_t)
        self.deadline = min((t for t in times if t is not None), default=None)
