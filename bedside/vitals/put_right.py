"""Entries of the log that were put right: the original stays, with who corrected it and when; only what stands counts.

It is as on a timeline: a correction names what it stands for, a chain of corrections ends in the newest, and what was
taken back counts no more. Of two corrections of one entry the station refuses the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar


class _Said(Protocol):
    @property
    def replaces(self) -> str: ...

    @property
    def withdrawn(self) -> bool: ...


class _Written(Protocol):
    @property
    def written(self) -> str: ...

    @property
    def command(self) -> _Said: ...


E = TypeVar("E", bound=_Written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck(Generic[E]):
    """An entry that does not count any more."""

    original: E
    by: E  # what stands for it, or took it back


def moment_for(utc: datetime, taken: Collection[datetime]) -> datetime:
    """This moment, or the next that names no other entry: a correction names an entry by when it was written."""
    while utc in taken:
        utc += timedelta.resolution
    return utc


def standing(written: Iterable[E]) -> tuple[E, ...]:
    """Those that count, in the order they were given in."""
    entries = tuple(written)
    gone = {entry.command.replaces for entry in entries if entry.command.replaces}
    return tuple(entry for entry in entries if entry.written not in gone and not entry.command.withdrawn)


def struck(written: Iterable[E]) -> tuple[Struck[E], ...]:
    """Those that were corrected or taken back, oldest first."""
    entries = tuple(written)
    by = {entry.command.replaces: entry for entry in reversed(entries) if entry.command.replaces}
    return tuple(
        Struck(original=entry, by=by[entry.written])
        for entry in entries
        if entry.written in by and not entry.command.withdrawn
    )
