"""Which bed a newly found device may be offered: the lowest that lacks what it measures. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.parameters import Parameter

BEDS = 16


def free_bed(rows: Iterable[DeviceRow], parameters: Iterable[Parameter], *, simulated: bool) -> int | None:
    """The lowest bed on which nothing measures any of `parameters`; None: every bed has a source.

    A bed with simulated devices is never offered to a real one, nor the other way round (SAFE-01).
    """
    wanted = frozenset(parameters)
    taken = {
        row.bed
        for row in rows
        if row.state is not LinkState.DETACHED
        and (row.simulated != simulated or wanted.intersection(row.parameters))
    }
    return next((bed for bed in range(1, BEDS + 1) if bed not in taken), None)
