"""What the clock on the wall shows, and when: the nights in which clocks are changed included."""

from __future__ import annotations

from datetime import UTC, datetime


def moments(wall: datetime) -> list[datetime]:
    """When the clock on the wall of this place shows this time, UTC, earliest first.

    Twice in the night it goes back, never in the hour it skips. The zone of `wall` is not looked at.
    """
    plain = wall.replace(tzinfo=None, fold=0)
    found = {plain.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(utc for utc in found if utc.astimezone().replace(tzinfo=None, fold=0) == plain)
