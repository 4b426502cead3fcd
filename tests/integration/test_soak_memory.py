"""A day of a whole clinic at speed: the memory of the process and the number of its objects do not grow."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bedside.clock import SystemClock
from bedside.composition import build
from bedside.monitor.services import Services
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients
from bedside.store.library import Library
from bedside.vitals.commands import AttachDevice
from bedside.vitals.parameters import Parameter
from tests.helpers.memory import Memory, grown, look

HOUR = 3600.0
BEDS = 2
FACTOR = 600.0  # at most; the clock waits for whoever is behind
MOST_MB = 5.0  # after the first hour
NOISE = 200  # objects of one type more or less: what is just on its way from thread to thread
PATIENCE_S = 30.0


def lived(store: Path, hours: int, looks_an_hour: int = 1) -> tuple[Services, list[Memory]]:
    """Let two patients live for so many hours, with a look at the memory now and then."""
    patients = FastPatients(
        ("contec_v7", "dinamap"),
        [scenario.load("desaturation"), scenario.load("rest")],
        beds=BEDS,
        seed=1,
        factor=FACTOR,
    )
    services = build(store, remembered=False, clock=patients.clock)
    looks: list[Memory] = []
    try:
        for port in patients.ports:
            command = AttachDevice(bed=port.bed, driver=port.driver, port=port.port, remember=False)
            services.station.submit(command).result(PATIENCE_S)
        real, brake = SystemClock(), patients.clock.leash("a look at the memory", for_ever=True)
        began = patients.clock.now()
        patients.go(hours * HOUR + 60.0)
        for number in range(hours * looks_an_hour):
            due = began + (number + 1) * HOUR / looks_an_hour
            while patients.clock.now() < due:
                real.sleep(0.05)
            brake.hold()  # until what is under way has been written
            until = real.now() + PATIENCE_S
            while services.recorder.state().backlog and real.now() < until:
                real.sleep(0.02)
            looks.append(look((patients.clock.now() - began) / HOUR, list(services.station.updates.values())))
            print(looks[-1], file=sys.stderr, flush=True)
            brake.free()
    finally:
        patients.let_go()
        services.stop()
        patients.stop()
    return services, looks


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_day_of_two_beds_does_not_grow(tmp_path: Path) -> None:
    services, looks = lived(tmp_path / "day.sqlite", hours=24)
    first, last = looks[0], looks[-1]
    shown = services.station.updates
    print(grown(first, last, least=NOISE), file=sys.stderr)
    assert last.timeline > first.timeline, "alarms and cuff readings have come all day"
    assert grown(first, last, least=NOISE) == {}
    assert last.objects - first.objects <= 5 * NOISE
    assert last.rss_mb - first.rss_mb <= MOST_MB
    for summary in Library(tmp_path / "day.sqlite").sessions():
        recorded = Library(tmp_path / "day.sqlite").open(summary.id)
        t, _ = recorded.numerics(Parameter.SPO2)
        trend = shown[summary.bed].trends[Parameter.SPO2]
        assert len(t) == pytest.approx(24 * HOUR, rel=0.01), "every value of the day is in the record"
        assert trend.line(0.0, 24 * HOUR, 1000)[0][0] < 120.0, "and the chart begins where the day began"
        assert t[-1] - 3 * HOUR < trend.exact_since < t[-1] - 2 * HOUR
