"""No alarm can be heard: what is wrong, what to try, and going on all the same, by name (ALM-55)."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.named_reason import NamedReason
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Rule, Words
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import STATION_BED
from bedside.vitals.station_commands import AcceptNoSound

_AT: Final = layout("panel_no_sound")


class NoSoundPanel(StationPanel):
    """It accepts the silence, never the fault: the words and the border stay until the sound works."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="volume-off", title="", parent=parent)
        self.set_head(title=self.tr("No alarm sound"), hint=self._hint())
        self._why = Words(theme, "", "body.bold", "text", wrap=True)
        self._what = Words(
            theme,
            self.tr(
                "Until it works, alarms are only seen: the whole window is edged in the colour of the alarm. "
                "Check that a loudspeaker is connected and chosen in the system, then the line above goes by itself."
            ),
            "body",
            "text2",
            wrap=True,
        )
        self._accepted = Words(
            theme,
            self.tr("Somebody accepted by name to go on without sound: watch the screen."),
            "body.medium",
            "text",
            wrap=True,
        )
        self.accept = NamedReason(
            theme, self.tr("Reason, and who watches the screen"), self.tr("Go on without sound")
        )
        self.accept.given.connect(self._accept)
        self.accept.operator_asked.connect(self._ask_operator)
        self.sound_key = PanelKey(theme, self.tr("Sound settings"), icon="volume-high", least=_AT.sound_key)
        self.sound_key.clicked.connect(self._ask_sound)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._why)
        self.body.addWidget(self._what)
        row = QHBoxLayout()
        row.addWidget(self.sound_key)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.body.addWidget(self._accepted)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(self.accept)

    def prepare_station(self, station: StationUpdate) -> None:
        """A new reason is asked each time."""
        self.accept.clear()
        self.set_head(hint=self._hint())

    def refresh_station(self, station: StationUpdate) -> None:
        """The fault as it is now."""
        fault = station.sound.fault
        self._why.setText(told(fault) or self.tr("The sound works again."))
        self._what.setVisible(bool(fault))
        self._accepted.setVisible(bool(fault) and station.no_sound_accepted)
        self.accept.setVisible(bool(fault) and not station.no_sound_accepted)
        self.accept.set_actor(self._actor)

    def fit(self, room: int) -> None:
        """The reason over its key in a narrow panel."""
        self.accept.fit(room)

    def first_focus(self) -> QWidget:
        """The reason, where one can be given."""
        return self.sound_key if self.accept.isHidden() else self.accept.reason.edit

    def _hint(self) -> str:
        return self.tr("alarms can only be seen")

    def _accept(self, reason: str) -> None:
        self.send(AcceptNoSound(bed=STATION_BED, actor=self._actor, reason=reason))
        self.close_panel()

    def _ask_operator(self) -> None:
        self.wants.emit("operator")

    def _ask_sound(self) -> None:
        self.wants.emit("sound")
