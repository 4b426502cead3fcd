"""Who carries a command out: the part of the station it is about, the cuff of its bed, or the bed itself."""

from __future__ import annotations

from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.monitor import site_changes
from bedside.monitor.attachments import Attachments
from bedside.monitor.beds import Beds
from bedside.monitor.device_desk import DeviceDesk
from bedside.monitor.display_desk import DisplayDesk
from bedside.monitor.kept_settings import KeptSettings
from bedside.monitor.patient_desk import PatientDesk
from bedside.monitor.profile_choice import ProfileDesk
from bedside.monitor.protocol_choice import ProtocolDesk
from bedside.monitor.review_desk import ReviewDesk
from bedside.monitor.shift import Shift
from bedside.monitor.sound_desk import SoundDesk
from bedside.monitor.station_log import StationLog
from bedside.monitor.watch import StationWatch
from bedside.vitals.care_commands import FileSession, IdentifyPatient, SavePatient, WriteFollowUp
from bedside.vitals.command_records import name_of
from bedside.vitals.commands import (
    STATION_BED,
    Acknowledge,
    CancelNibp,
    Command,
    EndSession,
    SetAges,
    StartInfusion,
    StartNibp,
)
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


class CommandDesk:
    """Used by the station's thread only."""

    def __init__(
        self,
        *,
        clock: Clock,
        log: StationLog,
        kept: KeptSettings,
        beds: Beds,
        attachments: Attachments,
        devices: DeviceDesk,
        sound: SoundDesk,
        shift: Shift,
        profiles: ProfileDesk,
        protocols: ProtocolDesk,
        watch: StationWatch,
        patients: PatientDesk,
        reviews: ReviewDesk,
    ) -> None:
        self._clock = clock
        self._log = log
        self._kept = kept
        self._beds = beds
        self._attachments = attachments
        self._devices = devices
        self._sound = sound
        self._shift = shift
        self._profiles = profiles
        self._protocols = protocols
        self._watch = watch
        self._patients = patients
        self._reviews = reviews
        self._display = DisplayDesk(kept)

    def obey(self, command: Command, now: float) -> None:
        """Carry a command out at station time `now`, s.

        Raises:
            UserFacingError: it cannot be done, with the reason.
        """
        match command:
            case AttachDevice() | DetachDevice() | CaptureDevice() | SearchPort() | StopSearch():
                self._devices.obey(command, now)
            case AcceptIntendedUse():
                self._kept.keep(intended_use_accepted_utc=self._clock.utc().isoformat())
                self._log.say("accept_intended_use", "intended use accepted", command)
            case PickOperator():
                self._kept.keep(operator=self._shift.begin(command.operator))
                self._log.say("pick_operator", f"{command.operator.name} works here now", command)
            case ChooseProfile():
                self._profiles.choose(command)
                self._kept.keep(profile=command.name)
                self._log.say("choose_profile", f"new sessions begin with {command.name}", command)
            case ChooseProtocol():
                words = self._protocols.choose(command)
                self._kept.keep(protocol=command.key)
                self._log.say("choose_protocol", words, command)
            case TellChange():
                self._log.say(command.what, site_changes.words_of(command), command)
            case SetAppearance() | SetAges() | RememberView() | RememberWindows():
                for words in self._display.obey(command):
                    self._log.say(name_of(command), words, command)
                if isinstance(command, SetAges):
                    self._beds.set_ages(command.ages)
            case ConfirmSound() | PlaySelfTest() | AcceptNoSound() | SetSound() | SetQuietRoom():
                words, changed = self._sound.obey(command)
                self._log.say(name_of(command), words, command)
                self._kept.keep(**changed)
            case SavePatient() | FileSession() | WriteFollowUp():
                self._patients.obey(command, self._beds.open_sessions)
            case WriteQaNote() | MarkReviewed():
                self._reviews.obey(command, self._beds.open_sessions)
            case Acknowledge(bed=bed) if bed == STATION_BED:
                self._watch.acknowledge(command, now)
            case StartNibp() | CancelNibp():
                self._order_cuff(command, now)
            case _:
                self._tell_bed(command, now)

    def _order_cuff(self, command: StartNibp | CancelNibp, now: float) -> None:
        """A cuff may be used without a session; then there is no timeline to enter it on."""
        bed = self._beds.at(command.bed)
        if isinstance(command, StartNibp):
            if bed.cuff_refusal:
                raise RefusedError(bed.cuff_refusal)
            self._attachments.start_cuff(command.bed, bed.patient_type)
        else:
            self._attachments.cancel_cuff(command.bed, bed.patient_type)
        if bed.session_open:
            bed.command(command, now)

    def _tell_bed(self, command: Command, now: float) -> None:
        bed = self._beds.at(command.bed)
        if isinstance(command, StartInfusion):
            self._sound.refuse_unheard()
        if isinstance(command, IdentifyPatient):
            command = self._patients.identified(command, bed.patient)
        if isinstance(command, EndSession):
            self._attachments.cancel_cuff(command.bed, bed.patient_type, only_running=True)
        bed.command(command, now)
