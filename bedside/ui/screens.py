"""The screens of the window, one shown at a time, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from bedside.ui import appearance
from bedside.ui import theme as themes
from bedside.ui.extent import Extent
from bedside.ui.frame import ModeFrame
from bedside.ui.page_look import zoom_of
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.screen_pages import ScreenPages
from bedside.vitals.sessions import Actor, Mode

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate

_AT: Final = themes.layout("window_layout")


class Screens(ScreenPages):
    """The pages in the content area, live ones in the frame of their mode; one is shown at a time."""

    def set_actor(self, actor: Actor) -> None:
        """Who acts from now on, on every screen and in every panel."""
        self._actor = actor
        if self._bed is not None and self._desk is not None:
            self._bed.actor = actor
            self._desk.set_actor(actor)
        if self._devices is not None:
            self._devices.set_actor(actor)
        if self._settings is not None:
            self._settings.set_actor(actor)

    @property
    def panel_open(self) -> bool:
        """Whether any panel stands beside the screen that is shown."""
        return bool(self.panels.name)

    def show_refusal(self, sentence: str) -> None:
        """Say on the screen that is shown, or in its panel, why the station refused."""
        if self._name == "devices":
            self.devices.show_refusal(sentence)
        elif self._name == "settings":
            self.settings.show_refusal(sentence)
        elif self._desk is not None:
            self._desk.show_refusal(sentence)

    @property
    def word(self) -> str:
        """What the window's title must say of the screen: "", SIMULATION or REVIEW."""
        page = self._pages.get(self._name)
        if page is None:
            return ""
        return page.word if isinstance(page, ModeFrame) else self.tr("REVIEW")

    def go(self, name: str) -> None:
        """Show a screen."""
        match name:  # made when first needed
            case "station":
                _ = self.station
            case "bed":
                _ = self.bed
            case "devices":
                _ = self.devices
            case "review":
                _ = self.review
            case "settings":
                _ = self.settings
        before, self._name = self._name, name
        for other, page in self._pages.items():
            if other != name:
                page.hide()
        self._pages[name].show()
        if self._first is not None and name != "station":
            self._first.hide()
        if name != before:
            if self._side is not None:
                self._side.clear()
            self.changed.emit(name)

    def frame(
        self, updates: Mapping[int, MonitorUpdate], bed: int | None, station: StationUpdate, now: float
    ) -> None:
        """Show one frame on the screen that is shown."""
        if self._name == "station":
            self.station.frame(updates, now)
            self._show_first(updates, station)
        elif self._name == "bed" and bed is not None and bed in updates:
            self.bed.show_quiet_room(station.sound.quiet_room)
            self.bed.frame(updates[bed], now)
        elif self._name == "devices":
            self.devices.show_update(station)
        elif self._name == "settings":
            self.settings.show_update(station, updates)

    def set_mode(self, mode: Mode, left_words: str, right_words: str) -> None:
        """The frame of the screen that is shown."""
        page = self._pages.get(self._name)
        if isinstance(page, ModeFrame):
            page.set_mode(mode, left_words, right_words)

    def set_extent(self, extent: Extent) -> None:
        """Scale and layout of the window."""
        self._extent = extent
        zoom = zoom_of(extent)
        if zoom != self.page_look.zoom:
            self.page_look.follow(self._theme, zoom)
            appearance.tell(self)
        self._arrange()

    def show_fault(self, sentence: str) -> None:
        """Say, instead of any screen, why the station could not be started."""
        from bedside.ui.fault_page import FaultPage  # noqa: PLC0415 - hardly ever needed

        page = self._pages.get("fault")
        if not isinstance(page, FaultPage):
            page = FaultPage(self._theme, self)
            self._add("fault", page)
        page.set_sentence(sentence)
        page.show()
        page.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """The window looks otherwise: its pages too. It is told before they are."""
        if event.type() in LOOK_EVENTS:
            self.page_look.follow(self._theme, self.page_look.zoom)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every screen fills the area."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; the screen covers it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _arrange(self) -> None:
        if self._station is not None:
            self._station.set_extent(self._extent)
        if self._bed is not None:
            self._bed.set_extent(self._extent)
        if self._review is not None:
            self._review.set_extent(self._extent)
        whole, gap = self.rect(), self._extent.gap
        wide = min(int(self.page_look.length("panel_width")), whole.width() - 2 * gap)
        panel = QRect(whole.width() - wide - gap, gap, wide, whole.height() - 2 * gap)
        beside = whole.adjusted(0, 0, -(wide + gap), 0)
        shares = self._side is not None and self._side.name and beside.width() >= _AT.least_grid
        for name, page in self._pages.items():
            if isinstance(page, ModeFrame):
                page.set_scale(self._extent.scale)
            # The grid of beds makes room: a panel may never hide a bed, where that can be helped.
            page.setGeometry(beside if name == "station" and shares else whole)
        self._place_first(beside if shares else whole)
        if self._side is not None:
            self._side.set_place(panel)
            self._side.raise_()

    def _show_first(self, updates: Mapping[int, MonitorUpdate], station: StationUpdate) -> None:
        wanted = all(update.session is None for update in updates.values())
        if not wanted and self._first is None:
            return
        first = self.first_start
        changed = wanted == first.isHidden()
        if wanted:
            first.keys_read |= self.panels.name == "help"
            changed = first.show_station(station, updates) or changed
        if changed:
            first.setVisible(wanted)
            self._arrange()

    def _place_first(self, room: QRect) -> None:
        """Beside the grid, or in its place while there is no bed to show."""
        first = self._first
        if first is None or self._name != "station":
            return
        page = self._pages["station"]
        grid, place = first.places(room, self._extent.gap) if not first.isHidden() else (room, QRect())
        page.setVisible(not grid.isEmpty())
        page.setGeometry(room if grid.isEmpty() else grid)
        first.setGeometry(place)
