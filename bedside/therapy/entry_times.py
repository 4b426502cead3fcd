"""When something can have been: neither after now nor before the session, and no end before its begin. Pure."""

from __future__ import annotations

from typing import Final

from bedside.vitals.commands import Command

_AHEAD_S: Final = 1.0  # what asks and what stamps may be so far apart


def refusal_of_times(command: Command, at: float) -> str:
    """Why this cannot be entered at session time `at`, s, one sentence; "" when it can."""
    observed: float | None = getattr(command, "observed_t", None)
    ended: float | None = getattr(command, "ended_t", None)
    for t in (observed, ended):
        if t is not None and not t <= at + _AHEAD_S:  # also what is no number
            return "That time is still to come: enter when it was."
        if t is not None and t < 0.0:
            return "That time is before this session began: enter one within it, or write a note."
    if ended is not None and ended < (at if observed is None else observed):
        return "It cannot have ended before it began: check both times."
    return ""
