"""The protocols of a site: a shelf (`bedside.shelf`) of the two families that come with bedside and the site's files.

The newest version that can be used stays in force where a file cannot, at last the shipped default. A session keeps its
protocol whole on its timeline, so nothing here is needed to read an old one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bedside.errors import RefusedError
from bedside.shelf import Filling, Shelf, ShelfWords
from bedside.therapy.protocol_check import key_fault
from bedside.therapy.protocol_file import DEFAULT, as_toml, load, parse
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Role

_WORDS: Final = ShelfWords(
    unknown='There is no protocol "{name}": {default} is in force.',
    other_name='Protocol {file} was not used: its key is "{name}", not the name of the file.',
    differs=(
        "Protocol {file} was not used: it differs from the {title} that is known here. "
        "That one stays in force: give the file the version {higher}."
    ),
    stays="{broken} {title} stays in force: correct the file or save the protocol again.",
    unapproved="The protocol was not saved: say who approves it.",
    no_day="The protocol was not saved: the day of approval is not a day like 2026-01-31.",
    unwritable=(
        "The protocol could not be written to {folder} ({why}): "
        "the version in use is untouched; make the folder writable and save again."
    ),
)
_FILLING: Final = Filling(
    shipped="protocols",
    default=DEFAULT,
    name_of=lambda protocol: protocol.key,
    name_fault=key_fault,
    load=load,
    parse=parse,
    as_toml=as_toml,
    words=_WORDS,
)


class ProtocolShelf(Shelf[Protocol]):
    """The protocols of one site, each under its key.

    Args:
        folder: of the site's protocols; need not exist before something is saved.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _FILLING)

    @property
    def keys(self) -> tuple[str, ...]:
        """Of every protocol that can be asked for, in alphabetical order."""
        return self.names

    def family(self, family: str) -> tuple[Protocol, ...]:
        """The protocols in force of a family, by title."""
        found = (self.get(key)[0] for key in self.keys)
        return tuple(sorted((each for each in found if each.family == family), key=lambda each: each.title))

    def save(self, draft: Protocol, actor: Actor, approved_on: str) -> Protocol:
        """Write a draft as the next version of its key and return that version.

        Args:
            draft: its version and who approved it are not used.
            actor: who answers for it from now on.
            approved_on: ISO day.
        Raises:
            RefusedError: not a supervisor with a name, or the draft does not hold; nothing was written.
            UserFacingError: it cannot be written; the version in use is untouched.
        """
        if actor.role is not Role.SUPERVISOR:
            raise RefusedError("The protocol was not saved: only a supervisor may approve one.")
        if wrong := key_fault(draft.key):
            raise RefusedError(f"The protocol was not saved. {wrong}")
        return self.save_next(draft, "" if actor.name == UNNAMED.name else actor.name, approved_on)
