"""Safety prompts of filled scales: each stays until somebody says what was done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.safety_prompts import OpenPrompt, open_prompts
from bedside.therapy.scale_file import scale_title
from bedside.ui import formats
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.gate_row import Card
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import WriteNote
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("session_scale")


class SafetyCard(Card):
    """One prompt.

    Signals:
        done: what was done, in the words somebody typed. typed: the words as they stand.
    """

    done = Signal(str)
    typed = Signal(str)

    def __init__(self, theme: Theme, title: str, words: str, *, urgent: bool) -> None:
        super().__init__(theme)
        self.setAccessibleName(f"{title}: {words}")
        self.set_look(asks=True, icon="alert-outline" if urgent else "information-outline")
        self._title = Words(theme, title, "label", "text2", wrap=True)
        self.words = Words(theme, words, "body.bold", "text", wrap=True)
        self.field = Field(
            theme,
            self.tr("What was done, and who was told"),
            token="body.large",
            height=int(_AT.field_height),
        )
        self.field.edit.setAccessibleName(f"{title}: {self.field.name}")
        self.field.edit.textChanged.connect(self._typed)
        self.field.edit.returnPressed.connect(self._send)
        self.key = PanelKey(theme, self.tr("Keep what was done"), least=_AT.prompt_size)
        self.key.setAccessibleName(self.tr("{title}: keep what was done").format(title=title))
        self.key.clicked.connect(self._send)
        foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(int(_AT.gap))
        foot.addWidget(self.field, 1)
        foot.addWidget(self.key)
        column = QVBoxLayout(self)
        left = int(layout("session_gate").words_x)
        column.setContentsMargins(left, int(_AT.gap), int(_AT.padding), int(_AT.gap))
        column.setSpacing(int(_AT.history_gap))
        column.addWidget(self._title)
        column.addWidget(self.words)
        column.addLayout(foot)
        self._typed("")

    def _typed(self, text: str) -> None:
        ready = bool(text.strip())
        self.key.setEnabled(ready)
        self.key.set_primary(ready)
        self.typed.emit(text)

    def _send(self) -> None:
        if self.field.text().strip():
            self.done.emit(self.field.text().strip())


class SafetyCards(QWidget):
    """All that are open in this session; no room where none is.

    Signals:
        command: a `WriteNote` for the station.
    """

    command = Signal(object)

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__()
        self._theme = theme
        self._drafts = drafts
        self._update: MonitorUpdate | None = None
        self._actor: Actor = UNNAMED
        self._session = ""
        self._entries: object = None
        self.cards: dict[str, SafetyCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(int(_AT.gap))
        self.hide()

    def show_update(self, update: MonitorUpdate, actor: Actor, session: str) -> None:
        """Cards come and go with what the timeline says; what is typed stays."""
        self._update, self._actor = update, actor
        self._renew(session)
        if update.entries is self._entries and session == self._session:
            return
        if session != self._session:
            self._take_away(list(self.cards))
        self._entries, self._session = update.entries, session
        asked = {each.begins: each for each in open_prompts(update.entries)}
        self._take_away([begins for begins in self.cards if begins not in asked])
        for begins, prompt in asked.items():
            if begins not in self.cards:
                self._add(begins, prompt)
        self.setVisible(bool(self.cards))

    def _renew(self, session: str) -> None:
        """What was typed at another window, or thrown away, is shown here too."""
        for begins, card in self.cards.items() if session == self._session else ():
            wanted = self._drafts.text(session, f"safety/{begins}") or ""
            if card.field.text() != wanted:
                card.field.edit.setText(wanted)

    def _add(self, begins: str, prompt: OpenPrompt) -> None:
        update = self._update
        when = ""
        if update is not None and update.session is not None:
            when = formats.clock_minute_at(update.session.started_utc, prompt.t, update.now)
        title = f"{scale_title(prompt.scale)}, {when}"
        card = SafetyCard(self._theme, title, spoken(prompt.prompt.words), urgent=prompt.prompt.urgent)
        card.setObjectName(begins)
        card.field.edit.setText(self._drafts.text(self._session, f"safety/{begins}") or "")
        card.done.connect(self._done)
        card.typed.connect(self._typed)
        self.cards[begins] = card
        self._column.addWidget(card)

    def _take_away(self, gone: list[str]) -> None:
        for begins in gone:
            card = self.cards.pop(begins)
            card.hide()
            card.setParent(None)
            card.deleteLater()

    def _typed(self, text: str) -> None:
        self._drafts.keep(self._session, f"safety/{self.sender().objectName()}", text)

    def _done(self, words: str) -> None:
        begins = self.sender().objectName()
        if self._update is not None:
            self._drafts.drop(self._session, f"safety/{begins}")
            self.command.emit(WriteNote(bed=self._update.bed, actor=self._actor, text=f"{begins}{words}"))
