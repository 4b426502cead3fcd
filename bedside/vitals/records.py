"""What the station hands to the recorder, in one order, and what a replay gets back.

`number` counts everything accepted for one session (readings, entries, device changes) from 1: the order in
which the alarm engine saw it. `at` is the session time of arrival: the engine's event time. Both are stored, so
that the alarms can be computed again from the record alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bedside.vitals.alarms import AlarmChange
from bedside.vitals.care_commands import FileSession, SavePatient, WriteFollowUp
from bedside.vitals.commands import Command, Entry
from bedside.vitals.devices import DeviceChange
from bedside.vitals.readings import Reading
from bedside.vitals.review_commands import MarkReviewed, WriteQaNote
from bedside.vitals.sessions import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened:
    """A session began with its first reading."""

    session: str  # id, also the name a person may quote
    bed: int
    mode: Mode  # LIVE or SIMULATION, for the whole session
    started_utc: datetime
    profile: str
    version: str  # of bedside


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOpened:
    """From `t` on the program was running: the first segment, or one after an interruption."""

    session: str
    t: float  # session time, s
    utc: datetime  # wall time at t
    boot: str
    cause: str  # "session began", "program restarted", …
    watched_t: float | None = None  # session time until which the one before was watched; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken:
    """One reading, as the monitor took it."""

    session: str
    number: int
    at: float  # session time of arrival, s
    device: str
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMade:
    """One command on the timeline."""

    session: str
    number: int
    at: float
    utc: datetime
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChanged:
    """One alarm change. Derived, but recorded: replay shows what was shown."""

    session: str
    utc: datetime
    change: AlarmChange


@dataclass(frozen=True, slots=True, kw_only=True)
class StationAlarmChanged:
    """One change of an alarm of the station itself; its times are station time, s."""

    utc: datetime
    change: AlarmChange


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged:
    """A link of the bed changed its state."""

    session: str
    number: int
    at: float
    utc: datetime
    change: DeviceChange


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed:
    """A session ended."""

    session: str
    t: float  # session time, s
    utc: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StationEvent:
    """Something about the station rather than a session: start, stop, attached device, clock step, …"""

    utc: datetime
    kind: str
    words: str
    command: Command | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSaved:
    """A version of a patient's record, as it was kept: `command.patient.version` is its number, from 1."""

    utc: datetime
    command: SavePatient

    @property
    def patient(self) -> str:
        """Id of the patient."""
        return self.command.patient.id


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFiled:
    """A session that is over was put under a patient."""

    utc: datetime
    command: FileSession
    before: str = ""  # id of the patient it stood under until then; "" = nobody

    @property
    def patient(self) -> str:
        """Id of the patient it belongs to from now on."""
        return self.command.patient


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWritten:
    """What was said after a session."""

    utc: datetime
    command: WriteFollowUp

    @property
    def patient(self) -> str:
        """Id of the patient."""
        return self.command.patient

    @property
    def written(self) -> str:
        """What a correction names it by: when it was written down, ISO 8601, UTC, to the microsecond."""
        return _written(self.utc)


PatientEntry = PatientSaved | SessionFiled | FollowUpWritten
"""What belongs to a patient rather than to an open session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QaNoteWritten:
    """What somebody said of a recorded session; no part of that session."""

    utc: datetime
    command: WriteQaNote

    @property
    def session(self) -> str:
        """Id of the session it is about."""
        return self.command.note.session

    @property
    def written(self) -> str:
        """What a correction names it by, as of a follow-up."""
        return _written(self.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReviewed:
    """A recorded session was looked at, or has to be looked at once more."""

    utc: datetime
    command: MarkReviewed

    @property
    def session(self) -> str:
        """Id of the session."""
        return self.command.session


ReviewEntry = QaNoteWritten | SessionReviewed
"""What was said of a recorded session by whoever looked at it again."""

Record = (
    SessionOpened
    | SegmentOpened
    | ReadingTaken
    | EntryMade
    | AlarmChanged
    | StationAlarmChanged
    | DeviceChanged
    | SessionClosed
    | StationEvent
    | PatientEntry
    | ReviewEntry
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingState:
    """The moving proof that what is seen is also kept."""

    commits: int = 0
    last_commit_t: float | None = None  # station time, s
    bytes_on_disk: int = 0
    backlog: int = 0  # records waiting for the writer
    dropped: int = (
        0  # records lost because the writer could not keep up; each loss is an event with its cause
    )
    fault: str = ""  # why recording does not work, in words; "" = it does
    free_bytes: int | None = None  # left on the disk of the record; None: cannot be read


def _written(utc: datetime) -> str:
    return utc.astimezone(UTC).isoformat(timespec="microseconds")
