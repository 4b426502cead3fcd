"""Puts the quiet room over the window while it may be dim, and takes it away the moment it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.quiet_rest import Rest

if TYPE_CHECKING:
    from bedside.ui.quiet_room import QuietRoom


class QuietPage(QObject):
    """Made when a quiet room is first wanted.

    Signals:
        asked: name of the key that was pressed on the dim page; the screen is awake by then.
    """

    asked = Signal(str)

    def __init__(self, window: QWidget, text_scale: float = 1.0) -> None:
        super().__init__(window)
        self._window = window
        self._text_scale = text_scale
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

            look = themes.load(themes.QUIET_ROOM, self._text_scale)
            self._page = page = QuietRoom(look, self._window)
            page.hide()
            page.woken.connect(self.wake)
            page.asked.connect(self.asked)
        return self._page

    def _wake(self) -> None:
        if self._page is not None:
            self._page.hide()
            self._window.setFocus()
