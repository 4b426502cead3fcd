"""The screens of the window, one shown at a time; those that need the charting library are made when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui.extent import Extent, extent_of
from bedside.ui.fault_page import FaultPage
from bedside.ui.frame import ModeFrame
from bedside.ui.panel_host import PanelHost
from bedside.ui.station_screen import StationScreen
from bedside.ui.theme import Theme
from bedside.vitals.sessions import UNNAMED, Actor, Mode

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.devices_screen import DevicesScreen
    from bedside.ui.panel_desk import PanelDesk
    from bedside.ui.profiles_screen import ProfilesScreen
    from bedside.ui.review_screen import ReviewScreen


_LEAST_GRID: Final = 400  # px a grid beside a panel needs


class Screens(QWidget):
    """Station, bed, devices, review and settings in the content area; live ones in the frame of their mode.

    Signals:
        command: a `Command` from one of the screens or its panels.
        leave: a `Closing` from the side panel that asks about open sessions.
        changed: name of the screen that is shown now.
    """

    command = Signal(object)
    leave = Signal(object)
    changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._extent = extent_of(1920, 1080)
        self._name = "station"
        self.station = StationScreen(theme)
        self._pages: dict[str, QWidget] = {"station": ModeFrame(theme, self.station, self)}
        self._bed: BedScreen | None = None
        self._desk: PanelDesk | None = None
        self._devices: DevicesScreen | None = None
        self._review: ReviewScreen | None = None
        self._settings: ProfilesScreen | None = None
        self._side = PanelHost(theme, self)
        self._side.opened.connect(self._arrange)
        self._side.closed.connect(self._arrange)

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
    def panels(self) -> PanelHost:
        """Where a panel about the station opens: on the bed screen with its others, else at the right."""
        return self.bed.panels if self._name == "bed" else self._side

    @property
    def panel_open(self) -> bool:
        """Whether any panel stands beside the screen that is shown."""
        return bool(self.panels.name)

    @property
    def name(self) -> str:
        """Which screen is shown: station, bed, devices, review or settings."""
        return self._name

    @property
    def bed(self) -> BedScreen:
        """The screen of one bed."""
        if self._bed is None:
            from bedside.ui.bed_screen import BedScreen  # noqa: PLC0415 - window first, charts after
            from bedside.ui.panel_desk import PanelDesk  # noqa: PLC0415 - window first

            screen = self._bed = BedScreen(self._theme, self._actor)
            screen.command.connect(self.command)
            screen.key_asked.connect(self._press)
            desk = self._desk = PanelDesk(self._theme, self._actor, screen)
            desk.command.connect(self.command)
            desk.leave.connect(self.leave)
            self._add("bed", ModeFrame(self._theme, screen, self))
        return self._bed

    @property
    def desk(self) -> PanelDesk:
        """What opens the side panels of the bed screen."""
        _ = self.bed
        assert self._desk is not None  # made together with the bed screen
        return self._desk

    @property
    def open_desk(self) -> PanelDesk | None:
        """The same if the bed screen was ever shown."""
        return self._desk

    @property
    def devices(self) -> DevicesScreen:
        """The technician's screen."""
        if self._devices is None:
            from bedside.ui.devices_screen import DevicesScreen  # noqa: PLC0415 - window first

            screen = self._devices = DevicesScreen(self._theme)
            screen.set_actor(self._actor)
            screen.command.connect(self.command)
            self._add("devices", ModeFrame(self._theme, screen, self))
        return self._devices

    @property
    def review(self) -> ReviewScreen:
        """Recorded sessions; brings its own replay frame."""
        if self._review is None:
            from bedside.ui.review_screen import ReviewScreen  # noqa: PLC0415 - window first, charts after

            self._review = ReviewScreen(self._theme, self)
            self._add("review", self._review)
        return self._review

    @property
    def settings(self) -> ProfilesScreen:
        """The supervisor's page of alarm profiles."""
        if self._settings is None:
            from bedside.ui.profiles_screen import ProfilesScreen  # noqa: PLC0415 - window first

            screen = self._settings = ProfilesScreen(self._theme)
            screen.set_actor(self._actor)
            screen.command.connect(self.command)
            self._add("settings", ModeFrame(self._theme, screen, self))
        return self._settings

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
        page = self._pages[self._name]
        return page.word if isinstance(page, ModeFrame) else self.tr("REVIEW")

    def go(self, name: str) -> None:
        """Show a screen."""
        match name:  # made when first needed
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
        if name != before:
            self._side.clear()
            self.changed.emit(name)

    def frame(
        self, updates: Mapping[int, MonitorUpdate], bed: int | None, station: StationUpdate, now: float
    ) -> None:
        """Show one frame on the screen that is shown."""
        if self._name == "station":
            self.station.frame(updates, now)
        elif self._name == "bed" and bed is not None and bed in updates:
            self.bed.frame(updates[bed], now)
        elif self._name == "devices":
            self.devices.show_update(station)
        elif self._name == "settings":
            self.settings.show_update(station)

    def set_mode(self, mode: Mode, left_words: str, right_words: str) -> None:
        """The frame of the screen that is shown."""
        page = self._pages[self._name]
        if isinstance(page, ModeFrame):
            page.set_mode(mode, left_words, right_words)

    def set_extent(self, extent: Extent) -> None:
        """Scale and layout of the window."""
        self._extent = extent
        self._arrange()

    def show_fault(self, sentence: str) -> None:
        """Say, instead of any screen, why the station could not be started."""
        page = self._pages.get("fault")
        if not isinstance(page, FaultPage):
            page = FaultPage(self._theme, self)
            self._add("fault", page)
        page.set_sentence(sentence)
        page.show()
        page.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every screen fills the area."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; the screen covers it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _add(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        page.hide()
        self._arrange()

    def _arrange(self) -> None:
        self.station.set_extent(self._extent)
        if self._bed is not None:
            self._bed.set_extent(self._extent)
        whole, gap = self.rect(), self._extent.gap
        wide = min(int(self._theme.length("panel_width")), whole.width() - 2 * gap)
        panel = QRect(whole.width() - wide - gap, gap, wide, whole.height() - 2 * gap)
        beside = whole.adjusted(0, 0, -(wide + gap), 0)
        for name, page in self._pages.items():
            if isinstance(page, ModeFrame):
                page.set_scale(self._extent.scale)
            # The grid of beds makes room: a panel may never hide a bed, where that can be helped.
            shares = name == "station" and self._side.name and beside.width() >= _LEAST_GRID
            page.setGeometry(beside if shares else whole)
        self._side.set_place(panel)
        self._side.raise_()

    def _press(self, name: str) -> None:
        update = self.bed.shown
        if update is not None:
            self.desk.press(name, update)
