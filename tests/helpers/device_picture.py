"""The picture of the Devices screen in docs/images: a running clinic with simulated devices of three kinds, one of them
unplugged on the way, and a port that was searched. `python -m tests.helpers.device_picture [FILE]`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bedside.simulation.faults import Fault
from bedside.simulation.spawn import Simulation
from bedside.vitals.commands import STATION_BED
from bedside.vitals.devices import LinkState, SearchState
from bedside.vitals.station_commands import AcceptIntendedUse, SearchPort
from tests.benchmarks.harness import Clinic

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "devices.png"
PULLED_S = 24.0  # after the beginning of its patient
LONGEST_S = 90.0


def main() -> None:
    """Write it."""
    clinic = Clinic()
    station = clinic.services.station
    station.submit(AcceptIntendedUse(bed=STATION_BED)).result(10.0)
    played = [
        Simulation(beds=1, drivers=["contec_5byte"], seed=3),
        Simulation(beds=1, drivers=["suntech"], scenarios=["rest"], seed=4),
        Simulation(beds=1, drivers=["nonin"], seed=5, faults=[Fault(kind="unplug", start_s=PULLED_S)]),
        Simulation(beds=1, drivers=["masimo"], seed=6),
    ]
    clinic.services.simulations += played
    try:
        for bed, simulation in enumerate(played[:3], start=1):
            (port,) = simulation.ports
            clinic.attach(port.driver, port.port, bed)
        (unnamed,) = played[3].ports
        station.submit(SearchPort(bed=STATION_BED, port=unnamed.port)).result(10.0)
        clinic.window.show_screen("devices")

        def ready() -> bool:
            update = station.station_update
            return (
                update is not None
                and any(row.state is LinkState.GONE for row in update.devices)
                and any(search.state is SearchState.FOUND for search in update.searches)
            )

        waited_s = 0.0
        while not ready():
            if waited_s > LONGEST_S:
                raise SystemExit("nothing was unplugged or found")
            clinic.run(1.0)
            waited_s += 1.0
        clinic.run(4.0)
        screen = clinic.window.devices
        screen.list.choose(1)
        clinic.run(1.5)
        clinic.window.grab().save(sys.argv[1] if len(sys.argv) > 1 else str(PICTURE))
    finally:
        clinic.stop()


if __name__ == "__main__":
    main()
