"""The window: alarm bar, rail, one screen, status strip. Thin: it routes frames to screens and wishes to signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import flash
from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.attention import Attention
from bedside.ui.extent import extent_of
from bedside.ui.intended_use import IntendedUse
from bedside.ui.key_button import KeyButton
from bedside.ui.mode_words import empty_station, mode_shown, only_bed
from bedside.ui.no_sound import NoSoundStrip
from bedside.ui.rail import Rail
from bedside.ui.screens import Screens
from bedside.ui.station_desk import NAMES, StationDesk
from bedside.ui.station_screen import StationScreen
from bedside.ui.status_strip import StatusStrip
from bedside.ui.theme import Theme
from bedside.ui.window_acts import WindowActs
from bedside.ui.window_keys import WindowKeys
from bedside.ui.window_layout import WindowLayout
from bedside.vitals.commands import Command
from bedside.vitals.sessions import UNNAMED, Actor, Mode

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.devices_screen import DevicesScreen
    from bedside.ui.panel_desk import PanelDesk
    from bedside.ui.profiles_screen import ProfilesScreen
    from bedside.ui.review_screen import ReviewScreen

CHROME_S: Final = 0.1  # how often bar and strip look for news of words; flashing and alarms at once
NOTICE_S: Final = 10.0


class MainWindow(QWidget):
    """Everything a person sees.

    Signals:
        command: a `Command` for the station.
        screen_changed: name of the screen that is shown now: station, bed, devices, review.
        simulator_asked: start a simulated patient on this bed.
        close_requested: the window was asked to close with a session open; the side panel asks what to do.
        closing: a `Closing` (panels.close_window), or None when no session was open: the window closes now.
    """

    command = Signal(object)
    screen_changed = Signal(str)
    simulator_asked = Signal(int)
    close_requested = Signal()
    closing = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle("bedside")
        self.setMinimumSize(640, 400)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPalette(theme.palette())
        self.setFont(theme.font("body"))
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._updates: Mapping[int, MonitorUpdate] = {}
        self._station: StationUpdate | None = None
        self._now = 0.0
        self._chrome: tuple[float, tuple[bool, bool], tuple[object, ...]] | None = None
        self._notice = ("", 0.0)
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
        self._screens = Screens(theme, self)
        self._menu = KeyButton(theme, "", "menu", parent=self)
        self._menu.setAccessibleName(self.tr("Screens"))
        self._menu.clicked.connect(self._toggle_rail)
        self._station_desk = StationDesk(theme, self)
        self.attention = Attention(theme, self)
        self._acts = WindowActs(self)
        self._layout = WindowLayout(
            alarm_bar=self.alarm_bar,
            menu=self._menu,
            rail=self.rail,
            rail_px=round(theme.length("rail")),
            status=self.status,
            intended_use=self.intended_use,
            no_sound=self.no_sound,
            screens=self._screens,
            attention=self.attention,
        )
        self._connect_parts()
        self._acts.connect_keys(WindowKeys(self))
        self.rail.set_screen("station")

    def _connect_parts(self) -> None:
        acts = self._acts
        self.alarm_bar.command.connect(self.send)
        self.alarm_bar.bed_asked.connect(self.open_bed)
        self.alarm_bar.list_asked.connect(acts.open_alarm_list)
        self.alarm_bar.pause_asked.connect(acts.audio_pause)
        self.alarm_bar.sound_asked.connect(acts.open_sound)
        self.rail.screen_asked.connect(self.show_screen)
        self.status.sound_asked.connect(acts.open_sound)
        self.status.operator_asked.connect(acts.open_operator)
        self.no_sound.asked.connect(acts.open_sound)
        self.intended_use.accepted.connect(acts.accept_use)
        self.attention.quiet.asked.connect(acts.quiet_key)
        self._station_desk.command.connect(self.send)
        self._station_desk.wants.connect(self.open_panel)
        self._screens.command.connect(self.send)
        self._screens.leave.connect(self._close_chosen)
        self._screens.changed.connect(self._on_screen)
        self.station_screen.bed_asked.connect(self.open_bed)
        self.station_screen.devices_asked.connect(acts.open_devices)
        self.station_screen.simulator_asked.connect(self.simulator_asked)
        self.station_screen.next_asked.connect(acts.next_patient)

    # -- its parts -------------------------------------------------------------------------------------

    @property
    def station_screen(self) -> StationScreen:
        """The grid of all beds."""
        return self._screens.station

    @property
    def bed_screen(self) -> BedScreen:
        """The screen of one bed."""
        return self._screens.bed

    @property
    def desk(self) -> PanelDesk:
        """What opens the side panels of the bed screen."""
        return self._screens.desk

    @property
    def devices(self) -> DevicesScreen:
        """The technician's screen."""
        return self._screens.devices

    @property
    def review(self) -> ReviewScreen:
        """Recorded sessions."""
        return self._screens.review

    @property
    def settings(self) -> ProfilesScreen:
        """The supervisor's page of alarm profiles."""
        return self._screens.settings

    @property
    def screen_name(self) -> str:
        """Which screen is shown: station, bed, devices, review or settings."""
        return self._screens.name

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

    # -- for the application ---------------------------------------------------------------------------

    def show_updates(
        self, updates: Mapping[int, MonitorUpdate], station: StationUpdate, now: float | None = None
    ) -> None:
        """Show one frame.

        Args:
            updates: the newest update of every bed, live or simulated.
            station: the newest state of the station.
            now: station time of the frame, s; the station's own when left out. Flashing and ages follow it.
        """
        self._now = station.station_now if now is None else now
        self._station = station
        if not updates:
            updates = empty_station(self._now)
        self._updates = updates
        self._take_operator(station)
        if not self._chosen:
            self._follow_beds()
        elif self._awaited in updates:
            self.open_bed(cast("int", self._awaited))
        if self.screen_name == "bed" and self._bed not in updates:
            self._screens.go("station")
        self._screens.frame(updates, self._bed, station, self._now)
        self._show_chrome(station)
        self.attention.quiet.advance(updates.get(self._bed or 0))

    def show_refusal(self, sentence: str) -> None:
        """Say why the station refused what was asked, where the person looks and on the strip."""
        self.say(sentence)
        self._station_desk.show_refusal(sentence)
        self._screens.show_refusal(sentence)

    @Slot(object)
    def send(self, command: Command) -> None:
        """Give a command to the station."""
        self._station_desk.sent(command)
        self.command.emit(command)

    def ask_for_sound(self, sentence: str) -> None:
        """An infusion start was refused until somebody says whether alarms can be heard: ask (ALM-45)."""
        self.say(sentence)
        self._station_desk.unconfirmed()
        fault = self._station is not None and bool(self._station.sound.fault)
        self.open_panel("no-sound" if fault else "self-test")

    def show_fault(self, sentence: str) -> None:
        """Say, instead of any screen, why the station could not be started."""
        self._screens.show_fault(sentence)
        self.setWindowTitle(self.tr("bedside · not running"))

    def close_panel(self) -> bool:
        """Close what stands beside the screen; False when there was nothing."""
        desk = self._screens.open_desk
        if self._station_desk.close() or (desk is not None and desk.close()):
            return True
        return self._layout.close_rail(extent_of(self.width(), self.height()))

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Put a sentence on the status strip for ten seconds."""
        self._notice = (sentence, self._now + NOTICE_S)
        self._chrome = None

    @Slot(str)
    def show_screen(self, name: str) -> None:
        """Go to a screen: station, bed, devices, review, settings."""
        self._chosen = True
        self._awaited = None
        if name == "station" and only_bed(self._updates) is not None:
            name = "bed"
        if name == "bed" and self._bed not in self._updates:
            self._bed = only_bed(self._updates) or next(iter(sorted(self._updates)), None)
        self._go(name)

    @Slot(int)
    def open_bed(self, bed: int) -> None:
        """Go to the screen of a bed."""
        self._chosen = True
        self._bed = bed
        self._awaited = None if bed in self._updates else bed
        self._go("bed")

    @Slot(str)
    def open_panel(self, name: str) -> None:
        """Open a side panel: on the bed screen one of its own, on any screen one about the station."""
        if name in NAMES:
            if self._station is not None:
                self._station_desk.open(name, self._screens.panels, self._station, self._updates, self._actor)
            return
        update = self._updates.get(self._bed) if self._bed is not None else None
        if update is None or self.screen_name != "bed":
            self.say(self.tr("Open a bed first."))
        else:
            self.desk.open(name, update)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when no session is open; else ask in a side panel, with the live bed in sight."""
        open_beds = [u for u in self._updates.values() if u.session is not None and u.mode is not Mode.REPLAY]
        if self._may_close or not open_beds:
            if not self._may_close:
                self.closing.emit(None)
            event.accept()
            return
        event.ignore()
        self.open_bed(next((u.bed for u in open_beds if u.bed == self._bed), open_beds[0].bed))
        self.desk.ask_closing(open_beds)
        self.close_requested.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Keys go to the window first, not to the first button in it."""
        super().showEvent(event)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the frame out."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; the parts cover it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _show_chrome(self, station: StationUpdate) -> None:
        lit = flash.phase(self._now)
        alarms = (station.alarms, *(update.alarms for update in self._updates.values()))
        if self._chrome is not None:
            at, shown_lit, shown_alarms = self._chrome
            if abs(self._now - at) < CHROME_S and lit == shown_lit and alarms == shown_alarms:
                return
        self._chrome = (self._now, lit, alarms)
        self.alarm_bar.show_updates(self._updates, self._now, station, bed=self._acts.wanted_bed())
        notice = self._notice[0] if self._now < self._notice[1] else ""
        self.status.show_station(station, self._updates, self._now, notice)
        if self._layout.show_strips(station):
            self._arrange()
        self._station_desk.show(station, self._updates, self._actor)
        if self.screen_name != "review":
            self._station_desk.offer_test(self._screens.panels, station, self._updates, self._actor)
        self._show_mode()
        rests = self.screen_name == "bed" and not self._screens.panel_open
        bed = self._updates.get(self._bed) if rests and self._bed is not None else None
        self.attention.frame(self.alarm_bar.alarms, station, self._updates, bed, self._now)

    def _take_operator(self, station: StationUpdate) -> None:
        actor = station.operator or UNNAMED
        if actor != self._actor:
            self._actor = actor
            self.alarm_bar.set_actor(actor)
            self._screens.set_actor(actor)

    def _show_mode(self) -> None:
        shown = self._updates.get(self._bed) if self.screen_name == "bed" and self._bed is not None else None
        mode, words = mode_shown(self._updates.values(), shown)
        self._screens.set_mode(mode, *words)
        word = self._screens.word
        title = f"bedside · {word}" if word else "bedside"
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _follow_beds(self) -> None:
        only = only_bed(self._updates)
        if only is not None:
            self._bed = only
        wanted = "station" if only is None else "bed"
        if wanted != self.screen_name:
            self._go(wanted)

    # -- layout ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._layout.arrange(self.width(), self.height(), extent_of(self.width(), self.height()))

    def _toggle_rail(self) -> None:
        shown = self.rail.isHidden()
        self.rail.setVisible(shown)
        if shown:
            self.rail.raise_()
            self.rail.setFocus()

    def _go(self, name: str) -> None:
        if extent_of(self.width(), self.height()).small:
            self.rail.hide()
        self._screens.go(name)
        self._chrome = None
        if self._station is not None:
            self._screens.frame(self._updates, self._bed, self._station, self._now)

    @Slot(str)
    def _on_screen(self, name: str) -> None:
        self.rail.set_screen(name)
        self.setFocus()
        self.screen_changed.emit(name)

    @Slot(object)
    def _close_chosen(self, choice: object) -> None:
        self._may_close = True
        self.closing.emit(choice)
        self.close()
