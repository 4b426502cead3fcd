"""The list of what a site has in versions: who approved the chosen one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme
from bedside.ui.tile_column import TileColumn, scrolled

_AT: Final = themes.layout("version_list")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version, as the list shows it."""

    name: str  # which version of which, e.g. "mood v2"
    of: str  # what it is a version of: its name or key
    number: int
    title: str
    approval: str  # who approved it and when, a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """What a list says of itself."""

    heading: str
    in_use: str  # of the version that new sessions begin with
    nothing: str  # where there is no version at all
    icon: str  # of a version that can be chosen
    draft_icon: str


class VersionList(TileColumn):
    """Signals:
    chosen: name of the version that was chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, gap: int, least: tuple[int, int]) -> None:
        """An empty list.

        Args:
            theme: of the window.
            gap: between the rows, px.
            least: width and height of the keys below it, px.
        """
        super().__init__(theme)
        words = self._words = self._own_words()
        self.keys: dict[str, ChoiceKey] = {}
        self._group = QButtonGroup(self)
        self.column.addWidget(Words(theme, words.heading, "title.panel", "text"))
        self._list = QVBoxLayout()
        self._list.setSpacing(gap)
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, int(_AT.scroll_room), 0)
        column.addLayout(self._list)
        column.addStretch(1)
        self.column.addWidget(scrolled(theme, rows), 1)
        self._approval = Words(theme, "", "label", "text2", wrap=True)
        self.use_key = PanelKey(theme, self.tr("Use for new sessions"), icon="check", least=least)
        self.draft_key = PanelKey(
            theme, self.tr("New draft from this version"), icon=words.draft_icon, least=least
        )
        for part in (self._approval, self.use_key, self.draft_key):
            self.column.addWidget(part)

    def _own_words(self) -> ListWords:
        """What this list says of itself."""
        raise NotImplementedError

    @property
    def approval(self) -> str:
        """Who approved the chosen version, and when."""
        return self._approval.text()

    def show_versions(self, versions: Sequence[VersionRow], in_use: str, chosen: str) -> None:
        """The versions.

        Args:
            versions: newest of each first, its older ones after it.
            in_use: name of the one new sessions begin with.
            chosen: name of the one that is shown.
        """
        rows = {row.name: row for row in versions}
        if list(self.keys) != list(rows):
            self._make(rows)
        newest = {row.of: row.number for row in reversed(versions)}
        for name, row in rows.items():
            if name == in_use:
                meaning, icon = self._words.in_use, "check"
            elif row.number == newest[row.of]:
                meaning, icon = self.tr("can be chosen"), self._words.icon
            else:
                meaning, icon = self.tr("older version"), "history"
            key = self.keys[name]
            key.set_meaning(meaning)
            key.set_icon(icon)
            key.set_primary(name == chosen)
            key.setChecked(name == chosen)
        self._approval.setText(rows[chosen].approval if chosen in rows else self._words.nothing)

    def _make(self, rows: Mapping[str, VersionRow]) -> None:
        for key in self.keys.values():
            self._group.removeButton(key)
            self._list.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys = {}
        for name, row in rows.items():
            key = ChoiceKey(self._theme, row.title, "", icon="history")
            key.setCheckable(True)
            key.setProperty("name", name)
            key.clicked.connect(self._choose)
            self._group.addButton(key)
            self._list.addWidget(key)
            self.keys[name] = key
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Rows as high as their words ask for."""
        high = self._theme.grown(_AT.row_height)
        for key in self.keys.values():
            key.set_least(int(_AT.row_width), high)
            key.setFixedHeight(high)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "keys"):
            self._fit_rows()
        super().changeEvent(event)

    def _choose(self) -> None:
        key = self.sender()
        if key is not None:
            self.chosen.emit(str(key.property("name")))
