"""A session: whose it is, which phase it is in, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PatientType(StrEnum):
    """Decides cuff limits. Not set refuses every cuff start."""

    NOT_SET = "not set"
    ADULT = "adult"
    CHILD = "child"
    NEONATE = "neonate"


class Phase(StrEnum):
    """The phases of an infusion session, in order (screening and discharge get their forms later)."""

    SCREENING = "screening"
    BASELINE = "baseline"
    INFUSION = "infusion"
    RECOVERY = "recovery"
    DISCHARGE = "discharge"


class Mode(StrEnum):
    """Where the numbers come from. Never to be mistaken for one another (SAFE-01)."""

    LIVE = "live"
    SIMULATION = "simulation"
    REPLAY = "replay"


class Role(StrEnum):
    """What a person may do."""

    TECHNICIAN = "technician"
    NURSE = "nurse"
    SUPERVISOR = "supervisor"
    PATIENT = "patient"  # by the patient's own button
    PROGRAM = "program"  # bedside itself: automatic entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it, as they said themselves; unverified until sign-in exists."""

    name: str
    role: Role
    verified: bool = False

    @property
    def named(self) -> bool:
        """Whether somebody said who it is."""
        return bool(self.name.strip()) and self.name != UNNAMED.name


PROGRAM = Actor(name="bedside", role=Role.PROGRAM, verified=True)
THE_PATIENT = Actor(name="the patient", role=Role.PATIENT)
UNNAMED = Actor(name="not signed in", role=Role.NURSE)


def same_person(one: str, other: str) -> bool:
    """Whether two typed names are one person's, however they are spaced and written."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
