"""The program as it is composed: simulated patients arrive on ptys, are recorded, and end with their simulator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bedside.composition import build
from bedside.monitor.services import Services
from bedside.store.library import Library
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

WAIT_S = 20.0


def until(services: Services, true: Callable[[], bool], what: str) -> None:
    deadline = services.clock.now() + WAIT_S
    while not true():
        assert services.clock.now() < deadline, f"never came to: {what}"
        services.clock.sleep(0.05)


@pytest.mark.req("SAFE-01")
def test_simulated_patients_arrive_are_marked_and_end_with_their_simulator(
    tmp_path: Path, home: Path
) -> None:
    store = tmp_path / "clinic.sqlite"
    services = build(store)
    try:
        services.simulate([2, 5])
        updates = services.station.updates
        until(services, lambda: {2, 5} <= updates.keys(), "two beds")
        until(
            services,
            lambda: all(
                updates[bed].numerics.get(Parameter.SPO2) is not None and len(updates[bed].devices) == 2
                for bed in (2, 5)
            ),
            "values on both",
        )
        assert all(updates[bed].mode is Mode.SIMULATION for bed in (2, 5))
        assert all(row.simulated for bed in (2, 5) for row in updates[bed].devices)
        # Both oximeters in turn: every patient meets another driver.
        assert {row.driver for bed in (2, 5) for row in updates[bed].devices} == {
            "contec_v7",
            "nonin",
            "dinamap",
        }
    finally:
        services.stop()
    summaries = Library(store).sessions()
    assert sorted(summary.bed for summary in summaries) == [2, 5]
    assert {summary.mode for summary in summaries} == {Mode.SIMULATION}
    assert {summary.end_reason for summary in summaries} == {"the simulator was ended"}


def test_stopping_twice_is_stopping_once(tmp_path: Path, home: Path) -> None:
    services = build(tmp_path / "clinic.sqlite")
    services.stop()
    services.stop()
