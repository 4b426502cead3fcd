"""Beds and stations with alarms, pauses and a sound, made by hand for the screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui.main_window import MainWindow
from bedside.vitals.alarms import (
    Activation,
    ActiveAlarm,
    Direction,
    Kind,
    Pause,
    PauseKind,
    Presence,
    Priority,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from bedside.vitals.sound import SoundState
from tests.helpers.parts import change
from tests.helpers.story import NURSE
from tests.helpers.updates import reyes, station

NOW = 52_818.0
HEARD = SoundState(
    output="Built-in Audio",
    checked_t=NOW - 2.0,
    tested_utc=datetime(2026, 3, 2, 9, 41, tzinfo=UTC),
    system_volume=0.8,
)
SILENT = SoundState(fault="no loudspeaker is connected to this computer")
QUIET = replace(HEARD, quiet_room=True, station_output="Station 1")


def marta(*, mode: Mode = Mode.LIVE) -> MonitorUpdate:
    """Marta Reyes on bed 3 at `NOW`, without alarms."""
    return reyes(NOW - 50_000.0, mode=mode)


def alarming(
    update: MonitorUpdate,
    priority: Priority = Priority.HIGH,
    *,
    activation: Activation = Activation.ON,
    presence: Presence = Presence.ON,
    escalated: bool = False,
    times: int = 1,
    condition: int = 7,
) -> MonitorUpdate:
    """The bed with one SpO2 alarm more."""
    value, limit = (86.0, 88.0) if priority is Priority.HIGH else (90.0, 92.0)
    told = change(
        condition,
        priority,
        Parameter.SPO2,
        update.now - 20.0,
        presence=presence,
        value=value,
        limit=limit,
        words="oxygen saturation low",
    )
    told = replace(told, activation=activation, escalated=escalated, times=times, direction=Direction.LOW)
    alarm = ActiveAlarm(change=told)
    return replace(update, alarms=(*update.alarms, alarm), alarm_log=(*update.alarm_log, told))


def paused(
    update: MonitorUpdate,
    left_s: float,
    kind: PauseKind = PauseKind.AUDIO,
    *,
    whole_s: float = 120.0,
    reason: str = "",
) -> MonitorUpdate:
    """The bed with a pause in force that still lasts `left_s`."""
    until = update.now + left_s
    pause = Pause(kind=kind, began_t=until - whole_s, until_t=until, actor=NURSE, reason=reason)
    return replace(update, pauses=(*update.pauses, pause))


def station_alarm(
    code: str = "T-AUDIO",
    words: str = "no alarm can be heard",
    priority: Priority = Priority.MEDIUM,
    *,
    onset_t: float = NOW - 18.0,
    presence: Presence = Presence.ON,
) -> ActiveAlarm:
    """An alarm of the station itself."""
    told = change(
        1,
        priority,
        None,
        onset_t,
        kind=Kind.TECHNICAL,
        direction=None,
        presence=presence,
        words=words,
        code=code,
    )
    return ActiveAlarm(change=told)


def manned(**more: object) -> StationUpdate:
    """A station at `NOW` where the tones were heard and a nurse said who they are."""
    values: dict[str, object] = {
        "station_now": NOW,
        "operator": NURSE,
        "sound": HEARD,
        "sound_answer": "heard",
        **more,
    }
    return station(**values)  # type: ignore[arg-type]


def look_at(
    window: MainWindow, *updates: MonitorUpdate, at: float = NOW, frames: int = 2, **more: object
) -> None:
    """Some frames of these beds, from station time `at` on, 0.2 s apart."""
    beds = {update.bed: update for update in updates}
    for n in range(frames):
        window.show_updates(beds, manned(**more), at + 0.2 * n)
