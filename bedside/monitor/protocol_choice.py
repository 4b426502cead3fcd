"""Which protocol a new session follows: the one that is chosen for the station, in its newest version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from typing import Protocol as Desk

from bedside.errors import RefusedError
from bedside.therapy.protocols import ProtocolShelf
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import Role
from bedside.vitals.station_commands import ChooseProtocol


class ProtocolDesk(Desk):
    """The choice of a protocol, as the station asks for it."""

    def choose(self, command: ChooseProtocol) -> str:
        """New sessions follow this one, and what the log says of it; or `RefusedError`."""
        ...

    def name(self) -> str:
        """Key and version of the one in use, "mood v1"; "" = there is none."""
        ...


class _NoProtocols:
    """A station that was given no protocols to choose from."""

    def choose(self, command: ChooseProtocol) -> str:
        raise RefusedError(f"There is no protocol {command.key!r} here: nothing was changed.")

    def name(self) -> str:
        return ""


NO_PROTOCOLS: Final[ProtocolDesk] = _NoProtocols()


class ProtocolChoice:
    """The protocols of this site, and the one in use. A running session keeps the one it began with."""

    def __init__(self, shelf: ProtocolShelf, key: str, told: Callable[[str], None]) -> None:
        """`told` hears why the protocol of this key is not in force, if it is not."""
        self.shelf = shelf
        self._told = told
        self._chosen, fault = shelf.get(key)
        if fault:
            told(fault)

    def in_use(self) -> Protocol:
        """For a session that begins now."""
        return self._chosen

    def name(self) -> str:
        """Key and version of the one in use."""
        return f"{self._chosen.key} v{self._chosen.version}"

    def choose(self, command: ChooseProtocol) -> str:
        """New sessions begin with the newest version of this one; what the log says of it.

        Raises:
            RefusedError: the person may not, there is none of that key, or its file cannot be used; the one in use
                stays.
        """
        key, actor = command.key, command.actor
        if actor.role is not Role.SUPERVISOR or not actor.named:
            raise RefusedError("Only a supervisor chooses the protocol: say who works here first (Ctrl+O).")
        if key not in self.shelf.keys:
            raise RefusedError(f"There is no protocol {key!r}: nothing was changed.")
        protocol, fault = self.shelf.get(key)
        if fault:
            raise RefusedError(fault)
        self._chosen = protocol
        return f"new sessions follow {protocol.title} v{protocol.version}"
