"""What a person (or the program for them) asks for at a bed. One vocabulary: the timeline is the log of these, drawn.

A command says what, for which bed and by whom. When it counts is decided by the station, which stamps and
orders commands together with the readings. `observed_t` is for things seen earlier than entered.
What is asked of the station and stands on no timeline is in `station_commands`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Actor, PatientType, Phase

STATION_BED: Final = 0  # the station itself: its own alarms, its sound, who works at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of all commands about one bed, or about the whole station (bed 0, `STATION_BED`)."""

    bed: int
    actor: Actor = UNNAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePatient(Command):
    """Label of the bed and type of the patient."""

    label: str
    patient_type: PatientType
    weight_kg: float | None = None
    reason: str = ""  # where the weight asks for one (DOSE-03)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPhase(Command):
    """Move the session to another phase by hand."""

    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInfusion(Command):
    """The pump was started. What bedside records, never what it asks the pump to do."""

    rate_ml_h: float
    concentration_mg_ml: float
    planned_mg: float | None = None
    planned_min: float | None = None
    weight_kg: float | None = None  # used for doses per kg
    entered_value: float | None = None  # of the rate, as typed, in
    entered_unit: str = "mL/h"  # mL/h, mg/h, mg/kg/h or mcg/kg/min
    checked_by: str = ""  # who else checked syringe and rate; "" = nobody is named
    reason: str = ""  # where a caution asks for one (DOSE-03)
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None  # number of the entry this one corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate(Command):
    """The pump's rate was changed."""

    rate_ml_h: float
    reason: str = ""
    weight_kg: float | None = None  # used for doses per kg
    entered_value: float | None = None  # as typed, in
    entered_unit: str = "mL/h"  # mL/h, mg/h, mg/kg/h or mcg/kg/min
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None  # number of the entry this one corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseInfusion(Command):
    """The pump was paused."""

    reason: str = ""
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInfusion(Command):
    """The pump was started again at the rate it had."""

    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopInfusion(Command):
    """The pump was stopped for good."""

    reason: str = ""
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEvent(Command):
    """Something that was seen or done, one tap."""

    event: str  # key of the event list, e.g. "dizziness"
    severity: int | None = None  # 1 mild, 2 moderate, 3 severe
    observed_t: float | None = None  # session time, s; None = now
    ended_t: float | None = None  # session time, s; None = goes on, or has no length
    action: str = ""
    outcome: str = ""
    text: str = ""
    replaces: int | None = None  # number of the entry this one corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRating(Command):
    """One number: a 0–10 rating by the patient, or a sedation score by the nurse."""

    scale: str  # key, e.g. "dissociation"
    value: int
    observed_t: float | None = None  # session time, s; None = now
    version: str = ""  # of the scale (SCALE-01)
    replaces: int | None = None  # number of the entry this one corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote(Command):
    """Free words."""

    text: str
    observed_t: float | None = None  # session time, s; None = now
    replaces: int | None = None  # number of the entry this one corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract(Command):
    """Take an entry back (undo). The original stays in the record, struck through."""

    entry: int  # number of the timeline entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Acknowledge one alarm condition."""

    condition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPause(Command):
    """Hold the sounds of this bed; they come back by themselves, and at once with a new High (ALM-32)."""

    seconds: float = 120.0  # 30, 60 or 120; without an active alarm ("pre-silence") 60


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAudioPause(Command):
    """The sounds come back now."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePause(Command):
    """Hold patient alarms while someone works at the patient (ALM-34)."""

    seconds: float = 180.0  # at most 180
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCarePause(Command):
    """The work at the patient is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitEdit:
    """One limit of this patient."""

    parameter: Parameter
    cell: str  # high_low, med_low, med_high or high_high
    value: float | None  # in the parameter's unit; None = off


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimits(Command):
    """Limits for this patient, all of them or none (ALM-33, ALM-40, ALM-44)."""

    edits: tuple[LimitEdit, ...]
    reason: str = ""
    basis: str = "by hand"  # "by hand", "from baseline", "from session <id>", "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepProfileLimits(Command):
    """The limits of an earlier session were offered and not taken (ALM-40, ALM-41)."""

    offered: str  # id of that session


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareSameArm(Command):
    """Cuff and probe are on one arm, or no longer (ALM-57)."""

    same_arm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartNibp(Command):
    """Ask for one cuff measurement now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelNibp(Command):
    """Deflate the cuff now. Jumps every queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Command):
    """End the session; `next_patient` leaves the devices on the bed for the next one."""

    reason: str = "ended by the operator"
    next_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAges(Command):
    """When numbers fade and become dashes, for every bed of this station from now on.

    Every open session keeps it on its timeline: from there on its alarms follow it (ALM-22).
    """

    ages: Ages


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command after the station has stamped it: one line of the session's timeline."""

    number: int  # order within the session, from 1
    t: float  # session time it counts from, s (observed, or entered)
    entered_t: float  # session time it was entered, s
    command: Command
    retracted: bool = False
