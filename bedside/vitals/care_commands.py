"""What people enter about a session's care, beside what `commands` has: patient, plan, checklists, scales, doses.

All of it stands on the session's timeline. An entry that corrects another names it in `replaces`; the original stays
in the record, struck through.
"""

from __future__ import annotations

from dataclasses import dataclass

from bedside.vitals.commands import Command
from bedside.vitals.patients import FollowUp, PatientRecord, SessionPlan, VialUse
from bedside.vitals.protocol import DueKind, Protocol
from bedside.vitals.sessions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptProtocol(Command):
    """The protocol this session follows from now on, whole. Entered by the program when a session begins."""

    protocol: Protocol
    reason: str = ""  # when a person changed it


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyPatient(Command):
    """Whose session this is. Another patient than before needs a reason: the session moves, with a trace."""

    patient: PatientRecord
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan(Command):
    """What is planned for this session."""

    plan: SessionPlan
    reason: str = ""  # where a caution asks for one (DOSE-03)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerItem(Command):
    """An answer on a checklist: `form` is "screening" or "discharge"; "" as answer opens the item again."""

    form: str
    item: str
    answer: str
    text: str = ""
    observed_t: float | None = None  # session time, s; None = now


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideItem(Command):
    """A supervisor lets a flagged or missing item pass, with a reason."""

    form: str
    item: str
    reason: str
    passes: tuple[str, ...] = ()  # start limits: parameters it was given for; () = all that lie outside


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideGo(Command):
    """The prescriber's go or no-go on what the screening says (S15)."""

    go: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowEmergencyStart(Command):
    """The gate is passed by with a reason; the report shows it in red (GATE-01)."""

    reason: str
    pin_checked: bool = False  # against the site's emergency PIN; False: the site has none


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveScore(Command):
    """A scale of several items, or only its total where the items may not be kept (SCALE-01)."""

    scale: str  # key
    version: str
    answers: tuple[int | None, ...] = ()  # by item number; None = not answered; () = total only
    total: int | None = None  # None while an item is missing
    where: str = ""  # where the filled form is, of scales whose items are not kept
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterRespiration(Command):
    """Respiratory rate, counted or typed (PLAN-04)."""

    rate_per_min: float
    counted: int | None = None  # breaths
    over_s: float | None = None
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBolus(Command):
    """A bolus was given at once."""

    mg: float
    entered_value: float | None = None  # as typed, in
    entered_unit: str = "mg"  # mg, mg/kg or mL
    weight_kg: float | None = None  # used where the unit is per kg
    reason: str = ""
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTreatment(Command):
    """A treatment that was given: what, how much, how, by whom. Recorded, never proposed."""

    treatment: str  # key of the treatment list
    dose: float | None = None
    unit: str = ""
    route: str = ""
    given_by: str = ""
    witness: str = ""
    text: str = ""
    observed_t: float | None = None  # session time, s; None = now
    ended_t: float | None = None  # session time, s; None = goes on, or has no length
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountVial(Command):
    """A vial's account; the newest entry of a lot and number holds."""

    vial: str  # number of the vial within the session, "1", "2" …
    use: VialUse
    witness: Actor | None = None  # of what was wasted: a second person


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferDue(Command):
    """Something that is due was put off (PLAN-01)."""

    kind: DueKind
    minutes: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAutoCuff(Command):
    """bedside starts the cuff when the plan asks for a reading, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareNoCuff(Command):
    """No cuff may be started here: it would sit on the cannula's arm, or on no arm at all (PLAN-03)."""

    no_cuff: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlasma(Command):
    """The plasma estimate of this bed's chart on or off (PK-01); seen by people, used by nothing."""

    on: bool
    model: str = "domino"


# Asked of the station (bed 0): about patients rather than about an open session.


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePatient(Command):
    """Keep a new version of a patient's record."""

    patient: PatientRecord
    reason: str = ""  # where its weight asks for one (DOSE-03)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSession(Command):
    """A session that is over belongs to this patient; one that was filed elsewhere needs a reason."""

    session: str  # id
    patient: str  # id
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFollowUp(Command):
    """What was said after a session; or, put right, what was said in truth."""

    patient: str  # id
    follow_up: FollowUp
    replaces: str = ""  # `FollowUpWritten.written` of the one that this corrects or takes back; "" = of none
    withdrawn: bool = False  # taken back: it was never said, or not of this patient; `follow_up` is as it was
    reason: str = ""  # why it was corrected or taken back
