"""What the alarm engines of 32 beds cost while everything alarms, per bed and step."""

from __future__ import annotations

from time import perf_counter

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.vitals.commands import Entry, SetPhase
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    Numeric,
    Quality,
)
from bedside.vitals.sessions import Phase
from tests.benchmarks.harness import percentile, report
from tests.benchmarks.rows import Row

BEDS = 32
SECONDS = 60
STEPS_A_SECOND = 10


def main() -> None:
    """Measure and report: a second of readings and ten steps a second on each bed, all of it beyond every limit."""
    engines = [Engine(default_profile()) for _ in range(BEDS)]
    for engine in engines:
        _prepare(engine)
    costs: list[float] = []
    empty: list[float] = []
    for second in range(1, SECONDS):
        for step in range(STEPS_A_SECOND):
            t = second + step / STEPS_A_SECOND
            for engine in engines:
                began = perf_counter()
                if step == 0:
                    _observe(engine, t, second)
                engine.advance(t)
                costs.append(1000 * (perf_counter() - began))
                began = perf_counter()
                engine.next_deadline  # noqa: B018 – the cheapest thing an engine can be asked
                empty.append(1000 * (perf_counter() - began))
    sounding = min(len(engine.active) for engine in engines)
    if sounding < 6:
        raise SystemExit(f"only {sounding} alarms are active per bed: the measurement is void")
    report(
        [
            Row(
                name=f"alarm decision, {BEDS} beds, {sounding} alarms each: p99",
                value=percentile(costs, 0.99),
                unit="ms",
                target=1.0,
                baseline=percentile(empty, 0.5),
            ),
            Row(name="alarm decision: longest", value=max(costs), unit="ms", target=20.0),
        ]
    )


def _prepare(engine: Engine) -> None:
    engine.observe(Numeric(parameter=Parameter.SPO2, t=0.0, value=97.0), 0.0)
    engine.observe(Numeric(parameter=Parameter.PR, t=0.0, value=70.0), 0.0)
    engine.observe(Determination(t=0.0, sys=120.0, dia=80.0, map=93.0, pr=70.0), 0.0)
    entry = Entry(number=1, t=0.0, entered_t=0.0, command=SetPhase(bed=1, phase=Phase.INFUSION))
    engine.entered(entry, 0.0)
    engine.observe(Battery(t=0.0, state=BatteryState.CRITICAL), 0.1)
    for device in ("oximeter", "cuff"):
        engine.linked(DeviceChange(t=0.0, device=device, state=LinkState.MEASURING, sentence=""), 0.0)
    engine.linked(
        DeviceChange(t=0.2, device="cuff", state=LinkState.SILENT, sentence="nothing comes", lost_t=0.2), 0.2
    )


def _observe(engine: Engine, t: float, second: int) -> None:
    spo2 = 80.0 - second % 3
    for parameter, value in ((Parameter.SPO2, spo2), (Parameter.PR, 160.0 + second % 5), (Parameter.PI, 0.2)):
        quality = Quality.ARTEFACT if parameter is Parameter.SPO2 and second > 35 else Quality.NONE
        engine.observe(Numeric(parameter=parameter, t=t, value=value, quality=quality), t)
    if second % 5 == 0:
        engine.observe(Determination(t=t, sys=190.0 + second, dia=115.0, map=140.0, pr=160.0), t)
        engine.observe(CuffStatus(t=t, state=CuffState.FAILED), t)


if __name__ == "__main__":
    main()
