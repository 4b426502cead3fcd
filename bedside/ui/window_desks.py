"""What stands behind the screens of one window: the desks of Devices, Review and Settings, made when first needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from bedside.clock import Clock
from bedside.errors import RefusedError, UserFacingError
from bedside.monitor.patient_book import NOT_RECORDING
from bedside.monitor.services import Services
from bedside.settings import lots_path, profiles_path
from bedside.therapy.lots_file import LotsFile
from bedside.ui.lots_glance import LotsGlance
from bedside.ui.main_window import MainWindow
from bedside.ui.session.drafts import NoteDrafts

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen
    from bedside.ui.course.course_desk import CourseDesk
    from bedside.ui.device_desk import DeviceDesk
    from bedside.ui.kept_drafts import KeptDrafts
    from bedside.ui.lots_desk import LotsDesk
    from bedside.ui.profile_desk import ProfileDesk
    from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk
    from bedside.ui.qa.qa_desk import QaDesk
    from bedside.ui.replay_desk import ReplayDesk
    from bedside.ui.session.session_desk import SessionDesk
    from bedside.ui.session.session_page import SessionPage
    from bedside.vitals.records import StationEvent


class WindowDesks(QObject):
    """Of one window."""

    def __init__(
        self, window: MainWindow, services: Services, clock: Clock, drafts: KeptDrafts | None = None
    ) -> None:
        """`drafts`: of all windows; None: what is typed in this one ends with it."""
        super().__init__(window)
        self._drafts = None if drafts is None else drafts.view()
        self._kept = drafts
        self._window = window
        self._services = services
        self._clock = clock
        self._desk: ReplayDesk | None = None
        self._courses: CourseDesk | None = None
        self._qa: QaDesk | None = None
        self._sessions: SessionDesk | None = None
        self._profiles: ProfileDesk | None = None
        self._devices: DeviceDesk | None = None
        self._protocols: ProtocolPageDesk | None = None
        self._pin: PinDesk | None = None
        self._lots: LotsDesk | None = None
        self._lots_file = LotsFile(lots_path())
        window.use_lots(LotsGlance(self._lots_file, lambda: clock.utc().astimezone()))
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
        if self._qa is not None and self._window.screen_name == "review":
            self._qa.frame()

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
        if self._sessions is not None:
            self._sessions.stop()

    @Slot(object)
    def _show_exactly(self, screen: BedScreen) -> None:
        """What the chart of a bed no longer has in memory comes from the record."""
        from bedside.ui.chart_record import ChartRecord  # noqa: PLC0415 - window first, charts after

        ChartRecord(self._services.past, screen.chart)
        if self._services.library is not None:
            self._window.desk.use_store(self._services.library.path)
        screen.session_made.connect(self._know_patients)
        self._window.desk.use_lots(self._lots_file.read)
        if self._drafts is not None:
            self._window.desk.use_notes(NoteDrafts(self._drafts))

    @Slot(object)
    def _know_patients(self, page: SessionPage) -> None:
        """The forms of a session find their patients in the record, and the PIN of the site where it has one."""
        from bedside.ui.session.session_desk import SessionDesk  # noqa: PLC0415 - with the page

        if self._sessions is None:
            self._sessions = SessionDesk(self._services, self._clock)
        for fault in self._sessions.serve(page, self._drafts):
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
        from bedside.ui.device_desk import DeviceDesk  # noqa: PLC0415 - with the screen

        if self._devices is None:
            self._devices = DeviceDesk(self._window.devices, self._services, self._clock)
        self._devices.list_ports()

    def _show_profiles(self) -> None:
        from bedside.alarms.profiles import ProfileShelf  # noqa: PLC0415 - with the screen
        from bedside.ui.profile_desk import ProfileDesk  # noqa: PLC0415

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
        if self._lots is not None:
            self._lots.refresh()

    @Slot(str)
    def _serve_page(self, name: str) -> None:
        """A page of the settings that was just made."""
        from bedside.ui.lots_desk import LotsDesk  # noqa: PLC0415 - window first
        from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk  # noqa: PLC0415
        from bedside.ui.protocols.pin_page import PinPage  # noqa: PLC0415
        from bedside.ui.protocols.screen import ProtocolScreen  # noqa: PLC0415
        from bedside.ui.settings_lots import LotsPage  # noqa: PLC0415

        page = self._window.settings.pages[name]
        if isinstance(page, ProtocolScreen):
            shelf = self._services.protocols
            self._protocols = ProtocolPageDesk(
                page,
                shelf,
                lambda: self._clock.utc().astimezone(),
                events=self._events,
                kept=self._kept,
            )
            self._protocols.refresh()
        elif isinstance(page, PinPage):
            self._pin = PinDesk(page, self._services.pin, self._events)
        elif isinstance(page, LotsPage):
            self._lots = LotsDesk(page, self._lots_file, lambda: self._clock.utc().astimezone(), self._events)

    def _events(self, kinds: Collection[str], most: int) -> Sequence[StationEvent]:
        library = self._services.library
        if library is None:
            raise RefusedError(NOT_RECORDING)
        return library.station_events_of(kinds, most)

    def _show_review(self) -> None:
        from bedside.ui.course.course_desk import CourseDesk  # noqa: PLC0415 - with the screen
        from bedside.ui.qa.qa_desk import QaDesk  # noqa: PLC0415
        from bedside.ui.replay_desk import ReplayDesk  # noqa: PLC0415

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
            review.page.events.offer_report(library.path)
        if self._courses is None:
            self._courses = CourseDesk(
                review,
                library,
                self._services.station.patients,
                submit=self._services.station.submit,
                actor=lambda: self._window.actor,
                clock=self._clock,
                theme=self._window.theme,
                drafts=self._drafts,
            )
        if self._qa is None:
            self._qa = QaDesk(
                review,
                self._services.station.reviews,
                submit=self._services.station.submit,
                actor=lambda: self._window.actor,
                clock=self._clock,
                recording=lambda: self._services.recorder.state().fault,
                ask_who=lambda: self._window.open_panel("operator"),
                drafts=self._drafts,
            )
        if not review.session_open:
            self._desk.refresh()
            self._qa.refresh()

    def _running(self) -> set[str]:
        updates = self._services.station.updates.values()
        return {update.session.id for update in updates if update.session is not None}
