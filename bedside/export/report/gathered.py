"""What a report is told from: one session, read once. Times are session times, s."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bedside.monitor.session_baseline import settled
from bedside.review.conditions import Condition, conditions
from bedside.review.gaps import Gap
from bedside.review.recorded_facts import session_facts
from bedside.review.recorded_gaps import gaps
from bedside.review.session_facts import SessionFacts
from bedside.review.statistics import AlarmStatistics, of_recorded
from bedside.store.library import Library
from bedside.store.recorded import RecordedSession
from bedside.therapy.baseline import WINDOW_S, Baseline, baseline_of
from bedside.therapy.care import DischargeGate, Gate
from bedside.therapy.discharge import discharge_of
from bedside.therapy.gate import gate_of
from bedside.therapy.infusion import InfusionState, infusion_of, living
from bedside.therapy.told import told_by
from bedside.therapy.vials import Vial, vials_of
from bedside.vitals.alarms import AlarmChange, LimitView
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.records import SegmentOpened, SessionOpened

LimitsOf = Callable[[str], tuple[LimitView, ...] | None]
"""Title of an alarm profile → its limits; None: there is none of this title any more."""
_CONTINUOUS: Final = (Parameter.SPO2, Parameter.PR, Parameter.HR)
_NEWEST_S: Final = 600.0  # so far back the newest saturation is looked for


class StoppedError(Exception):
    """A person stopped the report; nothing was written."""


Step = Callable[[float], None]
"""Told how much is done, 0…1; raises `StoppedError` when a person wants no more of it."""


def unhurried(_share: float) -> None:
    """Nobody waits, and nobody stops it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One session, whole, or as far as it is recorded by now."""

    opened: SessionOpened
    running: bool
    facts: SessionFacts
    entries: Sequence[Entry]  # in the order they were made; what no longer counts is marked
    living: Sequence[Entry]  # those that count, by time
    determinations: Sequence[Determination]  # by time
    changes: Sequence[AlarmChange]
    conditions: Sequence[Condition]
    statistics: AlarmStatistics
    limits_known: bool  # the profile it began with can still be read
    limits: tuple[LimitView, ...]
    gaps: Sequence[Gap]
    interruptions: Sequence[tuple[float, float]]
    segments: Sequence[SegmentOpened]
    devices: Sequence[str]  # ids, in the order they were first heard of
    infusion: InfusionState | None
    baseline: Baseline | None
    gate: Gate
    discharge: DischargeGate
    vials: Sequence[Vial]
    patient: PatientRecord | None  # whose it is by the newest word on it
    patient_said: str = ""  # how it is known, where that is not the timeline

    @property
    def duration_s(self) -> float:
        """Of the session, or of what is recorded of it by now."""
        return self.facts.duration_s

    @property
    def started_utc(self) -> datetime:
        """When it began."""
        return self.facts.started_utc


def gathered(
    library: Library, session: str, *, limits_of: LimitsOf, running: bool = False, step: Step = unhurried
) -> Gathered:
    """Read a session.

    Args:
        library: the record. session: id.
        limits_of: finds the limits of the profile the session began with.
        running: it is being recorded now, rather than cut short.
        step: told how far it is.
    Raises:
        StoreError: there is no such session, or it cannot be read.
        StoppedError: from `step`.
    """
    recorded = library.open(session)
    step(0.0)
    found = gaps(recorded)
    step(0.4)
    facts = session_facts(recorded, complete=True, found=found)
    step(0.6)
    entries, changes = recorded.entries(), recorded.alarm_changes()
    determinations = sorted(recorded.determinations(), key=lambda d: d.t)
    limits = limits_of(recorded.opened.profile)
    statistics = of_recorded(recorded, limits or ())
    step(0.8)
    told, infusion = told_by(entries), infusion_of(entries)
    owner = library.patients.owner(session)
    filed = owner is not None and owner.filed
    patient = told.patient
    if owner is not None and (patient is None or owner.patient != patient.id):
        saved = library.patients.newest(owner.patient)
        patient = None if saved is None else saved.command.patient
    baseline = _baseline(recorded, infusion, determinations, told.protocol)
    spo2, spo2_t = _newest_spo2(recorded, facts.duration_s)
    return Gathered(
        opened=recorded.opened,
        running=running and not facts.ended,
        facts=facts,
        entries=entries,
        living=living(entries),
        determinations=determinations,
        changes=changes,
        conditions=conditions(changes),
        statistics=statistics,
        limits_known=limits is not None,
        limits=limits or (),
        gaps=found,
        interruptions=recorded.interruptions(),
        segments=recorded.segments,
        devices=_devices(recorded),
        infusion=infusion,
        baseline=baseline,
        gate=gate_of(told.protocol, entries, told.patient, baseline),
        discharge=discharge_of(
            told.protocol,
            entries,
            infusion,
            baseline,
            determinations,
            spo2=spo2,
            spo2_t=spo2_t,
            patient=told.patient,
            now=facts.duration_s,
        ),
        vials=tuple(vials_of(entries).values()),
        patient=patient,
        patient_said="filed after the session" if filed else "",
    )


def _devices(recorded: RecordedSession) -> list[str]:
    heard = [record.change.device for record in recorded.device_changes()]
    return list(dict.fromkeys([*heard, *recorded.sources().values()]))


def _baseline(
    recorded: RecordedSession,
    infusion: InfusionState | None,
    determinations: Sequence[Determination],
    protocol: Protocol | None,
) -> Baseline | None:
    """The baseline that the screens showed, looked up in the record; without an infusion, what it is at the end."""
    begun = infusion is not None and infusion.begun
    until_t = infusion.first_t if infusion is not None and begun else recorded.duration_s
    until = settled(until_t)
    window_s = WINDOW_S if protocol is None else protocol.baseline_continuous_min * 60.0
    trends = {}
    for parameter in _CONTINUOUS:
        times, values = recorded.numbers_between(parameter, until - window_s, until)
        if len(times):
            trends[parameter] = (times.tolist(), values.tolist())
    return baseline_of(determinations, trends, until_t, settled_t=until, window_s=window_s)


def _newest_spo2(recorded: RecordedSession, until_t: float) -> tuple[float | None, float | None]:
    times, values = recorded.numbers_between(Parameter.SPO2, until_t - _NEWEST_S, until_t)
    good = [(float(t), float(v)) for t, v in zip(times, values, strict=True) if not math.isnan(v)]
    return (good[-1][1], good[-1][0]) if good else (None, None)
