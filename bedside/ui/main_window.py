"""The window: alarm bar, rail, one screen, status strip. Thin: it routes frames to screens and wishes to signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import flash
from bedside.ui.alarm_bar import AlarmBar
from bedside.ui.extent import extent_of
from bedside.ui.intended_use import IntendedUse
from bedside.ui.key_button import KeyButton
from bedside.ui.mode_words import empty_station, mode_shown, only_bed
from bedside.ui.nibp_key import cuff_command
from bedside.ui.rail import Rail
from bedside.ui.screens import Screens
from bedside.ui.station_screen import StationScreen
from bedside.ui.status_strip import StatusStrip
from bedside.ui.theme import Theme
from bedside.ui.window_keys import WindowKeys
from bedside.vitals.commands import AcceptIntendedUse, EndSession
from bedside.vitals.sessions import UNNAMED, Actor, Mode

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.devices_screen import DevicesScreen
    from bedside.ui.panel_desk import PanelDesk
    from bedside.ui.review_screen import ReviewScreen

CHROME_S: Final = 0.1  # how often bar and strip look for news of words; flashing and alarms at once
NOTICE_S: Final = 10.0
URGENT_S: Final = 30.0  # a High nobody has acknowledged this long edges the whole content (ALM-35)


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

    def __init__(self, theme: Theme, actor: Actor = UNNAMED, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle("bedside")
        self.setMinimumSize(640, 400)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPalette(theme.palette())
        self.setFont(theme.font("body"))
        self._theme = theme
        self._actor = actor
        self._updates: Mapping[int, MonitorUpdate] = {}
        self._station: StationUpdate | None = None
        self._now = 0.0
        self._chrome: tuple[float, tuple[bool, bool], tuple[object, ...]] | None = None
        self._notice = ("", 0.0)
        self._bed: int | None = None
        self._awaited: int | None = None  # a bed that was asked for before its first update came
        self._chosen = False  # whether a person has chosen a screen; until then one bed means its screen
        self._may_close = False
        self.alarm_bar = AlarmBar(theme, actor, self)
        self.rail = Rail(theme, self)
        self.status = StatusStrip(theme, actor, self)
        self.intended_use = IntendedUse(theme, self)
        self.intended_use.hide()
        self._screens = Screens(theme, actor, self)
        self._menu = KeyButton(theme, "", "menu", parent=self)
        self._menu.setAccessibleName(self.tr("Screens"))
        self._menu.clicked.connect(self._toggle_rail)
        self.alarm_bar.command.connect(self.command)
        self.alarm_bar.bed_asked.connect(self.open_bed)
        self.alarm_bar.list_asked.connect(self._open_alarm_list)
        self.rail.screen_asked.connect(self.show_screen)
        self.intended_use.accepted.connect(self._accept_use)
        self._screens.command.connect(self.command)
        self._screens.leave.connect(self._close_chosen)
        self._screens.changed.connect(self._on_screen)
        self.station_screen.bed_asked.connect(self.open_bed)
        self.station_screen.devices_asked.connect(self._open_devices)
        self.station_screen.simulator_asked.connect(self.simulator_asked)
        self.station_screen.next_asked.connect(self._next_patient)
        keys = WindowKeys(self)
        keys.panel_asked.connect(self._on_bed)
        keys.said.connect(self.say)
        keys.acknowledge.connect(self.alarm_bar.acknowledge)
        keys.nibp.connect(self._nibp)
        keys.full_screen.connect(self._full_screen)
        keys.escape.connect(self._escape)
        self.rail.set_screen("station")

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
    def screen_name(self) -> str:
        """Which screen is shown: station, bed, devices or review."""
        return self._screens.name

    @property
    def bed(self) -> int | None:
        """The bed of the bed screen."""
        return self._bed

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
        if not self._chosen:
            self._follow_beds()
        elif self._awaited in updates:
            self.open_bed(cast("int", self._awaited))
        if self.screen_name == "bed" and self._bed not in updates:
            self._screens.go("station")
        self._screens.frame(updates, self._bed, station, self._now)
        self._show_chrome(station)

    def show_refusal(self, sentence: str) -> None:
        """Say why the station refused what was asked, where the person looks and on the strip."""
        self.say(sentence)
        desk = self._screens.open_desk
        if desk is not None:
            desk.show_refusal(sentence)
        if self.screen_name == "devices":
            self.devices.show_refusal(sentence)

    def show_fault(self, sentence: str) -> None:
        """Say, instead of any screen, why the station could not be started."""
        self._screens.show_fault(sentence)
        self.setWindowTitle(self.tr("bedside · not running"))

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Put a sentence on the status strip for ten seconds."""
        self._notice = (sentence, self._now + NOTICE_S)
        self._chrome = None

    @Slot(str)
    def show_screen(self, name: str) -> None:
        """Go to a screen: station, bed, devices, review."""
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

    def open_panel(self, name: str) -> None:
        """Open a side panel on the bed screen: rate, event, ratings, note, patient, end, alarms, help."""
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
        alarms = tuple(update.alarms for update in self._updates.values())
        if self._chrome is not None:
            at, shown_lit, shown_alarms = self._chrome
            if abs(self._now - at) < CHROME_S and lit == shown_lit and alarms == shown_alarms:
                return
        self._chrome = (self._now, lit, alarms)
        self.alarm_bar.show_updates(self._updates, self._now)
        notice = self._notice[0] if self._now < self._notice[1] else ""
        self.status.show_station(station, self._updates, self._now, notice)
        if self.intended_use.isHidden() == (not station.intended_use_accepted):
            self.intended_use.setVisible(not station.intended_use_accepted)
            self._arrange()
        self._show_mode()

    def _show_mode(self) -> None:
        shown = self._updates.get(self._bed) if self.screen_name == "bed" and self._bed is not None else None
        mode, words = mode_shown(self._updates.values(), shown)
        urgent = self.alarm_bar.urgent_s(self._now) >= URGENT_S
        self._screens.set_mode(mode, *words, urgent=urgent)
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
        extent = extent_of(self.width(), self.height())
        lead = extent.bar if extent.small else 0
        self.alarm_bar.setGeometry(0, 0, self.width(), extent.bar)
        self.alarm_bar.set_small(extent.small, lead)
        self._menu.setVisible(extent.small)
        self._menu.setGeometry(4, 4, lead - 8, extent.bar - 8)
        self._menu.set_scale(max(extent.scale, 0.75))
        self._menu.raise_()
        height = self.height() - extent.bar - extent.strip
        self.rail.setVisible(not extent.small)
        rail = extent.rail if not extent.small else round(self._theme.length("rail"))
        self.rail.setGeometry(0, extent.bar, rail, height)
        self.status.setGeometry(0, self.height() - extent.strip, self.width(), extent.strip)
        content = QRect(extent.rail, extent.bar, self.width() - extent.rail, height)
        if not self.intended_use.isHidden():
            gap = extent.gap
            wide = content.width() - 2 * gap
            needed = self.intended_use.height_for(wide, max(extent.scale, 0.7))
            high = min(needed, content.height() // 2)
            self.intended_use.setGeometry(content.x() + gap, content.y() + gap, wide, high)
            content.adjust(0, high + 2 * gap, 0, 0)
        self._screens.setGeometry(content)
        self._screens.set_extent(extent)

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

    @Slot()
    def _nibp(self) -> None:
        bed = self._wanted_bed()
        update = self._updates.get(bed) if bed is not None else None
        if update is None:
            self.say(self.tr("Open a bed first."))
            return
        self.command.emit(cuff_command(update, self._actor))

    @Slot()
    def _full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @Slot()
    def _escape(self) -> None:
        desk = self._screens.open_desk
        if desk is not None and desk.close():
            return
        if extent_of(self.width(), self.height()).small and not self.rail.isHidden():
            self.rail.hide()

    def _wanted_bed(self) -> int | None:
        """The bed a key means: the one shown, or on the station the focused or only one."""
        if self.screen_name == "bed":
            return self._bed
        if self.screen_name != "station":
            return None
        focused = [bed for bed, slot in self.station_screen.slots.items() if slot.hasFocus()]
        return focused[0] if focused else only_bed(self._updates)

    @Slot(str)
    def _on_bed(self, panel: str) -> None:
        bed = self._wanted_bed()
        if bed is None:
            self.say(self.tr("Open a bed first."))
            return
        if self.screen_name != "bed":
            self.open_bed(bed)
        self.open_panel(panel)

    def _open_alarm_list(self) -> None:
        bed = self._wanted_bed()
        if bed is None and self.alarm_bar.alarms:
            bed = self.alarm_bar.alarms[0].bed
        if bed is None:
            bed = next(iter(sorted(self._updates)), None)
        if bed is not None:
            self.open_bed(bed)
            self.open_panel("alarms")

    @Slot(int)
    def _open_devices(self, _bed: int) -> None:
        self.show_screen("devices")

    @Slot(int)
    def _next_patient(self, bed: int) -> None:
        self.command.emit(EndSession(bed=bed, actor=self._actor, next_patient=True))

    @Slot()
    def _accept_use(self) -> None:
        bed = next(iter(sorted(self._updates)), 1)
        self.command.emit(AcceptIntendedUse(bed=bed, actor=self._actor))

    @Slot(object)
    def _close_chosen(self, choice: object) -> None:
        self._may_close = True
        self.closing.emit(choice)
        self.close()
