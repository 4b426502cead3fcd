"""Which alarm profile a session gets: the chosen one when it is new, its own when it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from bedside.alarms.profile import Profile
from bedside.alarms.profiles import ProfileShelf
from bedside.errors import RefusedError
from bedside.vitals.sessions import Role
from bedside.vitals.station_commands import ChooseProfile


class ProfileDesk(Protocol):
    """The alarm profiles new sessions can begin with, as the station asks for them."""

    def titles(self) -> tuple[str, ...]:
        """Of all that can be chosen, the chosen one first."""
        ...

    def approval(self) -> tuple[str, str]:
        """Who approved the chosen one and on which day (ISO); ("", "") = nobody: it is a proposal."""
        ...

    def choose(self, command: ChooseProfile) -> None:
        """New sessions begin with this one, or `RefusedError`."""
        ...


class _NoProfiles:
    """A station that was given no profiles to choose from."""

    def titles(self) -> tuple[str, ...]:
        return ()

    def approval(self) -> tuple[str, str]:
        return "", ""

    def choose(self, command: ChooseProfile) -> None:
        raise RefusedError(f"There is no alarm profile {command.name!r} here: nothing was changed.")


NO_PROFILES: Final[ProfileDesk] = _NoProfiles()


class ProfileChoice:
    """The profiles of this site, and the one in use. A file that cannot be read leaves the last good one in force."""

    def __init__(self, shelf: ProfileShelf, name: str, told: Callable[[str], None]) -> None:
        self._shelf = shelf
        self._told = told
        self._chosen, fault = shelf.get(name)
        self._titles = self._listed()
        if fault:
            told(fault)

    def profile_of(self, title: str | None) -> Profile:
        """The profile of a recorded session, by its title, or the chosen one (None, or a title nobody knows)."""
        if title is None or title == self._chosen.title:
            return self._chosen
        own = self._shelf.titled(title)
        if own is None:
            self._told(
                f"The alarm profile {title} is not here any more: {self._chosen.title} is in force. Check the limits."
            )
        return own or self._chosen

    def titles(self) -> tuple[str, ...]:
        """Of all profiles, the chosen one first."""
        return self._titles

    def approval(self) -> tuple[str, str]:
        """Of the chosen one: by whom, and on which day (ISO)."""
        return self._chosen.approved_by, self._chosen.approved_on

    def choose(self, command: ChooseProfile) -> None:
        """New sessions begin with this one.

        Raises:
            RefusedError: the person may not, there is none of that name, or its file cannot be used; the one in
                use stays.
        """
        name, actor = command.name, command.actor
        if actor.role is not Role.SUPERVISOR or not actor.named:
            raise RefusedError(
                "Only a supervisor chooses the alarm profile: say who works here first (Ctrl+O)."
            )
        if name not in self._shelf.names:
            raise RefusedError(f"There is no alarm profile {name!r}: nothing was changed.")
        profile, fault = self._shelf.get(name)
        if fault:
            raise RefusedError(fault)
        self._chosen = profile
        self._titles = self._listed()

    def _listed(self) -> tuple[str, ...]:
        return (self._chosen.title, *sorted(self._shelf.titles() - {self._chosen.title}))
