"""What of all the alarms may be heard: gathered from every bed and the station, handed to the loudspeaker on change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bedside.monitor.sound_port import SoundPort
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.alarms import ActiveAlarm
from bedside.vitals.commands import STATION_BED
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Reading, Wave
from bedside.vitals.sound import Audible

OFF_REMINDER_S: Final = 180.0  # while a limit is switched off (ALM-33)
OWN_SOUND: Final = frozenset({"T-UI"})  # the watchdog sounds for it


class Hearing:
    """Between the beds and the loudspeaker. Used by the station's thread only."""

    def __init__(self, port: SoundPort) -> None:
        self._port = port
        self._shown: tuple[tuple[Audible, ...], bool] | None = None
        self._alarms: dict[int, tuple[ActiveAlarm, ...]] = {}
        self._reminded_t: float | None = None  # of the newest tone because a limit is off
        self.pulse_bed: int | None = None  # as chosen; until then the only bed that is monitored
        self._only_bed: int | None = None

    def show(
        self, updates: Mapping[int, MonitorUpdate], station: tuple[ActiveAlarm, ...], now: float
    ) -> None:
        """Hand over what may be heard at station time `now`, s, if it is not what was handed over last."""
        live = [bed for bed, update in updates.items() if update.session is not None]
        session_open = bool(live)
        self._only_bed = live[0] if len(live) == 1 else None
        alarms = {bed: update.alarms for bed, update in updates.items()} | {STATION_BED: station}
        if alarms != self._alarms or self._shown is None or self._shown[1] != session_open:
            self._alarms = alarms
            audibles = tuple(
                audible
                for bed, active in sorted(alarms.items())
                for audible in _audibles(bed, active, _zero(updates.get(bed)))
            )
            if self._shown != (audibles, session_open):
                self._shown = (audibles, session_open)
                self._port.show(audibles, session_open=session_open)
        self._remind(updates, now)

    def listen(self, bed: int, readings: Iterable[Reading], update: MonitorUpdate | None) -> None:
        """The pulse tone: a beat in the readings of the bed it belongs to (ALM-14)."""
        wanted = self._only_bed if self.pulse_bed is None else self.pulse_bed
        if bed != wanted or update is None:
            return
        if any(isinstance(r, Wave) and any(q & Quality.BEAT for q in r.quality) for r in readings):
            spo2 = update.numerics.get(Parameter.SPO2)
            self._port.beat(None if spo2 is None else spo2.value)

    def _remind(self, updates: Mapping[int, MonitorUpdate], now: float) -> None:
        """One information tone every 3 min while a person has switched a limit off."""
        since = [
            _zero(update) + limit.since_t
            for update in updates.values()
            for limit in update.limits
            if limit.value is None and limit.edited and limit.since_t is not None
        ]
        if not since:
            self._reminded_t = None
            return
        last = min(since) if self._reminded_t is None else self._reminded_t
        if now - last >= OFF_REMINDER_S:
            self._reminded_t = now
            self._port.tone()
        elif self._reminded_t is None:
            self._reminded_t = last


def _zero(update: MonitorUpdate | None) -> float:
    """Station time of session time 0, s."""
    return 0.0 if update is None else update.station_now - update.now


def _audibles(bed: int, active: tuple[ActiveAlarm, ...], zero: float) -> Iterable[Audible]:
    for alarm in active:
        change = alarm.change
        yield Audible(
            bed=bed,
            condition=change.condition,
            priority=change.priority,
            oxygen=change.parameter is Parameter.SPO2,
            activation=change.activation,
            escalated=change.escalated,
            # to the millisecond: the station's zero of a session is the same number each time
            loud_t=None if alarm.loud_t is None else round(zero + alarm.loud_t, 3),
            reminded_t=None if alarm.reminded_t is None else round(zero + alarm.reminded_t, 3),
            own_sound=change.code in OWN_SOUND,
        )
