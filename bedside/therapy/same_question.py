"""Whether an answer was given to the question that is asked now.

A session may come to follow another protocol. An answer holds on where the new list asks the same in the same words;
where the key is the same and the words are others, it answered another question and the line is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Entry, Retract
from bedside.vitals.protocol import GateItem, Protocol

ListOf = Callable[[Protocol], Iterable[GateItem]]
"""The list a line belongs to, of a protocol."""


class Asked:
    """What was asked when, over one timeline; a list that was taken back held until then."""

    def __init__(self, entries: Iterable[Entry], list_of: ListOf) -> None:
        """The lists over these entries.

        Args:
            entries: the whole timeline, with what was taken back and what took it back.
            list_of: the list a line belongs to.
        """
        ordered = sorted(entries, key=lambda entry: entry.number)
        until = {e.command.entry: e.number for e in ordered if isinstance(e.command, Retract)}
        self._held = [
            (entry.number, until.get(entry.number), entry.command.protocol)
            for entry in ordered
            if isinstance(entry.command, AdoptProtocol)
            and (entry.number in until or not entry.retracted)  # else nothing tells how long it held
        ]
        self._list_of = list_of

    def same(self, item: GateItem, entry: Entry) -> bool:
        """Whether `entry` was said of this item; so it was where the timeline names no protocol before it."""
        protocol = self._held_at(entry.number)
        if protocol is None:
            return True
        then = next((each for each in self._list_of(protocol) if each.key == item.key), None)
        return then is not None and then.words.strip() == item.words.strip()

    def _held_at(self, number: int) -> Protocol | None:
        held = (
            p
            for since, until, p in reversed(self._held)
            if since < number and (until is None or number < until)
        )
        return next(held, None)
