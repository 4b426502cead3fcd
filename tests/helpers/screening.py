"""The care of the made-up session before its infusion, as the mock-up shows it: 30 questions, 2 flagged, 3 open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bedside.monitor.patients import GivenBefore
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, Decision, Gate, GateRow, Override
from bedside.vitals.care_commands import SavePatient
from bedside.vitals.patients import Medicine, PatientRecord, Sex
from bedside.vitals.protocol import Choice, GateItem, Intervals, MedicineReminder, Protocol
from bedside.vitals.records import PatientSaved
from bedside.vitals.sessions import Actor, PatientType, Phase, Role
from tests.helpers.story import NURSE, at
from tests.helpers.updates import reyes

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
_EVERY = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
HEALTH = (
    "Hypertension, uncontrolled",
    "Heart: angina, infarct, failure, rhythm",
    "Aneurysm, malformation, brain bleed",
    "Raised intracranial pressure",
    "Glaucoma, raised eye pressure",
    "Severe liver disease",
    "Psychosis, schizophrenia",
    "Mania now",
    "Substance use or intoxication",
    "Pregnant or breast-feeding",
    "Ketamine allergy or reaction",
    "Severe sleep apnoea, airway risk",
    "Hyperthyroidism",
    "Seizure disorder",
    "Dementia or delirium",
    "New illness",
)
READY = (
    "Consent valid",
    "Medicines taken and held",
    "Driver named",
    "Bladder emptied",
    "Allergies asked",
    "Cannula site checked",
    "Phone at hand",
)


def key_of(words: str) -> str:
    return words.split(",", maxsplit=1)[0].split(":", maxsplit=1)[0].lower().replace(" ", "_")


ITEMS = (
    GateItem(key="bladder", words="Bladder symptoms", details=True),
    GateItem(
        key="food",
        words="Last food and clear fluid",
        hint="light meal ≥ 4 h, clear fluid ≥ 2 h",
        details=True,
    ),
    *(GateItem(key=key_of(words), words=words, group="health") for words in HEALTH),
    *(GateItem(key=key_of(words), words=words, clear=("yes",), answers=("yes", "no")) for words in READY),
    GateItem(
        key="pregnancy_test",
        words="Pregnancy test",
        answers=("negative", "positive", "not needed"),
        clear=("negative", "not needed"),
        hint="strip in tray 2",
    ),
    GateItem(
        key="equipment",
        words="Resuscitation equipment checked",
        answers=("yes", "no"),
        clear=("yes",),
        hint="bag, suction, oxygen, drugs",
    ),
    GateItem(
        key="limits",
        words="Baseline vitals inside start limits",
        answers=("inside", "outside"),
        clear=("inside",),
        fills="start_limits",
    ),
    GateItem(
        key="identity",
        words="Identity, two identifiers",
        answers=("checked",),
        clear=("checked",),
        fills="identity",
    ),
    GateItem(key="escort", words="Escort and phone", answers=("named",), clear=("named",), fills="escort"),
)
PROTOCOL = Protocol(
    key="mood",
    title="site list",
    version=7,
    family="mood",
    nibp=_EVERY,
    observation=_EVERY,
    ratings=_EVERY,
    screening=ITEMS,
    medicines=(
        MedicineReminder(
            key="benzodiazepine",
            words="Benzodiazepine",
            reminder="a high daily dose went with a poorer response",
        ),
        MedicineReminder(key="stimulant", words="Stimulant", reminder="load on heart and circulation"),
    ),
    indications=(
        Choice(key="trd", words="Treatment-resistant depression"),
        Choice(key="ptsd", words="PTSD"),
        Choice(key="crps", words="Complex regional pain"),
    ),
    history=(Choice(key="ect", words="ECT considered or tried"), Choice(key="airway", words="Airway")),
)
MARTA = PatientRecord(
    id="0" * 32,
    simulated=False,
    family_name="Reyes",
    given_name="Marta",
    born=date(1991, 6, 2),
    record_no="20418",
    sex=Sex.FEMALE,
    patient_type=PatientType.ADULT,
    weight_kg=70.0,
    height_cm=168.0,
    weight_used_kg=70.0,
    indications=("trd",),
    prior_trials=3,
    allergies="none known",
    medicines=(Medicine(name="Lorazepam", kind="benzodiazepine", dose="1 mg", taken_today=False),),
    escort_name="Luis Reyes",
    escort_phone="555 0117",
    version=2,
)
ANA = replace(
    MARTA,
    id="1" * 32,
    family_name="Reyes",
    given_name="Ana",
    born=date(1988, 1, 9),
    record_no="20977",
    medicines=(),
    version=1,
)
SAM = replace(
    MARTA, id="2" * 32, simulated=True, family_name="Simson", given_name="Sam", record_no="S1", version=1
)


def answered(
    item: GateItem, answer: str, text: str = "", *, clock: str = "09:43", by: Actor = NURSE
) -> GateRow:
    return GateRow(item=item, answer=answer, text=text, by=by, t=at(clock))


def rows_of(*, opened: tuple[str, ...] = ("pregnancy_test", "equipment", "limits")) -> tuple[GateRow, ...]:
    """The list as it is at 09:47: food waits for a supervisor, bladder was let pass."""
    rows = []
    for item in ITEMS:
        if item.key in opened:
            rows.append(GateRow(item=item))
        elif item.key == "bladder":
            passed = Override(
                by=SUPERVISOR, reason="Symptom gone since 11 Nov. Ask again at discharge.", t=at("09:45:02")
            )
            row = answered(item, "yes", "Burning after session 2, urine test clear 12 Nov")
            rows.append(replace(row, override=passed))
        elif item.key == "food":
            rows.append(answered(item, "yes", "Toast at 06:35, 3 h 12 min ago. Water 07:30."))
        else:
            rows.append(replace(answered(item, item.clear[0]), automatic=bool(item.fills)))
    return tuple(rows)


MISSING = ("1 override with a reason", "3 answers, one by itself", "2 baseline NIBP readings")


def care_of(
    rows: tuple[GateRow, ...] | None = None, *, missing: tuple[str, ...] = MISSING, **more: object
) -> Care:
    gate = Gate(rows=rows_of() if rows is None else rows, missing=missing)
    values: dict[str, object] = {"protocol": PROTOCOL, "patient": MARTA, "gate": gate, **more}
    return Care(**values)  # type: ignore[arg-type]


def ready_care(**more: object) -> Care:
    """Everything answered, let pass and decided; a plan is all that may be missing."""
    passed = Override(by=SUPERVISOR, reason="Half a slice only.", t=at("09:46"))
    rows = tuple(
        replace(row, override=passed) if row.flagged and row.override is None else row
        for row in rows_of(opened=())
    )
    go = Decision(go=True, by=SUPERVISOR, reason="", t=at("09:47"))
    care = care_of(rows, missing=(), **more)
    return replace(care, gate=replace(care.gate, decision=go))


def screening(
    care: Care | None = None, *, clock: str = "09:47:20", phase: Phase = Phase.SCREENING
) -> MonitorUpdate:
    """Marta Reyes' bed before the infusion."""
    update = reyes(at(clock))
    assert update.session is not None
    return replace(
        update,
        session=replace(update.session, phase=phase, phase_t=0.0),
        infusion=None,
        care=care_of() if care is None else care,
    )


