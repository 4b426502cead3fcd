"""What a draft changes, before and after, and its approval: nobody approves what was not listed."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Part
from bedside.ui.protocols.words import place_words
from bedside.ui.theme import Theme

_AT: Final = themes.layout("protocol_editor")


class ChangesPart(Part):
    """The list, what is missing, and the two ways a draft ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._title = Words(theme, "", "title.small", "text", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(int(_AT.gap))
        self.missing = Words(theme, "", "label.medium", "text", wrap=True)
        least = (int(_AT.key_width), int(_AT.key_height))
        self.discard_key = PanelKey(theme, self.tr("Discard the draft"), icon="close", least=least)
        self.approve_key = PanelKey(
            theme, self.tr("Approve as new version"), icon="check", primary=True, least=least
        )
        keys = Flow(int(_AT.gap))
        keys.addWidget(self.discard_key)
        keys.addWidget(self.approve_key)
        self.column.addWidget(self._title)
        self.column.addLayout(self._rows)
        self.column.addWidget(self.missing)
        self.column.addLayout(keys)
        self.column.addStretch(1)
        self._said: list[tuple[str, str, str]] | None = None

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What is listed: (what, before, after)."""
        return [] if self._said is None else self._said

    def refresh(self, draft: ProtocolDraft) -> None:
        """The list anew where it differs."""
        called = f"{draft.base.title} v{draft.base.version}"
        self._title.setText(self.tr("What changes against {title}").format(title=called))
        said = [(place_words(place), before, after) for place, before, after in draft.changes()]
        if said == self._said:
            return
        self._said = said
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not said:
            self._rows.addWidget(Words(self._theme, self.tr("Nothing yet."), "body", "text2"))
        for row in said:
            self._rows.addWidget(self._made_row(*row))

    def _made_row(self, what: str, before: str, after: str) -> QWidget:
        made = QWidget()
        made.setAccessibleName(f"{what}: {before} → {after}")
        line = QBoxLayout(QBoxLayout.Direction.TopToBottom, made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(Words(self._theme, what, "label.bold", "text", wrap=True))
        old = before or self.tr("was not there")
        new = after or self.tr("is no more")
        line.addWidget(Words(self._theme, f"{old}  →  {new}", "body", "text2", wrap=True))
        return made
