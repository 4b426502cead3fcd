"""How far a session reaches: newest times and highest numbers, each one step into an index."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Table, func, select

from bedside.store import schema
from bedside.store.blocks import LONGEST_S

_ZERO: Final = 0


def _of(table: Table, key: ColumnElement[int]) -> ColumnElement[bool]:
    return table.c.session == key


def _highest(column: ColumnElement[Any], table: Table, key: ColumnElement[int]) -> ScalarSelect[Any]:
    return select(func.max(column)).where(_of(table, key)).correlate(schema.session).scalar_subquery()


def _newest_block(key: ColumnElement[int], value: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The highest `value` among the blocks that arrived last: no block is longer than LONGEST_S."""
    blocks = schema.wave_block
    begin = _highest(blocks.c.at, blocks, key) - LONGEST_S
    return (
        select(func.max(value))
        .where(_of(blocks, key), blocks.c.at >= begin)
        .correlate(schema.session)
        .scalar_subquery()
    )


def _most(*values: ScalarSelect[Any]) -> ColumnElement[Any]:
    """The highest of those that are there; 0 when none is. (SQLite's max of a NULL is NULL.)"""
    return func.max(_ZERO, *(func.coalesce(value, _ZERO) for value in values))


def newest_t(key: ColumnElement[int]) -> ColumnElement[float]:
    """Session time of the newest thing recorded, s: arrivals, alarm changes, beginnings of segments."""
    alarms, segments = schema.alarm_change, schema.session_segment
    # Alarm numbers and times rise together; the last one is a step into the primary key.
    last_alarm = (
        select(alarms.c.t).where(_of(alarms, key)).order_by(alarms.c.number.desc()).limit(1)
    ).correlate(schema.session)
    return _most(
        *(_highest(table.c.at, table, key) for table in schema.INPUTS),
        _newest_block(key, schema.wave_block.c.last_at),
        last_alarm.scalar_subquery(),
        _highest(segments.c.t, segments, key),
    )


def newest_sample_t(key: ColumnElement[int]) -> ColumnElement[float]:
    """Session time of the newest wave sample or numeric, s."""
    blocks, numerics = schema.wave_block, schema.numeric
    last_numeric = (
        select(numerics.c.t).where(_of(numerics, key)).order_by(numerics.c.number.desc()).limit(1)
    ).correlate(schema.session)
    return _most(
        _newest_block(key, blocks.c.t + (blocks.c.n - 1) / blocks.c.rate_hz),
        last_numeric.scalar_subquery(),
    )


def last_number(key: ColumnElement[int]) -> ColumnElement[int]:
    """Highest number of an input."""
    return _most(
        *(_highest(table.c.number, table, key) for table in schema.INPUTS),
        _newest_block(key, schema.wave_block.c.last_number),
    )


def last_entry(key: ColumnElement[int]) -> ColumnElement[int]:
    """Highest number of a timeline entry."""
    return _most(_highest(schema.entry.c.entry, schema.entry, key))


def last_alarm(key: ColumnElement[int]) -> ColumnElement[int]:
    """Highest number of an alarm change."""
    return _most(_highest(schema.alarm_change.c.number, schema.alarm_change, key))


def last_condition(key: ColumnElement[int]) -> ColumnElement[int]:
    """Highest id of an alarm condition."""
    return _most(_highest(schema.alarm_change.c.condition, schema.alarm_change, key))
