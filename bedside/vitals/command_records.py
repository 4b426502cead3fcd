"""Commands as the record has them: every kind by its stored name, as plain JSON types and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bedside.vitals.commands import (
    Acknowledge,
    AudioPause,
    CancelNibp,
    CarePause,
    ChangeLimits,
    ChangeRate,
    Command,
    DeclareSameArm,
    EndAudioPause,
    EndCarePause,
    EndSession,
    GiveRating,
    KeepProfileLimits,
    LimitEdit,
    MarkEvent,
    NamePatient,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    SetAges,
    SetPhase,
    StartInfusion,
    StartNibp,
    StopInfusion,
    WriteNote,
)
from bedside.vitals.display import Ages, Appearance, BedView, PressureUnit, WindowPlace
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor, PatientType, Phase, Role
from bedside.vitals.station_commands import (
    AcceptIntendedUse,
    AcceptNoSound,
    AttachDevice,
    CaptureDevice,
    ChooseProfile,
    ConfirmSound,
    DetachDevice,
    PickOperator,
    PlaySelfTest,
    RememberView,
    RememberWindows,
    SearchPort,
    SetAppearance,
    SetQuietRoom,
    SetSound,
    StopSearch,
)

COMMANDS: Final[Mapping[str, type[Command]]] = MappingProxyType(
    {
        "name_patient": NamePatient,
        "set_phase": SetPhase,
        "start_infusion": StartInfusion,
        "change_rate": ChangeRate,
        "pause_infusion": PauseInfusion,
        "resume_infusion": ResumeInfusion,
        "stop_infusion": StopInfusion,
        "mark_event": MarkEvent,
        "give_rating": GiveRating,
        "write_note": WriteNote,
        "retract": Retract,
        "acknowledge": Acknowledge,
        "audio_pause": AudioPause,
        "end_audio_pause": EndAudioPause,
        "care_pause": CarePause,
        "end_care_pause": EndCarePause,
        "change_limits": ChangeLimits,
        "keep_profile_limits": KeepProfileLimits,
        "declare_same_arm": DeclareSameArm,
        "start_nibp": StartNibp,
        "cancel_nibp": CancelNibp,
        "end_session": EndSession,
        "attach_device": AttachDevice,
        "detach_device": DetachDevice,
        "search_port": SearchPort,
        "stop_search": StopSearch,
        "capture_device": CaptureDevice,
        "accept_intended_use": AcceptIntendedUse,
        "pick_operator": PickOperator,
        "confirm_sound": ConfirmSound,
        "play_self_test": PlaySelfTest,
        "accept_no_sound": AcceptNoSound,
        "set_sound": SetSound,
        "set_quiet_room": SetQuietRoom,
        "choose_profile": ChooseProfile,
        "set_appearance": SetAppearance,
        "set_ages": SetAges,
        "remember_view": RememberView,
        "remember_windows": RememberWindows,
    }
)

_NAME_OF: Mapping[type[Command], str] = MappingProxyType({kind: name for name, kind in COMMANDS.items()})


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
    kind = COMMANDS[name]
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
