"""A small whole session for tests, and the script that keeps one database of each released schema.

`python -m tests.helpers.make_database` writes tests/data/databases/<revision>.sqlite. Run it once per released
schema, before anything else is changed; the files are never written again.
"""

from __future__ import annotations

import math
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bedside.clock import ManualClock
from bedside.store.recorder import Recorder
from bedside.store.schema import REVISION
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Presence, Priority
from bedside.vitals.care_commands import FileSession, SavePatient, WriteFollowUp
from bedside.vitals.commands import (
    Acknowledge,
    ChangeRate,
    Command,
    EndSession,
    Entry,
    GiveRating,
    NamePatient,
    Retract,
    StartInfusion,
)
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import FollowUp, Medicine, PatientRecord, Sex
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
    Reading,
    SignalLevel,
    Wave,
)
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    FollowUpWritten,
    PatientEntry,
    PatientSaved,
    QaNoteWritten,
    ReadingTaken,
    Record,
    ReviewEntry,
    SegmentOpened,
    SessionClosed,
    SessionFiled,
    SessionOpened,
    SessionReviewed,
    StationAlarmChanged,
    StationEvent,
)
from bedside.vitals.review_commands import MarkReviewed, QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import Actor, Mode, PatientType, Role
from bedside.vitals.station_commands import AttachDevice

DATABASES = Path(__file__).resolve().parents[1] / "data" / "databases"
STARTED = datetime(2026, 3, 14, 9, 26, 53, 589793, UTC)
NURSE = Actor(name="N. Ostrom", role=Role.NURSE)
SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
OXIMETER = "contec_v7@/dev/ttyUSB0"
CUFF = "dinamap@/dev/ttyUSB1"
RATE_HZ = 60.0
PATIENT = "5eed" * 8


class Stream:
    """Makes the records of one session in the order a station would."""

    def __init__(self, session: str, bed: int = 1, started: datetime = STARTED) -> None:
        self.session, self.bed, self.started = session, bed, started
        self.number = self.entry = self.alarm = 0

    def utc(self, t: float) -> datetime:
        return self.started + timedelta(seconds=t)

    def opened(self, mode: Mode = Mode.SIMULATION) -> list[Record]:
        return [
            SessionOpened(
                session=self.session,
                bed=self.bed,
                mode=mode,
                started_utc=self.started,
                profile="adult v1",
                version="0.1.0",
            ),
            self.segment(0.0, "session began"),
        ]

    def segment(self, t: float, cause: str, watched_t: float | None = None) -> SegmentOpened:
        return SegmentOpened(
            session=self.session, t=t, utc=self.utc(t), boot="boot", cause=cause, watched_t=watched_t
        )

    def taken(self, reading: Reading, at: float | None = None, device: str = OXIMETER) -> ReadingTaken:
        self.number += 1
        arrived = reading.t if at is None else at
        return ReadingTaken(
            session=self.session, number=self.number, at=arrived, device=device, reading=reading
        )

    def made(self, command: Command, t: float, observed_t: float | None = None) -> EntryMade:
        self.number += 1
        self.entry += 1
        entry = Entry(
            number=self.entry, t=t if observed_t is None else observed_t, entered_t=t, command=command
        )
        return EntryMade(session=self.session, number=self.number, at=t, utc=self.utc(t), entry=entry)

    def linked(self, state: LinkState, t: float, sentence: str, lost_t: float | None = None) -> DeviceChanged:
        self.number += 1
        change = DeviceChange(
            t=t, device=OXIMETER, state=state, sentence=sentence, lost_t=lost_t, interval_s=1.0
        )
        return DeviceChanged(session=self.session, number=self.number, at=t, utc=self.utc(t), change=change)

    def alarmed(self, change: Change, t: float, priority: Priority = Priority.HIGH) -> AlarmChanged:
        self.alarm += 1
        acknowledged = change is Change.ACKNOWLEDGED
        step = AlarmChange(
            t=t,
            number=self.alarm,
            condition=1,
            change=change,
            presence=Presence.ACKNOWLEDGED if acknowledged else Presence.ON,
            present=True,
            code="SPO2-LOW",
            kind=Kind.PHYSIOLOGICAL,
            priority=priority,
            words="oxygen saturation low",
            onset_t=t,
            parameter=Parameter.SPO2,
            direction=Direction.LOW,
            value=84.0,
            worst=83.0,
            limit=88.0,
            actor=NURSE if acknowledged else None,
            rule="below 88 for 10 s",
            activation=Activation.OFF if acknowledged else Activation.ON,
            episode=1,
            device=OXIMETER,
        )
        return AlarmChanged(session=self.session, utc=self.utc(t), change=step)

    def closed(self, t: float) -> SessionClosed:
        return SessionClosed(session=self.session, t=t, utc=self.utc(t), reason="ended by the operator")


