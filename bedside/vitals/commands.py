"""What a person (or the program for them) asks for. One vocabulary: the timeline is the log of these, drawn.

A command says what, for which bed and by whom. When it counts is decided by the station, which stamps and
orders commands together with the readings. `observed_t` is for things seen earlier than entered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bedside.vitals.sessions import UNNAMED, Actor, PatientType, Phase, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of all commands about one bed."""

    bed: int
    actor: Actor = UNNAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePatient(Command):
    """Label of the bed and type of the patient."""

    label: str
    patient_type: PatientType
    weight_kg: float | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate(Command):
    """The pump's rate was changed."""

    rate_ml_h: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseInfusion(Command):
    """The pump was paused."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInfusion(Command):
    """The pump was started again at the rate it had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopInfusion(Command):
    """The pump was stopped for good."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEvent(Command):
    """Something that was seen or done, one tap."""

    event: str  # key of the event list, e.g. "dizziness"
    severity: int | None = None  # 1 mild, 2 moderate, 3 severe
    observed_t: float | None = None  # session time, s; None = now


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRating(Command):
    """A 0–10 rating by the patient."""

    scale: str  # key, e.g. "dissociation"
    value: int
    observed_t: float | None = None  # session time, s; None = now


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote(Command):
    """Free words."""

    text: str
    observed_t: float | None = None  # session time, s; None = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract(Command):
    """Take an entry back (undo). The original stays in the record, struck through."""

    entry: int  # number of the timeline entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Acknowledge one alarm condition."""

    condition: int


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
class AttachDevice(Command):
    """Connect a device to the bed."""

    driver: str  # key
    port: str  # e.g. /dev/ttyUSB0, COM3, socket://…, or a capture file
    remember: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachDevice(Command):
    """Take a device off the bed; `forget` also stops it coming back at the next start."""

    device: str
    forget: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptIntendedUse(Command):
    """Someone read what bedside is and is not."""


class Where(StrEnum):
    """Whether a command is an entry of the session's timeline or only an act on the station."""

    TIMELINE = "timeline"
    STATION = "station"


COMMANDS: Mapping[str, tuple[type[Command], Where]] = MappingProxyType(
    {
        "name_patient": (NamePatient, Where.TIMELINE),
        "set_phase": (SetPhase, Where.TIMELINE),
        "start_infusion": (StartInfusion, Where.TIMELINE),
        "change_rate": (ChangeRate, Where.TIMELINE),
        "pause_infusion": (PauseInfusion, Where.TIMELINE),
        "resume_infusion": (ResumeInfusion, Where.TIMELINE),
        "stop_infusion": (StopInfusion, Where.TIMELINE),
        "mark_event": (MarkEvent, Where.TIMELINE),
        "give_rating": (GiveRating, Where.TIMELINE),
        "write_note": (WriteNote, Where.TIMELINE),
        "retract": (Retract, Where.TIMELINE),
        "acknowledge": (Acknowledge, Where.TIMELINE),
        "start_nibp": (StartNibp, Where.TIMELINE),
        "cancel_nibp": (CancelNibp, Where.TIMELINE),
        "end_session": (EndSession, Where.TIMELINE),
        "attach_device": (AttachDevice, Where.STATION),
        "detach_device": (DetachDevice, Where.STATION),
        "accept_intended_use": (AcceptIntendedUse, Where.STATION),
    }
)

_NAME_OF: Mapping[type[Command], str] = MappingProxyType({kind: name for name, (kind, _) in COMMANDS.items()})


def name_of(command: Command) -> str:
    """The stored name of a command's kind."""
    return _NAME_OF[type(command)]


def to_record(command: Command) -> dict[str, Any]:
    """The command as plain JSON types, without its kind (that is `name_of`)."""
    return dataclasses.asdict(command)


def from_record(name: str, record: Mapping[str, Any]) -> Command:
    """The command a `to_record` came from.

    Raises:
        KeyError: the kind is not known to this version.
    """
    kind, _ = COMMANDS[name]
    fields = {field.name for field in dataclasses.fields(kind)}
    values = {key: value for key, value in record.items() if key in fields}
    actor = values.get("actor")
    if isinstance(actor, Mapping):
        values["actor"] = Actor(
            name=actor["name"], role=Role(actor["role"]), verified=bool(actor.get("verified", False))
        )
    if "patient_type" in values:
        values["patient_type"] = PatientType(values["patient_type"])
    if "phase" in values:
        values["phase"] = Phase(values["phase"])
    return kind(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command after the station has stamped it: one line of the session's timeline."""

    number: int  # order within the session, from 1
    t: float  # session time it counts from, s (observed, or entered)
    entered_t: float  # session time it was entered, s
    command: Command
    retracted: bool = False
