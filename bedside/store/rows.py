"""Records as rows and back: one pair of functions per kind, so that `from_row(to_row(x)) == x` can be a test.

Rows on their way in name their session and device (`session_id`, `device_name`); the statements of `batch.py`
look the keys up. Rows on their way out carry the device's name as `device_name`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bedside.errors import StoreError
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Presence, Priority
from bedside.vitals.commands import Command, Entry, from_record, name_of, to_record
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    NibpFault,
    Numeric,
    Quality,
    SignalLevel,
)
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
    StationAlarmChanged,
    StationEvent,
)
from bedside.vitals.sessions import Actor, Mode, PatientType, Role

Row = dict[str, Any]  # on its way in
Stored = Mapping[Any, Any]  # on its way out
Status = CuffStatus | SignalLevel | Battery | Identity

_STATUS_KINDS: Final = {
    CuffStatus: "cuff",
    SignalLevel: "signal",
    Battery: "battery",
    Identity: "identity",
}


def utc_text(utc: datetime) -> str:
    """Wall time as stored: ISO 8601, UTC, always with microseconds, so that text sorts as time does."""
    return utc.astimezone(UTC).isoformat(timespec="microseconds")


def local_text(utc: datetime) -> str:
    """The same moment by the clock on the wall here, with its offset from UTC."""
    return utc.astimezone().isoformat(timespec="microseconds")


def utc_time(text: str) -> datetime:
    """Wall time from its stored form."""
    return datetime.fromisoformat(text)


def run_row(version: str, boot: str, utc: datetime) -> Row:
    """A start of the program."""
    return {"utc": utc_text(utc), "version": version, "boot": boot}


def opened_row(record: SessionOpened) -> Row:
    """A session that began."""
    return {
        "id": record.session,
        "bed": record.bed,
        "mode": record.mode.value,
        "started_utc": utc_text(record.started_utc),
        "profile": record.profile,
        "version": record.version,
    }


def opened(row: Stored) -> SessionOpened:
    """From a row of `session`."""
    return SessionOpened(
        session=row["id"],
        bed=row["bed"],
        mode=Mode(row["mode"]),
        started_utc=utc_time(row["started_utc"]),
        profile=row["profile"],
        version=row["version"],
    )


def closed_row(record: SessionClosed) -> Row:
    """The end of a session."""
    return {
        "session_id": record.session,
        "t": record.t,
        "utc": utc_text(record.utc),
        "reason": record.reason,
    }


def closed(row: Stored, session: str) -> SessionClosed:
    """From a row of `session_close`."""
    return SessionClosed(session=session, t=row["t"], utc=utc_time(row["utc"]), reason=row["reason"])


def segment_row(record: SegmentOpened) -> Row:
    """A stretch of running program."""
    return {
        "session_id": record.session,
        "t": record.t,
        "utc": utc_text(record.utc),
        "boot": record.boot,
        "cause": record.cause,
        "watched_t": record.watched_t,
    }


def segment(row: Stored, session: str) -> SegmentOpened:
    """From a row of `session_segment`."""
    return SegmentOpened(
        session=session,
        t=row["t"],
        utc=utc_time(row["utc"]),
        boot=row["boot"],
        cause=row["cause"],
        watched_t=row["watched_t"],
    )


def _taken_row(taken: ReadingTaken) -> Row:
    return {
        "session_id": taken.session,
        "number": taken.number,
        "at": taken.at,
        "device_name": taken.device,
        "t": taken.reading.t,
    }


def numeric_row(taken: ReadingTaken, reading: Numeric) -> Row:
    """One value."""
    return _taken_row(taken) | {
        "parameter": reading.parameter.value,
        "value": reading.value,
        "quality": int(reading.quality),
    }


def numeric(row: Stored) -> Numeric:
    """From a row of `numeric`."""
    return Numeric(
        parameter=Parameter(row["parameter"]), t=row["t"], value=row["value"], quality=Quality(row["quality"])
    )


def determination_row(taken: ReadingTaken, reading: Determination) -> Row:
    """One finished cuff measurement."""
    return _taken_row(taken) | {
        "sys": reading.sys,
        "dia": reading.dia,
        "map": reading.map,
        "pr": reading.pr,
        "quality": int(reading.quality),
    }


def determination(row: Stored) -> Determination:
    """From a row of `determination`."""
    return Determination(
        t=row["t"],
        sys=row["sys"],
        dia=row["dia"],
        map=row["map"],
        pr=row["pr"],
        quality=Quality(row["quality"]),
    )


def status_row(taken: ReadingTaken, reading: Status) -> Row:
    """What a device says about itself."""
    body: Row
    match reading:
        case CuffStatus():
            body = {
                "state": reading.state.value,
                "pressure_mmhg": reading.pressure_mmhg,
                "patient_type": None if reading.patient_type is None else reading.patient_type.value,
                "fault": None if reading.fault is None else reading.fault.name,
            }
        case SignalLevel():
            body = {"level": reading.level}
        case Battery():
            body = {"state": reading.state.value}
        case Identity():
            body = {"text": reading.text}
    return _taken_row(taken) | {"kind": _STATUS_KINDS[type(reading)], "body": json.dumps(body)}


def status(row: Stored) -> Status:
    """From a row of `status`."""
    body = json.loads(row["body"])
    if row["kind"] == _STATUS_KINDS[SignalLevel]:
        return SignalLevel(t=row["t"], level=body["level"])
    if row["kind"] == _STATUS_KINDS[Battery]:
        return Battery(t=row["t"], state=BatteryState(body["state"]))
    if row["kind"] == _STATUS_KINDS[Identity]:
        return Identity(t=row["t"], text=body["text"])
    patient_type, fault = body["patient_type"], body["fault"]
    return CuffStatus(
        t=row["t"],
        state=CuffState(body["state"]),
        pressure_mmhg=body["pressure_mmhg"],
        patient_type=None if patient_type is None else PatientType(patient_type),
        fault=None if fault is None else NibpFault[fault],
    )


def entry_row(record: EntryMade) -> Row:
    """One line of the timeline."""
    entry = record.entry
    return {
        "session_id": record.session,
        "number": record.number,
        "at": record.at,
        "utc": utc_text(record.utc),
        "entry": entry.number,
        "t": entry.t,
        "entered_t": entry.entered_t,
        "kind": name_of(entry.command),
        "actor": entry.command.actor.name,
        "role": entry.command.actor.role.value,
        "command": json.dumps(to_record(entry.command)),
        "retracted": entry.retracted,
    }


def entry(row: Stored, session: str) -> EntryMade:
    """From a row of `entry`.

    Raises:
        StoreError: a command this program does not know.
    """
    made = Entry(
        number=row["entry"],
        t=row["t"],
        entered_t=row["entered_t"],
        command=_command(row["kind"], row["command"], f"entry {row['entry']} of session {session}"),
        retracted=bool(row["retracted"]),
    )
    return EntryMade(
        session=session, number=row["number"], at=row["at"], utc=utc_time(row["utc"]), entry=made
    )


def _command(kind: str, text: str, what: str) -> Command:
    try:
        return from_record(kind, json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{what} cannot be read ({kind}: {error}): update this program; nothing was changed."
        ) from error


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


def device_change_row(record: DeviceChanged) -> Row:
    """A link that changed its state."""
    change = record.change
    return {
        "session_id": record.session,
        "number": record.number,
        "at": record.at,
        "utc": utc_text(record.utc),
        "device_name": change.device,
        "t": change.t,
        "state": change.state.value,
        "sentence": change.sentence,
        "lost_t": change.lost_t,
        "interval_s": change.interval_s,
    }


def device_change(row: Stored, session: str) -> DeviceChanged:
    """From a row of `device_change`."""
    change = DeviceChange(
        t=row["t"],
        device=row["device_name"],
        state=LinkState(row["state"]),
        sentence=row["sentence"],
        lost_t=row["lost_t"],
        interval_s=row["interval_s"],
    )
    return DeviceChanged(
        session=session, number=row["number"], at=row["at"], utc=utc_time(row["utc"]), change=change
    )


def event_row(record: StationEvent) -> Row:
    """Something about the station."""
    command = record.command
    return {
        "utc": utc_text(record.utc),
        "kind": record.kind,
        "words": record.words,
        "command_kind": None if command is None else name_of(command),
        "command": None if command is None else json.dumps(to_record(command)),
    }


def event(row: Stored) -> StationEvent:
    """From a row of `station_event`."""
    command = None
    if row["command_kind"] is not None:
        command = _command(row["command_kind"], row["command"], f"the station event of {row['utc']}")
    return StationEvent(utc=utc_time(row["utc"]), kind=row["kind"], words=row["words"], command=command)
