"""Asked when the window is closed with sessions open: keep running, end them, or quit and resume later."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.end_session import cuff_is_running
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import EndSession
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_close_window")


class Closing(Enum):
    """What the person chose."""

    KEEP_RUNNING = "keep running"
    END_AND_QUIT = "end sessions and quit"
    QUIT_AND_RESUME = "quit and resume later"


class CloseWindowPanel(Panel):
    """Not a dialog: live beds stay in sight while it is open.

    Signals:
        chosen: a `Closing`. END_AND_QUIT has sent an `EndSession` for every open session before.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="exit-to-app", title="", parent=parent)
        self.set_head(title=self.tr("Close bedside"))
        self._open: tuple[MonitorUpdate, ...] = ()
        self._words = Words(theme, "", "body.medium", "text", wrap=True)
        self.keep_key = ChoiceKey(
            theme,
            self.tr("Keep running"),
            self.tr("Monitoring, alarms and recording go on. Enter and Esc do the same."),
            icon="bed-outline",
            primary=True,
        )
        self.end_key = ChoiceKey(
            theme,
            self.tr("End sessions and quit"),
            self.tr("Every open session is ended and closed in the record."),
            icon="exit-to-app",
        )
        self.resume_key = ChoiceKey(
            theme,
            self.tr("Quit and resume later"),
            self.tr("Started again within 15 minutes, the sessions go on; the gap stays visible."),
            icon="history",
        )
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._words)
        for key in (self.keep_key, self.end_key, self.resume_key):
            self.body.addWidget(key)
        self.body.addStretch(1)
        self.keep_key.clicked.connect(self.close_panel)
        self.end_key.clicked.connect(self._end)
        self.resume_key.clicked.connect(self._resume)

    def open_for_sessions(self, updates: Sequence[MonitorUpdate], actor: Actor) -> None:
        """Open it for all beds with a session (at least one)."""
        self.show_sessions(updates)
        if self._open:
            self.open_for(self._open[0], actor)

    def show_sessions(self, updates: Sequence[MonitorUpdate]) -> None:
        """Newest update of every bed, while the panel is open."""
        self._open = tuple(update for update in updates if update.session is not None)
        beds = ", ".join(str(update.bed) for update in self._open)
        said = [
            self.tr("A session is open on bed {beds}.").format(beds=beds)
            if len(self._open) == 1
            else self.tr("Sessions are open on beds {beds}.").format(beds=beds)
        ]
        said.append(self.tr("After quitting nothing monitors, alarms or records here."))
        cuffs = [str(update.bed) for update in self._open if cuff_is_running(update)]
        if cuffs:
            said.append(
                self.tr("The cuff on bed {beds} is measuring: quitting aborts it.").format(
                    beds=", ".join(cuffs)
                )
            )
        self._words.setText("\n".join(said))

    @property
    def words(self) -> str:
        """What the panel says about what is open."""
        return self._words.text()

    def first_focus(self) -> QWidget:
        """The harmless one."""
        return self.keep_key

    def accept_key(self) -> ChoiceKey:
        """Enter keeps running."""
        return self.keep_key

    def close_panel(self) -> None:
        """Closing the panel is choosing to keep running."""
        super().close_panel()
        self.chosen.emit(Closing.KEEP_RUNNING)

    def _leave(self, choice: Closing) -> None:
        self.hide()
        self.closed.emit()
        self.chosen.emit(choice)

    def _end(self) -> None:
        for update in self._open:
            self.send(EndSession(bed=update.bed, actor=self._actor, reason="ended when bedside was closed"))
        self._leave(Closing.END_AND_QUIT)

    def _resume(self) -> None:
        self._leave(Closing.QUIT_AND_RESUME)
