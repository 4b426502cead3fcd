"""Under a draft of an alarm profile: what it changes, and its approval as the next version, by whom and why."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.profile_draft import Draft
from bedside.ui.theme import Theme
from bedside.ui.tile_column import TileColumn, scrolled

_AT: Final = themes.layout("profiles_screen")
_REASON_CHARS: Final = 200  # at most


class ChangesTile(TileColumn):
    """What a draft changes: a row for each cell, before and after."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._title = Words(theme, "", "title.small", "text")
        self.column.addWidget(self._title)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(int(_AT.change_gap))
        self._rows.setColumnStretch(0, 1)
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, int(_AT.gap), 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        self.column.addWidget(scrolled(theme, rows), 1)
        self._fit_text()

    def show_draft(self, draft: Draft | None) -> None:
        """Another draft, or the same one with other cells; None: there is none."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if draft is None:
            return
        changes = draft.changes()
        self._title.setText(self.tr("What changes against {title}").format(title=draft.base.title))
        if not changes:
            self._rows.addWidget(Words(self._theme, self.tr("Nothing yet."), "body", "text2"), 0, 0)
        for row, (what, before, after) in enumerate(changes):
            parts = (
                (what, "body", "text"),
                (before, "num.sm", "text2"),
                ("→", "body", "text2"),
                (after, "num.sm.bold", "text"),
            )
            for column, (words, token, role) in enumerate(parts):
                self._rows.addWidget(Words(self._theme, words, token, role), row, column)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._fit_text()
        super().changeEvent(event)

    def _fit_text(self) -> None:
        self.setFixedHeight(self._theme.grown(_AT.foot_height))


class ApproveTile(TileColumn):
    """Name, reason and the two ways a draft ends. Whoever owns it says what is missing and listens to the keys."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._alone = False
        name = Field(theme, self.tr("Name of the profile"), token="body", height=_AT.field_height)
        reason = Field(theme, self.tr("Why this version (needed)"), token="body", height=_AT.field_height)
        self.name, self.reason = name.edit, reason.edit
        for edit in (self.name, self.reason):
            edit.setMaxLength(_REASON_CHARS)
        self.missing = Words(theme, "", "label.medium", "text", wrap=True)
        touch = int(theme.length("touch"))
        self.discard_key = PanelKey(
            theme, self.tr("Discard the draft"), icon="close", least=(int(_AT.discard_width), touch)
        )
        self.approve_key = PanelKey(
            theme,
            self.tr("Approve as new version"),
            icon="check",
            primary=True,
            least=(int(_AT.approve_width), touch),
        )
        keys = QHBoxLayout()
        keys.addWidget(self.discard_key, 1)
        keys.addWidget(self.approve_key, 1)
        fields = QHBoxLayout()
        fields.addWidget(name, 1)
        fields.addWidget(reason, 2)
        self.column.addWidget(Words(theme, self.tr("Approve as new version"), "title.small", "text"))
        self.column.addLayout(fields)
        self.column.addWidget(self.missing, 1)
        self.column.addLayout(keys)
        self._fit_text()

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "approve_key"):
            self._fit_text()
        super().changeEvent(event)

    def set_alone(self, alone: bool) -> None:
        """With nothing beside it, it is no higher than what it says: the table has the room."""
        if alone != self._alone:
            self._alone = alone
            self._fit_text()

    def _fit_text(self) -> None:
        high = self._theme.grown(_AT.foot_height)
        self.setMinimumHeight(0 if self._alone else high)
        self.setMaximumHeight(high)
        upright = QSizePolicy.Policy.Maximum if self._alone else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
