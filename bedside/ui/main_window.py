"""The window: alarm bar, rail, one screen, status strip. Thin: it routes frames to screens and wishes to signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QCloseEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.mode_words import empty_station, only_bed, open_sessions
from bedside.ui.patient_button import PatientButton, bed_of
from bedside.ui.spoken import spoken, told
from bedside.ui.station_desk import NAMES
from bedside.ui.theme import Theme
from bedside.ui.window_acts import WindowActs
from bedside.ui.window_chrome import WindowChrome
from bedside.ui.window_keys import WindowKeys
from bedside.ui.window_parts import WindowParts
from bedside.ui.window_views import BedViews
from bedside.vitals.commands import Command
from bedside.vitals.display import BedView
from bedside.vitals.sessions import UNNAMED

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate


class MainWindow(WindowParts):
    """Everything a person sees in one window; there may be several.

    Attributes:
        first: whether it is the station's main window: that one comes to the front for an alarm nobody takes.
        alone: whether closing it ends bedside, so that open sessions have to be asked about.
        kiosk: it fills the screen for good, without the system's keys for windows.

    Signals:
        command: a `Command` for the station.
        screen_changed: name of the screen that is shown now: station, bed, devices, review.
        simulator_asked: start a simulated patient on this bed.
        close_requested: the window was asked to close with a session open; the side panel asks what to do.
        closing: a `Closing` (panels.close_window), or None where nothing had to be asked: the window closes now.
        ending: the same, when bedside is to end with all its windows.
        window_asked: a window of its own is wanted: name of its screen, and its bed or None.
        place_changed: it stands elsewhere, or shows something else.
    """

    _whole = False  # events come while the parts are made

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, kiosk: bool = False) -> None:
        super().__init__(theme, parent, kiosk=kiosk)
        self.acts = WindowActs(self)
        self._chrome = WindowChrome(self)
        self._views = BedViews(self.send)
        self._connect_parts()
        self.acts.connect_keys(WindowKeys(self))
        self.patient_button = PatientButton(
            self, update=lambda: bed_of(self._bed, self._updates), now=lambda: self._now
        )
        self.patient_button.command.connect(self.command)
        self.patient_button.said.connect(self.say)
        self._whole = True

    def _connect_parts(self) -> None:
        acts = self.acts
        self._menu.clicked.connect(self._toggle_rail)
        self.alarm_bar.command.connect(self.send)
        self.alarm_bar.bed_asked.connect(self.open_bed)
        self.alarm_bar.list_asked.connect(acts.open_alarm_list)
        self.alarm_bar.pause_asked.connect(acts.audio_pause)
        self.alarm_bar.sound_asked.connect(acts.open_sound)
        self.rail.screen_asked.connect(self.show_screen)
        self.rail.window_asked.connect(acts.open_window)
        self.rail.end_asked.connect(acts.ask_end)
        self.status.sound_asked.connect(acts.open_sound)
        self.status.operator_asked.connect(acts.open_operator)
        self.no_sound.asked.connect(acts.open_sound)
        self.intended_use.accepted.connect(acts.accept_use)
        self.attention.quiet.asked.connect(acts.quiet_key)
        self._station_desk.command.connect(self.send)
        self._station_desk.wants.connect(acts.go_to)
        self.screens.command.connect(self.send)
        self.screens.leave.connect(self.end_now)
        self.screens.told.connect(self.say)
        self.screens.changed.connect(self._on_screen)
        self.screens.step_asked.connect(acts.go_to)
        self.screens.bed_asked.connect(self.open_bed)
        self.screens.devices_asked.connect(acts.open_devices)
        self.screens.simulator_asked.connect(self.simulator_asked)
        self.screens.next_asked.connect(acts.next_patient)
        self.screens.bed_made.connect(self._views.show_on)
        self.screens.view_changed.connect(self._view_changed)

    def show_updates(
        self, updates: Mapping[int, MonitorUpdate], station: StationUpdate, now: float | None = None
    ) -> None:
        """Show one frame.

        Args:
            updates: the newest update of every bed, live or simulated.
            station: the newest state of the station.
            now: station time of the frame, s; the station's own when left out. Flashing and ages follow it.
        """
        self._take(updates, station, now)
        if self._awaited is not None and self._awaited in self._updates:
            self.open_bed(self._awaited)
        elif not self._chosen:
            self._follow_beds()
        if self.screen_name == "bed" and self._bed not in self._updates:
            self.screens.go("station")
        if self.screen_name == "bed":
            self._views.frame(self._bed, station)
        self.screens.frame(self._updates, self._bed, station, self._now)
        self._chrome.show(station)
        self.attention.quiet.advance(self._updates.get(self._bed or 0))

    def watch(
        self, updates: Mapping[int, MonitorUpdate], station: StationUpdate, now: float | None = None
    ) -> None:
        """Take one frame while nobody can see the window: nothing is drawn, an alarm still brings it back."""
        self._take(updates, station, now)
        self._chrome.show(station)

    def _take(self, updates: Mapping[int, MonitorUpdate], station: StationUpdate, now: float | None) -> None:
        self._now = station.station_now if now is None else now
        self._station = station
        self._updates = updates or empty_station(self._now)
        self._take_operator(station)

    def show_refusal(self, sentence: str) -> None:
        """Say why the station refused what was asked, where the person looks and on the strip."""
        sentence = told(sentence)
        self.say(sentence)
        self._station_desk.show_refusal(sentence)
        self.screens.show_refusal(sentence)

    @Slot(object)
    def send(self, command: Command) -> None:
        """Give a command to the station."""
        self._station_desk.sent(command)
        self.command.emit(command)

    def ask_for_sound(self, sentence: str) -> None:
        """An infusion start was refused until somebody says whether alarms can be heard: ask (ALM-45)."""
        self.say(sentence)
        self.screens.show_refusal(spoken(sentence))
        self._station_desk.unconfirmed()
        fault = self._station is not None and bool(self._station.sound.fault)
        self.open_panel("no-sound" if fault else "self-test")

    def show_fault(self, sentence: str) -> None:
        """Say, instead of any screen, why the station could not be started."""
        self.screens.show_fault(sentence)
        self.setWindowTitle(self.tr("bedside · not running"))

    def close_panel(self) -> bool:
        """Close what stands beside the screen; False when there was nothing."""
        desk = self.screens.open_desk
        if self._station_desk.close() or (desk is not None and desk.close()):
            return True
        return self._layout.close_rail(self.extent)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Put a sentence on the status strip for ten seconds."""
        self._chrome.say(sentence)

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

    def come_back(self, bed: int | None) -> None:
        """Show this bed, which was shown when bedside ended, as soon as it is there; None: none was."""
        self._awaited = bed

    @Slot(str)
    def open_panel(self, name: str) -> None:
        """Open a side panel: on the bed screen one of its own, on any screen one about the station."""
        if name in NAMES:
            if self._station is not None:
                self._station_desk.open(name, self.screens.panels, self._station, self._updates, self._actor)
            return
        update = self._updates.get(self._bed) if self._bed is not None else None
        if update is None or self.screen_name != "bed":
            self.say(self.tr("Open a bed first."))
        elif name == "session" and update.session is None:
            self.say(self.tr("No session runs on this bed: it opens with the first reading."))
        else:
            self.desk.open(name, update)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close where another window stays or no session is open; else ask, with the live bed in sight."""
        if self._may_close:
            event.accept()
        elif self.alone and (self.kiosk or open_sessions(self._updates)):
            event.ignore()
            self.acts.ask_end()
        else:
            self.closing.emit(None)
            event.accept()

    @Slot(object)
    def end_now(self, choice: object = None) -> None:
        """End bedside with all its windows; `choice`: a `Closing`, or None where nothing had to be asked."""
        self._may_close = True
        self.ending.emit(choice)
        self.closing.emit(choice)
        self.close()

    @property
    def on_screen(self) -> bool:
        """Whether anybody can see it: a hidden or minimised window, and one behind a locked screen, is not drawn."""
        handle = self.windowHandle()
        return self.isVisible() and not self.isMinimized() and handle is not None and handle.isExposed()

    def showEvent(self, event: QShowEvent) -> None:
        """Keys go to the window first, not to the first button in it."""
        super().showEvent(event)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the frame out."""
        self._arrange()
        super().resizeEvent(event)
        self.place_changed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """It stands elsewhere."""
        super().moveEvent(event)
        self.place_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Another look, or full screen begins or ends."""
        super().changeEvent(event)
        if not self._whole:
            return
        if event.type() is QEvent.Type.WindowStateChange:
            self.place_changed.emit()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._chrome.forget()
            self._arrange()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; the parts cover it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _take_operator(self, station: StationUpdate) -> None:
        actor = station.operator or UNNAMED
        if actor != self._actor:
            self._actor = actor
            self.alarm_bar.set_actor(actor)
            self.screens.set_actor(actor)

    def _follow_beds(self) -> None:
        only = only_bed(self._updates)
        if only is not None:
            self._bed = only
        wanted = "station" if only is None else "bed"
        if wanted != self.screen_name:
            self._go(wanted)

    def _toggle_rail(self) -> None:
        shown = self.rail.isHidden()
        self.rail.setVisible(shown)
        if shown:
            self.rail.raise_()
            self.rail.setFocus()

    def _go(self, name: str) -> None:
        if self.extent.small:
            self.rail.hide()
        self.screens.go(name)
        self._chrome.forget()
        if self._station is not None:
            self.screens.frame(self._updates, self._bed, self._station, self._now)

    @Slot(str)
    def _on_screen(self, name: str) -> None:
        self.rail.set_screen(name)
        self.setFocus()
        self.screen_changed.emit(name)
        self.place_changed.emit()

    @Slot(object)
    def _view_changed(self, view: BedView) -> None:
        self._views.changed(view, self._actor)
