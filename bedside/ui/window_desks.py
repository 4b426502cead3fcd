"""What stands behind the screens of one window: the desks of Devices, Review and Settings, made when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from bedside.alarms.profiles import ProfileShelf
from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.monitor.services import Services
from bedside.settings import profiles_path, scale_texts_path
from bedside.therapy.scale_texts import site_texts
from bedside.ui.course.course_desk import CourseDesk
from bedside.ui.device_desk import DeviceDesk
from bedside.ui.main_window import MainWindow
from bedside.ui.profile_desk import ProfileDesk
from bedside.ui.replay_desk import ReplayDesk

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk
    from bedside.ui.session.session_page import SessionPage


class WindowDesks(QObject):
    """Of one window."""

    def __init__(self, window: MainWindow, services: Services, clock: Clock) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._clock = clock
        self._desk: ReplayDesk | None = None
        self._courses: CourseDesk | None = None
        self._profiles: ProfileDesk | None = None
        self._devices: DeviceDesk | None = None
        self._protocols: ProtocolPageDesk | None = None
        self._pin: PinDesk | None = None
        window.screens.bed_made.connect(self._show_exactly)
        window.simulator_asked.connect(self._simulate)
        window.screen_changed.connect(self._on_screen)
        self._on_screen(window.screen_name)

    def frame(self) -> None:
        """Bring what is open up to date."""
        if self._devices is not None:
            self._devices.frame()
        if self._desk is not None and self._window.screen_name == "review":
            self._desk.frame()
        if self._courses is not None and self._window.screen_name == "review":
            self._courses.frame()

    @property
    def busy(self) -> bool:
        """Whether something it began is still under way."""
        return self._devices is not None and self._devices.busy

    def stop(self) -> None:
        """Begin nothing more; what runs is brought to its end."""
        if self._devices is not None:
            self._devices.stop()
        if self._courses is not None:
            self._courses.stop()

    @Slot(object)
    def _show_exactly(self, screen: BedScreen) -> None:
        """What the chart of a bed no longer has in memory comes from the record."""
        from bedside.ui.chart_record import ChartRecord  # noqa: PLC0415 - window first, charts after

        ChartRecord(self._services.past, screen.chart)
        screen.session_made.connect(self._know_patients)

    @Slot(object)
    def _know_patients(self, page: SessionPage) -> None:
        """The forms of a session find their patients in the record, and the PIN of the site where it has one."""
        patients, pin = self._services.patients, self._services.pin
        page.source = patients
        page.given_before = patients.given_before
        page.find_pin = lambda: pin.check if pin.is_set else None
        own = site_texts(scale_texts_path())
        page.scale_texts = lambda: own.texts
        for fault in own.faults:
            self._window.show_refusal(fault)

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
            self._window.settings.page_made.connect(self._serve_page)
            shelf = ProfileShelf(profiles_path())
            self._profiles = ProfileDesk(
                self._window.settings.profiles, shelf, lambda: self._clock.utc().astimezone()
            )
        self._profiles.refresh()
        if self._protocols is not None:
            self._protocols.refresh()
        if self._pin is not None:
            self._pin.refresh()

    @Slot(str)
    def _serve_page(self, name: str) -> None:
        """A page of the settings that was just made."""
        from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk  # noqa: PLC0415 - window first
        from bedside.ui.protocols.pin_page import PinPage  # noqa: PLC0415
        from bedside.ui.protocols.screen import ProtocolScreen  # noqa: PLC0415

        page = self._window.settings.pages[name]
        if isinstance(page, ProtocolScreen):
            shelf = self._services.protocols
            self._protocols = ProtocolPageDesk(page, shelf, lambda: self._clock.utc().astimezone())
            self._protocols.refresh()
        elif isinstance(page, PinPage):
            self._pin = PinDesk(page, self._services.pin)

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
                profile_of=self._services.profile_of,
                clock=self._clock,
            )
        if self._courses is None:
            self._courses = CourseDesk(
                review,
                library,
                self._services.station.patients,
                submit=self._services.station.submit,
                actor=lambda: self._window.actor,
                clock=self._clock,
                theme=self._window.theme,
            )
        if not review.session_open:
            self._desk.refresh()

    def _running(self) -> set[str]:
        updates = self._services.station.updates.values()
        return {update.session.id for update in updates if update.session is not None}
