"""Asked when bedside is to end on a screen that shows nothing else (a kiosk), with no session open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Words
from bedside.ui.station_desk import END_NOW
from bedside.ui.theme import Theme


class EndBedsidePanel(StationPanel):
    """Keep running, or end; the harmless key has the keyboard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="exit-to-app", title="", parent=parent)
        self.set_head(title=self.tr("End bedside"))
        self.keep_key = ChoiceKey(
            theme,
            self.tr("Keep running"),
            self.tr("The station waits for the next patient. Enter and Esc do the same."),
            icon="bed-outline",
            primary=True,
        )
        self.end_key = ChoiceKey(
            theme,
            self.tr("End bedside"),
            self.tr("Every window closes. It has to be started again before the next patient."),
            icon="exit-to-app",
        )
        said = self.tr("No session is open. After the end nothing monitors, alarms or records here.")
        self.body.addWidget(Words(theme, said, "body.medium", "text", wrap=True))
        for key in (self.keep_key, self.end_key):
            self.body.addWidget(key)
        self.body.addStretch(1)
        self.keep_key.clicked.connect(self.close_panel)
        self.end_key.clicked.connect(self._end)

    def first_focus(self) -> QWidget:
        """The harmless one."""
        return self.keep_key

    def accept_key(self) -> ChoiceKey:
        """Enter keeps running."""
        return self.keep_key

    def _end(self) -> None:
        self.wants.emit(END_NOW)
