"""Readings as rows and back; see `rows`."""

from __future__ import annotations

import json
from typing import Final

from bedside.store.rows import Row, Stored
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
from bedside.vitals.records import ReadingTaken
from bedside.vitals.sessions import PatientType

Status = CuffStatus | SignalLevel | Battery | Identity

_STATUS_KINDS: Final = {
    CuffStatus: "cuff",
    SignalLevel: "signal",
    Battery: "battery",
    Identity: "identity",
}


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