@dataclass(frozen=True)
class Earlier:
    """A session of a patient in the list."""

    id: str
    started_utc: datetime


@dataclass
class Records:
    """Patients in memory."""

    patients: list[PatientRecord] = field(default_factory=lambda: [MARTA, ANA, SAM])
    fault: str = ""
    asked: list[str] = field(default_factory=list)

    def search(self, text: str, simulated: bool) -> list[PatientSaved]:
        self.asked.append(text)
        words = text.casefold().split()
        return [
            PatientSaved(utc=datetime(2026, 11, 1, tzinfo=UTC), command=SavePatient(bed=0, patient=each))
            for each in self.patients
            if each.simulated == simulated
            and all(w in f"{each.label} {each.record_no} {each.born}".casefold() for w in words)
        ]

    def record(self, id: str) -> PatientRecord | None:
        return next((each for each in self.patients if each.id == id), None)

    def sessions(self, id: str) -> list[Earlier]:
        return [Earlier("earlier", datetime(2026, 11, 7, 9, tzinfo=UTC))] if id == MARTA.id else []


def given_before(patient: str, _session: str) -> GivenBefore | None:
    when = datetime(2026, 11, 7, 9, tzinfo=UTC)
    return GivenBefore(utc=when, mg=33.5, mg_kg=0.479, minutes=40) if patient == MARTA.id else None
