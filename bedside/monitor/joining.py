"""Whether a device may join a bed; each refusal is a sentence.

One source per parameter of a bed, one bed per port, and a simulated device never joins a real session nor a real
device a simulated one (SAFE-01).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bedside.driver_api import Driver
from bedside.errors import RefusedError
from bedside.link.steady_port import SteadyPorts
from bedside.monitor.attachment import Attachment
from bedside.vitals.parameters import PARAMETERS
from bedside.vitals.sessions import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A device that is to join a bed."""

    device: str  # id
    driver: Driver
    port: str
    bed: int
    adapter: str  # it is remembered with, as the settings have it; "" = whatever is on the port now
    simulated: bool

    def refuse(self, attached: Iterable[Attachment], places: SteadyPorts, session_mode: Mode | None) -> None:
        """Refuse it, or do nothing.

        Args:
            attached: the devices of all beds.
            places: where their adapters are.
            session_mode: mode of the open session of its bed, None without one.
        Raises:
            RefusedError: it may not join its bed.
        """
        for other in attached:
            self._refuse_port(other, places)
            if other.bed == self.bed:
                self._refuse_beside(other)
        if session_mode is not None and (session_mode is Mode.SIMULATION) != self.simulated:
            raise RefusedError(
                f"Bed {self.bed} has the open session of a {session_mode} patient: end it first; "
                "simulated values are never filed under a real patient, nor real ones under a simulated."
            )

    def _refuse_port(self, other: Attachment, places: SteadyPorts) -> None:
        if other.device == self.device and not places.has(self.device, self.port):
            raise RefusedError(
                f"The {other.driver.info.title} of bed {other.bed} was connected as {self.port} and its adapter "
                "is elsewhere or missing now: detach it there first."
            )
        # A remembered adapter is itself, whoever has the name of its port now.
        theirs = places.adapter(other.device)
        same = self.adapter == theirs if self.adapter else places.has(other.device, self.port)
        if same or other.device == self.device:
            raise RefusedError(
                f"{self.port} is already in use by bedside for bed {other.bed}: detach it there first."
            )

    def _refuse_beside(self, other: Attachment) -> None:
        shared = [parameter for parameter in self.driver.info.parameters if parameter in other.parameters]
        if shared:
            raise RefusedError(
                f"Bed {self.bed} already gets {PARAMETERS[shared[0]].name} from {other.driver.info.title} on "
                f"{other.port}: one source per value; detach that one first or choose another bed."
            )
        if other.simulated != self.simulated:
            raise RefusedError(
                f"Bed {self.bed} has {'simulated' if other.simulated else 'real'} devices: "
                "simulated and real ones never share a bed; choose another."
            )
