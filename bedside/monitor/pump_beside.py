"""The pump of a bed, as its update tells it, beside what people recorded. Read only: it changes and starts nothing."""

from __future__ import annotations

import math
from typing import Final

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.pump_match import MOST_ROWS, PumpMatch, PumpReadings, pump_match
from bedside.vitals.parameters import Parameter

_PUMP: Final = (Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME)
_SILENT: Final = "no data"  # why a number is not of now: its device has not said a word


def pump_beside(update: MonitorUpdate) -> PumpMatch:
    """How the connected pump and the record stand to each other in this update."""
    return pump_match(pump_readings(update), update.infusion, update.now)


def pump_readings(update: MonitorUpdate) -> PumpReadings:
    """What the pump of this bed has said, of the parts of its course that are in memory."""
    trend = update.trends.get(Parameter.INFUSION_RATE)
    rows: list[tuple[float, float | None]] = []
    if trend is not None:
        times, values = trend.rows()
        rows = [
            (float(t), None if math.isnan(value) else float(value))
            for t, value in zip(times[-MOST_ROWS:], values[-MOST_ROWS:], strict=True)
        ]
    return PumpReadings(rates=rows, heard_t=_heard_t(update))


def _heard_t(update: MonitorUpdate) -> float | None:
    """Session time of the pump's last word, s. A number that is of now, or that the pump itself withholds, is one."""
    heard: list[float] = []
    for parameter in _PUMP:
        state = update.numerics.get(parameter)
        if state is None:
            continue
        silent = state.age in (Age.FADED, Age.GONE) and state.reason == _SILENT
        if not silent:
            heard.append(update.now)
        elif state.t is not None:
            heard.append(state.t)
    return max(heard, default=None)
