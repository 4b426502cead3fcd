"""A patient's course in a real record: sessions as the picture of the course has them, follow-ups, and the desk."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bedside.clock import ManualClock
from bedside.errors import UserFacingError
from bedside.monitor.patient_book import PatientBook
from bedside.monitor.patient_desk import PatientDesk
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import Change, Priority
from bedside.vitals.care_commands import (
    FileSession,
    GiveScore,
    IdentifyPatient,
    SavePatient,
    SetPlan,
    WriteFollowUp,
)
from bedside.vitals.commands import Command, GiveRating, SetPhase, StartInfusion, StopInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import FollowUp, PatientRecord, SessionPlan
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import FollowUpWritten, PatientSaved, Record
from bedside.vitals.sessions import Actor, Mode, Phase, Role
from tests.helpers.make_database import CUFF, Stream, patient_record

NURSE = Actor(name="A. Moreno", role=Role.NURSE)
SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
MARTA = "ab12" * 8
OTHER = "cd34" * 8
MIN = 60.0
NOW = datetime(2026, 11, 28, 16, 52, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One session of the picture."""

    day: int  # of November 2026
    phq9: int | None
    gad7: int | None
    minutes: float = 40.0  # of the infusion
    peak: float
    lowest: float
    dissociation: int
    high: int = 0
    low: int = 0
    reason: str = ""
    pain: tuple[int, int] | None = None  # before the infusion, and right after it


DAYS = (
    Day(day=7, phq9=20, gad7=15, peak=145, lowest=93, dissociation=7, low=2),
    Day(day=11, phq9=17, gad7=13, minutes=32 + 40 / 60, peak=144, lowest=95, dissociation=8,
        reason="nausea 4, patient asked"),
    Day(day=14, phq9=15, gad7=12, peak=141, lowest=86, dissociation=7, high=1, low=1),
    Day(day=18, phq9=12, gad7=10, peak=137, lowest=94, dissociation=6, low=1),
    Day(day=21, phq9=11, gad7=9, peak=141, lowest=95, dissociation=6),
    Day(day=25, phq9=9, gad7=8, peak=135, lowest=94, dissociation=6, low=1),
)  # fmt: skip
CALLS = (
    (15, FollowUp(session="", utc="", sleep="slept well", side_effects="mild headache until noon")),
    (19, FollowUp(session="", utc="", words="better mood", functioning="back to work half days")),
    (26, FollowUp(session="", utc="", side_effects="no side effects", ratings=(("mood", 7), ("pain", 0)))),
    (28, FollowUp(session="", utc="", totals=(("phq9", 8), ("gad7", 7)), next_visit="2026-12-02")),
)


def marta(
    *, simulated: bool = False, id: str = MARTA, family: str = "Reyes", no: str = "20418"
) -> PatientRecord:
    return patient_record(
        family,
        id=id,
        simulated=simulated,
        given_name="Marta",
        record_no=no,
        weight_kg=70.0,
        weight_used_kg=70.0,
    )


def at(day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def whole(
    one: Day, patient: PatientRecord | None, *, id: str = "", started: datetime | None = None
) -> list[Record]:
    """A session: baseline, infusion of 35 mg over 40 min, recovery."""
    begun = at(one.day) if started is None else started
    stream = Stream(id or f"2026-11-{one.day:02d}", started=begun)
    mode = Mode.SIMULATION if patient is not None and patient.simulated else Mode.LIVE
    made: list[tuple[float, Command]] = [(20, SetPhase(bed=1, actor=NURSE, phase=Phase.BASELINE))]
    if patient is not None:
        made.insert(0, (10, IdentifyPatient(bed=1, actor=NURSE, patient=patient)))
    plan = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0)
    made.append((30, SetPlan(bed=1, actor=SUPERVISOR, plan=plan)))
    for n, (key, total) in enumerate((("phq9", one.phq9), ("gad7", one.gad7))):
        if total is not None:
            made.append((40 + n, GiveScore(bed=1, actor=NURSE, scale=key, version="1", total=total)))
    start = 20 * MIN
    run = StartInfusion(
        bed=1,
        actor=NURSE,
        rate_ml_h=52.5,
        concentration_mg_ml=1.0,
        planned_mg=35.0,
        planned_min=40.0,
        weight_kg=70.0,
    )
    made.append((start, run))
    made.append(
        (start + 26 * MIN, GiveRating(bed=1, actor=NURSE, scale="dissociation", value=one.dissociation))
    )
    made.append((start + one.minutes * MIN, StopInfusion(bed=1, actor=NURSE, reason=one.reason)))
    for t, value in zip((start - 5 * MIN, start + 75 * MIN), one.pain or (), strict=False):
        made.append((t, GiveRating(bed=1, actor=NURSE, scale="pain", value=value)))
    records: list[tuple[float, object]] = list(made)
    for minute, sys in ((5, 119.0), (10, 117.0), (35, one.peak - 6), (45, one.peak), (80, 120.0)):
        records.append((minute * MIN, Determination(t=minute * MIN, sys=sys, dia=75.0, map=90.0, pr=70.0)))
    for minute in range(1, 100):
        value = one.lowest if minute == 50 else 97.0
        records.append((minute * MIN + 1, Numeric(parameter=Parameter.SPO2, t=minute * MIN + 1, value=value)))
    found: list[Record] = stream.opened(mode)
    for t, each in sorted(records, key=lambda row: row[0]):
        if isinstance(each, Command):
            found.append(stream.made(each, t))
        else:
            found.append(stream.taken(each, device=CUFF if isinstance(each, Determination) else "nonin@x"))  # type: ignore[arg-type]
    found += [stream.alarmed(Change.ONSET, 50 * MIN, Priority.HIGH) for _ in range(one.high)]
    found += [stream.alarmed(Change.ONSET, 51 * MIN, Priority.LOW) for _ in range(one.low)]
    return [*found, stream.closed(110 * MIN)]


