"""One parameter as the alarm engine follows it: whether there is a value to evaluate, and since when.

* *no value yet*: nothing can be beyond a limit, so nothing alarms before the first valid value (ALM-25);
* a value **holds** until the next one, for max(3 s, 2.5 × the source's interval); then, or as soon as the device
  says that it has none, it is **missing** (ALM-22);
* an *episodic* value (a cuff reading, an entered rate) holds until the next one;
* **probe off** suspends evaluation at once; after the first valid value again it settles for 10 s (ALM-51);
* a continuous value that the device flags as disturbed is *doubted*, for at most 30 s after the first such value
  unless one without the flag comes (ALM-52);
* while it is **held** (cuff and probe on one arm, ALM-57) the parameter is as if missing: what is so stays so. From the
  release on the next value counts, and a probe that is still off is off;
* when a device was detached and nothing more came for one holding time, the parameter has no source any more:
  the same as probe off;
* a value that goes missing because its time is over, and not by the device's word, has **lapsed**.
"""

from __future__ import annotations

import math
from typing import Final

from bedside.alarms.conditions import Side
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

SETTLE_S: Final = 10.0  # s from the first valid value after probe off to the first evaluation
DOUBT_S: Final = 30.0  # s a disturbed signal may delay an alarm


class Channel:
    """The present value of one parameter, and the sides that evaluate it."""

    def __init__(self, parameter: Parameter, sides: tuple[Side, ...], hold_s: float | None) -> None:
        self.parameter = parameter
        self.value: float | None = None
        self.deadline: float | None = None  # s
        self.sourceless = False  # its device was taken away
        self.lapsed = False  # its newest value went missing because its time was over
        self._sides = sides
        self._hold_s = hold_s  # None: episodic
        self._suspended = False
        self._missing_t: float | None = None  # when the value will be missing
        self._settled_t: float | None = None  # when evaluation resumes
        self._sourceless_t: float | None = None  # when it is plain that its device was detached
        self._doubted_since: float | None = None  # first disturbed value since the last good one
        self._trusted_t: float | None = None  # when disturbed values count like others
        self._held = False  # by the cuff
        self._off = False  # the probe came off, or the device went, while it was held

    def take(self, value: float | None, quality: Quality, t: float, holds_s: float | None = None) -> bool:
        """A reading of this parameter at `t`; True if it is a valid value.

        `holds_s`: how long a value of its device holds, s; None: as the one before.
        """
        if holds_s is not None:
            self._hold_s = holds_s
        self.sourceless = self.lapsed = False
        self._sourceless_t = None
        valid = False
        if quality & Quality.NO_FINGER:
            self._suspend(t)
        elif value is None or not math.isfinite(value) or quality & Quality.SEARCHING:
            self._lose(t)
        elif not quality & Quality.HELD:  # a repeated old value says nothing new, nor that there is none
            self._renew(value, quality, t)
            valid = True
        self._plan()
        return valid

    def renew_holding(self, holds_s: float) -> None:
        """From its next value on one holds so long, s; not for one that holds until the next."""
        if self._hold_s is not None:
            self._hold_s = holds_s

    def until_next(self) -> None:
        """A person enters its values from now on: each holds until the next, whatever became of a device."""
        self._hold_s = None
        self._suspended = self.sourceless = self.lapsed = False
        self._missing_t = self._settled_t = self._sourceless_t = None
        self._plan()

    def take_back(self, t: float) -> None:
        """The value never was: what it was beyond is over."""
        self.value = self._missing_t = None
        for side in self._sides:
            side.drop(t)
        self._plan()

    def detached(self, t: float) -> None:
        """A device of the bed was detached at `t`; whether it was this one's shows by what still comes."""
        if self._hold_s is not None:
            self._sourceless_t = t + self._hold_s
            self._plan()

    def hold(self, t: float) -> None:
        """From `t` on the parameter is as if missing, whatever comes."""
        if not self._held:
            self._held = True
            for side in self._sides:
                side.miss(t)

    def release(self, t: float) -> None:
        """The next value counts; a probe that is off now is off from `t` on."""
        if not self._held:
            return
        self._held = False
        if self._off:
            self._off = False
            for side in self._sides:
                side.drop(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`: settle before losing, so that a value held until now is still seen."""
        if self._settled_t is not None and self._settled_t <= t:
            self._settled_t = None
            self._evaluate(t)
        elif self._trusted_t is not None and self._trusted_t <= t:
            self._trusted_t = None
            self._evaluate(t)
        elif self._missing_t is not None and self._missing_t <= t:
            self.lapsed = True
            self._lose(t)
        elif self._sourceless_t is not None and self._sourceless_t <= t:
            self._sourceless_t = None
            self.sourceless, self.lapsed = True, False
            self._suspend(t)
        self._plan()

    def _renew(self, value: float, quality: Quality, t: float) -> None:
        self.value = value
        self._missing_t = None if self._hold_s is None else t + self._hold_s
        self._doubt(disturbed=bool(quality & Quality.ARTEFACT), t=t)
        if self._off:  # on again before the cuff let go: it was the cuff
            self._off = self._suspended = False
        elif self._suspended:
            self._suspended = False
            self._settled_t = t + SETTLE_S
        self._evaluate(t)

    def _evaluate(self, t: float) -> None:
        """Have the present value judged, if there is one and it may be."""
        if self.value is None or self._settled_t is not None or self._held:
            return
        for side in self._sides:
            side.see(self.value, t, doubted=self._trusted_t is not None)

    def _doubt(self, *, disturbed: bool, t: float) -> None:
        """A cuff reading or an entered rate is never doubted: there is no better one soon."""
        if not disturbed or self._hold_s is None:
            self._doubted_since = self._trusted_t = None
        elif self._doubted_since is None:
            self._doubted_since, self._trusted_t = t, t + DOUBT_S

    def _lose(self, t: float) -> None:
        self.value = None
        self._missing_t = None
        for side in self._sides:
            side.miss(t)

    def _suspend(self, t: float) -> None:
        self.value = None
        self._missing_t = self._settled_t = None
        self._doubted_since = self._trusted_t = None
        if self._suspended:
            return
        self._suspended = True
        if self._held:
            self._off = True
            return
        for side in self._sides:
            side.drop(t)

    def _plan(self) -> None:
        times = (self._settled_t, self._trusted_t, self._missing_t, self._sourceless_t)
        self.deadline = min((t for t in times if t is not None), default=None)
