"""The pump of a bed, as its update tells it, beside what people recorded. Read only: it changes and starts nothing."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.pump_match import (
    HEARD_BY_S,
    MOST_ROWS,
    SILENT_S,
    PumpMatch,
    PumpReadings,
    counted_between,
    doses_unknown_from,
    pump_match,
)
from bedside.vitals.parameters import Parameter

_PUMP: Final = (Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME)
_SILENT: Final = "no data"  # why a number is not of now: its device has not said a word


def pump_beside(update: MonitorUpdate) -> PumpMatch:
    """How the connected pump and the record stand to each other in this update."""
    return pump_match(pump_readings(update), update.infusion, update.now)


def unknown_from(update: MonitorUpdate) -> float | None:
    """Since when the doses are not known because the pump contradicts the record, session time, s; None = they are."""
    return doses_unknown_from(pump_readings(update), update.infusion, update.now)


def pump_readings(update: MonitorUpdate) -> PumpReadings:
    """What the pump of this bed has said, of the parts of its course that are in memory."""
    trend = update.trends.get(Parameter.INFUSION_RATE)
    rows: list[tuple[float, float | None]] = []
    silent: list[tuple[float, float]] = []
    if trend is not None:
        times, values = trend.rows()
        other = (values[1:] != values[:-1]) & ~(np.isnan(values[1:]) & np.isnan(values[:-1]))
        changed = np.flatnonzero(np.append(True, other))[: len(values)]  # one holds until the next
        rows = [
            (float(times[n]), None if math.isnan(values[n]) else float(values[n]))
            for n in changed[-MOST_ROWS:]
        ]
        holes = np.flatnonzero(np.diff(times) > SILENT_S)
        silent = [(float(times[n]), float(times[n + 1])) for n in holes[-MOST_ROWS:]]
    return PumpReadings(rates=rows, heard_t=_heard_t(update), silent=silent)


def counted_ml(update: MonitorUpdate) -> float | None:
    """What the pump's own counter grew by since the start of the infusion, mL; None where it was not heard twice.

    Of the part of its course that is in memory: of an infusion that began before that, None.
    """
    infusion, trend = update.infusion, update.trends.get(Parameter.INFUSION_VOLUME)
    if infusion is None or not infusion.begun or trend is None:
        return None
    times, values = trend.rows()
    known = ~np.isnan(values) & (times >= infusion.first_t - HEARD_BY_S)
    times, values = times[known], values[known]
    if not len(times):
        return None
    back = np.flatnonzero(np.diff(values) < 0)  # between them it only grows: their ends are enough
    ends = np.unique(np.concatenate(([0, len(values) - 1], back, back + 1)))
    ended_t = update.now if infusion.stopped_t is None else infusion.stopped_t
    last = int(np.searchsorted(times, ended_t + HEARD_BY_S, side="right")) - 1
    ends = np.unique(np.append(ends[ends <= last], last)) if last >= 0 else ends[:0]
    return counted_between([(float(times[n]), float(values[n])) for n in ends], infusion.first_t, ended_t)


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
