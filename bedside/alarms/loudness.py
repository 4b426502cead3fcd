"""How loud a burst is: never under the floor while somebody is monitored, never louder than a more urgent one."""

from __future__ import annotations

from typing import Final

from bedside.vitals.alarms import Priority

VOLUME_FLOOR: Final = 0.3  # while a session is open (ALM-12)

_LEVELS: Final = {Priority.HIGH: 1.0, Priority.MEDIUM: 0.5, Priority.LOW: 0.4}
_LOUDER: Final = 2.0  # +6 dB (ALM-35)


def volume_in_force(volume: float, *, session_open: bool) -> float:
    """The volume, 0…1, that is used when `volume` was chosen: never under the floor while a session is open."""
    return max(volume, VOLUME_FLOOR) if session_open else volume


def level(priority: Priority, volume: float, *, escalated: bool = False) -> float:
    """Share of full level, 0…1, of a burst. Never higher than that of a more urgent one at the same `volume`."""
    if not escalated or priority is Priority.LOW:
        return _LEVELS[priority] * volume
    return (
        1.0
        if priority is Priority.HIGH
        else min(_LEVELS[Priority.HIGH], _LEVELS[priority] * _LOUDER) * volume
    )
