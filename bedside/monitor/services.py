"""Everything that lives as long as the program, as the composition root hands it to the window or a command."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bedside.clock import Clock
from bedside.monitor.bed_sessions import ProfileOf
from bedside.monitor.infusion_told import InfusionTold
from bedside.monitor.past import Past
from bedside.monitor.patients import Patients
from bedside.monitor.station import Station
from bedside.pin import EmergencyPin
from bedside.settings import Settings
from bedside.simulation.faults import Fault
from bedside.simulation.spawn import Simulation
from bedside.store.library import Library
from bedside.therapy.protocols import ProtocolShelf
from bedside.vitals.commands import EndSession
from bedside.vitals.sessions import PROGRAM, Actor, Mode
from bedside.vitals.station_commands import AttachDevice

if TYPE_CHECKING:
    from bedside.store.not_recording import NotRecording
    from bedside.store.recorder import Recorder


# What simulated patients wear: both oximeters in turn, and a cuff. What they go through, one after the other.
DEVICES: Final = ("contec_v7,nonin", "dinamap")
ENDING_S: Final = 2.0
TOUR: Final = ("desaturation", "rest", "hypertensive_peak", "probe_off", "cable_pull")


@dataclass(slots=True)
class Services:
    """The long-lived objects."""

    clock: Clock
    station: Station
    recorder: Recorder | NotRecording
    library: Library | None  # None: the record cannot be used
    profile_of: ProfileOf  # by the title a session was recorded with, or the one for new sessions
    settings: Settings  # as they were at the start
    protocols: ProtocolShelf  # of the site
    pin: EmergencyPin
    captures: Path | None = None  # folder of the raw captures, if there is one; it need not exist yet
    simulations: list[Simulation] = field(default_factory=list)
    past: Past = field(init=False)  # older values, from the record
    patients: Patients = field(init=False)  # for the window
    infusions: InfusionTold = field(default_factory=InfusionTold)  # what simulated patients answer to
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.past = Past(self.library)
        self.patients = Patients(self.station.patients)
        self.station.on_bed = self.infusions.look

    def simulate(self, beds: Sequence[int], *, scenario: str | None = None, seed: int = 1) -> None:
        """Start simulated patients on these beds, each with an oximeter and a cuff on real ports.

        They answer to the infusion that is entered at their beds.

        Args:
            beds: bed numbers.
            scenario: what all of them go through; None: the tour, a different one each.
            seed: of the first patient.
        Raises:
            UserFacingError: the simulator did not start.
        """
        simulation = Simulation(
            beds=len(beds), drivers=DEVICES, scenarios=(scenario,) if scenario else TOUR, seed=seed
        )
        self.simulations.append(simulation)
        for number, bed in enumerate(beds, 1):
            self.infusions.follow(bed, partial(simulation.tell, number))
        for port in simulation.ports:
            bed = beds[port.bed - 1]
            self.station.submit(
                AttachDevice(bed=bed, actor=PROGRAM, driver=port.driver, port=port.port, remember=False)
            )

    def replay_capture(
        self, file: Path, driver: str, bed: int, faults: Sequence[Fault], actor: Actor
    ) -> Future[None]:
        """Play captured bytes in the place of a device, on a real port, and attach it. Takes about a second.

        Args:
            file: a capture of bedside, or plain bytes of a device.
            driver: its key.
            bed: where it goes; simulated and real devices never share one.
            faults: of its line, counted from the first byte on.
            actor: who asked for it.
        Returns:
            The station's answer to the attaching.
        Raises:
            UserFacingError: the file cannot be played; the sentence says why.
        """
        simulation = Simulation.of_capture(file, driver, faults, bed=bed)
        self.simulations.append(simulation)
        (port,) = simulation.ports
        return self.station.submit(
            AttachDevice(bed=bed, actor=actor, driver=port.driver, port=port.port, remember=False)
        )

    def stop(self) -> None:
        """End everything in good order: cuffs deflated, ports closed, everything taken is committed."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        if self.simulations:
            self._end_simulated()
        self.past.stop()
        self.station.stop()
        self.recorder.stop()
        for simulation in self.simulations:
            simulation.stop()

    def _end_simulated(self) -> None:
        """Simulated patients end with their simulator: the next start begins with new ones."""
        asked = [
            self.station.submit(EndSession(bed=bed, actor=PROGRAM, reason="the simulator was ended"))
            for bed, update in sorted(self.station.updates.items())
            if update.session is not None and update.mode is Mode.SIMULATION
        ]
        wait(asked, timeout=ENDING_S)
