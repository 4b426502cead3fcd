"""What is known of the adapter of one device: where it is, whether it was missed, and with whom it may be swapped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from bedside.link.adapter import AdapterId
from bedside.link.ports import PortRow
from bedside.link.whereabouts import Wanted, is_there

BLIP_S: Final = (
    2.0  # a hub that drops out and is back sooner: nobody unplugs two cables and swaps them so fast
)


@dataclass(slots=True)
class Seat:
    """One device. Changed under the lock of `SteadyPorts`; single fields are read without it."""

    device: str
    driver: str  # key
    port: str  # as attached
    simulated: bool = False
    adapter: AdapterId | None = None
    refused: bool = False  # remembered, but it could not join its bed
    port_now: str = ""  # the port it has open or is about to open
    came_back_on: str = ""  # that port, if it is not the one it was attached to
    seen: bool = False  # was open in this run
    away: bool = False
    away_t: float = 0.0  # since when, station time, s
    before: frozenset[AdapterId] = frozenset()
    mixed: dict[str, str] = field(default_factory=dict)  # device → driver
    unheard: dict[tuple[str, AdapterId | None], float] = field(
        default_factory=dict
    )  # until when, station time, s

    @property
    def waits(self) -> bool:
        """Whether its adapter is missing, or it is not known which one that is."""
        if self.simulated or self.port_now:
            return False
        return self.away if self.adapter is not None else not self.seen

    def wanted(self) -> Wanted:
        """What it wants of the ports."""
        return Wanted(
            driver=self.driver,
            port=self.port,
            adapter=self.adapter,
            before=self.before,
            away=self.away,
            mixed_with=frozenset(self.mixed.values()),
        )


def miss(seats: Collection[Seat], rows: Sequence[PortRow], now: float) -> None:
    """Note whose adapter is not there at station time `now`, s, and who of them may have changed places.

    An adapter that measured today and is gone may come back in the socket of any other of its kind that is gone.
    """
    present = frozenset(row.adapter for row in rows if row.adapter is not None)
    known = [seat.adapter for seat in seats if seat.adapter is not None]
    for seat in seats:
        if seat.adapter is not None and not seat.away and not is_there(seat.adapter, rows, known):
            seat.away, seat.away_t = True, now
            seat.before = present
    gone = [seat for seat in seats if seat.away]
    for one in gone:
        for other in gone:
            if one is other or one.adapter is None or other.adapter is None or not other.seen:
                continue
            if now - min(one.away_t, other.away_t) < BLIP_S:
                continue
            if one.adapter.alike(other.adapter) and not one.adapter.told_apart(known):
                one.mixed[other.device] = other.driver
