"""Pressure lying and standing: two cuff readings that a person marked, and the fall between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.vitals.commands import Entry, MarkEvent
from bedside.vitals.protocol import Protocol
from bedside.vitals.readings import Determination

LYING: Final = "orthostatic_lying"  # keys of the events that stand before each reading
STANDING: Final = "orthostatic_standing"
_READING_WITHIN_S: Final = 300.0  # a reading later than this after its mark is not the one that was meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Orthostatic:
    """Systolic pressure in mmHg, times of the readings in s; what is not measured yet is None."""

    lying: float | None = None
    lying_t: float | None = None
    standing: float | None = None
    standing_t: float | None = None

    @property
    def drop_mmhg(self) -> float | None:
        """How far it fell on standing; negative when it rose."""
        return None if self.lying is None or self.standing is None else self.lying - self.standing


def orthostatic_of(entries: Iterable[Entry], determinations: Sequence[Determination]) -> Orthostatic | None:
    """The newest pair; None when nobody has begun one.

    A reading belongs to the last mark before it, within 5 min. A new "lying" begins a new pair.
    """
    marks = sorted(
        (entry.t, entry.number, entry.command.event)
        for entry in entries
        if not entry.retracted
        and isinstance(entry.command, MarkEvent)
        and entry.command.event in (LYING, STANDING)
    )
    if not marks:
        return None
    found = Orthostatic()
    for n, (t, _, event) in enumerate(marks):
        until = min(marks[n + 1][0] if n + 1 < len(marks) else float("inf"), t + _READING_WITHIN_S)
        reading = next((d for d in determinations if t < d.t <= until and d.sys is not None), None)
        value, at = (reading.sys, reading.t) if reading is not None else (None, None)
        if event == LYING:
            found = Orthostatic(lying=value, lying_t=at)
        else:
            found = Orthostatic(lying=found.lying, lying_t=found.lying_t, standing=value, standing_t=at)
    return found


def orthostatic_words(pair: Orthostatic | None, protocol: Protocol) -> str:
    """A sentence when the pressure falls too far on standing; "" when it does not, or is not known yet."""
    drop = pair.drop_mmhg if pair is not None else None
    if pair is None or drop is None or drop < protocol.orthostatic_drop_mmhg:
        return ""
    return (
        f"Systolic pressure falls by {drop:g} mmHg on standing, from {pair.lying:g} mmHg "
        f"to {pair.standing:g} mmHg: let the patient sit or lie down, and measure again before a walk."
    )
