"""The parts of a window and what they are called: bar, rail, screens, strips. What they do is in `main_window`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from bedside.ui import accessible
from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.attention import Attention
from bedside.ui.extent import LEAST, Extent, extent_of
from bedside.ui.intended_use import IntendedUse
from bedside.ui.key_button import KeyButton
from bedside.ui.no_sound import NoSoundStrip
from bedside.ui.rail import Rail
from bedside.ui.screens import Screens
from bedside.ui.station_desk import StationDesk
from bedside.ui.status_strip import StatusStrip
from bedside.ui.theme import Theme
from bedside.ui.window_layout import WindowLayout
from bedside.vitals.sessions import UNNAMED, Actor

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.devices_screen import DevicesScreen
    from bedside.ui.lots_glance import LotsSeen
    from bedside.ui.panel_desk import PanelDesk
    from bedside.ui.review_screen import ReviewScreen
    from bedside.ui.settings_screen import SettingsScreen
    from bedside.ui.station_screen import StationScreen


class WindowParts(QWidget):
    """One window, put together; `MainWindow` brings it to life."""

    command = Signal(object)
    screen_changed = Signal(str)
    simulator_asked = Signal(int)
    close_requested = Signal()
    closing = Signal(object)
    ending = Signal(object)
    window_asked = Signal(str, object)
    place_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, kiosk: bool = False) -> None:
        super().__init__(parent)
        accessible.install()
        self.first = True
        self.alone = True
        self.kiosk = kiosk
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle("bedside")
        self.setMinimumSize(*LEAST)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint, kiosk)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPalette(theme.palette())
        self.setFont(theme.font("body"))
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._updates: Mapping[int, MonitorUpdate] = {}
        self._station: StationUpdate | None = None
        self._now = 0.0
        self._bed: int | None = None
        self._awaited: int | None = None  # a bed that was asked for before its first update came
        self._chosen = False  # whether a person has chosen a screen; until then one bed means its screen
        self._may_close = False
        self.alarm_bar = AlarmBar(theme, self)
        self.rail = Rail(theme, self)
        self.status = StatusStrip(theme, self)
        self.intended_use = IntendedUse(theme, self)
        self.intended_use.hide()
        self.no_sound = NoSoundStrip(theme, self)
        self.no_sound.hide()
        self.screens = Screens(theme, self)
        self._menu = KeyButton(theme, "", "menu", parent=self)
        self._menu.setAccessibleName(self.tr("Screens"))
        self._station_desk = StationDesk(self.screens.page_look, self)
        self.attention = Attention(theme, self, main=lambda: self.first)
        self._layout = WindowLayout(
            alarm_bar=self.alarm_bar,
            menu=self._menu,
            rail=self.rail,
            status=self.status,
            intended_use=self.intended_use,
            no_sound=self.no_sound,
            screens=self.screens,
            attention=self.attention,
        )
        self.rail.set_screen("station")
        self.rail.offer_end(kiosk)

    def use_lots(self, read: Callable[[], LotsSeen]) -> None:
        """What there is to do before the first patient knows the lots in use; `read` gives them as they are now."""
        self.screens.use_lots(read)
        self._station_desk.use_lots(read)

    @property
    def theme(self) -> Theme:
        """The look all windows share."""
        return self._theme

    @property
    def station_screen(self) -> StationScreen:
        """The grid of all beds."""
        return self.screens.station

    @property
    def bed_screen(self) -> BedScreen:
        """The screen of one bed."""
        return self.screens.bed

    @property
    def desk(self) -> PanelDesk:
        """What opens the side panels of the bed screen."""
        return self.screens.desk

    @property
    def devices(self) -> DevicesScreen:
        """The technician's screen."""
        return self.screens.devices

    @property
    def review(self) -> ReviewScreen:
        """Recorded sessions."""
        return self.screens.review

    @property
    def settings(self) -> SettingsScreen:
        """Alarm profiles, ages, units, appearance, screen and sound."""
        return self.screens.settings

    @property
    def screen_name(self) -> str:
        """Which screen is shown: station, bed, devices, review or settings."""
        return self.screens.name

    @property
    def bed(self) -> int | None:
        """The bed of the bed screen."""
        return self._bed

    @property
    def updates(self) -> Mapping[int, MonitorUpdate]:
        """The newest update of every bed."""
        return self._updates

    @property
    def station(self) -> StationUpdate | None:
        """The newest state of the station; None before the first frame."""
        return self._station

    @property
    def now(self) -> float:
        """Station time of the newest frame, s."""
        return self._now

    @property
    def actor(self) -> Actor:
        """Who works here, as far as anybody said."""
        return self._actor

    @property
    def station_desk(self) -> StationDesk:
        """What opens the panels about the station."""
        return self._station_desk

    def show_strips(self, station: StationUpdate) -> None:
        """Show the strips between bar and screen that are needed."""
        if self._layout.show_strips(station):
            self._arrange()

    def show_title(self, word: str) -> None:
        """SIMULATION and REVIEW stand in the title too; "" = live."""
        title = f"bedside · {word}" if word else "bedside"
        if title != self.windowTitle():
            self.setWindowTitle(title)

    @property
    def extent(self) -> Extent:
        """The frame at the window's size and the size of its text."""
        return extent_of(self.width(), self.height(), self._theme.text_scale)

    def _arrange(self) -> None:
        self._layout.arrange(self.width(), self.height(), self.extent)
