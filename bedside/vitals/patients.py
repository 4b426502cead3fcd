"""Who is treated: the patient's record, and the plan of one session. What a session knows of it stands on its timeline.

A record has versions: each save adds one, none is overwritten. Keys of indications, history and medicines are those of
the site's protocol file and never change; words may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bedside.vitals.sessions import PatientType


class Sex(StrEnum):
    """As formulas of ideal weight ask for it."""

    NOT_SAID = "not said"
    FEMALE = "female"
    MALE = "male"


class WeightBasis(StrEnum):
    """Which weight doses per kg are told by."""

    ACTUAL = "actual"
    IDEAL = "ideal"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One medicine the patient takes."""

    name: str
    kind: str = ""  # key of a reminder of the protocol ("benzodiazepine"); "" = none
    dose: str = ""  # as it was said
    taken_today: bool | None = None  # None: not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """One version of a patient's record. Two identifiers at least: name and date of birth, or record number."""

    id: str  # 32 hex digits; never shown
    simulated: (
        bool  # a made-up patient: only simulated sessions may be filed under it, and no others (SAFE-01)
    )
    family_name: str = ""
    given_name: str = ""
    born: date | None = None
    record_no: str = ""
    sex: Sex = Sex.NOT_SAID
    patient_type: PatientType = PatientType.ADULT
    weight_kg: float | None = None  # actual
    height_cm: float | None = None
    weight_used_kg: float | None = None  # the one doses per kg are told by
    weight_basis: WeightBasis = WeightBasis.ACTUAL
    indications: tuple[str, ...] = ()
    prior_trials: int | None = None  # standard medicines tried before (S11)
    history: tuple[tuple[str, str], ...] = ()  # key of a history field, what was said
    allergies: str = ""
    medicines: tuple[Medicine, ...] = ()
    escort_name: str = ""
    escort_phone: str = ""
    version: int = 0  # which one this is, or is built on; 0 = none was kept yet

    @property
    def label(self) -> str:
        """As tiles and headers show it: "Family, Given", else the record number."""
        name = ", ".join(part for part in (self.family_name, self.given_name) if part)
        return name or self.record_no

    @property
    def identifiers(self) -> int:
        """How many of name, date of birth and record number are known."""
        return sum(map(bool, (self.family_name, self.born, self.record_no)))

    def age_years(self, today: date) -> int | None:
        """Completed years at `today`; None without a date of birth."""
        if self.born is None:
            return None
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """What is planned for one session (T10). Entered by a person: bedside proposes none of it.

    The patient's own limits are no part of it: they are `ChangeLimits`, and hold from when they are said.
    """

    dose_mg: float | None = None
    dose_mg_kg: float | None = None  # with `weight_kg` as it was then
    weight_kg: float | None = None
    minutes: float | None = None
    concentration_mg_ml: float | None = None
    nibp_every_min: float | None = None  # instead of the protocol's during the infusion
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VialUse:
    """What became of one vial (DOSE-04); mg unless said otherwise."""

    lot: str
    expiry: str  # as printed: ISO day or month
    strength_mg_ml: float
    opened_mg: float  # in the vial when it was opened
    drawn_mg: float
    given_mg: float
    wasted_mg: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What was said after a session, at the call of the next day or later (S1, S17, T3, T8)."""

    session: str  # id of the session it follows; "" = of the course
    utc: str  # ISO 8601, when it was said
    ratings: tuple[tuple[str, int], ...] = ()  # 0–10: scale, value
    totals: tuple[tuple[str, int], ...] = ()  # of questionnaires: scale, total
    sleep: str = ""
    side_effects: str = ""
    functioning: str = ""
    psychotherapy: str = ""  # how often, with whom, the next one
    support: str = ""  # of life around it: movement, sleep, people, groups
    words: str = ""
    next_visit: str = ""  # ISO day or day and time
