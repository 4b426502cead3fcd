"""Base of the panels about the station itself: its sound, who works here. They open beside any screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.ui.panels.panel import Panel
from bedside.ui.pauses import live
from bedside.vitals.sessions import UNNAMED, Actor


class StationPanel(Panel):
    """A panel that is not about one bed.

    Signals:
        wants: name of another panel to open in its place.
    """

    wants = Signal(str)

    _station: StationUpdate | None = None
    _live: Mapping[int, MonitorUpdate] = MappingProxyType({})

    def open_for_station(
        self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], actor: Actor
    ) -> None:
        """Show the panel, for acts of `actor`."""
        self._actor = actor
        self._station = station
        self._live = live(updates)
        self.prepare_station(station)
        self.refresh_station(station)
        self.show()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_station(
        self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], actor: Actor
    ) -> None:
        """Take the newest state; call it while the panel is open."""
        self._actor = actor
        self._station = station
        self._live = live(updates)
        self.refresh_station(station)

    def prepare_station(self, station: StationUpdate) -> None:
        """Set everything up for a newly opened panel."""

    def refresh_station(self, station: StationUpdate) -> None:
        """Show what changed; cheap."""

    @property
    def named(self) -> bool:
        """Whether somebody said who works here."""
        return self._actor != UNNAMED

    def wall(self, station_t: float) -> str:
        """Wall-clock time of station time `station_t`, s: "10:34:16"."""
        station = self._station
        return "" if station is None else formats.clock_at(station.utc, station_t - station.station_now)
