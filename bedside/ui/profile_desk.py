"""The profiles page's link to the shelf: every version there is, and the saving of an approved draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bedside.alarms.profile import Profile
from bedside.alarms.profiles import ProfileShelf
from bedside.monitor.site_changes import PROFILE_APPROVED
from bedside.ui.profiles_screen import ProfilesScreen
from bedside.ui.version_desk import VersionDesk
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import TellChange


class ProfileDesk(VersionDesk[Profile]):
    """Reads and writes profiles for the page; the audit keeps who approved which, and why."""

    def __init__(self, screen: ProfilesScreen, shelf: ProfileShelf, now: Callable[[], datetime]) -> None:
        super().__init__(screen, shelf, now)
        self._profiles = shelf
        self._reason = ""

    def _saved(self, draft: Profile, actor: Actor, day: str, reason: str) -> Profile:
        self._reason = reason
        return self._profiles.save(draft, actor.name, day, reason)

    def _after(self, saved: Profile, actor: Actor) -> None:
        of = self._profiles.title(saved)
        self._screen.command.emit(
            TellChange(bed=STATION_BED, actor=actor, what=PROFILE_APPROVED, of=of, detail=self._reason)
        )
