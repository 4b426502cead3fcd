"""What people changed of the site, newest first: when, who, and what differed.

It is the audit's own text, its numbers with the mark of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.monitor.site_changes import OF_LOTS, PROTOCOL_APPROVED
from bedside.ui import theme as themes
from bedside.ui.panels.words import Words
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Part
from bedside.ui.protocols.words import place_words
from bedside.ui.spoken import marked, marked_in, spoken
from bedside.ui.theme import Theme
from bedside.vitals.records import StationEvent
from bedside.vitals.station_commands import TellChange

_AT: Final = themes.layout("protocol_editor")
_NUMBER: Final = r"-?[0-9]+(?:\.[0-9]+)?|off|–"
_CHANGED: Final = re.compile(rf"(?P<place>[^:;]+): (?P<before>{_NUMBER}) → (?P<after>{_NUMBER})(?=;|$)")


class ChangeLog(QWidget):
    """A line for each change."""

    def __init__(self, theme: Theme, title: str, none: str) -> None:
        """`none`: said where there is no change."""
        super().__init__()
        self._theme = theme
        self._none = none
        self._shown: tuple[StationEvent, ...] | None = None
        self._fault = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.gap))
        column.addWidget(Words(theme, title, "title.small", "text", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(int(_AT.gap))
        column.addLayout(self._rows)

    def show_events(self, events: Sequence[StationEvent], fault: str = "") -> None:
        """These, newest first; `fault`: why they cannot be read, one sentence."""
        if (tuple(events), fault) == (self._shown, self._fault):
            return
        self._shown, self._fault = tuple(events), fault
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not events or fault:
            self._rows.addWidget(Words(self._theme, fault or self._none, "body", "text2", wrap=True))
        for event in events:
            self._rows.addWidget(self._made_row(event))

    @property
    def lines(self) -> list[str]:
        """What stands there."""
        items = (self._rows.itemAt(n) for n in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [each.text() if isinstance(each, Words) else each.accessibleName() for each in widgets if each]

    def _made_row(self, event: StationEvent) -> QWidget:
        command = event.command
        here = event.utc.astimezone()
        who = "" if command is None else command.actor.name
        head = f"{here:%Y-%m-%d %H:%M} · {who}"
        detail = detail_words(command) if isinstance(command, TellChange) else ""
        said = spoken(event.words)
        words = said[:1].upper() + said[1:]
        made = QWidget()
        made.setAccessibleName(", ".join(part for part in (head, words, detail) if part))
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Words(self._theme, head, "label", "text2", wrap=True))
        column.addWidget(Words(self._theme, words, "body.bold", "text", wrap=True))
        if detail:
            column.addWidget(Words(self._theme, detail, "body", "text2", wrap=True))
        return made


def detail_words(command: TellChange) -> str:
    """What differed, its numbers with the mark of the screen; the record has a point, and typed texts stay."""
    if command.what in OF_LOTS:
        return marked_in(command.detail)
    if command.what != PROTOCOL_APPROVED:
        return command.detail
    return _CHANGED.sub(_in_mark, command.detail)


def _in_mark(change: re.Match[str]) -> str:
    """A number that was changed; a telephone number is none."""
    if change["place"].strip() == place_words("emergency_number"):
        return change[0]
    return f"{change['place']}: {marked(change['before'])} → {marked(change['after'])}"


class LogPart(Part):
    """The log as a part of the protocol page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.log = ChangeLog(
            theme,
            self.tr("What was approved, put in use and changed here"),
            self.tr("Nothing yet: the protocols are as they came."),
        )
        self.column.addWidget(self.log)
        self.column.addStretch(1)

    def refresh(self, draft: ProtocolDraft) -> None:
        """It is of all protocols."""
