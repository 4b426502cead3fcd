"""Vials: what was opened, drawn, given and wasted, and whether it adds up (DOSE-04).

Sums are exact: a number is the decimal a person typed, not its nearest binary neighbour.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bedside.therapy.dose import exact, plain
from bedside.vitals.care_commands import AccountVial
from bedside.vitals.commands import Entry
from bedside.vitals.patients import VialUse
from bedside.vitals.sessions import Actor, Role, same_person

_MOST_MG_ML: Final = 200  # no vial is stronger; typing slips lie beyond it
_MOST_MG: Final = 10_000  # in one vial
_STEP_MG: Final = Decimal("0.1")  # what totals are compared by: the pump's is a sum over seconds
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """One vial as its newest entry accounts for it."""

    number: str
    use: VialUse
    by: Actor
    witness: Actor | None
    t: float  # session time of that entry, s

    @property
    def left_mg(self) -> Decimal:
        """Still in the vial."""
        return exact(self.use.opened_mg) - exact(self.use.drawn_mg)

    @property
    def open_mg(self) -> Decimal:
        """Drawn, and neither given nor wasted; less than 0 when more was than was drawn."""
        return exact(self.use.drawn_mg) - exact(self.use.given_mg) - exact(self.use.wasted_mg)


def vials_of(entries: Iterable[Entry]) -> dict[str, Vial]:
    """Vials by their number within the session; the newest entry of a number holds, a retracted one does not."""
    vials: dict[str, Vial] = {}
    for entry in sorted(entries, key=lambda e: e.number):
        command = entry.command
        if not entry.retracted and isinstance(command, AccountVial):
            vials[command.vial] = Vial(
                number=command.vial, use=command.use, by=command.actor, witness=command.witness, t=entry.t
            )
    return vials


def refusal_of_vial(command: AccountVial) -> str:
    """Why this account cannot be entered, one sentence; "" when it can.

    What was drawn and is neither given nor wasted yet may be entered: it is open until it is (`faults_of`).
    """
    use = command.use
    if not command.vial.strip():
        return "The vial has no number: number the vials of this session 1, 2, 3."
    if fault := label_fault(use.lot, use.expiry, use.strength_mg_ml):
        return fault
    amounts = (
        (use.opened_mg, "opened"),
        (use.drawn_mg, "drawn"),
        (use.given_mg, "given"),
        (use.wasted_mg, "wasted"),
    )
    for amount, words in amounts:
        if not 0 <= amount <= _MOST_MG:
            return f"The mg {words} must be a number from 0 to {_MOST_MG}: check it and its unit."
    if use.opened_mg == 0:
        return "The mg opened must be more than 0: it is what was in the vial."
    if exact(use.drawn_mg) > exact(use.opened_mg):
        return f"{_mg(use.drawn_mg)} drawn is more than the {_mg(use.opened_mg)} in the vial: check both."
    if _gone(use) > exact(use.drawn_mg):
        return f"{balance_words(use)} Check the three numbers."
    return _witness_fault(command) if use.wasted_mg > 0 else ""


def label_fault(lot: str, expiry: str, strength_mg_ml: float) -> str:
    """Why this cannot stand on a label, one sentence; "" when it can."""
    if not lot.strip():
        return "The lot is missing: copy it from the label of the vial."
    if expiry_of(expiry) is None:
        return "The expiry must be a month or a day, like 2027-04 or 2027-04-30: copy it from the label."
    if not 0 < strength_mg_ml <= _MOST_MG_ML:
        return f"The strength must be more than 0 and at most {_MOST_MG_ML} mg/mL: check the label."
    return ""


def balance_words(use: VialUse) -> str:
    """A sentence when drawn is not given and wasted together; "" when it is, to the last digit."""
    open_mg = exact(use.drawn_mg) - _gone(use)
    if not open_mg:
        return ""
    parts = f"{_mg(use.drawn_mg)} drawn, {_mg(use.given_mg)} given and {_mg(use.wasted_mg)} wasted"
    if open_mg > 0:
        return f"{parts}: {_mg(open_mg)} are not accounted for."
    return f"{parts}: {_mg(-open_mg)} more than was drawn."


def faults_of(vial: Vial, today: date | None) -> tuple[str, ...]:
    """What is not right with a vial's account at `today`, sentences; None: its expiry is told elsewhere."""
    faults = [balance_words(vial.use)]
    if today is not None:
        faults.append(expired_words(vial.use.lot, vial.use.expiry, today))
    if vial.use.wasted_mg > 0 and vial.witness is None:
        faults.append("Nobody witnessed what was wasted.")
    return tuple(f"Vial {vial.number}: {fault}" for fault in faults if fault)


def expiry_of(printed: str) -> date | None:
    """The last good day; a month means its last day. None when it is neither."""
    match = _DAY.fullmatch(printed.strip())
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    try:
        day = int(match[3]) if match[3] else calendar.monthrange(year, month)[1]
        return date(year, month, day)
    except ValueError:  # no such day or month
        return None


def expired_words(lot: str, expiry: str, today: date) -> str:
    """A sentence when the lot is past its expiry (as printed) at `today`; "" when it is not."""
    last = expiry_of(expiry)
    if last is None or today <= last:
        return ""
    return f"Lot {lot} expired on {last.isoformat()}: take another vial, or say why it was used."


def given_words(vials: Iterable[Vial], delivered_mg: float) -> str:
    """A sentence when the vials say another total than the doses on the record; "" within 0.1 mg, or without vials.

    Args:
        vials: all of the session.
        delivered_mg: mg of infusion and boluses together, from the timeline.
    """
    given = [exact(vial.use.given_mg) for vial in vials]
    if not given:
        return ""
    total, recorded = sum(given, Decimal(0)), exact(delivered_mg)
    if abs(total - recorded) < _STEP_MG:
        return ""
    apart = f"{abs(total - recorded).quantize(_STEP_MG)} mg {'more' if total > recorded else 'less'}"
    return (
        f"The vials say {total.quantize(_STEP_MG)} mg given, the record says {recorded.quantize(_STEP_MG)} mg: "
        f"{apart} from the vials."
    )


def _gone(use: VialUse) -> Decimal:
    return exact(use.given_mg) + exact(use.wasted_mg)


def _witness_fault(command: AccountVial) -> str:
    """Waste takes two people: the one who enters it, and another who saw it."""
    if not command.actor.named:
        return "Waste takes two people: say who works here, then save it again."
    ask = "ask a second person to watch, and enter their name"
    witness = command.witness
    if witness is None or not witness.named:
        return f"Waste needs a witness: {ask}."
    if witness.role in (Role.PATIENT, Role.PROGRAM):
        return f"The witness must be one of the staff: {ask}."
    if same_person(witness.name, command.actor.name):
        return f"The witness must be another person than {command.actor.name}: {ask}."
    return ""


def _mg(value: float | Decimal) -> str:
    return f"{plain(exact(value))} mg"
