"""The values of one numeric in a stretch of a session, as a running monitor has them in its trend."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from bedside.store import schema
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality

Floats = NDArray[np.float64]

LATE_S: Final = 60.0  # a reading is stored at most so long after the time it is for
_NOT_CURRENT: Final = int(Quality.NO_FINGER | Quality.SEARCHING | Quality.HELD)  # no value, whatever it says


def numbers_between(
    connection: Connection, session: int, parameter: Parameter, first: float, last: float
) -> tuple[Floats, Floats]:
    """Values of a numeric that a device renews all the time (those of a cuff are few, and all in memory).

    Args:
        connection: to the record. session: key of the session.
        parameter: which numeric.
        first, last: session times, s, both included.
    Returns:
        Session times in s and values in the parameter's unit, oldest first; NaN where there was no valid value.
    """
    table = schema.numeric
    statement = (
        select(table.c.t, table.c.value, table.c.quality)
        .where(table.c.session == session, table.c.parameter == parameter.value)
        .where(table.c.at >= first, table.c.at <= last + LATE_S)
        .where(table.c.t >= first, table.c.t <= last)
        .order_by(table.c.at, table.c.number)
    )
    rows = connection.execute(statement).all()
    times = np.array([t for t, _, _ in rows], dtype=float)
    values = np.array(
        [np.nan if value is None or quality & _NOT_CURRENT else value for _, value, quality in rows],
        dtype=float,
    )
    order = np.argsort(times, kind="stable")
    return times[order], values[order]
