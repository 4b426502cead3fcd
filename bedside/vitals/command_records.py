"""Commands as the record has them: every kind by its stored name, as plain JSON types and back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeclareNoCuff,
    DeferDue,
    EnterRespiration,
    FileSession,
    GiveBolus,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
    RecordTreatment,
    SavePatient,
    SetAutoCuff,
    SetPlan,
    ShowPlasma,
    WriteFollowUp,
)
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
from bedside.vitals.plain import from_plain, to_plain
from bedside.vitals.review_commands import MarkReviewed, WriteQaNote
from bedside.vitals.station_commands import (
    AcceptIntendedUse,
    AcceptNoSound,
    AttachDevice,
    CaptureDevice,
    ChooseProfile,
    ChooseProtocol,
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
    TellChange,
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
        "adopt_protocol": AdoptProtocol,
        "identify_patient": IdentifyPatient,
        "set_plan": SetPlan,
        "answer_item": AnswerItem,
        "override_item": OverrideItem,
        "decide_go": DecideGo,
        "allow_emergency_start": AllowEmergencyStart,
        "give_score": GiveScore,
        "enter_respiration": EnterRespiration,
        "give_bolus": GiveBolus,
        "record_treatment": RecordTreatment,
        "account_vial": AccountVial,
        "defer_due": DeferDue,
        "set_auto_cuff": SetAutoCuff,
        "declare_no_cuff": DeclareNoCuff,
        "show_plasma": ShowPlasma,
        "save_patient": SavePatient,
        "file_session": FileSession,
        "write_follow_up": WriteFollowUp,
        "write_qa_note": WriteQaNote,
        "mark_reviewed": MarkReviewed,
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
        "choose_protocol": ChooseProtocol,
        "tell_change": TellChange,
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
    plain: dict[str, Any] = to_plain(command)
    return plain


def from_record(name: str, record: Mapping[str, Any]) -> Command:
    """The command a `to_record` came from.

    Raises:
        KeyError: the kind is not known to this version.
    """
    return from_plain(COMMANDS[name], record)
