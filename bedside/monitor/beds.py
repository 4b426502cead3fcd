"""The beds of the station by their numbers; a bed is made when it is first spoken of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bedside.errors import RefusedError
from bedside.monitor.bed import Bed
from bedside.vitals.display import Ages

MOST_BEDS: Final = 16


class Beds:
    """Used by the station's thread only. Iterating gives the beds, in the order in which they were made."""

    def __init__(self, new_bed: Callable[[int], Bed], ages: Ages) -> None:
        """None yet; new ones begin with these ages."""
        self._new_bed = new_bed
        self._ages = ages
        self._beds: dict[int, Bed] = {}

    def at(self, number: int) -> Bed:
        """The bed of this number.

        Raises:
            RefusedError: the station has no such bed.
        """
        bed = self._beds.get(number)
        if bed is None:
            if not 1 <= number <= MOST_BEDS:
                raise RefusedError(f"There is no bed {number}: choose 1 to {MOST_BEDS}.")
            bed = self._beds[number] = self._new_bed(number)
            bed.set_ages(self._ages)
        return bed

    def set_ages(self, ages: Ages) -> None:
        """When numbers fade and become dashes, on every bed from now on."""
        self._ages = ages
        for bed in self._beds.values():
            bed.set_ages(ages)

    def fire(self, now: float, tell_bug: Callable[[str, Exception], None]) -> None:
        """Fire what is due at station time `now`, s, on every bed; a bug of one is told, and the others go on."""
        for bed in self:
            try:
                bed.fire(now)
            except Exception as bug:  # noqa: BLE001  the other beds end as they should
                tell_bug(f"ending bed {bed.number}", bug)

    @property
    def open_sessions(self) -> frozenset[str]:
        """Ids of the sessions that are being recorded."""
        return frozenset(bed.session_id for bed in self._beds.values() if bed.session_open)

    def __contains__(self, number: int) -> bool:
        """Whether the bed was made already."""
        return number in self._beds

    def __iter__(self) -> Iterator[Bed]:
        return iter(self._beds.values())
