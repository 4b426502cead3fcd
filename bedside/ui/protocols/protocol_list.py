"""The list of the site's protocols and their versions, who approved the chosen one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.profile_list import TileColumn, scrolled
from bedside.ui.theme import Theme
from bedside.vitals.protocol import Protocol

_AT: Final = themes.layout("protocol_editor")


def name_of(protocol: Protocol) -> str:
    """Which version of which protocol, as the station says it: "mood v2"."""
    return f"{protocol.key} v{protocol.version}"


class ProtocolList(TileColumn):
    """Signals:
    chosen: name of the version that was chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.keys: dict[str, ChoiceKey] = {}
        self._group = QButtonGroup(self)
        self.column.addWidget(Words(theme, self.tr("Protocols"), "title.panel", "text"))
        self._list = QVBoxLayout()
        self._list.setSpacing(int(_AT.gap))
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, int(_AT.scroll_room), 0)
        column.addLayout(self._list)
        column.addStretch(1)
        self.column.addWidget(scrolled(theme, rows), 1)
        self._approval = Words(theme, "", "label", "text2", wrap=True)
        least = (int(_AT.key_width), int(_AT.key_height))
        self.use_key = PanelKey(theme, self.tr("Use for new sessions"), icon="check", least=least)
        self.draft_key = PanelKey(
            theme, self.tr("New draft from this version"), icon="note-edit-outline", least=least
        )
        self.copy_key = PanelKey(theme, self.tr("Duplicate as a new one"), icon="plus", least=least)
        for part in (self._approval, self.use_key, self.draft_key, self.copy_key):
            self.column.addWidget(part)

    @property
    def approval(self) -> str:
        """Who approved the chosen version, and when."""
        return self._approval.text()

    def show_protocols(self, protocols: Sequence[Protocol], in_use: str, chosen: str) -> None:
        """The versions.

        Args:
            protocols: newest version of each first, its older ones after it.
            in_use: name of the one new sessions follow.
            chosen: name of the one that is shown.
        """
        names = {name_of(protocol): protocol for protocol in protocols}
        if list(self.keys) != list(names):
            self._make(names)
        newest = {protocol.key: protocol.version for protocol in reversed(protocols)}
        for name, protocol in names.items():
            if name == in_use:
                meaning, icon = self.tr("new sessions follow it"), "check"
            elif protocol.version == newest[protocol.key]:
                meaning, icon = self.tr("can be chosen"), "clipboard-list"
            else:
                meaning, icon = self.tr("older version"), "history"
            key = self.keys[name]
            key.set_meaning(meaning)
            key.set_icon(icon)
            key.set_primary(name == chosen)
            key.setChecked(name == chosen)
        self._show_approval(names.get(chosen))

    def _make(self, names: dict[str, Protocol]) -> None:
        for key in self.keys.values():
            self._group.removeButton(key)
            self._list.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys = {}
        for name, protocol in names.items():
            key = ChoiceKey(self._theme, f"{protocol.title} v{protocol.version}", "", icon="history")
            key.setCheckable(True)
            key.setProperty("name", name)
            key.clicked.connect(self._choose)
            self._group.addButton(key)
            self._list.addWidget(key)
            self.keys[name] = key
        self._fit_rows()

    def _fit_rows(self) -> None:
        high = self._theme.grown(_AT.row_height)
        for key in self.keys.values():
            key.set_least(int(_AT.row_width), high)
            key.setFixedHeight(high)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "keys"):
            self._fit_rows()
        super().changeEvent(event)

    def _show_approval(self, protocol: Protocol | None) -> None:
        if protocol is None:
            self._approval.setText(self.tr("No protocol can be read."))
            return
        title = f"{protocol.title} v{protocol.version}"
        if not protocol.approved_by:
            said = self.tr("{title} is a default to be edited: nobody here has approved it.")
            self._approval.setText(said.format(title=title))
            return
        said = self.tr("{title} approved by {name} on {day}.")
        self._approval.setText(
            said.format(title=title, name=protocol.approved_by, day=protocol.approved_on or "–")
        )

    def _choose(self) -> None:
        key = self.sender()
        if key is not None:
            self.chosen.emit(str(key.property("name")))
