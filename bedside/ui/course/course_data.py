"""What the course screen shows, read from the record away from the window's thread. No widget in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.errors import UserFacingError
from bedside.monitor.patients import Patients
from bedside.review.recorded_facts import session_facts
from bedside.review.session_facts import SessionFacts
from bedside.store.library import Library
from bedside.store.patients import PatientSession
from bedside.therapy.course import Course, SessionNumbers, course_of
from bedside.therapy.follow_up import visit_of
from bedside.vitals.patients import FollowUp, PatientRecord
from bedside.vitals.put_right import Struck, standing, struck
from bedside.vitals.records import FollowUpWritten, SessionFiled

LATE_DAYS: Final = 1.0  # a call that was written down so much after it was held is marked


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSession:
    """One session of the course."""

    line: PatientSession
    facts: SessionFacts | None = None  # None: it cannot be read, see `fault`
    fault: str = ""
    filings: tuple[SessionFiled, ...] = ()  # made after its end, oldest first

    @property
    def id(self) -> str:
        """Of the session."""
        return self.line.id

    @property
    def untold(self) -> bool:
        """It was filed so lately that the record does not tell of it yet."""
        owner = self.line.owner
        return owner is not None and owner.filed and all(each.utc != owner.utc for each in self.filings)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseData:
    """A patient's course as the record has it."""

    patient: PatientRecord
    sessions: tuple[CourseSession, ...] = ()  # oldest first
    calls: tuple[FollowUpWritten, ...] = ()  # that count, oldest first, by when it was said
    struck: tuple[Struck[FollowUpWritten], ...] = ()  # calls that were corrected or taken back
    course: Course = field(default_factory=Course)
    names: tuple[tuple[str, str], ...] = ()  # labels of the other patients that filings speak of, by id
    fault: str = ""  # why something of it is missing, one sentence

    @property
    def next_visit(self) -> date | None:
        """The newest agreed visit that lies after the last session; None: none is agreed."""
        visit = visit_of(self.next_visit_words)
        return None if visit is None else visit[0]

    @property
    def next_visit_words(self) -> str:
        """The same as it was entered: ISO day, or day and time; "" = none."""
        said = [
            (moment(call.command.follow_up.utc), call.command.follow_up.next_visit) for call in self.calls
        ]
        said += [
            (one.facts.started_utc, one.facts.next_visit) for one in self.sessions if one.facts is not None
        ]
        last = self.sessions[-1].line.started_utc.astimezone().date() if self.sessions else date.min
        for _, words in sorted(said, key=lambda each: each[0], reverse=True):
            visit = visit_of(words) if words else None
            if visit is not None:
                return words if visit[0] > last else ""
        return ""


def moment(utc: str) -> datetime:
    """A time of the record; one without an offset is UTC."""
    found = datetime.fromisoformat(utc)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


class CourseReader:
    """Reads courses one after the other, in one thread; sessions that are over are read once."""

    def __init__(self, library: Library, patients: Patients) -> None:
        """`patients`: a door of its own, used by the reading thread only."""
        self._library = library
        self._patients = patients
        self._known: dict[str, SessionFacts] = {}
        self.told: tuple[int, int] = (0, 0)  # sessions read, of how many; for whoever waits
        self.ending = Event()  # nobody waits any more

    def course(self, patient: str) -> CourseData | str:
        """The course of a patient; a sentence: why there is none."""
        saved = self._patients.saved(patient)
        if saved is None:
            return self._patients.fault or QCoreApplication.translate(
                "Course", "There is no such patient in the record: search for the patient again."
            )
        lines = sorted(self._patients.sessions(patient), key=lambda line: line.started_utc)
        fault = self._patients.fault
        sessions = []
        for number, line in enumerate(lines):
            if self.ending.is_set():
                break
            self.told = (number, len(lines))
            sessions.append(self._session(line))
        self.told = (len(lines), len(lines))
        written = self._patients.follow_ups_written(patient)
        calls = standing(written)
        fault = fault or self._patients.fault
        return CourseData(
            patient=saved.command.patient,
            sessions=tuple(sessions),
            calls=tuple(sorted(calls, key=lambda call: moment(call.command.follow_up.utc))),
            struck=struck(written),
            course=course_of(
                (one.facts.numbers for one in sessions if one.facts is not None),
                (call.command.follow_up for call in calls),
            ),
            names=self._names(sessions),
            fault=fault or next((one.fault for one in sessions if one.fault), ""),
        )

    def facts(self, session: str) -> SessionFacts | str:
        """Everything about one session, with its completeness; a sentence: why it cannot be read."""
        try:
            return session_facts(self._library.open(session), complete=True)
        except UserFacingError as error:
            return str(error)

    def earlier(self, session: str) -> tuple[SessionNumbers, ...]:
        """What the sessions of the same patient before this one came to; what cannot be read is left out."""
        line = self._patients.session(session)
        if line is None or line.owner is None:
            return ()
        before = [
            each
            for each in self._patients.sessions(line.owner.patient)
            if each.started_utc < line.started_utc
        ]
        read = [self._session(each) for each in before if not self.ending.is_set()]
        return tuple(one.facts.numbers for one in read if one.facts is not None)

    def filings(self, session: str) -> Sequence[SessionFiled]:
        """How a session was filed after its end, oldest first, as far as it is written."""
        return self._library.patients.filings(session)

    def label(self, patient: str) -> str:
        """What a patient is called; "" = unknown."""
        record = self._patients.record(patient) if patient else None
        return "" if record is None else record.label

    def owner_words(self, session: str, named: PatientRecord | None) -> Trace:
        """Whose a session is now, and under whom it stood before."""
        line = self._patients.session(session)
        owner = None if line is None else line.owner
        return Trace(
            patient="" if owner is None else owner.patient,
            label=self.label("" if owner is None else owner.patient),
            first="" if named is None else named.label,
            moves=tuple(
                Move(
                    before=self.label(filed.before),
                    after=self.label(filed.command.patient),
                    utc=filed.utc,
                    actor=filed.command.actor.name,
                    reason=filed.command.reason.strip(),
                )
                for filed in self.filings(session)
            ),
        )

    def _session(self, line: PatientSession) -> CourseSession:
        try:
            filings = tuple(self.filings(line.id))
            facts = self._known.get(line.id)
            if facts is None:
                facts = session_facts(self._library.open(line.id), complete=False)
                if facts.ended:
                    self._known[line.id] = facts
        except UserFacingError as error:
            return CourseSession(line=line, fault=str(error))
        return CourseSession(line=line, facts=facts, filings=filings)

    def _names(self, sessions: Iterable[CourseSession]) -> tuple[tuple[str, str], ...]:
        ids = {filed.before for one in sessions for filed in one.filings if filed.before}
        return tuple((each, self.label(each)) for each in sorted(ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A session was put under a patient, after its end."""

    before: str  # label; "" = nobody's
    after: str
    utc: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Whose a session is, and how it came there."""

    patient: str  # id; "" = nobody's
    label: str
    first: str  # whom its own timeline names; "" = nobody
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What a call says, in the order of the form."""

    call: FollowUp
    written_utc: datetime
    actor: str

    @property
    def late(self) -> bool:
        """It was written down long after it was said."""
        return (self.written_utc - moment(self.call.utc)).total_seconds() > LATE_DAYS * 86400


def numbered(calls: Iterable[FollowUpWritten]) -> list[Numbered]:
    """Calls with who wrote them and when."""
    return [
        Numbered(call=each.command.follow_up, written_utc=each.utc, actor=each.command.actor.name)
        for each in calls
    ]
