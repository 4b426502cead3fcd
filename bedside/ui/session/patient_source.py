"""Where the forms find patients they may offer: what they ask of the clinic's records, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bedside.monitor.patients import GivenBefore
from bedside.vitals.patients import PatientRecord
from bedside.vitals.records import PatientSaved


class EarlierSession(Protocol):
    """One session of a patient, as a list shows it."""

    @property
    def id(self) -> str:
        """Of the session."""
        ...

    @property
    def started_utc(self) -> datetime:
        """When it began."""
        ...


class PatientSource(Protocol):
    """Records of patients. Every call is quick: it answers from memory or from an index, and never raises."""

    @property
    def fault(self) -> str:
        """Why the newest question could not be answered, one sentence; "" = it was."""
        ...

    def search(self, text: str, simulated: bool) -> Sequence[PatientSaved]:
        """Newest versions whose name, record number or date of birth match; "" = those saved last."""
        ...

    def record(self, id: str) -> PatientRecord | None:
        """The newest version of one; None: there is no such patient."""
        ...

    def sessions(self, id: str) -> Sequence[EarlierSession]:
        """Sessions filed under one, newest first; also one that is open."""
        ...


class GivenSource(Protocol):
    """Where the plan finds what the patient was given last time."""

    def __call__(self, patient: str, session: str, /) -> GivenBefore | None:
        """In the newest session of the patient before this one; None: there is none."""
        ...


@dataclass(frozen=True, slots=True)
class NoPatients:
    """A station without records: nothing can be picked, a new one can be typed."""

    fault: str = ""

    def search(self, text: str, simulated: bool) -> Sequence[PatientSaved]:
        """None."""
        del text, simulated
        return ()

    def record(self, id: str) -> PatientRecord | None:
        """None."""
        del id
        return None

    def sessions(self, id: str) -> Sequence[EarlierSession]:
        """None."""
        del id
        return ()


def nothing_before(_patient: str, _session: str) -> GivenBefore | None:
    """A station without records knows no earlier session."""
    return None
