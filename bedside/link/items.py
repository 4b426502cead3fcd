"""What a link says: readings that arrived, a state that changed, a sentence for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bedside.vitals.devices import DeviceChange, LinkCounters
from bedside.vitals.readings import Reading


class Arrival(NamedTuple):
    """What one read brought."""

    device: str  # id
    t: float  # station time of the arrival, s
    readings: tuple[Reading, ...]
    counters: LinkCounters


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkNotice:
    """Something a person must hear about a device that is not a state of its link: a refusal, a stuck cuff."""

    device: str
    t: float  # station time, s
    sentence: str


Item = Arrival | DeviceChange | LinkNotice


class Step(NamedTuple):
    """What to do after bytes or time went in."""

    items: list[Item]  # to publish, in order
    send: bytes
    at: float | None  # call `advance` then at the latest, station time, s; None: only bytes matter
    thrown: int = 0  # bytes that had to be thrown away, of those that went in

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What was completed by what went in."""
        if not self.items:
            return ()
        arrivals = [item.readings for item in self.items if isinstance(item, Arrival)]
        return arrivals[0] if len(arrivals) == 1 else tuple(each for one in arrivals for each in one)
