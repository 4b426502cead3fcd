"""Lines of a timeline: what is taken back or corrected stays in it, struck through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bedside.vitals.commands import Entry, Retract


def with_entry(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The timeline with one more line; what it takes back or corrects stays, struck through.

    Taking a correction back brings the line it stood for back: otherwise undoing a corrected rate would lose the dose.
    """
    taken_back = entry.command.entry if isinstance(entry.command, Retract) else None
    struck = taken_back if taken_back is not None else replaced_by(entry)
    again = next((replaced_by(earlier) for earlier in entries if earlier.number == taken_back), None)
    if struck is not None:
        entries = tuple(
            replace(earlier, retracted=earlier.number == struck)
            if earlier.number in (struck, again)
            else earlier
            for earlier in entries
        )
    return (*entries, entry)


def replaced_by(entry: Entry) -> int | None:
    """Number of the line this one corrects; None = none."""
    number: int | None = getattr(entry.command, "replaces", None)
    return number


def timeline_of(made: Iterable[Entry]) -> tuple[Entry, ...]:
    """The timeline as it stands after these entries, in the order they were made."""
    entries: tuple[Entry, ...] = ()
    for entry in made:
        entries = with_entry(entries, entry)
    return entries