def pleth(t: float, samples: int = 1, rate_hz: float = RATE_HZ) -> Wave:
    """A piece of pleth: what is sent at `t` depends on `t` alone."""
    first = round(t * rate_hz)
    return Wave(
        parameter=Parameter.PLETH,
        t=t,
        rate_hz=rate_hz,
        samples=tuple(round(64 + 40 * math.sin((first + n) / 8)) for n in range(samples)),
        quality=tuple(Quality.BEAT if (first + n) % 50 == 0 else Quality.NONE for n in range(samples)),
    )


def whole_session(stream: Stream, seconds: int = 20) -> list[Record]:
    """Every kind of record, and of reading, in one short session (20 s or longer)."""
    records = stream.opened()
    records.append(stream.linked(LinkState.MEASURING, 0.0, "measuring"))
    records.append(stream.taken(Identity(t=0.0, text="SpO2 Simulator"), 0.0))
    records.append(stream.taken(Battery(t=0.0, state=BatteryState.LOW), 0.0))
    records.append(
        stream.made(NamePatient(bed=1, label="Room 2 B", patient_type=PatientType.ADULT, weight_kg=71.5), 0.5)
    )
    for second in range(1, seconds):
        if second == 8:
            continue  # a hole in everything
        records += [
            stream.taken(pleth(second + part / 10, 6), second + part / 10 + 0.1) for part in range(10)
        ]
        t = second + 1.0
        missing = second == 5
        quality = Quality.SEARCHING | Quality.ARTEFACT if missing else Quality.NONE
        spo2 = Numeric(
            parameter=Parameter.SPO2, t=t, value=None if missing else 97.0 - second % 3, quality=quality
        )
        records.append(stream.taken(spo2))
        records.append(stream.taken(Numeric(parameter=Parameter.PI, t=t, value=3.4)))
        records.append(stream.taken(SignalLevel(t=t, level=None if missing else 4)))
        records += _at(stream, second, t)
    records.append(stream.made(EndSession(bed=1, actor=NURSE), float(seconds)))
    records.append(stream.closed(seconds + 0.001))
    return records


def _at(stream: Stream, second: int, t: float) -> list[Record]:
    match second:
        case 3:
            measuring = CuffStatus(t=t, state=CuffState.MEASURING, pressure_mmhg=151.0)
            failed = CuffStatus(
                t=t, state=CuffState.FAILED, patient_type=PatientType.ADULT, fault=NibpFault.LOOSE
            )
            return [stream.taken(measuring, device=CUFF), stream.taken(failed, device=CUFF)]
        case 4:
            start = StartInfusion(
                bed=1, actor=NURSE, rate_ml_h=36.0, concentration_mg_ml=1.0, planned_mg=36.0
            )
            return [stream.made(start, t)]
        case 6:
            found = Determination(t=2.5, sys=128.0, dia=79.0, map=95.0, pr=None, quality=Quality.TIME_UNKNOWN)
            return [stream.taken(found, t, CUFF)]
        case 9:
            wrong = stream.made(ChangeRate(bed=1, actor=NURSE, rate_ml_h=999.0), t)
            return [wrong, stream.made(Retract(bed=1, actor=NURSE, entry=stream.entry), t)]
        case 11:
            return [stream.alarmed(Change.ONSET, t)]
        case 12:
            acknowledged = stream.made(Acknowledge(bed=1, actor=NURSE, condition=1), t)
            return [acknowledged, stream.alarmed(Change.ACKNOWLEDGED, t)]
        case 14:
            return [stream.made(GiveRating(bed=1, scale="dissociation", value=6, observed_t=13.0), t, 13.0)]
        case 16:
            return [stream.linked(LinkState.SILENT, t, "silent: check the cable", lost_t=15.5)]
    return []


