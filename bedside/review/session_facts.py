"""What one recorded session came to: the numbers of a course, and what a supervisor reads first the next day. Pure.

Dose and plan, peak rise, lowest saturation, highest dissociation, questionnaires, alarms per priority; then the phases
with their times, who let what pass, the emergency start, and what was entered late or corrected, with the originals.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bedside.alarms.phases import Phases
from bedside.review.completeness import Row
from bedside.review.corrections import Correction, by_number, corrections_of
from bedside.review.outcome_ratings import outcome_ratings
from bedside.review.volumes import Volume, given_ml, pumped_ml
from bedside.therapy.baseline import baseline_of
from bedside.therapy.care import Decision, Override
from bedside.therapy.course import AlarmCounts, Score, SessionNumbers
from bedside.therapy.gate_answers import standing
from bedside.therapy.gate_fill import FORM
from bedside.therapy.infusion import InfusionState, infusion_of, living
from bedside.therapy.late import late_numbers
from bedside.therapy.scale_rules import result_of_entry
from bedside.therapy.told import told_by
from bedside.vitals.alarms import AlarmChange, Change, Kind, Priority
from bedside.vitals.care_commands import (
    AnswerItem,
    GiveScore,
    IdentifyPatient,
    OverrideItem,
)
from bedside.vitals.commands import Entry, GiveRating, Retract, StartInfusion, StopInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord, SessionPlan
from bedside.vitals.protocol import Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Mode, Phase
from bedside.vitals.timeline import places_of

DISSOCIATION: Final = "dissociation"
NEXT_VISIT: Final = "next_visit"
_WHOLE: Final = 0.99  # of the planned dose and time: a pump is never stopped to the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the record has of a session, as far as it matters here. Times are session times, s."""

    id: str
    started_utc: datetime
    duration_s: float
    mode: Mode
    entries: Sequence[Entry]  # in the order they were made
    determinations: Sequence[Determination] = ()
    lowest_spo2: float | None = None  # valid values only, %
    alarms: Sequence[AlarmChange] = ()
    completeness: Sequence[Row] = ()
    pump_volumes: Sequence[Volume] = ()
    ended: bool = True
    end_reason: str = ""
    label: str = ""  # the bed's, where nobody was identified


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One line of a checklist that a supervisor let pass."""

    form: str  # "screening" or "discharge"
    item: str  # key
    words: str  # of the item, in the site's words; "" = the protocol has none
    override: Override


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session as a supervisor reads it. Times are session times, s."""

    numbers: SessionNumbers
    started_utc: datetime
    duration_s: float
    simulated: bool
    ended: bool
    end_reason: str
    label: str
    patient: PatientRecord | None = None  # whom the timeline names last
    plan: SessionPlan | None = None
    protocol: Protocol | None = None
    planned_min: float | None = None
    given_ml: float | None = None  # infusion and boluses; None: none, or of a bolus it is not known
    pumped_ml: float | None = None  # what the pump's own counter grew by; None: it was not heard
    infused_s: float | None = None  # of all, each from start to stop, pauses included; None: no infusion
    never_stopped: bool = False  # no stop is recorded: the dose counts to the end of the record
    stopped_early: bool = False  # of its planned dose, or time
    stop_reason: str = ""
    phases: tuple[tuple[Phase, float, float], ...] = ()  # which, from, until
    completeness: tuple[Row, ...] = ()
    decision: Decision | None = None
    passed: tuple[Passed, ...] = ()
    emergency: Override | None = None  # the newest of
    emergencies: tuple[Override, ...] = ()  # all that were allowed and used, oldest first
    next_visit: str = ""  # as it was agreed at the discharge: ISO day, or day and time
    late: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = field(default=())

    @property
    def id(self) -> str:
        """Of the session."""
        return self.numbers.id


def facts_of(told: Told) -> SessionFacts:
    """Everything, from the record alone: the same whenever it is asked."""
    told = replace(told, entries=_marked(told.entries))
    counting = living(told.entries)
    infusion = infusion_of(told.entries)
    said = told_by(told.entries)
    protocol, plan = said.protocol, said.plan
    begun = infusion is not None and infusion.begun
    early = infusion is not None and begun and _stopped_early(infusion, told.duration_s)
    reason = next(
        (e.command.reason.strip() for e in reversed(counting) if isinstance(e.command, StopInfusion)), ""
    )
    infused_s = infusion.infused_s(told.duration_s) if infusion is not None and begun else None
    screened, late = standing(told.entries, FORM), late_numbers(counting)
    return SessionFacts(
        numbers=_numbers(told, counting, infusion, plan, _note(infused_s, reason) if early else ""),
        started_utc=told.started_utc,
        duration_s=told.duration_s,
        simulated=told.mode is Mode.SIMULATION,
        ended=told.ended,
        end_reason=told.end_reason,
        label=told.label,
        patient=next(
            (
                e.command.patient
                for e in reversed(by_number(counting))
                if isinstance(e.command, IdentifyPatient)
            ),
            None,
        ),
        plan=plan,
        protocol=protocol,
        planned_min=_planned_min(infusion, plan),
        given_ml=given_ml(infusion, told.duration_s),
        pumped_ml=pumped_ml(infusion, told.duration_s, told.pump_volumes),
        infused_s=infused_s,
        never_stopped=infusion is not None and infusion.open_ended,
        stopped_early=early,
        stop_reason=reason if begun else "",
        phases=_phases(told),
        completeness=tuple(told.completeness),
        decision=_decision(told.entries),
        passed=tuple(_passed(counting, protocol, late)),
        emergency=screened.emergency,
        emergencies=screened.emergencies,
        next_visit=_next_visit(counting),
        late=tuple(e for e in counting if e.number in late),
        corrections=tuple(corrections_of(told.entries)),
    )


