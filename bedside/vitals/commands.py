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
from typing import Any, Final

from bedside.vitals.display import Ages, Appearance, BedView, PressureUnit, WindowPlace
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Actor, PatientType, Phase, Role

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
class AttachDevice(Command):
    """Connect a device to the bed."""

    driver: str  # key
    port: str  # e.g. /dev/ttyUSB0, COM3, socket://…, or a capture file
    line: str = ""  # line settings, "19200 8O1"; "" = the driver's usual ones
    remember: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachDevice(Command):
    """Take a device off the bed; `forget` also stops it coming back at the next start."""

    device: str
    forget: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPort(Command):
    """Find out what hangs on a port; `may_ask`: a person allows to send it read-only requests. Of the station."""

    port: str
    may_ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSearch(Command):
    """Leave a port alone: its search ends and its row goes, until it is plugged in again. Of the station."""

    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDevice(Command):
    """Keep every byte of a device in a file from now on, or stop it."""

    device: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptIntendedUse(Command):
    """Someone read what bedside is and is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOperator(Command):
    """Who works here now, as they say themselves; `actor` is who said it. Asked once per shift (ALM-31)."""

    operator: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSound(Command):
    """The answer to the start-up self test: the tones were heard, or not and why one goes on (ALM-45)."""

    heard: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySelfTest(Command):
    """Play one pulse of each priority now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptNoSound(Command):
    """A named person goes on although no alarm can be heard (ALM-55)."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSound(Command):
    """How loud, the optional pulse tone, and the loudspeaker at the station; None leaves a part as it is."""

    volume: float | None = None  # 0…1; the floor of ALM-12 holds
    pulse_tone: bool | None = None
    pulse_bed: int | None = None  # whose pulse is heard
    station_output: str | None = None  # name of the second loudspeaker, for quiet rooms; "" = none


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuietRoom(Command):
    """Sound at the station's speaker instead of in this room; an unacknowledged High spills over."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseProfile(Command):
    """The alarm profile new sessions begin with; running ones keep theirs."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAppearance(Command):
    """How every window of this station looks, from now on."""

    appearance: Appearance


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAges(Command):
    """When numbers fade and become dashes, for every bed of this station from now on.

    Every open session keeps it on its timeline: from there on its alarms follow it (ALM-22).
    """

    ages: Ages


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberView(Command):
    """How a bed is looked at; nothing about the patient, so it is kept without an entry in the audit."""

    view: BedView


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberWindows(Command):
    """Where the windows stand; kept without an entry in the audit."""

    windows: tuple[WindowPlace, ...]


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
        "audio_pause": (AudioPause, Where.TIMELINE),
        "end_audio_pause": (EndAudioPause, Where.TIMELINE),
        "care_pause": (CarePause, Where.TIMELINE),
        "end_care_pause": (EndCarePause, Where.TIMELINE),
        "change_limits": (ChangeLimits, Where.TIMELINE),
        "keep_profile_limits": (KeepProfileLimits, Where.TIMELINE),
        "declare_same_arm": (DeclareSameArm, Where.TIMELINE),
        "start_nibp": (StartNibp, Where.TIMELINE),
        "cancel_nibp": (CancelNibp, Where.TIMELINE),
        "end_session": (EndSession, Where.TIMELINE),
        "attach_device": (AttachDevice, Where.STATION),
        "detach_device": (DetachDevice, Where.STATION),
        "search_port": (SearchPort, Where.STATION),
        "stop_search": (StopSearch, Where.STATION),
        "capture_device": (CaptureDevice, Where.STATION),
        "accept_intended_use": (AcceptIntendedUse, Where.STATION),
        "pick_operator": (PickOperator, Where.STATION),
        "confirm_sound": (ConfirmSound, Where.STATION),
        "play_self_test": (PlaySelfTest, Where.STATION),
        "accept_no_sound": (AcceptNoSound, Where.STATION),
        "set_sound": (SetSound, Where.STATION),
        "set_quiet_room": (SetQuietRoom, Where.STATION),
        "choose_profile": (ChooseProfile, Where.STATION),
        "set_appearance": (SetAppearance, Where.STATION),
        "set_ages": (SetAges, Where.TIMELINE),
        "remember_view": (RememberView, Where.STATION),
        "remember_windows": (RememberWindows, Where.STATION),
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
    for field in ("actor", "operator"):
        if isinstance(person := values.get(field), Mapping):
            values[field] = Actor(
                name=person["name"], role=Role(person["role"]), verified=bool(person.get("verified", False))
            )
    if "edits" in values:
        values["edits"] = tuple(
            LimitEdit(parameter=Parameter(edit["parameter"]), cell=edit["cell"], value=edit["value"])
            for edit in values["edits"]
        )
    if "patient_type" in values:
        values["patient_type"] = PatientType(values["patient_type"])
    if "phase" in values:
        values["phase"] = Phase(values["phase"])
    if "appearance" in values:
        look = values["appearance"]
        values["appearance"] = Appearance(**{**look, "pressure_unit": PressureUnit(look["pressure_unit"])})
    if "ages" in values:
        values["ages"] = Ages(**values["ages"])
    if "view" in values:
        values["view"] = BedView(**values["view"])
    if "windows" in values:
        values["windows"] = tuple(WindowPlace(**place) for place in values["windows"])
    return kind(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command after the station has stamped it: one line of the session's timeline."""

    number: int  # order within the session, from 1
    t: float  # session time it counts from, s (observed, or entered)
    entered_t: float  # session time it was entered, s
    command: Command
    retracted: bool = False
