"""The pump of a bed in its update: what it says beside the record, and that a pulled cable is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bedside.monitor.pump_beside import pump_beside, pump_readings
from bedside.monitor.updates import Age, MonitorUpdate, NumericState
from bedside.therapy.pump_match import PumpSays
from bedside.vitals.parameters import Parameter
from tests.helpers.story import series, story

RUNNING = story("10:14:52")  # 45 mL/h are recorded


def with_pump(
    rate: float | None, *, age: Age = Age.VALID, reason: str = "", silent_s: float = 0.0
) -> MonitorUpdate:
    last = RUNNING.now - silent_s
    times = np.arange(last - 120.0, last + 1.0, 2.0)
    values = np.full(len(times), np.nan if rate is None else rate)
    state = NumericState(parameter=Parameter.INFUSION_RATE, value=rate, t=last, age=age, reason=reason)
    return replace(
        RUNNING,
        trends={**RUNNING.trends, Parameter.INFUSION_RATE: series(times, values)},
        numerics={**RUNNING.numerics, Parameter.INFUSION_RATE: state},
    )


def test_without_a_pump_nothing_is_said() -> None:
    assert pump_readings(RUNNING).heard_t is None
    assert pump_beside(RUNNING).says is PumpSays.NOTHING


def test_a_pump_at_the_recorded_rate_agrees_and_at_another_is_told() -> None:
    assert pump_beside(with_pump(45.0)).says is PumpSays.AGREES
    match = pump_beside(with_pump(55.0))
    assert match.says is PumpSays.DIFFERS
    assert (match.pump_ml_h, match.recorded_ml_h) == (55.0, 45.0)


def test_a_pump_that_withholds_its_rate_stands_and_is_no_silent_one() -> None:
    assert pump_beside(with_pump(None, age=Age.GONE, reason="no reading")).says is PumpSays.STANDS


def test_a_pulled_cable_is_told_with_the_time_of_its_last_word() -> None:
    match = pump_beside(with_pump(45.0, age=Age.FADED, reason="no data", silent_s=30.0))
    assert match.says is PumpSays.SILENT
    assert match.since_t == RUNNING.now - 30.0
