"""What was entered late: long after it was seen, or of the screening once the drug was given. Pure.

It is marked, in lists, on the chart and in reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bedside.therapy.infusion import living
from bedside.vitals.care_commands import AnswerItem, DecideGo, GiveBolus, OverrideItem
from bedside.vitals.commands import Entry, StartInfusion

LATE_S: Final = 60.0  # entered so much after it was seen
_SCREENING: Final = "screening"  # as the form is called in `AnswerItem` and `OverrideItem`


def is_late(t: float, entered_t: float) -> bool:
    """Whether something seen at `t` and entered at `entered_t` (session times, s) is a late entry."""
    return entered_t - t > LATE_S


def late_numbers(entries: Iterable[Entry]) -> frozenset[int]:
    """Numbers of the late entries of a timeline."""
    entries = tuple(entries)
    start_t = first_given_t(entries)
    return frozenset(
        entry.number
        for entry in entries
        if is_late(entry.t, entry.entered_t) or is_after_start(entry, start_t)
    )


def first_given_t(entries: Iterable[Entry]) -> float | None:
    """When the first of the drug was given, as a rate or as a bolus, session time, s; None: nothing was."""
    given = (entry.t for entry in living(entries) if isinstance(entry.command, StartInfusion | GiveBolus))
    return min(given, default=None)


def is_after_start(entry: Entry, start_t: float | None) -> bool:
    """Whether this says of the screening what had to be said before the first of the drug, given at `start_t`, s."""
    if start_t is None or entry.entered_t <= start_t:
        return False
    match entry.command:
        case AnswerItem(form=form, answer=answer):
            return form == _SCREENING and bool(answer)
        case OverrideItem(form=form):
            return form == _SCREENING
        case DecideGo():
            return True
    return False
