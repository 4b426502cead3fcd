"""The list of the site's protocols and their versions, who approved the chosen one, and what can be done with it."""

from __future__ import annotations

from typing import Final

from bedside.ui import theme as themes
from bedside.ui.panels.key import PanelKey
from bedside.ui.theme import Theme
from bedside.ui.version_list import ListWords, VersionList, VersionRow
from bedside.vitals.protocol import Protocol

_AT: Final = themes.layout("protocol_editor")


def name_of(protocol: Protocol) -> str:
    """Which version of which protocol, as the station says it: "mood v2"."""
    return f"{protocol.key} v{protocol.version}"


class ProtocolList(VersionList):
    """Versions are named by key and number, and shown by their titles."""

    def __init__(self, theme: Theme) -> None:
        least = (int(_AT.key_width), int(_AT.key_height))
        super().__init__(theme, gap=int(_AT.gap), least=least)
        self.copy_key = PanelKey(theme, self.tr("Duplicate as a new one"), icon="plus", least=least)
        self.column.addWidget(self.copy_key)

    def _own_words(self) -> ListWords:
        return ListWords(
            heading=self.tr("Protocols"),
            in_use=self.tr("new sessions follow it"),
            nothing=self.tr("No protocol can be read."),
            icon="clipboard-list",
            draft_icon="note-edit-outline",
        )

    def row(self, protocol: Protocol) -> VersionRow:
        """How the list shows a version."""
        title = f"{protocol.title} v{protocol.version}"
        return VersionRow(
            name=name_of(protocol),
            of=protocol.key,
            number=protocol.version,
            title=title,
            approval=self._approval_of(protocol, title),
        )

    def _approval_of(self, protocol: Protocol, title: str) -> str:
        if not protocol.approved_by:
            said = self.tr("{title} is a default to be edited: nobody here has approved it.")
            return said.format(title=title)
        said = self.tr("{title} approved by {name} on {day}.")
        return said.format(title=title, name=protocol.approved_by, day=protocol.approved_on or "–")
