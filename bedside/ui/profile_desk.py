"""The profiles page's link to the shelf: every version there is, and the saving of an approved draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from bedside.alarms.profile import Profile
from bedside.alarms.profiles import ProfileShelf
from bedside.errors import UserFacingError
from bedside.ui.profiles_screen import ProfilesScreen


class ProfileDesk(QObject):
    """Reads and writes profiles for the page; the station hears only which one new sessions begin with."""

    def __init__(self, screen: ProfilesScreen, shelf: ProfileShelf, now: Callable[[], datetime]) -> None:
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
        """Read the shelf again."""
        found: list[Profile] = []
        faults: list[str] = []
        try:
            for name in self._shelf.names:
                newest, fault = self._shelf.get(name)
                if fault:
                    faults.append(fault)
                older = (self._shelf.titled(f"{name} v{n}") for n in range(newest.version - 1, 0, -1))
                found += [newest, *(profile for profile in older if profile is not None)]
        except UserFacingError as error:
            faults.append(str(error))
        by_title = {profile.title: profile for profile in found}
        self._screen.set_profiles(list(by_title.values()), faults, saved=saved)

    @Slot(object, str, str)
    def _approve(self, profile: Profile, approved_by: str, reason: str) -> None:
        day = self._now().date().isoformat()
        try:
            saved = self._shelf.save(profile, approved_by, day, reason)
        except UserFacingError as error:
            self._screen.show_refusal(str(error))
            return
        self.refresh(saved.title)
