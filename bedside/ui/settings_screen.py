"""Settings: a list of pages at the left and the page that is chosen; alarms and live numbers stay where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.ground import Ground
from bedside.ui.profiles_screen import ProfilesScreen
from bedside.ui.settings_ages import AgesPage
from bedside.ui.settings_appearance import AppearancePage
from bedside.ui.settings_display import DisplayPage
from bedside.ui.settings_list import PageList
from bedside.ui.settings_page import NO_BEDS, AppearanceWishes, SettingsPage
from bedside.ui.settings_sound import SoundPage
from bedside.ui.settings_units import UnitsPage
from bedside.ui.settings_words import states_of
from bedside.ui.theme import Theme
from bedside.ui.tile_column import scrolled
from bedside.vitals.sessions import UNNAMED, Actor

if TYPE_CHECKING:
    from bedside.ui.protocols.screen import ProtocolScreen

_AT: Final = themes.layout("settings_screen")


def _protocol_page(theme: Theme) -> ProtocolScreen:
    from bedside.ui.protocols.screen import ProtocolScreen  # noqa: PLC0415 - most of it, and seldom looked at

    return ProtocolScreen(theme)


def _pin_page(theme: Theme) -> SettingsPage:
    from bedside.ui.protocols.pin_page import PinPage  # noqa: PLC0415 - seldom looked at

    return PinPage(theme)


def _lots_page(theme: Theme) -> SettingsPage:
    from bedside.ui.settings_lots import LotsPage  # noqa: PLC0415 - seldom looked at

    return LotsPage(theme)


class SettingsScreen(Ground):
    """Profiles, protocol, lots, PIN, ages, units, appearance, screen, sound. All may look; who may change what is said.

    Signals:
        command: a `Command` for the station.
        page_made: name of a page that was just made, for what stands behind it.
    """

    command = Signal(object)
    page_made = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._actor: Actor = UNNAMED
        self._name = ""
        self._station: StationUpdate | None = None
        self.setAccessibleName(self.tr("Settings"))
        self.wishes = AppearanceWishes(self)
        self.wishes.command.connect(self.command)
        self.profiles = ProfilesScreen(theme)
        self.profiles.command.connect(self.command)
        self.pages: dict[str, SettingsPage | ProtocolScreen] = {}
        self._makers: dict[str, Callable[[], SettingsPage | ProtocolScreen]] = {
            "protocol": lambda: _protocol_page(theme),
            "lots": lambda: _lots_page(theme),
            "pin": lambda: _pin_page(theme),
            "ages": lambda: AgesPage(theme),
            "units": lambda: UnitsPage(theme, self.wishes),
            "appearance": lambda: AppearancePage(theme, self.wishes),
            "display": lambda: DisplayPage(theme, self.wishes),
            "sound": lambda: SoundPage(theme),
        }
        self.list = PageList(
            theme,
            self.tr("Settings"),
            {
                "profiles": (self.tr("Alarm profiles"), "tune-vertical"),
                "protocol": (self.tr("Protocol"), "clipboard-list"),
                "lots": (self.tr("Lots"), "test-tube"),
                "ages": (self.tr("Ages"), "history"),
                "units": (self.tr("Units"), "arm-flex-outline"),
                "appearance": (self.tr("Appearance"), "eye-outline"),
                "display": (self.tr("Screen"), "speedometer-medium"),
                "sound": (self.tr("Sound test"), "volume-high"),
                "pin": (self.tr("PIN"), "lock-outline"),
            },
        )
        self.list.setParent(self)
        self.list.chosen.connect(self.go)
        self._scrolled_profiles: QScrollArea = scrolled(theme, self.profiles, sideways=True)
        self._scrolled_profiles.setParent(self)
        self.go("profiles")

    @property
    def name(self) -> str:
        """The page that is shown: profiles, protocol, lots, ages, units, appearance, display, sound or pin."""
        return self._name

    @Slot(str)
    def go(self, name: str) -> None:
        """Show a page; made when first needed."""
        self._name = name
        self.list.set_chosen(name)
        page = self._page()
        for other in (self._scrolled_profiles, *self.pages.values()):
            other.setVisible(other is page)
        self._arrange()
        if self._station is not None:
            self.show_update(self._station)

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on, on every page."""
        self._actor = self.wishes.actor = actor
        self.profiles.set_actor(actor)
        for page in self.pages.values():
            page.set_actor(actor)

    def show_update(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate] = NO_BEDS) -> None:
        """Take the newest state of the station and, for the sound, of its beds."""
        self._station = station
        self.wishes.show_station(station.appearance)
        for name, words in states_of(station).items():
            self.list.keys[name].set_state(words)
        if self._name == "profiles":
            self.profiles.show_update(station)
        else:
            self.pages[self._name].show_update(station, updates)

    def show_refusal(self, sentence: str) -> None:
        """Say on the page that is shown why the station refused."""
        self.wishes.refused()
        if self._name == "profiles":
            self.profiles.show_refusal(sentence)
        else:
            self.pages[self._name].show_refusal(sentence)

    def _page(self) -> QWidget:
        if self._name == "profiles":
            return self._scrolled_profiles
        page = self.pages.get(self._name)
        if page is None:
            page = self.pages[self._name] = self._makers[self._name]()
            page.setParent(self)
            page.set_actor(self._actor)
            page.command.connect(self.command)
            self.setTabOrder(self.list, page)
            self.page_made.emit(self._name)
        return page

    def _arrange(self) -> None:
        width, height, gap = self.width(), self.height(), _AT.gap
        scale = self._theme.text_scale
        if width < _AT.narrow * (1.0 + scale) / 2:
            high = self.list.height_of_flat(width)
            self.list.set_place(QRect(0, 0, width, high), flat=True)
            place = QRect(0, high + gap, width, height - high - gap)
        else:
            wide = int(min(_AT.list_width * scale, _AT.list_most * width))
            self.list.set_place(QRect(0, 0, wide, height), flat=False)
            place = QRect(wide + gap, 0, width - wide - gap, height)
        self._page().setGeometry(place)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and self._name:
            self._arrange()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and page share the room."""
        self._arrange()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(_AT.width, _AT.height)
