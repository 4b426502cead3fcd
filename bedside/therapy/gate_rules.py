"""What may be entered on the screening: asked before an entry is made, so that a refused one changes nothing."""

from __future__ import annotations

from dataclasses import replace

from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Gate
from bedside.therapy.gate_fill import ESCORT, FORM, IDENTITY, RISK, START_LIMITS
from bedside.therapy.start_limits import outside
from bedside.vitals.care_commands import AllowEmergencyStart, AnswerItem, DecideGo, OverrideItem
from bedside.vitals.protocol import GateItem, Protocol
from bedside.vitals.sessions import Role

_FILLED_BY = {
    IDENTITY: "enter two of name, date of birth and record number in the patient's record",
    START_LIMITS: "it follows the baseline readings",
    ESCORT: "enter the escort's name and phone in the patient's record",
    RISK: "enter the risk screen under Scores",
}


def refusal_of_answer(command: AnswerItem, protocol: Protocol | None) -> str:
    """Why this answer cannot be entered on its form, one sentence; "" when it can.

    An empty answer opens the item again.
    """
    forms: dict[str, tuple[GateItem, ...]] = {}
    if protocol is not None:
        forms = {FORM: protocol.screening, "discharge": protocol.discharge.items}
    if command.form not in forms:
        return "This session follows no protocol with such a form: there is nothing to answer."
    item = next((each for each in forms[command.form] if each.key == command.item), None)
    if item is None:
        return f'The list has no line "{command.item}": answer one of those that are shown.'
    if command.form == FORM and item.fills:
        return f"“{item.words}” answers itself: {_FILLED_BY.get(item.fills, 'nothing is to be entered')}."
    return _wrong_answer(command, item)


def refusal_of_pass(command: OverrideItem, gate: Gate) -> str:
    """Why this line of the screening cannot be let pass, one sentence; "" when it can."""
    row = next((each for each in gate.rows if each.item.key == command.item), None)
    if row is None:
        return f'The list has no line "{command.item}": choose one of those that are shown.'
    if command.actor.role is not Role.SUPERVISOR or not command.actor.named:
        return "Only a supervisor may override a line: ask one to do it under their own name."
    if not command.reason.strip():
        return "An override needs a reason: write why it may pass."
    if row.open:
        return f"“{row.item.words}” has no answer yet: answer it first, then it can be let pass if it is flagged."
    if not row.flagged:
        return f"“{row.item.words}” is not flagged: there is nothing to override."
    if row.override is not None and row.override.by != command.actor:
        return f"{row.override.by.name} has let “{row.item.words}” pass already: look at the reason given."
    return ""


def refusal_of_decision(command: DecideGo) -> str:
    """Why this go or no-go cannot be entered, one sentence; "" when it can (S15)."""
    if command.actor.role is not Role.SUPERVISOR or not command.actor.named:
        return "Only a supervisor may decide on go or no-go: ask one to do it under their own name."
    if not command.go and not command.reason.strip():
        return "A no-go needs a reason: write why the infusion must not start."
    return ""


def refusal_of_emergency(
    command: AllowEmergencyStart, gate: Gate | None = None, *, pin_set: bool = False
) -> str:
    """Why the gate cannot be passed by like this, one sentence; "" when it can.

    Args:
        gate: one that is open needs no passing by; None = not looked at.
        pin_set: the site has an emergency PIN (`bedside.pin`).
    """
    if command.actor.role in (Role.PATIENT, Role.PROGRAM):
        return "Only a person who works here may allow an emergency start."
    if not command.actor.named:
        return "An emergency start needs a name: say who allows it."
    if not command.reason.strip():
        return "An emergency start needs a reason: write why it cannot wait."
    if pin_set and not command.pin_checked:
        return "An emergency start needs the PIN of this site: type it, or ask a supervisor."
    if gate is not None and not gate.missing:
        return "Nothing is missing: the infusion may start without this."
    return ""


def stamped(command: OverrideItem, protocol: Protocol | None, baseline: Baseline | None) -> OverrideItem:
    """The override with the values it is given for, where it is about the start limits.

    A value that leaves its limits later is another question than the one the supervisor answered.
    """
    if protocol is None or baseline is None or command.form != FORM or command.passes:
        return command
    item = next((each for each in protocol.screening if each.key == command.item), None)
    if item is None or item.fills != START_LIMITS:
        return command
    beyond = outside(baseline, protocol.start_limits)
    return replace(command, passes=tuple(each.parameter.value for each in beyond))


def _wrong_answer(command: AnswerItem, item: GateItem) -> str:
    if not command.answer:
        return ""
    if command.answer not in item.answers:
        known = ", ".join(item.answers)
        return f"“{command.answer}” is no answer to “{item.words}”: choose one of {known}."
    if item.wants_words(command.answer) and not command.text.strip():
        return f"“{item.words}: {command.answer}” needs words: write what was said, then answer again."
    return ""
