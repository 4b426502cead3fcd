"""What an alarm nobody takes does to the window: the border around everything, to the front (ALM-35, ALM-55)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.ui import flash
from bedside.ui.alarm_list import BedAlarm
from bedside.vitals.alarms import Priority

EDGES: Final = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """The border around the content; equal means nothing to paint."""

    role: str  # of the theme; "" = none
    full: bool = True  # the lit half, or steady; else the thin line that stays between two flashes


NO_BORDER: Final = Border(role="")


def border(alarms: Sequence[BedAlarm], now: float, *, no_sound: bool) -> Border:
    """The border at station time `now`, s.

    A High that escalated has it, steady. Where no alarm can be heard every alarm has it, flashing at the rate of its
    priority until it is acknowledged: what the ear cannot get the eye must.

    Args:
        alarms: in display order.
        now: station time, s.
        no_sound: no alarm can be heard.
    """
    if any(item.escalated and item.alarm.change.priority is Priority.HIGH for item in alarms):
        return Border(role=EDGES[Priority.HIGH])
    if not no_sound or not alarms:
        return NO_BORDER
    shown = next((item for item in alarms if not item.acknowledged), alarms[0])
    change = shown.alarm.change
    return Border(role=EDGES[change.priority], full=flash.lit(change, now))


class Escalations:
    """Remembers which alarms have escalated, so that each of their escalations is news once."""

    def __init__(self) -> None:
        self._known: frozenset[tuple[int, int]] = frozenset()

    def news(self, alarms: Iterable[BedAlarm]) -> bool:
        """Whether any of `alarms` has escalated since the last call."""
        now = frozenset(item.key for item in alarms if item.escalated)
        new = now - self._known
        self._known = now
        return bool(new)
