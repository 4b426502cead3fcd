"""From an entry at the bed to the simulator process: its pump runs as it was entered, and only simulated beds tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from bedside.composition import build
from bedside.driver_api import Infused
from bedside.errors import RefusedError
from bedside.monitor.services import Services
from bedside.simulation.spawn import Simulation
from bedside.vitals.care_commands import AllowEmergencyStart
from bedside.vitals.commands import ChangeRate, PauseInfusion, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM, Actor, Role
from bedside.vitals.station_commands import AttachDevice

PATIENCE_S = 30.0
BED = 3
NURSE = Actor(name="N. Ostrom", role=Role.NURSE)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("BEDSIDE_HOME", str(tmp_path))
    services = build(tmp_path / "record.sqlite", remembered=False)
    yield services
    services.stop()


def until(true: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def rate(services: Services) -> float | None:
    update = services.station.updates.get(BED)
    state = None if update is None else update.numerics.get(Parameter.INFUSION_RATE)
    return None if state is None else state.value


@pytest.mark.parametrize("key", ["alaris"])
def test_the_simulated_pump_runs_as_it_was_entered_at_the_bed(services: Services, key: str) -> None:
    simulation = Simulation(beds=1, drivers=[key])
    services.simulations.append(simulation)
    services.infusions.follow(BED, partial(simulation.tell, 1))
    (port,) = simulation.ports
    submit = services.station.submit
    submit(AttachDevice(bed=BED, actor=PROGRAM, driver=port.driver, port=port.port, remember=False)).result(
        PATIENCE_S
    )
    until(lambda: rate(services) == 0.0)  # the session is open, and nothing was entered
    with suppress(RefusedError):  # nothing stands before an infusion here, or the gate that this passes by
        submit(AllowEmergencyStart(bed=BED, actor=NURSE, reason="a test of the simulator")).result(PATIENCE_S)
    submit(StartInfusion(bed=BED, rate_ml_h=90.0, concentration_mg_ml=1.0)).result(PATIENCE_S)
    until(lambda: rate(services) == 90.0)
    submit(ChangeRate(bed=BED, rate_ml_h=120.0)).result(PATIENCE_S)
    until(lambda: rate(services) == 120.0)
    submit(PauseInfusion(bed=BED)).result(PATIENCE_S)
    until(lambda: rate(services) == 0.0)


def test_words_to_a_simulator_that_is_gone_cost_nothing(expect_log: Callable[[str], None]) -> None:
    expect_log("does not hear any more what is infused")
    simulation = Simulation(beds=1, drivers=["masimo"])
    simulation._process.kill()
    simulation._process.wait()
    for weight_kg in range(1, 60):
        simulation.tell(1, Infused(weight_kg=float(weight_kg)))
    simulation.stop()
    assert simulation._teller is not None
    assert not simulation._teller.is_alive()


def test_a_simulator_that_does_not_read_is_ended_all_the_same(expect_log: Callable[[str], None]) -> None:
    expect_log("does not hear any more what is infused")
    simulation = Simulation(beds=1, drivers=["masimo"])
    simulation._process.send_signal(19)  # SIGSTOP: it hangs
    begun = time.monotonic()
    for weight_kg in range(1, 4000):
        simulation.tell(1, Infused(weight_kg=float(weight_kg)))
    assert time.monotonic() - begun < 5.0  # the teller waits, not who tells
    simulation.stop()
    assert simulation._process.poll() is not None
