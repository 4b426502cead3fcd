"""What a patient's questionnaires came to before this session, read from the record for whoever fills in the next one.

Facts with their day, never a judgement. Reading takes some milliseconds per earlier session, so a window asks in a
thread of its own; sessions that are over are read once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from bedside.errors import UserFacingError
from bedside.monitor.patients import Patients
from bedside.therapy.scale_rules import result_of_entry
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry
from bedside.vitals.records import FollowUpWritten

if TYPE_CHECKING:
    from bedside.store.library import Library
    from bedside.store.patients import PatientSession


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierScore:
    """One total of before."""

    scale: str  # key
    utc: datetime
    total: int
    called: bool = False  # said in a call after a session


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierScores:
    """Of one patient; newest first."""

    scores: tuple[EarlierScore, ...] = ()
    reading: bool = False  # not all of it is there yet
    fault: str = ""  # why something of it is missing, one sentence

    def of(self, scale: str) -> tuple[EarlierScore, ...]:
        """Those of one scale, newest first."""
        return tuple(each for each in self.scores if each.scale == scale)


NOTHING_EARLIER = EarlierScores()


class EarlierScoreReader:
    """Reads for one thread; `ending` makes it stop between two sessions."""

    def __init__(self, library: Library, patients: Patients) -> None:
        """`patients`: a door of its own, used by the reading thread only."""
        self._library = library
        self._patients = patients
        self._known: dict[str, tuple[EarlierScore, ...]] = {}
        self.ending = Event()

    def read(self, patient: str, session: str) -> EarlierScores:
        """Of every other session of this patient that began before this one, and of the calls in between."""
        lines = self._patients.sessions(patient)
        fault = self._patients.fault
        here = next((line.started_utc for line in lines if line.id == session), None)
        found: list[EarlierScore] = []
        for line in lines:
            if self.ending.is_set():
                break
            if line.id == session or (here is not None and line.started_utc >= here):
                continue
            try:
                found += self._of(line)
            except UserFacingError as error:
                fault = fault or str(error)
        calls = self._patients.follow_ups(patient)
        found += (each for each in of_calls(calls) if here is None or each.utc < here)
        fault = fault or self._patients.fault
        newest_first = sorted(found, key=lambda each: each.utc, reverse=True)
        return EarlierScores(scores=tuple(newest_first), fault=fault)

    def _of(self, line: PatientSession) -> tuple[EarlierScore, ...]:
        known = self._known.get(line.id)
        if known is None:
            known = of_entries(self._library.open(line.id).entries(), line.started_utc)
            if line.ended_utc is not None:
                self._known[line.id] = known
        return known


def of_entries(entries: Iterable[Entry], started_utc: datetime) -> tuple[EarlierScore, ...]:
    """The totals of one timeline that stand; a scale that was not finished has none."""
    found = []
    for entry in entries:
        command = entry.command
        if entry.retracted or not isinstance(command, GiveScore):
            continue
        result = result_of_entry(command)
        total = command.total if result is None else result.total
        if total is not None:
            utc = started_utc + timedelta(seconds=entry.t)
            found.append(EarlierScore(scale=command.scale, utc=utc, total=total))
    return tuple(found)


def of_calls(calls: Iterable[FollowUpWritten]) -> tuple[EarlierScore, ...]:
    """The totals that were said in calls."""
    found = []
    for call in calls:
        said = call.command.follow_up
        utc = datetime.fromisoformat(said.utc)
        utc = utc if utc.tzinfo is not None else utc.replace(tzinfo=UTC)
        found += [EarlierScore(scale=key, utc=utc, total=total, called=True) for key, total in said.totals]
    return tuple(found)
