"""A site's protocol: what is asked before, what is due when, what has to be true before somebody goes home.

Data of the site, versioned and approved by a person, read from TOML (`therapy/protocol_file.py`). A session keeps the
whole of the version it began with on its timeline, so that it can be judged by its own rules for ever. bedside ships
defaults to be edited; nothing of it is advice, and a site's own rule texts are the site's (PROT-01).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DueKind(StrEnum):
    """What the protocol's clock asks for."""

    NIBP = "nibp"
    OBSERVATION = "observation"  # respiratory rate and sedation
    RATINGS = "ratings"  # what the patient feels, 0–10


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One thing the protocol asks for next."""

    kind: DueKind
    due_t: float  # session time, s
    interval_s: float  # it follows
    deferred: str = ""  # why it was put off; "" = it was not


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """How often something is due in each phase, min; None = not in that phase."""

    infusion_start: float | None  # for 15 min, and again after a rate rise or bolus
    infusion: float | None
    recovery_start: float | None  # for 30 min
    recovery: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateItem:
    """One line of a checklist."""

    key: str
    words: str
    group: str = ""  # "health", "today"; heading in the list
    answers: tuple[str, ...] = ("no", "yes")
    clear: tuple[str, ...] = ("no",)  # answers that raise no flag
    required: bool = True
    hint: str = ""  # small words beside it: the site's own rule
    fills: str = (
        ""  # what answers it by itself: "start_limits", "risk_screen", "identity", "escort"; "" = a person
    )
    details: bool = False  # words are wanted with the answer
    details_with: tuple[str, ...] = ()  # of `details`: only with these answers; () = with every one

    def wants_words(self, answer: str) -> bool:
        """Whether this answer is not complete without words."""
        return self.details and (not self.details_with or answer in self.details_with)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLimits:
    """Baseline values with which an infusion may begin; mmHg, /min, %."""

    sys_below: float = 160.0
    dia_below: float = 100.0
    pr_low: float = 50.0
    pr_high: float = 100.0
    spo2_least: float = 95.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCautions:
    """Beyond these a plan asks for a reason (DOSE-03); it is never refused."""

    most_mg_kg: float = 1.0
    most_mg: float = 100.0
    least_minutes: float = 10.0
    concentrated_mg_ml: float = 10.0  # and more: must be diluted for an infusion


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeRules:
    """What DIS-01 asks for."""

    minutes_since_stop: float = 60.0  # 30–120
    aldrete_least: int = 9
    padss_least: int = 9
    moaas: int = 5  # of these three the one of `Protocol.sedation` holds
    rass: int | None = None  # None: MOAA/S is asked for all the same, as in protocols of before
    ramsay: int | None = None
    dissociation_most: int = 1
    nausea_most: int = 3
    pressure_percent: float = 20.0
    sys_below: float | None = None  # a site limit that also does
    dia_below: float | None = None
    spo2_below_baseline: float = 2.0
    items: tuple[GateItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineReminder:
    """A kind of medicine and what to think of; reminder text only."""

    key: str
    words: str
    reminder: str
    names: tuple[str, ...] = ()  # medicines of this kind, as they are typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A key of the record with its words: an indication, a field of the history."""

    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """What the site wants done at an alarm, in its own words (PROT-01)."""

    key: str  # "<code or parameter>.<cell>", e.g. "nibp_sys.high_high"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One version of one protocol."""

    key: str  # name of its file
    title: str
    version: int
    family: str  # "mood" or "pain"
    nibp: Intervals
    observation: Intervals
    ratings: Intervals
    approved_by: str = ""  # "" = by nobody: a default to be edited
    approved_on: str = ""  # ISO day
    minutes: float = 40.0  # usual length of an infusion: a first value of the form, of no patient
    ratings_until_dissociation: int = 1  # in recovery: no longer due once it is this low
    baseline_readings: int = 2
    baseline_apart_s: float = 120.0
    baseline_continuous_min: float = (
        5.0  # SpO2 and pulse before the infusion, and the window of their medians
    )
    back_to_baseline_min: float = 10.0  # vitals that stay back for so long count as back
    orthostatic_drop_mmhg: float = 20.0  # systolic, standing against lying
    scales_before: tuple[str, ...] = ()
    sedation: str = "moaas"  # scale of how awake somebody is: "moaas", "rass" or "ramsay"
    start_limits: StartLimits = field(default_factory=StartLimits)
    cautions: DoseCautions = field(default_factory=DoseCautions)
    screening: tuple[GateItem, ...] = ()
    medicines: tuple[MedicineReminder, ...] = ()
    indications: tuple[Choice, ...] = ()
    history: tuple[Choice, ...] = ()
    discharge: DischargeRules = field(default_factory=DischargeRules)
    rules: tuple[SiteRule, ...] = ()
    advice: str = ""  # printed and handed over; the site's own words
    emergency_number: str = ""
