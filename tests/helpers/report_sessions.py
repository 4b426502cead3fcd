"""A whole session for the report: every kind of thing happens once, and every typed word is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bedside.alarms.profile_file import default_profile
from bedside.therapy.protocol_file import default_protocol
from bedside.vitals.alarms import Change, LimitView
from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeferDue,
    EnterRespiration,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
    RecordTreatment,
    SavePatient,
    SetPlan,
)
from bedside.vitals.commands import (
    Acknowledge,
    CarePause,
    ChangeLimits,
    ChangeRate,
    Command,
    EndSession,
    GiveRating,
    LimitEdit,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord, SessionPlan, Sex, VialUse
from bedside.vitals.protocol import DueKind, Protocol
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import PatientSaved, Record
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role
from tests.helpers.make_database import CUFF, OXIMETER, Stream

MARK = "ZQX"  # stands in everything that somebody typed, and nowhere else
BEGAN = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
SESSION = "20261114-093000-B1"
NURSE = Actor(name=f"{MARK} Moreno", role=Role.NURSE)
DOCTOR = Actor(name=f"{MARK} Hartmann", role=Role.SUPERVISOR)
PATIENT = PatientRecord(
    id="ab12" * 8,
    simulated=False,
    family_name=f"{MARK}-Reyes",
    given_name="Marta",
    born=date(1984, 3, 2),
    record_no=f"{MARK}20418",
    sex=Sex.FEMALE,
    weight_kg=70.0,
    weight_used_kg=70.0,
    height_cm=165.0,
    allergies=f"{MARK} penicillin <b>bold</b>",
    escort_name=f"{MARK} brother",
    escort_phone=f"{MARK} 555-0101",
)
MIN = 60.0


def limits_of(_title: str) -> tuple[LimitView, ...]:
    """Those of the profile that comes with bedside."""
    return default_profile().limits()


def protocol() -> Protocol:
    """The one that comes with bedside, approved by somebody."""
    return replace(default_protocol(), approved_by=f"{MARK} Lindqvist", approved_on="2026-05-04")


def _made() -> list[tuple[float, Command]]:
    n: dict[str, Any] = {"bed": 1, "actor": NURSE}
    d: dict[str, Any] = {"bed": 1, "actor": DOCTOR}
    start = 20 * MIN
    plan = SessionPlan(
        dose_mg=35.0,
        dose_mg_kg=0.5,
        weight_kg=70.0,
        minutes=40.0,
        concentration_mg_ml=1.0,
        notes=f"{MARK} plan",
    )
    run = StartInfusion(
        **n,
        rate_ml_h=52.5,
        concentration_mg_ml=1.0,
        planned_mg=35.0,
        planned_min=40.0,
        checked_by=f"{MARK} Ilves",
        reason=f"{MARK} start",
    )
    use = VialUse(
        lot=f"{MARK}77", expiry="2027-04", strength_mg_ml=50.0, opened_mg=50.0, drawn_mg=50.0, given_mg=38.75,
        wasted_mg=11.25, note=f"{MARK} vial",
    )  # fmt: skip
    edits = (LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=90.0),)
    return [
        (1, AdoptProtocol(bed=1, actor=NURSE, protocol=protocol(), reason=f"{MARK} other list")),
        (5, NamePatient(**n, label=f"{MARK} room 2", patient_type=PatientType.ADULT)),
        (10, IdentifyPatient(**n, patient=PATIENT)),
        (12, SetPlan(**d, plan=plan, reason=f"{MARK} usual")),
        (15, SetPhase(**n, phase=Phase.SCREENING)),
        (20, AnswerItem(**n, form="screening", item="pregnancy", answer="yes", text=f"{MARK} week 12")),
        (30, OverrideItem(**d, form="screening", item="pregnancy", reason=f"{MARK} accepted")),
        (40, DecideGo(**d, go=True, reason=f"{MARK} fit")),
        (50, GiveScore(**n, scale="phq9", version="1", total=15, where=f"{MARK} drawer")),
        (60, SetPhase(**n, phase=Phase.BASELINE)),
        (start - 60, AllowEmergencyStart(**n, reason=f"{MARK} ward needs the room", pin_checked=True)),
        (start, run),
        (start + 5 * MIN, GiveRating(**n, scale="dissociation", value=3)),
        (start + 8 * MIN, ChangeRate(**n, rate_ml_h=60.0, reason=f"{MARK} asked")),
        (start + 9 * MIN, PauseInfusion(**n, reason=f"{MARK} toilet")),
        (start + 11 * MIN, ResumeInfusion(**n)),
        (start + 12 * MIN, GiveBolus(**n, mg=3.75, reason=f"{MARK} bolus")),
        (start + 15 * MIN, MarkEvent(**n, event="nausea", severity=2, text=f"{MARK} pale", action=f"{MARK} bowl")),
        (start + 16 * MIN, RecordTreatment(
            **n, treatment="ondansetron", dose=4.0, unit="mg", route="IV", given_by=f"{MARK} Moreno",
            witness=f"{MARK} Ilves", text=f"{MARK} slowly",
        )),
        (start + 20 * MIN, GiveRating(**n, scale="dissociation", value=7)),
        (start + 21 * MIN, GiveRating(**n, scale="moaas", value=4)),
        (start + 22 * MIN, EnterRespiration(**n, rate_per_min=14.0)),
        (start + 23 * MIN, WriteNote(**n, text=f"{MARK} says <script>alert(1)</script> & smiles")),
        (start + 24 * MIN, DeferDue(**n, kind=DueKind.NIBP, minutes=5.0, reason=f"{MARK} asleep")),
        (start + 25 * MIN, ChangeLimits(**n, edits=edits, reason=f"{MARK} smoker")),
        (start + 26 * MIN, CarePause(**n, reason=f"{MARK} turned")),
        (start + 27 * MIN, MarkEvent(**n, event=f"{MARK} own event", severity=1)),
        (start + 40 * MIN, StopInfusion(**n, reason=f"{MARK} plan done")),
        (start + 45 * MIN, AccountVial(**n, vial="1", use=use, witness=DOCTOR)),
        (start + 55 * MIN, GiveRating(**n, scale="dissociation", value=0)),
        (start + 70 * MIN, AnswerItem(**n, form="discharge", item="gait", answer="yes")),
        (start + 71 * MIN, AnswerItem(**n, form="discharge", item="escort", answer="yes", text=f"{MARK} sister")),
        (start + 72 * MIN, AnswerItem(
            **n, form="discharge", item="next_visit", answer="yes", text="2026-11-18 10:00"
        )),
        (start + 73 * MIN, OverrideItem(**d, form="discharge", item="cannula", reason=f"{MARK} ward keeps it")),
        (start + 80 * MIN, EndSession(**n, reason=f"{MARK} went home")),
    ]  # fmt: skip


def whole(
    *,
    simulated: bool = False,
    ended: bool = True,
    session: str = SESSION,
    at_first: PatientRecord | None = None,
    more: Sequence[tuple[float, Command]] = (),
) -> list[Record]:
    """The session: 100 min with a planned infusion, a gap, an alarm, a correction and something taken back.

    `at_first`: it was filed under this patient, by mistake, before it was moved to the right one. `more`: what was
    entered besides, and when, s.
    """
    patient = replace(PATIENT, simulated=simulated)
    stream = Stream(session, started=BEGAN)
    records: list[Record] = [
        PatientSaved(utc=BEGAN, command=SavePatient(bed=0, actor=NURSE, patient=patient)),
        *stream.opened(Mode.SIMULATION if simulated else Mode.LIVE),
        stream.linked(LinkState.MEASURING, 0.0, "measuring"),
    ]
    rows: list[tuple[float, Any]] = [
        (t, replace(each, patient=patient) if isinstance(each, IdentifyPatient) else each)
        for t, each in _made()
    ]
    if at_first is not None:
        rows.append((1.0, IdentifyPatient(bed=1, actor=NURSE, patient=at_first)))
    rows += more
    rows += [(t, _cuff(t)) for t in (5 * MIN, 10 * MIN, 25 * MIN, 35 * MIN, 45 * MIN, 75 * MIN)]
    for second in range(0, round(100 * MIN), 2):
        if 2400 <= second < 2700:
            continue  # the probe was off
        low = 1800 <= second < 1830
        rows += [
            (second + 0.25, Numeric(parameter=Parameter.SPO2, t=second + 0.25, value=86.0 if low else 97.0)),
            (second + 0.25, Numeric(parameter=Parameter.PR, t=second + 0.25, value=72.0)),
        ]
    for t, each in sorted(rows, key=lambda row: row[0]):
        if isinstance(each, Command):
            records.append(stream.made(each, t))
        else:
            records.append(stream.taken(each, device=CUFF if isinstance(each, Determination) else OXIMETER))
    records += _corrected(stream)
    records += [stream.alarmed(Change.ONSET, 1812.0), stream.alarmed(Change.ACKNOWLEDGED, 1830.0)]
    records += [stream.made(Acknowledge(bed=1, actor=NURSE, condition=1), 1830.0)]
    if not ended:
        return records
    closed = replace(stream.closed(100 * MIN), reason=f"{MARK} went home")
    return [*records, closed]


def _cuff(t: float) -> Determination:
    high = 30.0 if t == 45 * MIN else 0.0
    return Determination(t=t, sys=118.0 + high, dia=76.0, map=90.0, pr=70.0)


def _corrected(stream: Stream) -> list[Record]:
    n: dict[str, Any] = {"bed": 1, "actor": NURSE}
    wrong = stream.made(WriteNote(**n, text=f"{MARK} wrong bed"), 5500.0)
    number = stream.entry
    right = stream.made(WriteNote(**n, text=f"{MARK} right words", replaces=number), 5520.0)
    slip = stream.made(GiveRating(**n, scale="pain", value=9), 5530.0)
    undo = stream.made(Retract(bed=1, actor=DOCTOR, entry=stream.entry), 5540.0)
    late = stream.made(GiveRating(**n, scale="nausea", value=2), 5700.0, 5000.0)
    return [wrong, right, slip, undo, late]
