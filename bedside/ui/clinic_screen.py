"""The window on a running station: frames out, commands in."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QObject, Slot

from bedside.alarms.profiles import ProfileShelf
from bedside.clock import Clock
from bedside.errors import SoundUnconfirmedError, UserFacingError
from bedside.monitor.services import Services
from bedside.settings import profiles_path
from bedside.ui.bridge import FramePacer
from bedside.ui.device_desk import DeviceDesk
from bedside.ui.main_window import MainWindow
from bedside.ui.profile_desk import ProfileDesk
from bedside.ui.replay_desk import ReplayDesk
from bedside.vitals.commands import Command


class ClinicScreen(QObject):
    """Hands the newest updates to the window and its wishes to the station."""

    def __init__(self, window: MainWindow, services: Services, clock: Clock) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._clock = clock
        self._asked: list[Future[None]] = []
        self._desk: ReplayDesk | None = None
        self._profiles: ProfileDesk | None = None
        self._devices: DeviceDesk | None = None
        self.pacer = FramePacer(self._frame, clock, self)
        window.command.connect(self._submit)
        window.simulator_asked.connect(self._simulate)
        window.screen_changed.connect(self._on_screen)
        services.station.on_news = self.pacer.tell
        self._on_screen(window.screen_name)
        self.pacer.start()

    def stop(self) -> None:
        """Draw no more; the station goes on."""
        self._services.station.on_news = None
        self.pacer.stop()
        if self._devices is not None:
            self._devices.stop()

    def _frame(self) -> None:
        station = self._services.station
        if station.station_update is not None:
            self._window.show_updates(station.updates, station.station_update, self._clock.now())
        if self._asked:
            self._answer()
        if self._devices is not None:
            self._devices.frame()
        if self._desk is not None and self._window.screen_name == "review":
            self._desk.frame()

    @Slot(object)
    def _submit(self, command: Command) -> None:
        self._asked.append(self._services.station.submit(command))

    def _answer(self) -> None:
        """Say what the station refused since the last frame."""
        for asked in [each for each in self._asked if each.done()]:
            self._asked.remove(asked)
            error = asked.exception()
            if isinstance(error, SoundUnconfirmedError):
                self._window.ask_for_sound(str(error))
            elif isinstance(error, UserFacingError):
                self._window.show_refusal(str(error))
            elif error is not None:
                self._window.show_refusal(self.tr("An internal error happened; it is in the log."))

    @Slot(int)
    def _simulate(self, bed: int) -> None:
        try:
            self._services.simulate([bed])
        except UserFacingError as error:
            self._window.show_refusal(str(error))

    @Slot(str)
    def _on_screen(self, name: str) -> None:
        if name == "devices":
            self._show_devices()
        elif name == "review":
            self._show_review()
        elif name == "settings":
            self._show_profiles()

    def _show_devices(self) -> None:
        if self._devices is None:
            self._devices = DeviceDesk(self._window.devices, self._services, self._clock)
        self._devices.list_ports()

    def _show_profiles(self) -> None:
        if self._profiles is None:
            shelf = ProfileShelf(profiles_path())
            self._profiles = ProfileDesk(self._window.settings, shelf, lambda: self._clock.utc().astimezone())
        self._profiles.refresh()

    def _show_review(self) -> None:
        review = self._window.review
        library = self._services.library
        if library is None:
            review.show_refusal(self.tr("The record cannot be used now: nothing can be reviewed."))
            return
        if self._desk is None:
            self._desk = ReplayDesk(
                review,
                library,
                running=self._running,
                ages=self._services.settings.ages,
                profile_of=self._services.profile_of,
                clock=self._clock,
            )
        if not review.session_open:
            self._desk.refresh()

    def _running(self) -> set[str]:
        updates = self._services.station.updates.values()
        return {update.session.id for update in updates if update.session is not None}