def _marked(entries: Sequence[Entry]) -> list[Entry]:
    """With what was taken back marked, also where only the retraction stands in the list."""
    gone = {entry.command.entry for entry in entries if isinstance(entry.command, Retract)}
    return [replace(e, retracted=True) if e.number in gone and not e.retracted else e for e in entries]


def _numbers(
    told: Told,
    counting: Sequence[Entry],
    infusion: InfusionState | None,
    plan: SessionPlan | None,
    note: str,
) -> SessionNumbers:
    start_t = infusion.first_t if infusion is not None and infusion.begun else None
    measured = [d for d in told.determinations if d.sys is not None]
    baseline = None if start_t is None else baseline_of(sorted(measured, key=_when), {}, start_t)
    during = [d.sys for d in measured if start_t is not None and d.t > start_t and d.sys is not None]
    rated = [
        e.command.value
        for e in counting
        if isinstance(e.command, GiveRating) and e.command.scale == DISSOCIATION
    ]
    planned = None if infusion is None else infusion.planned_mg
    return SessionNumbers(
        id=told.id,
        utc=told.started_utc.isoformat(),
        mg_given=None if infusion is None else infusion.delivered_mg(told.duration_s),
        mg_planned=planned if planned is not None or plan is None else plan.dose_mg,
        mg_kg_given=None if infusion is None else infusion.mg_per_kg(told.duration_s),
        baseline_sys=None if baseline is None else baseline.values.get(Parameter.NIBP_SYS),
        peak_sys=max(during, default=None),
        lowest_spo2=None if told.lowest_spo2 is None or math.isnan(told.lowest_spo2) else told.lowest_spo2,
        highest_dissociation=max(rated, default=None),
        alarms=_alarms(told.alarms),
        scores=tuple(_scores(told, counting)),
        ratings=outcome_ratings(counting, infusion, told.started_utc),
        note=note,
    )


def _alarms(changes: Iterable[AlarmChange]) -> AlarmCounts:
    """Onsets of the patient's alarms; those of the equipment are no part of a patient's course."""
    begun = [c.priority for c in changes if c.change is Change.ONSET and c.kind is Kind.PHYSIOLOGICAL]
    return AlarmCounts(
        high=begun.count(Priority.HIGH), medium=begun.count(Priority.MEDIUM), low=begun.count(Priority.LOW)
    )


def _scores(told: Told, counting: Iterable[Entry]) -> Iterable[Score]:
    for entry in counting:
        command = entry.command
        if isinstance(command, GiveScore):
            result = result_of_entry(command)
            yield Score(
                scale=command.scale,
                utc=(told.started_utc + timedelta(seconds=entry.t)).isoformat(),
                total=command.total if result is None else result.total,
                answers=command.answers,
            )


def _planned_min(infusion: InfusionState | None, plan: SessionPlan | None) -> float | None:
    if infusion is not None and infusion.planned_min is not None:
        return infusion.planned_min
    return None if plan is None else plan.minutes


def _stopped_early(infusion: InfusionState, until_t: float) -> bool:
    """Whether less was given than planned; by the time only where no dose was planned."""
    if infusion.stopped_t is None:
        return False
    if infusion.planned_mg:
        return infusion.delivered_mg(until_t) < _WHOLE * infusion.planned_mg
    if infusion.planned_min:
        return infusion.infused_s(until_t) < _WHOLE * infusion.planned_min * 60.0
    return False


def _note(infused_s: float | None, reason: str) -> str:
    minutes, seconds = divmod(int(infused_s or 0.0), 60)
    return f"stopped at {minutes}:{seconds:02d}" + (f": {reason}" if reason else "")


def _phases(told: Told) -> tuple[tuple[Phase, float, float], ...]:
    phases = Phases()
    for entry in told.entries:
        phases.take(entry, entry.entered_t)
    return tuple(phases.spans(told.duration_s))


def _decision(entries: Sequence[Entry]) -> Decision | None:
    """The one the infusion was started on, else one that came late; before both a no-go, whenever it came."""
    newest = standing(entries, FORM).decision
    if newest is not None and not newest.go:
        return newest
    places = places_of(entries)
    starts = (places[e.number] for e in living(entries) if isinstance(e.command, StartInfusion))
    start = min(starts, default=None)
    before = [e for e in entries if start is None or e.number < start or isinstance(e.command, Retract)]
    late = newest if newest is not None and newest.late else None
    return standing(before, FORM).decision or late


def _passed(counting: Sequence[Entry], protocol: Protocol | None, late: Collection[int]) -> Iterable[Passed]:
    """Every override that was given, also one whose line was answered anew afterwards: it was relied upon."""
    words = {}
    if protocol is not None:
        words = {item.key: item.words for item in (*protocol.screening, *protocol.discharge.items)}
    for entry in counting:
        command = entry.command
        if isinstance(command, OverrideItem):
            yield Passed(
                form=command.form,
                item=command.item,
                words=words.get(command.item, ""),
                override=Override(
                    by=command.actor, reason=command.reason.strip(), t=entry.t, late=entry.number in late
                ),
            )


def _next_visit(counting: Sequence[Entry]) -> str:
    """What was answered last on the line about it; a site may have named its line "next_visit_…"."""
    said = ""
    for entry in counting:
        command = entry.command
        if isinstance(command, AnswerItem) and command.item.startswith(NEXT_VISIT):
            said = command.text.strip() if command.answer else ""
    return said


def _when(determination: Determination) -> float:
    return determination.t
