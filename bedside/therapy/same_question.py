"""Whether an answer was given to the question that is asked now.

A session may come to follow another protocol. An answer holds on where the new list asks the same in the same words;
where the key is the same and the words are others, it answered another question and the line is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Entry
from bedside.vitals.protocol import GateItem, Protocol

ListOf = Callable[[Protocol], Iterable[GateItem]]
"""The list a line belongs to, of a protocol."""


class Asked:
    """What was asked when, over one timeline; adoptions that were taken back never were."""

    def __init__(self, entries: Iterable[Entry], list_of: ListOf) -> None:
        found = (
            (entry.number, entry.command.protocol)
            for entry in entries
            if not entry.retracted and isinstance(entry.command, AdoptProtocol)
        )
        self._adopted: Sequence[tuple[int, Protocol]] = sorted(found, key=lambda each: each[0])
        self._list_of = list_of

    def same(self, item: GateItem, entry: Entry) -> bool:
        """Whether `entry` answered this item; so it does where the timeline names no protocol before it."""
        protocol = next((each for number, each in reversed(self._adopted) if number < entry.number), None)
        if protocol is None:
            return True
        then = next((each for each in self._list_of(protocol) if each.key == item.key), None)
        return then is not None and then.words.strip() == item.words.strip()
