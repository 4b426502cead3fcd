"""The columns that several tables of the record share; each call makes new ones, for one table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Text


def seq() -> Column[int]:
    """Number in the log."""
    return Column("seq", Integer, nullable=False, server_default="0")


def session() -> Column[int]:
    """The session that a row belongs to."""
    return Column("session", ForeignKey("session.key"), nullable=False)


def device() -> Column[int]:
    """The device that a row came from."""
    return Column("device", ForeignKey("device.key"), nullable=False)


def arrival() -> tuple[Column[int], Column[float]]:
    """The order and the session time of arrival, s."""
    return Column("number", Integer, nullable=False), Column("at", Float, nullable=False)


def alarm() -> list[Column[Any]]:
    """An alarm change, of a session or of the station."""
    return [
        Column("number", Integer, nullable=False),
        Column("utc", Text, nullable=False),
        Column("t", Float, nullable=False),
        Column("condition", Integer, nullable=False),
        Column("change", Text, nullable=False),
        Column("presence", Text, nullable=False),
        Column("present", Boolean, nullable=False),
        Column("code", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("priority", Integer, nullable=False),
        Column("words", Text, nullable=False),
        Column("onset_t", Float, nullable=False),
        Column("parameter", Text),
        Column("direction", Text),
        Column("value", Float),
        Column("worst", Float),
        Column("limit_value", Float),
        Column("actor", Text),  # JSON
        Column("rule", Text, nullable=False),
        Column("activation", Text, nullable=False, server_default="on"),
        Column("escalated", Boolean, nullable=False, server_default="0"),
        Column("episode", Integer, nullable=False, server_default="0"),
        Column("times", Integer, nullable=False, server_default="1"),
        Column("device_id", Text, nullable=False, server_default=""),
        seq(),
    ]
