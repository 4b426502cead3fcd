"""The screens of the window, made when first needed: the first paint waits for no chart and no number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.extent import NOMINAL, extent_of
from bedside.ui.frame import ModeFrame
from bedside.ui.page_look import PageLook
from bedside.ui.theme import Theme
from bedside.vitals.sessions import UNNAMED, Actor

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.devices_screen import DevicesScreen
    from bedside.ui.first_start import FirstStart
    from bedside.ui.lots_glance import LotsSeen
    from bedside.ui.panel_desk import PanelDesk
    from bedside.ui.panel_host import PanelHost
    from bedside.ui.review_screen import ReviewScreen
    from bedside.ui.settings_screen import SettingsScreen
    from bedside.ui.station_screen import StationScreen

_AT: Final = themes.layout("window_layout")


class ScreenPages(QWidget):
    """Station, bed, devices, review and settings, each made when it is first needed.

    Attributes:
        page_look: the look of all pages and panels; what is drawn to the size of the window has the window's.

    Signals:
        command: a `Command` from one of the screens or its panels.
        leave: a `Closing` from the side panel that asks about open sessions.
        told: why a key did nothing, one sentence.
        changed: name of the screen that is shown now.
        bed_asked: open the screen of this bed.
        devices_asked: open Devices for this bed.
        simulator_asked: start a simulated patient on this bed.
        next_asked: make room for the next patient on this bed.
        bed_made: the `BedScreen`, when it is first needed.
        view_changed: a `BedView`: somebody looks at a bed in another way.
        step_asked: what a key of the first start means: devices, simulator, self-test, …
    """

    command = Signal(object)
    leave = Signal(object)
    told = Signal(str)
    changed = Signal(str)
    step_asked = Signal(str)
    bed_asked = Signal(int)
    devices_asked = Signal(int)
    simulator_asked = Signal(int)
    next_asked = Signal(int)
    bed_made = Signal(object)
    view_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self.page_look = PageLook(theme)
        self._actor: Actor = UNNAMED
        self._extent = extent_of(*NOMINAL)
        self._name = "station"
        self._pages: dict[str, QWidget] = {}  # those that were needed so far
        self._station: StationScreen | None = None
        self._bed: BedScreen | None = None
        self._desk: PanelDesk | None = None
        self._devices: DevicesScreen | None = None
        self._review: ReviewScreen | None = None
        self._settings: SettingsScreen | None = None
        self._first: FirstStart | None = None
        self._lots: Callable[[], LotsSeen] | None = None  # those in use; None = no list
        self._side: PanelHost | None = None

    @property
    def panels(self) -> PanelHost:
        """Where a panel about the station opens: on the bed screen with its others, else at the right."""
        if self._name == "bed":
            return self.bed.panels
        if self._side is None:
            from bedside.ui.panel_host import PanelHost  # noqa: PLC0415 - window first

            self._side = PanelHost(self.page_look, self)
            self._side.opened.connect(self._arrange)
            self._side.closed.connect(self._arrange)
            self._arrange()
        return self._side

    @property
    def name(self) -> str:
        """Which screen is shown: station, bed, devices, review or settings."""
        return self._name

    @property
    def station(self) -> StationScreen:
        """The grid of all beds."""
        if self._station is None:
            from bedside.ui.station_screen import StationScreen  # noqa: PLC0415 - window first, numpy after

            screen = self._station = StationScreen(self._theme)
            screen.bed_asked.connect(self.bed_asked)
            screen.devices_asked.connect(self.devices_asked)
            screen.simulator_asked.connect(self.simulator_asked)
            screen.next_asked.connect(self.next_asked)
            self._add("station", ModeFrame(self._theme, screen, self))
        return self._station

    @property
    def bed(self) -> BedScreen:
        """The screen of one bed."""
        if self._bed is None:
            from bedside.ui.bed_screen import BedScreen  # noqa: PLC0415 - window first, charts after
            from bedside.ui.panel_desk import PanelDesk  # noqa: PLC0415 - window first

            screen = self._bed = BedScreen(self._theme, self._actor, pages=self.page_look)
            screen.command.connect(self.command)
            screen.key_asked.connect(self._press)
            desk = self._desk = PanelDesk(self.page_look, self._actor, screen)
            desk.command.connect(self.command)
            desk.leave.connect(self.leave)
            desk.told.connect(self.told)
            desk.page_asked.connect(self.step_asked)
            self._add("bed", ModeFrame(self._theme, screen, self))
            screen.view_changed.connect(self.view_changed)
            self.bed_made.emit(screen)
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

            screen = self._devices = DevicesScreen(self.page_look)
            screen.set_actor(self._actor)
            screen.command.connect(self.command)
            self._add("devices", ModeFrame(self._theme, screen, self))
        return self._devices

    @property
    def review(self) -> ReviewScreen:
        """Recorded sessions; brings its own replay frame."""
        if self._review is None:
            from bedside.ui.review_screen import ReviewScreen  # noqa: PLC0415 - window first, charts after

            self._review = ReviewScreen(self._theme, self, pages=self.page_look)
            self._add("review", self._review)
        return self._review

    @property
    def settings(self) -> SettingsScreen:
        """Alarm profiles, ages, units, appearance, screen and sound."""
        if self._settings is None:
            from bedside.ui.settings_screen import SettingsScreen  # noqa: PLC0415 - window first

            screen = self._settings = SettingsScreen(self.page_look)
            screen.set_actor(self._actor)
            screen.command.connect(self.command)
            self._add("settings", ModeFrame(self._theme, screen, self))
        return self._settings

    def use_lots(self, read: Callable[[], LotsSeen]) -> None:
        """`read` gives the lots in use to the page of the first start."""
        self._lots = read
        if self._first is not None:
            self._first.lots = read

    @property
    def first_start(self) -> FirstStart:
        """What to do next, on the station screen while no bed has a session."""
        if self._first is None:
            from bedside.ui.first_start import FirstStart  # noqa: PLC0415 - most starts never need it

            self._first = FirstStart(self.page_look, self)
            self._first.hide()
            if self._lots is not None:
                self._first.lots = self._lots
            self._first.asked.connect(self.step_asked)
        return self._first

    def _add(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        page.setVisible(name == self._name)
        self._arrange()

    def _arrange(self) -> None:
        """Lay the pages out; the room is shared by who shows them."""

    def _press(self, name: str) -> None:
        update = self.bed.shown
        if name == "operator":  # about the station: asked for in a form of the bed
            self.step_asked.emit(name)
        elif update is not None:
            self.desk.press(name, update)
