"""Lines of the screening that answer themselves: from the patient's record, the baseline and the risk screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bedside.therapy.baseline import Baseline
from bedside.therapy.care import GateRow
from bedside.therapy.gate_answers import Standing
from bedside.therapy.scale_rules import result_of_entry
from bedside.therapy.start_limits import measured, outside, waits_for
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import GateItem, Protocol

FORM: Final = "screening"  # of AnswerItem and OverrideItem

IDENTITY: Final = "identity"
START_LIMITS: Final = "start_limits"
ESCORT: Final = "escort"
RISK: Final = "risk_screen"
FILLS: Final = (IDENTITY, START_LIMITS, ESCORT, RISK)
"""What `GateItem.fills` may be, beside "" (a person answers)."""

IDENTIFIERS: Final = 2  # of name, date of birth and record number


def clears(item: GateItem) -> str:
    """The answer that raises no flag."""
    return next(answer for answer in item.answers if answer in item.clear)


def flags(item: GateItem) -> str:
    """The answer that raises one; where the site's list has none, a word of our own, which is never clear."""
    return next((answer for answer in item.answers if answer not in item.clear), "flagged")


def filled(
    item: GateItem,
    standing: Standing,
    protocol: Protocol,
    patient: PatientRecord | None,
    baseline: Baseline | None,
) -> GateRow:
    """The row of an item that answers itself; open while what it needs is not there, with words of what is."""
    row = GateRow(item=item, automatic=True)
    if item.fills == IDENTITY:
        return _identity(row, standing, patient)
    if item.fills == ESCORT:
        return _escort(row, standing, patient)
    if item.fills == START_LIMITS:
        return _start_limits(row, protocol, baseline)
    return _risk(row, standing)


def _identity(row: GateRow, standing: Standing, patient: PatientRecord | None) -> GateRow:
    if patient is None:
        return row
    known = [
        words
        for words, there in (
            ("name", patient.family_name),
            ("date of birth", patient.born),
            ("record number", patient.record_no),
        )
        if there
    ]
    if patient.identifiers < IDENTIFIERS:
        return replace(row, text=f"only {known[0]} is known" if known else "nothing is known of the patient")
    return _by_record(row, standing, ", ".join(known))


def _escort(row: GateRow, standing: Standing, patient: PatientRecord | None) -> GateRow:
    name = "" if patient is None else patient.escort_name.strip()
    phone = "" if patient is None else patient.escort_phone.strip()
    if name and phone:
        return _by_record(row, standing, f"{name}, {phone}")
    if name:
        return replace(row, text=f"{name}, phone is missing")
    return replace(row, text="phone is there, name is missing" if phone else "")


def _by_record(row: GateRow, standing: Standing, text: str) -> GateRow:
    entry = standing.identified
    return replace(
        row,
        answer=clears(row.item),
        text=text,
        by=None if entry is None else entry.command.actor,
        t=None if entry is None else entry.t,
    )


def _start_limits(row: GateRow, protocol: Protocol, baseline: Baseline | None) -> GateRow:
    if waits_for(protocol, baseline) or baseline is None:
        return row
    beyond = outside(baseline, protocol.start_limits)
    if not beyond:
        return replace(row, answer=clears(row.item), text=measured(baseline))
    return replace(row, answer=flags(row.item), text="; ".join(each.words for each in beyond))


def _risk(row: GateRow, standing: Standing) -> GateRow:
    entry = standing.risk
    if entry is None or not isinstance(entry.command, GiveScore):
        return row
    result = result_of_entry(entry.command)
    if result is None:
        return row
    if result.total is None:
        numbers = ", ".join(str(n) for n in result.missing)
        return replace(row, text=f"not complete: answer {numbers}")
    behaviour = any(prompt.key == "behaviour" for prompt in result.prompts)
    text = f"level {result.total}"
    if behaviour:
        text += ", and item 6" if entry.command.answers else ", item 6 not entered"
    answer = clears(row.item) if result.total == 0 and not behaviour else flags(row.item)
    late = standing.start_t is not None and entry.entered_t > standing.start_t
    return replace(row, answer=answer, text=text, by=entry.command.actor, t=entry.t, late=late)
