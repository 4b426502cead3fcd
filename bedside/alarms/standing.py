"""The entries of a timeline that stand: one that was undone or corrected never was (see `vitals.timeline`)."""

from __future__ import annotations

from bedside.vitals.commands import Command, Entry, Retract
from bedside.vitals.timeline import taken_back_by


def counts_from(entry: Entry, at: float) -> float:
    """Session time from which an entry that arrived at `at` counts, s: when it was observed, if that is earlier."""
    return at if entry.t >= entry.entered_t else min(entry.t, at)


class Standing:
    """Entries of some kinds, in the order of the times they count from.

    Taking a correction back brings what it stood for back.

    Args:
        kinds: the commands that matter; others are passed over.
    """

    def __init__(self, *kinds: type[Command]) -> None:
        self._kinds = kinds
        self._times: list[
            float
        ] = []  # session time each counts from, s; beside `_entries`, to hold nothing twice
        self._entries: list[Entry] = []
        self._struck: set[int] = set()  # numbers
        self._corrects: dict[int, int] = {}  # number of a correction → of what it stands for

    @property
    def rows(self) -> list[tuple[float, Entry]]:
        """Session time each counts from, s, and the entry; oldest first."""
        both = zip(self._times, self._entries, strict=True)
        return [(t, entry) for t, entry in both if entry.number not in self._struck]

    def take(self, entry: Entry, at: float) -> bool:
        """Take an entry that arrived at session time `at`, s; True if what stands is another by it."""
        changed = self._strike(entry)
        if isinstance(entry.command, self._kinds) and not entry.retracted:
            t = counts_from(entry, at)
            place, own = len(self._times), (t, self._origin(entry.number), entry.number)
            while place and self._key(place - 1) > own:
                place -= 1
            self._times.insert(place, t)
            self._entries.insert(place, entry)
            changed = True
        return changed

    def _key(self, n: int) -> tuple[float, int, int]:
        number = self._entries[n].number
        return self._times[n], self._origin(number), number

    def _origin(self, number: int) -> int:
        """What a chain of corrections stands for in the end: of one time, a correction has its place."""
        while (earlier := self._corrects.get(number)) is not None and earlier < number:
            number = earlier
        return number

    def _strike(self, entry: Entry) -> bool:
        """Strike through what it takes back or corrects; whether anything of these kinds changed by that."""
        number = taken_back_by(entry.command)
        if number is None:
            return False
        again = self._corrects.get(number) if isinstance(entry.command, Retract) else None
        if again is None and not isinstance(entry.command, Retract):
            self._corrects[entry.number] = number
        own = {each.number for each in self._entries}
        changed = number in own - self._struck or (again is not None and again in own & self._struck)
        if number in own:
            self._struck.add(number)
        if again is not None:
            self._struck.discard(again)
        return changed
