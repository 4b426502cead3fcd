"""Another protocol for a session that is open: who may say so, what is asked again, what lies outside its bounds.

Decided: it may be changed at any time, a running infusion included, because whoever sees that the wrong rules hold must
be able to put the right ones in force at once. It reaches no pump and changes no dose, rate or plan. From the first
dose on it takes a supervisor, as an override does: the new rules say when this patient goes home.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care, Gate, GateRow
from bedside.therapy.dose_cautions import Caution, plan_cautions
from bedside.therapy.gate import gate_of
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Entry
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import DoseCautions, GateItem, Protocol
from bedside.vitals.sessions import PROGRAM, Role


def refusal_of_adoption(command: AdoptProtocol, current: Protocol | None, *, given: bool) -> str:
    """Why the session cannot follow this protocol from now on, one sentence; "" when it can.

    Args:
        command: what a person entered; the program itself is not asked.
        current: the one it follows, None without one.
        given: something was given in this session already.
    """
    actor, protocol = command.actor, command.protocol
    if actor == PROGRAM:
        return ""
    if not actor.named:
        return "Another protocol needs a name: say who changes it."
    if current is not None and current == protocol:
        return f"This session already follows {protocol.title} v{protocol.version}."
    if current is not None and not command.reason.strip():
        return "Another protocol needs a reason: write why."
    if given and actor.role is not Role.SUPERVISOR:
        return "Once something was given only a supervisor may change the protocol: it says when the patient goes home."
    return ""


def refusal_of_return(entry: Entry, *, given: bool, role: Role) -> str:
    """Why this line of a protocol cannot be taken back, one sentence; "" when it can.

    Args:
        entry: the line. given: something was given in this session already. role: of who wants it back.
    """
    if not isinstance(entry.command, AdoptProtocol):
        return ""
    if entry.command.actor == PROGRAM:
        return (
            "The protocol a session began with cannot be taken back: choose another one on the session page."
        )
    if given and role is not Role.SUPERVISOR:
        return "Once something was given only a supervisor may take a change of the protocol back."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What another protocol would change in this session."""

    asked: tuple[GateRow, ...] = ()  # required lines that would be open and are not open now
    flagged: tuple[GateRow, ...] = ()  # lines that would wait for a supervisor and do not now
    dropped: tuple[GateRow, ...] = ()  # open or flagged now, and no longer asked
    go_lapses: bool = False  # a go was decided on the list of before
    closed: bool = False  # the start of an infusion would be closed
    opened: bool = False  # it is closed now and would be open
    cautions: tuple[Caution, ...] = ()  # the plan beyond the new bounds, where it is inside those of now
    discharge: tuple[GateItem, ...] = ()  # lines of the discharge that would be asked and are not now


def consequences(
    protocol: Protocol,
    care: Care,
    entries: Sequence[Entry],
    baseline: Baseline | None,
    weight_kg: float | None,
) -> Consequences:
    """What it would change if the session followed this protocol from now on.

    Args:
        protocol: the other one. care: as it is now. entries: the timeline.
        baseline: values before the infusion so far. weight_kg: of the session; the plan's own weight comes first.
    """
    number = 1 + max((entry.number for entry in entries), default=0)
    adopted = Entry(number=number, t=0.0, entered_t=0.0, command=AdoptProtocol(bed=0, protocol=protocol))
    gate = gate_of(protocol, (*entries, adopted), care.patient, baseline)
    before = {row.item.key: row for row in care.gate.rows}
    after = {row.item.key for row in gate.rows}
    known = set() if care.protocol is None else {_asks(item) for item in care.protocol.discharge.items}
    return Consequences(
        asked=_new(gate, before, lambda row: row.open and row.item.required),
        flagged=_new(gate, before, lambda row: row.flagged and row.override is None),
        dropped=tuple(row for row in care.gate.rows if not row.passed and row.item.key not in after),
        go_lapses=care.gate.decision is not None and care.gate.decision.go and gate.decision is None,
        closed=care.gate.ready and not gate.ready,
        opened=gate.ready and not care.gate.ready,
        cautions=_newly_beyond(protocol, care, weight_kg),
        discharge=tuple(item for item in protocol.discharge.items if _asks(item) not in known),
    )


def _asks(item: GateItem) -> tuple[str, str]:
    return item.key, item.words


def _new(gate: Gate, before: dict[str, GateRow], so: Callable[[GateRow], bool]) -> tuple[GateRow, ...]:
    """Rows of which something is so that was not so before."""
    return tuple(
        row for row in gate.rows if so(row) and (row.item.key not in before or not so(before[row.item.key]))
    )


def _newly_beyond(protocol: Protocol, care: Care, weight_kg: float | None) -> tuple[Caution, ...]:
    if care.plan is None:
        return ()
    was = () if care.protocol is None else _beyond(care.protocol.cautions, care.plan, weight_kg)
    known = {caution.words for caution in was}
    return tuple(each for each in _beyond(protocol.cautions, care.plan, weight_kg) if each.words not in known)


def _beyond(rules: DoseCautions, plan: SessionPlan, weight_kg: float | None) -> tuple[Caution, ...]:
    return plan_cautions(
        rules,
        mg=plan.dose_mg,
        mg_kg=plan.dose_mg_kg,
        weight_kg=plan.weight_kg or weight_kg,
        minutes=plan.minutes,
        concentration_mg_ml=plan.concentration_mg_ml,
    )
