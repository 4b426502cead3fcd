"""What the equipment around an infusion does not say by itself: a stop that was forgotten, a pump at another rate.

bedside only compares and tells: nothing here can reach a pump (ALM-53).
"""

from __future__ import annotations

import math
from typing import Final

from bedside.alarms.holding import HoldingTimes
from bedside.alarms.infusing import Infusing
from bedside.alarms.phases import Phases
from bedside.alarms.signals import Signals
from bedside.alarms.technical import Technical
from bedside.alarms.technical_rows import ROWS
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NOT_CURRENT, Numeric

PAST_END: Final = "infusion past its planned end: record the stop or the new plan"
SAME_WITHIN_ML_H: Final = 0.1  # at least: a pump shows one decimal
SAME_WITHIN: Final = 0.02  # of the recorded rate
_ROUNDING: Final = 1e-9


class InfusionEnd:
    """T-INFUSION-END: a running infusion is past its planned end, and nobody recorded its stop or another plan."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-INFUSION-END"], phases, signals)
        self._end_t: float | None = None

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._condition.deadline

    def replan(self, infusing: Infusing | None, t: float) -> None:
        """The infusion changed, or its plan."""
        end_t = None if infusing is None else infusing.end_t
        if end_t == self._end_t:
            self._condition.plan(t)
            return
        self._end_t = end_t
        overdue = end_t is not None and end_t + ROWS["T-INFUSION-END"].onset_after_s <= t
        if not (overdue and self._condition.running):
            self._condition.gone(t)
        if end_t is not None:
            self._condition.arm(t)
            self._condition.caused(end_t, PAST_END, t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)


class PumpMatch:
    """T-PUMP: no pump of the bed runs at the rate that is recorded. A pump that says nothing is T-COM, not this.

    A pump that answers and gives no rate does not deliver: drivers tell so what stands with a rate set, or alarms.
    """

    def __init__(self, phases: Phases, signals: Signals, holding: HoldingTimes) -> None:
        self.deadline: float | None = None  # s
        self._condition = Technical(ROWS["T-PUMP"], phases, signals)
        self._holding = holding
        self._rates: dict[str, tuple[float | None, float]] = {}  # device → mL/h, until when it holds, s
        self._newest = ""  # device
        self._infusing: Infusing | None = None
        self._told = ""  # the words of the running condition

    def take(self, reading: Numeric, device: str, t: float) -> None:
        """A pump said its rate at `t`, or that it gives none."""
        rate = reading.value
        if (rate is not None and not math.isfinite(rate)) or reading.quality & NOT_CURRENT:
            self._rates.pop(device, None)
        else:
            holds_s = self._holding.of_device(Parameter.INFUSION_RATE, device)
            if holds_s is None:
                holds_s = self._holding.usually(Parameter.INFUSION_RATE) or 0.0
            self._rates[device] = reading.value, t + holds_s
            self._newest = device
        self._compare(t)

    def recorded(self, infusing: Infusing | None, t: float) -> None:
        """What is recorded changed at `t`."""
        self._infusing = infusing
        self._compare(t)

    def detached(self, device: str, t: float) -> None:
        """A device was taken away."""
        if self._rates.pop(device, None) is not None:
            self._compare(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`: a rate still counts at the instant it ceases to hold."""
        self._condition.fire(t)
        self._rates = {device: held for device, held in self._rates.items() if held[1] > t}
        self._compare(t)

    def _compare(self, t: float) -> None:
        words = self._mismatch()
        if not words:
            self._condition.gone(t)
        elif self._condition.running and words != self._told:
            self._condition.gone(t)  # another mismatch: 15 s for the record to follow
        if words:
            self._condition.arm(t)
            self._condition.caused(t, words, t)
            self._told = words
        times = [self._condition.deadline, *(until for _, until in self._rates.values())]
        self.deadline = min((each for each in times if each is not None), default=None)

    def _mismatch(self) -> str:
        infusing = self._infusing
        if not self._rates:
            return ""
        recorded = 0.0 if infusing is None else infusing.recorded_ml_h
        within = max(SAME_WITHIN_ML_H, SAME_WITHIN * recorded) + _ROUNDING
        if any(abs(_delivered(rate) - recorded) <= within for rate, _ in self._rates.values()):
            return ""
        device = self._newest if self._newest in self._rates else next(iter(self._rates))
        rate = self._rates[device][0]
        pump = "the pump gives no rate" if rate is None else f"the pump says {_number(rate)} mL/h"
        if infusing is None:
            return f"{pump}, no start is recorded"
        if infusing.stopped:
            return f"{pump}, recorded is a stop"
        if infusing.running_since_t is None:
            return f"{pump}, recorded is a pause"
        return f"{pump}, recorded is {_number(recorded)}"


def _delivered(rate: float | None) -> float:
    """What a pump gives, mL/h: one that answers and names no rate stands. It is told as such, never as "0"."""
    return 0.0 if rate is None else rate


def _number(rate: float) -> str:
    return f"{round(rate, 1):g}"
