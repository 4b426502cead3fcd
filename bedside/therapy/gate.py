"""What stands before an infusion: each required line of the site's list is answered, each flag let pass (GATE-01).

bedside records: the gate closes the entry of a start, never a pump, and an emergency start passes it by with a
reason. Without a protocol there is no gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bedside.therapy.baseline import Baseline
from bedside.therapy.bolus_record import is_record
from bedside.therapy.care import Gate, GateRow, Override
from bedside.therapy.gate_answers import Passed, Standing, standing
from bedside.therapy.gate_fill import FORM, IDENTITY, RISK, START_LIMITS, filled
from bedside.therapy.infusion import infusion_of
from bedside.therapy.late import is_after_start, is_late
from bedside.therapy.same_question import Asked
from bedside.therapy.start_limits import outside, waits_for
from bedside.vitals.care_commands import AnswerItem, GiveBolus
from bedside.vitals.commands import Entry
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem, Protocol

_NOT_DONE: Final = "The screening is not done."
_NAMED_ROWS: Final = 3  # of what is missing, the rest is counted


def gate_of(
    protocol: Protocol | None,
    entries: Sequence[Entry],
    patient: PatientRecord | None,
    baseline: Baseline | None,
    *,
    now: float | None = None,
) -> Gate:
    """The gate as the timeline and the baseline make it.

    Args:
        protocol: of the session; its `screening` is the list.
        entries: the timeline.
        patient: whose session it is, as the timeline says; None = nobody is named yet.
        baseline: values before the infusion so far.
        now: what came later does not count, session time, s; None = all.
    """
    if protocol is None:
        return Gate()
    risk_items = (item.key for item in protocol.screening if item.fills == RISK)
    said = standing((e for e in entries if now is None or e.entered_t <= now), FORM, risk_items)
    asked = Asked(entries, lambda each: each.screening)
    rows = tuple(_row(item, said, asked, protocol, patient, baseline) for item in protocol.screening)
    gate = Gate(
        rows=rows,
        decision=said.decision,
        emergency=said.emergency,
        start_used=said.used.start,
        bolus_used=said.used.bolus,
    )
    return replace(gate, missing=tuple(_missing(gate, protocol, patient, baseline)))


def refusal_of_start(gate: Gate) -> str:
    """Why no infusion may be recorded as started, in words; "" when one may."""
    return "" if gate.ready else _closed(gate)


def refusal_of_bolus(command: GiveBolus, gate: Gate, entries: Sequence[Entry], at: float) -> str:
    """Why this bolus may not be recorded as given, in words; "" when it may.

    While an infusion runs it is no start. What was given earlier is a record, which the gate cannot undo: with a
    reason it is taken late. A correction of what the gate let in is let in; one of a record, or of a bolus while an
    infusion ran, has to be so at its new time as well, or is asked like any other.

    Args:
        command: what a person entered.
        gate: as it is now.
        entries: the timeline.
        at: now, session time, s.
    """
    given_t = at if command.observed_t is None else command.observed_t
    boluses = {entry.number: entry for entry in entries if isinstance(entry.command, GiveBolus)}
    corrected = None if command.replaces is None else boluses.get(command.replaces)
    by_gate = corrected and not is_record(corrected, boluses) and not _ran_at(corrected.t, entries)
    if gate.bolus_ready or by_gate or _ran_at(given_t, entries):
        return ""
    if not is_late(given_t, at):
        return _closed(gate) if corrected is None else f"At that time it is no late entry. {_closed(gate)}"
    if command.reason.strip():
        return ""
    return f"{_NOT_DONE} {' '.join(gate.missing)} A bolus that was given before is recorded late: write why."


def _ran_at(t: float, entries: Sequence[Entry]) -> bool:
    """Whether an infusion ran at session time `t`, s; a paused one does."""
    infusion = infusion_of(entry for entry in entries if entry.t <= t)
    return infusion is not None and infusion.open_ended


def _closed(gate: Gate) -> str:
    again = "" if gate.emergency is None else " again: the one that was allowed is used up"
    return f"{_NOT_DONE} {' '.join(gate.missing)} Finish it, or use Emergency start with a reason{again}."


def _row(
    item: GateItem,
    said: Standing,
    asked: Asked,
    protocol: Protocol,
    patient: PatientRecord | None,
    baseline: Baseline | None,
) -> GateRow:
    row = filled(item, said, protocol, patient, baseline) if item.fills else _answered(item, said, asked)
    passed = said.passed.get(item.key)
    if passed is None or not row.flagged or not asked.same(item, passed.entry):
        return row
    return replace(row, override=_counts(passed, item, protocol, baseline))


def _answered(item: GateItem, said: Standing, asked: Asked) -> GateRow:
    entry = said.answers.get(item.key)
    if entry is None or not isinstance(entry.command, AnswerItem) or not asked.same(item, entry):
        return GateRow(item=item)
    command = entry.command
    if command.answer not in item.answers:
        return GateRow(item=item)  # the list changed since: it is asked again
    late = is_after_start(entry, said.start_t)
    text = command.text.strip()
    return GateRow(item=item, answer=command.answer, text=text, by=command.actor, t=entry.t, late=late)


def _counts(passed: Passed, item: GateItem, protocol: Protocol, baseline: Baseline | None) -> Override | None:
    """The override, unless a value lies outside now that it was not given for."""
    if item.fills == START_LIMITS and passed.passes and baseline is not None:
        beyond = {each.parameter for each in outside(baseline, protocol.start_limits)}
        if not beyond <= set(passed.passes):
            return None
    return passed.override


def _missing(
    gate: Gate, protocol: Protocol, patient: PatientRecord | None, baseline: Baseline | None
) -> list[str]:
    """What is still to be done, sentence by sentence, what weighs most first."""
    sentences = []
    if gate.decision is not None and not gate.decision.go:
        decision = gate.decision
        sentences.append(f"{decision.by.name} decided against it: {decision.reason.rstrip('.')}.")
    unanswered = [row for row in gate.rows if row.open and row.item.required]
    if patient is None and any(row.item.fills == IDENTITY for row in unanswered):
        sentences.append("No patient is named.")
        unanswered = [row for row in unanswered if row.item.fills != IDENTITY]
    waiting = ""
    if any(row.item.fills == START_LIMITS for row in unanswered):
        waiting = waits_for(protocol, baseline)
        unanswered = [row for row in unanswered if row.item.fills != START_LIMITS]
    if unanswered:
        count, names = len(unanswered), _named(unanswered)
        sentences.append(
            f"1 answer is missing: {names}." if count == 1 else f"{count} answers are missing: {names}."
        )
    if waiting:
        sentences.append(waiting)
    flagged = [row for row in gate.rows if row.flagged and row.override is None]
    if len(flagged) == 1:
        sentences.append(f"{_named(flagged)} needs a supervisor's override.")
    elif flagged:
        sentences.append(f"{len(flagged)} answers need a supervisor's override: {_named(flagged)}.")
    return sentences


def _named(rows: Sequence[GateRow]) -> str:
    """Their words; a long list is cut, the checklist itself shows all."""
    names = [f"“{row.item.words}”" for row in rows]
    most = _NAMED_ROWS
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return ", ".join(names)
