"""A day of one bed, made up at once: numerics every second, a cuff every five minutes, alarms as many as wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bedside.monitor.trends import Trend
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.alarms import AlarmChange, Change, Presence, Priority
from bedside.vitals.parameters import Parameter
from tests.helpers.parts import change, determination
from tests.helpers.story import story

DAY_S = 24 * 3600.0


def numbers(seconds: float) -> dict[Parameter, tuple[np.ndarray, np.ndarray]]:
    """Times and values of saturation and pulse, one a second."""
    t = np.arange(0.0, seconds, 1.0)
    noise = np.random.default_rng(7)
    spo2 = 97 + np.round(np.sin(t / 900) + noise.normal(0, 0.4, len(t)))
    pr = np.round(72 + 9 * np.sin(t / 2400) + noise.normal(0, 2, len(t)))
    return {Parameter.SPO2: (t, spo2), Parameter.PR: (t, pr)}


def alarms(count: int, seconds: float = DAY_S) -> tuple[AlarmChange, ...]:
    """So many short alarms, evenly spread, every tenth of them High."""
    log: list[AlarmChange] = []
    for n in range(count):
        onset_t = seconds * (n + 0.5) / count
        priority = Priority.HIGH if n % 10 == 0 else Priority.MEDIUM
        onset = change(
            n + 1, priority, Parameter.SPO2, onset_t, value=87, limit=88, words="low", code="SPO2-LOW"
        )
        end = replace(onset, t=onset_t + 9.0, change=Change.CLEARED, presence=Presence.OFF, present=False)
        log += [replace(onset, number=2 * n + 1), replace(end, number=2 * n + 2)]
    return tuple(log)


def day(seconds: float = DAY_S, *, alarm_count: int = 0) -> MonitorUpdate:
    """The bed at the end of it; what is older than memory keeps is there as least and greatest values."""
    update = story("10:28:12")
    cuffs = tuple(
        determination(t, 122 + 9 * float(np.sin(t / 3000)), 76, 91, pr=71)
        for t in np.arange(300.0, seconds, 300.0)
    )
    return replace(
        update,
        now=seconds,
        station_now=1000.0 + seconds,
        trends={parameter: Trend.of(t, y).view() for parameter, (t, y) in numbers(seconds).items()},
        determinations=cuffs,
        alarms=(),
        alarm_log=alarms(alarm_count, seconds),
    )
