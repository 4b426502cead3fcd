"""The list of alarm profiles and their versions, who approved the chosen one, and what can be done with it."""

from __future__ import annotations

from typing import Final

from bedside.alarms.profile import Profile
from bedside.ui import theme as themes
from bedside.ui.theme import Theme
from bedside.ui.version_list import ListWords, VersionList, VersionRow

_AT: Final = themes.layout("profile_list")


class ProfileList(VersionList):
    """Versions are named by their titles."""

    def __init__(self, theme: Theme) -> None:
        least = (int(_AT.key_width), int(theme.length("touch")))
        super().__init__(theme, gap=int(_AT.row_spacing), least=least)

    def _own_words(self) -> ListWords:
        return ListWords(
            heading=self.tr("Alarm profiles"),
            in_use=self.tr("new sessions begin with it"),
            nothing=self.tr("No profile can be read."),
            icon="tune-vertical",
            draft_icon="plus",
        )

    def row(self, profile: Profile) -> VersionRow:
        """How the list shows a version."""
        return VersionRow(
            name=profile.title,
            of=profile.name,
            number=profile.version,
            title=profile.title,
            approval=self._approval_of(profile),
        )

    def _approval_of(self, profile: Profile) -> str:
        if not profile.approved_by:
            return self.tr("{title} is a proposal: nobody here has approved it.").format(title=profile.title)
        words = self.tr("{title} approved by {name} on {day}.").format(
            title=profile.title, name=profile.approved_by, day=profile.approved_on
        )
        return f"{words} “{profile.reason}”" if profile.reason else words
