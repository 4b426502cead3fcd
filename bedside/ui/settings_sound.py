"""Settings → Sound test: volume and loudspeakers beside the self test, as the side panels have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.panels.self_test import SelfTestPanel
from bedside.ui.panels.sound import SoundPanel
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Words
from bedside.ui.settings_page import RefusalBox, SettingsPage
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_sound")


class SoundPage(SettingsPage):
    """The two panels stand here for good: nothing closes them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Sound test"), self.tr("what is heard here, and when somebody heard it last"))
        self.sound = SoundPanel(theme)
        self.test = SelfTestPanel(theme)
        self.sound.test_key.hide()  # it stands beside it
        self._opened = False
        self.refusal = RefusalBox(theme)
        self._facts = Words(theme, "", "body.medium", "text", wrap=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(_AT.gap)
        for panel in (self.test, self.sound):
            panel.close_key.hide()
            panel.command.connect(self._send)
            panel.closed.connect(self._stay)
            self._row.addWidget(panel, 1)
        self.body.addWidget(self._facts)
        self.body.addWidget(self.refusal)
        self.body.addLayout(self._row, 1)

    @property
    def facts(self) -> str:
        """Loudspeaker, last test and volumes, in words."""
        return self._facts.text()

    def refresh(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate]) -> None:
        """State of both panels, and the facts."""
        for panel in (self.test, self.sound):
            if self._opened:
                panel.show_station(station, updates, self._actor)
            else:
                self._open(panel, station, updates)
        self._opened = True
        self._facts.setText(self._words(station))

    def show_refusal(self, sentence: str) -> None:
        """Over the panels."""
        self.refusal.say(sentence)

    def _open(
        self, panel: StationPanel, station: StationUpdate, updates: Mapping[int, MonitorUpdate]
    ) -> None:
        """As `open_for_station`, but the keyboard stays where it is."""
        panel.show_station(station, updates, self._actor)
        panel.prepare_station(station)
        panel.refresh_station(station)
        panel.show()

    def _words(self, station: StationUpdate) -> str:
        sound = station.sound
        tested = (
            self.tr("not tested since the start")
            if sound.tested_utc is None
            else self.tr("tested at {time}").format(time=formats.clock(sound.tested_utc))
        )
        if station.sound_answer == "heard":
            answer = self.tr("heard")
        else:
            answer = station.sound_answer or self.tr("nobody has answered yet")
        volume = (
            self.tr("system volume not known")
            if sound.system_volume is None
            else self.tr("system volume {n} %").format(n=round(100 * sound.system_volume))
        )
        muted = [self.tr("the system has muted it")] if sound.system_muted else []
        output = sound.output or self.tr("no loudspeaker")
        return " · ".join([output, tested, answer, volume, *muted])

    @Slot(object)
    def _send(self, command: object) -> None:
        self.refusal.say("")
        self.command.emit(command)

    @Slot()
    def _stay(self) -> None:
        panel = self.sender()
        if isinstance(panel, StationPanel):
            panel.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under each other in a narrow page."""
        narrow = event.size().width() < _AT.narrow
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        for panel in (self.test, self.sound):
            panel.set_room(max(1, event.size().width() // (1 if narrow else 2) - 2 * _AT.gap))
        super().resizeEvent(event)
