"""Which signals are played where: in the room, or at the station where a room is to be quiet."""

from __future__ import annotations

from typing import Final

from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.sound import Audible

SPILL_S: Final = 30.0  # a High that long unacknowledged is heard in a quiet room, too


def asks(audible: Audible) -> bool:
    """True if the signal wants to be heard: not acknowledged, not paused, and nothing else sounds for it."""
    return audible.activation is Activation.ON and not audible.own_sound


def routed(
    audibles: tuple[Audible, ...], now: float, *, to_station: bool
) -> tuple[tuple[Audible, ...], tuple[Audible, ...]]:
    """What the room's and what the station's loudspeaker are to play at station time `now`, s.

    Args:
        audibles: all signals.
        now: station time, s.
        to_station: the room is to be quiet and the station's loudspeaker works. Without it everything is in the room.
    """
    if not to_station:
        return audibles, ()
    return tuple(a for a in audibles if _spills(a, now)), audibles


def _spills(audible: Audible, now: float) -> bool:
    return (
        asks(audible)
        and audible.priority is Priority.HIGH
        and audible.loud_t is not None
        and now - audible.loud_t >= SPILL_S
    )
