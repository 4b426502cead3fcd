"""Everything that lives as long as the program, as the composition root hands it to the window or a command."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bedside.clock import Clock
from bedside.monitor.station import Station
from bedside.settings import Settings
from bedside.simulation.spawn import Simulation
from bedside.store.library import Library
from bedside.vitals.alarms import LimitView

if TYPE_CHECKING:
    from bedside.store.recorder import NotRecording, Recorder


@dataclass(slots=True)
class Services:
    """The long-lived objects."""

    clock: Clock
    station: Station
    recorder: Recorder | NotRecording
    library: Library
    limits: tuple[LimitView, ...]  # of the profile new sessions begin with
    settings: Settings  # as they were at the start
    simulations: list[Simulation] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End everything in good order: cuffs deflated, ports closed, everything taken is committed."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self.station.stop()
        self.recorder.stop()
        for simulation in self.simulations:
            simulation.stop()
