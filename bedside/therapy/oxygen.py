"""Whether the patient breathes air or was given oxygen, as the timeline says it.

Oxygen begins with its treatment, or with the event of the same key, and ends with the time that event states as its
end, with a later entry of no flow (0), or with one whose key says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bedside.therapy.infusion import living
from bedside.vitals.care_commands import RecordTreatment
from bedside.vitals.commands import Entry, MarkEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Oxygen:
    """Session times, s."""

    since_t: float | None = None  # it runs since; None = it does not
    off_t: float | None = None  # it was last taken off; None = it runs, or was never given

    @property
    def on(self) -> bool:
        """It runs now."""
        return self.since_t is not None


def oxygen_of(entries: Iterable[Entry], now: float) -> Oxygen:
    """The state at session time `now`, s."""
    changes: list[tuple[float, bool]] = []
    for entry in living(entry for entry in entries if entry.t <= now):
        match entry.command:
            case RecordTreatment(treatment="oxygen", dose=0):
                changes.append((entry.t, False))
            case (
                RecordTreatment(treatment="oxygen", ended_t=ended_t)
                | MarkEvent(event="oxygen", ended_t=ended_t)
            ):
                changes.append((entry.t, True))
                if ended_t is not None and ended_t <= now:
                    changes.append((max(ended_t, entry.t), False))
            case RecordTreatment(treatment="oxygen_off") | MarkEvent(event="oxygen_off"):
                changes.append((entry.t, False))
    state = Oxygen()
    for t, on in sorted(changes, key=lambda change: change[0]):
        if on:
            state = Oxygen(since_t=t if state.since_t is None else state.since_t)
        elif state.on:
            state = Oxygen(off_t=t)
    return state
