"""Entries that no longer count, with what came in their place: nothing is lost, and the review shows it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bedside.vitals.commands import Entry, Retract
from bedside.vitals.timeline import taken_back_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An entry that no longer counts, and what stands in its place."""

    original: Entry
    by: Entry | None  # the entry that corrects it; None = it was taken back
    entered_t: float | None  # when it was corrected or taken back, s; None = not told


def corrections_of(entries: Sequence[Entry]) -> Iterable[Correction]:
    """What no longer counts, by the time it was entered, each with what came in its place."""
    by: dict[int, Entry] = {}
    for entry in by_number(entries):
        gone = taken_back_by(entry.command)
        # a correction that was itself taken back leaves its original struck: nothing brings that back
        if gone is not None and gone not in by:
            by[gone] = entry
    for entry in by_number(entries):
        standing = by.get(entry.number)
        if isinstance(entry.command, Retract) or (standing is None and not entry.retracted):
            continue
        corrected = standing is not None and not isinstance(standing.command, Retract)
        yield Correction(
            original=entry,
            by=standing if corrected else None,
            entered_t=None if standing is None else standing.entered_t,
        )


def by_number(entries: Iterable[Entry]) -> list[Entry]:
    """In the order they were made."""
    return sorted(entries, key=lambda entry: entry.number)
