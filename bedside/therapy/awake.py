"""How awake somebody has to be to go home, in the sedation scale of the protocol (DIS-01). Pure.

Full wakefulness is MOAA/S 5, RASS 0 or Ramsay 2; a site may let one step of drowsiness do. A restless patient (RASS
over 0, Ramsay 1) is not back either: a supervisor decides. A protocol without a number for its own scale was approved
with that of MOAA/S, and asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.therapy.scale_file import SEDATION
from bedside.vitals.protocol import Protocol

RASS: Final = "rass"
RAMSAY: Final = "ramsay"
USUAL: Final = {RASS: 0, RAMSAY: 2}  # a site's first number
_MOST_MOAAS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Awake:
    """What is asked for; both numbers of the scale are enough."""

    scale: str  # key
    low: int
    high: int

    def enough(self, value: int) -> bool:
        """Whether a score of the scale does."""
        return self.low <= value <= self.high

    @property
    def words(self) -> str:
        """ "MOAA/S 5", "RASS −1 or 0"."""
        low, high = self.said(self.low), self.said(self.high)
        match self.scale:
            case "rass":
                return f"RASS {low}" if low == high else f"RASS {low} or {high}"
            case "ramsay":
                return f"Ramsay {low}" if low == high else f"Ramsay {low} or {high}"
        return f"MOAA/S {low}" if low == high else f"MOAA/S {low} or {high}"

    def said(self, value: int) -> str:
        """A score as it is written: with a sign on a scale that has both."""
        if self.scale != RASS or not value:
            return f"{value}"
        return f"{value:+d}".replace("-", "−")


def awake_of(protocol: Protocol) -> Awake:
    """What a protocol asks for before somebody goes home."""
    rules = protocol.discharge
    if protocol.sedation == RASS and rules.rass is not None:
        return Awake(scale=RASS, low=rules.rass, high=USUAL[RASS])
    if protocol.sedation == RAMSAY and rules.ramsay is not None:
        return Awake(scale=RAMSAY, low=USUAL[RAMSAY], high=rules.ramsay)
    return Awake(scale=SEDATION, low=rules.moaas, high=_MOST_MOAAS)
