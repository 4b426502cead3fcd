"""Puts the quiet room over the window while it may be dim, and takes it away the moment it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import appearance
from bedside.ui import theme as themes
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.quiet_rest import Rest
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance

if TYPE_CHECKING:
    from bedside.ui.quiet_room import QuietRoom


class QuietPage(QObject):
    """Made when a quiet room is first wanted.

    Signals:
        asked: name of the key that was pressed on the dim page; the screen is awake by then.
    """

    asked = Signal(str)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        """Over `window`, which looks like `theme`: text size, unit and motion are its own, colours are not."""
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._look: Theme | None = None  # of the page
        self._rest = Rest()
        self._page: QuietRoom | None = None
        self._now = 0.0

    @property
    def page(self) -> QuietRoom | None:
        """The dim page, if it was ever shown."""
        return self._page

    @property
    def dim(self) -> bool:
        """Whether the window is dim now."""
        return self._page is not None and not self._page.isHidden()

    def advance(self, bed: MonitorUpdate | None) -> None:
        """Draw the wave of one frame while the window is dim; call it for every frame."""
        if self._page is not None and self.dim and bed is not None:
            self._page.advance(bed)

    def frame(
        self,
        bed: MonitorUpdate | None,
        station: StationUpdate,
        updates: Mapping[int, MonitorUpdate],
        alarms: list[BedAlarm],
        now: float,
    ) -> None:
        """Decide at station time `now`, s, and show numbers and words.

        Args:
            bed: the bed whose screen is shown with nothing open beside it; None: something else is shown.
            station: its sound decides.
            updates: of all beds.
            alarms: in display order.
            now: station time, s.
        """
        self._now = now
        dim = bed is not None and bed.session is not None and self._rest.dim(station, alarms, now)
        if dim and bed is not None:
            page = self._made()
            self._follow(page)
            page.frame(bed, station, updates, alarms, now)
            if page.isHidden():
                self.set_place(self._window.rect())
                page.show()
                page.raise_()
                page.setFocus()
        elif self.dim:
            self._wake()

    def set_place(self, place: QRect) -> None:
        """It covers the window."""
        if self._page is not None:
            self._page.setGeometry(place)

    @Slot()
    def wake(self) -> None:
        """Somebody is here."""
        self._rest.wake(self._now)
        self._wake()

    def _made(self) -> QuietRoom:
        if self._page is None:
            from bedside.ui.quiet_room import QuietRoom  # noqa: PLC0415 - window first

            self._look = themes.of(self._wanted())
            self._page = page = QuietRoom(self._look, self._window)
            page.hide()
            page.woken.connect(self.wake)
            page.asked.connect(self.asked)
        return self._page

    def _wanted(self) -> Appearance:
        look = self._theme
        return Appearance(
            theme=themes.QUIET_ROOM,
            text_scale=look.text_scale,
            pressure_unit=look.pressure_unit,
            reduced_motion=look.reduced_motion,
        )

    def _follow(self, page: QuietRoom) -> None:
        """What was changed in Settings since."""
        look, window = self._look, self._theme
        if look is not None and (look.text_scale, look.pressure_unit, look.reduced_motion) != (
            window.text_scale,
            window.pressure_unit,
            window.reduced_motion,
        ):
            appearance.apply(page, look, self._wanted())

    def _wake(self) -> None:
        if self._page is not None:
            self._page.hide()
            self._window.setFocus()
