"""Alarm changes, of sessions and of the station, as rows and back; see `rows`."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime

from bedside.store.rows import Row, Stored, utc_text, utc_time
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Presence, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import AlarmChanged, StationAlarmChanged
from bedside.vitals.sessions import Actor, Role


def alarm_row(record: AlarmChanged) -> Row:
    """One step in the life of an alarm."""
    return _change_row(record.change, record.utc) | {"session_id": record.session}


def station_alarm_row(record: StationAlarmChanged) -> Row:
    """One step in the life of an alarm of the station itself."""
    return _change_row(record.change, record.utc)


def _change_row(change: AlarmChange, utc: datetime) -> Row:
    row = {
        field.name: getattr(change, field.name)
        for field in dataclasses.fields(change)
        if field.name not in ("limit", "actor", "device")
    }
    for name in ("change", "presence", "activation", "kind", "parameter", "direction"):
        row[name] = None if row[name] is None else row[name].value
    row["priority"] = int(change.priority)
    row["limit_value"] = change.limit
    row["device_id"] = change.device
    row["actor"] = None if change.actor is None else json.dumps(dataclasses.asdict(change.actor))
    return row | {"utc": utc_text(utc)}


def alarm(row: Stored, session: str) -> AlarmChanged:
    """From a row of `alarm_change`."""
    return AlarmChanged(session=session, utc=utc_time(row["utc"]), change=_change(row))


def station_alarm(row: Stored) -> StationAlarmChanged:
    """From a row of `station_alarm`."""
    return StationAlarmChanged(utc=utc_time(row["utc"]), change=_change(row))


def _change(row: Stored) -> AlarmChange:
    actor = None if row["actor"] is None else json.loads(row["actor"])
    return AlarmChange(
        t=row["t"],
        number=row["number"],
        condition=row["condition"],
        change=Change(row["change"]),
        presence=Presence(row["presence"]),
        present=bool(row["present"]),
        code=row["code"],
        kind=Kind(row["kind"]),
        priority=Priority(row["priority"]),
        words=row["words"],
        onset_t=row["onset_t"],
        parameter=None if row["parameter"] is None else Parameter(row["parameter"]),
        direction=None if row["direction"] is None else Direction(row["direction"]),
        value=row["value"],
        worst=row["worst"],
        limit=row["limit_value"],
        actor=None if actor is None else Actor(**(actor | {"role": Role(actor["role"])})),
        rule=row["rule"],
        activation=Activation(row["activation"]),
        escalated=bool(row["escalated"]),
        episode=row["episode"],
        times=row["times"],
        device=row["device_id"],
    )
