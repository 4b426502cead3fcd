"""The devices of a bed: which belong to it, what became of their links, and what they measured before they came.

A determination measured before the session, or before its device came to this bed, is never a reading of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bedside.monitor.live_session import LiveSession
from bedside.vitals.devices import DeviceChange
from bedside.vitals.readings import Determination, Reading
from bedside.vitals.sessions import Mode


class Sorted(NamedTuple):
    """What one arrival brought."""

    fresh: list[Reading]  # of this bed and of its session
    earlier: Determination | None  # older than that: for reference only


class BedDevices:
    """Times are station time, s."""

    def __init__(self) -> None:
        self.reference: Determination | None = (
            None  # the newest that is older than its attachment or the session
        )
        self._attached: dict[str, tuple[float, bool]] = {}  # device → since when, simulated
        self._links: dict[str, DeviceChange] = {}  # newest change of each device

    @property
    def mode(self) -> Mode | None:
        """Whether they show a simulation; None: there is no device."""
        if not self._attached:
            return None
        simulated = any(simulated for _, simulated in self._attached.values())
        return Mode.SIMULATION if simulated else Mode.LIVE

    def mode_of(self, device: str) -> Mode:
        """Whether a device shows a simulation."""
        _, simulated = self._attached.get(device, (0.0, False))
        return Mode.SIMULATION if simulated else Mode.LIVE

    def attach(self, device: str, t: float, *, simulated: bool) -> None:
        """A device begins to belong to this bed at `t`."""
        self._attached[device] = (t, simulated)

    def detach(self, device: str) -> bool:
        """A device no longer belongs to this bed; whether it did."""
        if self._attached.pop(device, None) is None:
            return False
        self._links.pop(device, None)
        self.reference = None
        return True

    def linked(self, change: DeviceChange) -> None:
        """A device's link changed its state."""
        self._links[change.device] = change

    def sort(self, device: str, readings: Sequence[Reading], t: float, zero: float) -> Sorted:
        """What counts of the readings of a device that arrived at `t`, in a session that began at `zero`."""
        since, _ = self._attached.get(device, (t, False))
        since = max(since, zero)
        fresh: list[Reading] = []
        earlier: Determination | None = None
        for reading in readings:
            if isinstance(reading, Determination) and reading.t < since:
                self.reference = earlier = reading
            else:
                fresh.append(reading)
        return Sorted(fresh, earlier)

    def tell(self, session: LiveSession) -> None:
        """A session opened: what was known before it was."""
        if self.reference is not None:
            session.refer(self.reference)
        for change in self._links.values():
            session.link(change)
