"""When a quiet room is dim. Pure.

Only as long as alarms are known to be heard elsewhere: the station's loudspeaker exists, has no fault, is not muted
and answered its newest check. Everything else wakes the room: somebody there, and a High nobody took in time (it
spills over).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bedside.monitor.updates import StationUpdate
from bedside.ui.alarm_list import BedAlarm
from bedside.vitals.alarms import Priority
from bedside.vitals.sound import SoundState

AWAKE_S: Final = 60.0  # after a key or a touch
HEARD_S: Final = 20.0  # the loudspeaker is checked every 15 s: one check missed, and nobody knows


class Rest:
    """Whether the room is dim. Only ever less dim than asked for."""

    def __init__(self) -> None:
        self._awake_until = float("-inf")

    def wake(self, now: float) -> None:
        """Somebody is here: stay awake for a while from station time `now`, s."""
        self._awake_until = now + AWAKE_S

    def dim(self, station: StationUpdate, alarms: Iterable[BedAlarm], now: float) -> bool:
        """Whether the room may be dim at station time `now`, s."""
        return (
            station.sound.quiet_room
            and heard_elsewhere(station.sound, now)
            and now >= self._awake_until
            and not any(item.escalated and item.alarm.change.priority is Priority.HIGH for item in alarms)
        )


def heard_elsewhere(sound: SoundState, now: float) -> bool:
    """Whether alarms are heard at the station's loudspeaker at station time `now`, s."""
    if not sound.station_output or sound.fault:
        return False
    return sound.checked_t is not None and now - sound.checked_t <= HEARD_S
