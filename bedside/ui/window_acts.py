"""What the keys of the window mean now: which bed, which command, which panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from bedside.ui import pauses
from bedside.ui.mode_words import only_bed, open_sessions
from bedside.ui.nibp_key import cuff_command
from bedside.ui.pauses import Offer
from bedside.ui.station_desk import END_NOW, NAMES
from bedside.vitals.commands import EndSession
from bedside.vitals.station_commands import AcceptIntendedUse

if TYPE_CHECKING:
    from bedside.ui.main_window import MainWindow
    from bedside.ui.window_keys import WindowKeys


class WindowActs(QObject):
    """The window's hands: it knows what is shown, this knows what pressing a key then does."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def connect_keys(self, keys: WindowKeys) -> None:
        """Let the keys that work on every screen do what they mean."""
        keys.panel_asked.connect(self.open_on_bed)
        keys.audio_pause.connect(self.audio_pause)
        keys.acknowledge.connect(self._window.alarm_bar.acknowledge)
        keys.nibp.connect(self.nibp)
        keys.care_pause.connect(self.care_pause)
        keys.operator.connect(self.open_operator)
        keys.full_screen.connect(self.full_screen)
        keys.escape.connect(self.escape)
        keys.window.connect(self.open_window)
        keys.station_window.connect(self.open_station_window)
        keys.close_window.connect(self.close_window)
        keys.end.connect(self.ask_end)

    def wanted_bed(self) -> int | None:
        """The bed a key means: the one shown, or on the station the focused or only one."""
        window = self._window
        if window.screen_name == "bed":
            return window.bed
        if window.screen_name != "station":
            return None
        focused = [bed for bed, slot in window.station_screen.slots.items() if slot.hasFocus()]
        return focused[0] if focused else only_bed(window.updates)

    def say_which_bed(self) -> None:
        """A key about one bed was pressed where none is meant: what to do."""
        if self._window.screen_name == "station":
            self._window.say(self.tr("Which bed? Go to its tile with Tab or the arrow keys, or open it."))
        else:
            self._window.say(self.tr("Open a bed first."))

    @Slot()
    def audio_pause(self) -> None:
        """F2: pause what can be heard, or end the pause; where nothing can be heard, what to do about that."""
        window = self._window
        if self._no_sound():
            window.open_panel("no-sound")
            return
        bed = self.wanted_bed()
        asked = pauses.audio_commands(window.updates, bed, window.now, window.actor)
        for command in asked:
            window.send(command)
        if not asked and pauses.offer(window.updates, bed, window.now) is Offer.TEST:
            window.open_panel("self-test")
        elif not asked:
            window.say(self.tr("Nothing alarms: open the bed whose sound is to be paused ahead."))

    @Slot()
    def care_pause(self) -> None:
        """F8: end the care pause of the bed that is meant, or begin one."""
        care, bed = self._window.alarm_bar.care_pause, self.wanted_bed()
        if care is not None and bed in (None, care.bed):
            self._window.alarm_bar.end_care()
        else:
            self.open_on_bed("care")

    @Slot()
    def nibp(self) -> None:
        """F4: start the cuff, or stop the one that measures."""
        bed = self.wanted_bed()
        update = self._window.updates.get(bed) if bed is not None else None
        if update is None:
            self.say_which_bed()
            return
        self._window.send(cuff_command(update, self._window.actor))

    @Slot(str)
    def quiet_key(self, name: str) -> None:
        """A key of the quiet room's page; the screen is awake by now."""
        {"nibp": self.nibp, "care": self.care_pause}.get(name, lambda: self.open_on_bed(name))()

    @Slot(str)
    def open_on_bed(self, panel: str) -> None:
        """Open a panel of the bed that is meant, on its screen; one about the station beside any screen."""
        if panel in NAMES:
            self._window.open_panel(panel)
            return
        bed = self.wanted_bed()
        if bed is None:
            self.say_which_bed()
            return
        if self._window.screen_name != "bed":
            self._window.open_bed(bed)
        self._window.open_panel(panel)

    @Slot()
    def open_alarm_list(self) -> None:
        """The list behind the bar, on the screen of a bed."""
        window = self._window
        beds = [item.bed for item in window.alarm_bar.alarms if item.bed in window.updates]
        bed = self.wanted_bed()
        if bed is None:
            bed = next(iter(beds or sorted(window.updates)), None)
        if bed is not None:
            window.open_bed(bed)
            window.open_panel("alarms")

    @Slot()
    def open_sound(self) -> None:
        """What can be done about the sound."""
        self._window.open_panel("no-sound" if self._no_sound() else "sound")

    @Slot(int)
    def open_devices(self, _bed: int) -> None:
        """The technician's screen."""
        self._window.show_screen("devices")

    @Slot()
    def open_operator(self) -> None:
        """Ctrl+O: who works here."""
        self._window.open_panel("operator")

    @Slot()
    def full_screen(self) -> None:
        """F11: fill the screen, or no longer; a kiosk stays as it is."""
        if self._window.kiosk:
            self._window.say(
                self.tr("This station was started as a kiosk: it fills the screen. Ctrl+Q ends bedside.")
            )
            return
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def open_window(self) -> None:
        """Ctrl+N: what is shown, on the station the focused bed, in a window of its own."""
        window = self._window
        bed = self.wanted_bed()
        if window.screen_name == "station" and bed is not None:
            window.window_asked.emit("bed", bed)
        else:
            window.window_asked.emit(window.screen_name, bed if window.screen_name == "bed" else None)

    @Slot()
    def open_station_window(self) -> None:
        """Ctrl+Shift+N: all beds in a window of their own."""
        self._window.window_asked.emit("station", None)

    @Slot()
    def close_window(self) -> None:
        """Ctrl+W: close this window; the last one asks as the end of bedside does."""
        self._window.close()

    @Slot()
    def ask_end(self) -> None:
        """Ctrl+Q: ask what is to become of open sessions, and end bedside then; a kiosk asks in any case."""
        window = self._window
        open_beds = open_sessions(window.updates)
        if open_beds:
            window.open_bed(next((u.bed for u in open_beds if u.bed == window.bed), open_beds[0].bed))
            window.desk.ask_closing(open_beds)
            window.close_requested.emit()
        elif window.kiosk and window.station is not None:
            window.open_panel("end-bedside")
            window.close_requested.emit()
        else:
            window.end_now()

    @Slot()
    def escape(self) -> None:
        """Esc closes a panel, never an alarm."""
        self._window.close_panel()

    @Slot(int)
    def next_patient(self, bed: int) -> None:
        """Make room on a bed."""
        self._window.send(EndSession(bed=bed, actor=self._window.actor, next_patient=True))

    @Slot(str)
    def go_to(self, act: str) -> None:
        """What a step of “What to do next” or a panel asks for: a panel, a screen, or a simulated first patient."""
        window = self._window
        if act == END_NOW:
            window.end_now()
        elif act in NAMES:
            window.open_panel(act)
        elif act == "simulator":
            window.simulator_asked.emit(next(iter(sorted(window.updates)), 1))
        else:
            screen, _, page = act.partition("/")
            window.show_screen(screen)
            if page:
                window.screens.settings.go(page)

    @Slot()
    def accept_use(self) -> None:
        """Somebody read what bedside is and is not."""
        bed = next(iter(sorted(self._window.updates)), 1)
        self._window.send(AcceptIntendedUse(bed=bed, actor=self._window.actor))

    def _no_sound(self) -> bool:
        station = self._window.station
        return station is not None and bool(station.sound.fault)