def saved(patient: PatientRecord, day: int = 1) -> Record:
    return PatientSaved(utc=at(day), command=SavePatient(bed=0, actor=NURSE, patient=patient))


def called(day: int, said: FollowUp, patient: str = MARTA, *, written: int | None = None) -> Record:
    said = replace(said, utc=at(day, 10, 15).isoformat())
    command = WriteFollowUp(bed=0, actor=NURSE, patient=patient, follow_up=said)
    return FollowUpWritten(utc=at(written or day, 10, 20), command=command)


def reyes_course(*, simulated: bool = False) -> list[Record]:
    """Six sessions and four calls, as the picture has them."""
    patient = marta(simulated=simulated)
    records = [saved(patient)]
    for one in DAYS:
        records += whole(one, patient)
    return [*records, *(called(day, said) for day, said in CALLS)]


PAINS = ((8, 3), (7, 2), (7, 3), (6, 2), (5, 2), (5, 1))


def rated_course() -> list[Record]:
    """The same course with pain told before and right after each infusion, and at a call of the next day."""
    patient = marta()
    records = [saved(patient)]
    for one, pain in zip(DAYS, PAINS, strict=True):
        records += whole(replace(one, pain=pain), patient)
    said = FollowUp(session="", utc="", ratings=(("mood", 7), ("pain", 4)))
    return [*records, called(26, said)]


def long_course(sessions: int, first: datetime | None = None) -> list[Record]:
    """So many sessions of one patient, one a day."""
    patient, begun = marta(), first or NOW - timedelta(days=sessions + 1)
    records: list[Record] = [saved(patient)]
    for n in range(sessions):
        records += whole(DAYS[n % len(DAYS)], patient, id=f"s{n:04d}", started=begun + timedelta(days=n))
    return records


def recorded(path: Path, records: Sequence[Record]) -> Path:
    recorder = Recorder(path, ManualClock(utc=NOW), interval_s=0.01)
    recorder.start()
    for record in records:
        recorder.put(record)
    recorder.stop()
    state = recorder.state()
    assert (state.dropped, state.fault) == (0, ""), state
    return path


@dataclass
class Clinic:
    """A record, the station's patient desk, and what was asked of it."""

    path: Path
    sent: list[Command] = field(default_factory=list)
    refusal: UserFacingError | None = None

    def __post_init__(self) -> None:
        self.clock = ManualClock(now=1000.0, utc=NOW)
        self.library = Library(self.path)
        self.book = PatientBook(self.library)
        self.waiting: list[Record] = []
        self._desk = PatientDesk(self.clock, self.waiting.append, self.book)

    def submit(self, command: Command) -> Future[None]:
        """As the station does it, at once."""
        self.sent.append(command)
        answer: Future[None] = Future()
        try:
            if self.refusal is not None:
                raise self.refusal
            assert isinstance(command, SavePatient | FileSession | WriteFollowUp)
            self._desk.obey(command, ())
        except UserFacingError as error:
            answer.set_exception(error)
        else:
            answer.set_result(None)
        return answer

    def written(self) -> None:
        """The recorder has caught up."""
        recorded(self.path, self.waiting)
        self.waiting.clear()
