"""What one parameter was in a stretch of a session: the samples of a wave, or a numeric as a trend has it."""

from __future__ import annotations

import math
from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from bedside.store import schema
from bedside.store.blocks import LONGEST_S
from bedside.store.waves import join_blocks
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NOT_CURRENT

Floats = NDArray[np.float64]

LATE_S: Final = 60.0  # a reading is stored at most so long after the time it is for
_NONE: Final = int(NOT_CURRENT)  # no value, whatever it says


def numbers_between(
    connection: Connection, session: int, parameter: Parameter, first: float, last: float
) -> tuple[Floats, Floats]:
    """Values of a numeric that a device renews all the time (those of a cuff are few, and all in memory).

    Args:
        connection: to the record.
        session: key of the session.
        parameter: which numeric.
        first: session time, s, included.
        last: session time, s, included.
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
    times, values = array("d"), array("d")
    for t, value, quality in connection.execute(statement):  # one by one: six hours of rows take 5 MB
        times.append(t)
        values.append(math.nan if value is None or quality & _NONE else value)
    order = np.argsort(times, kind="stable")
    return np.array(times)[order], np.array(values)[order]


def lowest_of(connection: Connection, session: int, parameter: Parameter) -> float | None:
    """The lowest value of a whole session that was a valid one, in the parameter's unit; None without any."""
    table = schema.numeric
    statement = select(func.min(table.c.value)).where(
        table.c.session == session,
        table.c.parameter == parameter.value,
        table.c.quality.op("&")(_NONE) == 0,
    )
    found = connection.execute(statement).scalar_one()
    return None if found is None else float(found)


def samples_between(
    connection: Connection, session: int, parameter: Parameter, first: float | None, last: float | None
) -> tuple[Floats, NDArray[np.float32]]:
    """Samples of a wave whose own time lies in a half-open range.

    Args:
        connection: to the record.
        session: key of the session.
        parameter: which wave.
        first: from this session time on, s; None: from the beginning.
        last: up to, not including, this one, s; None: to the end.
    Returns:
        Session times in s and device units, shape (samples,), oldest first. NaN is no sample: one where the
        device sent none, and one behind the last sample before a hole, so that no line crosses it.
    """
    table = schema.wave_block
    its = (table.c.session == session) & (table.c.parameter == parameter.value)
    statement = select(table).where(its).order_by(table.c.t)
    if first is not None:
        begun = select(func.max(table.c.t)).where(its, table.c.t <= first)
        statement = statement.where(table.c.t >= func.coalesce(begun.scalar_subquery(), first) - LONGEST_S)
    if last is not None:
        statement = statement.where(table.c.t < last)
    t, y = join_blocks(connection.execute(statement).mappings().all())
    begin, end = np.searchsorted(t, [-np.inf if first is None else first, np.inf if last is None else last])
    return t[begin:end], y[begin:end]
