"""The link of a page of versions to the shelf: every version there is, and the saving of an approved draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Slot

from bedside.errors import UserFacingError
from bedside.shelf import Shelf, Versioned
from bedside.ui.version_screen import VersionScreen
from bedside.vitals.sessions import Actor

T = TypeVar("T", bound=Versioned)


class VersionDesk(QObject, Generic[T]):
    """Reads and writes versions for the page; the station hears only which one new sessions begin with."""

    def __init__(self, screen: VersionScreen[T, Any], shelf: Shelf[T], now: Callable[[], datetime]) -> None:
        """Connect the screen.

        Args:
            screen: where they are shown.
            shelf: of this site.
            now: wall time of this place, for the day of approval.
        """
        super().__init__(screen)
        self._screen = screen
        self._shelf = shelf
        self._now = now
        screen.approve_asked.connect(self._approve)

    def refresh(self, saved: str = "") -> None:
        """Read the shelf again; `saved` is the name of a version that was just approved."""
        found: list[T] = []
        faults: list[str] = []
        for name in self._shelf.names:
            try:
                newest, fault = self._shelf.get(name)
            except UserFacingError as error:
                faults.append(str(error))
                continue
            if fault:
                faults.append(fault)
            older = (each for each in self._shelf.versions(name) if each.version < newest.version)
            found += [newest, *older]
        by_title = {self._shelf.title(each): each for each in found}
        self._screen.set_versions(list(by_title.values()), faults, saved=saved)

    def _saved(self, draft: T, actor: Actor, day: str, reason: str) -> T:
        """Save a draft as the next version; `UserFacingError` if that is not possible."""
        raise NotImplementedError

    def _after(self, saved: T, actor: Actor) -> None:
        """What follows once a version is saved."""

    @Slot(object, object, str)
    def _approve(self, draft: T, actor: Actor, reason: str) -> None:
        try:
            saved = self._saved(draft, actor, self._now().date().isoformat(), reason)
        except UserFacingError as error:
            self._screen.show_refusal(str(error))
            return
        self.refresh(self._shelf.title(saved))
        self._after(saved, actor)
