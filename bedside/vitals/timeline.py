"""Lines of a timeline: what is taken back or corrected stays in it, struck through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bedside.vitals.commands import Command, Entry, Retract


def with_entry(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The timeline with one more line; what it takes back or corrects stays, struck through.

    Taking a correction back brings the line it stood for back: otherwise undoing a corrected rate would lose the dose.
    """
    struck, again = taken_back_by(entry.command), brought_back_by(entry, entries)
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


def places_of(entries: Iterable[Entry]) -> dict[int, int]:
    """By number, the line in whose place each stands: of a correction, what a chain of them stands for in the end."""
    places: dict[int, int] = {}
    for entry in sorted(entries, key=lambda each: each.number):
        replaced = replaced_by(entry)
        places[entry.number] = entry.number if replaced is None else places.get(replaced, replaced)
    return places


def in_place(entries: Iterable[Entry]) -> list[Entry]:
    """The lines that count in the order they were made; a correction has the place of what it corrects."""
    made = list(entries)
    places = places_of(made)
    return sorted((e for e in made if not e.retracted), key=lambda e: (places[e.number], e.number))


def taken_back_by(command: Command) -> int | None:
    """Number of the line that is gone by this command: taken back, or corrected; None = none is."""
    if isinstance(command, Retract):
        return command.entry
    replaces: int | None = getattr(command, "replaces", None)
    return replaces


def brought_back_by(entry: Entry, entries: Iterable[Entry]) -> int | None:
    """Number of the line of `entries` that stands again because `entry` takes its correction back; None = none does."""
    if not isinstance(entry.command, Retract):
        return None
    return next((replaced_by(earlier) for earlier in entries if earlier.number == entry.command.entry), None)


def timeline_of(made: Iterable[Entry]) -> tuple[Entry, ...]:
    """The timeline as it stands after these entries, in the order they were made."""
    entries: tuple[Entry, ...] = ()
    for entry in made:
        entries = with_entry(entries, entry)
    return entries