def station_event() -> StationEvent:
    attach = AttachDevice(bed=1, actor=NURSE, driver="contec_v7", port="/dev/ttyUSB0")
    return StationEvent(utc=STARTED, kind="attached", words="Contec V7.0 on bed 1", command=attach)


def station_alarm(number: int = 1) -> StationAlarmChanged:
    change = AlarmChange(
        t=4321.5,
        number=number,
        condition=1,
        change=Change.ONSET,
        presence=Presence.ON,
        present=True,
        code="T-DISK",
        kind=Kind.TECHNICAL,
        priority=Priority.LOW,
        words="the disk is nearly full",
        onset_t=4321.5,
        value=412.0,
        limit=500.0,
        rule="less than 500 MB free",
        episode=1,
    )
    return StationAlarmChanged(utc=STARTED, change=change)


def patient_record(
    family: str = "Kestrel", *, id: str = PATIENT, simulated: bool = True, version: int = 1, **more: Any
) -> PatientRecord:
    """A made-up patient."""
    known: dict[str, Any] = {
        "given_name": "Ada",
        "born": date(1984, 3, 2),
        "record_no": "K-1207",
        "sex": Sex.FEMALE,
        "patient_type": PatientType.ADULT,
        "weight_kg": 71.5,
        "history": (("substances", "none"),),
        "medicines": (Medicine(name="Sertraline", dose="50 mg", taken_today=True),),
    }
    return PatientRecord(id=id, simulated=simulated, family_name=family, version=version, **(known | more))


def patient_entries(session: str) -> list[PatientEntry]:
    """Every kind of entry about a patient, in the order a clinic makes them; the session must be recorded."""

    def utc(hours: float) -> datetime:
        return STARTED + timedelta(hours=hours)

    said = FollowUp(session=session, utc=utc(26).isoformat(), ratings=(("mood", 6),), sleep="slept well")
    return [
        PatientSaved(utc=utc(-1), command=SavePatient(bed=0, actor=NURSE, patient=patient_record("Kestral"))),
        PatientSaved(utc=utc(1), command=SavePatient(bed=0, actor=NURSE, patient=patient_record(version=2))),
        SessionFiled(utc=utc(2), command=FileSession(bed=0, actor=NURSE, session=session, patient=PATIENT)),
        FollowUpWritten(
            utc=utc(27), command=WriteFollowUp(bed=0, actor=NURSE, patient=PATIENT, follow_up=said)
        ),
    ]


def review_entries(session: str) -> list[ReviewEntry]:
    """A note, the same put right, and the mark that the session was looked at; the session must be recorded."""

    def utc(minutes: float) -> datetime:
        return STARTED + timedelta(days=3, minutes=minutes)

    note = QaNote(session=session, words="Cuff reading was late", t=6.0, mark=QaMark.LOOK_AT)
    first = QaNoteWritten(utc=utc(0), command=WriteQaNote(bed=0, actor=SUPERVISOR, note=note))
    right = WriteQaNote(
        bed=0,
        actor=SUPERVISOR,
        note=QaNote(session=session, words="Cuff reading was 3 min late", t=6.0, mark=QaMark.IMPROVE),
        replaces=first.written,
    )
    return [
        first,
        QaNoteWritten(utc=utc(1), command=right),
        SessionReviewed(utc=utc(2), command=MarkReviewed(bed=0, actor=SUPERVISOR, session=session)),
    ]


def record_all(path: Path, records: list[Record]) -> None:
    """Record these and close the file."""
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.01)
    recorder.start()
    for record in records:
        recorder.put(record)
    recorder.stop()
    state = recorder.state()
    assert (state.backlog, state.dropped, state.fault) == (0, 0, ""), state


def main() -> int:
    path = DATABASES / f"{REVISION}.sqlite"
    if path.exists():
        print(f"{path} is there already: a released schema's file is never written again", file=sys.stderr)
        return 1
    interrupted = Stream("20260315-101500-B2", bed=2, started=STARTED + timedelta(days=1))
    records = [station_event(), station_alarm(), *whole_session(Stream("20260314-092653-B1"))]
    records += [*interrupted.opened(Mode.LIVE), *(interrupted.taken(pleth(n / 60)) for n in range(120))]
    records += [*patient_entries("20260314-092653-B1"), *review_entries("20260314-092653-B1")]
    record_all(path, records)
    path.with_name(path.name + ".lock").unlink()
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
