"""The care of one session as its timeline and its numbers say it: the one thing the screens of the session flow show.

Derived, never kept: live, after a restart and in replay the same timeline gives the same care. Times are session
times, s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bedside.vitals.patients import PatientRecord, SessionPlan, VialUse
from bedside.vitals.protocol import DueItem, GateItem, Protocol
from bedside.vitals.sessions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A supervisor let something pass."""

    by: Actor
    reason: str
    t: float
    late: bool = False  # of the screening, after the first of the drug
    pin_checked: bool = False  # of an emergency start: against the site's PIN; False: the site had none


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One line of a checklist and what was answered."""

    item: GateItem
    answer: str = ""  # "" = open
    text: str = ""
    by: Actor | None = None
    t: float | None = None  # it was answered, or filled by itself
    automatic: bool = False  # filled by itself
    late: bool = False  # answered after the first of the drug
    override: Override | None = None

    @property
    def open(self) -> bool:
        """No answer yet."""
        return not self.answer

    @property
    def flagged(self) -> bool:
        """Answered, and not with what raises no flag."""
        return bool(self.answer) and self.answer not in self.item.clear

    @property
    def passed(self) -> bool:
        """It holds nothing up any more."""
        if self.flagged or (self.open and self.item.required):
            return self.override is not None and self.flagged
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Go or no-go, signed."""

    go: bool
    by: Actor
    reason: str
    t: float
    late: bool = False  # after the first of the drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What stands before an infusion (GATE-01). Without a protocol nothing does."""

    rows: tuple[GateRow, ...] = ()
    missing: tuple[str, ...] = ()  # sentences: what is still to be done before the start
    decision: Decision | None = None  # the newest
    emergency: Override | None = None  # passed by; also one that is used up
    start_used: bool = False  # the infusion it was allowed for was stopped
    bolus_used: bool = False  # a bolus was given by it

    @property
    def ready(self) -> bool:
        """An infusion may begin."""
        return not self.missing or (self.emergency is not None and not self.start_used)

    @property
    def bolus_ready(self) -> bool:
        """A bolus may be given while no infusion runs."""
        return self.ready and not (self.missing and self.bolus_used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of the discharge gate (DIS-01)."""

    key: str  # "since_stop", "score", "moaas" (or "rass", "ramsay"), "dissociation" …, or that of an item
    words: str
    met: bool
    found: str = ""  # what is so now, in words and with its time; "" = nothing yet
    done_t: float | None = None  # it becomes met by itself at this time
    found_t: float | None = None  # when what was found was so, s
    item: GateItem | None = None  # answered by a person
    override: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeGate:
    """What has to be so before the patient goes home; an override takes a supervisor and a reason."""

    criteria: tuple[Criterion, ...] = ()

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """Neither met nor let pass."""
        return tuple(c for c in self.criteria if not c.met and c.override is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Everything about the session's care at one moment."""

    protocol: Protocol | None = None
    patient: PatientRecord | None = None
    earlier_patients: tuple[PatientRecord, ...] = ()  # the session stood under these before
    plan: SessionPlan | None = None
    gate: Gate = field(default_factory=Gate)
    due: tuple[DueItem, ...] = ()  # what the protocol asks for next, soonest first
    vials: Mapping[str, VialUse] = field(default_factory=dict)
    back_since_t: float | None = None  # since when pressure and pulse have been back at the baseline
    back_done: bool = False  # … for as long as the protocol asks
    discharge: DischargeGate = field(default_factory=DischargeGate)
    no_cuff: bool = False  # no cuff may be started here
    auto_cuff: bool = False  # bedside starts the cuff when a reading is due
    plasma_model: str = ""  # of the estimate in the chart; "" = off
