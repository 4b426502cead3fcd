"""Opens the panels about the station itself, beside whatever screen is shown, and keeps them up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from bedside.ui.pauses import live
from bedside.ui.theme import Theme
from bedside.vitals.commands import Command, StartInfusion
from bedside.vitals.sessions import Actor

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate
    from bedside.ui.lots_glance import LotsSeen
    from bedside.ui.panel_host import PanelHost
    from bedside.ui.panels.station_panel import StationPanel

NAMES = frozenset({"operator", "sound", "self-test", "no-sound", "help", "next", "end-bedside"})
END_NOW: Final = "end-now"  # what the panel that ends a kiosk wants


class StationDesk(QObject):
    """One of these panels at a time.

    Signals:
        command: a `Command` from a panel.
        wants: name of another panel that is asked for from one of them.
    """

    command = Signal(object)
    wants = Signal(str)

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offered = False
        self._name = ""
        self._panel: StationPanel | None = None
        self._host: PanelHost | None = None
        self._back = ""  # the panel to go back to once somebody said who works here
        self._started: StartInfusion | None = None  # the newest that was sent
        self._lots: Callable[[], LotsSeen] | None = None  # those in use; None = no list
        self._refused: StartInfusion | None = None  # it waits for the answer about the sound

    @property
    def panel(self) -> StationPanel | None:
        """The open panel."""
        return self._panel

    @property
    def name(self) -> str:
        """Its name; "" = none."""
        return self._name

    def use_lots(self, read: Callable[[], LotsSeen]) -> None:
        """`read` gives the lots in use to the steps of the first start."""
        self._lots = read

    def open(
        self,
        name: str,
        host: PanelHost,
        station: StationUpdate,
        updates: Mapping[int, MonitorUpdate],
        actor: Actor,
        *,
        play: bool = False,
    ) -> None:
        """Open a panel in `host`; `play`: the self test begins with its tones."""
        from bedside.ui.side_panels import (  # noqa: PLC0415 - window first
            STATION_PANELS,
            NextStepsPanel,
            SelfTestPanel,
        )

        self._back = (self._back if self._name == name else self._name) if name == "operator" else ""
        refused = self._refused
        if self._host is not None and self._panel is not None:
            self._host.clear()
        self._refused = refused if name in ("self-test", "operator") else None
        panel = STATION_PANELS[name](self._theme)
        if isinstance(panel, SelfTestPanel) and self._refused is not None:
            panel.wait_with(self._refused)
        if isinstance(panel, NextStepsPanel) and self._lots is not None:
            panel.use_lots(self._lots)
        panel.command.connect(self.command)
        panel.wants.connect(self.wants)
        host.open(name, panel)
        panel.closed.connect(self._on_closed)
        if host is not self._host:
            if self._host is not None:
                self._host.closed.disconnect(self._forget)
            host.closed.connect(self._forget)
        self._name, self._panel, self._host = name, panel, host
        panel.open_for_station(station, updates, actor)
        if play and isinstance(panel, SelfTestPanel):
            panel.play()

    def offer_test(
        self,
        host: PanelHost,
        station: StationUpdate,
        updates: Mapping[int, MonitorUpdate],
        actor: Actor,
    ) -> None:
        """Open the self test once per program start, as soon as there is a sound to test and room beside the screen.

        Its tones play by themselves only while no patient is there (ALM-45).
        """
        ready = bool(station.sound.output) and not station.sound.fault and not station.sound_answer
        if ready and not self._offered and not host.name:
            self._offered = True
            self.open("self-test", host, station, updates, actor, play=not live(updates))

    def show(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], actor: Actor) -> None:
        """Bring the open panel up to date."""
        if self._panel is not None:
            self._panel.show_station(station, updates, actor)

    def close(self) -> bool:
        """Close the open panel; False when there was none."""
        if self._panel is None:
            return False
        self._panel.close_panel()
        return True

    def show_refusal(self, sentence: str) -> None:
        """Say in the open panel why the station refused."""
        if self._panel is not None:
            self._panel.show_refusal(sentence)

    def sent(self, command: Command) -> None:
        """Remember an infusion start, in case the station wants the sound to be answered first."""
        if isinstance(command, StartInfusion):
            self._started = command

    def unconfirmed(self) -> None:
        """The newest infusion start was refused until the sound is answered: the self test offers it again."""
        self._refused = self._started

    def _on_closed(self) -> None:
        """Closed by the person. The host has let go of it by now."""
        back, self._back = self._back, ""
        refused, self._refused = self._refused, None
        if back:
            self._refused = refused
            self.wants.emit(back)

    def _forget(self) -> None:
        """The host took the panel away."""
        self._name, self._panel = "", None
