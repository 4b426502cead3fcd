"""A full house, two devices a bed, every driver among them: nothing that was sent is missing in the record."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path

import psutil
import pytest

from bedside.composition import build
from bedside.monitor.services import Services
from bedside.registry import TABLE
from bedside.simulation.spawn import Simulation
from bedside.store.library import Library
from bedside.vitals.readings import Determination, Numeric, Wave
from bedside.vitals.sessions import PROGRAM
from bedside.vitals.station_commands import AttachDevice

BEDS = 16
FIRST = (
    *("contec_v7", "contec_5byte", "bci", "nonin", "nonin_text", "masimo", "nellcor", "chipox"),
    *("intellivue", "datex_dri", "ivy_ansar", "pm6750", "accutorr3", "nonin", "contec_v7", "bci"),
)
SECOND = (
    *("dinamap", "suntech", "par_medlab", "omron_hbp", "terumo", "and_tm", "dinamap", "suntech"),
    *("new_era", "bbraun", "alaris", "new_era", "bbraun", "par_medlab", "suntech", "dinamap"),
)
BEFORE = {"pm6750": 50}  # samples of the second that may pass before its first number
COSTS = Path(__file__).resolve().parents[2] / "build" / "thread-costs.json"


def thread_costs() -> dict[str, float]:
    """Processor time of each thread of this process so far, s, by name."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    return {
        names[each.id]: each.user_time + each.system_time
        for each in psutil.Process().threads()
        if each.id in names
    }


def stored_in(store: Path) -> dict[str, Counter[str]]:
    """Per device: samples, numbers and determinations that are in the record."""
    found: dict[str, Counter[str]] = {}
    library = Library(store)
    for summary in library.sessions():
        for taken in library.open(summary.id).readings():
            counts = found.setdefault(taken.device, Counter())
            match taken.reading:
                case Wave():
                    counts["samples"] += len(taken.reading.samples)
                case Numeric():
                    counts["numerics"] += 1
                case Determination():
                    counts["determinations"] += 1
    return found


def run_for(services: Services, seconds: float) -> tuple[Simulation, dict[str, float]]:
    """Attach everything, let it run; the simulation, and what each thread took of a core, 0…1."""
    simulation = Simulation(
        beds=BEDS, drivers=(",".join(FIRST), ",".join(SECOND)), scenarios=("rest",), seed=7
    )
    for port in simulation.ports:
        attach = AttachDevice(bed=port.bed, actor=PROGRAM, driver=port.driver, port=port.port, remember=False)
        services.station.submit(attach).result(20.0)
    services.clock.sleep(2.0)
    before, began = thread_costs(), services.clock.now()
    services.clock.sleep(seconds)
    took_s = services.clock.now() - began
    return simulation, {
        name: (cost - before.get(name, 0.0)) / took_s for name, cost in thread_costs().items()
    }


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(12.0, id="shortly"),
        pytest.param(600.0, id="for_ten_minutes", marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ],
)
def test_32_devices_at_once_lose_nothing(tmp_path: Path, home: Path, seconds: float) -> None:
    assert {*FIRST, *SECOND} == set(TABLE)
    store = tmp_path / "full-house.sqlite"
    services = build(store)
    try:
        simulation, costs = run_for(services, seconds)
        sent = simulation.stop()
        services.clock.sleep(1.0)  # what was sent last arrives
        update = services.station.station_update
        recording = services.recorder.state()
    finally:
        services.stop()
    assert len(sent) == 2 * BEDS
    assert update is not None
    read = {row.device: row.counters for row in update.devices}
    stored = stored_in(store)
    lost: list[tuple[str, str, int, int]] = []
    for device in sent:
        name = f"{device['driver']}@{device['port']}"
        counters, kept = read[name], stored.get(name, Counter())
        rows = [
            ("frames", device["frames"], counters.frames),
            ("bytes", device["bytes"], counters.bytes_in),
            ("bad frames", counters.bad_frames, 0),
            ("not read by the host", device["dropped"], 0),
            ("numbers", sum(device["numerics"].values()), kept["numerics"]),
            ("determinations", device["determinations"], kept["determinations"]),
            # a session opens with the first value of a patient: a second of searching before it belongs to none
            ("samples", sum(device["samples"].values()), kept["samples"] + BEFORE.get(device["driver"], 0)),
        ]
        lost += [
            (name, what, was, is_now)
            for what, was, is_now in rows
            if (was > is_now if what in ("numbers", "determinations", "samples") else was != is_now)
        ]
    assert lost == []
    assert (recording.dropped, recording.fault) == (0, "")
    assert sum(sum(each.values()) for each in stored.values()) > 10_000 * seconds / 12
    COSTS.parent.mkdir(exist_ok=True)
    table = {name: round(100 * cost, 2) for name, cost in sorted(costs.items(), key=lambda each: -each[1])}
    COSTS.write_text(json.dumps({"seconds": seconds, "percent_of_a_core": table}, indent=1) + "\n")
