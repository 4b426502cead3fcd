"""What an emergency start was used for: one infusion up to its stop, and one bolus outside of it (GATE-01). Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import Entry, StartInfusion, StopInfusion

GIVING: Final = (StartInfusion, StopInfusion, GiveBolus)


class Given(NamedTuple):
    """An entry about what was given, and the number of the one that it corrects in the end; else its own.

    A late bolus that was corrected to be none begins anew: what was said before had no gate.
    """

    entry: Entry
    origin: int
    record: bool = False  # a bolus that no gate let in (`is_record`)


class Use(NamedTuple):
    """What of an emergency start is over."""

    start: bool = False  # an infusion that began by it was stopped
    bolus: bool = False  # a bolus was given by it while no infusion ran


def use_of(allowed: int, given: Collection[Given]) -> Use:
    """What the emergency start with the number `allowed` was used for.

    Args:
        allowed: number of its entry; what was entered before was not given by it.
        given: entries of the kinds `GIVING` that count.
    """
    turns = sorted(
        (each for each in given if not isinstance(each.entry.command, GiveBolus)),
        key=lambda each: (each.entry.t, each.origin),
    )
    begun = next((n for n, each in enumerate(turns) if _starts(each) and each.origin > allowed), None)
    over = begun is not None and any(not _starts(each) for each in turns[begun:])
    boluses = (each for each in given if isinstance(each.entry.command, GiveBolus) and each.origin > allowed)
    return Use(over, any(not each.record and not _runs(turns, each.entry.t) for each in boluses))


def _starts(given: Given) -> bool:
    return isinstance(given.entry.command, StartInfusion)


def _runs(turns: Sequence[Given], t: float) -> bool:
    """Whether an infusion ran at session time `t`, s; a paused one does."""
    before = [each for each in turns if each.entry.t <= t]
    return bool(before) and _starts(before[-1])
