"""What of a timeline may be corrected, and by what; and what may be taken back: asked before an entry is made. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bedside.therapy.entries import loses_meaning
from bedside.vitals.care_commands import (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeferDue,
    GiveBolus,
    OverrideItem,
    RecordTreatment,
    SetPlan,
)
from bedside.vitals.commands import Command, DeclareSameArm, Entry, MarkEvent, Retract, StartInfusion
from bedside.vitals.sessions import Role

_WITHOUT_CORRECTION: Final = (
    AccountVial,
    AdoptProtocol,
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    DeclareSameArm,
    DeferDue,
    OverrideItem,
    SetPlan,
)
"""Kinds that are taken back, beside those that can be corrected; of any other what holds now is entered instead."""

_GONE: Final = "That entry is not on the timeline any more: nothing was taken back or changed."


def refusal_of_correction(command: Command, entries: Sequence[Entry]) -> str:
    """Why this cannot take the place of the entry it names, one sentence; "" when it can, or names none."""
    number: int | None = getattr(command, "replaces", None)
    if number is None:
        return ""
    entry = _standing(number, entries)
    if entry is None:
        return _GONE
    completed = isinstance(entry.command, MarkEvent) and isinstance(command, RecordTreatment)
    if type(command) is type(entry.command) or completed:
        return ""
    return "An entry is corrected by one of its own kind: take it back, and enter what was meant."


def refusal_of_taking_back(command: Retract, entries: Sequence[Entry]) -> str:
    """Why that entry cannot be taken back, one sentence; "" when it can."""
    entry = _standing(command.entry, entries)
    if entry is None:
        return _GONE
    said = entry.command
    if not isinstance(said, _WITHOUT_CORRECTION) and not hasattr(said, "replaces"):
        return "An entry of this kind cannot be taken back: enter what holds now instead."
    if isinstance(said, DecideGo | OverrideItem) and not _by_supervisor(command):
        return "Only a supervisor may take this back: ask one to do it under their own name."
    if isinstance(said, AllowEmergencyStart) and _given_since(entry, entries):
        return "Something was given since this emergency start was allowed: it stays in the record."
    return loses_meaning(entries, [each for each in entries if each.number != entry.number])


def _standing(number: int, entries: Sequence[Entry]) -> Entry | None:
    return next((each for each in entries if each.number == number and not each.retracted), None)


def _by_supervisor(command: Command) -> bool:
    return command.actor.role is Role.SUPERVISOR and command.actor.named


def _given_since(allowed: Entry, entries: Sequence[Entry]) -> bool:
    since = (each for each in entries if each.number > allowed.number and not each.retracted)
    return any(isinstance(each.command, StartInfusion | GiveBolus) for each in since)
